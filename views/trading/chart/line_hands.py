"""Taking hold of orders and alerts: drag to another price, × to take away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt

from views.trading.chart.hands import CLICK, REACH, Gesture
from views.trading.chart.lines import Line, Lines
from views.trading.chart.panes import PricePane


class LineHands:
    """`moved` is told where a line was let go, `removed` whose × was pressed, `held` while one is dragged."""

    def __init__(
        self,
        lines: Lines,
        pane: PricePane,
        moved: Callable[[Line, float], None],
        removed: Callable[[Line], None],
        held: Callable[[], None],
    ) -> None:
        self.lines, self._pane = lines, pane
        self._moved, self._removed, self._held = moved, removed, held

    def take(self, at: QPointF) -> Gesture | None:
        closing = self.lines.closing(at)
        if closing is not None:
            return _Press(self, closing)
        line = self.lines.at(at, REACH)
        before = self.lines.chosen
        self.lines.chosen = line.key if line is not None else None
        if self.lines.chosen != before:
            self.lines.update()
        return _Drag(self, line, at) if line is not None else None

    def cursor(self, at: QPointF) -> Qt.CursorShape | None:
        if self.lines.closing(at) is not None:
            return Qt.CursorShape.PointingHandCursor
        line = self.lines.at(at, REACH)
        if line is None:
            return None
        return Qt.CursorShape.SizeVerCursor if line.draggable else Qt.CursorShape.ArrowCursor

    def drag(self, line: Line, price: float) -> None:
        """Show a line at another price; nothing is changed yet."""
        self.lines.dragged = (line.key, max(self._pane.chart.round(price), self._pane.chart.tick_size))
        self.lines.update()
        self._held()

    def drop(self) -> bool:
        """Let the dragged line go where it is; says whether there is one at another price."""
        if self.lines.dragged is None:
            return False
        key, price = self.lines.dragged
        line = self.lines.get(key)
        self.take_back()
        if line is None or line.price == price:
            return False
        self.lines.settle(key, price)
        self._moved(line, price)
        self._held()
        return True

    def take_back(self) -> bool:
        """Leave the dragged line where it was; says whether there is one."""
        held = self.lines.dragged is not None
        self.lines.dragged = None
        if held:
            self.lines.update()
            self._held()
        return held

    def remove(self, line: Line) -> None:
        """Ask for a line to be taken away."""
        self._removed(line)

    def price_at(self, y: float) -> float:
        return self._pane.frame.value(y)

    def y_of(self, price: float) -> float:
        return self._pane.frame.y(price)


class _Press:
    """On a ×: it counts where it is let go on it too."""

    def __init__(self, hands: LineHands, line: Line) -> None:
        self._hands, self._line = hands, line

    def move(self, at: QPointF) -> None:
        """Only where it ends counts."""

    def release(self, at: QPointF) -> None:
        over = self._hands.lines.closing(at)
        if over is not None and over.key == self._line.key:
            self._hands.remove(self._line)

    def cancel(self) -> None:
        """Nothing has happened yet."""


class _Drag:
    """Along the prices, keeping the distance between the pointer and the line."""

    def __init__(self, hands: LineHands, line: Line, at: QPointF) -> None:
        self._hands, self._line, self._start = hands, line, at
        self._off = hands.y_of(line.price) - at.y()
        self._moving = False

    def move(self, at: QPointF) -> None:
        self._moving = self._moving or abs(at.y() - self._start.y()) >= CLICK
        if self._moving and self._line.draggable:
            self._hands.drag(self._line, self._hands.price_at(at.y() + self._off))

    def release(self, at: QPointF) -> None:
        self.move(at)
        self._hands.drop()

    def cancel(self) -> None:
        self._hands.take_back()
