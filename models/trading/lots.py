"""What was bought and what became of it: lots, first in, first out. Pure: trades in, lots out.

Quantities are lots of the pair, money is in quote units; fees are told beside (see `reports`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.trading.entities import MyTrade
from models.trading.report_entities import Realised, TaxLot


@dataclass(slots=True)
class _Open:
    """A lot that is still there, or what is left of it."""

    quantity: int
    cost: int
    at: datetime


def lots_of(
    pair: str, quote: str, trades: Iterable[MyTrade]
) -> tuple[tuple[TaxLot, ...], tuple[TaxLot, ...]]:
    """The lots that were closed, and those that are open, of trades in the order in which they happened.

    A sale closes the oldest lots; a part of a lot takes its part of the cost, rounded down, and the last part
    what is left, so that no unit is lost. What is sold without having been bought here has no cost.
    """
    there: deque[_Open] = deque()
    closed: list[TaxLot] = []
    for trade in trades:
        if trade.side == "BUY":
            there.append(_Open(trade.quantity, trade.turnover, trade.at))
            continue
        left, proceeds_left = trade.quantity, trade.turnover
        while left:
            first = there[0] if there else _Open(left, 0, trade.at)
            part = min(left, first.quantity)
            cost = first.cost * part // first.quantity
            proceeds = proceeds_left * part // left
            closed.append(TaxLot(pair, quote, part, first.at, trade.at, cost, proceeds))
            left, proceeds_left = left - part, proceeds_left - proceeds
            first.quantity, first.cost = first.quantity - part, first.cost - cost
            if there and not first.quantity:
                there.popleft()
    still = tuple(TaxLot(pair, quote, one.quantity, one.at, None, one.cost, 0) for one in there)
    return tuple(closed), still


def realised(lots: Iterable[TaxLot]) -> tuple[Realised, ...]:
    """The closed ones of these lots, summed by pair."""
    sums: dict[tuple[str, str], list[int]] = {}
    for lot in lots:
        if lot.sold_at is not None:
            mine = sums.setdefault((lot.pair, lot.quote), [0, 0, 0])
            for place, part in enumerate((lot.quantity, lot.cost, lot.proceeds)):
                mine[place] += part
    return tuple(Realised(pair, quote, *mine) for (pair, quote), mine in sorted(sums.items()))


@dataclass(slots=True)
class Basis:
    """What was bought of an asset and is still there, in its smallest units, and what that has cost."""

    quantity: int = 0
    cost: int = 0

    def take(self, amount: int, value: int) -> None:
        """So much came in by a trade, for so much."""
        self.quantity += amount
        self.cost += value

    def give(self, amount: int) -> None:
        """So much went out: at the average cost; what was never bought here has none."""
        part = min(amount, self.quantity)
        if part:
            self.cost -= self.cost * part // self.quantity
            self.quantity -= part
