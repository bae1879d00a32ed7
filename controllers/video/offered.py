"""Recommendations as rows: a short list with the same face as `Library`, and the reason of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from shiboken6 import isValid

from app.kernel.gateway import Changes
from controllers.video.recommender import Recommender
from models.core.errors import PersonError
from models.video.entities import VideoCard
from models.video.recommend.entities import Recommendation, Shelf

_STALE = frozenset({"video", "watch_event", "watch_position", "channel", "member", "community_reaction"})
_AT_ONCE = frozenset({"video", "channel", "member"})


class Offered(QObject):
    """What to watch next, chosen or (recommendations off) the newest.

    What is seen stays in its place while one watches; it is asked again when the page comes back, and at
    once where the person corrected something or a video may have gone.
    """

    resetting = Signal()
    reset = Signal()
    rows_changed = Signal(int, int)
    failed = Signal(object)

    def __init__(
        self, recommender: Recommender, changed: SignalInstance, parent: QObject | None = None, *, limit: int
    ) -> None:
        """`changed` tells what changed in the record."""
        super().__init__(parent)
        self.recommender = recommender
        self._limit = limit
        self._visible = False
        self._stale = True
        self._seen_too = False
        self._number = 0
        self._all: tuple[Recommendation, ...] = ()
        self._left_out: frozenset[UUID] = frozenset()
        self.offers: tuple[Recommendation, ...] = ()
        self.known = False
        changed.connect(self._changed)
        recommender.changed.connect(self._others)

    @property
    def total(self) -> int | None:
        return len(self.offers) if self.known else None

    @property
    def seen_too(self) -> bool:
        """Whether what was finished is offered as well."""
        return self._seen_too

    def set_seen_too(self, on: bool) -> None:
        self._seen_too = on
        self.known = False  # also where both come to the same, what is said of it is another
        self._others()

    def leave_out(self, ids: frozenset[UUID]) -> None:
        """Do not show these: they stand somewhere else on the page."""
        if ids != self._left_out:
            self._left_out = ids
            if self.known:
                self._put(self._all)

    def card(self, row: int) -> VideoCard | None:
        return self.offers[row].card if row < len(self.offers) else None

    peek = card

    def offer(self, row: int) -> Recommendation | None:
        """The video of a row and why it is there."""
        return self.offers[row] if row < len(self.offers) else None

    def row_of(self, video_id: UUID) -> int | None:
        return next((n for n, offer in enumerate(self.offers) if offer.card.id == video_id), None)

    def set_window(self, first: int, last: int) -> None:
        """All of it is always there."""

    def collect(self, rows: Sequence[int], done: Callable[[list[VideoCard]], None]) -> None:
        done([self.offers[row].card for row in rows if row < len(self.offers)])

    def set_visible(self, visible: bool) -> None:
        self._visible = visible
        if visible and self._stale:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again; an answer that comes after a newer question is dropped."""
        self._stale = False
        self._number += 1
        self._ask(self._number)

    def _ask(self, number: int) -> None:
        self.recommender.ask(
            lambda offers: self._take(number, offers),
            limit=self._limit,
            seen_too=self._seen_too,
            failed=self._fail,
        )

    def _take(self, number: int, offers: tuple[Recommendation, ...]) -> None:
        if isValid(self) and number == self._number:
            self._put(offers)

    def _put(self, every: tuple[Recommendation, ...]) -> None:
        self._all = every
        offers = tuple(offer for offer in every if offer.card.id not in self._left_out)
        if self.known and offers == self.offers:
            return
        if self.known and _ids(offers) == _ids(self.offers):
            self.offers = offers
            self.rows_changed.emit(0, len(offers) - 1)
            return
        self.resetting.emit()
        self.offers, self.known = offers, True
        self.reset.emit()

    def _fail(self, error: PersonError) -> None:
        if isValid(self):
            self._stale = True
            self.failed.emit(error)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & _STALE:
            self._stale = True
            if self._visible and changes.tables & _AT_ONCE:
                self.refresh()

    @Slot()
    def _others(self) -> None:
        self._stale = True
        if self._visible:
            self.refresh()


class OfferedBecause(Offered):
    """What goes with the video that was liked last; `about` is it, None where there is
    nothing; `liked` where the person said so."""

    def __init__(
        self, recommender: Recommender, changed: SignalInstance, parent: QObject | None = None, *, limit: int
    ) -> None:
        super().__init__(recommender, changed, parent, limit=limit)
        self.about: VideoCard | None = None
        self.liked = False

    def _ask(self, number: int) -> None:
        self.recommender.ask_because(lambda shelf: self._take_shelf(number, shelf), limit=self._limit)

    def _take_shelf(self, number: int, shelf: Shelf | None) -> None:
        if isValid(self) and number == self._number:
            self.about = None if shelf is None else shelf.about
            self.liked = shelf is not None and shelf.liked
            self._take(number, () if shelf is None else shelf.items)


def _ids(offers: Iterable[Recommendation]) -> list[UUID]:
    return [offer.card.id for offer in offers]
