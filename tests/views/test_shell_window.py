"""The window: places, back and forward, keys, panels, drops, windows of their own, what is kept."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domains import domains
from app.kernel.actions import Action
from app.kernel.notices import NoticeKind
from tests.support.gallery import FakeVideo, fake_domains, fake_services
from tests.support.logfail import ExpectLog
from tests.support.shell import close, settle
from views.shell.window import MainWindow
from views.shell.workspace import Workspace
from views.widgets.theme import Scheme, accent_of, theme
from views.widgets.tokens import DARK

Key, Mod = Qt.Key, Qt.KeyboardModifier


def steps(window: MainWindow) -> list[QAbstractButton]:
    return window.top.breadcrumb.findChildren(QAbstractButton)


def way(window: MainWindow) -> str:
    return window.top.breadcrumb.accessibleName()


def test_only_workspaces_that_exist_show_a_tab_and_are_built_when_opened(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.tab_ids == ["home", "video"]
    assert (window.stack.is_built("home"), window.stack.is_built("video")) == (True, False)
    QTest.keyClick(window, Key.Key_2, Mod.ControlModifier)
    assert window.stack.current_id == "video"
    assert window.rail.item("video").isChecked()
    qtbot.waitUntil(lambda: accent_of(window.rail).colour.name() == DARK.accents["video"])


def test_back_and_forward_go_through_workspaces_and_places(window: MainWindow) -> None:
    window.open_workspace("video")
    assert window.go("nonet://video/watch/1?t=62")
    assert way(window) == "Video / Open Optics / Building a telescope mount"
    QTest.keyClick(window, Key.Key_Left, Mod.AltModifier)
    assert way(window) == "Video / Home"
    QTest.mouseClick(window.top.back, Qt.MouseButton.LeftButton)
    assert (way(window), window.stack.current_id) == ("Home", "home")
    assert not window.top.back.isEnabled()
    QTest.keyClick(window, Key.Key_Right, Mod.AltModifier)
    QTest.keyClick(window, Key.Key_Right, Mod.AltModifier)
    assert way(window) == "Video / Open Optics / Building a telescope mount"
    assert not window.top.forward.isEnabled()


def test_the_mouse_goes_back_and_forward_anywhere(window: MainWindow) -> None:
    window.open_workspace("video")
    handle = window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, Mod.NoModifier, QPoint(600, 400))
    assert window.stack.current_id == "home"
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, Mod.NoModifier, QPoint(600, 400))
    assert window.stack.current_id == "video"


def test_a_workspace_that_moves_by_itself_makes_a_step(window: MainWindow) -> None:
    window.open_workspace("video")
    video = window.stack.workspace("video")
    video.go("watch/7")
    video.place_changed.emit("watch/7")
    assert window.history.current == "nonet://video/watch/7"
    video.place_adjusted.emit("watch/7?t=9")
    assert window.history.current == "nonet://video/watch/7?t=9"
    window.back()
    assert window.history.current == "nonet://video/"


def test_a_dead_link_says_so_and_stays(window: MainWindow) -> None:
    assert not window.go("nonet://nowhere/x")
    assert window.stack.current_id == "home"
    assert "nonet://nowhere/x" in window.services.notices.history[0].text


def test_a_step_of_the_way_can_be_clicked(qtbot: QtBot, window: MainWindow) -> None:
    window.go("nonet://video/watch/1")
    qtbot.waitUntil(lambda: "Video" in [step.text() for step in steps(window)])
    next(step for step in steps(window) if step.text() == "Video").click()
    assert window.history.current == "nonet://video/"


def test_the_place_comes_back_after_a_restart(plain_theme: None, qtbot: QtBot, tmp_path: Path) -> None:
    first = MainWindow(fake_domains(), fake_services(tmp_path))
    first.resize(700, 600)
    first.restore()
    first.show()
    first.go("nonet://video/watch/1")
    first.stack.detach("home")
    close(first)
    second = MainWindow(fake_domains(), fake_services(tmp_path))
    second.restore()
    assert second.history.current == "nonet://video/watch/1"
    assert (second.width(), second.height()) == (700, 600)
    assert list(second.stack.windows) == ["home"]
    close(second)


def test_what_was_kept_is_nonsense_then_the_window_opens_at_home(
    plain_theme: None, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "session.json").write_text(
        '{"version": 1, "values": {"window": {"geometry": 7, "place": "nonet://gone/1", "detached": ["x"]}}}'
    )
    window = MainWindow(fake_domains(), fake_services(tmp_path))
    window.restore()
    assert window.stack.current_id == "home"
    close(window)


def test_a_workspace_leaves_for_its_own_window_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.open_workspace("video")
    video = window.stack.workspace("video")
    QTest.keyClick(window, Key.Key_D, Mod.ControlModifier | Mod.ShiftModifier)
    detached = window.stack.windows["video"]
    qtbot.waitExposed(detached)
    assert video.window() is detached
    assert accent_of(video).colour.name() == DARK.accents["video"]
    window.open_workspace("home")
    assert accent_of(detached).colour.name() == DARK.accents["video"]
    detached.close()
    settle()
    assert video.window() is window
    window.open_workspace("video")
    assert video.isVisible()


def test_a_workspace_that_cannot_be_built_leaves_the_others_alone(
    plain_theme: None, qtbot: QtBot, tmp_path: Path, expect_log: ExpectLog
) -> None:
    def fail() -> Workspace:
        raise RuntimeError("planted")

    window = MainWindow(domains({"home": Workspace, "video": fail}), fake_services(tmp_path))
    window.restore()
    window.show()
    with expect_log("views.shell.stack", "workspace video cannot be built", level=logging.ERROR):
        window.open_workspace("video")
    notice = window.services.notices.history[0]
    assert notice.kind is NoticeKind.ERROR
    assert "RuntimeError: planted" in notice.details
    window.open_workspace("home")
    assert window.stack.current_id == "home"
    close(window)


def _mime(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def test_files_over_the_window_show_where_they_would_go_and_go_there(window: MainWindow) -> None:
    window.open_workspace("video")
    window.open_workspace("home")
    mime = _mime("/tmp/a.mp4", "/tmp/b.mp4", "/tmp/c.mp4")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Mod.NoModifier
    enter = QDragEnterEvent(QPoint(500, 300), copy, mime, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    overlay = window.panels.drop_overlay
    assert overlay.isVisible()
    assert overlay.sentence == "Add 3 videos to your library"
    QApplication.sendEvent(window, QDropEvent(QPointF(500, 300), copy, mime, left, none))
    assert not overlay.isVisible()
    video = window.stack.workspace("video")
    assert isinstance(video, FakeVideo)
    assert [url.fileName() for url in video.dropped] == ["a.mp4", "b.mp4", "c.mp4"]
    assert window.stack.current_id == "video"


def test_a_dropped_link_is_followed(window: MainWindow) -> None:
    assert window.drop([QUrl("nonet://video/watch/3")])
    assert window.history.current == "nonet://video/watch/3"


def test_a_link_dropped_as_text_is_followed(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("nonet://video/watch/4?t=7\n")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(400, 300), copy, data, left, Mod.NoModifier)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), copy, data, left, Mod.NoModifier))
    assert window.history.current == "nonet://video/watch/4?t=7"


def test_switching_the_theme_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(window.top.theme_button, Qt.MouseButton.LeftButton)
    assert not theme().dark
    assert window.services.settings.get(window.appearance.scheme) == Scheme.LIGHT.value


def test_the_bell_counts_what_is_unread_and_opening_the_centre_reads_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.services.notices.post("one")
    window.services.notices.post("two")
    assert window.top.count.count == 2
    assert window.top.bell.accessibleName() == "Notices, 2 unread"
    QTest.mouseClick(window.top.bell, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panels.notices.is_open)
    assert window.top.count.count == 0
    QTest.keyClick(window.panels.notices, Key.Key_Escape)
    assert not window.panels.notices.isVisible()


def test_escape_closes_a_panel_also_from_the_bars_around_it(window: MainWindow, qtbot: QtBot) -> None:
    for bar in (window.top.bell, window.status.keys):
        window.toggle_jobs()
        panel = window.panels.jobs
        bar.setFocus(Qt.FocusReason.TabFocusReason)
        assert panel is not None and panel.is_open and not panel.isAncestorOf(bar)
        with qtbot.waitSignal(panel.closed):
            QTest.keyClick(bar, Key.Key_Escape)
        assert bar.hasFocus()


def test_toasts_stack_and_go(window: MainWindow, qtbot: QtBot) -> None:
    for number in range(5):
        window.services.notices.post(str(number), stays=True)
    assert [toast.label.text() for toast in window.toasts.shown] == ["2", "3", "4"]
    tops = [toast.y() for toast in window.toasts.shown]
    assert tops == sorted(tops)
    window.toasts.shown[0].dismiss()
    settle()
    assert [toast.label.text() for toast in window.toasts.shown] == ["3", "4"]


def test_toasts_stand_above_what_else_floats_at_the_foot(window: MainWindow, qtbot: QtBot) -> None:
    other = QWidget(window.body)
    other.setGeometry(window.body.width() - 300, window.body.height() - 200, 280, 180)
    window.toasts.keep_clear_of(other)
    window.services.notices.post("1", NoticeKind.SUCCESS)
    toast = window.toasts.shown[0]
    assert toast.geometry().bottom() > other.y() + 100
    other.show()
    assert toast.geometry().bottom() < other.y() + 16  # their shadow's room
    other.move(20, 20)
    assert toast.geometry().bottom() == window.body.height() - 1
    other.deleteLater()
    settle()
    window.services.notices.post("2", NoticeKind.SUCCESS)


def test_details_can_be_copied_from_a_toast(window: MainWindow) -> None:
    window.services.notices.error(ValueError("planted"))
    toast = window.toasts.shown[0]
    copy = next(b for b in toast.findChildren(QAbstractButton) if b.text() == "Copy details")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "ValueError: planted" in QGuiApplication.clipboard().text()
    assert not window.toasts.shown


def test_keys_of_a_workspace_work_only_in_it(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    window.services.actions.register(
        Action(id="video.x", title="X", handler=lambda: done.append("x"), shortcut="Ctrl+E", context="video")
    )
    QTest.keyClick(window, Key.Key_E, Mod.ControlModifier)
    assert done == []
    window.open_workspace("video")
    QTest.keyClick(QApplication.focusWidget() or window, Key.Key_E, Mod.ControlModifier)
    assert done == ["x"]
    window.services.actions.set_shortcut("video.x", "F6")
    QTest.keyClick(QApplication.focusWidget() or window, Key.Key_E, Mod.ControlModifier)
    QTest.keyClick(QApplication.focusWidget() or window, Key.Key_F6)
    assert done == ["x", "x"]


def test_the_focus_ring_follows_the_keyboard_and_not_a_click(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Key.Key_Tab)
    assert window._ring.target is QApplication.focusWidget()
    assert window._ring.isVisible()
    QTest.mousePress(window.top.bell, Qt.MouseButton.LeftButton)
    assert not window._ring.isVisible()
    QTest.mouseRelease(window.top.bell, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("part", ["frame", "palette", "keys", "jobs", "notices", "settings"])
def test_everything_that_takes_the_keyboard_has_a_name(window: MainWindow, part: str) -> None:
    window.services.notices.error(ValueError("x"))
    opened = {
        "frame": lambda: window.open_workspace("video"),
        "palette": window.open_search,
        "keys": window.open_keys,
        "jobs": window.toggle_jobs,
        "notices": window.toggle_notices,
        "settings": window.open_settings,
    }
    opened[part]()
    settle()
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit)
        and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text().strip()))
        and not widget.objectName().startswith("qt_")
    ]
    assert not nameless


def test_everything_fits_at_900_by_600(window: MainWindow) -> None:
    window.resize(900, 600)
    settle()
    assert window.width() == 900
    frame = window.rect()
    for control in (*window.top.findChildren(QAbstractButton), *window.status.findChildren(QAbstractButton)):
        if control.isVisible():
            at = control.mapTo(window, QPoint(0, 0))
            assert frame.contains(at), control.accessibleName()
            assert frame.contains(at + QPoint(control.width() - 1, control.height() - 1)), (
                control.accessibleName()
            )
    assert window.top.search.width() >= 160


def test_nothing_heavy_is_built_for_the_first_picture(window: MainWindow) -> None:
    assert not {"palette", "cheat_sheet", "notices", "jobs", "drop_overlay"} & set(vars(window.panels))


def test_broken_settings_are_told(
    plain_theme: None, qtbot: QtBot, tmp_path: Path, expect_log: ExpectLog
) -> None:
    (tmp_path / "settings.json").write_text("{")
    with expect_log("app.kernel.settings", "settings cannot be read", level=logging.ERROR):
        window = MainWindow(fake_domains(), fake_services(tmp_path))
    window.restore()
    window.show()
    assert "settings.json.broken-" in window.toasts.shown[0].label.text()
    close(window)


def test_what_nobody_takes_is_said(plain_theme: None, qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(domains({"home": Workspace}), fake_services(tmp_path))
    window.restore()
    assert not window.drop([QUrl.fromLocalFile("/tmp/odd.xyz")])
    assert "odd.xyz" in window.services.notices.history[0].text
    close(window)


def test_the_account_menu_has_the_person_s_own_actions(window: MainWindow) -> None:
    menu = window.account_menu()
    titles = [action.text().split("\t")[0] for action in menu.actions()]
    assert titles == ["Switch user", "Log out", "", "Settings", "Keys"]
    menu.deleteLater()
