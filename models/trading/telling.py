"""Telling people that their resting orders were filled: now and then, and once an order.

A notice with every trade would be the greater part of what an exchange writes. So trades are told in passing,
from the record: `Told` says up to which one that was done.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context
from models.core.registry import Authority, Permission, handles
from models.core.tables import Space
from models.trading.alerts import tell
from models.trading.amounts import plain_price, plain_quantity
from models.trading.commands import TellFills
from models.trading.desk import Desk
from models.trading.tables import OrderRow, Told, TradeRow

SOME = 500
"""Trades of one command."""


@handles("trading.fills.tell", TellFills, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def tell_fills(ctx: Context, cmd: TellFills) -> int:
    """Customers without a space of their own (simulated ones) hear nothing."""
    desk = Desk(ctx)
    before = ctx.get(Told, cmd.space_id)
    columns = (TradeRow.number, TradeRow.buyer_made, TradeRow.buyer, TradeRow.seller, TradeRow.buy_order,
               TradeRow.sell_order)  # fmt: skip
    after = 0 if before is None else before.trade
    since = select(*columns).where(TradeRow.space_id == cmd.space_id, TradeRow.number > after)
    trades = ctx.rows(since.order_by(TradeRow.number).limit(SOME))
    if not trades:
        return 0
    if before is None:
        ctx.insert(Told, space_id=cmd.space_id, trade=trades[-1].number)
    else:
        ctx.update(Told, cmd.space_id, trade=trades[-1].number)
    rested: dict[int, UUID] = {}
    for trade in trades:
        order, owner = (
            (trade.buy_order, trade.buyer) if trade.buyer_made else (trade.sell_order, trade.seller)
        )
        rested[order] = owner
    reached = _with_space(ctx, set(rested.values()))
    for order in _orders(ctx, [number for number, owner in rested.items() if owner in reached]):
        line = desk.line(order.pair)
        done, whole = (plain_quantity(lots, line) for lots in (order.executed, order.quantity))
        amount = done if order.executed == order.quantity else f"{done} / {whole}"
        title = f"{amount} · {plain_price(order.price, line)}"
        topic = f"fill:{cmd.space_id}:{order.number}"
        tell(desk, order.owner, "trade.fill", order.pair, title, order.side, topic, order.number)
    return len(trades)


def _with_space(ctx: Context, owners: set[UUID]) -> frozenset[UUID]:
    rows = ctx.rows(select(Space.space_id).where(Space.space_id.in_(sorted(owners))))
    return frozenset(row.space_id for row in rows)


def _orders(ctx: Context, numbers: list[int]) -> list[Any]:
    columns = (OrderRow.number, OrderRow.owner, OrderRow.pair, OrderRow.side, OrderRow.price,
               OrderRow.quantity, OrderRow.executed)  # fmt: skip
    mine = select(*columns).where(OrderRow.space_id == ctx.command.space_id, OrderRow.number.in_(numbers))
    return list(ctx.rows(mine.order_by(OrderRow.number)))
