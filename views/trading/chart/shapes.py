"""Drawings on the price pane: where their lines are, what is under the pointer, and painting them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from models.core.text import number, tr
from views.trading.chart.drawings import LEVELS, Drawing, Drawings, Point, Tool
from views.trading.chart.panes import PricePane
from views.trading.chart.ticks import index_at, percent, time_at
from views.widgets import tokens
from views.widgets.paint import dot, rounded
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

_HANDLE = 4.5
_REACH = 6.0
_FILL = 0.1
_WIDTH = 1.5
_LABEL = 22.0
_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under the pointer: a drawing's number, and which of its points (None: the drawing itself)."""

    number: int
    point: int | None


class Shapes(QGraphicsItem):
    """All drawings, and the one that is under way (`preview`, in place of the one numbered `moved`)."""

    def __init__(self, pane: PricePane, drawings: Drawings) -> None:
        super().__init__(pane)
        self._pane = pane
        self._drawings = drawings
        self._area = QRectF()
        self.chosen: int | None = None
        self.preview: Drawing | None = None
        self.moved: int | None = None
        self.setZValue(5)

    def boundingRect(self) -> QRectF:
        return self._area

    def refresh(self) -> None:
        """Follow the size of the pane."""
        frame = self._pane.frame
        if self._area.width() != frame.width or self._area.height() != frame.height:
            self.prepareGeometryChange()
            self._area = QRectF(0, 0, frame.width, frame.height)
        if self.chosen is not None and self.chosen >= len(self._drawings.all):
            self.chosen = None
        self.update()

    # -- between points and pixels ---------------------------------------------------------------------------

    def pixel(self, point: Point) -> QPointF:
        """Where a moment and a price lie."""
        frame = self._pane.frame
        return QPointF(frame.x(index_at(self._pane.bars, point.time)), frame.y(point.price))

    def point(self, at: QPointF) -> Point:
        """The nearest bar's moment, and the price that may be asked for, at a pixel."""
        frame, chart = self._pane.frame, self._pane.chart
        return Point(time_at(chart.bars, round(frame.index(at.x()))), chart.round(frame.value(at.y())))

    def lines(self, drawing: Drawing) -> list[QLineF]:
        """The lines of a drawing, which can also be taken hold of."""
        width = self._area.width()
        ends = [self.pixel(point) for point in drawing.points]
        first, last = ends[0], ends[-1]
        match drawing.tool:
            case Tool.HORIZONTAL:
                return [QLineF(0, first.y(), width, first.y())]
            case Tool.TREND:
                return [QLineF(first, last)]
            case Tool.RAY:
                return [_prolonged(first, last, self._area)]
            case Tool.FIBONACCI:
                left, right = sorted((first.x(), last.x()))
                heights = [self._pane.frame.y(drawing.level(ratio)) for ratio in LEVELS]
                return [QLineF(left, y, right, y) for y in heights]
            case _:
                box = QRectF(first, last).normalized()
                corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
                return [QLineF(a, b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]

    def under(self, at: QPointF) -> Hit | None:
        """The topmost drawing under a pixel: the points of the chosen one first."""
        drawings = self._drawings.all
        if self.chosen is not None:
            for place, point in enumerate(drawings[self.chosen].points):
                if (self.pixel(point) - at).manhattanLength() <= 2 * _REACH:
                    return Hit(self.chosen, place)
        for place in reversed(range(len(drawings))):
            if any(distance(line, at) <= _REACH for line in self.lines(drawings[place])):
                return Hit(place, None)
        return None

    # -- painting --------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, drawing in enumerate(self._drawings.all):
            if place != self.moved:
                self._paint(painter, drawing, chosen=place == self.chosen)
        if self.preview is not None:
            self._paint(painter, self.preview, chosen=True)

    def _paint(self, painter: QPainter, drawing: Drawing, *, chosen: bool) -> None:
        ends = [self.pixel(point) for point in drawing.points]
        colour = self._colour(drawing)
        painter.setPen(QPen(colour, _WIDTH))
        if drawing.tool in (Tool.RECTANGLE, Tool.MEASURE):
            painter.setBrush(_thin(colour))
            painter.drawRect(QRectF(ends[0], ends[-1]).normalized())
        else:
            painter.drawLines(self.lines(drawing))
        if drawing.tool is Tool.FIBONACCI:
            self._paint_levels(painter, drawing, ends)
        elif drawing.tool is Tool.MEASURE:
            self._paint_measure(painter, drawing, ends, colour)
        if chosen:
            for end in ends:
                dot(painter, end, _HANDLE + 1.5, colour)
                dot(painter, end, _HANDLE, theme().colours.background)

    @staticmethod
    def _colour(drawing: Drawing) -> QColor:
        if drawing.tool is Tool.MEASURE:
            rises = drawing.points[-1].price >= drawing.points[0].price
            return theme().colours.up if rises else theme().colours.down
        return theme().colours.info

    def _paint_levels(self, painter: QPainter, drawing: Drawing, ends: list[QPointF]) -> None:
        """The trend the levels are of, and what each is called."""
        faint = QPen(theme().colours.dim, tokens.HAIRLINE, Qt.PenStyle.DashLine)
        painter.setPen(faint)
        painter.drawLine(ends[0], ends[-1])
        painter.setFont(theme().font(Type.CAPTION, tabular=True))
        painter.setPen(theme().colours.info)
        left = min(ends[0].x(), ends[-1].x()) + tokens.TINY
        for ratio in LEVELS:
            price = drawing.level(ratio)
            text = f"{number(ratio, 3)}   {self._pane.chart.price(price)}"
            painter.drawText(QPointF(left, self._pane.frame.y(price) - tokens.TINY), text)

    def _paint_measure(
        self, painter: QPainter, drawing: Drawing, ends: list[QPointF], colour: QColor
    ) -> None:
        """Arrows through the middle, and a label at the far end."""
        box = QRectF(ends[0], ends[-1]).normalized()
        middle = box.center()
        _arrow(painter, QPointF(middle.x(), ends[0].y()), QPointF(middle.x(), ends[-1].y()))
        _arrow(painter, QPointF(ends[0].x(), middle.y()), QPointF(ends[-1].x(), middle.y()))
        font = theme().font(Type.CAPTION, Weight.MEDIUM, tabular=True)
        text = self.measured(drawing)
        wide = QFontMetricsF(font).horizontalAdvance(text) + 2 * tokens.SMALL
        rises = drawing.points[-1].price >= drawing.points[0].price
        top = box.top() - _LABEL - tokens.TINY if rises else box.bottom() + tokens.TINY
        label = QRectF(middle.x() - wide / 2, top, wide, _LABEL)
        label.moveLeft(min(max(label.left(), tokens.TINY), max(self._area.width() - wide - tokens.TINY, 0)))
        label.moveTop(min(max(label.top(), tokens.TINY), self._area.height() - _LABEL - tokens.TINY))
        rounded(painter, label, tokens.TINY, theme().colours.surface, colour)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), text)

    def measured(self, drawing: Drawing) -> str:
        """What a measure reads: "▲ +120.5 (+0.20 %) · 14 bars · 3 h 30 min"."""
        first, last = drawing.points[0], drawing.points[-1]
        by = last.price - first.price
        sign, arrow = ("+", "▲") if by > 0 else ("−", "▼") if by < 0 else ("", "■")
        share = percent(100 * by / first.price) if first.price else percent(0)
        bars = round(index_at(self._pane.bars, last.time) - index_at(self._pane.bars, first.time))
        return " · ".join(
            [
                f"{arrow} {sign}{self._pane.chart.price(abs(by))} ({share})",
                tr("{count} bars", count=number(bars)),
                span_text(abs(last.time - first.time)),
            ]
        )


