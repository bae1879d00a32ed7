"""What is offered beside a video and plays after it: the queue, then what is recommended after it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from controllers.video.queue import Queue
from controllers.video.recommender import Recommender
from controllers.video.watching import Watching
from models.video.entities import QueueEntry, Repeat, Source, VideoCard
from models.video.recommend.entities import Recommendation

SHOWN = 20


class UpNext(QObject):
    """The videos that come after the one that plays, in their order; `changed` when they are others."""

    changed = Signal()

    def __init__(
        self, recommender: Recommender, watching: Watching, queue: Queue, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._recommender = recommender
        self._watching = watching
        self._queue = queue
        self._others: tuple[Recommendation, ...] = ()
        self._asked_for: UUID | None = None
        self._here: UUID | None = None
        self._entry: UUID | None = None
        watching.changed.connect(self._follow)
        queue.changed.connect(self._follow)
        recommender.changed.connect(self._ask_anew)
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

    @property
    def playing(self) -> UUID | None:
        """The entry of the queue that plays, if what plays is one."""
        return self._entry

    def cards(self) -> Sequence[VideoCard]:
        """First what is queued after this one, then others; none of those twice."""
        here = self._watching.detail
        order = self._queue.order()
        at = next((n + 1 for n, entry in enumerate(order) if entry.id == self._entry), 0)
        queued = [entry.card for entry in order[at:]]
        known = {card.id for card in queued} | ({here.card.id} if here else set())
        return [*queued, *(each.card for each in self._others if each.card.id not in known)][:SHOWN]

    def reason(self, video_id: UUID) -> Recommendation | None:
        """Why a video is offered; None for one of the queue."""
        if self._queue.entry_of(video_id) is not None:
            return None
        return next((each for each in self._others if each.card.id == video_id), None)

    @Slot(object)
    def play_entry(self, entry: QueueEntry) -> None:
        """Play this entry of the queue, from where the video was left."""
        self._entry = entry.id
        card, here = entry.card, self._watching.detail
        if here is not None and here.card.id == card.id:
            self._watching.player.seek(0)
            self._watching.player.play()
        else:
            self._watching.open(card.space_id, card.id, source=Source.QUEUE)
        self.changed.emit()

    @Slot()
    def play_next(self) -> None:
        """Play what comes next: in the queue, else the first of the others."""
        following = self._queue.next_after(self._entry) if self._queue.entries else None
        if following is not None:
            self.play_entry(following)
            return
        cards = self.cards()
        if cards:
            self.play(cards[0])

    @Slot(object)
    def play(self, card: VideoCard) -> None:
        """Play one of those that are offered."""
        self._entry = None
        self._watching.open(card.space_id, card.id, source=Source.UP_NEXT)

    @Slot()
    def play_previous(self) -> None:
        """Play what came before in the queue; without one, this video from its start."""
        before = self._queue.before(self._entry) if self._entry is not None else None
        if before is None:
            self._watching.player.seek(0)
        else:
            self.play_entry(before)

    @Slot()
    def _ended(self) -> None:
        if self._watching.player.sleep.ends_here():
            return
        if self._queue.repeat is Repeat.ONE:
            self._watching.player.play()
        elif self.auto_next:
            self.play_next()

    @Slot()
    def _follow(self) -> None:
        here = self._watching.detail
        video = None if here is None else here.card.id
        playing = next((entry for entry in self._queue.entries if entry.id == self._entry), None)
        if playing is None or (video != self._here and playing.card.id != video):
            found = None if video is None else self._queue.entry_of(video)
            self._entry = None if found is None else found.id
        self._here = video
        if video is not None and video != self._asked_for:
            self._ask()
        self.changed.emit()

    @Slot()
    def _ask_anew(self) -> None:
        if self._here is not None:
            self._ask()

    def _ask(self) -> None:
        here = self._watching.detail
        if here is None:
            return
        self._asked_for = asked = here.card.id
        self._recommender.ask(
            lambda offers: self._take(asked, offers),
            around=(here.card.space_id, asked),
            limit=SHOWN,
            failed=lambda _error: self._take(asked, ()),
        )

    def _take(self, asked: UUID, offers: tuple[Recommendation, ...]) -> None:
        if isValid(self) and asked == self._asked_for:
            self._others = offers
            self.changed.emit()
