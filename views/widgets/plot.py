"""A curve over labelled points, with a line to read values from: by the mouse, or by Left and Right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import number
from views.widgets import tokens
from views.widgets.paint import dot, rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_HIGH = 200
_AXIS = 22  # below, for the labels
_GRID = 4
_UNDER = 0.12
_AREA_DOT = 4.0


class Plot(QWidget):
    """`show_points` gives labels and values; `tell` says a value in words, for the axis and the reading."""

    def __init__(self, name: str, tell: Callable[[float], str] = number) -> None:
        super().__init__()
        self._name = name
        self._tell = tell
        self._labels: Sequence[str] = ()
        self._values: Sequence[float] = ()
        self._at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(400, _HIGH + _AXIS)

    def set_tell(self, name: str, tell: Callable[[float], str]) -> None:
        """What is drawn now, and how its values are said."""
        self._name, self._tell = name, tell
        self.update()

    def show_points(self, labels: Sequence[str], values: Sequence[float]) -> None:
        self._labels, self._values = labels, values
        self._at = None if self._at is None else min(self._at, len(values) - 1)
        self._say()
        self.update()

    @property
    def reading(self) -> str:
        """What the line stands at: "12 May: 31 views"; "" where it is not shown."""
        if self._at is None or not self._values:
            return ""
        return f"{self._labels[self._at]}: {self._tell(self._values[self._at])}"

    def _say(self) -> None:
        self.setAccessibleDescription(self.reading)

    # Geometry

    def _area(self) -> QRectF:
        return QRectF(0, tokens.SMALL, self.width(), self.height() - _AXIS - tokens.SMALL)

    def _x(self, n: int) -> float:
        area, count = self._area(), len(self._values)
        share = 0.5 if count < 2 else n / (count - 1)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        return area.x() + _AREA_DOT + share * (area.width() - 2 * _AREA_DOT)

    def _y(self, value: float, top: float) -> float:
        area = self._area()
        return area.bottom() - value / top * area.height()

    # Hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._set(min(range(len(self._values)), key=lambda n: abs(self._x(n) - x), default=None))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._set(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        last = len(self._values) - 1
        if step and self._values:
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                step = -step
            self._set(last if self._at is None else min(max(self._at + step, 0), last))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._values:
            self._set(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._values and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._set(len(self._values) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set(None)

    def _set(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self._say()
            self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, accent = smooth(self), theme().colours, accent_of(self).colour
        area = self._area()
        top = _round_up(max(self._values, default=0.0))
        painter.setFont(theme().font(Type.CAPTION, tabular=True))
        for n in range(_GRID + 1):
            y = area.bottom() - n / _GRID * area.height()
            painter.setPen(QPen(colours.line, tokens.HAIRLINE))
            painter.drawLine(QPointF(area.x(), y), QPointF(area.right(), y))
        points = [QPointF(self._x(n), self._y(value, top)) for n, value in enumerate(self._values)]
        if points:
            under = QColor(accent)
            under.setAlphaF(_UNDER)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(under)
            ends = [QPointF(points[-1].x(), area.bottom()), QPointF(points[0].x(), area.bottom())]
            painter.drawPolygon(QPolygonF([*points, *ends]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 2))
            painter.drawPolyline(QPolygonF(points))
            if len(points) == 1:
                dot(painter, points[0], _AREA_DOT, accent)
        painter.setPen(colours.dim)
        corner = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        painter.drawText(QRectF(area.x(), area.y(), area.width(), tokens.LARGE), corner, self._tell(top))
        self._paint_labels(painter, area)
        if self._at is not None and points:
            self._paint_reading(painter, area, points[self._at], accent)

    def _paint_labels(self, painter: QPainter, area: QRectF) -> None:
        count = len(self._labels)
        for n in sorted({0, count // 2, count - 1} if count else ()):
            text = self._labels[n]
            wide = QFontMetrics(theme().font(Type.CAPTION)).horizontalAdvance(text) + tokens.TINY
            left = min(max(area.x(), self._x(n) - wide / 2), area.right() - wide)
            place = QRectF(left, area.bottom() + tokens.TINY, wide, _AXIS - tokens.TINY)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_reading(self, painter: QPainter, area: QRectF, at: QPointF, accent: QColor) -> None:
        colours, font = theme().colours, theme().font(Type.CAPTION, Weight.SEMIBOLD, tabular=True)
        pen = QPen(colours.dim, tokens.HAIRLINE)
        painter.setPen(pen)
        painter.drawLine(QPointF(at.x(), area.y()), QPointF(at.x(), area.bottom()))
        dot(painter, at, _AREA_DOT, accent)
        wide = QFontMetrics(font).horizontalAdvance(self.reading) + 2 * tokens.SMALL
        left = min(max(area.x(), at.x() - wide / 2), area.right() - wide)
        box = QRectF(left, area.y(), wide, tokens.WIDE)
        rounded(painter, box, tokens.RADIUS, colours.raised, colours.line)
        painter.setFont(font)
        painter.setPen(colours.text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.reading)


def _round_up(value: float) -> float:
    """The next number that reads well: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 1.0
    return next(step * power for step in (0.1, 0.2, 0.5, 1, 2, 5, 10) if step * power >= value)
