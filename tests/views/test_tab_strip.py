"""Tabs inside a workspace: a list that always has one, and a row that shows two or more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from tests.support.gallery import fake_domains, fake_services
from tests.support.shell import close, settle
from views.shell.tab_strip import Tabbed
from views.shell.tabs import Tab, Tabs
from views.shell.window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Mod.ControlModifier, Mod.ShiftModifier

STEPS = st.one_of(
    st.just(("open", 0)),
    st.tuples(st.sampled_from(["behind", "close", "choose", "step", "move", "reopen"]), st.integers(0, 5)),
)


@given(st.lists(STEPS, max_size=40))
def test_there_is_always_one_tab_and_none_is_lost_or_doubled(steps: list[tuple[str, int]]) -> None:
    tabs, opened = Tabs(Tab(1)), 1
    closed: list[int] = []
    for step, value in steps:
        some = tabs.all[value % len(tabs.all)].number
        before = tabs.current.number
        match step:
            case "open" | "behind":
                opened += 1
                tabs.open(Tab(opened), behind=step == "behind")
                assert tabs.current.number == (before if step == "behind" else opened)
            case "close" if tabs.close(some):
                closed.append(some)
                assert tabs.current.number == before or some == before
            case "choose":
                tabs.choose(some)
                assert tabs.current.number == some
            case "step":
                tabs.step(1 if value % 2 else -1)
            case "move":
                tabs.move(value % len(tabs.all), 0)
                assert tabs.current.number == before
            case "reopen" if closed:
                assert tabs.reopen() and tabs.current.number == closed.pop()
        numbers = [tab.number for tab in tabs.all]
        assert sorted(numbers + closed) == list(range(1, opened + 1))
    again = Tabs(Tab(99))
    again.load(json.loads(json.dumps(tabs.state())))
    assert (again.all, again.at) == (tabs.all, tabs.at)


@pytest.mark.parametrize(
    "kept", [None, 3, {"tabs": []}, {"tabs": [[1, "a"]]}, {"tabs": [[1, "", ""], [1, "", ""]], "at": 0}]
)
def test_tabs_that_make_no_sense_are_not_taken(kept: object) -> None:
    tabs = Tabs(Tab(4, "trash"))
    tabs.load(kept)
    assert tabs.all == [Tab(4, "trash")]


def frame(window: MainWindow) -> Tabbed:
    return window.stack.frame("video")


def titles(window: MainWindow) -> list[str]:
    bar = frame(window).bar
    return [bar.tabText(place) for place in range(bar.count())]


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def test_the_row_is_there_for_two_and_follows_where_each_is(window: MainWindow) -> None:
    window.open_workspace("video")
    assert not frame(window).strip_shown
    window.go("nonet://video/watch/1")
    press(window, Key.Key_T, CTRL)
    assert frame(window).strip_shown
    assert titles(window) == ["Building a telescope mount", "Home"]
    assert window.history.current == "nonet://video/"
    window.go("nonet://video/watch/1?t=4")
    assert titles(window) == ["Building a telescope mount"] * 2
    press(window, Key.Key_W, CTRL)
    assert not frame(window).strip_shown
    assert window.history.current == "nonet://video/watch/1"


def test_keys_go_round_and_a_closed_tab_comes_back_where_it_was(window: MainWindow) -> None:
    window.go("nonet://video/watch/1")
    for number in (2, 3):
        press(window, Key.Key_T, CTRL)
        window.go(f"nonet://video/watch/{number}")
    tabs = window.going.tabs("video")
    places = ["watch/1", "watch/2", "watch/3"]
    assert [tab.place for tab in tabs.all] == places
    press(window, Key.Key_Tab, CTRL)
    assert window.workspace.place() == "watch/1"
    press(window, Key.Key_Backtab, CTRL | SHIFT)
    assert window.workspace.place() == "watch/3"
    press(window, Key.Key_Backtab, CTRL | SHIFT)
    press(window, Key.Key_W, CTRL)
    assert [tab.place for tab in tabs.all] == ["watch/1", "watch/3"]
    press(window, Key.Key_T, CTRL | SHIFT)
    assert [tab.place for tab in tabs.all] == places
    assert window.workspace.place() == "watch/2"


def test_back_leads_to_the_tab_where_one_was(window: MainWindow) -> None:
    window.go("nonet://video/watch/1")
    press(window, Key.Key_T, CTRL)
    window.go("nonet://video/watch/2")
    tabs = window.going.tabs("video")
    window.back()
    window.back()
    assert (tabs.at, window.workspace.place()) == (0, "watch/1")
    window.forward()
    window.forward()
    assert (tabs.at, window.workspace.place()) == (1, "watch/2")


def test_the_last_tab_stays_and_goes_to_the_beginning(window: MainWindow) -> None:
    window.go("nonet://video/watch/1")
    press(window, Key.Key_W, CTRL)
    assert (len(window.going.tabs("video").all), window.workspace.place()) == (1, "")


def test_a_place_opens_in_a_tab_behind(window: MainWindow) -> None:
    window.open_workspace("video")
    window.workspace.tab_asked.emit("watch/7", "A film")
    assert window.workspace.place() == ""
    assert [tab.place for tab in window.going.tabs("video").all] == ["", "watch/7"]
    assert titles(window) == ["Home", "A film"]


def test_the_mouse_chooses_closes_and_orders(window: MainWindow) -> None:
    window.go("nonet://video/watch/1")
    window.workspace.tab_asked.emit("watch/2", "A film")
    settle()
    bar = frame(window).bar
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center() - QPoint(20, 0))
    assert window.workspace.place() == "watch/2"
    bar.moveTab(1, 0)
    assert [tab.place for tab in window.going.tabs("video").all] == ["watch/2", "watch/1"]
    assert window.going.tabs("video").current.place == "watch/2"
    close_button = bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    QTest.mouseClick(close_button, Qt.MouseButton.LeftButton)
    assert window.workspace.place() == "watch/1"
    QTest.mouseClick(window, Qt.MouseButton.NoButton)
    window.workspace.tab_asked.emit("watch/3", "A film")
    settle()
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(1).center())
    assert [tab.place for tab in window.going.tabs("video").all] == ["watch/1"]


def test_a_tab_that_is_dragged_out_gets_a_window(window: MainWindow, qtbot: QtBot) -> None:
    window.go("nonet://video/watch/1")
    window.workspace.tab_asked.emit("watch/2", "A film")
    settle()
    bar = frame(window).bar
    at, out = bar.tabRect(1).center() - QPoint(20, 0), QPoint(300, 400)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, button, held in (
        (QMouseEvent.Type.MouseMove, none, left),
        (QMouseEvent.Type.MouseButtonRelease, left, none),
    ):
        there = bar.mapToGlobal(QPointF(out))
        event = QMouseEvent(kind, QPointF(out), there, button, held, Mod.NoModifier)
        QApplication.sendEvent(bar, event)
    assert window.stack.windows["video"].isVisible()
    assert window.stack.workspace("video").place() == "watch/2"
    assert frame(window).strip_shown and frame(window).window() is window.stack.windows["video"]
    window.stack.attach("video")
    assert frame(window).window() is window


def test_tabs_places_and_the_way_back_come_back_after_a_restart(
    plain_theme: None, qtbot: QtBot, tmp_path: Path
) -> None:
    first = MainWindow(fake_domains(), fake_services(tmp_path))
    first.restore()
    first.show()
    first.go("nonet://video/watch/1")
    first.going.new_tab("video", "watch/2")
    first.open_workspace("home")
    close(first)
    second = MainWindow(fake_domains(), fake_services(tmp_path))
    second.restore()
    second.show()
    assert second.stack.current_id == "home"
    assert not second.stack.is_built("video"), "what is not seen is not built"
    second.back()
    assert (second.stack.current_id, second.workspace.place()) == ("video", "watch/2")
    assert titles(second) == ["Building a telescope mount"] * 2
    second.back()
    assert second.going.tabs("video").at == 0
    second.open_workspace("home")
    second.open_workspace("video")
    assert second.workspace.place() == "watch/1"
    close(second)


def test_the_arrows_list_where_one_was(window: MainWindow, qtbot: QtBot) -> None:
    window.open_workspace("video")
    for number in (1, 2):
        window.go(f"nonet://video/watch/{number}")
    menu = window.history_menus.back.menu()
    said = [action.text() for action in menu.actions()]
    assert said == ["Video / Open Optics / Building a telescope mount", "Video / Home", "Home"]
    menu.actions()[1].trigger()
    assert window.history.current == "nonet://video/"
    assert len(window.history_menus.forward.menu().actions()) == 2
    QTest.mousePress(window.top.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
    settle()


def test_a_link_to_a_panel_opens_it_over_what_is_there(window: MainWindow) -> None:
    here = window.history.current
    for _ in range(2):
        assert window.go("nonet://jobs") and window.panels.jobs is not None and window.panels.jobs.isVisible()
    assert window.go("nonet://keys/") and window.panels.cheat_sheet.isVisible()
    assert window.history.current == here


def test_a_section_of_the_settings_has_a_link(window: MainWindow) -> None:
    assert window.go("nonet://settings/appearance")
    assert window.history.current == "nonet://settings/appearance"
    assert window.go("nonet://settings/nowhere")
    assert window.history.current == "nonet://settings/"
    assert window.go("nonet://settings/?find=red%20up")
    assert window.history.current == "nonet://settings/?find=red%20up"
