"""The library as people use it: scrolling, keys, filters, trash with undo, dropping and dragging."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from models.core.jobs import State
from models.video.entities import Sort
from models.video.queries import LibraryPage as LibraryQuery
from tests.support.video_world import World
from views.shell.drops import comes_from_outside
from views.video.items import VIDEOS, VideoItems, mime_of, videos_in
from views.video.library_page import LibraryPage
from views.widgets.states import StateView

Key = Qt.Key


@pytest.fixture
def page(world: World, qtbot: QtBot) -> Iterator[LibraryPage]:
    made = LibraryPage(world.parts)
    made.resize(1320, 820)
    qtbot.addWidget(made)
    yield made
    made.close()


def _show(page: LibraryPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.library.reset):
        page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.grid.setFocus(Qt.FocusReason.TabFocusReason)
    if page.items.rowCount():
        qtbot.waitUntil(page.grid.hasFocus)


def _title(page: LibraryPage) -> str:
    card = page.grid.current_card()
    return card.title if card else ""


def test_ten_thousand_videos_scroll_and_only_what_is_seen_is_asked(
    page: LibraryPage, world: World, qtbot: QtBot
) -> None:
    world.add_videos(10_000)
    _show(page, qtbot)
    assert page.items.rowCount() == 10_000
    bar = page.grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = page.items.index(9_999)
    qtbot.waitUntil(lambda: page.items.data(last) == "Video 09999")
    assert page.grid.visualRect(last).bottom() < page.grid.viewport().height()
    assert len(world.gateway.pages()) <= 4
    assert page.grid.indexAt(page.grid.visualRect(last).center()) == last


def test_the_model_holds_what_qt_demands(world: World, qtbot: QtBot) -> None:
    world.add_videos(130)
    items = VideoItems(world.parts.library, world.parts.uploads)
    tester = QAbstractItemModelTester(items, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with qtbot.waitSignal(world.parts.library.reset):
        world.parts.library.set_visible(True)
    items.set_limit(4)
    assert items.rowCount() == 4
    items.set_limit(70)
    with qtbot.waitSignal(world.parts.library.reset):
        world.parts.library.set_filter(world.parts.library.filter.__class__(words="Video 0001"))
    assert items.rowCount() == 10
    assert tester.model() is items


def test_it_reflows_with_its_width(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(8)
    _show(page, qtbot)
    page.resize(1368, 800)
    assert page.grid.arrangement.columns == 4
    page.resize(828, 520)
    assert page.grid.arrangement.columns == 3
    rects = [page.grid.visualRect(page.items.index(row)) for row in range(8)]
    assert not any(a.intersects(b) for n, a in enumerate(rects) for b in rects[n + 1 :])
    assert max(rect.right() for rect in rects) <= page.grid.width() - 24


def test_from_right_to_left_everything_is_mirrored(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(40)
    _show(page, qtbot)
    left = page.grid.visualRect(page.items.index(0)).left() + page.grid.viewport().x()
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: page.grid.viewport().x() > 0)
    first = page.grid.visualRect(page.items.index(0))
    assert page.grid.width() - (first.right() + 1 + page.grid.viewport().x()) in range(left, left + 4)
    assert page.grid.indexAt(first.center()).row() == 0
    page.grid.setCurrentIndex(page.items.index(0))
    qtbot.keyClick(page.grid, Key.Key_Left)
    assert page.grid.currentIndex().row() == 1


def test_keys_move_open_select_and_edit(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(9)
    _show(page, qtbot)
    columns = page.grid.arrangement.columns
    page.grid.setCurrentIndex(page.items.index(0))
    qtbot.keyClick(page.grid, Key.Key_Down)
    qtbot.keyClick(page.grid, Key.Key_Right)
    assert _title(page) == f"Video {columns + 1:05d}"
    with qtbot.waitSignal(page.open_video) as opened:
        qtbot.keyClick(page.grid, Key.Key_Return)
    card = page.grid.current_card()
    assert card is not None and opened.args == [card.space_id, card.id, False]
    with qtbot.waitSignal(page.edit_video) as edited:
        qtbot.keyClick(page.grid, Key.Key_F2)
    assert edited.args == [card.space_id, card.id]
    qtbot.keyClick(page.grid, Key.Key_End)
    assert _title(page) == "Video 00008"
    qtbot.keyClick(page.grid, Key.Key_Home)
    qtbot.keyClick(page.grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.grid.selected_rows() == [0, 1]
    qtbot.keyClick(page.grid, Key.Key_Space)
    assert page.grid.selected_rows() == [0]
    qtbot.keyClick(page.grid, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.grid.selected_rows()) == 9
    qtbot.keyClick(page.grid, Key.Key_Escape)
    assert page.grid.selected_rows() == []


def test_mouse_selects_ranges_and_opens(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(9)
    _show(page, qtbot)

    def at(row: int) -> QPoint:
        return page.grid.visualRect(page.items.index(row)).bottomLeft() + QPoint(60, -20)

    view, left = page.grid.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=at(1))
    assert page.grid.selected_rows() == [1]
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, at(4))
    assert page.grid.selected_rows() == [1, 2, 3, 4]
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, at(2))
    assert page.grid.selected_rows() == [1, 3, 4]
    with qtbot.waitSignal(page.open_video):
        qtbot.mouseDClick(view, left, pos=at(0))
    with qtbot.waitSignal(page.open_video) as opened:
        qtbot.mouseClick(view, Qt.MouseButton.MiddleButton, pos=at(0))
    assert opened.args[2] is True


def test_delete_goes_to_the_trash_and_undo_brings_back(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(5)
    _show(page, qtbot)
    page.grid.setCurrentIndex(page.items.index(1))
    qtbot.keyClick(page.grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(world.notices.posted) as told:
        qtbot.keyClick(page.grid, Key.Key_Delete)
    qtbot.waitUntil(lambda: page.items.rowCount() == 3)
    told.args[0].actions[0].do()
    qtbot.waitUntil(lambda: page.items.rowCount() == 5)
    assert page.items.rowCount() == 5


def test_selection_and_place_survive_what_changes_elsewhere(
    page: LibraryPage, world: World, qtbot: QtBot
) -> None:
    world.add_videos(400)
    _show(page, qtbot)
    bar = page.grid.verticalScrollBar()
    bar.setValue(6000)
    row = page.grid._rows_seen()[0] + 4
    qtbot.waitUntil(lambda: page.items.source.peek(row) is not None)
    page.grid.selectionModel().setCurrentIndex(
        page.items.index(row), page.grid.selectionModel().SelectionFlag.ClearAndSelect
    )
    card = page.grid.current_card()
    assert card is not None
    before = page.grid.visualRect(page.items.index(row)).top()
    with qtbot.waitSignal(page.library.reset):
        world.parts.importer.add([_film(world.folder)])
    found = page.library.row_of(card.id)
    assert found == row + 1 and page.grid.selected_rows() == [found]
    shift = abs(page.grid.visualRect(page.items.index(found)).top() - before)
    assert shift in (0, page.grid.arrangement.pitch)  # it may wrap into the next line, no further


def _film(folder: Path) -> Path:
    path = folder / "new.mp4"
    path.write_bytes(b"x")
    return path


def test_typing_filters_and_escape_shows_all_again(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(5)
    world.add_videos(1, title="Night train to Narvik")
    _show(page, qtbot)
    qtbot.keyClick(page.grid, Key.Key_N)
    qtbot.waitUntil(page.tools.search.hasFocus)
    qtbot.keyClicks(page.tools.search, "ight")
    qtbot.waitUntil(lambda: page.items.rowCount() == 1)
    assert page.header.title.title.text() == "Found"
    qtbot.keyClick(page.tools.search, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.items.rowCount() == 6)
    qtbot.keyClick(page.tools.search, Key.Key_Escape)
    qtbot.waitUntil(page.grid.hasFocus)


def test_nothing_found_says_what_would_find_more(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(2, title="Narvik")
    _show(page, qtbot)
    qtbot.mouseClick(page.tools._chips["captions"], Qt.MouseButton.LeftButton)
    page.tools.begin_search("narvik")
    qtbot.waitUntil(lambda: isinstance(page.stack.currentWidget(), StateView))
    qtbot.waitUntil(lambda: "narvik" in (page.stack.currentWidget() or page).accessibleName())
    state = page.stack.currentWidget()
    assert isinstance(state, StateView) and state.button is not None
    assert state.button.text() == "Search all videos"
    qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.items.rowCount() == 2)
    assert page.stack.currentWidget() is page.grid


def test_an_empty_library_invites(page: LibraryPage, qtbot: QtBot) -> None:
    _show(page, qtbot)
    state = page.stack.currentWidget()
    assert isinstance(state, StateView) and "Drop video files" in state.accessibleName()


def test_the_order_is_chosen_from_its_menu(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(1, title="aaa", duration_us=1)
    world.add_videos(1, title="bbb", duration_us=10)
    _show(page, qtbot)
    qtbot.mouseClick(page.tools.sort, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Longest").trigger()
    menu.close()
    qtbot.waitUntil(lambda: page.items.data(page.items.index(0)) == "bbb")
    assert page.library.filter.sort is Sort.LONGEST
    assert "longest" in page.tools.sort.text()


def test_queue_and_trash_are_found_in_the_tool_row(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(1)
    _show(page, qtbot)
    for title, asked in (("Play queue", page.queue_asked), ("Trash", page.trash_asked)):
        qtbot.mouseClick(page.tools.places, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        with qtbot.waitSignal(asked):
            next(action for action in menu.actions() if action.text() == title).trigger()
        menu.close()


def test_dropped_files_become_videos(page: LibraryPage, world: World, qtbot: QtBot, tmp_path: Path) -> None:
    _show(page, qtbot)
    film = tmp_path / "my film.mp4"
    film.write_bytes(b"x")
    assert page.drop([QUrl.fromLocalFile(str(film))])
    qtbot.waitUntil(lambda: page.items.rowCount() == 1)
    assert page.items.data(page.items.index(0)) == "My film"
    qtbot.waitUntil(lambda: len(page.strip.rows) == 1)
    assert page.strip.isVisible()


def test_the_strip_follows_its_job(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_videos(1)
    _show(page, qtbot)
    video_id = world.add_videos(1, state="processing")[0]
    job = world.start_job("tour.mov", video_id, State.RUNNING)
    qtbot.waitUntil(lambda: len(page.strip.rows) == 1)
    row = page.strip.rows[0]
    world.runner.tell(job, 0.62, "Encoding 1080p", speed=1.4, left_s=180)
    assert (row.share.text(), row.speed.text(), row.left.text()) == ("62 %", "1.4×", "3 min left")
    assert row.bar.fraction == 0.62
    with qtbot.waitSignal(page.edit_video) as asked:
        qtbot.mouseClick(row.edit, Qt.MouseButton.LeftButton)
    assert asked.args == [world.channel, video_id]
    qtbot.mouseClick(row.pause, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    assert world.runner.done == [("pause", job), ("cancel", job)]


def test_dragged_videos_carry_their_ids_and_files(world: World, tmp_path: Path) -> None:
    ids = world.add_videos(2)
    cards = world.gateway.ask_now(LibraryQuery(actor=world.account)).cards
    data = mime_of(cards, lambda card: tmp_path / f"{card.title}.mp4")
    assert [pair[1] for pair in videos_in(data)] == ids
    assert [url.fileName() for url in data.urls()] == ["Video 00000.mp4", "Video 00001.mp4"]
    assert not comes_from_outside(data) and data.hasFormat(VIDEOS)


def test_continue_watching_leads_down_into_the_library(page: LibraryPage, world: World, qtbot: QtBot) -> None:
    world.add_examples()
    _show(page, qtbot)
    qtbot.waitUntil(lambda: page.header.watching.isVisible())
    page.grid.setCurrentIndex(page.items.index(0))
    qtbot.keyClick(page.grid, Key.Key_Up)
    qtbot.waitUntil(page.header.watching.hasFocus)
    with qtbot.waitSignal(page.open_video):
        qtbot.keyClick(page.header.watching, Key.Key_Return)
    rows = page.header.watching_items.rowCount()
    qtbot.keyClick(page.header.watching, Key.Key_Delete)
    qtbot.waitUntil(lambda: page.header.watching_items.rowCount() == rows - 1)
    qtbot.keyClick(page.header.watching, Key.Key_Down)
    qtbot.waitUntil(page.grid.hasFocus)
    assert page.grid.currentIndex().isValid()
