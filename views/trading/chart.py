"""The price chart of Trade. Imports pyqtgraph: import this module on a task thread before it is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.trading.bars import Bar, Bars
from views.trading.chart_canvas import Canvas
from views.trading.chart_hands import Hands
from views.trading.chart_moves import Moves
from views.trading.chart_state import ChartState


class PriceChart(QWidget):
    """Bars with studies, orders and drawings over them."""

    price_clicked = Signal(float)
    more_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = ChartState()
        self.canvas = Canvas(self.chart, self)
        self.canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.moves = Moves(self.canvas, self._moved)
        self.hands = Hands(self.canvas, self.moves)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(800, 480)

    def set_bars(self, bars: Bars) -> None:
        self.chart.set_bars(bars, self.canvas.price.frame.width)
        for pane in self.canvas.panes:
            pane.layer.forget()
        self.canvas.refresh()

    def tick(self, bar: Bar) -> None:
        self.canvas.tick(bar)

    def _moved(self) -> None:
        pass

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.canvas.resize(self.size())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hands.wheel(event)
