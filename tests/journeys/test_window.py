"""P1: the window, its tabs, its looks, and finding everything again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.support.house import House
from views.shell.rail import RailItem
from views.widgets.theme import theme

PLACES = ("Ctrl+1", "Ctrl+2", "Ctrl+Shift+Delete", "Ctrl+,")


def brightness(widget: QWidget) -> int:
    """How light the corner of a widget is, 0 to 255."""
    return widget.grab().toImage().pixelColor(widget.width() - 3, widget.height() // 2).lightness()


def side_button(house: House, button: Qt.MouseButton) -> None:
    """Press one of the mouse's back and forward buttons in the middle of the window."""
    house.click(house.window.body, button=button)


def test_a_tab_is_built_when_it_is_first_opened(house: House) -> None:
    stack = house.window.stack
    assert stack.current_id == "home"
    assert [item.accessibleName() for item in house.seen(RailItem)] == ["Home", "Video", "Trade", "Settings"]
    assert not stack.is_built("video")
    house.press("Ctrl+2")
    assert stack.current_id == "video"
    house.press("Ctrl+1")
    assert stack.current_id == "home"
    [video] = house.seen(RailItem, lambda item: item.accessibleName() == "Video")
    house.click(video)
    assert stack.current_id == "video"


def test_back_and_forward_by_keys_and_by_the_mouse(house: House) -> None:
    house.press(*PLACES)
    way = house.window.top.breadcrumb
    assert way.accessibleName() == "Settings"
    house.press("Alt+Left")
    assert way.accessibleName() == "Video / Library / Trash"
    side_button(house, Qt.MouseButton.BackButton)
    assert way.accessibleName() == "Video / Library"
    side_button(house, Qt.MouseButton.ForwardButton)
    assert way.accessibleName() == "Video / Library / Trash"
    house.click(house.window.top.forward)
    assert way.accessibleName() == "Settings"
    house.press("Alt+Left", "Alt+Left", "Ctrl+1")
    assert not house.window.history.can_forward, "a new step forgets what was ahead"


def test_the_window_its_place_and_what_was_taken_out_come_back(house: House) -> None:
    house.window.resize(770, 620)
    house.press("Ctrl+2", "Ctrl+Shift+Delete", "Ctrl+Shift+D")
    detached = house.window.stack.windows["video"]
    detached.resize(555, 444)
    house.restart()
    assert (house.window.width(), house.window.height()) == (770, 620)
    assert house.window.top.breadcrumb.accessibleName() == "Video / Library / Trash"
    again = house.window.stack.windows["video"]
    assert again.isVisible() and (again.width(), again.height()) == (555, 444)


def test_a_workspace_goes_into_its_own_window_and_back(house: House) -> None:
    house.add_videos("Harbour")
    house.press("Ctrl+2", "Ctrl+Shift+D")
    stack = house.window.stack
    window = stack.windows["video"]
    assert window.isVisible() and stack.workspace("video").window() is window
    house.until(window.isActiveWindow)
    house.press("Ctrl+L")
    assert stack.workspace("video").place() == ""
    house.press("Ctrl+Shift+D")
    assert not stack.windows and stack.workspace("video").window() is house.window
    house.until(house.window.isActiveWindow)
    assert stack.workspace("video").isAncestorOf(house.focus or house.window), "the keyboard comes along"
    house.press("Ctrl+Shift+D")
    house.until(lambda: stack.windows["video"].isActiveWindow())
    stack.windows["video"].close()
    assert stack.workspace("video").window() is house.window


def test_light_and_dark_at_once_and_after_a_restart(house: House) -> None:
    assert brightness(house.window.top) < 60
    house.click(house.window.top.theme_button)
    assert brightness(house.window.top) > 200
    house.restart()
    assert brightness(house.window.top) > 200
    house.press("Ctrl+Alt+T")
    assert brightness(house.window.top) < 60
    assert theme().dark


def cut_off(house: House) -> list[str]:
    """Labels that show less than they say without a way to read the rest, and controls outside the window."""
    told = []
    for label in house.seen(QLabel):
        needs = label.minimumSizeHint().width() if not label.wordWrap() else 0
        if label.text() and label.width() < needs and not label.toolTip():
            told.append(f"{label.text()!r} has {label.width()} of {needs}")
    frame = house.window.rect()
    for widget in house.seen(QWidget, lambda each: each.focusPolicy() & Qt.FocusPolicy.TabFocus):
        top = widget.mapTo(house.window, widget.rect().topLeft())
        if not (frame.left() <= top.x() and top.x() + widget.width() <= frame.right() + 1):
            told.append(f"{widget!r} sticks out")
    return told


@pytest.mark.parametrize("size", [(1440, 900), (900, 600), (720, 450)], ids=["wide", "small", "at 200 %"])
@pytest.mark.parametrize("turned", [False, True], ids=["ltr", "rtl"])
def test_nothing_is_cut_off_at_any_size_in_either_direction(
    house: House, size: tuple[int, int], turned: bool
) -> None:
    """A window of 1,440 × 900 on a screen at 200 % has the room of 720 × 450."""
    house.add_videos("Harbour at night, filmed from the end of the long pier", "Night train")
    direction = Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight
    QApplication.setLayoutDirection(direction)
    house.window.setMinimumSize(0, 0)
    house.window.resize(*size)
    for keys in (*PLACES, "Ctrl+J"):
        house.press(keys)
        house.qtbot.wait(200)
        assert cut_off(house) == [], keys
    rail = house.window.rail.mapTo(house.window, house.window.rail.rect().center())
    assert (rail.x() > size[0] / 2) is turned
    assert house.window.minimumSizeHint().width() <= 720
