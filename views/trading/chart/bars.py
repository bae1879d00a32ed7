"""Painting bars: those in sight alone, in a few calls, and as columns where they are thinner than a pixel.

Everything is snapped to the pixels of the screen, so that bars are crisp at every scale.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from models.trading.bars import Bars, Floats
from models.trading.columns import Columns, columns, envelope, group_size
from views.trading.chart.frame import Frame
from views.widgets import tokens
from views.widgets.theme import Colours

_BODY = 0.72  # of a bar's width
_LINE = 1.5
_VOLUME_TONE = 0.32
_HISTOGRAM_TONE = 0.55
Mask = NDArray[np.bool_]


class BarStyle(StrEnum):
    """How bars are drawn; the values are kept in layouts."""

    CANDLES = "candles"
    HOLLOW = "hollow"
    OHLC = "ohlc"
    LINE = "line"


class Rects:
    """Many rectangles of one colour in one call; the memory is kept from call to call."""

    def __init__(self) -> None:
        self._array = PrimitiveArray(QRectF, 4)

    def draw(self, painter: QPainter, left: Floats, top: Floats, width: Floats, height: Floats) -> None:
        self._array.resize(len(left))
        table = self._array.ndarray()
        table[:, 0], table[:, 1], table[:, 2], table[:, 3] = left, top, width, height
        if len(left):
            painter.drawRects(*self._array.drawargs())


class Pixels:
    """A frame in the pixels of the screen: `ratio` of them to a pixel of the window."""

    def __init__(self, frame: Frame, ratio: float) -> None:
        self.frame = frame
        self.ratio = ratio
        self.thin = max(1, int(ratio))
        """The width of a line, in pixels of the screen."""

    def x(self, index: Floats) -> Floats:
        return np.floor(self.frame.x(index) * self.ratio)

    def y(self, value: Floats) -> Floats:
        limit = 4 * self.frame.height * self.ratio + 1e4  # what is far outside is drawn just outside
        places: Floats = np.floor(np.clip(self.frame.y(value) * self.ratio, -limit, limit))
        return places

    def body(self) -> int:
        """The width of a bar's body: as odd or even as the line, so that this is in its middle."""
        per_bar = self.frame.per_bar * self.ratio
        wide = max(self.thin, min(round(per_bar * _BODY), int(per_bar + 0.1) - 1))  # a pixel stays free
        return wide - (wide - self.thin) % 2


