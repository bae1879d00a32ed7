"""Placing orders that belong together: OCO, OTO and OTOCO."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from models.core.context import Context
from models.core.errors import Invalid, PersonError
from models.core.registry import Authority, Permission, handles
from models.core.text import tr
from models.trading import aftermath, checks
from models.trading.commands import PlaceList
from models.trading.desk import Desk
from models.trading.entering import enter, new_order, open_accounts
from models.trading.entities import ListLeg, ListType, OrderStatus, OrderType, Validity
from models.trading.order_lists import OrderList, oco, oto, otoco, prices_surround
from models.trading.orders import SIDES, Line, Order
from models.trading.placing import member, told
from models.trading.refusals import OrderRefused
from models.trading.tables import OrderListRow

_LEGS: Final = {ListType.OCO: 2, ListType.OTO: 2, ListType.OTOCO: 3}
_PROFIT: Final = (OrderType.LIMIT_MAKER, OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT)
_LOSS: Final = (OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT)
_WORKING: Final = (OrderType.LIMIT, OrderType.LIMIT_MAKER)


@handles("trading.list.place", PlaceList, permission=Permission.VIEWER, authority=Authority.DECIDED)
def place_list(ctx: Context, cmd: PlaceList) -> dict[str, Any]:
    """All of it or nothing; what waits for the working order is placed when that is filled."""
    desk = Desk(ctx)
    person, line = desk.person(), desk.line(cmd.pair)
    kind = ListType(member(ListType, cmd.kind, "kind"))
    if len(cmd.legs) != _LEGS[kind]:
        raise Invalid(tr("This list has {count} orders.", count=_LEGS[kind]), field="legs")
    checks.may_trade(desk, person, line)
    checks.rate(desk, person, len(cmd.legs))
    orders = [_leg(desk, cmd, kind, place) for place in range(len(cmd.legs))]
    for order in orders:
        with _named(order):
            checks.shape(order, desk.now)
            checks.filters(line, order)
            checks.limits(desk, person, line, order, len(orders))
    _fits(line, kind, orders)
    open_accounts(desk, ctx.actor, line)
    number = desk.market.next_list
    desk.market.next_list += 1
    desk.market.put_list(number, _made(kind, orders))
    _write(desk, cmd, kind, number)
    _begin(desk, line, kind, orders)
    aftermath.follow(desk, line)
    desk.finish()
    return {"list": number, "orders": [told(order) for order in orders]}


def _leg(desk: Desk, cmd: PlaceList, kind: ListType, place: int) -> Order:
    leg: ListLeg = cmd.legs[place]
    if member(Validity, leg.validity, "validity") != Validity.GTC:
        raise Invalid(tr("Orders that belong together are good till they are cancelled."), field="validity")
    return new_order(
        desk,
        id=cmd.id,
        pair=cmd.pair,
        side=leg.side,
        kind=member(OrderType, leg.kind, "kind"),
        validity=Validity.GTC.value,
        self_trade=cmd.self_trade,
        trailing_bips=leg.trailing_bips,
        budget=0,
        peak=leg.peak,
        expires_at=None,
        price=leg.price,
        stop_price=leg.stop_price,
        quantity=leg.quantity,
        list_number=desk.market.next_list,
        list_kind=kind.value,
        leg=place,
    )


def _fits(line: Line, kind: ListType, orders: list[Order]) -> None:
    """Refuse orders that cannot belong together in this way."""
    if kind is not ListType.OCO and orders[0].kind not in _WORKING:
        raise Invalid(tr("The first order of this list is a limit order."), field="legs")
    if kind is ListType.OTO:
        if orders[1].kind == OrderType.MARKET:
            raise Invalid(tr("What is placed later needs a price."), field="legs")
        return
    first, second = orders[-2:]
    profit, loss = (first, second) if first.kind in _PROFIT else (second, first)
    if profit.kind not in _PROFIT or loss.kind not in _LOSS:
        raise Invalid(tr("One of the two takes a profit, and the other one stops a loss."), field="legs")
    if (profit.side, profit.quantity) != (loss.side, loss.quantity):
        raise Invalid(
            tr("The two have the same side and quantity, as only one of them trades."), field="legs"
        )
    if not loss.stop_price or not (profit.price or profit.stop_price):
        raise Invalid(tr("Both need their price."), field="legs")
    if kind is ListType.OCO and line.last:
        gain = profit.stop_price or profit.price
        if not prices_surround(SIDES[profit.side], gain, loss.stop_price, line.last):
            words = tr("The last price must lie between the two prices.")
            raise OrderRefused("PRICES_DO_NOT_SURROUND", words, field="legs")


def _made(kind: ListType, orders: list[Order]) -> OrderList:
    numbers = [order.number for order in orders]
    if kind is ListType.OCO:
        return oco(*numbers)
    return oto(*numbers) if kind is ListType.OTO else otoco(*numbers)


def _write(desk: Desk, cmd: PlaceList, kind: ListType, number: int) -> None:
    desk.ctx.add(
        OrderListRow,
        {
            "space_id": desk.space_id,
            "number": number,
            "id": cmd.id,
            "owner": cmd.actor,
            "pair": cmd.pair,
            "kind": kind.value,
            "open": True,
            "at": desk.ctx.now,
        },
    )


def _begin(desk: Desk, line: Line, kind: ListType, orders: list[Order]) -> None:
    """Place what works from the beginning: what rests in the book first, as the money is set aside for it."""
    works = orders if kind is ListType.OCO else orders[:1]
    for order in orders[len(works) :]:
        order.status = OrderStatus.PENDING_NEW.value
        desk.market.add(order)
    for order in sorted(works, key=lambda each: each.waits_for_price):
        with _named(order):
            enter(desk, line, order)


@contextmanager
def _named(order: Order) -> Iterator[None]:
    """A refusal says which of the orders it is about: its field is `legs.1.price`."""
    try:
        yield
    except PersonError as refusal:
        if refusal.field and not refusal.field.startswith("legs"):
            refusal.field = f"legs.{order.leg}.{refusal.field}"
        raise
