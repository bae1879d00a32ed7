"""Placing an order: it is looked at, comes in, and sets off what follows from its trades."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from models.core.context import Context
from models.core.errors import Invalid
from models.core.registry import Authority, Permission, handles
from models.core.text import tr
from models.core.types import to_microseconds
from models.trading import aftermath, checks
from models.trading.commands import PlaceOrder
from models.trading.desk import Desk
from models.trading.entering import enter, new_order, open_accounts
from models.trading.entities import OrderType, Validity
from models.trading.orders import Order


@handles("trading.order.place", PlaceOrder, permission=Permission.VIEWER, authority=Authority.DECIDED)
def place_order(ctx: Context, cmd: PlaceOrder) -> dict[str, Any]:
    """One transaction: the order, all that it trades, and all that these trades set off."""
    desk = Desk(ctx)
    person, line = desk.person(), desk.line(cmd.pair)
    order = _order(desk, cmd)
    checks.may_trade(desk, person, line)
    checks.shape(order, desk.now)
    checks.filters(line, order)
    checks.limits(desk, person, line, order)
    checks.rate(desk, person)
    open_accounts(desk, order.owner, line)
    enter(desk, line, order)
    aftermath.follow(desk, line)
    desk.finish()
    return told(order)


def told(order: Order) -> dict[str, Any]:
    """What whoever placed an order hears of it."""
    return {
        "number": order.number,
        "status": order.status,
        "executed": order.executed,
        "turnover": order.turnover,
    }


def _order(desk: Desk, cmd: PlaceOrder) -> Order:
    return new_order(
        desk,
        id=cmd.id,
        pair=cmd.pair,
        side=cmd.side,
        kind=member(OrderType, cmd.kind, "kind"),
        validity=member(Validity, cmd.validity, "validity"),
        self_trade=cmd.self_trade,
        trailing_bips=cmd.trailing_bips,
        budget=cmd.budget,
        peak=cmd.peak,
        expires_at=None if cmd.expires_at is None else to_microseconds(cmd.expires_at),
        price=cmd.price,
        stop_price=cmd.stop_price,
        quantity=cmd.quantity,
    )


def member(words: type[StrEnum], value: str, field: str) -> str:
    """The plain text of one of these words; `Invalid` for any other."""
    if value not in words.__members__.values():
        raise Invalid(tr("There is no such kind of order."), field=field)
    return words(value).value