class BarPainter:
    """Paints the bars of a chart onto a pane, `ratio` pixels of the screen to one of the window."""

    def __init__(self) -> None:
        self._rects = Rects()

    @staticmethod
    def gather(frame: Frame, bars: Bars, ratio: float, start: int, stop: int) -> Columns:
        """The bars `start` to `stop` as they are drawn: gathered where they are thinner than a pixel."""
        return columns(bars, start, stop, group_size(1 / (frame.per_bar * ratio)))

    def paint(
        self, painter: QPainter, frame: Frame, found: Columns, style: BarStyle, colours: Colours, ratio: float
    ) -> None:
        """Bars in any style but as a line (see `paint_curve`)."""
        pixels = Pixels(frame, ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setPen(Qt.PenStyle.NoPen)
        rising = found.close >= found.open
        for side, colour in ((rising, colours.up), (~rising, colours.down)):
            painter.setBrush(colour)
            if found.size > 1:
                self._paint_columns(painter, pixels, found, side)
            elif style is BarStyle.OHLC:
                self._paint_ohlc(painter, pixels, found, side)
            else:
                self._paint_candles(painter, pixels, found, side)
        if style is BarStyle.HOLLOW and found.size == 1:
            painter.setBrush(colours.background)
            self._paint_hollows(painter, pixels, found, rising)
        painter.restore()

    def _paint_columns(self, painter: QPainter, pixels: Pixels, found: Columns, side: Mask) -> None:
        """From the high to the low of each, every pixel column filled."""
        first = found.first[side].astype(np.float64)
        left, right = pixels.x(first - 0.5), pixels.x(first + (found.size - 0.5))
        top, bottom = pixels.y(found.high[side]), pixels.y(found.low[side])
        self._rects.draw(painter, left, top, np.maximum(right - left, 1), bottom - top + 1)

    def _wicks(self, painter: QPainter, pixels: Pixels, found: Columns, side: Mask) -> Floats:
        centre = pixels.x(found.first[side].astype(np.float64))
        top, bottom = pixels.y(found.high[side]), pixels.y(found.low[side])
        self._rects.draw(painter, centre, top, _all(pixels.thin, centre), bottom - top + 1)
        return centre

    def _body_of(self, pixels: Pixels, found: Columns, side: Mask) -> tuple[Floats, Floats]:
        """Top and height of bodies."""
        top = pixels.y(np.maximum(found.open[side], found.close[side]))
        bottom = pixels.y(np.minimum(found.open[side], found.close[side]))
        return top, np.maximum(bottom - top + 1, pixels.thin)

    def _paint_candles(self, painter: QPainter, pixels: Pixels, found: Columns, side: Mask) -> None:
        centre, wide = self._wicks(painter, pixels, found, side), pixels.body()
        if wide > pixels.thin:
            top, height = self._body_of(pixels, found, side)
            left = centre - (wide - pixels.thin) // 2
            self._rects.draw(painter, left, top, _all(wide, centre), height)

    def _paint_hollows(self, painter: QPainter, pixels: Pixels, found: Columns, side: Mask) -> None:
        """The insides of rising bodies, emptied again."""
        thin, inner = pixels.thin, pixels.body() - 2 * pixels.thin
        if inner < 1:
            return
        top, height = self._body_of(pixels, found, side)
        left = pixels.x(found.first[side].astype(np.float64)) - (inner - thin) // 2
        self._rects.draw(painter, left, top + thin, _all(inner, left), np.maximum(height - 2 * thin, 0))

    def _paint_ohlc(self, painter: QPainter, pixels: Pixels, found: Columns, side: Mask) -> None:
        """A line from high to low, the open to the left of it and the close to the right."""
        centre, reach = self._wicks(painter, pixels, found, side), (pixels.body() - pixels.thin) // 2
        if reach >= 1:
            thin, arm = _all(pixels.thin, centre), _all(reach, centre)
            self._rects.draw(painter, centre - reach, pixels.y(found.open[side]), arm, thin)
            self._rects.draw(painter, centre + pixels.thin, pixels.y(found.close[side]), arm, thin)

    def paint_volume(
        self, painter: QPainter, frame: Frame, found: Columns, colours: Colours, ratio: float
    ) -> None:
        """Volumes from the bottom of a frame whose `high` is the greatest of them; of gathered bars, the
        greatest, so that the height does not depend on how many share a pixel."""
        pixels = Pixels(frame, ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setPen(Qt.PenStyle.NoPen)
        rising = found.close >= found.open
        floor = np.floor(frame.height * ratio)
        for side, colour in ((rising, colours.up), (~rising, colours.down)):
            painter.setBrush(toned(colour, _VOLUME_TONE, colours.background))
            top, first = pixels.y(found.volume[side]), found.first[side].astype(np.float64)
            if found.size > 1:
                left = pixels.x(first - 0.5)
                width = np.maximum(pixels.x(first + (found.size - 0.5)) - left, 1)
            else:
                centre, wide = pixels.x(first), pixels.body()
                left, width = centre - (wide - pixels.thin) // 2, _all(wide, centre)
            self._rects.draw(painter, left, top, width, floor - top)
        painter.restore()


def _all(value: float, like: Floats) -> Floats:
    return np.full(len(like), float(value))


def toned(colour: QColor, share: float, floor: QColor) -> QColor:
    """A colour at `share` over the floor. Not translucent: painting that takes six times as long."""
    return QColor(tokens.mix(colour.name(), share, floor.name()))


def points(frame: Frame, values: Floats, start: int, stop: int, size: int) -> tuple[Floats, Floats]:
    """Pixels of a line through values, two for every `size` bars; NaN where there is no value. A bar more at
    each end, so that the line goes on beyond the edge."""
    places, found = envelope(values, start - 1, min(stop + 1, len(values)), size)
    limit = 4 * frame.height + 1e4
    return frame.x(places.astype(np.float64)), np.clip(frame.y(found), -limit, limit)


def paint_curve(
    painter: QPainter, frame: Frame, values: Floats, colour: QColor, start: int, stop: int, ratio: float,
    width: float = _LINE,
) -> None:  # fmt: skip
    """A smooth line through the values of the bars `start` to `stop`."""
    size = group_size(1 / (frame.per_bar * ratio))
    x, y = points(frame, values, start, stop, size)
    if len(x) < 2:
        return
    painter.save()
    if size > 1:
        _paint_dense(painter, x[::2], y.reshape(-1, 2), colour, size * frame.per_bar)
    else:
        join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(arrayToQPath(x, y, connect="finite"))
    painter.restore()


def _paint_dense(painter: QPainter, x: Floats, pairs: Floats, colour: QColor, wide: float) -> None:
    """A line that goes up and down within its columns, as rectangles: a path of it would take 80 ms.

    Each reaches to where the one before ended, so that the line stays in one piece.
    """
    known = ~np.isnan(pairs).any(axis=1)
    x, pairs = x[known], pairs[known]
    ends = np.concatenate([pairs[:1, 0], pairs[:-1, 1]])
    top, bottom = np.minimum(pairs.min(axis=1), ends), np.maximum(pairs.max(axis=1), ends)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    left, right = np.floor(x), np.floor(x + wide)
    Rects().draw(painter, left, np.floor(top), np.maximum(right - left, 1), np.maximum(bottom - top, 1))


def paint_band(
    painter: QPainter, frame: Frame, lower: Floats, upper: Floats, colour: QColor, start: int, stop: int,
    ratio: float,
) -> None:  # fmt: skip
    """The area between two lines."""
    size = group_size(1 / (frame.per_bar * ratio))
    x, low = points(frame, lower, start, stop, size)
    _, high = points(frame, upper, start, stop, size)
    defined = ~(np.isnan(low) | np.isnan(high))
    if defined.sum() < 2:
        return
    x, low, high = x[defined], low[defined], high[defined]
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(arrayToQPath(np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]])))
    painter.restore()


def paint_histogram(
    painter: QPainter, frame: Frame, values: Floats, colours: Colours, ratio: float, start: int, stop: int,
    rects: Rects,
) -> None:  # fmt: skip
    """Rectangles from zero to each value: above and below in the colours of up and down."""
    x, y = points(frame, values, start, stop, group_size(1 / (frame.per_bar * ratio)))
    zero = frame.y(0.0)
    wide = max(1.0, np.floor(frame.per_bar * _BODY))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for side, colour in ((y <= zero, colours.up), (y > zero, colours.down)):
        painter.setBrush(toned(colour, _HISTOGRAM_TONE, colours.background))
        top = np.minimum(y[side], zero)
        left = np.floor(x[side] - wide / 2)
        rects.draw(painter, left, top, _all(wide, left), np.maximum(np.abs(y[side] - zero), 1.0))
    painter.restore()
