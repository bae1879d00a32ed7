"""The usual indicators over whole arrays of prices; NaN wherever one is not defined yet.

Periods are counts of bars, at least 1 (`ValueError` otherwise). Every function takes and returns float64
arrays of one length. What a tick changes is worked out by `models.trading.studies`, by the same definitions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from models.trading.bars import Bars, Floats, Times

DAY_US = 86_400_000_000
_BLOCK = 128  # bars of an exponential mean at once: even 3**128 is far from the end of float64
_ROWS = 8_192  # windows of a deviation at once, so that the memory it takes stays small


class Bands(NamedTuple):
    """Bollinger's bands."""

    middle: Floats
    upper: Floats
    lower: Floats


class Macd(NamedTuple):
    """The MACD line, its signal line and their difference."""

    line: Floats
    signal: Floats
    histogram: Floats


class Profile(NamedTuple):
    """Volume by price: `edges` of the bins (one more than bins), volume of rising and of falling bars."""

    edges: Floats
    up: Floats
    down: Floats


def sma(values: Floats, period: int) -> Floats:
    """Simple moving average: the mean of the last `period` values."""
    _check(period)
    means = np.full(len(values), np.nan)
    if len(values) >= period:
        means[period - 1 :] = np.convolve(values, np.full(period, 1 / period), "valid")
    return means


def ema(values: Floats, period: int) -> Floats:
    """Exponential moving average with the weight 2 / (period + 1), from the mean of the first `period`."""
    _check(period)
    return _smoothed(values, period, 2 / (period + 1))


def wilder(values: Floats, period: int) -> Floats:
    """Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): an exponential mean with the
    weight 1 / period, from the mean of the first `period`."""
    _check(period)
    return _smoothed(values, period, 1 / period)


def bollinger(values: Floats, period: int, width: float) -> Bands:
    """Bollinger on Bollinger Bands (2001): the simple average, and `width` standard deviations (of the
    population) above and below it."""
    middle = sma(values, period)
    deviation = np.full(len(values), np.nan)
    if len(values) >= period:
        windows = sliding_window_view(values, period)
        for start in range(0, len(windows), _ROWS):
            place = slice(start + period - 1, min(start + _ROWS, len(windows)) + period - 1)
            deviation[place] = windows[start : start + _ROWS].std(axis=1)
    return Bands(middle, middle + width * deviation, middle - width * deviation)


def rsi(close: Floats, period: int) -> Floats:
    """Wilder's relative strength index (1978), 0 to 100: see `strength`."""
    gains, losses = smoothed_changes(close, period)
    return strength(gains, losses)


def smoothed_changes(close: Floats, period: int) -> tuple[Floats, Floats]:
    """Wilder's means of the rises and of the falls from one close to the next, both positive."""
    _check(period)
    undefined = np.full(min(1, len(close)), np.nan)
    changes = np.diff(close)
    sides = (np.maximum(changes, 0), np.maximum(-changes, 0))
    gains, losses = (np.concatenate([undefined, wilder(side, period)]) for side in sides)
    return gains, losses


def strength(gains: Floats, losses: Floats) -> Floats:
    """100 × gains / (gains + losses), which is 100 − 100 / (1 + RS); 50 where nothing moved at all."""
    total = gains + losses
    index = np.full(len(total), 50.0)
    index[np.isnan(total)] = np.nan
    np.divide(100 * gains, total, out=index, where=total > 0)
    return index


def macd(close: Floats, fast: int, slow: int, signal: int) -> Macd:
    """Appel's moving average convergence/divergence (1979): the fast exponential mean less the slow one, and
    an exponential mean of that as the signal. Raises `ValueError` unless `fast` < `slow`."""
    if fast >= slow:
        raise ValueError(f"a fast period of {fast}, and a slow one of {slow}")
    return macd_of(ema(close, fast), ema(close, slow), slow, signal)


def macd_of(fast_mean: Floats, slow_mean: Floats, slow: int, signal: int) -> Macd:
    """MACD from its two means, of which the slow one is defined from its period on."""
    line = fast_mean - slow_mean
    signals = np.full(len(line), np.nan)
    signals[slow - 1 :] = ema(line[slow - 1 :], signal)
    return Macd(line, signals, line - signals)


def true_range(high: Floats, low: Floats, close: Floats) -> Floats:
    """Wilder's true range (1978): from the higher of the high and the close before, to the lower of the low
    and that close; of the first bar, high less low."""
    before = np.concatenate([close[:1], close[:-1]])
    before[:1] = np.clip(before[:1], low[:1], high[:1])
    ranges: Floats = np.maximum(high, before) - np.minimum(low, before)
    return ranges


