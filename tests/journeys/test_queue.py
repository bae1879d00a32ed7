"""V6: the play queue in the real window: filled, ordered by keys and by dragging, played through."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from models.video.entities import Repeat
from tests.support.films import BLUE, GREEN, LONG, Cinema
from views.video.queue_panel import QueuePanel

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def panel(cinema: Cinema) -> QueuePanel:
    """The queue, opened by its key where it is not."""
    if not cinema.house.seen(QueuePanel):
        cinema.house.press("Ctrl+Shift+U")
    return cinema.house.find(QueuePanel)


def titles(cinema: Cinema) -> list[str]:
    """The rows of the panel from the top."""
    items = panel(cinema).list.items
    return [str(items.index(row).data()) for row in range(items.rowCount())]


def queue(cinema: Cinema, *names: str) -> None:
    """Put videos into the queue by the menu of the library."""
    for name in names:
        before = len(cinema.workspace.parts.queue.entries)
        cinema.choose(name)
        grid = cinema.workspace.library.grid
        grid.menu_asked.emit(grid.mapToGlobal(grid.rect().center()))
        cinema.choose_line("Add to queue")
        cinema.until(lambda before=before: len(cinema.workspace.parts.queue.entries) > before)  # type: ignore[misc]


def select(cinema: Cinema, row: int) -> None:
    rows = panel(cinema).list
    rows.setFocus()
    rows.setCurrentIndex(rows.items.index(row))


def test_the_queue_is_ordered_by_keys_and_undone(cinema: Cinema) -> None:
    queue(cinema, LONG, GREEN, BLUE)
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    select(cinema, 2)
    cinema.house.press("Alt+Up")
    cinema.until(lambda: titles(cinema) == [LONG, BLUE, GREEN])
    cinema.house.press("Alt+Down")
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    select(cinema, 0)
    cinema.house.press("Delete")
    cinema.until(lambda: titles(cinema) == [GREEN, BLUE])
    cinema.house.press("Ctrl+Z")
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    cinema.house.click(panel(cinema).clear)
    cinema.until(lambda: titles(cinema) == [])
    cinema.house.press("Ctrl+Z")
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    cinema.restart()
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    assert titles(cinema) == [LONG, GREEN, BLUE]


def test_an_entry_is_dragged_to_another_place(cinema: Cinema) -> None:
    queue(cinema, LONG, GREEN, BLUE)
    rows = panel(cinema).list
    cinema.until(lambda: titles(cinema) == [LONG, GREEN, BLUE])
    data: QMimeData = rows.items.mimeData([rows.items.index(2)])
    first = rows.visualRect(rows.items.index(0))
    place = QPointF(first.center().x(), first.top() + 2)
    view, move = rows.viewport(), Qt.DropAction.MoveAction
    QApplication.sendEvent(view, QDragEnterEvent(place.toPoint(), move, data, LEFT, NONE))
    QApplication.sendEvent(view, QDragMoveEvent(place.toPoint(), move, data, LEFT, NONE))
    QApplication.sendEvent(view, QDropEvent(place, move, data, LEFT, NONE))
    cinema.until(lambda: titles(cinema) == [BLUE, LONG, GREEN])
    assert [entry.card.title for entry in cinema.workspace.parts.queue.entries] == [BLUE, LONG, GREEN]


def test_the_queue_plays_through_also_where_a_video_is_in_it_twice(cinema: Cinema) -> None:
    queue(cinema, GREEN, BLUE, GREEN, LONG)
    select(cinema, 0)
    cinema.house.press("Return")
    cinema.playing(GREEN)
    entries = [entry.id for entry in cinema.workspace.parts.queue.entries]
    up_next = cinema.workspace.up_next
    assert up_next.playing == entries[0]
    assert [card.title for card in up_next.cards()][:3] == [BLUE, GREEN, LONG]
    cinema.until(lambda: up_next.playing == entries[1] and cinema.watched == BLUE, 20)
    assert panel(cinema).list.items.playing == entries[1]
    cinema.workspace.watch.view.setFocus()
    cinema.house.press("Shift+N")
    cinema.until(lambda: up_next.playing == entries[2] and cinema.watched == GREEN, 20)
    cinema.house.press("Shift+N")
    cinema.playing(LONG)
    assert up_next.playing == entries[3]
    cinema.house.press("Shift+P")
    cinema.until(lambda: up_next.playing == entries[2] and cinema.watched == GREEN, 20)


def test_repeat_all_begins_again_and_repeat_one_stays(cinema: Cinema) -> None:
    queue(cinema, GREEN, BLUE)
    repeat = panel(cinema).repeat
    cinema.house.click(repeat)
    cinema.until(lambda: cinema.workspace.parts.queue.repeat is Repeat.ALL)
    select(cinema, 1)
    cinema.house.press("Return")
    cinema.playing(BLUE)
    cinema.until(lambda: cinema.watched == GREEN, 20)
    cinema.house.click(repeat)
    cinema.until(lambda: cinema.workspace.parts.queue.repeat is Repeat.ONE)
    views = cinema.card(GREEN).views
    times: list[int] = []
    cinema.player.finished.connect(lambda: times.append(1))
    cinema.until(lambda: len(times) == 1, 20)
    cinema.until(lambda: cinema.player.playing and cinema.player.position_us < 2_000_000, 20)
    assert cinema.watched == GREEN
    assert cinema.card(GREEN).views <= views + 1
    cinema.house.click(repeat)
    cinema.until(lambda: cinema.workspace.parts.queue.repeat is Repeat.NONE)


def test_shuffled_every_entry_still_plays_once(cinema: Cinema) -> None:
    queue(cinema, LONG, GREEN, BLUE)
    cinema.house.click(panel(cinema).shuffle)
    shown = cinema.workspace.parts.queue
    cinema.until(lambda: shown.shuffle)
    order = [entry.card.title for entry in shown.order()]
    assert sorted(order) == sorted([LONG, GREEN, BLUE])
    select(cinema, [entry.id for entry in shown.entries].index(shown.order()[0].id))
    cinema.house.press("Return")
    cinema.playing(order[0])
    cinema.workspace.watch.view.setFocus()
    for title in order[1:]:
        cinema.house.press("Shift+N")
        cinema.playing(title)
    assert titles(cinema) == [LONG, GREEN, BLUE], "the order that the person gave stays to be seen"


def test_without_auto_next_it_stops(cinema: Cinema) -> None:
    queue(cinema, GREEN, BLUE)
    cinema.house.click(panel(cinema).auto_next)
    cinema.until(lambda: not cinema.workspace.parts.queue.auto_next)
    select(cinema, 0)
    cinema.house.press("Return")
    cinema.playing(GREEN)
    ended: list[int] = []
    cinema.player.finished.connect(lambda: ended.append(1))
    cinema.until(lambda: bool(ended), 20)
    cinema.until(lambda: cinema.card(GREEN).finished)
    assert cinema.watched == GREEN
