"""What is the actor's own on an exchange: orders, trades, alerts, holdings, and what they pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, union_all

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import visible
from models.ledger.purse import received
from models.trading.customers import person_names
from models.trading.entities import (
    FeeStanding,
    FeeTier,
    MyTrade,
    OrderInfo,
    OrderStatus,
    OrderType,
    PriceAlert,
    Validity,
)
from models.trading.queries import MOST
from models.trading.settling import REFERRAL
from models.trading.tables import (
    AlertRow,
    Customer,
    DayVolume,
    Exchange,
    OrderRow,
    TradeRow,
)

DAYS = 30
"""Of a volume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrders(Query[tuple[OrderInfo, ...]]):
    """The actor's open orders (of one pair, or of all), newest first."""

    space_id: UUID
    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHistory(Query[tuple[OrderInfo, ...]]):
    """All of the actor's orders, newest first; those before order `before` where it is above 0."""

    space_id: UUID
    before: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOrder(Query[OrderInfo | None]):
    """One of the actor's orders."""

    space_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTrades(Query[tuple[MyTrade, ...]]):
    """The actor's trades (of one pair, or of all), newest first; before trade `before` where above 0."""

    space_id: UUID
    pair: str = ""
    before: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeTrades(Query[tuple[MyTrade, ...]]):
    """The trades of these numbers that are the actor's, by number."""

    space_id: UUID
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFills(Query[tuple[MyTrade, ...]]):
    """What an order of the actor's has traded, oldest first; the first `limit` of it."""

    space_id: UUID
    number: int
    limit: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts(Query[tuple[PriceAlert, ...]]):
    """The actor's price alerts, newest first."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MyFees(Query[FeeStanding | None]):
    """What the actor pays on an exchange; None before they have joined it."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferrals(Query[tuple[tuple[str, int], ...]]):
    """What the actor has earned by those they brought here: (asset, amount) each."""

    space_id: UUID


@answers("trading.order.open", OpenOrders, audience=Audience.VISIBLE)
def open_orders(read: Read, query: OpenOrders) -> tuple[OrderInfo, ...]:
    """One's own alone, also for whoever runs the exchange."""
    mine = select(OrderRow).where(
        OrderRow.space_id == query.space_id, OrderRow.owner == query.actor, OrderRow.open.is_(True)
    )
    if query.pair:
        mine = mine.where(OrderRow.pair == query.pair)
    return _orders(read.rows(mine.order_by(OrderRow.number.desc())))


@answers("trading.order.history", OrderHistory, audience=Audience.VISIBLE)
def order_history(read: Read, query: OrderHistory) -> tuple[OrderInfo, ...]:
    """Pages by number, in the order in which they were placed."""
    mine = select(OrderRow).where(OrderRow.space_id == query.space_id, OrderRow.owner == query.actor)
    if query.before > 0:
        mine = mine.where(OrderRow.number < query.before)
    return _orders(read.rows(mine.order_by(OrderRow.number.desc()).limit(_few(query.limit))))


@answers("trading.order.one", OneOrder, audience=Audience.VISIBLE)
def one_order(read: Read, query: OneOrder) -> OrderInfo | None:
    """None where there is none of this number, or it is somebody else's."""
    found = select(OrderRow).where(
        OrderRow.space_id == query.space_id,
        OrderRow.number == query.number,
        OrderRow.owner == query.actor,
    )
    orders = _orders(read.rows(found))
    return orders[0] if orders else None


def _orders(rows: Sequence[Any]) -> tuple[OrderInfo, ...]:
    return tuple(
        OrderInfo(
            number=row.number,
            pair=row.pair,
            side=row.side,
            kind=OrderType(row.kind),
            status=OrderStatus(row.status),
            validity=Validity(row.validity),
            price=row.price,
            stop_price=row.stop_price,
            trailing_bips=row.trailing_bips,
            quantity=row.quantity,
            budget=row.budget,
            executed=row.executed,
            turnover=row.turnover,
            prevented=row.prevented,
            peak=row.peak,
            list_number=row.list_number,
            list_kind=row.list_kind,
            expires_at=row.expires_at,
            at=row.at,
            changed_at=row.changed_at,
            reason=row.reason,
        )
        for row in rows
    )


@answers("trading.trade.mine", MyTrades, audience=Audience.VISIBLE)
def my_trades(read: Read, query: MyTrades) -> tuple[MyTrade, ...]:
    """One's own side of each; the other person is not told."""
    sides = []
    for side in (TradeRow.buyer, TradeRow.seller):
        mine = select(TradeRow).where(TradeRow.space_id == query.space_id, side == query.actor)
        if query.before > 0:
            mine = mine.where(TradeRow.number < query.before)
        if query.pair:
            mine = mine.where(TradeRow.pair == query.pair)
        newest = mine.order_by(TradeRow.number.desc()).limit(_few(query.limit))
        sides.append(select(newest.subquery()))
    both = union_all(*sides).subquery()
    rows = read.rows(select(both).order_by(both.c.number.desc()).limit(_few(query.limit)))
    return tuple(my_trade(row, query.actor) for row in rows)


