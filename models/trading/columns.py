"""Bars gathered into columns, where a screen has fewer pixels than bars: no high and no low is lost.

Groups start at multiples of their size, counted from the first bar of all, so that they stay the same ones
while the view is moved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.trading.bars import Bars, Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of `size` bars each (1: the bars themselves). `first` (int64) counts the first bar of each; the
    last may hold fewer. `volume` is the greatest of one bar, as `high` is, so that both are on one scale."""

    first: NDArray[np.int64]
    size: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __len__(self) -> int:
        return len(self.first)


def group_size(bars_per_pixel: float) -> int:
    """How many bars share a column that is at least a pixel wide."""
    return max(1, math.ceil(bars_per_pixel))


def columns(bars: Bars, start: int, stop: int, size: int) -> Columns:
    """The bars `start` to `stop` in columns of `size`, whole columns only: those at the edges reach beyond
    `start` and `stop` as far as there are bars."""
    start = max(0, start) // size * size
    stop = min(len(bars), -(-stop // size) * size)
    first = np.arange(start, max(start, stop), size, dtype=np.int64)
    if size == 1 or len(first) == 0:
        return Columns(first, size, *(column[start : max(start, stop)] for column in bars.columns))
    part = bars.part(start, stop)
    offsets = first - start
    ends = np.minimum(offsets + size, len(part)) - 1
    return Columns(
        first,
        size,
        part.open[offsets],
        np.maximum.reduceat(part.high, offsets),
        np.minimum.reduceat(part.low, offsets),
        part.close[ends],
        np.maximum.reduceat(part.volume, offsets),
    )


def envelope(values: Floats, start: int, stop: int, size: int) -> tuple[NDArray[np.int64], Floats]:
    """A line through `values[start:stop]` for columns of `size`: positions and values, two a column (its
    least and its greatest, NaN where it has none), in an order that keeps the line connected."""
    start = max(0, start) // size * size
    stop = min(len(values), -(-stop // size) * size)
    if size == 1 or stop <= start:
        return np.arange(start, max(start, stop), dtype=np.int64), values[start : max(start, stop)]
    part = values[start:stop]
    offsets = np.arange(0, len(part), size)
    least, greatest = np.fmin.reduceat(part, offsets), np.fmax.reduceat(part, offsets)
    rises = part[np.minimum(offsets + size, len(part)) - 1] >= part[offsets]
    pairs = np.where(rises[:, None], np.stack([least, greatest], 1), np.stack([greatest, least], 1))
    return np.repeat(offsets + start, 2), pairs.ravel()
