"""What reports say: of a pair, of a person, of fees and lots. Integers as in `entities`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeeLine:
    """Fees of a period in one asset."""

    asset: str
    paid: int
    trades: int


@dataclass(frozen=True, slots=True)
class TaxLot:
    """What was bought at once and sold at once, first in, first out. Money in units of `quote`.

    `sold_at` is None for what is still there (`proceeds` 0).
    """

    pair: str
    quote: str
    quantity: int
    bought_at: datetime
    sold_at: datetime | None
    cost: int
    proceeds: int


@dataclass(frozen=True, slots=True)
class Realised:
    """What was sold of a pair in a period: the sums of its closed lots. Money in units of `quote`."""

    pair: str
    quote: str
    quantity: int
    cost: int
    proceeds: int

    @property
    def profit(self) -> int:
        return self.proceeds - self.cost


@dataclass(frozen=True, slots=True)
class FeeReport:
    """Fees and lots of a period; lots by when they were sold, open ones last."""

    fees: tuple[FeeLine, ...]
    lots: tuple[TaxLot, ...]
    realised: tuple[Realised, ...]


@dataclass(frozen=True, slots=True)
class PairReport:
    """A pair over a period. `volatility` is the standard deviation of the logarithms of the ratios of
    successive daily closing prices, times the square root of 365; 0 where there are too few of them. Spread
    and depth (2 % around the middle) are those of now.
    """

    pair: str
    volume: int
    turnover: int
    trades: int
    traders: int
    volatility: float
    spread: int
    spread_bips: float
    bid_depth: int
    ask_depth: int


@dataclass(frozen=True, slots=True)
class DayFigure:
    """What somebody traded on a day of UTC, which begins at `at`; `value` in the reference asset."""

    at: datetime
    trades: int
    value: int


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What the actor did over a period; by pair in `turnover` (quote units), in all in `value`, which is in
    units of `reference`. `days` are those on which they traded, oldest first."""

    orders: int
    filled: int
    cancelled: int
    trades: int
    maker_trades: int
    turnover: dict[str, int]
    value: int
    reference: str
    days: tuple[DayFigure, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """How a pair's price went over the last 24 hours: closing prices of half hours in which it was traded,
    in ticks, oldest first."""

    pair: str
    closes: tuple[int, ...]
