"""The keyboard's way to what lies over the bars: choose one line or drawing after the other, and move it."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from models.core.text import tr
from views.trading.chart.draw import Draw
from views.trading.chart.drawings import Drawing, Tool
from views.trading.chart.hands import REACH
from views.trading.chart.line_hands import LineHands
from views.trading.chart.lines import Line
from views.trading.chart.state import ChartState
from views.trading.chart.ticks import index_at, time_at

FAR = 10
"""Steps at once, with Shift."""


class Choice:
    """One thing of the chart at most is chosen: an order, an alert or a drawing."""

    def __init__(self, chart: ChartState, hands: LineHands, draw: Draw) -> None:
        self._chart, self._hands, self._draw = chart, hands, draw

    def clear(self) -> bool:
        """Choose nothing; says whether anything was chosen."""
        had = self._hands.lines.chosen is not None or self._draw.shapes.chosen is not None
        self._put(None)
        return had

    def next(self, step: int) -> bool:
        """Choose the next one, or the one before; says whether there is any."""
        everything: list[Line | int] = [*self._hands.lines.all(), *range(len(self._draw.drawings.all))]
        if not everything:
            return False
        keys = [one.key if isinstance(one, Line) else one for one in everything]
        now = self._hands.lines.chosen if self._hands.lines.chosen is not None else self._draw.shapes.chosen
        place = (keys.index(now) + step) % len(keys) if now in keys else (0 if step > 0 else -1)
        self._hands.take_back()
        self._put(everything[place])
        return True

    def point_at(self, at: QPointF) -> None:
        """Choose what is under a pixel, or nothing."""
        line, hit = self._hands.lines.at(at, REACH), self._draw.shapes.under(at)
        self._put(line if line is not None else hit.number if hit is not None else None)

    def _put(self, one: Line | int | None) -> None:
        self._hands.lines.chosen = one.key if isinstance(one, Line) else None
        self._draw.shapes.chosen = one if isinstance(one, int) else None
        self._hands.lines.update()
        self._draw.shapes.update()

    @property
    def line(self) -> Line | None:
        key = self._hands.lines.chosen
        return next((line for line in self._hands.lines.all() if line.key == key), None)

    @property
    def drawing(self) -> Drawing | None:
        chosen = self._draw.shapes.chosen
        return self._draw.drawings.all[chosen] if chosen is not None else None

    def move(self, bars: int, ticks: int) -> bool:
        """Move what is chosen; says whether it can be moved that way. A line waits for `confirm`."""
        line, drawing = self.line, self.drawing
        if line is not None and ticks and line.draggable:
            self._hands.drag(line, line.price + ticks * self._chart.tick_size)
            return True
        if drawing is not None:
            first = drawing.points[0].time
            there = time_at(self._chart.bars, index_at(self._chart.bars, first) + bars)
            self._draw.put_chosen(drawing.shifted(there - first, ticks * self._chart.tick_size))
            return True
        return line is not None and bool(ticks)

    def confirm(self) -> bool:
        """Let a moved line go where it is."""
        return self._hands.drop()

    def take_back(self) -> bool:
        """Leave a moved line where it was."""
        return self._hands.take_back()

    def remove(self) -> bool:
        """Take away what is chosen; says whether there is anything."""
        line = self.line
        if line is not None:
            self._hands.take_back()
            self._hands.remove(line)
            return True
        return self._draw.remove_chosen()

    def told(self) -> str:
        """What is chosen, in words; "" where nothing is."""
        line, drawing = self.line, self.drawing
        if line is not None:
            text = self._hands.lines.text(line)
            return (
                tr("Alert: {text}", text=text) if line.key[0] == "alert" else tr("Order: {text}", text=text)
            )
        if drawing is not None:
            prices = " – ".join(self._chart.price(point.price) for point in drawing.points)
            return tr("Drawing: {text}", text=f"{tool_title(drawing.tool)} {prices}")
        return ""


def tool_title(tool: Tool) -> str:
    """What a tool is called."""
    return {
        Tool.TREND: tr("Trend line"),
        Tool.RAY: tr("Ray"),
        Tool.HORIZONTAL: tr("Horizontal line"),
        Tool.RECTANGLE: tr("Rectangle"),
        Tool.FIBONACCI: tr("Fibonacci retracement"),
        Tool.MEASURE: tr("Measure"),
    }[tool]
