"""Changing an open order. A smaller quantity keeps its place in the queue; anything else loses it."""

from __future__ import annotations

from typing import Any

from models.core.context import Context
from models.core.errors import Conflict, Invalid
from models.core.registry import Authority, Permission, handles
from models.core.text import tr
from models.trading import aftermath, checks
from models.trading.amounts import whole_number
from models.trading.cancelling import own
from models.trading.commands import AmendOrder
from models.trading.desk import Desk
from models.trading.ending import take_out
from models.trading.entering import enter
from models.trading.entities import OrderStatus
from models.trading.orders import AT_ANY_PRICE, Line, Order
from models.trading.placing import told
from models.trading.settling import hold


@handles("trading.order.amend", AmendOrder, permission=Permission.VIEWER, authority=Authority.DECIDED)
def amend_order(ctx: Context, cmd: AmendOrder) -> dict[str, Any]:
    """It stays the same order under the same number, also where it trades by its new price."""
    desk = Desk(ctx)
    order = own(desk, cmd.number)
    line, person = desk.line(order.pair), desk.person()
    checks.may_trade(desk, person, line)
    checks.rate(desk, person)
    wanted = {name: whole_number(getattr(cmd, name), name) for name in ("quantity", "price", "stop_price")}
    changed = {name: value for name, value in wanted.items() if value and value != getattr(order, name)}
    if not changed:
        return told(order)
    _possible(order, changed)
    ctx.undo_with(AmendOrder, number=order.number, **{name: getattr(order, name) for name in changed})
    if changed.keys() == {"quantity"} and changed["quantity"] < order.quantity:
        _shrink(desk, line, order, changed["quantity"])
    else:
        _again(desk, line, order, changed)
    desk.finish()
    return told(order)


def _possible(order: Order, changed: dict[str, int]) -> None:
    if order.status == OrderStatus.PENDING_NEW:
        what_now = tr("Cancel the list instead.")
        raise Conflict(tr("This order waits for another one of its list."), what_now=what_now)
    if "quantity" in changed and order.list_number:
        raise Invalid(tr("Orders that belong together keep their quantity."), field="quantity")
    if "quantity" in changed and changed["quantity"] <= order.executed + order.prevented:
        raise Invalid(tr("More of it than that is filled already."), field="quantity")
    if "price" in changed and order.kind in AT_ANY_PRICE:
        raise Invalid(tr("This order takes any price."), field="price")
    if "stop_price" in changed and not (order.stop_price and order.waits_for_price):
        raise Invalid(tr("Nothing sets this order off any more."), field="stop_price")


def _shrink(desk: Desk, line: Line, order: Order, quantity: int) -> None:
    desk.market.touch(order)
    order.quantity = quantity
    checks.filters(line, order)
    if line.book.order(order.number) is not None:
        desk.market.begin(line)
        line.book.amend(order.number, order.left)
        desk.moved(order, order.price)
    hold(desk, line, order)


def _again(desk: Desk, line: Line, order: Order, changed: dict[str, int]) -> None:
    """Out of the queue, and in again with its new terms."""
    desk.market.touch(order)
    take_out(desk, line, order)
    for name, value in changed.items():
        setattr(order, name, value)
    if order.kind in AT_ANY_PRICE:
        order.price = 0  # what it pays at most follows anew
    checks.filters(line, order)
    if order.side == "BUY":
        checks.position(desk, desk.person(), line, 0)
    checks.worth_of(desk, desk.person(), line, order)
    enter(desk, line, order)
    aftermath.follow(desk, line)
