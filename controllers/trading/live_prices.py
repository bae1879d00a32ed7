"""Live prices of a public exchange, where the person has switched them on. Public data, read on a thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from controllers.trading.reading import LOOK_MS, Reading
from models.trading.history import History
from models.trading.providers.feed import MarketFeed


class LivePrices(Reading):
    """Nothing is asked of any network before `listen`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed: MarketFeed | None = None

    def listen(
        self, exchange: str, pairs: Sequence[str], *, settings: Mapping[str, Any] | None = None
    ) -> None:
        """Listen to these pairs on an exchange, by its id in ccxt; `settings` as in `LiveFeed`."""
        from models.trading.providers.live import LiveFeed

        self.close()
        self._feed = LiveFeed(exchange, pairs, settings=settings)
        self.begin(self._read, f"live prices of {exchange}")

    def close(self) -> None:
        """Hang up; returns when the thread has gone."""
        if self._feed is not None:
            self._feed.close()
        self._join()
        self._feed = None

    def _read(self) -> None:
        feed, told = self._feed, 0.0
        if feed is None:
            return
        history = History()
        for event in feed.events():
            self.gathering.add(event)
            history.add(event)
            if time.monotonic() - told > LOOK_MS / 1000:
                told = time.monotonic()
                self.put(history.told(self.gathering.take(feed), time.time_ns()))
