"""Orders that wait for a price: stops, take-profits and trailing stops, and which of them a trade sets off.

Binance's public rules. A stop waits for the price to go against its side (a buy for a rise, a sell for a
fall), a take-profit for the opposite; either fires when a trade is at its price or beyond. With a `delta` in
basis points the order trails instead: it fires when the price comes back by `delta` from the best one since
it tracks (a sell: down from the highest, a buy: up from the lowest). It tracks from the trade that meets its
price; or, without one, from the last trade before it was placed.

No trade looks at all that wait. What waits for a price lies in a ladder, by price, of which only the end
nearest to the market is read. What trails lies with others of the same side and delta: those with the same
best price share a bucket, and the buckets are in falling order of it, so that a new best price takes in
buckets at one end only, and what fires is at the other. One trade costs what fires, and a look at each delta.

The names `Kind`, `Trigger` and `Triggers` with its public methods are a contract. Prices are ticks; there is
no clock, no chance and no float, and what fires at one trade fires in the order of the numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any, NamedTuple

from models.trading.terms import Side

_WHOLE = 10_000  # basis points


class Kind(IntEnum):
    STOP = 1
    TAKE_PROFIT = 2


class Trigger(NamedTuple):
    """What waits. `price` 0: trails at once; `delta` 0: does not trail; `watermark` 0: does not track yet.

    The record keeps all but the watermark, which is the highest (sell) or lowest (buy) price of the trades
    since the order tracks.
    """

    number: int
    side: Side
    kind: Kind
    price: int
    delta: int = 0
    watermark: int = 0


def waits_for_rise(side: Side, kind: Kind) -> bool:
    return (side == Side.BUY) is (kind == Kind.STOP)


def is_met(side: Side, kind: Kind, price: int, last: int) -> bool:
    """Whether an order would fire at once, for which it is refused."""
    return last >= price if waits_for_rise(side, kind) else last <= price


class _Waiting:
    """One that waits; `home` is where it lies among those that track, None as long as it does not."""

    __slots__ = ("home", "trigger")

    def __init__(self, trigger: Trigger) -> None:
        self.trigger = trigger
        self.home: _Group | None = None


_Group = dict[int, _Waiting]


class _Ladder:
    """Those that wait for a rise (sign 1) or a fall (-1): the lowest rank, price x sign, is reached first."""

    __slots__ = ("levels", "ranks", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.levels: dict[int, _Group] = {}
        self.ranks: list[int] = []  # a heap with those of `levels`, and of some that are gone

    def put(self, waiting: _Waiting) -> None:
        rank = waiting.trigger.price * self.sign
        if rank not in self.levels:
            self.levels[rank] = {}
            heappush(self.ranks, rank)
            if len(self.ranks) > 64 + 2 * len(self.levels):
                self.ranks = sorted(self.levels)
        self.levels[rank][waiting.trigger.number] = waiting

    def take(self, waiting: _Waiting) -> None:
        rank = waiting.trigger.price * self.sign
        level = self.levels[rank]
        del level[waiting.trigger.number]
        if not level:
            del self.levels[rank]

    def reached(self, last: int) -> Iterator[_Waiting]:
        while self.ranks and self.ranks[0] <= last * self.sign:
            yield from self.levels.pop(heappop(self.ranks), {}).values()


class _Bucket:
    """Those with the same best price; `height` is that price x the sign of their trail."""

    __slots__ = ("groups", "height")

    def __init__(self, height: int) -> None:
        self.height = height
        self.groups: list[_Group] = [{}]  # never mixed, so that taking in a bucket can be undone


class _Trail:
    """Those that track with one side and delta, the greatest height first."""

    __slots__ = ("buckets", "factor", "sign")

    def __init__(self, side: Side, delta: int) -> None:
        self.sign = 1 if side == Side.SELL else -1
        self.factor = _WHOLE - self.sign * delta
        self.buckets: deque[_Bucket] = deque()

    def fires_at(self, watermark: int) -> int:
        """The first price, in whole ticks, at which one fires whose best price was `watermark`."""
        return self.sign * (self.sign * watermark * self.factor // _WHOLE)


class Triggers:
    """The conditional orders of one trading pair. A wrong argument is a ValueError."""

    def __init__(self) -> None:
        self.last = 0  # the price of the last trade; 0 before the first
        self._all: _Group = {}
        self._rising, self._falling = _Ladder(1), _Ladder(-1)
        self._trails: dict[tuple[Side, int], _Trail] = {}
        self._journal: list[tuple[Callable[..., object], tuple[Any, ...]]] | None = None

    def add(
        self, number: int, side: Side, kind: Kind, price: int = 0, *, delta: int = 0, watermark: int = 0
    ) -> None:
        """Have an order wait. `watermark` is for one of the record that tracks already."""
        if number in self._all or price < 0 or not 0 <= delta < _WHOLE or watermark < 0:
            raise ValueError(f"order {number}: at {price}, delta {delta}, watermark {watermark}")
        if not delta and (watermark or not price):
            raise ValueError(f"order {number}: neither a price nor a delta to wait for")
        waiting = self._all[number] = _Waiting(Trigger(number, side, kind, price, delta))
        self._note(self._all.__delitem__, number)
        if watermark or (not price and self.last):
            self._track(waiting, watermark or self.last)
        else:  # without a price any trade will do: 0 is reached by every rise
            ladder = self._ladder(waiting.trigger)
            ladder.put(waiting)
            self._note(ladder.take, waiting)

    def remove(self, number: int) -> Trigger | None:
        """Take one out and return it as it was placed; None when it does not wait (any more)."""
        waiting = self._all.pop(number, None)
        if waiting is None:
            return None
        self._note(self._all.__setitem__, number, waiting)
        if waiting.home is None:
            ladder = self._ladder(waiting.trigger)
            ladder.take(waiting)
            self._note(ladder.put, waiting)
        else:
            del waiting.home[number]
            self._note(waiting.home.__setitem__, number, waiting)
        return waiting.trigger

    def on_price(self, last: int) -> list[int]:
        """Tell of a trade. The numbers that fire, the lowest first; they wait no longer."""
        self._note(setattr, self, "last", self.last)
        self.last = last
        fired: list[_Waiting] = []
        for trail in self._trails.values():
            if trail.buckets:
                self._raise(trail, last * trail.sign)
                self._fire(trail, last * trail.sign, fired)
        for ladder in (self._rising, self._falling):
            for waiting in ladder.reached(last):
                self._note(ladder.put, waiting)
                if waiting.trigger.delta:
                    self._track(waiting, last)
                else:
                    fired.append(waiting)
        numbers = sorted(waiting.trigger.number for waiting in fired)
        for number in numbers:
            self._note(self._all.__setitem__, number, self._all.pop(number))
        return numbers

    # Looking at it

    def __len__(self) -> int:
        return len(self._all)

    def get(self, number: int) -> Trigger | None:
        """As `add` would need it to have it wait again, in the same state."""
        waiting = self._all.get(number)
        if waiting is None:
            return None
        return waiting.trigger._replace(watermark=self._watermark(waiting))

    def fires_at(self, number: int) -> int | None:
        """The price at which an order fires as things stand; None as long as it does not track, or wait."""
        trigger = self.get(number)
        if trigger is None or (trigger.delta and not trigger.watermark):
            return None
        if not trigger.delta:
            return trigger.price
        return self._trails[trigger.side, trigger.delta].fires_at(trigger.watermark)

    def waiting(self) -> list[Trigger]:
        """All there are, the lowest number first."""
        return [trigger for number in sorted(self._all) if (trigger := self.get(number)) is not None]

    def restore(self, triggers: Iterable[Trigger], last: int) -> None:
        """Fill a new one with what `waiting` or the record said; `last` is the price of the last trade."""
        self.last = last
        for number, side, kind, price, delta, watermark in triggers:
            self.add(number, side, kind, price, delta=delta, watermark=watermark)

    # Taking back, as in `Book`

    def mark(self) -> int:
        """A place to go back to. From the first mark to `release` every change is kept in a journal."""
        if self._journal is None:
            self._journal = []
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Make everything what it was at `mark`, which stays valid, as do those before it."""
        if self._journal is None or not 0 <= mark <= len(self._journal):
            raise ValueError(f"there is no mark {mark}")
        while len(self._journal) > mark:
            undo, arguments = self._journal.pop()
            undo(*arguments)

    def release(self) -> None:
        """Forget all marks, and how to undo."""
        self._journal = None

    def _note(self, undo: Callable[..., object], *arguments: object) -> None:
        if self._journal is not None:
            self._journal.append((undo, arguments))

    # Trailing

    def _track(self, waiting: _Waiting, watermark: int) -> None:
        """Put one among those that track, into the bucket of its best price."""
        side, delta = waiting.trigger.side, waiting.trigger.delta
        trail = self._trails.setdefault((side, delta), _Trail(side, delta))
        height, buckets = watermark * trail.sign, trail.buckets
        place = len(buckets)
        while place and buckets[place - 1].height < height:
            place -= 1
        if not place or buckets[place - 1].height != height:
            buckets.insert(place, _Bucket(height))
            self._note(buckets.__delitem__, place)
            place += 1
        waiting.home = buckets[place - 1].groups[-1]
        waiting.home[waiting.trigger.number] = waiting
        self._note(waiting.home.__delitem__, waiting.trigger.number)
        self._note(setattr, waiting, "home", None)

    def _raise(self, trail: _Trail, height: int) -> None:
        """A new best price: everything that had less has it now, in one bucket."""
        buckets = trail.buckets
        if buckets[-1].height >= height:
            return
        while len(buckets) > 1 and buckets[-2].height <= height:
            newer = buckets.pop()
            groups = buckets[-1].groups
            self._note(_give_back, buckets, len(groups), newer)
            groups.extend(group for group in newer.groups if group)
        self._note(setattr, buckets[-1], "height", buckets[-1].height)
        buckets[-1].height = height

    def _fire(self, trail: _Trail, height: int, fired: list[_Waiting]) -> None:
        buckets = trail.buckets
        while buckets and height * _WHOLE <= buckets[0].height * trail.factor:
            self._note(buckets.appendleft, buckets[0])
            for group in buckets.popleft().groups:
                fired.extend(group.values())

    def _watermark(self, waiting: _Waiting) -> int:
        if waiting.home is None:
            return 0
        trail = self._trails[waiting.trigger.side, waiting.trigger.delta]
        holding = (b for b in trail.buckets if any(group is waiting.home for group in b.groups))
        return next(holding).height * trail.sign

    def _ladder(self, trigger: Trigger) -> _Ladder:
        rising = not trigger.price or waits_for_rise(trigger.side, trigger.kind)
        return self._rising if rising else self._falling


def _give_back(buckets: deque[_Bucket], count: int, newer: _Bucket) -> None:
    del buckets[-1].groups[count:]
    buckets.append(newer)
