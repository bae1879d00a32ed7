"""Indicators that follow a chart: worked out once over all bars, then for each tick in O(1) or O(period).

Every study keeps its lines, and what it needs to go on, in rows that grow with the bars. The rows of a bar
that is over never change; those of the last bar are worked out anew from the ones before.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from models.trading import indicators
from models.trading.bars import Bars, Floats

LONGEST = 1_000
"""The longest period, in bars."""


class Kind(StrEnum):
    """What can be drawn with bars; the values are kept in layouts."""

    SMA = "sma"
    EMA = "ema"
    BOLLINGER = "bollinger"
    VWAP = "vwap"
    RSI = "rsi"
    MACD = "macd"
    ATR = "atr"


DEFAULTS: Mapping[Kind, tuple[float, ...]] = MappingProxyType(
    {
        Kind.SMA: (20,),
        Kind.EMA: (50,),
        Kind.BOLLINGER: (20, 2.0),
        Kind.VWAP: (),
        Kind.RSI: (14,),
        Kind.MACD: (12, 26, 9),
        Kind.ATR: (14,),
    }
)
"""The parameters their authors used."""


@dataclass(frozen=True, slots=True)
class Study:
    """One indicator with its parameters. Raises `ValueError` for parameters it cannot have."""

    kind: Kind
    parameters: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.parameters) != len(DEFAULTS[self.kind]):
            raise ValueError(f"{self.kind} with {len(self.parameters)} parameters")
        periods = self.parameters[:1] if self.kind is Kind.BOLLINGER else self.parameters
        if any(period != int(period) or not 1 <= period <= LONGEST for period in periods):
            raise ValueError(f"periods are whole numbers from 1 to {LONGEST}: {self.parameters}")
        if self.kind is Kind.BOLLINGER and not 0 < self.parameters[1] <= 10:
            raise ValueError(f"{self.parameters[1]} standard deviations")
        if self.kind is Kind.MACD and self.parameters[0] >= self.parameters[1]:
            raise ValueError(f"the fast period is not below the slow one: {self.parameters}")

    @classmethod
    def usual(cls, kind: Kind) -> Study:
        """With the usual parameters."""
        return cls(kind, DEFAULTS[kind])

    @property
    def periods(self) -> tuple[int, ...]:
        return tuple(int(parameter) for parameter in self.parameters)


class Followed(ABC):
    """A study's rows for the bars of a chart: the first `lines` of them are drawn, the others carry it on."""

    lines = 1

    def __init__(self, study: Study) -> None:
        self.study = study
        self._rows: list[Floats] = []
        self._count = 0

    def load(self, bars: Bars) -> None:
        """Work everything out for these bars."""
        room = max(256, 2 * len(bars))
        self._count = len(bars)
        self._rows = []
        for row in self._whole(bars):
            grown = np.full(room, np.nan)
            grown[: len(row)] = row
            self._rows.append(grown)

    def tick(self, bars: Bars) -> None:
        """Follow bars of which only the last changed or was added since."""
        if len(bars) < self._count or len(bars) > self._count + 1 or not len(bars):
            self.load(bars)
            return
        if len(bars) > len(self._rows[0]):
            self._rows = [np.concatenate([row, np.full(len(row), np.nan)]) for row in self._rows]
        self._count = len(bars)
        last = self._count - 1
        for row, value in zip(self._rows, self._step(bars, last), strict=True):
            row[last] = value

    @property
    def values(self) -> list[Floats]:
        """The lines to draw, one value a bar."""
        return [row[: self._count] for row in self._rows[: self.lines]]

    def _before(self, row: int, index: int) -> float:
        return float(self._rows[row][index - 1]) if index else math.nan

    @abstractmethod
    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        """All rows."""

    @abstractmethod
    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        """The values of all rows at `index`, where those before are known."""


def follow(study: Study) -> Followed:
    """The way to follow a study."""
    return _FOLLOWED[study.kind](study)


def _mean(values: Floats, period: int, index: int) -> float:
    return float(values[index + 1 - period : index + 1].mean()) if index + 1 >= period else math.nan


