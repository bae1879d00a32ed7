"""The shared widgets: names, keys, states, motion, layouts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMetaObject, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kernel.resources import resource
from models.core.errors import Invalid, NotAllowed, Unavailable
from tests.support.gallery_widgets import page
from tests.support.shell import settle
from views.widgets.avatar import Badge, initials
from views.widgets.buttons import Button, IconButton
from views.widgets.chips import Chip, Segmented
from views.widgets.fields import SearchBox
from views.widgets.flow import FlowLayout
from views.widgets.forms import FormRow, place_error
from views.widgets.icons import pixmap
from views.widgets.labels import ElidedLabel
from views.widgets.progress import ProgressBar
from views.widgets.side_panel import SidePanel
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.theme import theme
from views.widgets.toast import Toast
from views.widgets.toggles import Slider, Switch

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(plain_theme: None, qtbot: QtBot) -> QWidget:
    host = QWidget()
    host.resize(600, 400)
    qtbot.addWidget(host)
    QVBoxLayout(host)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


def put(host: QWidget, widget: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    layout.addWidget(widget)
    settle()


def test_a_button_without_words_needs_a_name(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="text or a tip"):
        Button("")
    assert IconButton("bell", "Notices").accessibleName() == "Notices"


def test_every_widget_paints_in_both_themes(shown: QWidget) -> None:
    put(shown, page())
    dark = shown.grab().toImage()
    theme().toggle()
    settle()
    light = shown.grab().toImage()
    assert dark != light
    assert dark.pixelColor(300, 395).lightness() < 60 < light.pixelColor(300, 395).lightness()


def test_icons_are_sharp_and_tinted(qapp: QApplication) -> None:
    red = theme().colours.negative
    drawn = pixmap("house", 20, red, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (40, 2.0)
    image = drawn.toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(40)
        for y in range(40)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {red.name()}
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon", 16, red)


def test_every_icon_that_is_shipped_can_be_drawn(qapp: QApplication) -> None:
    own_colours = {"nonet"}  # the program's own sign
    names = [path.stem for path in resource("icons").glob("*.svg") if path.stem not in own_colours]
    assert len(names) > 100
    for name in names:
        assert not pixmap(name, 16, theme().colours.text, 1.0).toImage().isNull()
        assert "currentColor" in resource("icons", f"{name}.svg").read_text()


def test_licences_are_shipped() -> None:
    assert "SIL Open Font License" in resource("fonts", "LICENSE.Inter.txt").read_text()
    assert "ISC License" in resource("icons", "LICENSE.Lucide.txt").read_text()


def test_a_long_text_is_elided_and_told_whole(shown: QWidget) -> None:
    label = ElidedLabel("word " * 100)
    put(shown, label)
    assert super(ElidedLabel, label).text().endswith("…")
    assert label.text() == label.toolTip() == label.accessibleName() == "word " * 100
    label.setText("short")
    assert (label.text(), label.toolTip()) == ("short", "")


def test_a_text_is_never_read_as_markup(shown: QWidget) -> None:
    label = ElidedLabel("<b>bold</b> & <img src=x>")
    put(shown, label)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_segments_move_by_arrows(shown: QWidget, qtbot: QtBot) -> None:
    control = Segmented([("grid", "Grid"), ("list", "List"), ("map", "Map")], "Layout")
    put(shown, control)
    spy = QSignalSpy(control.chosen)
    first = control.findChildren(QWidget)[0]
    first.setFocus()
    QTest.keyClick(first, Key.Key_Right)
    assert control.value() == "list"
    QTest.keyClick(QApplication.focusWidget() or control, Key.Key_Right)
    QTest.keyClick(QApplication.focusWidget() or control, Key.Key_Right)
    assert control.value() == "grid"
    assert [spy.at(n)[0] for n in range(spy.count())] == ["list", "map", "grid"]


def test_a_chip_and_a_switch_turn_with_space(shown: QWidget) -> None:
    for control in (Chip("All"), Switch("Captions")):
        put(shown, control)
        control.setFocus()
        QTest.keyClick(control, Key.Key_Space)
        assert control.isChecked()


def test_a_slider_jumps_to_the_click(shown: QWidget) -> None:
    slider = Slider("Volume")
    slider.setRange(0, 100)
    slider.setFixedWidth(212)
    put(shown, slider)
    spy = QSignalSpy(slider.valueChanged)
    QTest.mouseClick(slider, Left, Qt.KeyboardModifier.NoModifier, QRect(0, 0, 212, 20).center())
    assert abs(slider.value() - 50) <= 1
    assert spy.count() == 1


def test_escape_empties_the_search_box_and_then_leaves_it(shown: QWidget, qtbot: QtBot) -> None:
    box = SearchBox("Filter")
    put(shown, box)
    box.setFocus()
    QTest.keyClicks(box, "abc")
    QTest.keyClick(box, Key.Key_Escape)
    assert box.text() == ""
    with qtbot.waitSignal(box.left):
        QTest.keyClick(box, Key.Key_Escape)


def test_an_error_stands_in_its_row_until_the_field_changes(shown: QWidget) -> None:
    field = QLineEdit()
    row = FormRow("Title", field, "Shown in lists")
    put(shown, row)
    assert place_error(Invalid("The title is empty.", field="title"), {"title": row})
    assert row.error == "The title is empty."
    assert field.accessibleDescription() == "The title is empty."
    assert shown.focusWidget() is field
    QTest.keyClicks(field, "x")
    assert row.error == ""
    assert row.note.text() == "Shown in lists"
    assert not place_error(Invalid("?", field="other"), {"title": row})


def test_a_progress_bar_says_how_far(qapp: QApplication) -> None:
    bar = ProgressBar(0.62, name="garden.mov")
    assert bar.accessibleName() == "garden.mov 62%"
    bar.set_fraction(None)
    assert bar.accessibleName() == "garden.mov"


def test_badges_hide_at_zero_and_stay_small(shown: QWidget) -> None:
    badge = Badge(0, shown)
    assert not badge.isVisible()
    badge.set_count(1234)
    assert badge.isVisible()
    assert (badge._text, badge.accessibleName()) == ("99+", "1234 unread")


@given(st.text(max_size=20))
def test_initials_are_never_empty(name: str) -> None:
    assert initials(name)
    assert initials(name, 2)


def test_a_panel_slides_and_gives_the_focus_back(shown: QWidget, qtbot: QtBot) -> None:
    theme().set_reduced_motion(False)
    button = QPushButton("before")
    put(shown, button)
    button.setFocus()
    panel = SidePanel("Jobs", shown, 200)
    panel.open_panel()
    assert panel.x() > shown.width() - panel.width()
    qtbot.waitUntil(lambda: panel.x() == shown.width() - panel.width())
    with qtbot.waitSignal(panel.closed, timeout=1000):
        QTest.keyClick(panel, Key.Key_Escape)
    assert not panel.isVisible()
    assert QApplication.focusWidget() is button


def test_a_panel_is_there_at_once_with_reduced_motion(shown: QWidget) -> None:
    panel = SidePanel("Jobs", shown, 200)
    panel.open_panel()
    assert panel.x() == shown.width() - panel.width()
    shown.resize(500, 300)
    settle()
    assert (panel.x(), panel.height()) == (500 - panel.width(), 300)
    panel.close_panel()
    assert not panel.isVisible()


def test_a_skeleton_waits_before_it_shows(shown: QWidget, qtbot: QtBot) -> None:
    stack = StateStack(QWidget(), Skeleton(3))
    put(shown, stack)
    stack.show_loading()
    assert not stack.skeleton.shown
    qtbot.waitUntil(lambda: stack.skeleton.shown, timeout=1000)
    stack.show_loading()
    stack.show_content()
    assert not stack.skeleton._after.isActive()
    assert stack.currentWidget() is stack.content


def test_an_error_state_says_what_why_and_what_now(shown: QWidget) -> None:
    stack = StateStack(QWidget())
    put(shown, stack)
    tried: list[int] = []
    stack.show_error(Unavailable("The disk is full.", what_now="Free 2 GB."), lambda: tried.append(1))
    view = stack.currentWidget()
    assert isinstance(view, StateView)
    assert (view.state, view.accessibleName(), view.accessibleDescription()) == (
        State.ERROR,
        "The disk is full.",
        "Free 2 GB.",
    )
    assert view.button is not None
    assert view.copy is not None
    QTest.mouseClick(view.copy, Left)
    assert "The disk is full." in QGuiApplication.clipboard().text()
    view.button.click()
    assert tried == [1]
    stack.show_error(NotAllowed("This is private."))
    again = stack.currentWidget()
    assert isinstance(again, StateView)
    assert again.state is State.NO_PERMISSION
    settle()
    assert stack.count() == 3


def test_a_toast_stays_while_the_mouse_is_on_it(shown: QWidget, qtbot: QtBot) -> None:
    toast = Toast("info", "Saved", stays=60, parent=shown)
    toast.show()
    QApplication.sendEvent(toast, _enter())
    assert not toast._timer.isActive()
    with qtbot.waitSignal(toast.gone, timeout=1000):
        QApplication.sendEvent(toast, _leave())


def _enter() -> QEvent:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QEnterEvent

    return QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5))


def _leave() -> QEvent:
    return QEvent(QEvent.Type.Leave)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.integers(10, 300), min_size=1, max_size=20), st.integers(50, 500), st.booleans())
def test_a_flow_never_overlaps_and_stays_inside(
    qapp: QApplication, widths: list[int], room: int, rtl: bool
) -> None:
    host = QWidget()
    host.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    flow = FlowLayout(host)
    for wide in widths:
        part = QWidget()
        part.setFixedSize(min(wide, room), 20)
        flow.addWidget(part)
    high = flow.heightForWidth(room)
    flow.setGeometry(QRect(0, 0, room, high))
    places = [flow.itemAt(n).geometry() for n in range(flow.count())]  # type: ignore[union-attr]
    frame = QRect(0, 0, room, high)
    assert all(frame.contains(place) for place in places)
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])
    host.deleteLater()


def test_what_a_screen_reader_toggles_is_clicked_once(qtbot: QtBot) -> None:
    """Qt's accessible action toggles a button in C++, which tells no click."""
    row = Segmented([("a", "A"), ("b", "B")], "Letters")
    chip = Chip("Mine")
    qtbot.addWidget(row)
    qtbot.addWidget(chip)
    told: list[object] = []
    row.chosen.connect(told.append)
    chip.clicked.connect(lambda on: told.append(on))
    row.choose("b")
    chip.setChecked(True)
    QApplication.processEvents()
    assert told == [], "what the application sets is no click"
    row.button("a").click()
    chip.click()
    QApplication.processEvents()
    assert told == ["a", False]
    for button in (row.button("b"), chip):
        QMetaObject.invokeMethod(button, "toggle", Qt.ConnectionType.DirectConnection)
    qtbot.waitUntil(lambda: told == ["a", False, "b", True])
    assert row.value() == "b" and chip.isChecked()
