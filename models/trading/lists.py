"""Orders that belong together, at work: what becomes of one is told to the others (`order_lists`)."""

from __future__ import annotations

from models.core.text import mark
from models.ledger.rules import RuleBroken
from models.trading import stops
from models.trading.desk import Desk
from models.trading.ending import cancel
from models.trading.entering import afford, match
from models.trading.entities import OrderStatus
from models.trading.order_lists import Act, Event, after
from models.trading.orders import Line, Order
from models.trading.settling import hold
from models.trading.tables import OrderListRow


def tell(desk: Desk, line: Line, order: Order, event: Event) -> None:
    """Do what follows for the others of its list from what became of an order."""
    orders = desk.market.lists.get(order.list_number)
    if orders is None:
        return
    left, actions = after(orders, order.number, event)
    if left is not orders:
        desk.market.put_list(order.list_number, None if left.is_done else left)
    if left.is_done:
        desk.ctx.update(OrderListRow, desk.space_id, order.list_number, open=False)
    for act, number in actions:
        other = desk.market.orders.get(number)
        if other is None:
            continue
        if act == Act.CANCEL:
            cancel(desk, other, OrderStatus.CANCELED, mark("Another order of its list came first."))
        else:
            _place(desk, line, other)
    if event in (Event.TRADED, Event.TRIGGERED) and order.open:
        hold(desk, line, order)  # for itself alone, now that the other one is gone


def _place(desk: Desk, line: Line, order: Order) -> None:
    """Its turn has come. Where it cannot be placed now, it is over: nobody is there to be asked."""
    desk.market.touch(order)
    order.status = OrderStatus.NEW.value
    if order.waits_for_price:
        if stops.would_fire(line, order):
            reject(desk, line, order, mark("The price was there already."))
            return
        stops.cap(line, order)
    try:
        afford(desk, line, order)
    except RuleBroken:
        reject(desk, line, order, mark("There was not enough for it."))
        return
    if order.waits_for_price:
        stops.arm(desk, line, order)
        hold(desk, line, order)
    elif not match(desk, line, order):
        reject(desk, line, order, mark("It would have traded at once."))


def reject(desk: Desk, line: Line, order: Order, reason: str) -> None:
    """It is over before it began, and so is its list."""
    cancel(desk, order, OrderStatus.REJECTED, reason)
    tell(desk, line, order, Event.REJECTED)
