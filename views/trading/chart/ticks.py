"""Where an axis writes: round prices and percents, and the moments at which hours, days, months begin."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

import numpy as np

from models.core.text import number
from models.trading.bars import Bars, Times
from views.trading.chart.frame import Frame, Scale

_PRICE_GAP = 60.0  # pixels between labels, at least
_SMALL_GAP = 30.0  # in low panes
_TIME_GAP = 88.0
_MOST = 200
_SECOND, _MINUTE, _HOUR, _DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
_STEPS = (
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 4, 6, 12)),
    *(n * _DAY for n in (1, 2, 4, 7, 14)),
)
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120)


def round_up(step: float) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is not below `step` (> 0)."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= step * (1 - 1e-9))


def decimals(step: float, most: int) -> int:
    """How many decimals a multiple of `step` needs, at most `most`."""
    return next((n for n in range(most) if abs(step * 10**n - round(step * 10**n)) < 1e-6), most)


@dataclass(frozen=True, slots=True)
class Tick:
    """A value with its label."""

    value: float
    text: str


def value_ticks(frame: Frame, most_decimals: int, least_step: float = 0.0) -> list[Tick]:
    """Round values over a frame, far enough apart; steps are not below `least_step`."""
    gap = _PRICE_GAP if frame.height > 4 * _PRICE_GAP else _SMALL_GAP
    bottom, top = frame.value(frame.height), frame.value(0)
    if not 0 < top - bottom < math.inf:
        return []
    if frame.scale is Scale.LOG:
        places = list(_log_places(frame, gap, least_step))
    else:
        step = max(round_up((top - bottom) * gap / frame.height), least_step)
        places = [(n * step, step) for n in range(math.ceil(bottom / step), math.floor(top / step) + 1)]
    return [Tick(value, number(value, decimals(step, most_decimals))) for value, step in places[:_MOST]]


def _log_places(frame: Frame, gap: float, least_step: float) -> Iterator[tuple[float, float]]:
    """Values that are round for the height they stand at, with their steps."""
    value, top = frame.value(frame.height), frame.value(0)
    for _ in range(_MOST):
        above = frame.value(frame.y(value) - gap)
        step = max(round_up(above - value), least_step)
        value = (math.floor(value / step + 1e-9) + 1) * step
        if value > top:
            return
        yield value, step


def percent_ticks(frame: Frame, base: float) -> list[Tick]:
    """Round percents of `base` over a frame, as prices."""
    per = frame.height / max(frame.high - frame.low, 1e-300) * base / 100
    step = round_up(_PRICE_GAP / per)
    least, most = ((frame.value(y) / base - 1) * 100 for y in (frame.height, 0.0))
    return [
        Tick(base * (1 + n * step / 100), percent(n * step, decimals(step, 4)))
        for n in range(math.ceil(least / step), math.floor(most / step) + 1)
    ][:_MOST]


def percent(value: float, digits: int = 2) -> str:
    """A percent with its sign: "+1.84 %", "−0.20 %", "0.00 %"."""
    shown = round(value, digits)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{number(abs(shown), digits)} %"


class Unit(IntEnum):
    """What begins at a label of the time axis."""

    SECOND = 0
    MINUTE = 1
    DAY = 2
    MONTH = 3
    YEAR = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A place along the bars with its time, and the greatest unit that begins there."""

    index: float
    at: datetime
    unit: Unit


def time_at(bars: Bars, index: float) -> int:
    """The time (µs UTC) of a place along the bars, going on by the interval beyond both ends."""
    count = len(bars)
    if not count:
        return round(index * bars.interval_us)
    inner = min(max(math.floor(index), 0), count - 1)
    return int(bars.time[inner]) + round((index - inner) * bars.interval_us)


def index_at(bars: Bars, time: int) -> float:
    """The place along the bars of a time (µs UTC); the reverse of `time_at`, except where bars are missing:
    there it is the place before what is missing."""
    count = len(bars)
    if not count:
        return time / bars.interval_us
    inner = max(int(np.searchsorted(bars.time, time, "right")) - 1, 0)
    beyond = (time - int(bars.time[inner])) / bars.interval_us
    if 0 <= inner < count - 1:
        beyond = min(beyond, 1.0)
    return inner + beyond


def time_ticks(frame: Frame, bars: Bars, local: Callable[[datetime], datetime]) -> list[Moment]:
    """The moments to write on a time axis; `local` turns a UTC moment into the person's."""
    first, last = math.ceil(frame.left), math.floor(frame.right)
    if last <= first or not len(bars):
        return []
    indices = np.arange(first, last + 1, max(1, (last - first) // 1000))
    times = np.array([time_at(bars, float(n)) for n in (indices[0], indices[-1])])
    inside = (indices >= 0) & (indices < len(bars))
    moments = np.where(inside, 0, int(bars.time[-1]) + (indices - (len(bars) - 1)) * bars.interval_us)
    moments[indices < 0] = int(bars.time[0]) + indices[indices < 0] * bars.interval_us
    moments[inside] = bars.time[indices[inside]]
    middle = datetime.fromtimestamp(int(times.mean()) / 1e6, UTC)
    offset = local(middle).utcoffset()
    here = moments + (round(offset.total_seconds()) * _SECOND if offset else 0)
    steps = _unit_numbers(here, (times[1] - times[0]) / frame.width * _TIME_GAP)
    starts = np.flatnonzero(np.diff(steps) != 0) + 1
    chosen: list[Moment] = []
    for place in starts.tolist():
        moment = Moment(
            float(indices[place]),
            local(datetime.fromtimestamp(int(moments[place]) / 1e6, UTC)),
            _unit(int(here[place - 1]), int(here[place])),
        )
        if chosen and frame.x(moment.index) - frame.x(chosen[-1].index) < _TIME_GAP * 0.7:
            if moment.unit <= chosen[-1].unit:
                continue
            chosen.pop()
        chosen.append(moment)
    return chosen


def _unit_numbers(here: Times, least: float) -> Times:
    """Which step of the time axis each local moment falls into; steps last `least` µs or more."""
    step = next((step for step in _STEPS if step >= least), None)
    numbers: Times
    if step is not None and step <= _DAY:
        numbers = here // step
        return numbers
    days = here.astype("datetime64[us]").astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    if step is not None:  # days counted anew each month, the last ones not written alone
        within = (days - months).astype(np.int64)
        per = step // _DAY
        numbers = months.astype(np.int64) * 100 + np.minimum(within // per, 30 // per - 1)
        return numbers
    per = next((n for n in _MONTH_STEPS if n * 30 * _DAY >= least), _MONTH_STEPS[-1])
    numbers = months.astype(np.int64) // per
    return numbers


def _unit(before: int, now: int) -> Unit:
    """The greatest unit that begins between two local moments."""
    a, b = (datetime.fromtimestamp(moment // _SECOND, UTC) for moment in (before, now))
    if a.year != b.year:
        return Unit.YEAR
    if a.month != b.month:
        return Unit.MONTH
    if a.day != b.day:
        return Unit.DAY
    return Unit.MINUTE if b.second == 0 else Unit.SECOND
