"""Price bars as arrays: what charts and indicators read.

Prices and volumes are float64 here because they are only looked at; money is counted in integers elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Times = NDArray[np.int64]

_Number = TypeVar("_Number", np.int64, np.float64)
_FIRST_ROOM = 256


class Bar(NamedTuple):
    """One bar: `time` is its opening in microseconds UTC, `volume` in the base asset."""

    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float

    @property
    def is_up(self) -> bool:
        return self.close >= self.open


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in ascending order of `time` (int64, microseconds UTC of each opening), the rest float64; all of
    one length (`ValueError` otherwise). `interval_us` is how long a bar lasts; of months, the shortest."""

    time: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    interval_us: int

    def __post_init__(self) -> None:
        if self.interval_us <= 0:
            raise ValueError(f"an interval of {self.interval_us} µs")
        if {len(column) for column in self.columns} != {len(self.time)}:
            raise ValueError("columns of different lengths")

    @classmethod
    def empty(cls, interval_us: int) -> Bars:
        """No bars yet."""
        return _bars(np.empty(0, np.int64), [np.empty(0) for _ in range(5)], interval_us)

    @property
    def columns(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Open, high, low, close, volume."""
        return self.open, self.high, self.low, self.close, self.volume

    def __len__(self) -> int:
        return len(self.time)

    def at(self, index: int) -> Bar:
        """One bar as plain numbers; `IndexError` beyond the ends."""
        return Bar(int(self.time[index]), *(float(column[index]) for column in self.columns))

    def part(self, start: int, stop: int) -> Bars:
        """The bars `start` to `stop`, without a copy."""
        columns = [column[start:stop] for column in self.columns]
        return _bars(self.time[start:stop], columns, self.interval_us)

    def check(self) -> None:
        """Raise `ValueError` unless times ascend and every bar's high and low hold its open and close."""
        if np.any(np.diff(self.time) <= 0):
            raise ValueError("times do not ascend")
        body_high, body_low = np.maximum(self.open, self.close), np.minimum(self.open, self.close)
        if not np.all((self.low <= body_low) & (body_high <= self.high) & (self.volume >= 0)):
            raise ValueError("a bar whose high or low does not hold its open and close")


class BarSeries:
    """Bars that grow at the end: the last one changes with every tick, now and then one is added.

    Buffers double, so that a tick costs O(1) amortised. `bars` are views of them: good until the next `put`.
    """

    def __init__(self, bars: Bars) -> None:
        """Raises `ValueError` for bars that are not sound (see `Bars.check`)."""
        bars.check()
        self._count = len(bars)
        self.interval_us = bars.interval_us
        room = max(_FIRST_ROOM, 2 * self._count)
        self._time = _grown(bars.time, room)
        self._columns = [_grown(column, room) for column in bars.columns]
        self._bars = self._view()

    def __len__(self) -> int:
        return self._count

    @property
    def bars(self) -> Bars:
        return self._bars

    def put(self, bar: Bar) -> bool:
        """Replace the last bar (of the same time) or add one after it; says whether one was added.

        Raises `ValueError` for a bar older than the last.
        """
        last = int(self._time[self._count - 1]) if self._count else None
        if last is not None and bar.time < last:
            raise ValueError(f"a bar of {bar.time} after one of {last}")
        added = bar.time != last
        if added:
            if self._count == len(self._time):
                self._time = _grown(self._time, 2 * self._count)
                self._columns = [_grown(column, 2 * self._count) for column in self._columns]
            self._count += 1
        place = self._count - 1
        self._time[place] = bar.time
        for column, value in zip(self._columns, bar[1:], strict=True):
            column[place] = value
        if added:
            self._bars = self._view()
        return added

    def _view(self) -> Bars:
        held = self._count
        return _bars(self._time[:held], [column[:held] for column in self._columns], self.interval_us)


def _bars(time: Times, columns: Sequence[Floats], interval_us: int) -> Bars:
    opened, high, low, close, volume = columns
    return Bars(time, opened, high, low, close, volume, interval_us)


def _grown(column: NDArray[_Number], room: int) -> NDArray[_Number]:
    grown = np.empty(room, column.dtype)
    grown[: len(column)] = column
    return grown
