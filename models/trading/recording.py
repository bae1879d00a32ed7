"""A recording as a player reads it: forwards event by event, and back to any moment that was read before.

Going back takes the last mark before the moment and reads on from there, so that it costs the same wherever
one is. How the price went is kept as far as it was read, so a chart shows what came before a jump.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from models.trading.frames import Frame, Gathering
from models.trading.history import History
from models.trading.providers.feed import FeedEvent, FeedNote, Trouble
from models.trading.providers.recorded import Mark, RecordedFeed

SLICE = 500
"""Events between two looks at the controls: some milliseconds."""


class Recording:
    """`at` is the moment of what was read last (of what comes first, at the beginning).

    `troubles` counts what was wrong with what was read so far, each place once however often it is played.
    Raises what `RecordedFeed.events` raises.
    """

    def __init__(self, path: Path, pair: str = "") -> None:
        self.feed = RecordedFeed(path, pair=pair)
        self.troubles: Counter[Trouble] = Counter()
        self.history = History()
        self._heard = self._furthest = 0
        self._kept: list[FeedEvent] = []
        self._begin(None)
        self._fresh = self._events

    def _begin(self, mark: Mark | None) -> None:
        """Be behind a mark, or at the beginning."""
        self._heard = 0 if mark is None else mark.heard
        events = self.feed.events_since(mark)
        first: list[FeedEvent] = []
        for event in events:
            first.append(event)
            if event.at:  # lines that could not be read before it have no moment
                break
        self.at = first[-1].at if first else 0 if mark is None else mark.at
        self._events: Iterator[FeedEvent] = chain(first, events)
        self._next = next(self._events, None)

    def go_back(self, moment: int) -> None:
        """Be where all that is still to be read is of this moment (ns) or later, or builds its books up."""
        self.history.tell_anew()
        if self.feed.has_bars:
            self._heard = bisect_left(self._kept, moment, key=lambda event: event.at)
            self._events = chain(self._kept[self._heard :], self._fresh)
            self._next = next(self._events, self._next)
            return
        place = bisect_left(self.feed.marks, moment, key=lambda mark: mark.at)
        self._begin(self.feed.marks[place - 1] if place else None)

    def read(self, until: int, shown_from: int, gathering: Gathering) -> tuple[int, bool]:
        """Read on, not past `until` nor for long; how far it came, and whether that is the end. What came
        before `shown_from` only builds the books up."""
        for _ in range(SLICE):
            event = self._next
            if event is None:
                return self.at, True
            if event.at > until:
                return until, False
            self.at = event.at
            self._take(event)
            gathering.add(event, quiet=event.at < shown_from)
            self._next = next(self._events, None)
        return self.at - 1, False  # there may be more of this moment

    def _take(self, event: FeedEvent) -> None:
        """Count what is heard for the first time."""
        self._heard += 1
        if self._heard <= self._furthest:
            return
        self._furthest = self._heard
        self.history.add(event)
        if isinstance(event, FeedNote):
            self.troubles[event.trouble] += 1
        if self.feed.has_bars:
            self._kept.append(event)

    def frames(self, gathering: Gathering, position: int) -> tuple[Frame, ...]:
        """What has been gathered up to here, with the bars that changed; behind a jump with all of them."""
        return self.history.told(gathering.take(self.feed), position)
