"""Bars: they grow and change at the end, and are gathered into columns without losing a high or a low."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.trading import columns as gathering
from models.trading.bars import Bar, Bars, BarSeries
from tests.support.bars import MINUTE, bars_of, walks


def test_a_bar_replaces_the_last_or_comes_after_it() -> None:
    series = BarSeries(bars_of([(1, 2, 0.5, 1.5, 10), (1.5, 3, 1, 2, 5)]))
    last = series.bars.at(-1)
    assert not series.put(last._replace(high=4.0, close=3.5))
    assert len(series) == 2
    assert series.bars.at(-1).close == 3.5
    assert series.put(Bar(last.time + MINUTE, 3.5, 3.6, 3.4, 3.4, 1))
    assert series.bars.at(-2).close == 3.5
    assert series.bars.close.tolist() == [1.5, 3.5, 3.4]


def test_an_older_bar_is_refused() -> None:
    series = BarSeries(bars_of([(1, 2, 0.5, 1.5, 10)] * 3))
    with pytest.raises(ValueError, match="after one of"):
        series.put(series.bars.at(0))


def test_a_series_begins_empty_too() -> None:
    series = BarSeries(Bars.empty(MINUTE))
    assert series.put(Bar(0, 1, 1, 1, 1, 0))
    assert len(series.bars) == 1


@given(st.lists(st.booleans(), max_size=700))
def test_a_series_holds_what_a_list_would(steps: list[bool]) -> None:
    """Also while its memory grows: by more than twice the room it begins with."""
    series, wanted = BarSeries(Bars.empty(MINUTE)), list[Bar]()
    for number, adds in enumerate(steps):
        time = wanted[-1].time + MINUTE if wanted and adds else wanted[-1].time if wanted else 0
        bar = Bar(time, 1.0, 2.0 + number, 0.5, 1.5, float(number))
        if wanted and time == wanted[-1].time:
            wanted[-1] = bar
        else:
            wanted.append(bar)
        series.put(bar)
    assert [series.bars.at(n) for n in range(len(series))] == wanted


def test_unsound_bars_are_refused() -> None:
    sound = bars_of([(1, 2, 0.5, 1.5, 10)] * 4)
    with pytest.raises(ValueError, match="ascend"):
        BarSeries(replace(sound, time=sound.time[::-1].copy()))
    with pytest.raises(ValueError, match="high or low"):
        BarSeries(replace(sound, high=sound.low))
    with pytest.raises(ValueError, match="lengths"):
        replace(sound, close=sound.close[1:])
    with pytest.raises(ValueError, match="interval"):
        replace(sound, interval_us=0)


# -- columns -------------------------------------------------------------------------------------------------


def faults(bars: Bars, start: int, stop: int, size: int) -> list[str]:
    """What is not right about the columns of some bars, by going through them one by one."""
    found, told = gathering.columns(bars, start, stop, size), []
    rows = [bars.at(n) for n in range(len(bars))]
    first = found.first.tolist()
    if first and not (first[0] <= start and first[-1] + size >= min(stop, len(bars))):
        told.append("does not reach over all that is asked for")
    if any(after - before != size for before, after in pairwise(first)):
        told.append("columns overlap or leave gaps")
    for place, begin in enumerate(first):
        held = rows[begin : begin + size]
        wanted = (held[0].open, max(r.high for r in held), min(r.low for r in held), held[-1].close)
        got = tuple(float(c[place]) for c in (found.open, found.high, found.low, found.close))
        if got != wanted:
            told.append(f"column {begin}: {got}, not {wanted}")
        if found.volume[place] != max(r.volume for r in held):
            told.append(f"column {begin}: another volume")
    return told


ranges = st.tuples(st.integers(0, 80), st.integers(0, 80), st.integers(1, 12))


@given(walks(max_size=80), ranges)
def test_columns_lose_nothing(bars: Bars, asked: tuple[int, int, int]) -> None:
    start, length, size = asked
    start = min(start, len(bars) - 1)
    assert faults(bars, start, min(start + length + 1, len(bars)), size) == []


def test_a_decimation_that_loses_highs_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    bars = bars_of([(5, 6 + n % 3, 4 - n % 4, 5, n) for n in range(60)])
    real = gathering.columns
    assert faults(bars, 0, 60, 4) == []
    monkeypatch.setattr(
        gathering,
        "columns",
        lambda bars, start, stop, size: replace(real(bars, start, stop, size), high=bars.high[::size]),
    )
    assert faults(bars, 0, 60, 4)


@given(walks(min_size=10, max_size=60), st.integers(0, 30), st.integers(1, 9))
def test_columns_do_not_depend_on_where_the_view_begins(bars: Bars, start: int, size: int) -> None:
    """Or bars would flicker while the view moves."""
    whole = gathering.columns(bars, 0, len(bars), size)
    part = gathering.columns(bars, min(start, len(bars) - 1), len(bars), size)
    kept = whole.first >= part.first[0]
    assert whole.high[kept].tolist() == part.high.tolist()
    assert whole.low[kept].tolist() == part.low.tolist()


@given(walks(max_size=60), st.integers(1, 9))
def test_a_line_keeps_its_extremes(bars: Bars, size: int) -> None:
    places, values = gathering.envelope(bars.close, 0, len(bars), size)
    for begin in range(0, len(bars), size):
        held, drawn = bars.close[begin : begin + size], values[places == begin]
        if size > 1:
            assert (drawn.min(), drawn.max()) == (held.min(), held.max())


def test_a_line_with_gaps_keeps_them() -> None:
    values = np.array([np.nan, np.nan, np.nan, 4.0, 2.0, np.nan])
    places, found = gathering.envelope(values, 0, 6, 2)
    assert places.tolist() == [0, 0, 2, 2, 4, 4]
    assert np.isnan(found[:2]).all()
    assert found[2:].tolist() == [4.0, 4.0, 2.0, 2.0]
