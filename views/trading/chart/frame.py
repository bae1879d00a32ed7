"""Where bars and prices lie on a pane: the part of both that is in sight, and the pixels it takes.

Along a chart bars are counted from 0, each as wide as the next, whatever time passed between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import overload

import numpy as np

from models.trading.bars import Floats

LEAST_BARS = 8.0
"""The fewest bars that fill the view."""
_ROOM = 0.04  # of the view, between the last bar and the edge
_BEYOND = 0.8  # of the view may be empty after the last bar or before the first
_TINY = 1e-300


class Scale(StrEnum):
    """How prices are spread over the height; the values are kept in layouts."""

    LINEAR = "linear"
    LOG = "log"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Frame:
    """One pane: the bars at its left and right edge, the scaled values at its bottom and top, its pixels."""

    left: float
    right: float
    low: float
    high: float
    width: float
    height: float
    scale: Scale = Scale.LINEAR

    @property
    def per_bar(self) -> float:
        """Pixels a bar."""
        return self.width / (self.right - self.left)

    @overload
    def x(self, index: float) -> float: ...
    @overload
    def x(self, index: Floats) -> Floats: ...
    def x(self, index: float | Floats) -> float | Floats:
        """Pixels from the left of a place along the bars; the middle of bar n is at n."""
        return (index - self.left) * (self.width / (self.right - self.left))

    def index(self, x: float) -> float:
        """The place along the bars at a pixel."""
        return self.left + x / self.width * (self.right - self.left)

    @overload
    def y(self, value: float) -> float: ...
    @overload
    def y(self, value: Floats) -> Floats: ...
    def y(self, value: float | Floats) -> float | Floats:
        """Pixels from the top of a price or value."""
        return (self.high - scaled(value, self.scale)) * (self.height / (self.high - self.low))

    def value(self, y: float) -> float:
        """The price or value at a pixel; where a logarithmic scale ends, the greatest number."""
        at = self.high - y / self.height * (self.high - self.low)
        return unscaled(at, self.scale)

    def visible(self, count: int) -> tuple[int, int]:
        """The bars of `count` that are at least partly in sight, as a range."""
        start = min(count, max(0, math.floor(self.left + 0.5)))
        return start, max(start, min(count, math.ceil(self.right + 0.5)))


@overload
def scaled(value: float, scale: Scale) -> float: ...
@overload
def scaled(value: Floats, scale: Scale) -> Floats: ...
def scaled(value: float | Floats, scale: Scale) -> float | Floats:
    """A price on its scale: its logarithm, or itself (percent only writes other labels)."""
    if scale is not Scale.LOG:
        return value
    if isinstance(value, np.ndarray):
        return np.log10(np.maximum(value, _TINY))
    return math.log10(max(value, _TINY))


def unscaled(at: float, scale: Scale) -> float:
    """The price at a place of its scale."""
    if scale is not Scale.LOG:
        return at
    return math.pow(10.0, min(at, 300.0))


def fitted(low: float, high: float, scale: Scale, *, above: float, below: float) -> tuple[float, float]:
    """The scaled values at bottom and top that show prices from `low` to `high`, with shares of the height
    left free above and below."""
    bottom, top = scaled(low, scale), scaled(high, scale)
    if not top - bottom > abs(top) * 1e-9:  # one price alone
        middle, reach = (bottom + top) / 2, max(abs(top) * 1e-3, 1e-9)
        bottom, top = middle - reach, middle + reach
    share = (top - bottom) / (1 - above - below)
    return bottom - below * share, top + above * share


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the bars is in sight. While `follows`, it moves on with every new bar."""

    left: float = -0.5
    right: float = 119.5
    follows: bool = True

    @property
    def span(self) -> float:
        return self.right - self.left

    def at_end(self, count: int, span: float | None = None) -> Window:
        """At the last of `count` bars, following the market."""
        wide = span or self.span
        right = count - 0.5 + _ROOM * wide
        return Window(right - wide, right, follows=True)

    def at_start(self) -> Window:
        """At the first bar."""
        return Window(-0.5, self.span - 0.5, follows=False)

    def grown(self, count: int) -> Window:
        """After a bar was added, so that there are `count` now."""
        return self.at_end(count) if self.follows else self

    def shifted(self, bars: int) -> Window:
        """After so many bars came in before the first."""
        return replace(self, left=self.left + bars, right=self.right + bars)

    def panned(self, bars: float, count: int) -> Window:
        """Moved on by so many bars (back where negative), as far as there is something to see."""
        least = -_BEYOND * self.span
        most = count - 0.5 - (1 - _BEYOND) * self.span
        left = min(max(self.left + bars, least), max(most, least))
        moved = Window(left, left + self.span, follows=False)
        return replace(moved, follows=moved.shows_last(count))

    def zoomed(self, factor: float, around: float, count: int) -> Window:
        """Made `factor` times as wide, the place `around` staying where it is (the end, while following)."""
        most = max(count * 1.25, 120.0)
        span = min(max(self.span * factor, LEAST_BARS), most)
        if self.follows and around >= count - 1:
            return self.at_end(count, span)
        left = around - (around - self.left) * span / self.span
        return Window(left, left + span, follows=False).panned(0, count)

    def shows_last(self, count: int) -> bool:
        """Whether the last bar is wholly in sight, near the right edge or before it."""
        return self.right >= count - 0.5 and self.left < count
