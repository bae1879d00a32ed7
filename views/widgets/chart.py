"""The picture of a plot, by pyqtgraph, which takes half a second to import: for those who show one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pyqtgraph
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from views.widgets import tokens
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_LINES = 4  # of the grid, above the one at nought
_UNDER = 0.12
_OVER = 0.04  # of the height is left free, so that the curve's width is not cut off
_DOT = 8.0
_CURVE = 2.0
_PLACES = {"left": (0, 0), "right": (0, 2), "bottom": (1, 1)}


class Chart(QWidget):
    """A curve over labelled points, with a grid, two axes and a crosshair. Hands go through to the plot."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._labels: Sequence[str] = ()
        self._values: Sequence[float] = ()
        self._at: int | None = None
        # Not its PlotWidget: that makes menus, which nobody is to see, and takes twice the time.
        self.view = pyqtgraph.GraphicsView(self, background=None)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.area = pyqtgraph.ViewBox(enableMenu=False, enableMouse=False)
        self.area.disableAutoRange()
        self.axes = {side: pyqtgraph.AxisItem(side, linkView=self.area) for side in _PLACES}
        self.grid = pyqtgraph.GraphicsLayout()
        self.grid.setSpacing(0)
        self.grid.addItem(self.area, 0, 1)
        for side, place in _PLACES.items():
            self.axes[side].setZValue(-1000)  # its lines lie behind the curve
            self.grid.addItem(self.axes[side], *place)
        self.view.setCentralItem(self.grid)
        self.curve = pyqtgraph.PlotCurveItem(antialias=True, fillLevel=0)
        self.across, self.down = (pyqtgraph.InfiniteLine(angle=angle) for angle in (0, 90))
        self.dot = pyqtgraph.ScatterPlotItem(size=_DOT, pxMode=True)
        self.reading = pyqtgraph.TextItem()
        for part in (self.curve, self.across, self.down, self.dot, self.reading):
            self.area.addItem(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.mark(None, "")
        self.dress()

    def dress(self) -> None:
        """Take the colours and fonts of the theme, and the side that reading begins on."""
        colours, accent = theme().colours, accent_of(self).colour
        under, font = QColor(accent), theme().font(Type.CAPTION, tabular=True)
        under.setAlphaF(_UNDER)
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.area.invertX(turned)
        for axis in self.axes.values():
            axis.setPen(None)
            axis.setTickPen(_pen(colours.line))
            axis.setTextPen(colours.dim)
            axis.setTickFont(font)
            axis.setStyle(tickLength=0, tickTextOffset=tokens.SMALL, tickAlpha=255)
            axis.setStyle(hideOverlappingLabels=False)
        self.axes["left"].setVisible(not turned)
        self.axes["right"].setVisible(turned)
        self.axes[self._side].setGrid(255)
        self.curve.setPen(_pen(accent, _CURVE))
        self.curve.setBrush(under)
        for line in (self.across, self.down):
            line.setPen(_pen(colours.dim, style=Qt.PenStyle.DashLine))
        self.dot.setPen(_pen(colours.surface, _CURVE))
        self.dot.setBrush(accent)
        self.reading.setFont(theme().font(Type.CAPTION, Weight.SEMIBOLD, tabular=True))
        self.reading.setColor(colours.text)
        self.reading.fill = pyqtgraph.mkBrush(colours.raised)
        self.reading.border = _pen(colours.line)
        self.reading.update()

    @property
    def _side(self) -> str:
        return "right" if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else "left"

    def show_points(
        self, labels: Sequence[str], values: Sequence[float], tell: Callable[[float], str], least: float
    ) -> None:
        """Draw this; `tell` says a value of the grid, whose lines are at least `least` apart."""
        self._labels, self._values = labels, values
        lines = list(_grid(max(values, default=0.0), least))
        self.axes[self._side].setTicks([[(value, tell(value)) for value in lines]])
        last = max(len(values) - 1, 1)
        self.area.setXRange(0, last, padding=0.01)
        self.area.setYRange(-_OVER * lines[-1], (1 + _OVER) * lines[-1], padding=0)
        self.curve.setData(list(range(len(values))), list(values))
        self._label_points()
        self.mark(self._at, self.reading.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label_points()

    def _label_points(self) -> None:
        """As many labels below as there is room for, at even distances."""
        metrics = QFontMetrics(theme().font(Type.CAPTION, tabular=True))
        wide = max((metrics.horizontalAdvance(label) for label in self._labels), default=0)
        room = max(self.width() // (wide + tokens.WIDE), 1)
        step = max(-(-len(self._labels) // room), 1)
        self.axes["bottom"].setTicks([[(n, self._labels[n]) for n in range(0, len(self._labels), step)]])
        end = wide // 2  # where a label stands below the last point
        self.grid.setContentsMargins(
            *((end, tokens.TINY, 0, 0) if self._side == "right" else (0, tokens.TINY, end, 0))
        )

    def mark(self, at: int | None, text: str) -> None:
        """Let the crosshair stand at this point and say this; None for nowhere."""
        self._at = at if at is not None and at < len(self._values) else None
        for part in (self.across, self.down, self.reading):
            part.setVisible(self._at is not None)
        if self._at is None:
            alone = len(self._values) == 1  # one point is no line
            self.dot.setData([0.0] if alone else [], list(self._values) if alone else [])
            return
        value, share = self._values[self._at], self._at / max(len(self._values) - 1, 1)
        self.down.setPos(self._at)
        self.across.setPos(value)
        self.dot.setData([self._at], [value])
        self.reading.setText(text)
        # The box leans inwards, so that it is whole at both ends.
        self.reading.setAnchor((1 - share if self._side == "right" else share, 0))
        self.reading.setPos(self._at, self.area.viewRange()[1][1])

    def nearest(self, x: int) -> int | None:
        """The number of the point that a pixel of this widget is nearest to; None where there is none."""
        if not self._values:
            return None
        there = self.area.mapSceneToView(QPointF(self.view.mapToScene(x, 0)))
        at: int = round(there.x())
        return min(max(at, 0), len(self._values) - 1)


def _pen(colour: QColor, width: float = tokens.HAIRLINE, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of pixels, whatever the scale of the axes."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen


def _grid(most: float, least: float) -> Iterator[float]:
    """The lines of a grid from 0 to `most` or above: 1, 2 or 5 times a power of ten apart."""
    step, factors = 10.0**-6, (2.0, 2.5, 2.0)
    n = 0
    while step < least * (1 - 1e-9) or step * _LINES < most * (1 - 1e-9):
        step *= factors[n % 3]
        n += 1
    lines = max(-int(-most / step // 1), 1)
    return (step * line for line in range(lines + 1))
