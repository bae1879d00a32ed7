"""Indicators against their definitions, written down plainly; and the last value after every tick."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.trading import indicators, studies
from models.trading.bars import Bar, Bars, BarSeries, Floats
from models.trading.studies import DEFAULTS, Kind, Study, follow
from tests.support.bars import HOUR, MINUTE, bars_of, steady, walks

NAN = math.nan
Line = list[float]

# -- the definitions, one value after the other --------------------------------------------------------------


def plain_mean(values: Sequence[float], period: int) -> Line:
    return [
        math.fsum(values[n + 1 - period : n + 1]) / period if n + 1 >= period else NAN
        for n in range(len(values))
    ]


def plain_smoothed(values: Sequence[float], period: int, weight: float) -> Line:
    """From the mean of the first `period` values on; NaN values at the start are left out."""
    found: Line = []
    known: Line = []
    for value in values:
        if math.isnan(value):
            found.append(NAN)
            continue
        known.append(value)
        if len(known) < period:
            found.append(NAN)
        elif len(known) == period:
            found.append(math.fsum(known) / period)
        else:
            found.append(found[-1] + weight * (value - found[-1]))
    return found


def plain_bollinger(values: Sequence[float], period: int, width: float) -> list[Line]:
    middle = plain_mean(values, period)
    reach = [
        width * math.sqrt(math.fsum((v - mean) ** 2 for v in values[n + 1 - period : n + 1]) / period)
        if not math.isnan(mean)
        else NAN
        for n, mean in enumerate(middle)
    ]
    above = [mean + by for mean, by in zip(middle, reach, strict=True)]
    below = [mean - by for mean, by in zip(middle, reach, strict=True)]
    return [middle, above, below]


def plain_rsi(close: Sequence[float], period: int) -> Line:
    changes = [NAN, *(after - before for before, after in pairwise(close))]
    gains = plain_smoothed([max(by, 0.0) if by == by else NAN for by in changes], period, 1 / period)
    losses = plain_smoothed([max(-by, 0.0) if by == by else NAN for by in changes], period, 1 / period)
    found = []
    for gain, loss in zip(gains, losses, strict=True):
        if math.isnan(gain):
            found.append(NAN)
        elif loss == 0:
            found.append(50.0 if gain == 0 else 100.0)
        else:
            found.append(100 - 100 / (1 + gain / loss))
    return found


def plain_macd(close: Sequence[float], fast: int, slow: int, signal: int) -> list[Line]:
    quick, calm = (plain_smoothed(close, period, 2 / (period + 1)) for period in (fast, slow))
    line = [a - b for a, b in zip(quick, calm, strict=True)]
    signals = plain_smoothed(line, signal, 2 / (signal + 1))
    return [line, signals, [a - b for a, b in zip(line, signals, strict=True)]]


def plain_atr(rows: Sequence[Bar], period: int) -> Line:
    ranges = [
        max(row.high - row.low, *(abs(edge - rows[n - 1].close) for edge in (row.high, row.low)))
        if n
        else row.high - row.low
        for n, row in enumerate(rows)
    ]
    return plain_smoothed(ranges, period, 1 / period)


def plain_vwap(rows: Sequence[Bar]) -> Line:
    found: Line = []
    today, traded = None, list[tuple[float, float]]()
    for row in rows:
        date = datetime.fromtimestamp(row.time / 1e6, UTC).date()
        if date != today:
            today, traded = date, []
        traded.append(((row.high + row.low + row.close) / 3, row.volume))
        volume = math.fsum(v for _, v in traded)
        found.append(math.fsum(p * v for p, v in traded) / volume if volume else NAN)
    return found


def plain(study: Study, bars: Bars) -> list[Line]:
    rows = [bars.at(n) for n in range(len(bars))]
    close = [row.close for row in rows]
    match study.kind:
        case Kind.SMA:
            return [plain_mean(close, *study.periods)]
        case Kind.EMA:
            return [plain_smoothed(close, study.periods[0], 2 / (study.periods[0] + 1))]
        case Kind.BOLLINGER:
            return plain_bollinger(close, study.periods[0], study.parameters[1])
        case Kind.VWAP:
            return [plain_vwap(rows)]
        case Kind.RSI:
            return [plain_rsi(close, *study.periods)]
        case Kind.MACD:
            fast, slow, signal = study.periods
            return plain_macd(close, fast, slow, signal)
        case _:
            return [plain_atr(rows, *study.periods)]


# -- held against them ---------------------------------------------------------------------------------------

_period = st.integers(1, 12)
_any_study = st.one_of(
    st.builds(lambda n: Study(Kind.SMA, (n,)), _period),
    st.builds(lambda n: Study(Kind.EMA, (n,)), _period),
    st.builds(lambda n, w: Study(Kind.BOLLINGER, (n, w / 4)), _period, st.integers(1, 16)),
    st.just(Study(Kind.VWAP, ())),
    st.builds(lambda n: Study(Kind.RSI, (n,)), _period),
    st.builds(lambda a, b, c: Study(Kind.MACD, (a, a + b, c)), _period, _period, _period),
    st.builds(lambda n: Study(Kind.ATR, (n,)), _period),
)


def faults(study: Study, found: Sequence[Floats], wanted: Sequence[Line]) -> list[str]:
    """Where values differ by more than rounding; a place that one of them does not define is a fault too."""
    told = []
    for line, (got, right) in enumerate(zip(found, wanted, strict=True)):
        scale = max((abs(value) for row in wanted for value in row if value == value), default=1.0)
        close_to = np.isclose(got, right, rtol=1e-7, atol=1e-7 * max(scale, 1.0), equal_nan=True)
        told += [f"{study} line {line} at {n}: {got[n]}, not {right[n]}" for n in np.flatnonzero(~close_to)]
    return told


@given(_any_study, walks(max_size=50, interval_us=4 * HOUR))
def test_whole_arrays_agree_with_the_definitions(study: Study, bars: Bars) -> None:
    followed = follow(study)
    followed.load(bars)
    assert faults(study, followed.values, plain(study, bars)) == []


@given(_any_study, walks(min_size=2, max_size=40, interval_us=4 * HOUR), st.data())
def test_ticks_agree_with_the_definitions(study: Study, bars: Bars, data: st.DataObject) -> None:
    """From any length on, the last bar changing a few times before the next one comes."""
    known = data.draw(st.integers(0, len(bars) - 1))
    series, followed = BarSeries(bars.part(0, known)), follow(study)
    followed.load(series.bars)
    for n in range(known, len(bars)):
        bar = bars.at(n)
        for close in (bar.low, bar.high, bar.close):
            series.put(bar._replace(close=close, volume=bar.volume * (close == bar.close)))
            followed.tick(series.bars)
        assert faults(study, followed.values, plain(study, series.bars)) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_a_long_series_agrees_too(kind: Kind) -> None:
    """Longer than the blocks that exponential means are worked out in, and than the room rows begin with."""
    bars, study = steady(900), Study.usual(kind)
    series, followed = BarSeries(bars.part(0, 200)), follow(study)
    followed.load(series.bars)
    for n in range(200, 900):
        series.put(bars.at(n))
        followed.tick(series.bars)
    whole = follow(study)
    whole.load(bars)
    assert faults(study, followed.values, plain(study, bars)) == []
    assert faults(study, whole.values, plain(study, bars)) == []


def test_a_planted_slip_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commonest one: the weight of an exponential mean in the place of Wilder's."""
    bars, study = steady(60), Study.usual(Kind.RSI)
    monkeypatch.setattr(indicators, "wilder", indicators.ema)
    followed = follow(study)
    followed.load(bars)
    assert faults(study, followed.values, plain(study, bars))


