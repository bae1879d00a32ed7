"""Coarse bars of fine ones, all at once: what `candles.gather` does, for arrays."""

from __future__ import annotations

import numpy as np

from models.trading.bars import Bars, Times
from models.trading.candles import DAY, seconds_of

_US = 1_000_000
_MONDAY = 4 * DAY * _US
"""1970 began on a Thursday."""


def openings(times: Times, interval: str) -> Times:
    """When the bars of an interval that hold these moments (µs UTC) begin."""
    if interval == "1M":
        months = times.astype("datetime64[us]").astype("datetime64[M]")
        return months.astype("datetime64[us]").astype(np.int64)
    step, shift = seconds_of(interval) * _US, _MONDAY if interval == "1w" else 0
    return (times - shift) // step * step + shift


def coarser(bars: Bars, interval: str) -> Bars:
    """The bars of an interval; the same where they are as coarse already."""
    interval_us = seconds_of(interval) * _US
    if interval_us <= bars.interval_us or not len(bars):
        return bars
    times, starts = np.unique(openings(bars.time, interval), return_index=True)
    ends = np.append(starts[1:], len(bars)) - 1
    return Bars(
        times, bars.open[starts], np.maximum.reduceat(bars.high, starts),
        np.minimum.reduceat(bars.low, starts), bars.close[ends], np.add.reduceat(bars.volume, starts),
        interval_us=interval_us,
    )  # fmt: skip