def _thin(colour: QColor) -> QColor:
    thin = QColor(colour)
    thin.setAlphaF(_FILL)
    return thin


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    line = QLineF(start, end)
    if line.length() < 2 * _REACH:
        return
    painter.drawLine(line)
    for angle in (150, -150):
        barb = QLineF(line)
        barb.translate(end - start)
        barb.setLength(_REACH)
        barb.setAngle(line.angle() + angle)
        painter.drawLine(barb)


def _prolonged(first: QPointF, last: QPointF, area: QRectF) -> QLineF:
    """From `first` through `last`, on to where it leaves the area."""
    line = QLineF(first, last)
    if line.length() > 0:
        far = abs(first.x()) + abs(first.y()) + area.width() + area.height()
        line.setLength(max(line.length(), 2 * far))
    return line


def distance(line: QLineF, at: QPointF) -> float:
    """Pixels from a point to the nearest of a line."""
    along = line.p2() - line.p1()
    length = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(at - line.p1(), along) / length if length else 0.0
    return QLineF(at, line.pointAt(min(1.0, max(0.0, share)))).length()


def span_text(us: int) -> str:
    """How long something lasts, in its two greatest units."""
    if us >= _DAY:
        return tr("{days} d {hours} h", days=number(us // _DAY), hours=us % _DAY // _HOUR)
    if us >= _HOUR:
        return tr("{hours} h {minutes} min", hours=us // _HOUR, minutes=us % _HOUR // _MINUTE)
    if us >= _MINUTE:
        return tr("{count} min", count=us // _MINUTE)
    return tr("{count} s", count=us // 1_000_000)
