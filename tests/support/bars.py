"""Bars for tests: given, or walking at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from models.trading.bars import Bars

MINUTE = 60_000_000
START = 1_767_225_600_000_000  # 1 January 2026
HOUR = 60 * MINUTE
Row = tuple[float, float, float, float, float]


def bars_of(rows: Sequence[Row], interval_us: int = MINUTE, start: int = START) -> Bars:
    """One bar a row: open, high, low, close, volume."""
    table = np.array(rows, np.float64).reshape(-1, 5)
    time = start + np.arange(len(table), dtype=np.int64) * interval_us
    return Bars(time, *(table[:, n].copy() for n in range(5)), interval_us)  # type: ignore[call-arg, arg-type]


_prices = st.integers(1, 1_000_000).map(lambda ticks: ticks / 100)
_rows = st.tuples(
    st.lists(_prices, min_size=4, max_size=4).map(sorted),
    st.booleans(),
    st.one_of(st.just(0.0), st.integers(1, 10**9).map(lambda units: units / 10**4)),
)


def _row(drawn: tuple[list[float], bool, float]) -> Row:
    (low, one, other, high), rises, volume = drawn
    opened, close = (one, other) if rises else (other, one)
    return opened, high, low, close, volume


def walks(min_size: int = 1, max_size: int = 60, interval_us: int = MINUTE) -> st.SearchStrategy[Bars]:
    """Any sound bars."""
    rows = st.lists(_rows.map(_row), min_size=min_size, max_size=max_size)
    return rows.map(lambda found: bars_of(found, interval_us))


def steady(count: int, seed: int = 3, interval_us: int = 15 * MINUTE) -> Bars:
    """Bars that look like a market, always the same ones, in tenths."""
    chance = np.random.default_rng(seed)
    close = np.round(60_000 + np.cumsum(chance.normal(0, 40, count)), 1)
    opened = np.concatenate([close[:1], close[:-1]])
    high = np.maximum(opened, close) + np.round(chance.exponential(20, count), 1)
    low = np.minimum(opened, close) - np.round(chance.exponential(20, count), 1)
    volume = np.round(chance.lognormal(0, 1, count), 4)
    return bars_of(list(zip(opened, high, low, close, volume, strict=True)), interval_us)
