"""What is offered beside a video and plays after it: the queue, then other videos of the library."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from controllers.video.queue import Queue
from controllers.video.watching import Watching
from models.video.entities import Page, VideoCard, VideoState
from models.video.queries import LibraryPage

SHOWN = 20


class UpNext(QObject):
    """The videos that come after the one that plays, in their order; `changed` when they are others."""

    changed = Signal()

    def __init__(self, actor: Actor, watching: Watching, queue: Queue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._watching = watching
        self._queue = queue
        self._others: tuple[VideoCard, ...] = ()
        self._asked_for: UUID | None = None
        watching.changed.connect(self._follow)
        queue.changed.connect(self._follow)
        watching.player.finished.connect(self._ended)
        watching.player.next_wanted.connect(self.play_next)
        watching.player.previous_wanted.connect(self.play_previous)

    @property
    def auto_next(self) -> bool:
        """Whether the next one plays by itself."""
        return self._queue.auto_next

    def set_auto_next(self, on: bool) -> None:
        """Have the next one play by itself, or not."""
        self._queue.set_mode(auto_next=on)

    def cards(self) -> Sequence[VideoCard]:
        """First what is queued after this one, then others; none twice."""
        here = self._watching.detail
        queued: list[VideoCard] = []
        entry = None if here is None else self._queue.entry_of(here.card.id)
        order = self._queue.order()
        at = next((n + 1 for n, each in enumerate(order) if entry is not None and each.id == entry.id), 0)
        queued = [each.card for each in order[at:]]
        known = {card.id for card in queued} | ({here.card.id} if here else set())
        return [*queued, *(card for card in self._others if card.id not in known)][:SHOWN]

    @Slot()
    def play_next(self) -> None:
        """Play what comes next."""
        cards = self.cards()
        if cards:
            self._watching.open(cards[0].space_id, cards[0].id)

    @Slot()
    def play_previous(self) -> None:
        """Play what came before in the queue; without one, this video from its start."""
        here = self._watching.detail
        entry = None if here is None else self._queue.entry_of(here.card.id)
        before = self._queue.before(entry.id) if entry is not None else None
        if before is None:
            self._watching.player.seek(0)
        else:
            self._watching.open(before.card.space_id, before.card.id)

    @Slot()
    def _ended(self) -> None:
        here = self._watching.detail
        entry = None if here is None else self._queue.entry_of(here.card.id)
        if entry is not None:
            following = self._queue.at_end_of(entry.id)
            if following is not None and following.id == entry.id:
                self._watching.player.play()
                return
            if following is not None:
                self._watching.open(following.card.space_id, following.card.id)
                return
        if self.auto_next and entry is None:
            self.play_next()

    @Slot()
    def _follow(self) -> None:
        here = self._watching.detail
        video = None if here is None else here.card.id
        if video is not None and video != self._asked_for:
            self._asked_for = video
            self._actor.ask(LibraryPage, self._take, limit=SHOWN + 1)
        self.changed.emit()

    def _take(self, page: Page) -> None:
        self._others = tuple(card for card in page.cards if card.state is VideoState.READY)
        self.changed.emit()