def _smooth(before: float, values: Floats, period: int, index: int, weight: float) -> float:
    """One step of an exponential mean, or its start."""
    if math.isnan(before):
        return _mean(values, period, index)
    return before + weight * (float(values[index]) - before)


class _Sma(Followed):
    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        return (indicators.sma(bars.close, self.study.periods[0]),)

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        return (_mean(bars.close, self.study.periods[0], index),)


class _Ema(Followed):
    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        return (indicators.ema(bars.close, self.study.periods[0]),)

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        period = self.study.periods[0]
        return (_smooth(self._before(0, index), bars.close, period, index, 2 / (period + 1)),)


class _Bollinger(Followed):
    lines = 3

    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        return indicators.bollinger(bars.close, self.study.periods[0], self.study.parameters[1])

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        period, width = self.study.periods[0], self.study.parameters[1]
        middle = _mean(bars.close, period, index)
        if math.isnan(middle):
            return middle, middle, middle
        reach = width * float(bars.close[index + 1 - period : index + 1].std())
        return middle, middle + reach, middle - reach


class _Vwap(Followed):
    """Rows: the average; price × volume and volume since the day began."""

    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        return indicators.vwap(bars), *indicators.traded_since_dawn(bars)

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        bar = bars.at(index)
        volume = bar.volume
        price_volume = (bar.high + bar.low + bar.close) / 3 * volume
        if index and bars.time[index - 1] // indicators.DAY_US == bar.time // indicators.DAY_US:
            price_volume += self._before(1, index)
            volume += self._before(2, index)
        return (price_volume / volume if volume > 0 else math.nan), price_volume, volume


class _Rsi(Followed):
    """Rows: the index; Wilder's means of rises and falls."""

    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        gains, losses = indicators.smoothed_changes(bars.close, self.study.periods[0])
        return indicators.strength(gains, losses), gains, losses

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        period = self.study.periods[0]
        if index < period:
            return math.nan, math.nan, math.nan
        changes = np.diff(bars.close[index - period : index + 1])
        sides = [
            _smooth(self._before(row, index), side, period, period - 1, 1 / period)
            for row, side in ((1, np.maximum(changes, 0)), (2, np.maximum(-changes, 0)))
        ]
        total = sum(sides)
        return (100 * sides[0] / total if total > 0 else 50.0), sides[0], sides[1]


class _Macd(Followed):
    """Rows: line, signal, histogram; the fast and the slow mean."""

    lines = 3

    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        fast, slow, signal = self.study.periods
        means = indicators.ema(bars.close, fast), indicators.ema(bars.close, slow)
        return *indicators.macd_of(*means, slow, signal), *means

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        fast, slow, signal = self.study.periods
        means = [
            _smooth(self._before(row, index), bars.close, period, index, 2 / (period + 1))
            for row, period in ((3, fast), (4, slow))
        ]
        line = means[0] - means[1]
        self._rows[0][index] = line  # the signal's first mean reads it
        signals = math.nan
        if index >= slow + signal - 2:
            signals = _smooth(self._before(1, index), self._rows[0], signal, index, 2 / (signal + 1))
        return line, signals, line - signals, *means


class _Atr(Followed):
    """Rows: the average; the true ranges."""

    def _whole(self, bars: Bars) -> tuple[Floats, ...]:
        ranges = indicators.true_range(bars.high, bars.low, bars.close)
        return indicators.wilder(ranges, self.study.periods[0]), ranges

    def _step(self, bars: Bars, index: int) -> tuple[float, ...]:
        bar, period = bars.at(index), self.study.periods[0]
        before = float(bars.close[index - 1]) if index else bar.low
        self._rows[1][index] = max(bar.high, before) - min(bar.low, before)
        return (
            _smooth(self._before(0, index), self._rows[1], period, index, 1 / period),
            float(self._rows[1][index]),
        )


_FOLLOWED: Mapping[Kind, type[Followed]] = MappingProxyType(
    {
        Kind.SMA: _Sma,
        Kind.EMA: _Ema,
        Kind.BOLLINGER: _Bollinger,
        Kind.VWAP: _Vwap,
        Kind.RSI: _Rsi,
        Kind.MACD: _Macd,
        Kind.ATR: _Atr,
    }
)
