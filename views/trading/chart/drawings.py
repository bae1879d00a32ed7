"""What a person drew on a chart, as plain data with undo: shapes through points of time and price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

_STEPS = 200  # that can be undone


class Tool(StrEnum):
    """What can be drawn; the values are kept in layouts."""

    TREND = "trend"
    RAY = "ray"
    HORIZONTAL = "horizontal"
    RECTANGLE = "rectangle"
    FIBONACCI = "fibonacci"
    MEASURE = "measure"


POINTS: Mapping[Tool, int] = MappingProxyType({tool: 1 if tool is Tool.HORIZONTAL else 2 for tool in Tool})
"""How many points each is drawn through."""

LEVELS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
"""The usual retracements: ratios of Fibonacci numbers a few apart, and the half."""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment (µs UTC) and a price."""

    time: int
    price: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A shape; `ValueError` where it has not as many points as its tool needs."""

    tool: Tool
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.points) != POINTS[self.tool]:
            raise ValueError(f"{self.tool} through {len(self.points)} points")

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Drawing:
        """The reverse of `as_data`; `ValueError` for what is none."""
        points = data.get("points")
        if not isinstance(points, Sequence) or isinstance(points, str):
            raise ValueError(f"no points in {data!r}")
        pairs = [tuple(point) for point in points]
        return cls(
            Tool(str(data.get("tool"))), tuple(Point(int(time), float(price)) for time, price in pairs)
        )

    def as_data(self) -> dict[str, object]:
        """As what a layout keeps: `{"tool": "trend", "points": [[µs, price], …]}`."""
        return {"tool": str(self.tool), "points": [[point.time, point.price] for point in self.points]}

    def with_point(self, number: int, point: Point) -> Drawing:
        """With one of its points elsewhere."""
        return replace(self, points=(*self.points[:number], point, *self.points[number + 1 :]))

    def shifted(self, time: int, price: float) -> Drawing:
        """Moved as a whole."""
        moved = tuple(Point(point.time + time, point.price + price) for point in self.points)
        return replace(self, points=moved)

    def level(self, ratio: float) -> float:
        """The price of a retracement: 0 at the last point, 1 at the first."""
        first, last = self.points[0].price, self.points[-1].price
        return last + (first - last) * ratio


class Drawings:
    """All that is drawn, in order, and how it was before."""

    def __init__(self) -> None:
        self._states: list[tuple[Drawing, ...]] = [()]
        self._at = 0

    @property
    def all(self) -> tuple[Drawing, ...]:
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._states)

    def load(self, drawings: Sequence[Drawing]) -> None:
        """Other drawings, with nothing to undo."""
        self._states, self._at = [tuple(drawings)], 0

    def add(self, drawing: Drawing) -> int:
        """Draw one more; its number."""
        self._keep((*self.all, drawing))
        return len(self.all) - 1

    def put(self, number: int, drawing: Drawing) -> None:
        """Change one; nothing where it is as it was."""
        if self.all[number] != drawing:
            self._keep((*self.all[:number], drawing, *self.all[number + 1 :]))

    def remove(self, number: int) -> None:
        self._keep((*self.all[:number], *self.all[number + 1 :]))

    def undo(self) -> bool:
        """Back by one step; says whether there was one."""
        return self._go(-1)

    def redo(self) -> bool:
        """Forward again by one step; says whether there was one."""
        return self._go(1)

    def _go(self, steps: int) -> bool:
        there = self._at + steps
        if not 0 <= there < len(self._states):
            return False
        self._at = there
        return True

    def _keep(self, state: tuple[Drawing, ...]) -> None:
        self._states = [*self._states[: self._at + 1], state][-_STEPS:]
        self._at = len(self._states) - 1
