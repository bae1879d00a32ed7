"""The tour through what is done to videos: the queue and its order, the trash and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.video_steps import ALT, CTRL, SHIFT, Key, VideoSteps
from views.video.edit_panel import EditPanel
from views.video.queue_panel import QueuePanel
from views.video.trash_page import TrashPage


class ArrangeTour(VideoSteps):
    """Steps in the queue, the trash and the details."""

    def job(self) -> list[Stage]:
        """Queued, played on, deleted, brought back."""
        stage = self._tour.stage
        return [
            stage("queue", self._queue),
            Stage("queue-ordered", self._reorder),
            stage("queue-plays-on", self._plays_on),
            stage("trashed", self._trash),
            Stage("undone", self._undo, picture=False),
            stage("trash", self._trash_page),
            Stage("delete-for-good", self._ask_to_delete),
            stage("restored", self._restore, picture=False),
            stage("library-filled", self.filled),
        ]

    def again(self) -> list[Stage]:
        """The panels and the trash in another look."""
        stage = self._tour.stage
        return [
            stage("details", self._details),
            stage("queue", self._show_queue),
            stage("trash", self._empty_trash),
        ]

    def _queue(self) -> Walk:
        """Three cards are chosen with the mouse and put into the queue by their menu."""
        grid = self._tour.video.library.grid
        yield from self._all()
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        for count, title in enumerate(self._queued()):
            self._hands.click_row(grid, self._row(title), CTRL if count else Qt.KeyboardModifier.NoModifier)
        self._hands.context_menu(grid.viewport())
        yield from self._tour.choose("Add to queue")
        queue = self._tour.services.queue
        yield Until(lambda: len(queue.entries) == len(self._queued()), "the videos in the queue")
        yield from self._show_queue()

    def _queued(self) -> Sequence[str]:
        return [self._titles[3], self._titles[6], self._titles[7]]

    def _show_queue(self) -> Walk:
        if self._tour.window.stack.current_id != "video":
            yield from self._to_library()
        self._hands.key(Key.Key_U, CTRL | SHIFT)
        yield Until(lambda: self._hands.seen(QueuePanel), "the queue")
        yield from self._tour.no_toasts()
        yield settled()

    def _reorder(self) -> Walk:
        """Alt+Down moves an entry."""
        panel, queue = self._hands.find(QueuePanel), self._tour.services.queue
        first, second = (entry.id for entry in queue.entries[:2])
        self._hands.click_row(panel.list, 0)
        self._hands.key(Key.Key_Down, ALT)
        yield Until(lambda: [entry.id for entry in queue.entries[:2]] == [second, first], "another order")
        yield settled()

    def _plays_on(self) -> Walk:
        """The first entry is played; at its end the next one begins by itself."""
        yield from self._show_queue()
        panel, queue = self._hands.find(QueuePanel), self._tour.services.queue
        one, two = (entry.card.title for entry in queue.entries[:2])
        self._hands.double_click_row(panel.list, 0)
        yield from self._plays(one)
        yield from self._tour.clear()
        self._hands.click(self._tour.video.watch.view.stage, QPoint(40, 40))
        self._hands.key(Key.Key_K)
        self._hands.key(Key.Key_End)
        yield from self._plays(two)
        yield settled()

    def _trash(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[4]))
        self._hands.key(Key.Key_Delete)
        yield Until(lambda: self._titles[4] not in self._rows(), "the video to go")
        yield Until(lambda: bool(self._tour.window.toasts.shown), "the way back")
        yield settled()

    def _undo(self) -> Walk:
        toast = self._tour.window.toasts.shown[-1]
        self._hands.click(self._hands.labelled("Undo", toast))
        yield Until(lambda: self._titles[4] in self._rows(), "the video to come back")

    def _trash_page(self) -> Walk:
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[4]))
        self._hands.key(Key.Key_Delete)
        yield Until(lambda: self._titles[4] not in self._rows(), "the video to go")
        self._hands.key(Key.Key_Delete, CTRL | SHIFT)
        yield Until(lambda: self._hands.find(TrashPage).library.total == 1, "the trash with one video")
        page = self._hands.find(TrashPage)
        yield from self._tour.no_toasts()
        self._hands.click_row(page.grid, 0)
        yield settled()

    def _ask_to_delete(self) -> Walk:
        """Delete for good is asked about; Esc keeps."""
        page = self._hands.find(TrashPage)
        self._hands.key(Key.Key_Delete)
        yield Until(page.confirmation.isVisible, "the question")
        yield settled()

    def _restore(self) -> Walk:
        page = self._hands.find(TrashPage)
        self._hands.key(Key.Key_Escape)
        yield Until(lambda: not page.confirmation.isVisible(), "the question to go")
        self._hands.click(page.restore_button)
        yield Until(lambda: page.library.total == 0, "the trash to be empty")
        yield from self._all()

    def filled(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(0)
        grid.clearSelection()
        yield settled()

    def _details(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[0]))
        self._hands.key(Key.Key_F2)
        title = self._titles[0]
        yield Until(lambda: self._hands.find(EditPanel).heading.text() == title, "its details")
        yield settled()

    def _empty_trash(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_Delete, CTRL | SHIFT)
        yield Until(lambda: self._hands.find(TrashPage).library.total == 0, "the empty trash")
        yield settled()
