"""Orders that hang together: one cancels the other (OCO), one triggers the other (OTO), and both (OTOCO).

Binance's public rules, as pure functions of a frozen state: what became of one order of the list goes in,
what is to be done with the others comes out.

- OCO: two orders of one side and quantity, one above and one below the market. As soon as one trades, be it
  in part, or is set off by its stop price, the other is cancelled.
- OTO: the pending order is placed when the working one is wholly filled. Where that ends otherwise, also
  after a part of it was filled, the pending one is never placed.
- OTOCO: as OTO, but the pending ones are two, which then are an OCO.
- To cancel one order of a list is to cancel all that is still open in it.

The public names are a contract: others build on them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from models.trading.terms import Side


class ListKind(IntEnum):
    OCO = 1
    OTO = 2
    OTOCO = 3


class Event(IntEnum):
    """What became of an order. All but the first two are its end."""

    TRADED = 1  # in part
    TRIGGERED = 2  # its stop price was met, and it went to the book
    FILLED = 3
    CANCELLED = 4  # by the person
    EXPIRED = 5  # by the rules: time in force, self-trade prevention, no liquidity
    REJECTED = 6  # when it was to be placed


class Act(IntEnum):
    PLACE = 1
    CANCEL = 2


class Action(NamedTuple):
    """What is to be done next, in the order given. An order to be cancelled may not have been placed yet."""

    act: Act
    number: int


@dataclass(frozen=True, slots=True)
class OrderList:
    """`orders` as placed, the working one first; of these `active` are in the book or wait for their price,
    `pending` wait for the working one, and the rest have ended."""

    kind: ListKind
    orders: tuple[int, ...]
    active: tuple[int, ...]
    pending: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        return not self.active


def oco(above: int, below: int) -> OrderList:
    return OrderList(ListKind.OCO, (above, below), (above, below))


def oto(working: int, pending: int) -> OrderList:
    return OrderList(ListKind.OTO, (working, pending), (working,), (pending,))


def otoco(working: int, above: int, below: int) -> OrderList:
    return OrderList(ListKind.OTOCO, (working, above, below), (working,), (above, below))


def after(orders: OrderList, number: int, event: Event) -> tuple[OrderList, tuple[Action, ...]]:
    """The list once `event` has happened to one of its orders, and what is to be done.

    What happens to an order that has ended for the list (the echo of its cancelling) changes nothing.
    """
    if number not in orders.active + orders.pending:
        return orders, ()
    is_working = bool(orders.pending) and number in orders.active
    if is_working and event == Event.FILLED:
        placed = tuple(Action(Act.PLACE, other) for other in orders.pending)
        return replace(orders, active=orders.pending, pending=()), placed
    has_ended = event > Event.TRIGGERED
    if is_working and not has_ended:
        return orders, ()
    others = tuple(other for other in orders.active + orders.pending if other != number)
    left = replace(orders, active=() if has_ended else (number,), pending=())
    return left, tuple(Action(Act.CANCEL, other) for other in others)


def amended_together(orders: OrderList, number: int) -> tuple[int, ...]:
    """Who gets a new quantity with `number`: both of a pair, since only one of them can ever trade."""
    for group in (orders.active, orders.pending):
        if number in group:
            return group
    return ()


def prices_surround(side: Side, profit: int, stop: int, last: int) -> bool:
    """Whether the prices of an OCO lie on either side of the market; a sell takes its profit above it."""
    return profit > last > stop if side == Side.SELL else profit < last < stop
