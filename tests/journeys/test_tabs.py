"""Several videos and pages at once in tabs, with one player; the way back; links from outside."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from controllers.video.playback import State
from tests.support.films import BLUE, GREEN, LONG, Cinema
from tests.support.house import House
from views.accounts.side import AccountSide
from views.widgets.states import StateView


def row_of(cinema: Cinema, title: str) -> QPoint:
    """Where the card of a video lies in the grid."""
    grid, items = cinema.workspace.library.grid, cinema.workspace.library.items
    cinema.until(lambda: any(items.index(row).data() == title for row in range(items.rowCount())))
    row = next(row for row in range(items.rowCount()) if items.index(row).data() == title)
    box = grid.visualRect(grid.model().index(row, 0))
    return QPoint(box.center().x(), box.bottom() - box.height() // 8)


def titles(cinema: Cinema) -> list[str]:
    return [tab.title for tab in cinema.house.window.going.tabs("video").all]


def test_a_middle_click_opens_a_tab_behind_and_one_player_serves_all(cinema: Cinema) -> None:
    house, player = cinema.house, cinema.player
    grid, middle = cinema.workspace.library.grid.viewport(), Qt.MouseButton.MiddleButton
    house.click(grid, row_of(cinema, LONG), middle)
    cinema.until(lambda: LONG in titles(cinema))
    house.click(grid, row_of(cinema, GREEN), middle)
    cinema.until(lambda: GREEN in titles(cinema))
    assert titles(cinema) == ["Library", GREEN, LONG], "each beside the one that was seen"
    assert cinema.workspace.place() == "" and player.state is State.IDLE
    house.press("Ctrl+Shift+Tab")
    cinema.playing(LONG)
    player.seek(9_000_000)
    cinema.until(lambda: player.position_us > 9_000_000 and not player.seeking)
    house.press("Ctrl+Shift+Tab")
    cinema.playing(GREEN)
    house.press("Ctrl+Tab")
    cinema.playing(LONG)
    cinema.until(lambda: player.position_us >= 8_000_000 and not player.seeking)
    assert cinema.watched == LONG, "each goes on where it was left"


def test_the_menu_of_a_card_opens_a_tab_too(cinema: Cinema) -> None:
    grid = cinema.workspace.library.grid
    cinema.choose(GREEN)
    place = grid.viewport().rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(grid.viewport(), QContextMenuEvent(reason, place, grid.mapToGlobal(place)))
    cinema.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    cinema.choose_line("Open in a new tab")
    cinema.until(lambda: GREEN in titles(cinema))
    assert cinema.workspace.place() == ""


def test_what_plays_goes_on_in_the_corner_of_another_tab(cinema: Cinema) -> None:
    cinema.watch(LONG)
    cinema.house.press("Ctrl+T")
    assert cinema.workspace.place() == "" and cinema.workspace.mini.isVisible()
    assert cinema.watched == LONG
    cinema.house.press("Ctrl+W")
    cinema.playing(LONG)
    assert not cinema.workspace.mini.isVisible()


def test_tabs_come_back_after_a_restart_and_closed_ones_by_their_key(cinema: Cinema) -> None:
    cinema.watch(BLUE)
    cinema.house.press("Ctrl+T", "Ctrl+Shift+Delete", "Ctrl+T", "Ctrl+W")
    assert titles(cinema) == [BLUE, "Trash"]
    cinema.house.press("Ctrl+Shift+T")
    assert titles(cinema) == [BLUE, "Trash", "Library"]
    cinema.house.press("Ctrl+W")
    cinema.restart()
    assert titles(cinema) == [BLUE, "Trash"]
    assert cinema.workspace.place() == "trash"
    frame = cinema.house.window.stack.frame("video")
    QTest.mouseClick(frame.bar, Qt.MouseButton.LeftButton, pos=frame.bar.tabRect(0).center())
    cinema.playing(BLUE)


def test_the_list_on_the_arrow_leads_several_steps_back(cinema: Cinema) -> None:
    house = cinema.house
    cinema.watch(GREEN)
    house.press("Ctrl+Shift+Delete", "Ctrl+,")
    top = house.window.top
    QTest.mousePress(top.back, Qt.MouseButton.LeftButton)
    cinema.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()][:2] == [
        "Video / Library / Trash",
        f"Video / {cinema.card(GREEN).channel} / {GREEN}",
    ]
    cinema.choose_line(GREEN)
    cinema.playing(GREEN)
    assert top.forward.isEnabled()


def test_a_link_to_what_is_not_there_says_so_in_its_place(house: House) -> None:
    gone = "00000000-0000-7000-8000-000000000000"
    house.nonet.take([f"nonet://video/watch/{gone}/{gone}"])
    house.until(lambda: house.seen(StateView))
    assert house.window.stack.current_id == "video"
    house.nonet.take(["nonet://video/no/such/place"])
    house.until(lambda: any("no/such/place" in notice.text for notice in house.nonet.notices.history))


def test_links_lead_to_every_kind_of_place(house: House) -> None:
    window = house.window
    for link in ("nonet://video/trash", "nonet://settings/appearance", "nonet://home/", "nonet://video/"):
        house.nonet.take([link])
        assert window.history.current == link
    house.nonet.take(["nonet://jobs"])
    assert window.panels.jobs is not None and window.panels.jobs.isVisible()
    house.nonet.take(["nonet://account"])
    house.until(lambda: house.seen(AccountSide))
