"""Prices as lines: the last one, the person's orders and alerts, which can be dragged and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from views.trading.chart.cross import Rule
from views.trading.chart.panes import PricePane
from views.widgets import tokens
from views.widgets.paint import rounded
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

_DASHES, _DOTS = [7.0, 4.0], [2.0, 3.0]
_HEIGHT = 24.0
_CLOSE = 24.0
_RIGHT = 80.0  # pixels between a label and the axis, so that the last bars stay in sight
_TINT = 0.15


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """An order as a line: `side` is "buy" or "sell", `label` what its tag says before the price."""

    number: int
    side: str
    price: float
    label: str
    draggable: bool = True


@dataclass(frozen=True, slots=True)
class ChartAlert:
    """A price somebody wants to be told of."""

    number: int
    price: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line that can be taken hold of. `key` tells it from all others."""

    key: tuple[str, int]
    price: float
    label: str
    role: str
    draggable: bool

    @classmethod
    def of_order(cls, order: ChartOrder) -> Line:
        role = "up" if order.side == "buy" else "down"
        return cls(("order", order.number), order.price, order.label, role, order.draggable)

    @classmethod
    def of_alert(cls, alert: ChartAlert) -> Line:
        return cls(("alert", alert.number), alert.price, alert.label, "warning", True)


class Lines(QGraphicsItem):
    """All lines of the price pane. `chosen` is the one the keyboard is on; `dragged` the one that is moved,
    at the price it would get."""

    def __init__(self, pane: PricePane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._area = QRectF()
        self._lines: dict[tuple[str, int], Line] = {}
        self.chosen: tuple[str, int] | None = None
        self.dragged: tuple[tuple[str, int], float] | None = None
        self._last = Rule(_DOTS, upright=False)
        self._last.setParentItem(pane)
        self._last.setZValue(9)
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        return self._area

    # -- what there is ---------------------------------------------------------------------------------------

    def set_lines(self, kind: str, lines: Sequence[Line]) -> None:
        """Show these lines of a kind; one that is being dragged stays in the hand."""
        kept = {key: line for key, line in self._lines.items() if key[0] != kind}
        self._lines = kept | {line.key: line for line in lines}
        if self.chosen not in self._lines:
            self.chosen = None
        if self.dragged is not None and self.dragged[0] not in self._lines:
            self.dragged = None
        self.update()

    def all(self) -> list[Line]:
        """From the highest price to the lowest, the dragged one where it is now."""
        found = list(self._lines.values())
        if self.dragged is not None:
            key, price = self.dragged
            found = [replace(line, price=price) if line.key == key else line for line in found]
        return sorted(found, key=lambda line: (-line.price, line.key))

    def get(self, key: tuple[str, int]) -> Line | None:
        return self._lines.get(key)

    def settle(self, key: tuple[str, int], price: float) -> None:
        """Leave a line where it was let go, until its order says otherwise."""
        line = self._lines.get(key)
        if line is not None:
            self._lines[key] = replace(line, price=price)
        self.dragged = None
        self.update()

    # -- where it is -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Follow the frame and the last price; only what moved is painted."""
        frame = self._pane.frame
        if self._area.width() != frame.width or self._area.height() != frame.height:
            self.prepareGeometryChange()
            self._area = QRectF(0, 0, frame.width, frame.height)
        last = self._pane.chart.last
        if last is None:
            self._last.hide()
        else:
            self._last.place(round(frame.y(last.close)), frame.width, "up" if last.is_up else "down")

    def tags(self) -> list[tuple[Line, QRectF]]:
        """The tag of every line in sight; those of near prices stand side by side."""
        frame = self._pane.frame
        metrics = QFontMetricsF(self._font())
        placed: list[tuple[Line, QRectF]] = []
        for line in self.all():
            y = round(frame.y(line.price))
            if not 0 <= y <= frame.height:
                continue
            wide = metrics.horizontalAdvance(self.text(line)) + _CLOSE + 2 * tokens.SMALL
            right = max(frame.width - _RIGHT, min(frame.width - tokens.SMALL, wide + tokens.SMALL))
            box = QRectF(right - wide, y - _HEIGHT / 2, wide, _HEIGHT)
            while any(box.intersects(other) for _, other in placed) and box.left() > tokens.SMALL:
                box.translate(-(wide + tokens.SMALL), 0)
            placed.append((line, box))
        return placed

    def text(self, line: Line) -> str:
        """What a line's tag says: "Buy 0.015 @ 61,160.4"."""
        return f"{line.label} @ {self._pane.chart.price(line.price)}".strip()

    def at(self, point: QPointF, reach: float) -> Line | None:
        """The line under a point: its tag first, else within `reach` pixels."""
        tagged = self.tagged(point)
        if tagged is not None:
            return tagged
        near = [line for line in self.all() if abs(self._pane.frame.y(line.price) - point.y()) <= reach]
        return min(near, key=lambda line: abs(self._pane.frame.y(line.price) - point.y()), default=None)

    def tagged(self, point: QPointF) -> Line | None:
        """The line whose tag is under a point."""
        return next((line for line, box in reversed(self.tags()) if box.contains(point)), None)

    def closing(self, point: QPointF) -> Line | None:
        """The line whose × is under a point."""
        return next((line for line, box in reversed(self.tags()) if close_area(box).contains(point)), None)

    # -- painting --------------------------------------------------------------------------------------------

    @staticmethod
    def _font() -> QFont:
        return theme().font(Type.CAPTION, Weight.MEDIUM, tabular=True)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        tags = self.tags()
        for line, box in tags:
            self._paint_dashes(painter, line, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, box in tags:
            self._paint_tag(painter, line, box)

    def _paint_dashes(self, painter: QPainter, line: Line, box: QRectF) -> None:
        pen = QPen(theme().colours.role(line.role), tokens.HAIRLINE)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        y = box.center().y() + 0.5
        painter.drawLine(QLineF(0, y, box.left(), y))
        painter.drawLine(QLineF(box.right(), y, self._area.width(), y))

    def _paint_tag(self, painter: QPainter, line: Line, box: QRectF) -> None:
        colours = theme().colours
        colour = colours.role(line.role)
        held = self.dragged is not None and self.dragged[0] == line.key
        floor = QColor(tokens.mix(colour.name(), _TINT, colours.surface.name())) if held else colours.surface
        if self.chosen == line.key:
            ring = box.adjusted(-2, -2, 2, 2)
            rounded(painter, ring, tokens.RADIUS, None, theme().accent("trade").colour)
        rounded(painter, box, tokens.TINY, floor, colour)
        painter.setFont(self._font())
        painter.setPen(colour)
        words = box.adjusted(tokens.SMALL, 0, -_CLOSE, 0)
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text(line)
        )
        cross = close_area(box).center()
        arm = 3.0
        painter.drawLine(QPointF(cross.x() - arm, cross.y() - arm), QPointF(cross.x() + arm, cross.y() + arm))
        painter.drawLine(QPointF(cross.x() - arm, cross.y() + arm), QPointF(cross.x() + arm, cross.y() - arm))


def close_area(box: QRectF) -> QRectF:
    """Where a tag's × is."""
    return QRectF(box.right() - _CLOSE, box.top(), _CLOSE, box.height())
