"""A pane of the chart: a pyqtgraph view box, and in it a layer that keeps what it painted.

A tick paints the strip of the last bars anew; only where the frame changed (a zoom, a move, another price
range) is the whole painted. Everything else on a pane lies over the layer and is painted by itself.
"""

from __future__ import annotations

from abc import abstractmethod

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from models.trading.bars import Bars
from models.trading.columns import group_size
from views.trading.chart.frame import Frame
from views.widgets.theme import theme

_JOIN = 3  # pixels that the joint of two thick lines may reach


class Layer(QGraphicsItem):
    """What a pane paints of its bars, kept as a picture."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._area = QRectF()
        self._picture = QPixmap()
        self._whole = True
        self._since = 0
        self._ratio = 1.0
        self._dirty = False
        self.painted_bars = 0
        """How many bars were painted last, for those who watch that it is no more than what changed."""

    def boundingRect(self) -> QRectF:
        return self._area

    def picture(self) -> QImage:
        """What it has painted."""
        return self._picture.toImage()

    def set_area(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        self._area = QRectF(0, 0, width, height)
        self.forget()

    def forget(self) -> None:
        """Paint everything anew."""
        self._whole = True
        self.update()

    def touch(self, since: int) -> None:
        """Paint the bars from `since` on anew."""
        self._since = min(self._since, since) if self._dirty else since
        self._dirty = True
        self.update(self._strip(self._pane.frame, self._since))

    def _strip(self, frame: Frame, since: int) -> QRectF:
        """To the right edge, from the bar before (lines to a bar begin there) or its column."""
        size = group_size(1 / (frame.per_bar * self._ratio))
        left = max(0.0, float(int(frame.x((since - 1) // size * size - 0.5)) - _JOIN))
        return QRectF(left, 0, max(0.0, self._area.width() - left), self._area.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._ratio = ratio = painter.device().devicePixelRatio()
        frame = self._pane.frame
        size = (self._area.size() * ratio).toSize()
        if self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._whole = True
        if self._whole:
            self._paint(frame, self._area, frame.visible(len(self._pane.bars)), ratio)
        elif self._dirty:
            start, stop = frame.visible(len(self._pane.bars))
            strip = self._strip(frame, self._since)
            # What overlaps the strip from its left is painted with it.
            self._paint(frame, strip, (max(start, int(frame.index(strip.left())) - 2), stop), ratio)
        self._whole = self._dirty = False
        painter.drawPixmap(0, 0, self._picture)

    def _paint(self, frame: Frame, area: QRectF, bars: tuple[int, int], ratio: float) -> None:
        painter = QPainter(self._picture)
        painter.setClipRect(area)
        painter.fillRect(area, theme().colours.background)
        self._pane.paint_bars(painter, frame, *bars, ratio)
        painter.end()
        self.painted_bars = bars[1] - bars[0]


class Pane(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """One of the panes that stand over each other; `frame` says what it shows."""

    def __init__(self) -> None:
        super().__init__(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.frame = Frame(-0.5, 119.5, 0.0, 1.0, 1.0, 1.0)
        self.bars = Bars.empty(1)
        self.layer = Layer(self)

    @property
    def area(self) -> QRectF:
        """Where it lies in the scene."""
        return QRectF(self.geometry())

    def set_frame(self, frame: Frame) -> bool:
        """Show this part; says whether anything is different."""
        if frame == self.frame:
            return False
        resized = (frame.width, frame.height) != (self.frame.width, self.frame.height)
        self.frame = frame
        self.setRange(xRange=(frame.left, frame.right), yRange=(frame.low, frame.high), padding=0)
        if resized:
            self.layer.set_area(frame.width, frame.height)
        self.layer.forget()
        return True

    @abstractmethod
    def paint_bars(self, painter: QPainter, frame: Frame, start: int, stop: int, ratio: float) -> None:
        """Paint the bars `start` to `stop` and what belongs to them, onto the background."""

    @abstractmethod
    def fit(self, frame: Frame) -> Frame:
        """The frame with the range of values that shows what is in sight."""
