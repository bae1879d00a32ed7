"""How a strategy stands: its purse, and the figures by which strategies are compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from models.trading.amounts import PPM

_YEAR_NS = 365 * 86_400 * 1_000_000_000


class Sample(NamedTuple):
    """What all was worth (quote units) at a moment (ns), and the price it was reckoned with (ticks)."""

    at: int
    worth: int
    price: int = 0


class Deal(NamedTuple):
    """A trade of the strategy's: when (ns), at which price (ticks) and how much (lots)."""

    at: int
    side: str
    price: int
    quantity: int
    maker: bool


MOST_DEALS = 2_000
"""Trades that a report lists, the last ones; it counts all of them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run.

    `fees` in quote units, each at the price of its trade. `drawdown` is the deepest fall from a high, as a
    part of that high. `sharpe` is the mean of the returns between samples over their standard deviation, to
    the year, with nothing as the riskless rate (Sharpe, "Mutual Fund Performance", 1966); 0 where it cannot
    be said. `held` is what the price did from the first sample to the last, as a part: what one had who had
    bought at the beginning. `deals` are the last trades.
    """

    equity: tuple[Sample, ...]
    trades: int
    maker_trades: int
    bought: int
    sold: int
    fees: int
    gain: int
    drawdown: float
    sharpe: float
    refused: int
    held: float = 0.0
    deals: tuple[Deal, ...] = ()


class Purse:
    """Money and coins of a strategy. Fees are taken of what is received, rounded up to whole units.

    Coins are counted in millionths of a lot, as a fee is a part of one. `at` is the moment of what is traded.
    """

    def __init__(self, money: int, coins: int, unit: int, maker_ppm: int, taker_ppm: int) -> None:
        self.money = money
        self.at = 0
        self.deals: deque[Deal] = deque(maxlen=MOST_DEALS)
        self.trades = self.maker_trades = self.bought = self.sold = self.fees = 0
        self._parts = coins * PPM
        self._unit = unit
        self._ppm = {True: maker_ppm, False: taker_ppm}

    @property
    def coins(self) -> int:
        """Whole lots that can be sold."""
        return self._parts // PPM

    def trade(self, side: str, price: int, quantity: int, *, maker: bool) -> None:
        """It has traded."""
        turnover, ppm = price * quantity * self._unit, self._ppm[maker]
        fee = -(-turnover * ppm // PPM)
        if side == "BUY":
            self.money -= turnover
            self._parts += quantity * (PPM - ppm)
            self.bought += quantity
        else:
            self.money += turnover - fee
            self._parts -= quantity * PPM
            self.sold += quantity
        self.fees += fee
        self.trades += 1
        self.deals.append(Deal(self.at, side, price, quantity, maker))
        self.maker_trades += maker

    def worth(self, price: int) -> int:
        """All of it at this price."""
        return self.money + self._parts * price * self._unit // PPM


def summary(samples: Sequence[Sample], purse: Purse, refused: int) -> Report:
    """The figures of a run from what all was worth on its way."""
    return Report(
        equity=tuple(samples),
        trades=purse.trades,
        maker_trades=purse.maker_trades,
        bought=purse.bought,
        sold=purse.sold,
        fees=purse.fees,
        gain=samples[-1].worth - samples[0].worth if samples else 0,
        drawdown=_drawdown(samples),
        sharpe=_sharpe(samples),
        refused=refused,
        held=_held(samples),
        deals=tuple(purse.deals),
    )


def thinned(samples: Sequence[Sample], most: int) -> tuple[Sample, ...]:
    """At most so many of them, evenly, with the first and the last: for a curve."""
    if len(samples) <= most:
        return tuple(samples)
    last = len(samples) - 1
    return tuple(samples[n * last // (most - 1)] for n in range(most))


def _held(samples: Sequence[Sample]) -> float:
    priced = [sample.price for sample in samples if sample.price]
    return priced[-1] / priced[0] - 1 if priced else 0.0


def _drawdown(samples: Sequence[Sample]) -> float:
    high, deepest = 0, 0.0
    for sample in samples:
        high = max(high, sample.worth)
        if high > 0:
            deepest = max(deepest, (high - sample.worth) / high)
    return deepest


def _sharpe(samples: Sequence[Sample]) -> float:
    returns = [after.worth / before.worth - 1 for before, after in pairwise(samples) if before.worth > 0]
    if len(returns) < 2:
        return 0.0
    spread, span = stdev(returns), samples[-1].at - samples[0].at
    if spread == 0 or span <= 0:
        return 0.0
    return fmean(returns) / spread * sqrt(_YEAR_NS / (span / len(returns)))
