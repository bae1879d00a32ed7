"""One pair as it moves: book, tape and bars, gathered from events and told a few times a second.

The book begins with a snapshot that says up to which change it is valid; events that came meanwhile are put
on top, as one does with an exchange's own stream. Nothing is followed while nobody looks.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from app.kernel.actor import Actor
from controllers.trading.market_view import TRADES, MarketView
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.core.types import from_microseconds, to_microseconds
from models.trading.bars import Bar, Bars, BarSeries
from models.trading.candles import beginning, ending, seconds_of
from models.trading.depth_book import DepthBook
from models.trading.entities import Candle, Depth, MarketMoved, PairInfo, TapeTrade
from models.trading.figures import price_value, quantity_value
from models.trading.queries import Candles, DepthOf, Tape

FRAME_MS = 66  # about 15 times a second: nobody reads faster, and a frame has time
LEVELS = 200
BARS = 1500
_SECOND = 1_000_000


class Market(MarketView):
    """The live market of a pair on an exchange here."""

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self.orders_at: dict[tuple[str, int], int] = {}
        self._seen = False
        self._stale = True
        self._snapshot = False
        self._generation = 0
        self._waiting: list[MarketMoved] = []
        self._fresh: list[MarketMoved] = []
        self._asking_older = False
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._tell)
        actor.gateway.happened.connect(self._happened)
        actor.changed.connect(self._somebody_else)

    # What is followed

    def follow(self, pair: PairInfo | None, interval: str = "") -> None:
        """Follow this pair, in bars of `interval`."""
        same = (pair and pair.pair) == (self.pair and self.pair.pair) and pair is not None
        if same and interval in ("", self.interval):
            self.pair = pair  # its limits may be others
            return
        self.pair = pair
        self.interval = interval or self.interval
        self._load()

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks; what was missed meanwhile is asked for anew."""
        self._seen = seen
        if not seen:
            self._frame.stop()
            self._stale = True
        elif self._stale:
            self._load()

    def _load(self) -> None:
        self._generation += 1
        self._snapshot = False
        self._waiting, self._fresh = [], []
        self._frame.stop()
        self.book, self.orders_at, self.series, self.last = DepthBook(), {}, None, 0
        self.tape.clear()
        self._asking_older = False
        self._stale = not self._seen
        self.loaded.emit()
        if self.pair is None or not self._seen:
            return
        ask = {"space_id": self.pair.space_id, "pair": self.pair.pair}
        generation = self._generation
        self._actor.ask(
            Candles, lambda answer: self._take_candles(generation, answer), failed=self._fail,
            interval=self.interval, limit=BARS, **ask,
        )  # fmt: skip
        self._actor.ask(
            Tape, lambda answer: self._take_tape(generation, answer), failed=self._fail, limit=TRADES, **ask
        )
        self._actor.ask(
            DepthOf, lambda answer: self._take_depth(generation, answer), failed=self._fail, levels=LEVELS,
            **ask,
        )  # fmt: skip

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    # Snapshots

    def _take_depth(self, generation: int, depth: Depth) -> None:
        if generation != self._generation:
            return
        self.book.replace(
            depth.number,
            [(level.price, level.quantity) for level in depth.bids],
            [(level.price, level.quantity) for level in depth.asks],
        )
        for side, levels in (("BUY", depth.bids), ("SELL", depth.asks)):
            self.orders_at |= {(side, level.price): level.orders for level in levels}
        self._snapshot = True
        missed, self._waiting = self._waiting, []
        for event in missed:
            self._apply(event)
        self._fresh = []
        self.moved.emit()

    def _take_tape(self, generation: int, trades: tuple[TapeTrade, ...]) -> None:
        if generation != self._generation:
            return
        known = {trade.number for trade in self.tape}
        self.tape.extend(trade for trade in trades if trade.number not in known)
        if self.last == 0 and self.tape:
            self.last = self.tape[0].price
            older = next((trade.price for trade in self.tape if trade.price != self.last), self.last)
            self.rising = self.last >= older
        self.moved.emit()

    def _take_candles(self, generation: int, candles: tuple[Candle, ...]) -> None:
        if generation == self._generation and self.pair is not None:
            self.series = BarSeries(self._bars(candles))
            self.loaded.emit()

    def _bars(self, candles: tuple[Candle, ...]) -> Bars:
        assert self.pair is not None
        pair = self.pair
        interval_us = seconds_of(self.interval) * _SECOND
        if not candles:
            return Bars.empty(interval_us)
        rows = [
            (
                *(price_value(each, pair) for each in (c.open, c.high, c.low, c.close)),
                quantity_value(c.volume, pair),
            )
            for c in candles
        ]
        open_, high, low, close, volume = np.array(rows, np.float64).T.copy()
        times = np.array([to_microseconds(candle.at) for candle in candles], np.int64)
        return Bars(times, open_, high, low, close, volume, interval_us)

    def want_older(self) -> None:
        """Ask for the bars before those that are there; `older` tells that they came."""
        if self.pair is None or self.series is None or self._asking_older or not len(self.series):
            return
        self._asking_older = True
        generation = self._generation
        first = from_microseconds(int(self.series.bars.time[0]))

        def found(candles: tuple[Candle, ...]) -> None:
            if generation != self._generation or not candles:
                return  # there are none: nobody asks again
            self._asking_older = False
            self._prepend(self._bars(candles))
            self.older.emit()

        self._actor.ask(
            Candles, found, failed=self._fail, space_id=self.pair.space_id, pair=self.pair.pair,
            interval=self.interval, before=first, limit=BARS,
        )  # fmt: skip

    # Events

    @Slot(object)
    def _happened(self, event: object) -> None:
        if (
            not isinstance(event, MarketMoved)
            or not self._seen
            or self.pair is None
            or event.pair != self.pair.pair
            or event.space_id != self.pair.space_id
        ):
            return
        if not self._snapshot:
            self._waiting.append(event)
            return
        self._fresh.append(event)
        if not self._frame.isActive():
            self._frame.start()

    def _apply(self, event: MarketMoved) -> None:
        if event.number <= self.book.update_id:
            return
        sides: dict[str, list[tuple[int, int]]] = {"BUY": [], "SELL": []}
        for side, price, quantity, orders in event.levels:
            sides[side].append((price, quantity))
            self.orders_at[side, price] = orders
        self.book.apply(event.number, sides["BUY"], sides["SELL"])
        for trade in event.trades:
            self.tape.appendleft(trade)
            if trade.price != self.last:
                self.rising = trade.price > self.last
            self.last = trade.price

    @Slot()
    def _tell(self) -> None:
        events, self._fresh = self._fresh, []
        for event in events:
            self._apply(event)
        trades = [trade for event in events for trade in event.trades]
        self.moved.emit()
        if trades and self.series is not None and self.pair is not None:
            for bar in self._ticks(trades):
                self.ticked.emit(bar)

    def _ticks(self, trades: list[TapeTrade]) -> list[Bar]:
        """The bars that these trades changed or began, each once."""
        assert self.series is not None and self.pair is not None
        changed: dict[int, Bar] = {}
        for trade in trades:
            at = self._opening(trade.at)
            price, volume = price_value(trade.price, self.pair), quantity_value(trade.quantity, self.pair)
            bar = changed.get(at) or self.last_bar
            if bar is None or bar.time != at:
                changed[at] = Bar(at, price, price, price, price, volume)
            else:
                changed[at] = Bar(
                    at, bar.open, max(bar.high, price), min(bar.low, price), price, bar.volume + volume
                )
        ticks = [changed[at] for at in sorted(changed)]
        for bar in ticks:
            self.series.put(bar)
        return ticks

    def _opening(self, at: datetime) -> int:
        return to_microseconds(beginning(at, self.interval))

    def _prepend(self, older: Bars) -> None:
        """Put older bars before those that are there."""
        assert self.series is not None
        now = self.series.bars
        columns = (np.concatenate(pair) for pair in zip(older.columns, now.columns, strict=True))
        open_, high, low, close, volume = columns
        times = np.concatenate((older.time, now.time))
        self.series = BarSeries(Bars(times, open_, high, low, close, volume, now.interval_us))

    @property
    def last_bar(self) -> Bar | None:
        """The bar that is still open, as far as anything was traded."""
        return self.series.bars.at(len(self.series) - 1) if self.series else None

    @Slot()
    def _somebody_else(self) -> None:
        self.pair = None
        self._load()

    @property
    def bar_ends_at(self) -> datetime:
        """When the bar of now ends."""
        return ending(utc_now(), self.interval)
