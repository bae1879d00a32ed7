"""A market played through in memory: intents against real books, with the numbers an exchange would give.

For a past that is made up (the sample world), for tests, and for whoever wants to see what participants come
to: an exchange on which nobody else trades does exactly the same when it is sent these orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.trading.entities import OrderType
from models.trading.matching import Book
from models.trading.participants import Intent, MarketState, OpenOrder, Place
from models.trading.terms import SelfTrade, Side, TimeInForce

SELF_TRADE = "EXPIRE_MAKER"
_SIDES = {"BUY": Side.BUY, "SELL": Side.SELL}


@dataclass(frozen=True, slots=True)
class Executed:
    """A trade: whose order took, at which price and how much."""

    pair: str
    number: int
    price: int
    quantity: int
    side: str


class Rehearsal:
    """Books by pair. `next_number` is the number of the next order."""

    def __init__(self, pairs: Iterable[str], next_number: int = 1) -> None:
        self.books = {pair: Book() for pair in pairs}
        self.next_number = next_number
        self._last = dict.fromkeys(self.books, 0)
        self._open: dict[str, dict[int, OpenOrder]] = {pair: {} for pair in self.books}
        self._pair_of: dict[int, str] = {}

    def states(self) -> dict[str, MarketState]:
        """Every pair as it is now."""
        return {
            pair: MarketState(
                last=self._last[pair],
                best_bid=book.best_bid or 0,
                best_ask=book.best_ask or 0,
                orders=tuple(self._open[pair].values()),
            )
            for pair, book in self.books.items()
        }

    def do(self, intent: Intent) -> tuple[Executed, ...]:
        """What becomes of an intent; the order placed has the number `next_number - 1` afterwards."""
        if isinstance(intent, Place):
            return self._place(intent)
        pair = self._pair_of.pop(intent.number, None)
        if pair is not None:
            self.books[pair].cancel(intent.number)
            del self._open[pair][intent.number]
        return ()

    def _place(self, intent: Place) -> tuple[Executed, ...]:
        book, number = self.books[intent.pair], self.next_number
        self.next_number += 1
        side, owner = _SIDES[intent.side], intent.who + 1
        if intent.kind is OrderType.MARKET:
            outcome = book.market(
                number, owner, side, intent.quantity, self_trade=SelfTrade[SELF_TRADE]
            )  # fmt: skip
        else:
            outcome = book.limit(
                number, owner, side, intent.price, intent.quantity,
                tif=TimeInForce[intent.validity], self_trade=SelfTrade[SELF_TRADE],
            )  # fmt: skip
        for maker, _, _, left in outcome.fills:
            self._left(intent.pair, maker, left)
        for prevented in outcome.prevented:
            self._left(intent.pair, prevented.maker, prevented.maker_left)
        resting = book.order(number)
        if resting is not None:
            self._open[intent.pair][number] = OpenOrder(
                number, intent.who, intent.side, intent.price, resting.left
            )
            self._pair_of[number] = intent.pair
        executed = tuple(
            Executed(intent.pair, number, price, quantity, intent.side)
            for _, price, quantity, _ in outcome.fills
        )
        if executed:
            self._last[intent.pair] = executed[-1].price
        return executed

    def _left(self, pair: str, number: int, left: int) -> None:
        order = self._open[pair][number]
        if left:
            self._open[pair][number] = replace(order, left=left)
        else:
            del self._open[pair][number], self._pair_of[number]
