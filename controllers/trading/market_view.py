"""What the screens show of a pair, wherever it is traded: here, elsewhere, or in a recording."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Signal

from models.trading.bars import BarSeries
from models.trading.depth_book import DepthBook
from models.trading.entities import PairInfo, TapeTrade

TRADES = 100


class MarketView(QObject):
    """A pair with its book (ticks and lots), the last trades (newest first), bars and the last price.

    `moved`: book, tape or last price have changed (conflated). `ticked` carries the last `Bar` after it.
    `loaded`: all of it is another (another pair, interval, person). `older`: older
    bars have come before those that are there. `failed` carries a `PersonError`.
    """

    moved = Signal()
    ticked = Signal(object)
    loaded = Signal()
    older = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pair: PairInfo | None = None
        self.interval = "15m"
        self.book = DepthBook()
        self.tape: deque[TapeTrade] = deque(maxlen=TRADES)
        self.series: BarSeries | None = None
        self.last = 0
        self.rising = True

    def want_older(self) -> None:
        """Ask for the bars before those that are there; `older` tells that they came."""
