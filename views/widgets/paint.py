"""Small helpers for widgets that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from views.widgets import tokens


def smooth(widget: QWidget) -> QPainter:
    """An antialiasing painter on `widget`, in its direction, and faded where it is disabled."""
    painter = QPainter(widget)
    painter.setLayoutDirection(widget.layoutDirection())  # or it has that of the application
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not widget.isEnabled():
        painter.setOpacity(tokens.DISABLED)
    return painter


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None = None,
    line: QColor | None = None,
) -> None:
    """A rounded rectangle that keeps its hairline inside `rect`."""
    area = QRectF(rect)
    if line is not None:
        area = area.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(line, tokens.HAIRLINE))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, radius, radius)


def shadow(painter: QPainter, rect: QRectF, radius: float, colour: QColor, reach: int = tokens.WIDE) -> None:
    """The one level of shadow, around `rect`, fading over `reach` pixels."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for step in range(reach, 0, -2):
        ring = QColor(colour)
        ring.setAlphaF(colour.alphaF() * (1 - step / reach) ** 2 * 0.5)
        painter.setPen(QPen(ring, 2))
        grown = rect.adjusted(-step, -step + 2, step, step + 2)
        painter.drawRoundedRect(grown, radius + step, radius + step)


def dot(painter: QPainter, centre: QPointF, radius: float, fill: QColor) -> None:
    """A filled circle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(centre, radius, radius)


def rounded_path(rect: QRectF, radius: float) -> QPainterPath:
    """A rounded rectangle as a path, for clipping pictures."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def mirrored(widget: QWidget, rect: QRect) -> QRect:
    """`rect` in the widget, or its mirror image where writing runs from right to left."""
    if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return QRect(widget.width() - rect.right() - 1, rect.y(), rect.width(), rect.height())
    return rect
