"""Live prices of exchanges elsewhere: one that is shown, and an index over several."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from controllers.trading.live_prices import LivePrices
from controllers.trading.outside_market import OutsideMarket
from models.core.errors import PersonError
from models.trading.frames import Frame
from models.trading.index_price import Index, Quote, index_price
from models.trading.outside_pair import known_pair

EXCHANGES: dict[str, str] = {
    "binance": "Binance", "bitstamp": "Bitstamp", "bybit": "Bybit", "coinbase": "Coinbase",
    "kraken": "Kraken", "kucoin": "KuCoin", "okx": "OKX",
}  # fmt: skip
"""By their ids in ccxt: those with a public stream and much traded pairs."""

_INDEX_MS = 500


class LiveDesk(QObject):
    """`changed`: what is listened to, how a line is, or the index. `error` is why the one that is shown
    cannot be listened to at all."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.market = OutsideMarket(self)
        self.exchange, self.pair = "binance", "BTC/USDT"
        self.error: PersonError | None = None
        self.index: Index | None = None
        self.settings: Callable[[str], Mapping[str, Any]] = lambda _: {}
        self.patience = 1.0
        self.feeds: dict[str, LivePrices] = {}
        self.problems: dict[str, str] = {}
        self._let_go: list[LivePrices] = []
        self._quotes: dict[str, Quote] = {}
        self._beat = QTimer(self, interval=_INDEX_MS)
        self._beat.timeout.connect(self._reckon)
        self.market.failed.connect(self._fail)

    @property
    def listening(self) -> bool:
        """Whether anything is listened to."""
        return self.exchange in self.feeds

    @property
    def reading(self) -> LivePrices | None:
        """What the market that is shown comes of."""
        return self.feeds.get(self.exchange)

    # What is listened to

    def listen(self, exchange: str, pair: str, others: Sequence[str] = ()) -> None:
        """Listen to a pair on an exchange, and on the others for the index. Raises `Invalid` for coins that
        are not known."""
        pair = pair.strip().upper().replace("-", "/")
        known_pair(pair)
        self.hang_up()
        self.exchange, self.pair = exchange, pair
        for name in dict.fromkeys([exchange, *others]):
            self._begin(name)
        self._beat.start()
        self.changed.emit()

    def include(self, exchange: str, wanted: bool) -> None:
        """Have an exchange in the index, or not any more; the one that is shown always is."""
        if not self.listening or exchange == self.exchange or wanted == (exchange in self.feeds):
            return
        if wanted:
            self._begin(exchange)
        else:
            self._end(exchange)
        self._reckon()

    def again(self) -> None:
        """Try once more."""
        self.listen(self.exchange, self.pair, [name for name in self.feeds if name != self.exchange])

    def hang_up(self) -> None:
        """Listen to nothing any more."""
        for name in list(self.feeds):
            self._end(name)
        self._beat.stop()
        self.error, self.index = None, None
        self.market.forget()
        self.changed.emit()

    def close(self) -> None:
        """Hang up; returns when every thread has gone."""
        self.hang_up()
        for feed in self._let_go:
            feed.close()

    def _begin(self, name: str) -> None:
        feed = self.feeds[name] = LivePrices(self)
        feed.frame.connect(partial(self._take, name))
        feed.line_changed.connect(self.changed)
        feed.failed.connect(partial(self._failed, name))
        feed.listen(name, [self.pair], settings=self.settings(name), patience=self.patience)

    def _end(self, name: str) -> None:
        feed = self.feeds.pop(name)
        feed.hang_up()
        for signal in (feed.frame, feed.failed, feed.line_changed):
            signal.disconnect()
        self._let_go.append(feed)
        self._quotes.pop(name, None)
        self.problems.pop(name, None)

    # What comes

    def _take(self, name: str, frame: Frame) -> None:
        if name not in self.feeds or frame.pair != self.pair:
            return
        if name == self.exchange:
            self.market.take(frame)
        price = middle(frame)
        if price:
            self._quotes[name] = Quote(name, price, frame.at)

    @Slot()
    def _reckon(self) -> None:
        """The index of now: a price that nobody confirms any more drops out of it."""
        index = index_price(self._quotes.values(), time.time_ns())
        if index != self.index:
            self.index = index
            self.changed.emit()

    def _failed(self, name: str, error: PersonError) -> None:
        """It cannot be listened to at all; of the others only the index goes without it."""
        if name not in self.feeds:
            return
        if name == self.exchange:
            self._fail(error)
        else:
            self.problems[name] = error.sentence
            self.changed.emit()

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.error = error
        self.changed.emit()


def middle(frame: Frame) -> int:
    """The middle of the best prices of a book that is to be believed, else the last price; 0 for neither."""
    if frame.believed and frame.bids and frame.asks:
        return (frame.bids[0][0] + frame.asks[0][0]) // 2
    return frame.trades[-1].price if frame.trades else 0
