"""Ending orders before they are filled: cancelled by their owner, over by the clock, or swept."""

from __future__ import annotations

from collections.abc import Iterable

from models.core.context import Context
from models.core.registry import Authority, Permission, handles
from models.core.text import mark
from models.trading import alerts, lists
from models.trading.amounts import plain_price, plain_quantity
from models.trading.commands import CancelAll, CancelOrder, ExpireOrders
from models.trading.desk import Desk
from models.trading.ending import cancel
from models.trading.entities import OrderStatus
from models.trading.order_lists import Event
from models.trading.orders import Order
from models.trading.refusals import no_order


@handles("trading.order.cancel", CancelOrder, permission=Permission.VIEWER, authority=Authority.DECIDED)
def cancel_order(ctx: Context, cmd: CancelOrder) -> dict[str, object]:
    """Also while the pair is halted."""
    desk = Desk(ctx)
    order = own(desk, cmd.number)
    give_up(desk, order, OrderStatus.CANCELED)
    desk.finish()
    return {"number": order.number, "status": order.status, "executed": order.executed}


@handles("trading.order.cancel_all", CancelAll, permission=Permission.VIEWER, authority=Authority.DECIDED)
def cancel_all(ctx: Context, cmd: CancelAll) -> int:
    """Oldest first."""
    desk = Desk(ctx)
    if cmd.pair:
        desk.line(cmd.pair)
    ended = cancel_each(desk, desk.person().open_orders(cmd.pair))
    desk.finish()
    return ended


@handles("trading.order.expire", ExpireOrders, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def expire_orders(ctx: Context, cmd: ExpireOrders) -> int:
    """Whoever says so: the authority's clock decides."""
    desk = Desk(ctx)
    due = desk.market.due(desk.now)
    for order in due:
        if order.open:
            give_up(desk, order, OrderStatus.EXPIRED, mark("Its time was over."))
            alerts.tell(desk, order.owner, "trade.over", order.pair, title(desk, order),
                        order=order.number)  # fmt: skip
    desk.finish()
    return len(due)


def own(desk: Desk, number: int) -> Order:
    """An open order of the actor's."""
    order = desk.market.orders.get(number)
    if order is None or order.owner != desk.person().account_id:
        raise no_order(number)
    return order


def cancel_each(desk: Desk, orders: Iterable[Order], reason: str = "") -> int:
    """Cancel those that are still open when it is their turn; how many they were."""
    ended = 0
    for order in orders:
        if order.open:
            give_up(desk, order, OrderStatus.CANCELED, reason)
            ended += 1
    return ended


def give_up(desk: Desk, order: Order, status: OrderStatus, reason: str = "") -> None:
    """End an open order, and with it the list that it belongs to."""
    cancel(desk, order, status, reason)
    if order.list_number:
        event = Event.CANCELLED if status is OrderStatus.CANCELED else Event.EXPIRED
        lists.tell(desk, desk.market.lines[order.pair], order, event)


def title(desk: Desk, order: Order) -> str:
    """An order in a few words that are the same in every language."""
    line = desk.market.lines[order.pair]
    price = plain_price(order.price or order.stop_price, line)
    return f"{order.pair} {plain_quantity(order.quantity, line)} · {price}"
