"""Surveillance: what looks like wash trades or like spoofing, told to whoever runs the exchange.

Wash trades: two people who trade back and forth and end up where they began. Spoofing: large orders that are
taken back within seconds, again and again, by somebody who trades on the other side. Neither is proof; the
figures are kept with each suspicion. It reads what happened lately, beside the orders, so that it costs them
nothing. Trades with oneself need no watching: they are prevented.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from models.core.audience import Role
from models.core.context import Context
from models.core.registry import Authority, Permission, handles
from models.core.tables import Member
from models.trading.alerts import tell
from models.trading.commands import WatchMarket
from models.trading.desk import Desk
from models.trading.entities import OrderStatus
from models.trading.tables import OrderRow, SuspicionRow, TradeRow

LATELY: Final = timedelta(minutes=10)
AGAIN: Final = timedelta(hours=1)
"""Nobody is told of the same twice within it."""

SHORT: Final = timedelta(seconds=10)
"""So long a spoof rests at most."""

_MOST = 5000  # rows that are looked at
_BACK_AND_FORTH = 6  # trades of two people
_LEFT_OVER = 10  # per cent of what they traded, at most
_TAKEN_BACK = 10  # orders of a person
_LARGE = 5  # times the usual trade

WASH: Final = "wash"
SPOOF: Final = "spoof"


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    account: UUID
    pair: str
    details: dict[str, int]


@handles("trading.risk.watch", WatchMarket, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def watch_market(ctx: Context, cmd: WatchMarket) -> int:
    """The result is how many suspicions were added."""
    Desk(ctx)
    since = ctx.now - LATELY
    mine = select(TradeRow).where(TradeRow.space_id == cmd.space_id)
    trades = [row for row in ctx.rows(mine.order_by(TradeRow.number.desc()).limit(_MOST)) if row.at >= since]
    placed = select(OrderRow).where(OrderRow.space_id == cmd.space_id)
    orders = [
        row for row in ctx.rows(placed.order_by(OrderRow.number.desc()).limit(_MOST)) if row.at >= since
    ]
    known = select(SuspicionRow.kind, SuspicionRow.account_id, SuspicionRow.pair).where(
        SuspicionRow.space_id == cmd.space_id, SuspicionRow.at > ctx.now - AGAIN
    )
    told = {(row.kind, row.account_id, row.pair) for row in ctx.rows(known)}
    found = [
        each
        for each in (*washes(trades), *spoofs(orders, trades))
        if (each.kind, each.account, each.pair) not in told
    ]
    for each in found:
        _write(ctx, each)
    if found:
        _tell_owners(ctx, found)
    return len(found)


def washes(trades: Sequence[Any]) -> Iterator[_Found]:
    """Two people whose trades with each other cancel out; both are named."""
    gross: Counter[tuple[str, UUID, UUID]] = Counter()
    net: Counter[tuple[str, UUID, UUID]] = Counter()
    times: Counter[tuple[str, UUID, UUID]] = Counter()
    for row in trades:
        first, second = sorted((row.buyer, row.seller))
        key = (row.pair, first, second)
        gross[key] += row.quantity
        net[key] += row.quantity if row.buyer == first else -row.quantity
        times[key] += 1
    for key, count in sorted(times.items()):
        if count >= _BACK_AND_FORTH and abs(net[key]) * 100 <= gross[key] * _LEFT_OVER:
            pair, *people = key
            details = {"trades": count, "quantity": gross[key], "left_over": abs(net[key])}
            yield from (_Found(WASH, person, pair, details) for person in people)


def wash_partners(trades: Sequence[Any], account: UUID) -> set[UUID]:
    """With whom this person's trades of one pair cancel out, the person left out."""
    both = [row for row in trades if account in (row.buyer, row.seller) and row.buyer != row.seller]
    partners = {row.seller if row.buyer == account else row.buyer for row in both}
    return {
        other
        for other in partners
        if any(found.account == other for found in washes([r for r in both if other in (r.buyer, r.seller)]))
    }


def spoof_orders(orders: Sequence[Any], trades: Sequence[Any]) -> list[Any]:
    """The large orders that were taken back at once."""
    usual: dict[str, float] = {}
    for pair in {row.pair for row in trades}:
        usual[pair] = median(row.quantity for row in trades if row.pair == pair)
    return [
        row
        for row in orders
        if row.status == OrderStatus.CANCELED
        and row.changed_at - row.at <= SHORT
        and not row.executed
        and row.quantity >= _LARGE * usual.get(row.pair, float("inf"))
    ]


def spoofs(orders: Sequence[Any], trades: Sequence[Any]) -> Iterator[_Found]:
    """People who take back large orders at once, and trade on the other side meanwhile."""
    traded: defaultdict[tuple[UUID, str, str], int] = defaultdict(int)
    for row in trades:
        traded[row.buyer, row.pair, "BUY"] += 1
        traded[row.seller, row.pair, "SELL"] += 1
    taken: Counter[tuple[UUID, str, str]] = Counter()
    lots: Counter[tuple[UUID, str, str]] = Counter()
    for row in spoof_orders(orders, trades):
        taken[row.owner, row.pair, row.side] += 1
        lots[row.owner, row.pair, row.side] += row.quantity
    for key, count in sorted(taken.items()):
        owner, pair, side = key
        others = traded[owner, pair, "SELL" if side == "BUY" else "BUY"]
        if count >= _TAKEN_BACK and others:
            yield _Found(SPOOF, owner, pair, {"orders": count, "quantity": lots[key], "trades": others})


def _write(ctx: Context, found: _Found) -> None:
    ctx.insert(
        SuspicionRow,
        space_id=ctx.command.space_id,
        id=ctx.new_id(),
        kind=found.kind,
        account_id=found.account,
        pair=found.pair,
        details=found.details,
        at=ctx.now,
    )


def _tell_owners(ctx: Context, found: list[_Found]) -> None:
    desk = Desk(ctx)
    owners = select(Member.account_id).where(
        Member.space_id == ctx.command.space_id, Member.role >= int(Role.OWNER)
    )
    for row in ctx.rows(owners.order_by(Member.account_id)):
        pairs = ", ".join(sorted({each.pair for each in found}))
        tell(desk, row.account_id, "trade.watch", found[0].pair, pairs)
