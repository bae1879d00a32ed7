"""A pair of a recording or of an exchange elsewhere, as the screens show it: made of frames."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from controllers.trading.market_view import TRADES, MarketView
from models.core.errors import Invalid
from models.core.types import from_microseconds
from models.trading.bars import Bar, Bars, BarSeries
from models.trading.coarser import coarser, openings
from models.trading.entities import TapeTrade
from models.trading.frames import Frame
from models.trading.outside_pair import outside_info, outside_lot, scale_for
from models.trading.paper import in_lots
from models.trading.providers.feed import ONE, OutsideBar, OutsideTrade
from models.trading.terms_of_pair import PairScale

SHOWN = 100
_US = 1_000


class OutsideMarket(MarketView):
    """Shows one pair of a feed: the first that comes, or the one that was chosen.

    `pairs` are those that have come so far; `at` is the moment of what is shown (ns), `believed` whether its
    book has no hole, `booked` whether there was a book at all.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interval = "1m"
        self.pairs: list[str] = []
        self.at = 0
        self.believed = self.booked = False
        self.scales: dict[str, PairScale] = {}
        self._wanted = ""
        self._fine: BarSeries | None = None

    @property
    def finest(self) -> int:
        """Seconds of the finest bars there are."""
        return 1 if self._fine is None else self._fine.interval_us // 1_000_000

    # What is followed

    def forget(self) -> None:
        """Another feed begins."""
        self.pairs, self._wanted, self.pair = [], "", None
        self._empty()

    def choose(self, pair: str) -> None:
        """Show this pair of the feed."""
        if pair != self._wanted:
            self._wanted, self.pair = pair, None
            self._empty()

    def use_scale(self, scale: PairScale) -> None:
        """Show the pair in these ticks and lots; where it was shown in others it is empty until it is told
        again."""
        self.scales[scale.pair] = scale
        pair = self.pair
        if pair is not None and pair.pair == scale.pair and (pair.tick, pair.lot) != (scale.tick, scale.lot):
            self.pair = None
            self._empty()

    def follow(self, interval: str) -> None:
        """Show bars of `interval`."""
        if interval != self.interval:
            self.interval = interval
            self._gather()
            self.loaded.emit()

    def _empty(self) -> None:
        self.book.replace(0, (), ())
        self.tape.clear()
        self.series = self._fine = None
        self.last = self.at = 0
        self.believed = self.booked = False
        self.loaded.emit()

    # Frames

    @Slot(object)
    def take(self, frame: Frame) -> None:
        """What has come of the feed."""
        if frame.pair not in self.pairs:
            self.pairs.append(frame.pair)
        self._wanted = self._wanted or frame.pair
        if frame.pair != self._wanted or not self._knows(frame):
            return
        if frame.past is not None and self.at:
            self.tape.clear()
        self.at = max(frame.at, self.at) if frame.past is None else frame.at
        self._take_book(frame)
        self._take_trades(frame.trades)
        self._take_bars(frame)
        self.moved.emit()

    def _knows(self, frame: Frame) -> bool:
        """Whether it is known what ticks and lots are; they are taken of the first price."""
        if self.pair is not None:
            return True
        price = next(
            (each for each in (
                *(trade.price for trade in frame.trades[:1]), *(level[0] for level in frame.bids[:1]),
                *(bar.close for bar in frame.bars[:1]), *_last_close(frame.past),
            ) if each), 0,
        )  # fmt: skip
        if not price:
            return False
        try:
            self.pair = outside_info(self.scales.get(frame.pair) or scale_for(frame.pair, price))
        except Invalid as error:
            self.failed.emit(error)
            return False
        self.loaded.emit()
        return True

    def _take_book(self, frame: Frame) -> None:
        assert self.pair is not None
        self.believed = frame.believed
        self.booked = self.booked or frame.believed
        sides = (frame.bids, frame.asks) if frame.believed else ((), ())
        bids, asks = in_lots(sides[0], "BUY", self.pair, SHOWN), in_lots(sides[1], "SELL", self.pair, SHOWN)
        self.book.replace(frame.at, bids.items(), asks.items())

    def _take_trades(self, trades: tuple[OutsideTrade, ...]) -> None:
        assert self.pair is not None
        lot = outside_lot(self.pair)
        for trade in trades:
            price = max(1, trade.price // self.pair.tick)
            if price != self.last:
                self.rising = price > self.last
            self.last = price
        for trade in trades[-TRADES:]:
            self.tape.appendleft(
                TapeTrade(
                    trade.number, trade.pair, max(1, trade.price // self.pair.tick),
                    trade.quantity // lot, trade.buyer_made,
                    from_microseconds(trade.at // _US),
                )
            )  # fmt: skip

    def _take_bars(self, frame: Frame) -> None:
        if frame.past is not None:
            self._fine = BarSeries(frame.past)
            if len(frame.past) and not frame.trades:
                self._stand_at(float(frame.past.close[-1]))
            self._gather()
            self.loaded.emit()
            return
        if not frame.bars:
            return
        if self._fine is None:
            self._fine = BarSeries(Bars.empty(frame.bars[0].seconds * 1_000_000))
        made = [_bar(each) for each in frame.bars]
        last = self._fine.bars.time[-1] if len(self._fine) else 0
        made = [bar for bar in made if bar.time >= last]
        for bar in made:
            self._fine.put(bar)
        if made and not frame.trades:
            self._stand_at(made[-1].close)
        for bar in self._coarse(made):
            if self.series is not None:
                self.series.put(bar)
            self.ticked.emit(bar)

    def _stand_at(self, price: float) -> None:
        """The last price, where no trade has told it."""
        assert self.pair is not None
        ticks = max(1, round(price * ONE / self.pair.tick))
        self.rising, self.last = ticks >= self.last, ticks

    def _gather(self) -> None:
        """Make the bars that are shown of the fine ones."""
        self.series = None if self._fine is None else BarSeries(coarser(self._fine.bars, self.interval))

    def _coarse(self, fine: list[Bar]) -> list[Bar]:
        """The bars that are shown, as these fine ones have changed them."""
        if not fine or self._fine is None:
            return []
        if self.series is None:  # all that there is, these among it
            self._gather()
            self.loaded.emit()
            return []
        bars = self._fine.bars
        first = openings(np.array([fine[0].time], np.int64), self.interval)[0]
        part = coarser(bars.part(int(np.searchsorted(bars.time, first)), len(bars)), self.interval)
        return [part.at(n) for n in range(len(part))]


def _last_close(past: Bars | None) -> tuple[int, ...]:
    return () if past is None or not len(past) else (round(float(past.close[-1]) * ONE),)


def _bar(bar: OutsideBar) -> Bar:
    return Bar(
        bar.at // _US, bar.open / ONE, bar.high / ONE, bar.low / ONE, bar.close / ONE, bar.volume / ONE
    )
