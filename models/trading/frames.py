"""What comes of a feed between two looks at it: for the window, and for trading on paper."""

from __future__ import annotations

from dataclasses import dataclass

from models.trading.bars import Bars
from models.trading.depth_book import Levels
from models.trading.providers.feed import FeedEvent, FeedNote, MarketFeed, OutsideBar, OutsideTrade

SHOWN = 100
_MOST = 5_000
"""Trades and notes that wait for a look; the oldest are let go, which `lost` counts."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A pair as it is now (best levels, 1e-8 units) and what has happened to it since the last frame.

    `believed`: the book has no hole. `lost`: trades that came too thick to be kept. `bars` are those that
    changed (`History`); where `past` is there, it is all bars so far, and what was known of them is void.
    """

    pair: str
    at: int
    believed: bool
    bids: Levels
    asks: Levels
    trades: tuple[OutsideTrade, ...]
    bars: tuple[OutsideBar, ...]
    notes: tuple[FeedNote, ...]
    lost: int = 0
    past: Bars | None = None


class Gathering:
    """Gathers events by pair until somebody takes them. Used on the thread that reads the feed."""

    def __init__(self) -> None:
        self._trades: dict[str, list[OutsideTrade]] = {}
        self._notes: list[FeedNote] = []
        self._changed: dict[str, int] = {}
        self._lost: dict[str, int] = {}

    def add(self, event: FeedEvent, *, quiet: bool = False) -> None:
        """Take an event in; a `quiet` one has built the book up and is nobody's news."""
        if isinstance(event, FeedNote):
            self._notes.append(event)
            del self._notes[:-_MOST]
            if event.pair:
                self._changed[event.pair] = event.at
            return
        self._changed[event.pair] = event.at
        if quiet:
            return
        if isinstance(event, OutsideTrade):
            trades = self._trades.setdefault(event.pair, [])
            trades.append(event)
            if len(trades) > _MOST:
                self._lost[event.pair] = self._lost.get(event.pair, 0) + len(trades) - _MOST // 2
                del trades[: -_MOST // 2]

    def take(self, feed: MarketFeed) -> tuple[Frame, ...]:
        """A frame for each pair that has changed; nothing is told twice."""
        frames = tuple(
            Frame(
                pair, at, feed.in_step(pair), *feed.book(pair).top(SHOWN),
                trades=tuple(self._trades.pop(pair, ())), bars=(),
                notes=tuple(note for note in self._notes if note.pair in ("", pair)),
                lost=self._lost.pop(pair, 0),
            )
            for pair, at in self._changed.items()
        )  # fmt: skip
        if frames:
            self._notes = []
        self._changed = {}
        return frames
