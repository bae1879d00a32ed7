"""Keeping a local order book right: deltas joined to a snapshot and to each other by their update ids.

The rules are those of Binance's public documentation, "How to manage a local order book correctly" (spot and
USD-M futures): keep what comes before the snapshot; drop what ends at or before its id; the first one that is
left must reach back to it; from then on each must follow on the one before (spot: `U` is at most the last `u`
+ 1; futures: `pu` is the last `u`). Otherwise the book is void and waits for another snapshot. One thing is
added: what waits is kept by its ids, so that something which only came late heals the book exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models.trading.depth_book import DepthBook, Levels
from models.trading.providers.feed import BookDelta, BookReset, FeedEvent, FeedNote, Trouble

MOST_WAITING = 20_000
"""Deltas that are kept for a snapshot to come: half an hour of ten a second."""


class Stitcher:
    """The book of one pair. `in_step` says whether it may be believed."""

    def __init__(self, pair: str) -> None:
        self.pair = pair
        self.book = DepthBook()
        self._snapshot_id = 0
        self._waiting: list[BookDelta] = []

    def copy(self) -> Stitcher:
        """The same book, which goes on by itself."""
        other = Stitcher(self.pair)
        other.book = self.book.copy()
        other._snapshot_id, other._waiting = self._snapshot_id, self._waiting.copy()
        return other

    @property
    def in_step(self) -> bool:
        """A snapshot is there and nothing waits for something that is missing."""
        return self.book.update_id > 0 and not self._waiting

    def snapshot(self, at: int, update_id: int, bids: Levels, asks: Levels) -> Iterator[FeedEvent]:
        """Take in a snapshot; what waits and is newer follows behind it."""
        if self.in_step and update_id <= self.book.update_id:
            return
        lost = self.book.update_id > 0 and not self.in_step
        self._waiting = [delta for delta in self._waiting if delta.last > update_id]
        if self._waiting and not _joins(self._waiting[0], update_id, first=True):
            first = self._waiting[0].first
            yield self._note(at, Trouble.OLD_SNAPSHOT, f"{update_id}, the stream goes on at {first}")
            return
        self._snapshot_id = update_id
        self.book.replace(update_id, bids, asks)
        yield BookReset(self.pair, at, update_id, bids, asks)
        if lost:
            yield self._note(at, Trouble.RESYNCED, str(update_id))
        yield from self._drain(at)

    def delta(self, delta: BookDelta) -> Iterator[FeedEvent]:
        """Take in a delta: applied, put aside until what is missing comes, or dropped where it is known."""
        last = self.book.update_id
        if last and delta.last <= last:
            if delta.last > self._snapshot_id:
                yield self._note(delta.at, Trouble.DUPLICATE, f"{delta.last}, at {last} already")
        elif self.in_step and self._follows(delta):
            yield from self._apply(delta, delta.at)
        else:
            yield from self._put_aside(delta)

    def _put_aside(self, delta: BookDelta) -> Iterator[FeedEvent]:
        was_in_step, waiting = self.in_step, self._waiting
        late = bool(waiting) and delta.last <= waiting[-1].last
        if late and any(other.first == delta.first and other.last == delta.last for other in waiting):
            yield self._note(delta.at, Trouble.DUPLICATE, f"{delta.last}, waiting already")
            return
        waiting.append(delta)
        if late:
            waiting.sort(key=lambda each: each.first)
        if was_in_step:
            missing = f"{self.book.update_id + 1} to {delta.previous or delta.first - 1}"
            yield self._note(delta.at, Trouble.GAP, missing)
        elif len(waiting) > MOST_WAITING:
            del waiting[: MOST_WAITING // 2]
        if self.book.update_id and self._follows(waiting[0]):
            yield self._note(delta.at, Trouble.LATE, str(delta.last))
            yield from self._drain(delta.at)

    def _drain(self, at: int) -> Iterator[FeedEvent]:
        """Apply what waits as far as it joins; one that does not is a gap of its own."""
        while self._waiting:
            delta = self._waiting[0]
            if delta.last <= self.book.update_id:
                del self._waiting[0]
            elif self._follows(delta):
                del self._waiting[0]
                yield from self._apply(delta, at)
            else:
                missing = f"{self.book.update_id + 1} to {delta.previous or delta.first - 1}"
                yield self._note(at, Trouble.GAP, missing)
                return

    def _apply(self, delta: BookDelta, at: int) -> Iterator[FeedEvent]:
        self.book.apply(delta.last, delta.bids, delta.asks)
        yield delta if delta.at == at else replace(delta, at=at)
        if self.book.crossed:
            crossed = f"{self.book.best_bid} over {self.book.best_ask} after {delta.last}"
            self.book.replace(0, (), ())
            self._waiting.clear()
            yield self._note(at, Trouble.CROSSED, crossed)

    def _follows(self, delta: BookDelta) -> bool:
        last = self.book.update_id
        return _joins(delta, last, first=last == self._snapshot_id)

    def _note(self, at: int, trouble: Trouble, detail: str) -> FeedNote:
        return FeedNote(self.pair, at, trouble, detail)


def _joins(delta: BookDelta, last: int, *, first: bool) -> bool:
    """Whether nothing is missing between the update `last` and this delta, which ends after it.

    `first`: it is the first one behind a snapshot, which may have been taken in the middle of it.
    """
    if delta.previous and not first:
        return delta.previous == last
    return (delta.previous or delta.first - 1) <= last
