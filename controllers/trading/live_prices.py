"""Live prices of a public exchange, where the person has switched them on. Public data, read on a thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from controllers.trading.reading import LOOK_MS, Reading
from models.trading.history import History
from models.trading.providers.feed import BookReset, FeedNote, MarketFeed, Trouble


class LivePrices(Reading):
    """Nothing is asked of any network before `listen`. `line_changed`: the line is up, or is not
    (`reason`)."""

    line_changed = Signal()
    _line = Signal(int, bool, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed: MarketFeed | None = None
        self.up = False
        self.reason = ""
        self._line.connect(self._take_line, Qt.ConnectionType.QueuedConnection)

    def listen(
        self, exchange: str, pairs: Sequence[str], *, settings: Mapping[str, Any] | None = None,
        patience: float = 1.0,
    ) -> None:  # fmt: skip
        """Listen to these pairs on an exchange, by its id in ccxt; `settings` and `patience` as in
        `LiveFeed`."""
        from models.trading.providers.live import LiveFeed

        self.hang_up()
        feed = self._feed = LiveFeed(exchange, pairs, settings=settings, patience=patience)
        self.begin(lambda life: self._read(feed, life), f"live prices of {exchange}")

    def hang_up(self) -> None:
        """Listen no more; does not wait for the thread, which may be in the middle of something long."""
        if self._feed is not None:
            self._feed.close()
        self.let_go()
        self._feed, self.up, self.reason = None, False, ""

    def close(self) -> None:
        """Hang up; returns when every thread has gone."""
        self.hang_up()
        self.join_all()

    @Slot(int, bool, str)
    def _take_line(self, life: int, up: bool, reason: str) -> None:
        if life == self.life and (up, reason) != (self.up, self.reason):
            self.up, self.reason = up, reason
            self.line_changed.emit()

    def _read(self, feed: MarketFeed, life: int) -> None:
        told, history, gathering = 0.0, History(), self.gathering
        for event in feed.events():
            gathering.add(event)
            history.add(event)
            if isinstance(event, BookReset):
                self._line.emit(life, True, "")
            elif isinstance(event, FeedNote) and event.trouble is Trouble.CUT:
                self._line.emit(life, False, event.detail)
            if time.monotonic() - told > LOOK_MS / 1000:
                told = time.monotonic()
                self.put(life, history.told(gathering.take(feed), time.time_ns()))