def atr(high: Floats, low: Floats, close: Floats, period: int) -> Floats:
    """Wilder's average true range (1978)."""
    return wilder(true_range(high, low, close), period)


def vwap(bars: Bars) -> Floats:
    """Volume-weighted average price since the day began (UTC): the mean of (high + low + close) / 3; NaN
    until something was traded."""
    price_volume, volume = traded_since_dawn(bars)
    average = np.full(len(bars), np.nan)
    np.divide(price_volume, volume, out=average, where=volume > 0)
    return average


def traded_since_dawn(bars: Bars) -> tuple[Floats, Floats]:
    """Price × volume, and volume, summed up since the day of each bar began."""
    volume = bars.volume.copy()
    price_volume = (bars.high + bars.low + bars.close) / 3 * volume
    starts = np.flatnonzero(np.diff(day(bars.time), prepend=-1))
    ends = np.append(starts, len(bars))[1:]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 1:
            np.cumsum(price_volume[start:end], out=price_volume[start:end])
            np.cumsum(volume[start:end], out=volume[start:end])
    return price_volume, volume


def day(time: Times) -> Times:
    """The day of a moment, counted from 1970 in UTC."""
    found: Times = time // DAY_US
    return found


def volume_profile(bars: Bars, low: float, high: float, count: int) -> Profile:
    """The volume traded at each of `count` prices between `low` and `high`.

    A bar's volume counts as spread evenly from its low to its high; what lies outside is left out. Raises
    `ValueError` unless `low` < `high` and `count` > 0.
    """
    if not low < high or count < 1:
        raise ValueError(f"{count} bins from {low} to {high}")
    step = (high - low) / count
    bottom, top = (bars.low - low) / step, (bars.high - low) / step
    rising = bars.close >= bars.open
    up, down = (_spread(bottom[side], top[side], bars.volume[side], count) for side in (rising, ~rising))
    return Profile(np.linspace(low, high, count + 1), up, down)


def _spread(bottom: Floats, top: Floats, volume: Floats, count: int) -> Floats:
    """Volumes spread evenly from `bottom` to `top` (in bins), as sums of the bins 0 to `count`.

    What falls into the bins of a bar's ends is added as it is, the bins between them as differences.
    """
    first, last = np.floor(bottom), np.floor(top)
    is_flat = first == last
    width = np.where(is_flat, 1.0, top - bottom)
    at_top = is_flat & (bottom == count)
    first[at_top] = count - 1  # the last bin holds its upper edge too
    sums = _binned(first, np.where(is_flat, volume, volume * (first + 1 - bottom) / width), count)
    sums += _binned(last, np.where(is_flat, 0.0, volume * (top - last) / width), count)
    starts, ends = np.clip(first + 1, 0, count), np.clip(last, 0, count)
    between = starts < ends
    each = (volume / width)[between]
    steps = _binned(starts[between], each, count + 1) - _binned(ends[between], each, count + 1)
    return np.maximum(sums + np.cumsum(steps)[:count], 0.0)


def _binned(places: Floats, weights: Floats, count: int) -> Floats:
    inside = (places >= 0) & (places < count)
    sums: Floats = np.bincount(places[inside].astype(np.int64), weights[inside], count).astype(np.float64)
    return sums


def _smoothed(values: Floats, period: int, weight: float) -> Floats:
    """y[i] = y[i-1] + weight × (x[i] − y[i-1]), from the mean of the first `period` values.

    In blocks: within one, y is a sum of values over powers of (1 − weight), and only the last y of each is
    carried on by a loop.
    """
    means = np.full(len(values), np.nan)
    if len(values) < period:
        return means
    seed = float(np.mean(values[:period]))
    means[period - 1] = seed
    rest = values[period:]
    if weight >= 1 or len(rest) == 0:
        means[period:] = rest
        return means
    blocks = -(-len(rest) // _BLOCK)
    padded = np.zeros(blocks * _BLOCK)
    padded[: len(rest)] = rest
    powers = (1 - weight) ** np.arange(1, _BLOCK + 1)
    within = np.cumsum(padded.reshape(blocks, _BLOCK) / powers, axis=1) * (weight * powers)
    carried = np.empty(blocks)
    last, decay = seed, float(powers[-1])
    for number, end in enumerate(within[:, -1].tolist()):
        carried[number] = last
        last = last * decay + end
    means[period:] = (within + carried[:, None] * powers).ravel()[: len(rest)]
    return means


def _check(period: int) -> None:
    if period < 1:
        raise ValueError(f"a period of {period}")
