"""The price chart at 100,000 bars: CPU a frame while it is moved and zoomed, and CPU a live tick.

The peer is the way of pyqtgraph's own candlestick example: one QPicture of all bars, played at every frame
and made anew at every tick. Both take turns in one process, offscreen, on the same bars.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Row, alternate

if TYPE_CHECKING:
    from models.trading.bars import Bar, Bars

BARS = 100_000
_INTERVAL_US = 60_000_000
_SIZE = (1100, 640)
_IN_SIGHT = 120
_FRAMES = 24
_PEER_FRAMES = 3
_RUNS = 3


def rows() -> Iterator[Row]:
    """`chart_pan` (120 bars in sight), `chart_pan_all` (all of them), `chart_zoom` (between both) and
    `chart_tick`; `frame_ms` or `tick_ms` is the median of ours, `worst_ms` the slowest."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks.chart"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=280)
    for found in json.loads(done.stdout.splitlines()[-1]):
        name = found["name"]
        figure = "tick_ms" if name == "chart_tick" else "frame_ms"
        yield Row(
            name=name,
            ours=found["ours"],
            peer=found["peer"],
            peer_name="one QPicture of all bars (pyqtgraph)",
            ratio=found["peer"] / found["ours"],
            unit="ms CPU",
            detail=f"{BARS} bars, {_SIZE[0]} x {_SIZE[1]}, {_RUNS} alternating runs, medians",
            extra={figure: found["ours"], "worst_ms": found["worst"]},
        )


def made_up(count: int = BARS, seed: int = 7) -> Bars:
    """Bars of a minute that walk at random, always the same ones, in tenths."""
    import numpy as np

    from models.trading.bars import Bars

    chance = np.random.default_rng(seed)
    close = np.round(60_000 * np.exp(np.cumsum(chance.normal(0, 4e-4, count))), 1)
    opened = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opened, close) + np.round(chance.exponential(8, count), 1)
    low = np.minimum(opened, close) - np.round(chance.exponential(8, count), 1)
    time_us = 1_767_225_600_000_000 + np.arange(count, dtype=np.int64) * _INTERVAL_US
    return Bars(time_us, opened, high, low, close, chance.lognormal(0, 1, count), _INTERVAL_US)


# -- in a process of its own ---------------------------------------------------------------------------------


class _Times:
    """CPU milliseconds of each frame of one side."""

    def __init__(self, settle: Callable[[], None]) -> None:
        self._settle = settle
        self.all: list[float] = []

    def median(self, work: Callable[[int], None], frames: int) -> float:
        found = []
        self._settle()  # what the other side left to be painted is not ours
        self._settle()
        for number in range(frames):
            start = time.process_time()
            work(number)
            self._settle()
            found.append((time.process_time() - start) * 1000)
        self.all += found
        return statistics.median(found)


def _ticks(bars: Bars) -> Callable[[int], Bar]:
    """The last bar as it trades on: it closes a little higher, then lower."""
    last = bars.at(-1)
    return lambda number: last._replace(
        close=last.low + (last.high - last.low) * (number % 7) / 7, volume=last.volume + number * 1e-3
    )


def _measure() -> list[dict[str, float | str]]:
    from PySide6.QtWidgets import QApplication

    from views.trading.chart.chart import PriceChart

    application = QApplication(sys.argv[:1])
    bars = made_up()
    ours, peer = PriceChart(), _Peer(bars)
    for widget in (ours, peer.widget):
        widget.resize(*_SIZE)
        widget.show()
    ours.set_bars(bars)
    for _ in range(3):
        application.processEvents()  # the first pictures of both
    show, tick = ours.moves.show_time, _ticks(bars)
    works: dict[str, tuple[Callable[[int], None], Callable[[int], None]]] = {
        "chart_pan": (lambda n: show(*_panned(n, _IN_SIGHT)), lambda n: peer.show(*_panned(n, _IN_SIGHT))),
        "chart_pan_all": (lambda n: show(*_panned(n, BARS)), lambda n: peer.show(*_panned(n, BARS))),
        "chart_zoom": (lambda n: show(*_zoomed(n)), lambda n: peer.show(*_zoomed(n))),
        "chart_tick": (lambda n: ours.tick(tick(n)), lambda n: peer.tick(tick(n))),
    }
    found = []
    for name, (work, other) in works.items():
        show(BARS - _IN_SIGHT, BARS + 5)
        found.append(_compared(name, work, other, application.processEvents))
    for widget in (ours, peer.widget):
        widget.close()
    return found


def _compared(
    name: str, work: Callable[[int], None], other: Callable[[int], None], settle: Callable[[], None]
) -> dict[str, float | str]:
    mine, theirs = _Times(settle), _Times(settle)
    times = alternate(
        lambda: mine.median(work, _FRAMES), lambda: theirs.median(other, _PEER_FRAMES), runs=_RUNS
    )
    return {"name": name, "ours": times[0], "peer": times[1], "worst": max(mine.all)}


def _panned(number: int, span: int) -> tuple[float, float]:
    left = (BARS - span) / 2 + (number % 12 - 6) * span * 0.02
    return left, left + span


def _zoomed(number: int) -> tuple[float, float]:
    share = (number % 12) / 11
    span = _IN_SIGHT * (BARS / _IN_SIGHT) ** share
    return (BARS - span) / 2, (BARS + span) / 2


class _Peer:
    """A plot with one item that plays a picture of all bars."""

    def __init__(self, bars: Bars) -> None:
        import pyqtgraph as pg
        from PySide6.QtGui import QPicture

        self._pg, self._bars = pg, bars
        self.widget = pg.PlotWidget()
        self._picture = QPicture()
        self._table = [list(row) for row in zip(*(column.tolist() for column in bars.columns), strict=True)]
        self._draw()
        self._item = self._made()
        self.widget.addItem(self._item)
        self.widget.getViewBox().enableAutoRange(y=True)
        self.widget.getViewBox().setAutoVisible(y=True)

    def _made(self) -> Any:
        peer, pg = self, self._pg
        from PySide6.QtCore import QRectF

        class Candles(pg.GraphicsObject):  # type: ignore[misc, name-defined]
            def paint(self, painter: Any, *_: object) -> None:
                painter.drawPicture(0, 0, peer._picture)

            def boundingRect(self) -> QRectF:
                return QRectF(peer._picture.boundingRect())

        return Candles()

    def _draw(self) -> None:
        from PySide6.QtCore import QPointF, QRectF
        from PySide6.QtGui import QPainter

        pg = self._pg
        painter = QPainter(self._picture)
        painter.setPen(pg.mkPen("w"))
        up, down = pg.mkBrush("g"), pg.mkBrush("r")
        for number, (opened, high, low, close, _) in enumerate(self._table):
            painter.drawLine(QPointF(number, low), QPointF(number, high))
            painter.setBrush(up if close >= opened else down)
            painter.drawRect(QRectF(number - 0.36, opened, 0.72, close - opened))
        painter.end()

    def show(self, left: float, right: float) -> None:
        self.widget.setXRange(left, right, padding=0)

    def tick(self, bar: Bar) -> None:
        from PySide6.QtGui import QPicture

        self._table[-1] = list(bar[1:])
        self._picture = QPicture()
        self._draw()
        self._item.informViewBoundsChanged()
        self._item.update()


if __name__ == "__main__":
    print(json.dumps(_measure()))
