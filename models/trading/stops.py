"""Orders that wait for a price: placed, set off, and made again from the record.

A stop to sell sets aside what it sells. A stop to buy at any price does not know what it will pay: it sets
aside `SLACK_BIPS` more than its stop price, which becomes its `price`, and pays no more when it is set off.
"""

from __future__ import annotations

from typing import Final

from models.core.text import tr
from models.trading.amounts import BIPS
from models.trading.desk import Desk
from models.trading.entities import OrderType
from models.trading.orders import AT_ANY_PRICE, KINDS, SIDES, Line, Order
from models.trading.refusals import OrderRefused
from models.trading.triggers import is_met

SLACK_BIPS: Final = 500


def cap(line: Line, order: Order) -> None:
    """Give a stop to buy at any price the price that it pays at most."""
    if order.side == "BUY" and order.kind in AT_ANY_PRICE:
        begins = order.stop_price or line.last
        order.price = -(-begins * (BIPS + order.trailing_bips) * (BIPS + SLACK_BIPS) // BIPS**2)


def check(line: Line, order: Order) -> None:
    """Refuse what would be set off at once, or has no price to begin from."""
    if not line.last and not order.stop_price:
        words = tr("There was no trade yet that it could follow.")
        raise OrderRefused("NO_PRICE", words, field="trailing_bips")
    if would_fire(line, order):
        words = tr("The price is there already: it would be set off at once.")
        raise OrderRefused("WOULD_TRIGGER", words, field="stop_price")


def would_fire(line: Line, order: Order) -> bool:
    """Whether the last price sets it off. One that trails only begins to follow there."""
    if not line.last or order.trailing_bips:
        return False
    return is_met(SIDES[order.side], KINDS[OrderType(order.kind)], order.stop_price, line.last)


def arm(desk: Desk, line: Line, order: Order) -> None:
    """Have it wait, from the last price on."""
    desk.market.begin(line)
    order.followed = desk.market.next_trade - 1
    order.extreme = line.last if order.trailing_bips and not order.stop_price else 0
    line.triggers.last = line.last
    kind = KINDS[OrderType(order.kind)]
    line.triggers.add(
        order.number, SIDES[order.side], kind, order.stop_price, delta=order.trailing_bips,
        watermark=order.extreme,
    )  # fmt: skip


def told_price(desk: Desk, line: Line, price: int) -> list[Order]:
    """The orders that a trade at this price sets off, the oldest first."""
    fired = [desk.market.orders[number] for number in line.triggers.on_price(price)]
    for order in fired:
        desk.market.touch(order)
        order.triggered = True
    return fired


def wait_again(desk: Desk, line: Line, order: Order) -> None:
    """It was set off when the pair was halted: it waits for the next trade after that."""
    order.triggered = False
    arm(desk, line, order)
