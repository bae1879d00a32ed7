"""Simulated participants, so that a market lives without a network: what each would do next.

Pure: everything follows from the seed, the moments and the states that are handed in; there is no clock and
no chance beside. Nobody's money is counted here: what comes out are intents, to be sent as commands.

Each pair has a fair price that only the makers know: a random walk of its logarithm whose volatility is the
exponential of a mean-reverting (Ornstein-Uhlenbeck) process, so that calm and wild hours come in clusters
(Taylor, "Modelling Financial Time Series", 1986). Makers quote a ladder around it, noise traders buy and sell
for reasons of their own, momentum traders follow the last moves (Cont and Bouchaud, "Herd behavior and
aggregate fluctuations in financial markets", 2000, on why such a mixture looks like a market).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp, expm1, sqrt
from random import Random

from models.trading.entities import OrderType, Validity

YEAR_S = 365 * 86_400


class Trade(Enum):
    """What somebody does for a living."""

    MAKER = "maker"
    NOISE = "noise"
    MOMENTUM = "momentum"


PARTICIPANTS = (
    *(Trade.MAKER, Trade.MAKER),
    *(Trade.NOISE, Trade.NOISE, Trade.NOISE, Trade.NOISE),
    *(Trade.MOMENTUM, Trade.MOMENTUM),
)
"""Who they are, by number."""

_WEIGHTS = {Trade.MAKER: 4.0, Trade.NOISE: 2.0, Trade.MOMENTUM: 0.7}
_RUNGS = 8
"""Quotes that a maker keeps on each side."""
_AT_ONCE = 3
"""Quotes that a maker moves on a side in one turn."""
_MOST_RESTING = 12
"""Orders a noise trader leaves lying about."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is traded: a price to begin at (ticks), a usual size (lots), volatility a year, half a spread.

    `cross`: two other pairs whose fair prices' ratio this one's follows, so that nothing is to be had for
    nothing by going round.
    """

    pair: str
    price: int
    size: int
    volatility: float = 0.6
    spread_bips: float = 2.0
    cross: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One of the participants' orders that rest; `who` is a participant's number."""

    number: int
    who: int
    side: str
    price: int
    left: int


@dataclass(frozen=True, slots=True)
class MarketState:
    """A pair as everybody sees it (0: nothing there), and the participants' orders in it, oldest first."""

    last: int
    best_bid: int
    best_ask: int
    orders: Sequence[OpenOrder]


@dataclass(frozen=True, slots=True)
class Place:
    """An order to place, with the fields of `PlaceOrder`; a market order has no price."""

    who: int
    pair: str
    side: str
    kind: OrderType
    quantity: int
    price: int
    validity: Validity = Validity.GTC


@dataclass(frozen=True, slots=True)
class Cancel:
    """An order of one's own to cancel."""

    who: int
    number: int


Intent = Place | Cancel


class _Fair:
    """The fair price of a pair."""

    CALM_S = 3 * 3600
    """How long it takes the volatility to forget two thirds of what it was."""
    WILDNESS = 0.6

    def __init__(self, terms: Terms, chance: Random) -> None:
        self._terms, self._chance = terms, chance
        self._mood = chance.gauss(0, self.WILDNESS)
        self._price = float(terms.price)
        self._at: int | None = None
        self.trend = 0.0

    def move(self, now_us: int) -> float:
        """The price at a moment not before the last one."""
        seconds = 0.0 if self._at is None else max(0, now_us - self._at) / 1e6
        self._at = now_us
        if seconds:
            gauss = self._chance.gauss
            kept = exp(-seconds / self.CALM_S)
            self._mood = kept * self._mood + self.WILDNESS * sqrt(-expm1(-2 * seconds / self.CALM_S)) * gauss(
                0, 1
            )
            # Less the square, so that the mean of the variance is that of the terms.
            factor = exp(self._mood - self.WILDNESS**2)
            sigma = self._terms.volatility * factor * sqrt(seconds / YEAR_S)
            step = max(-0.2, min(0.2, sigma * gauss(0, 1)))
            self._price *= exp(step)
            weight = exp(-seconds / 120)
            self.trend = weight * self.trend + step
        return self._price

    def calm(self) -> float:
        """How wide spreads are: 1 on an average day."""
        return exp(self._mood / 2)


