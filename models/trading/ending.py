"""Taking an open order out of wherever it waits: the book, the triggers, or a list."""

from __future__ import annotations

from models.trading.desk import Desk
from models.trading.entities import OrderStatus
from models.trading.orders import Line, Order
from models.trading.settling import release


def take_out(desk: Desk, line: Line, order: Order) -> None:
    """Nothing waits any more, and nothing is set aside; the order is still open. It must be `touch`ed."""
    desk.market.begin(line)
    if order.waits_for_price:
        line.triggers.remove(order.number)
    elif line.book.cancel(order.number) is not None:
        desk.moved(order, order.price)
    release(desk, line, order)


def cancel(desk: Desk, order: Order, status: OrderStatus, reason: str = "") -> None:
    """End an open order, and give back what was set aside for it."""
    line = desk.market.lines[order.pair]
    desk.market.touch(order)
    take_out(desk, line, order)
    desk.end(order, status, reason)
