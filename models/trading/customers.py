"""What whoever runs an exchange sees of it: its rules, its customers, what a halt would stop, and what looks
like abuse, with the orders and trades behind it. For the owners alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from models.accounts.people import names
from models.core.audience import Role
from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of
from models.core.text import tr
from models.trading.admitting import participant
from models.trading.entities import FeeTier
from models.trading.fees import DAYS
from models.trading.orders import STOPS
from models.trading.participants import PARTICIPANTS
from models.trading.tables import Customer, DayVolume, Exchange, OrderRow, SuspicionRow, TradeRow
from models.trading.watching import LATELY, WASH, spoof_orders, wash_partners

MOST = 1000
"""Rows of one answer."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the whole exchange; amounts in its `reference` asset, 0 is no limit."""

    halted: bool
    reference: str
    tiers: tuple[FeeTier, ...]
    discount_asset: str
    discount_ppm: int
    referral_ppm: int
    orders_per_10s: int
    max_open_orders: int


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    """Somebody who trades here. `volume` is that of the last 30 days in the reference asset."""

    account_id: UUID
    number: int
    name: str
    simulated: bool
    joined_at: datetime
    stopped: bool
    blocked: bool
    max_notional: int
    open_orders: int
    volume: int


@dataclass(frozen=True, slots=True)
class Business:
    """What is open: orders that rest, stops that wait for a price, and of how many people."""

    orders: int
    stops: int
    people: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that looks like a wash trade or like spoofing."""

    id: UUID
    kind: str
    account_id: UUID
    name: str
    blocked: bool
    pair: str
    details: dict[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Clue:
    """A trade (with `partner`), or an order that was taken back after `rested_ms`; price in ticks, lots."""

    number: int
    side: str
    price: int
    quantity: int
    partner: str
    rested_ms: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is behind a suspicion, newest first."""

    trades: tuple[Clue, ...]
    orders: tuple[Clue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOf(Query[Rules | None]):
    """The rules of an exchange; None for whoever does not run it."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers(Query[tuple[CustomerInfo, ...]]):
    """Its customers, those of the largest volume first."""

    space_id: UUID
    limit: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessOf(Query[Business]):
    """What is open of a pair, of a person, or (where neither is said) in the whole exchange."""

    space_id: UUID
    pair: str = ""
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicions(Query[tuple[Suspicion, ...]]):
    """What looks like a wash trade or like spoofing, newest first."""

    space_id: UUID
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOf(Query[Evidence]):
    """What a suspicion was made of; empty where there is none of this id."""

    space_id: UUID
    suspicion_id: UUID


def person_names(read: Read, space_id: UUID, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """What customers are called: people by their names, simulated participants by their numbers."""
    wanted = set(accounts)
    made_up = {participant(space_id, n): n for n in range(len(PARTICIPANTS))}
    known = names(read, wanted - made_up.keys())
    return {
        id_: tr("Simulated participant {number}", number=made_up[id_] + 1)
        if id_ in made_up
        else known.get(id_) or tr("Somebody who has gone")
        for id_ in wanted
    }


def _runs(space_id: Any, actor: UUID) -> ColumnElement[bool]:
    return member_of(space_id, actor, Role.OWNER)


@answers("trading.exchange.rules", RulesOf, audience=Audience.VISIBLE)
def rules_of(read: Read, query: RulesOf) -> Rules | None:
    """Limits are told to owners: whoever abuses the market would learn where its edges are."""
    row = read.one(
        select(Exchange).where(
            Exchange.space_id == query.space_id, _runs(Exchange.space_id, query.actor)
        )
    )  # fmt: skip
    if row is None:
        return None
    return Rules(
        halted=row.halted,
        reference=row.reference,
        tiers=tuple(FeeTier(*each) for each in row.tiers),
        discount_asset=row.discount_asset,
        discount_ppm=row.discount_ppm,
        referral_ppm=row.referral_ppm,
        orders_per_10s=row.orders_per_10s,
        max_open_orders=row.max_open_orders,
    )


@answers("trading.customer.list", Customers, audience=Audience.VISIBLE)
def customers(read: Read, query: Customers) -> tuple[CustomerInfo, ...]:
    """By name, volume and what they have open; never what they own."""
    today = int(read.now.timestamp()) // 86_400
    volumes = (
        select(DayVolume.account_id, func.sum(DayVolume.value).label("volume"))
        .where(DayVolume.space_id == query.space_id, DayVolume.day >= today - DAYS, DayVolume.day < today)
        .group_by(DayVolume.account_id)
        .subquery()
    )
    opened = (
        select(OrderRow.owner, func.count().label("orders"))
        .where(OrderRow.space_id == query.space_id, OrderRow.open.is_(True))
        .group_by(OrderRow.owner)
        .subquery()
    )
    volume, orders = func.coalesce(volumes.c.volume, 0), func.coalesce(opened.c.orders, 0)
    found = (
        select(Customer, volume.label("volume"), orders.label("orders"))
        .outerjoin(volumes, volumes.c.account_id == Customer.account_id)
        .outerjoin(opened, opened.c.owner == Customer.account_id)
        .where(Customer.space_id == query.space_id, _runs(Customer.space_id, query.actor))
        .order_by(volume.desc(), Customer.number)
        .limit(_few(query.limit))
    )
    rows = read.rows(found)
    called = person_names(read, query.space_id, [row.account_id for row in rows])
    made_up = {participant(query.space_id, n) for n in range(len(PARTICIPANTS))}
    return tuple(_customer(read, row, called[row.account_id], row.account_id in made_up) for row in rows)


def _customer(read: Read, row: Any, name: str, simulated: bool) -> CustomerInfo:
    return CustomerInfo(
        account_id=row.account_id,
        number=row.number,
        name=name,
        simulated=simulated,
        joined_at=row.joined_at,
        stopped=row.stopped and (row.stopped_until is None or read.now < row.stopped_until),
        blocked=row.blocked,
        max_notional=row.max_notional,
        open_orders=row.orders,
        volume=int(row.volume),
    )


@answers("trading.exchange.business", BusinessOf, audience=Audience.VISIBLE)
def business_of(read: Read, query: BusinessOf) -> Business:
    """What a halt would keep from trading."""
    mine = [
        OrderRow.space_id == query.space_id,
        OrderRow.open.is_(True),
        _runs(OrderRow.space_id, query.actor),
    ]
    if query.pair:
        mine.append(OrderRow.pair == query.pair)
    if query.account_id is not None:
        mine.append(OrderRow.owner == query.account_id)
    waits = and_(OrderRow.kind.in_([kind.value for kind in STOPS]), OrderRow.triggered.is_(False))
    counts = select(
        func.count().label("orders"),
        func.count(func.distinct(OrderRow.owner)).label("people"),
        func.count().filter(waits).label("stops"),
    )
    row = read.one(counts.where(*mine))
    assert row is not None
    return Business(orders=row.orders - row.stops, stops=row.stops, people=row.people)


@answers("trading.risk.suspicions", Suspicions, audience=Audience.VISIBLE)
def suspicions(read: Read, query: Suspicions) -> tuple[Suspicion, ...]:
    """Owners alone see them: those whom they concern would learn how not to be seen."""
    found = (
        select(SuspicionRow, Customer.blocked)
        .join(
            Customer,
            and_(Customer.space_id == SuspicionRow.space_id, Customer.account_id == SuspicionRow.account_id),
        )
        .where(SuspicionRow.space_id == query.space_id, _runs(SuspicionRow.space_id, query.actor))
    )
    rows = read.rows(found.order_by(SuspicionRow.id.desc()).limit(_few(query.limit)))
    called = person_names(read, query.space_id, [row.account_id for row in rows])
    return tuple(
        Suspicion(
            id=row.id,
            kind=row.kind,
            account_id=row.account_id,
            name=called[row.account_id],
            blocked=row.blocked,
            pair=row.pair,
            details=row.details,
            at=row.at,
        )
        for row in rows
    )


@answers("trading.risk.evidence", EvidenceOf, audience=Audience.VISIBLE)
def evidence_of(read: Read, query: EvidenceOf) -> Evidence:
    """Found again by the rule that found it, in the same minutes."""
    row = read.one(
        select(SuspicionRow).where(
            SuspicionRow.space_id == query.space_id,
            SuspicionRow.id == query.suspicion_id,
            _runs(SuspicionRow.space_id, query.actor),
        )
    )
    if row is None:
        return Evidence((), ())
    account, since = row.account_id, row.at - LATELY
    lately = (TradeRow.space_id == query.space_id, TradeRow.pair == row.pair,
              TradeRow.at >= since, TradeRow.at <= row.at)  # fmt: skip
    trades = read.rows(select(TradeRow).where(*lately).order_by(TradeRow.number.desc()).limit(MOST))
    own = [each for each in trades if account in (each.buyer, each.seller)]
    if row.kind == WASH:
        partners = wash_partners(trades, account)
        own = [each for each in own if {each.buyer, each.seller} & partners]
        return Evidence(_trades(read, query.space_id, account, own), ())
    placed = (
        select(OrderRow)
        .where(
            OrderRow.space_id == query.space_id, OrderRow.pair == row.pair, OrderRow.owner == account,
            OrderRow.at >= since, OrderRow.at <= row.at,
        )
        .order_by(OrderRow.number.desc())
    )  # fmt: skip
    taken = spoof_orders(read.rows(placed.limit(MOST)), trades)
    side = "SELL" if taken and taken[0].side == "BUY" else "BUY"
    other = [each for each in own if (each.buyer == account) is (side == "BUY")]
    return Evidence(_trades(read, query.space_id, account, other), tuple(_order(each) for each in taken))


def _trades(read: Read, space_id: UUID, account: UUID, rows: list[Any]) -> tuple[Clue, ...]:
    others = [row.seller if row.buyer == account else row.buyer for row in rows]
    called = person_names(read, space_id, others)
    return tuple(
        Clue(
            number=row.number,
            side="BUY" if row.buyer == account else "SELL",
            price=row.price,
            quantity=row.quantity,
            partner=called[other],
            rested_ms=0,
            at=row.at,
        )
        for row, other in zip(rows, others, strict=True)
    )


def _order(row: Any) -> Clue:
    rested = round((row.changed_at - row.at).total_seconds() * 1000)
    return Clue(row.number, row.side, row.price, row.quantity, "", rested, row.at)


def _few(limit: int) -> int:
    return max(0, min(limit, MOST))
