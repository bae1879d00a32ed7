"""What a trading strategy is: a Python class that is told of books, trades and bars, and answers with orders.

    from models.trading.strategies import Buy, Look

    class Strategy:
        def on_bar(self, bar, look: Look):
            if not look.coins:
                yield Buy(quantity=100)

Any of the three methods may be left out. Prices are whole ticks, quantities whole lots, money whole units of
the quote coin, as everywhere (`PairInfo`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from models.trading.depth_book import Levels


@dataclass(frozen=True, slots=True)
class Buy:
    """Buy so many lots, at most at `price` (0: at any). `tag` is what one calls the order, to cancel it.

    `post_only`: only if it does not trade at once; `at_once`: what does not trade at once is over.
    """

    quantity: int
    price: int = 0
    tag: str = ""
    post_only: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Sell:
    """Sell so many lots, at least at `price` (0: at any)."""

    quantity: int
    price: int = 0
    tag: str = ""
    post_only: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Cancel the open orders of this tag ("": all)."""

    tag: str = ""


Wish = Buy | Sell | Withdraw


@dataclass(frozen=True, slots=True)
class Look:
    """What a strategy sees when it is asked: the moment (ns), the best levels (best first), what it has.

    `money` (quote units) and `coins` (lots) are all it has, what is set aside for open orders included;
    `open` the lots that are left of its open orders by tag. `unit` is what a tick times a lot is worth in
    quote units.
    """

    at: int
    bids: Levels
    asks: Levels
    last: int
    money: int
    coins: int
    open: Mapping[str, int]
    unit: int = 1

    def affordable(self, price: int) -> int:
        """The lots that its money buys at a price, with a hundredth to spare: prices move meanwhile."""
        return self.money * 99 // 100 // (price * self.unit) if price > 0 else 0


@dataclass(frozen=True, slots=True)
class SeenTrade:
    """A trade outside, in ticks and lots."""

    price: int
    quantity: int
    buyer_made: bool


@dataclass(frozen=True, slots=True)
class SeenBar:
    """A bar that has ended: prices in ticks, volume in lots."""

    seconds: int
    open: int
    high: int
    low: int
    close: int
    volume: int


class Strategy(Protocol):
    """Deterministic, if its results are to be compared: no clock and no chance but seeded."""

    def on_book(self, look: Look) -> Iterable[Wish] | None:
        """The book has changed; a few times a second of the recording."""
        ...

    def on_trade(self, trade: SeenTrade, look: Look) -> Iterable[Wish] | None:
        """Somebody has traded."""
        ...

    def on_bar(self, bar: SeenBar, look: Look) -> Iterable[Wish] | None:
        """A bar has ended."""
        ...
