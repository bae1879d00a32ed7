"""A price chart on the screen, and what tests do with it: pixels, drags, its picture, all it tells."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.trading.bars import Bar, Bars
from tests.support.bars import steady
from views.trading.chart.chart import PriceChart
from views.widgets.theme import theme

BARS = steady(400)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, tick_size: float = 0.1) -> PriceChart:
    """A chart of `BARS`, 900 × 600, with the keyboard in it."""
    theme()
    chart = PriceChart()
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.show()
    qtbot.waitActive(chart).__enter__()
    chart.setFocus()
    chart.set_pair("BTC/EUR", 1, tick_size)
    chart.set_bars(BARS)
    QApplication.processEvents()
    return chart


def place(chart: PriceChart, index: float, price: float) -> QPoint:
    """The pixel of a bar and a price."""
    frame = chart.canvas.price.frame
    return QPoint(round(frame.x(index)), round(frame.y(price)))


def price_at(chart: PriceChart, share: float) -> float:
    """A price that may be asked for, at a share of the height from below."""
    frame = chart.canvas.price.frame
    return chart.chart.round(frame.low + (frame.high - frame.low) * share)


def drag(chart: PriceChart, start: QPoint, end: QPoint, *, let_go: bool = True) -> None:
    """Press, move in a few steps, let go."""
    QTest.mousePress(chart, LEFT, NONE, start)
    for step in range(1, 5):
        QTest.mouseMove(chart, start + (end - start) * step / 4)
    if let_go:
        QTest.mouseRelease(chart, LEFT, NONE, end)


def picture(chart: PriceChart) -> QImage:
    """What the layer of the price pane holds now."""
    QApplication.processEvents()
    return chart.canvas.price.layer.picture()


def still(chart: PriceChart) -> Bar:
    """A tick of the last bar within its own high and low, so that the price range stays."""
    last = chart.chart.bars.at(-1)
    return last._replace(close=last.low if last.close != last.low else last.high)


def next_bar(bars: Bars, by: float = 10.0) -> Bar:
    """The bar after the last."""
    last = bars.at(-1)
    low, high = sorted((last.close, last.close + by))
    return Bar(last.time + bars.interval_us, last.close, high, low, last.close + by, 1.0)


class Painted(QObject):
    """Watches how much of the chart is painted."""

    def __init__(self, chart: PriceChart) -> None:
        super().__init__()
        self._region = QRegion()
        chart.canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._region += event.region()
        return False

    @property
    def pixels(self) -> int:
        parts: Iterable[QRect] = self._region  # type: ignore[assignment]  # its stub forgot that it is one
        return sum(part.width() * part.height() for part in parts)


class Told:
    """Everything a chart has told."""

    def __init__(self, chart: PriceChart) -> None:
        self.moved: list[tuple[int, float]] = []
        self.cancelled: list[int] = []
        self.alerts: list[tuple[int, float]] = []
        self.removed: list[int] = []
        self.clicked: list[float] = []
        self.tools: list[object] = []
        self.drawn = 0
        chart.order_moved.connect(lambda number, price: self.moved.append((number, price)))
        chart.order_cancelled.connect(self.cancelled.append)
        chart.alert_moved.connect(lambda number, price: self.alerts.append((number, price)))
        chart.alert_removed.connect(self.removed.append)
        chart.price_clicked.connect(self.clicked.append)
        chart.tool_changed.connect(self.tools.append)
        chart.drawings_changed.connect(self._drawn)

    def _drawn(self) -> None:
        self.drawn += 1