@answers("trading.trade.some", SomeTrades, audience=Audience.VISIBLE)
def some_trades(read: Read, query: SomeTrades) -> tuple[MyTrade, ...]:
    """One's own side of each; at most as many as one answer has."""
    mine = select(TradeRow).where(
        TradeRow.space_id == query.space_id,
        TradeRow.number.in_(sorted(set(query.numbers))[:MOST]),
        or_(TradeRow.buyer == query.actor, TradeRow.seller == query.actor),
    )
    return tuple(my_trade(row, query.actor) for row in read.rows(mine.order_by(TradeRow.number)))


@answers("trading.order.fills", OrderFills, audience=Audience.VISIBLE)
def order_fills(read: Read, query: OrderFills) -> tuple[MyTrade, ...]:
    """Each of the trades in which it was the actor's side."""
    bought = and_(TradeRow.buyer == query.actor, TradeRow.buy_order == query.number)
    sold = and_(TradeRow.seller == query.actor, TradeRow.sell_order == query.number)
    fills = select(TradeRow).where(TradeRow.space_id == query.space_id, or_(bought, sold))
    rows = read.rows(fills.order_by(TradeRow.number).limit(_few(query.limit)))
    return tuple(my_trade(row, query.actor) for row in rows)


def my_trade(row: Any, account: UUID) -> MyTrade:
    """This person's side of a trade."""
    bought = row.buyer == account
    return MyTrade(
        number=row.number,
        order=row.buy_order if bought else row.sell_order,
        pair=row.pair,
        side="BUY" if bought else "SELL",
        price=row.price,
        quantity=row.quantity,
        turnover=row.turnover,
        fee=row.buy_fee if bought else row.sell_fee,
        fee_asset=row.buy_fee_asset if bought else row.sell_fee_asset,
        maker=row.buyer_made is bought,
        at=row.at,
    )


@answers("trading.alert.list", Alerts, audience=Audience.VISIBLE)
def alerts(read: Read, query: Alerts) -> tuple[PriceAlert, ...]:
    """Those that have fired stay until they are removed."""
    mine = select(AlertRow).where(AlertRow.space_id == query.space_id, AlertRow.owner == query.actor)
    rows = read.rows(mine.order_by(AlertRow.id.desc()).limit(MOST))
    return tuple(PriceAlert(row.id, row.pair, row.price, row.above, row.note, row.fired_at) for row in rows)


@answers("trading.fees.mine", MyFees, audience=Audience.VISIBLE)
def my_fees(read: Read, query: MyFees) -> FeeStanding | None:
    """By the volume of the 30 days before today (UTC): so a tier holds for a day."""
    me = read.one(
        select(Customer).where(Customer.space_id == query.space_id, Customer.account_id == query.actor)
    )
    there = read.one(
        select(Exchange).where(Exchange.space_id == query.space_id, visible(Exchange, query.actor))
    )
    if me is None or there is None:
        return None
    volume = _volume(read, query)
    tiers = tuple(FeeTier(*each) for each in there.tiers)
    reached = [tier for tier in tiers if tier.volume <= volume]
    ahead = [tier for tier in tiers if tier.volume > volume]
    referred = select(func.count()).where(
        Customer.space_id == query.space_id, Customer.referrer == query.actor
    )
    brought_by = ""
    if me.referrer is not None:
        brought_by = person_names(read, query.space_id, [me.referrer])[me.referrer]
    stopped = me.stopped and (me.stopped_until is None or read.now < me.stopped_until)
    return FeeStanding(
        number=me.number,
        volume=volume,
        reference=there.reference,
        tier=reached[-1] if reached else None,
        next_tier=ahead[0] if ahead else None,
        tiers=tiers,
        discount=me.discount,
        discount_asset=there.discount_asset,
        discount_ppm=there.discount_ppm,
        referral_ppm=there.referral_ppm,
        referrer=brought_by,
        referred=read.value(referred) or 0,
        stopped=stopped,
        stopped_until=me.stopped_until if stopped else None,
        blocked=me.blocked,
    )


def _volume(read: Read, query: MyFees) -> int:
    today = int(read.now.timestamp()) // 86_400
    mine = (DayVolume.space_id == query.space_id, DayVolume.account_id == query.actor)
    days = (DayVolume.day >= today - DAYS, DayVolume.day < today)
    return int(read.value(select(func.coalesce(func.sum(DayVolume.value), 0)).where(*mine, *days)))


@answers("trading.fees.referrals", MyReferrals, audience=Audience.VISIBLE)
def my_referrals(read: Read, query: MyReferrals) -> tuple[tuple[str, int], ...]:
    """One's own alone; by the code of the asset."""
    return received(read, query.space_id, query.actor, REFERRAL)


def _few(limit: int) -> int:
    return max(0, min(limit, MOST))
