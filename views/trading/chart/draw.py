"""Drawing with the mouse or the keyboard, and moving what is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt

from views.trading.chart.drawings import POINTS, Drawing, Drawings, Point, Tool
from views.trading.chart.hands import CLICK, Gesture
from views.trading.chart.shapes import Hit, Shapes


class Draw:
    """The tool in hand and what it has begun. `changed` is told after the drawings changed, `tool_changed`
    when another tool, or none, is taken."""

    def __init__(
        self,
        drawings: Drawings,
        shapes: Shapes,
        changed: Callable[[], None],
        tool_changed: Callable[[], None],
    ) -> None:
        self.drawings, self.shapes = drawings, shapes
        self._changed, self._tool_changed = changed, tool_changed
        self.tool: Tool | None = None
        self._begun: Point | None = None

    def take_tool(self, tool: Tool | None) -> None:
        """Take a tool in hand, or none."""
        if tool is not self.tool:
            self.tool = tool
            self._drop()
            self._tool_changed()

    def cancel(self) -> bool:
        """Give up what is begun, then the tool; says whether there was anything."""
        if self._begun is not None:
            self._drop()
            return True
        held = self.tool is not None
        self.take_tool(None)
        return held

    def place(self, point: Point) -> None:
        """Put a point of the drawing that is under way; with the last one it is done."""
        if self.tool is None:
            return
        if self._begun is None and POINTS[self.tool] > 1:
            self._begun = point
            self.hover(point)
            return
        points = (point,) if self._begun is None else (self._begun, point)
        self.shapes.chosen = self.drawings.add(Drawing(self.tool, points))
        self._drop()
        self.take_tool(None)
        self._changed()

    def hover(self, point: Point) -> None:
        """The pointer is here: show what would be drawn."""
        if self.tool is not None and self._begun is not None:
            self.shapes.preview = Drawing(self.tool, (self._begun, point))
            self.shapes.update()

    @property
    def has_begun(self) -> bool:
        return self._begun is not None

    def _drop(self) -> None:
        self._begun = None
        self.shapes.preview = None
        self.shapes.update()

    def undo(self) -> bool:
        return self._after(self.drawings.undo())

    def redo(self) -> bool:
        return self._after(self.drawings.redo())

    def remove_chosen(self) -> bool:
        """Take the chosen drawing away; says whether there is one."""
        if self.shapes.chosen is None:
            return False
        self.drawings.remove(self.shapes.chosen)
        self.shapes.chosen = None
        return self._after(True)

    def put_chosen(self, drawing: Drawing) -> None:
        """Change the chosen drawing."""
        if self.shapes.chosen is not None:
            self.drawings.put(self.shapes.chosen, drawing)
            self._after(True)

    def _after(self, happened: bool) -> bool:
        if happened:
            self.shapes.refresh()
            self._changed()
        return happened

    # -- the mouse -------------------------------------------------------------------------------------------

    def take(self, at: QPointF) -> Gesture | None:
        if self.tool is not None:
            return _Place(self, at)
        hit = self.shapes.under(at)
        if hit is None:
            if self.shapes.chosen is not None:
                self.shapes.chosen = None
                self.shapes.update()
            return None
        self.shapes.chosen = hit.number
        self.shapes.update()
        return _Drag(self, hit, at)

    def cursor(self, at: QPointF) -> Qt.CursorShape | None:
        if self.tool is not None:
            return Qt.CursorShape.CrossCursor
        hit = self.shapes.under(at)
        if hit is None:
            return None
        return Qt.CursorShape.SizeAllCursor if hit.point is None else Qt.CursorShape.PointingHandCursor


class _Place:
    """A click puts a point; a drag puts two."""

    def __init__(self, draw: Draw, at: QPointF) -> None:
        self._draw, self._at = draw, at
        draw.place(draw.shapes.point(at))

    def move(self, at: QPointF) -> None:
        self._draw.hover(self._draw.shapes.point(at))

    def release(self, at: QPointF) -> None:
        if (at - self._at).manhattanLength() >= CLICK and self._draw.has_begun:
            self._draw.place(self._draw.shapes.point(at))

    def cancel(self) -> None:
        self._draw.cancel()


class _Drag:
    """Moves a drawing, or one of its points; what it becomes is one step to undo."""

    def __init__(self, draw: Draw, hit: Hit, at: QPointF) -> None:
        self._draw, self._hit = draw, hit
        self._from = draw.shapes.point(at)
        self._drawing = draw.drawings.all[hit.number]

    def _moved(self, at: QPointF) -> Drawing:
        to = self._draw.shapes.point(at)
        if self._hit.point is not None:
            return self._drawing.with_point(self._hit.point, to)
        return self._drawing.shifted(to.time - self._from.time, to.price - self._from.price)

    def move(self, at: QPointF) -> None:
        shapes = self._draw.shapes
        shapes.moved, shapes.preview = self._hit.number, self._moved(at)
        shapes.update()

    def release(self, at: QPointF) -> None:
        moved = self._draw.shapes.moved is not None
        self.cancel()
        if moved:
            self._draw.put_chosen(self._moved(at))

    def cancel(self) -> None:
        shapes = self._draw.shapes
        shapes.moved = shapes.preview = None
        shapes.update()
