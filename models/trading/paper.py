"""An outside market as orders on an exchange here, so that a person can trade on paper against it.

A house maker holds the best levels of the outside book as its own limit orders, and a house taker repeats the
trades that were made outside. Pure: what is there and what is wanted in, intents out, and only differences.

What that means for whoever trades: orders are filled by price and time among what really stood there, an
order of one's own at a price is filled when the outside trades through it, and what one takes is soon there
again, since the outside does not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.trading.amounts import Scale
from models.trading.entities import OrderType, Validity
from models.trading.outside_pair import outside_lot
from models.trading.participants import Cancel, Place
from models.trading.providers.feed import OutsideTrade

MAKER, TAKER = 0, 1
"""The numbers of the two participants that the house acts as."""

_SIDES = ("BUY", "SELL")


@dataclass(frozen=True, slots=True)
class Shrink:
    """An order of the house to leave only so many lots, in its place."""

    who: int
    number: int
    quantity: int


HouseIntent = Place | Cancel | Shrink


def in_lots(levels: Iterable[tuple[int, int]], side: str, scale: Scale, count: int) -> dict[int, int]:
    """The best `count` levels (of 1e-8, best first) in ticks and lots.

    A price between two ticks goes to the worse one, and less than a lot is nothing: nobody is offered more or
    better than there was.
    """
    found: dict[int, int] = {}
    lot = outside_lot(scale)
    for price, quantity in levels:
        ticks = price // scale.tick if side == "BUY" else -(-price // scale.tick)
        lots = quantity // lot
        if not ticks or not lots:
            continue
        if ticks not in found and len(found) == count:
            break
        found[ticks] = found.get(ticks, 0) + lots
    return found


class HouseBook:
    """The maker's orders of a pair as far as they are known: `placed`, `changed` and `gone` keep them so."""

    def __init__(self, pair: str) -> None:
        self.pair = pair
        self._orders: dict[int, tuple[str, int, int]] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of its open orders, oldest first."""
        return tuple(self._orders)

    def placed(self, number: int, side: str, price: int, left: int) -> None:
        """An order rests."""
        self._orders[number] = (side, price, left)

    def changed(self, number: int, left: int) -> None:
        """Somebody has taken of it, or it was made smaller; gone where nothing is left. Unknown ones are not
        the maker's."""
        there = self._orders.get(number)
        if there is not None and left > 0:
            self._orders[number] = (there[0], there[1], left)
        elif there is not None:
            del self._orders[number]

    def gone(self, number: int) -> None:
        """It does not rest any more."""
        self._orders.pop(number, None)

    def differences(self, bids: dict[int, int], asks: dict[int, int]) -> Iterator[HouseIntent]:
        """What makes the maker's orders those levels (lots by price): first all that goes, then what comes,
        so that it never trades with itself. An order that stays keeps its place in the queue."""
        wanted = {("BUY", price): lots for price, lots in bids.items()}
        wanted |= {("SELL", price): lots for price, lots in asks.items()}
        there: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for number, (side, price, left) in self._orders.items():
            there.setdefault((side, price), []).append((number, left))
        for place, orders in there.items():
            yield from self._less(orders, wanted.get(place, 0))
        for (side, price), lots in wanted.items():
            missing = lots - sum(left for _, left in there.get((side, price), ()))
            if missing > 0:
                yield Place(MAKER, self.pair, side, OrderType.LIMIT, missing, price)

    @staticmethod
    def _less(orders: list[tuple[int, int]], wanted: int) -> Iterator[HouseIntent]:
        """Take away what is too much of a level, the newest orders first."""
        too_much = sum(left for _, left in orders) - wanted
        for number, left in reversed(orders):
            if too_much <= 0:
                return
            if left <= too_much:
                yield Cancel(MAKER, number)
            else:
                yield Shrink(MAKER, number, left - too_much)
            too_much -= left


def repeat(trades: Iterable[OutsideTrade], pair: str, scale: Scale) -> Iterator[Place]:
    """The taker's orders for trades outside; those that follow each other at one price are one."""
    side, price, lots = "", 0, 0
    lot = outside_lot(scale)
    for trade in trades:
        goes = "SELL" if trade.buyer_made else "BUY"
        at = max(1, -(-trade.price // scale.tick) if goes == "BUY" else trade.price // scale.tick)
        if lots and (goes, at) != (side, price):
            yield Place(TAKER, pair, side, OrderType.LIMIT, lots, price, Validity.IOC)
            lots = 0
        side, price, lots = goes, at, lots + trade.quantity // lot
    if lots:
        yield Place(TAKER, pair, side, OrderType.LIMIT, lots, price, Validity.IOC)