def test_a_planted_slip_of_ticks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that goes on from the value it has just written itself."""
    bars, study = steady(60), Study.usual(Kind.EMA)
    followed = follow(study)
    followed.load(bars)
    monkeypatch.setattr(studies.Followed, "_before", lambda self, row, index: float(self._rows[row][index]))
    followed.tick(bars)
    assert faults(study, followed.values, plain(study, bars))


# -- figures that others published ---------------------------------------------------------------------------

CLOSES = [
    44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
    46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
]  # fmt: skip


def test_rsi_of_a_worksheet_that_is_taught_with() -> None:
    """The closes with which charting schools teach Wilder's index, and the values they print."""
    found = indicators.rsi(np.array(CLOSES), 14)
    assert np.isnan(found[:14]).all()
    assert found[14:].round(2).tolist() == pytest.approx([70.53, 66.32, 66.55, 69.41, 66.36, 57.97], abs=0.02)


def test_extremes_of_the_index() -> None:
    rising, flat = np.arange(1.0, 30.0), np.full(30, 5.0)
    assert indicators.rsi(rising, 14)[-1] == 100
    assert indicators.rsi(rising[::-1].copy(), 14)[-1] == 0
    assert indicators.rsi(flat, 14)[-1] == 50


def test_where_values_begin() -> None:
    bars = steady(60)
    begins = {}
    for kind in Kind:
        followed = follow(Study.usual(kind))
        followed.load(bars)
        begins[kind] = [int(np.flatnonzero(~np.isnan(line))[0]) for line in followed.values]
    assert begins == {
        Kind.SMA: [19], Kind.EMA: [49], Kind.BOLLINGER: [19, 19, 19], Kind.VWAP: [0], Kind.RSI: [14],
        Kind.MACD: [25, 33, 33], Kind.ATR: [13],
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("count", [0, 1])
def test_hardly_any_bars(kind: Kind, count: int) -> None:
    followed = follow(Study.usual(kind))
    followed.load(steady(3).part(0, count))
    assert [len(line) for line in followed.values] == [count] * followed.lines


# -- the volume profile --------------------------------------------------------------------------------------


def plain_profile(bars: Bars, low: float, high: float, count: int) -> tuple[Line, Line]:
    """Each bar's share of each bin by the length they have in common."""
    step = (high - low) / count
    sums: tuple[Line, Line] = [0.0] * count, [0.0] * count
    for n in range(len(bars)):
        bar = bars.at(n)
        for place in range(count):
            bottom, top = low + place * step, low + (place + 1) * step
            if bar.high > bar.low:
                share = max(0.0, min(top, bar.high) - max(bottom, bar.low)) / (bar.high - bar.low)
            else:
                is_last = place == count - 1 and bar.low == high
                share = float(bottom <= bar.low < top or is_last)
            sums[0 if bar.is_up else 1][place] += share * bar.volume
    return sums


@given(walks(max_size=20), st.integers(1, 12), st.booleans())
def test_the_profile_agrees_with_its_definition(bars: Bars, count: int, inner: bool) -> None:
    low, high = float(bars.low.min()), float(bars.high.max())
    if high <= low:
        high = low + 1
    if inner:
        low, high = low + (high - low) * 0.3, low + (high - low) * 0.7
    found = indicators.volume_profile(bars, low, high, count)
    wanted = plain_profile(bars, low, high, count)
    most = max(1.0, float(bars.volume.sum()))
    moving = bars.high > bars.low  # a bar of one price may fall to either side of an edge by rounding
    if moving.all():
        assert np.allclose(found.up, wanted[0], atol=1e-9 * most)
        assert np.allclose(found.down, wanted[1], atol=1e-9 * most)
    assert found.up.min() >= 0
    assert found.down.min() >= 0
    if not inner:
        assert float((found.up + found.down).sum()) == pytest.approx(float(bars.volume.sum()), rel=1e-9)


def test_volume_at_one_price_is_found_there() -> None:
    bars = bars_of([(5, 5, 5, 5, 7), (1, 9, 1, 9, 8), (9, 9, 9, 8.0 + 1.0, 2)])
    found = indicators.volume_profile(bars, 1.0, 9.0, 4)
    assert found.up.tolist() == [2, 2, 9, 4]
    assert found.edges.tolist() == [1, 3, 5, 7, 9]


# -- what cannot be asked for --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (Kind.SMA, (0,)),
        (Kind.SMA, (2.5,)),
        (Kind.SMA, ()),
        (Kind.EMA, (studies.LONGEST + 1,)),
        (Kind.BOLLINGER, (20, 0)),
        (Kind.MACD, (26, 12, 9)),
        (Kind.VWAP, (3,)),
    ],
)
def test_wrong_parameters_are_refused(kind: Kind, parameters: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"\d|periods"):
        Study(kind, parameters)


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: indicators.sma(v, 0),
        lambda v: indicators.rsi(v, 0),
        lambda v: indicators.macd(v, 5, 5, 3),
        lambda v: indicators.volume_profile(steady(3), 2.0, 1.0, 4),
    ],
)
def test_wrong_periods_are_refused(ask: Callable[[Floats], object]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        ask(np.arange(9.0))


def test_every_kind_has_usual_parameters() -> None:
    assert set(DEFAULTS) == set(Kind)
    assert MINUTE < indicators.DAY_US
