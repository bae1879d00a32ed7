"""A recorded stream of a busy market, from the file to what the window shows, and whether it is right.

Ours reads the capture, keeps the book by its update ids, takes the best 20 levels of each side 30 times in
each recorded second, and has the window's own ladder and depth chart paint the book offscreen 30 times in a
second on the clock (`painted`). The peer reads the same as one would write it down: `json`, a dictionary a
side, `heapq` for the best 20 as often; it paints nothing. `differing` counts levels in which the two books
differ at the end, and what was taken in between. `levels_per_second` is of CPU time, painting included.

Without the capture, which is not part of the project, nothing is measured, and it says so.
"""

from __future__ import annotations

import argparse
import gzip
import heapq
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.harness import Row, alternate
from models.trading.depth_book import DepthBook, Levels
from models.trading.entities import Filters, PairInfo, PairStatus
from models.trading.providers.feed import BestPrices, BookDelta, BookReset, FeedNote
from models.trading.providers.recorded import RecordedFeed

CAPTURE = Path(__file__).parents[2] / "shared" / "data" / "exchange" / "usdm_btcusdt_20240808.gz"
SHOWN = 20
FRAME_NS = 1_000_000_000 // 30
_PLACES = 8


@dataclass
class _Told:
    """What came of one reading."""

    seconds: float = 0.0
    levels: int = 0
    frames: list[tuple[Levels, Levels]] = field(default_factory=list)
    bids: dict[int, int] = field(default_factory=dict)
    asks: dict[int, int] = field(default_factory=dict)
    notes: int = 0
    painted: int = 0


class _Screen:
    """The ladder and the depth chart as the page of Trade shows them, painted into a picture."""

    def __init__(self) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QImage
        from PySide6.QtWidgets import QApplication

        from views.trading.depth_chart import DepthChart
        from views.trading.ladder import Ladder

        self._application = QApplication.instance() or QApplication([])
        units = PairInfo(
            space_id=UUID(int=0), pair="BTC/USDT", base="BTC", quote="USDT", tick=1, lot=1, unit=1,
            status=PairStatus.TRADING, reason="", filters=Filters(), maker_ppm=0, taker_ppm=0,
        )  # fmt: skip
        self._pair, self._ladder, self._depth = units, Ladder(), DepthChart()
        self._ladder.set_pair(units)
        self._ladder.resize(320, 800)
        self._depth.resize(640, 240)
        self._picture, self._beside = QImage(960, 800, QImage.Format.Format_RGB32), QPoint(320, 0)

    def paint(self, book: DepthBook) -> None:
        """Show the book as of now."""
        self._ladder.show_book(book, book.best_bid, rising=True)
        self._depth.show_book(self._pair, book)
        self._ladder.render(self._picture)
        self._depth.render(self._picture, self._beside)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--capture", type=Path, default=CAPTURE, help="lines of `<receive ns> <json>`, gzip")


def rows(capture: Path = CAPTURE) -> Iterator[Row]:
    if not capture.is_file():
        print(f"skipped: the recording is not here ({capture})", file=sys.stderr)
        return
    told: dict[str, _Told] = {}

    screen = _Screen()

    def side(name: str) -> float:
        told[name] = result = _ours(capture, screen) if name == "ours" else _plainly(capture)
        return result.levels / result.seconds

    ours, peer = alternate(lambda: side("ours"), lambda: side("plain"))
    mine, plain = told["ours"], told["plain"]
    yield Row(
        name="replay",
        ours=round(ours),
        peer=round(peer),
        peer_name="json and dictionaries",
        ratio=round(ours / peer, 3),
        unit="level updates/s",
        detail=f"{capture.name}: {mine.levels} updates, shown {len(mine.frames)} times",
        extra={
            "levels_per_second": round(ours),
            "differing": _differing(mine, plain),
            "levels": mine.levels,
            "frames": len(mine.frames),
            "painted": mine.painted,
            "notes": mine.notes,
            "book_levels": len(mine.bids) + len(mine.asks),
        },
    )


def _differing(mine: _Told, plain: _Told) -> int:
    sides = ((mine.bids, plain.bids), (mine.asks, plain.asks))
    wrong = sum(len(set(ours.items()) ^ set(theirs.items())) for ours, theirs in sides)
    pairs = zip(mine.frames, plain.frames, strict=False)
    shown = sum(one != other for one, other in pairs) + abs(len(mine.frames) - len(plain.frames))
    return wrong + shown


def _ours(capture: Path, screen: _Screen) -> _Told:
    told = _Told()
    start = time.process_time()
    feed = RecordedFeed(capture)
    due, paint_at = 0, time.perf_counter()
    for event in feed.events():
        kind = type(event)
        if kind is BestPrices:
            continue
        if isinstance(event, BookDelta):
            told.levels += len(event.bids) + len(event.asks)
        elif isinstance(event, FeedNote):
            told.notes += 1
        if kind in (BookDelta, BookReset) and event.at >= due:
            told.frames.append(feed.book(event.pair).top(SHOWN))
            due = event.at + FRAME_NS
            if time.perf_counter() >= paint_at:
                paint_at = time.perf_counter() + FRAME_NS / 1e9
                screen.paint(feed.book(event.pair))
                told.painted += 1
    told.seconds = time.process_time() - start
    book = feed.book(feed.pairs()[0])
    told.bids, told.asks = dict(book.bids), dict(book.asks)
    return told


def _plainly(capture: Path) -> _Told:
    told = _Told()
    start = time.process_time()
    due = last = 0
    waiting: list[Any] = []
    with gzip.open(capture) as file:
        for line in file:
            moment, text = line.split(b" ", 1)
            message = json.loads(text)
            data = message.get("data", message)
            if "lastUpdateId" in data:
                last = data["lastUpdateId"]
                _change(told, data["bids"], data["asks"])
            elif data.get("e") == "depthUpdate":
                waiting.append(data)
            while last and waiting:
                delta = waiting.pop(0)
                if delta["u"] > last:
                    last = delta["u"]
                    told.levels += len(delta["b"]) + len(delta["a"])
                    _change(told, delta["b"], delta["a"])
            if last and ("lastUpdateId" in data or data.get("e") == "depthUpdate"):
                due = _show(told, int(moment), due)
    told.seconds = time.process_time() - start
    return told


def _change(told: _Told, bids: list[list[str]], asks: list[list[str]]) -> None:
    for side, levels in ((told.bids, bids), (told.asks, asks)):
        for price, quantity in levels:
            side[_units(price)] = _units(quantity)
            if not side[_units(price)]:
                del side[_units(price)]


def _show(told: _Told, moment: int, due: int) -> int:
    """Take a frame where one is due; when the next one is."""
    if moment < due:
        return due
    bids, asks = heapq.nlargest(SHOWN, told.bids.items()), heapq.nsmallest(SHOWN, told.asks.items())
    told.frames.append((tuple(bids), tuple(asks)))
    return moment + FRAME_NS


def _units(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole + part.ljust(_PLACES, "0"))
