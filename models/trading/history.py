"""What was traded second by second (or bar by bar) as far as a feed was read: what charts are drawn from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from models.trading.bars import Bars
from models.trading.frames import Frame
from models.trading.providers.feed import ONE, FeedEvent, OutsideBar, OutsideTrade

NS = 1_000_000_000
_US = 1_000
_MOST_SINGLE = 500


@dataclass(slots=True)
class _Rows:
    """Columns in the order of time: openings in ns, prices and volumes in 1e-8."""

    seconds: int = 1
    at: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    close: list[int] = field(default_factory=list)
    volume: list[int] = field(default_factory=list)

    def trade(self, trade: OutsideTrade) -> None:
        at = trade.at // NS * NS
        if not self.at or at > self.at[-1]:
            self.bar(OutsideBar(trade.pair, at, 1, *(trade.price,) * 4, trade.quantity))
            return
        self.high[-1] = max(self.high[-1], trade.price)
        self.low[-1] = min(self.low[-1], trade.price)
        self.close[-1] = trade.price
        self.volume[-1] += trade.quantity

    def bar(self, bar: OutsideBar) -> None:
        self.seconds = bar.seconds
        if self.at and bar.at == self.at[-1]:  # told again, as it is now
            for column in (self.at, self.open, self.high, self.low, self.close, self.volume):
                del column[-1]
        elif self.at and bar.at < self.at[-1]:
            return
        self.at.append(bar.at)
        self.open.append(bar.open)
        self.high.append(bar.high)
        self.low.append(bar.low)
        self.close.append(bar.close)
        self.volume.append(bar.volume)


class History:
    """Bars by pair. Where a feed tells of bars they are kept, else seconds are made of its trades."""

    def __init__(self) -> None:
        self._rows: dict[str, _Rows] = {}
        self._told: dict[str, int] = {}

    def add(self, event: FeedEvent) -> None:
        """Take a trade or a bar in; what is older than what is there was taken in before."""
        if isinstance(event, OutsideTrade):
            self._rows.setdefault(event.pair, _Rows()).trade(event)
        elif isinstance(event, OutsideBar):
            self._rows.setdefault(event.pair, _Rows()).bar(event)

    def between(self, pair: str, since: int, until: int) -> tuple[OutsideBar, ...]:
        """The bars that have begun by `until` and were not over before `since` (ns)."""
        rows = self._rows.get(pair)
        if rows is None:
            return ()
        first = bisect_right(rows.at, since - rows.seconds * NS)
        return tuple(self._rows_of(pair, rows, first, bisect_right(rows.at, until)))

    @staticmethod
    def _rows_of(pair: str, rows: _Rows, first: int, last: int) -> Iterator[OutsideBar]:
        for n in range(first, last):
            yield OutsideBar(
                pair, rows.at[n], rows.seconds, rows.open[n], rows.high[n], rows.low[n], rows.close[n],
                rows.volume[n],
            )  # fmt: skip

    def until(self, pair: str, moment: int) -> Bars:
        """All bars that have begun by a moment (ns), to draw: prices of whole coins."""
        rows = self._rows.get(pair, _Rows())
        last = bisect_right(rows.at, moment)
        open_, high, low, close, volume = (
            np.array(column[:last], np.float64) / ONE
            for column in (rows.open, rows.high, rows.low, rows.close, rows.volume)
        )
        times = np.array(rows.at[:last], np.int64) // _US
        return Bars(times, open_, high, low, close, volume, rows.seconds * 1_000_000)

    # Telling

    def tell_anew(self) -> None:
        """Whoever listens has jumped: the next frames have all that came before."""
        self._told.clear()

    def told(self, frames: Iterable[Frame], moment: int) -> tuple[Frame, ...]:
        """The frames with the bars that changed since those of last time; with all of them (`past`) the first
        time, and where that would be too many."""
        return tuple(self._with_bars(frame, moment) for frame in frames)

    def _with_bars(self, frame: Frame, moment: int) -> Frame:
        since = self._told.get(frame.pair)
        self._told[frame.pair] = moment
        if since is not None:
            bars = self.between(frame.pair, since, moment)
            if len(bars) <= _MOST_SINGLE:
                return replace(frame, bars=bars)
        return replace(frame, past=self.until(frame.pair, moment))
