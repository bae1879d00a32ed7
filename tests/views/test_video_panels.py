"""Details, queue and trash by real keys, clicks and drops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.video.commands import TrashVideo
from models.video.entities import Privacy, Repeat
from models.video.queries import LibraryPage, OneVideo
from tests.support.video_world import World
from views.video.edit_panel import EditPanel
from views.video.items import mime_of
from views.video.queue_panel import QueueItems, QueuePanel
from views.video.trash_page import TrashPage
from views.widgets.states import StateView
from views.widgets.theme import theme

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[QWidget]:
    theme().set_reduced_motion(True)
    made = QWidget()
    made.resize(1000, 800)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    made.close()
    theme().set_reduced_motion(False)


def _details(world: World, host: QWidget, qtbot: QtBot, **values: object) -> tuple[EditPanel, UUID]:
    video_id = world.add_videos(1, title="Garden", **values)[0]
    panel = EditPanel(
        world.parts.editor, world.parts.thumbnails, world.parts.captions, world.parts.sounds, host
    )
    with qtbot.waitSignal(world.parts.editor.loaded):
        panel.edit(world.channel, video_id)
    qtbot.waitUntil(panel.heading.hasFocus)
    return panel, video_id


def test_leaving_a_field_keeps_it(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, video_id = _details(world, host, qtbot, state="processing")
    panel.heading.selectAll()
    qtbot.keyClicks(panel.heading, "Garden tour")
    with qtbot.waitSignal(world.parts.editor.saved):
        qtbot.keyClick(panel.heading, Key.Key_Tab)
    assert panel.status.text() == "Saved"
    qtbot.keyClicks(panel.description, "From the old apple tree")
    with qtbot.waitSignal(world.parts.editor.saved):
        qtbot.keyClick(panel.description, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    detail = world.gateway.ask_now(OneVideo(actor=world.account, space_id=world.channel, video_id=video_id))
    assert (detail.card.title, detail.description) == ("Garden tour", "From the old apple tree")


def test_what_is_wrong_is_said_in_its_field(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, _ = _details(world, host, qtbot)
    panel.heading.selectAll()
    with qtbot.waitSignal(world.parts.editor.refused):
        qtbot.keyClick(panel.heading, Key.Key_Backspace)
        qtbot.keyClick(panel.heading, Key.Key_Tab)
    assert panel.rows["title"].error == "This cannot be empty."
    assert panel.heading.text() == ""
    qtbot.keyClicks(panel.description, "Kept all the same")
    with qtbot.waitSignal(world.parts.editor.saved):
        qtbot.keyClick(panel.description, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert panel.rows["title"].error == "This cannot be empty."
    qtbot.keyClicks(panel.heading, "G")
    assert panel.rows["title"].error == ""


def test_tags_privacy_and_age(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, video_id = _details(world, host, qtbot, tags=["old"])
    panel.tags.line.setFocus()
    qtbot.keyClicks(panel.tags.line, "garden,#Birds")
    with qtbot.waitSignal(world.parts.editor.saved):
        qtbot.keyClick(panel.tags.line, Key.Key_Tab)
    assert panel.tags.tags == ("old", "garden", "Birds")
    panel.privacy.setCurrentIndex(list(Privacy).index(Privacy.PUBLIC))
    with qtbot.waitSignal(world.parts.editor.saved):
        panel.privacy.activated.emit(0)
    with qtbot.waitSignal(world.parts.editor.saved):
        panel.age.click()
    with qtbot.waitSignal(world.parts.editor.saved):
        panel.tags.remove("old")
    detail = world.gateway.ask_now(OneVideo(actor=world.account, space_id=world.channel, video_id=video_id))
    assert detail.tags == ("garden", "Birds")
    assert detail.card.privacy is Privacy.PUBLIC and detail.age_restricted


def test_a_picture_is_chosen_or_dropped(world: World, host: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    panel, video_id = _details(world, host, qtbot, posters=["poster:10", "poster:50"], poster="poster:10")
    assert [button.isChecked() for button in panel.posters.buttons] == [True, False]
    qtbot.mouseClick(panel.posters.buttons[1], Left)
    qtbot.waitUntil(lambda: world.parts.editor.detail.card.poster == "poster:50")  # type: ignore[union-attr]
    assert panel.posters.buttons[1].isChecked()
    data = QMimeData()
    data.setUrls(
        [QUrl.fromLocalFile(str(tmp_path / "notes.txt")), QUrl.fromLocalFile(str(tmp_path / "a.PNG"))]
    )
    with qtbot.waitSignal(panel.picture_dropped) as dropped:
        _drop(panel.posters, data)
    assert dropped.args == [world.channel, video_id, str(tmp_path / "a.PNG")]


def test_another_video_shows_nothing_of_the_last(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, _ = _details(world, host, qtbot)
    other = world.add_videos(1, title="Boats")[0]
    panel.heading.selectAll()
    qtbot.keyClicks(panel.heading, "Kept")
    with qtbot.waitSignal(world.parts.editor.loaded):
        panel.edit(world.channel, other)
    assert panel.heading.text() == "Boats"

    def titles() -> set[str]:
        page = world.gateway.ask_now(LibraryPage(actor=world.account))
        return {card.title for card in page.cards}

    qtbot.waitUntil(lambda: titles() == {"Kept", "Boats"})


def _queue(world: World, host: QWidget, qtbot: QtBot, count: int = 4) -> tuple[QueuePanel, list[UUID]]:
    ids = world.add_videos(count)
    panel = QueuePanel(world.parts.queue, world.parts.thumbnails, host)
    world.parts.queue.add([(world.channel, video_id) for video_id in ids])
    panel.open_panel()
    qtbot.waitUntil(lambda: panel.list.items.rowCount() == count)
    return panel, ids


def _order(panel: QueuePanel) -> list[UUID]:
    return [panel.list.items.entry(row).card.id for row in range(panel.list.items.rowCount())]


def test_dragging_reorders_the_queue(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, ids = _queue(world, host, qtbot)
    items = panel.list.items
    data = items.mimeData([items.index(3), items.index(2)])
    panel.list.setCurrentIndex(items.index(2))
    items.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    wanted = [ids[2], ids[3], ids[0], ids[1]]
    assert _order(panel) == wanted
    assert panel.list.currentIndex().row() == 0
    places = [entry.place for entry in world.parts.queue.entries]
    assert places != sorted(places)  # shown before the record has said so
    seen: list[list[UUID]] = []
    world.parts.queue.changed.connect(lambda: seen.append(_order(panel)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [wanted]


def test_videos_are_dropped_onto_the_queue(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, ids = _queue(world, host, qtbot, 2)
    world.add_videos(1, title="New")
    card = world.gateway.ask_now(LibraryPage(actor=world.account, words="New")).cards[0]
    first = panel.list.visualRect(panel.list.items.index(0)).topLeft()
    _drop(panel.list.viewport(), mime_of([card]), QPointF(first.x() + 30, first.y() + 1))
    qtbot.waitUntil(lambda: panel.list.items.rowCount() == 3)
    assert _order(panel) == [card.id, *ids]


def test_queue_keys_and_modes(world: World, host: QWidget, qtbot: QtBot) -> None:
    panel, ids = _queue(world, host, qtbot)
    view = panel.list
    view.setFocus()
    view.setCurrentIndex(view.items.index(0))
    qtbot.keyClick(view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _order(panel) == [ids[1], ids[0], ids[2], ids[3]]
    with qtbot.waitSignal(panel.open_entry) as opened:
        qtbot.keyClick(view, Key.Key_Return)
    assert opened.args[0].card.id == ids[0]
    qtbot.keyClick(view, Key.Key_Delete)
    assert _order(panel) == [ids[1], ids[2], ids[3]] and view.currentIndex().row() == 1
    qtbot.mouseClick(panel.shuffle, Left)
    qtbot.mouseClick(panel.repeat, Left)
    qtbot.waitUntil(lambda: world.parts.queue.shuffle and world.parts.queue.repeat is Repeat.ALL)
    qtbot.mouseClick(panel.clear, Left)
    qtbot.waitUntil(lambda: isinstance(panel.stack.currentWidget(), StateView))


def test_the_queue_model_holds_what_qt_demands(world: World, qtbot: QtBot) -> None:
    items = QueueItems(world.parts.queue)
    tester = QAbstractItemModelTester(items, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ids = world.add_videos(3)
    world.parts.queue.add([(world.channel, video_id) for video_id in ids])
    qtbot.waitUntil(lambda: items.rowCount() == 3)
    world.parts.queue.move(items.entry(2).id, items.entry(0).id)
    world.parts.queue.remove([items.entry(1).id])
    assert items.rowCount() == 2 and tester.model() is items


def _trashed(world: World, qtbot: QtBot) -> TrashPage:
    for video_id in world.add_videos(3):
        command = world.actor.make(TrashVideo, space_id=world.channel, video_id=video_id)
        assert world.gateway.submit(command).result().ok
    page = TrashPage(world.parts)
    page.resize(1200, 700)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.library.reset):
        page.show()
    page.activateWindow()
    page.grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.grid.hasFocus)
    return page


def test_trash_restores_and_deletes_only_when_confirmed(world: World, qtbot: QtBot) -> None:
    page = _trashed(world, qtbot)
    page.grid.setCurrentIndex(page.items.index(0))
    qtbot.keyClick(page.grid, Key.Key_Return)
    qtbot.waitUntil(lambda: page.items.rowCount() == 2)
    page.grid.setCurrentIndex(page.items.index(0))
    qtbot.keyClick(page.grid, Key.Key_Delete)
    assert page.confirmation.isVisible() and page.confirmation.no.hasFocus()
    assert "cannot be undone" in page.confirmation.explanation.text()
    qtbot.keyClick(page.confirmation.no, Key.Key_Escape)
    assert not page.confirmation.isVisible() and page.items.rowCount() == 2
    qtbot.keyClick(page.grid, Key.Key_Delete)
    qtbot.mouseClick(page.confirmation.yes, Left)
    qtbot.waitUntil(lambda: page.items.rowCount() == 1)
    qtbot.mouseClick(page.empty_button, Left)
    assert "for good?" in page.confirmation.sentence.text()
    qtbot.mouseClick(page.confirmation.yes, Left)
    qtbot.waitUntil(lambda: isinstance(page.stack.currentWidget(), StateView))
    assert world.gateway.ask_now(LibraryPage(actor=world.account)).total == 1
    page.close()


def _drop(widget: QWidget, data: QMimeData, at: QPointF = QPointF(5, 5)) -> None:  # noqa: B008
    action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(at.toPoint(), action, data, Left, keys))
    QApplication.sendEvent(widget, QDropEvent(at, action, data, Left, keys))