class Crowd:
    """The participants of an exchange, in the pairs of `terms`."""

    def __init__(self, seed: int, terms: Sequence[Terms]) -> None:
        self._chance = Random(seed)
        self._terms = {each.pair: each for each in terms}
        self._fair = {each.pair: _Fair(each, self._chance) for each in terms}
        self._weights = [_WEIGHTS[kind] for kind in PARTICIPANTS]

    def turn(self, now_us: int, market: Mapping[str, MarketState]) -> tuple[Intent, ...]:
        """What the next participant does, in one of the pairs; at most a handful of intents, often none."""
        pair = self._chance.choice(list(self._terms))
        who = self._chance.choices(range(len(PARTICIPANTS)), self._weights)[0]
        terms, fair, state = self._terms[pair], self._fair[pair], market[pair]
        price = max(1.0, self._price(terms, now_us))
        kind = PARTICIPANTS[who]
        if kind is Trade.MAKER:
            return tuple(self._quote(who, terms, state, price, fair.calm()))
        if kind is Trade.MOMENTUM:
            return tuple(self._follow(who, terms, state, fair.trend))
        return tuple(self._wander(who, terms, state, price))

    def _price(self, terms: Terms, now_us: int) -> float:
        """The fair price of a pair at this moment."""
        own = self._fair[terms.pair].move(now_us)
        if terms.cross is None:
            return own
        moved = 1.0
        for pair, power in zip(terms.cross, (1, -1), strict=True):
            moved *= (self._fair[pair].move(now_us) / self._terms[pair].price) ** power
        return terms.price * moved

    def _quote(
        self, who: int, terms: Terms, state: MarketState, price: float, calm: float
    ) -> Iterator[Intent]:
        """Move a quote that is in the wrong place, and put one where there is none."""
        half = max(1.0, price * terms.spread_bips * calm * (1 + who) / 10_000)
        wanted = {
            side: [round(price + sign * half * (1 + 0.9 * rung * (1 + rung / 6))) for rung in range(_RUNGS)]
            for side, sign in (("BUY", -1), ("SELL", 1))
        }
        tolerance = max(1.0, half / 2)
        there = {
            side: [order for order in state.orders if order.who == who and order.side == side]
            for side in wanted
        }
        for side, rungs in wanted.items():  # first all that goes: what comes might trade with it
            wrong = [
                order for order in there[side]
                if min(abs(order.price - rung) for rung in rungs) > tolerance
            ]  # fmt: skip
            crossed = [order for order in wrong if (order.price > price) == (side == "BUY")]
            for order in (crossed or wrong)[:_AT_ONCE]:
                yield Cancel(who, order.number)
        for side, rungs in wanted.items():
            bare = [
                (rung, at)
                for rung, at in enumerate(rungs)
                if at > 0 and all(abs(order.price - at) > tolerance for order in there[side])
            ]
            for rung, at in bare[:_AT_ONCE]:
                yield Place(who, terms.pair, side, OrderType.LIMIT, self._size(terms, 1 + rung), at)

    def _wander(self, who: int, terms: Terms, state: MarketState, price: float) -> Iterator[Intent]:
        """Take what is there, or leave an order near it; forget old ones."""
        mine = [order for order in state.orders if order.who == who]
        chance = self._chance.random()
        if mine and (len(mine) >= _MOST_RESTING or chance < 0.15):
            yield Cancel(who, mine[0].number)
            return
        side = "BUY" if self._chance.random() < 0.5 else "SELL"
        if chance < 0.6 and self._other_side(state, side):
            yield Place(who, terms.pair, side, OrderType.MARKET, self._size(terms, 1), 0)
            return
        away = 1 + abs(self._chance.gauss(0, 1)) * price * terms.spread_bips * 4 / 10_000
        if side == "BUY":
            at = round(min(price - away, state.best_ask - 1 if state.best_ask else price))
        else:
            at = round(max(price + away, state.best_bid + 1))
        if at > 0:
            yield Place(who, terms.pair, side, OrderType.LIMIT, self._size(terms, 2), at)

    def _follow(self, who: int, terms: Terms, state: MarketState, trend: float) -> Iterator[Intent]:
        """Buy into a rise and sell into a fall, at no worse than a few steps through the best price."""
        threshold = terms.volatility * sqrt(60 / YEAR_S)
        if abs(trend) < threshold:
            return
        side = "BUY" if trend > 0 else "SELL"
        best = self._other_side(state, side)
        if best:
            reach = round(best * (1 + (1 if side == "BUY" else -1) * terms.spread_bips * 3 / 10_000))
            size = self._size(terms, min(4.0, abs(trend) / threshold))
            yield Place(who, terms.pair, side, OrderType.LIMIT, size, max(1, reach), Validity.IOC)

    @staticmethod
    def _other_side(state: MarketState, side: str) -> int:
        return state.best_ask if side == "BUY" else state.best_bid

    def _size(self, terms: Terms, times: float) -> int:
        """A size as people choose them: most are small, a few are large."""
        return max(1, round(terms.size * times * min(20.0, self._chance.lognormvariate(-0.3, 0.9))))
