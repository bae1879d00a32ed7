"""What one has and what it cost; fees and lots; how pairs did and what one did, over a period."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.ledger.purposes import SPOT
from models.ledger.purse import Purse, purses
from models.trading.amounts import scale
from models.trading.candles import DAY, beginning
from models.trading.entities import Holding, MyTrade, OrderStatus
from models.trading.lots import Basis, lots_of, realised
from models.trading.own_queries import my_trade
from models.trading.report_entities import DayFigure, FeeLine, FeeReport, PairReport, PersonReport, TaxLot
from models.trading.tables import CandleRow, Exchange, OrderRow, Pair, TradeRow

_AROUND = 50  # a fiftieth: depth is told for 2 % on either side of the middle
_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings(Query[tuple[Holding, ...]]):
    """What the actor has on an exchange, by value; cost is of what was bought there and is still there."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees(Query[FeeReport]):
    """The actor's fees, and their lots that were closed, from `since` to before `until`; open lots of now."""

    space_id: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReports(Query[tuple[PairReport, ...]]):
    """Every pair, by days of UTC from `since` to before `until`.

    `people`: count the traders too, for which every trade is read; they are 0 otherwise.
    """

    space_id: UUID
    since: datetime
    until: datetime
    people: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReport(Query[PersonReport]):
    """What the actor did from `since` to before `until`."""

    space_id: UUID
    since: datetime
    until: datetime


@answers("trading.holding.list", Holdings, audience=Audience.VISIBLE)
def holdings(read: Read, query: Holdings) -> tuple[Holding, ...]:
    """One's own accounts alone, also for whoever runs the exchange."""
    reference = _reference(read, query.space_id, query.actor)
    if reference is None:
        return ()
    rows = purses(read, query.space_id, query.actor, SPOT)
    basis, prices = _basis(read, query), _prices(read, query.space_id, reference)
    found = [_holding(row, reference, basis[row.asset], prices) for row in rows if row.posted]
    return tuple(sorted(found, key=lambda each: (-each.value, each.asset)))


def _reference(read: Read, space_id: UUID, actor: UUID) -> str | None:
    """The asset that values are told in; None for whoever has not joined."""
    code: str | None = read.value(
        select(Exchange.reference).where(Exchange.space_id == space_id, member_of(Exchange.space_id, actor))
    )
    return code


def _holding(row: Purse, reference: str, basis: Basis, prices: dict[str, tuple[int, int]]) -> Holding:
    def value(amount: int) -> int:
        if row.asset == reference:
            return amount
        price, unit = prices.get(row.asset, (0, 1))
        return amount * price // unit

    bought = min(basis.quantity, row.posted)
    cost = basis.cost * bought // basis.quantity if basis.quantity else 0
    counted = bool(cost) and row.asset != reference
    return Holding(
        asset=row.asset,
        available=row.posted - row.held,
        held=row.held,
        quote=reference,
        cost=cost if counted else 0,
        value=value(row.posted),
        profit=value(bought) - cost if counted else 0,
        bought=bought if counted else 0,
    )


def _prices(read: Read, space_id: UUID, reference: str) -> dict[str, tuple[int, int]]:
    """By asset: what one whole coin is worth in reference units, and how many units a coin has."""
    newest = (
        select(CandleRow.pair, func.max(CandleRow.start).label("start"))
        .where(CandleRow.space_id == space_id, CandleRow.span == DAY)
        .group_by(CandleRow.pair)
        .subquery()
    )
    rows = read.rows(
        select(Pair.base, Pair.quote, Pair.tick, CandleRow.close)
        .join(newest, newest.c.pair == Pair.pair)
        .join(
            CandleRow,
            (CandleRow.space_id == Pair.space_id)
            & (CandleRow.pair == newest.c.pair)
            & (CandleRow.start == newest.c.start)
            & (CandleRow.span == DAY),
        )
        .where(Pair.space_id == space_id)
    )
    direct = {row.base: row.close * row.tick for row in rows if row.quote == reference}
    found = {code: (price, scale(code)) for code, price in direct.items()}
    for row in rows:  # by way of another coin, where there is no pair with the reference
        if row.base not in found and row.quote in direct:
            found[row.base] = (row.close * row.tick * direct[row.quote] // scale(row.quote), scale(row.base))
    return found


def _basis(read: Read, query: Holdings) -> defaultdict[str, Basis]:
    """What is left of what was bought, by asset, valued in the reference asset as of each trade."""
    basis: defaultdict[str, Basis] = defaultdict(Basis)
    for trade, value, pair in _trades(read, query.space_id, query.actor):
        amount = trade.quantity * pair.lot
        got, gave = (pair.base, pair.quote) if trade.side == "BUY" else (pair.quote, pair.base)
        came, went = (amount, trade.turnover) if trade.side == "BUY" else (trade.turnover, amount)
        basis[gave].give(went)
        basis[got].take(came - (trade.fee if trade.fee_asset == got else 0), value)
        if trade.fee_asset != got:
            basis[trade.fee_asset].give(trade.fee)
    return basis


def _trades(read: Read, space_id: UUID, actor: UUID) -> list[tuple[MyTrade, int, Any]]:
    """One's own trades in their order, each with its value in the reference asset and its pair."""
    pairs = {row.pair: row for row in read.rows(select(Pair).where(Pair.space_id == space_id))}
    sides = [
        select(TradeRow).where(TradeRow.space_id == space_id, side == actor)
        for side in (TradeRow.buyer, TradeRow.seller)
    ]
    both = union(*sides).subquery()  # a trade with oneself, where that is allowed, is one row
    rows = read.rows(select(both).order_by(both.c.number))
    return [(my_trade(row, actor), row.value, pairs[row.pair]) for row in rows]


@answers("trading.report.fees", Fees, audience=Audience.VISIBLE)
def fees(read: Read, query: Fees) -> FeeReport:
    """Lots by when they were sold, open ones last."""
    paid: Counter[str] = Counter()
    count: Counter[str] = Counter()
    by_pair: defaultdict[str, list[MyTrade]] = defaultdict(list)
    quotes: dict[str, str] = {}
    for trade, _, pair in _trades(read, query.space_id, query.actor):
        if trade.at >= query.until:
            continue
        by_pair[trade.pair].append(trade)
        quotes[trade.pair] = pair.quote
        if trade.at >= query.since and trade.fee:
            paid[trade.fee_asset] += trade.fee
            count[trade.fee_asset] += 1
    closed: list[TaxLot] = []
    still: list[TaxLot] = []
    for name, trades in sorted(by_pair.items()):
        ended, open_ = lots_of(name, quotes[name], trades)
        closed += [lot for lot in ended if lot.sold_at is not None and lot.sold_at >= query.since]
        still += open_
    closed.sort(key=lambda lot: (lot.sold_at or lot.bought_at, lot.bought_at))
    lines = tuple(FeeLine(code, paid[code], count[code]) for code in sorted(paid))
    return FeeReport(lines, (*closed, *still), realised(closed))


@answers("trading.report.person", MyReport, audience=Audience.VISIBLE)
def my_report(read: Read, query: MyReport) -> PersonReport:
    """By when orders were placed and trades happened."""
    orders = read.rows(
        select(OrderRow.status, func.count().label("orders"))
        .where(
            OrderRow.space_id == query.space_id,
            OrderRow.owner == query.actor,
            OrderRow.at >= query.since,
            OrderRow.at < query.until,
        )
        .group_by(OrderRow.status)
    )
    by_status = {row.status: row.orders for row in orders}
    trades = [
        (trade, value)
        for trade, value, _ in _trades(read, query.space_id, query.actor)
        if query.since <= trade.at < query.until
    ]
    turnover: Counter[str] = Counter()
    by_day: defaultdict[datetime, list[int]] = defaultdict(list)
    for trade, value in trades:
        turnover[trade.pair] += trade.turnover
        by_day[beginning(trade.at, "1d")].append(value)
    return PersonReport(
        orders=sum(by_status.values()),
        filled=by_status.get(OrderStatus.FILLED.value, 0),
        cancelled=by_status.get(OrderStatus.CANCELED.value, 0),
        trades=len(trades),
        maker_trades=sum(trade.maker for trade, _ in trades),
        turnover=dict(turnover),
        value=sum(value for _, value in trades),
        reference=_reference(read, query.space_id, query.actor) or "",
        days=tuple(DayFigure(day, len(values), sum(values)) for day, values in sorted(by_day.items())),
    )


@answers("trading.report.pairs", PairReports, audience=Audience.VISIBLE)
def pair_reports(read: Read, query: PairReports) -> tuple[PairReport, ...]:
    """For members; sums alone."""
    names = read.rows(
        select(Pair.pair)
        .where(Pair.space_id == query.space_id, visible(Pair, query.actor))
        .order_by(Pair.pair)
    )
    return tuple(_pair_report(read, query, row.pair) for row in names)


def _pair_report(read: Read, query: PairReports, pair: str) -> PairReport:
    first, last = int(query.since.timestamp()) // DAY * DAY, int(query.until.timestamp())
    days = read.rows(
        select(CandleRow.close, CandleRow.volume, CandleRow.turnover, CandleRow.trades)
        .where(
            CandleRow.space_id == query.space_id,
            CandleRow.pair == pair,
            CandleRow.span == DAY,
            CandleRow.start >= first,
            CandleRow.start < last,
        )
        .order_by(CandleRow.start)
    )
    bid, bids = _side(read, query.space_id, pair, "BUY")
    ask, asks = _side(read, query.space_id, pair, "SELL")
    spread = ask - bid if bid and ask else 0
    return PairReport(
        pair=pair,
        volume=sum(day.volume for day in days),
        turnover=sum(day.turnover for day in days),
        trades=sum(day.trades for day in days),
        traders=_traders(read, query, pair) if query.people else 0,
        volatility=volatility([day.close for day in days]),
        spread=spread,
        spread_bips=spread * 20_000 / (ask + bid) if spread else 0.0,
        bid_depth=bids,
        ask_depth=asks,
    )


def volatility(closes: list[int]) -> float:
    """The standard deviation (of a sample) of daily logarithmic returns, times the root of 365."""
    returns = [math.log(after / before) for before, after in pairwise(closes) if before > 0 and after > 0]
    if len(returns) < 2:
        return 0.0
    mean = math.fsum(returns) / len(returns)
    return math.sqrt(math.fsum((each - mean) ** 2 for each in returns) / (len(returns) - 1) * _YEAR)


def _traders(read: Read, query: PairReports, pair: str) -> int:
    mine = (
        TradeRow.space_id == query.space_id,
        TradeRow.pair == pair,
        TradeRow.at >= query.since,
        TradeRow.at < query.until,
    )
    people = union(select(TradeRow.buyer).where(*mine), select(TradeRow.seller).where(*mine)).subquery()
    return int(read.value(select(func.count()).select_from(people)) or 0)


def _side(read: Read, space_id: UUID, pair: str, side: str) -> tuple[int, int]:
    """The best price of a side, and how much rests within a fiftieth of it."""
    resting = (
        OrderRow.space_id == space_id, OrderRow.pair == pair, OrderRow.side == side, OrderRow.shown > 0
    )  # fmt: skip
    best = read.value(
        select(func.max(OrderRow.price) if side == "BUY" else func.min(OrderRow.price)).where(*resting)
    )
    if not best:
        return 0, 0
    reach = best // _AROUND
    near = OrderRow.price >= best - reach if side == "BUY" else OrderRow.price <= best + reach
    return int(best), int(read.value(select(func.sum(OrderRow.shown)).where(*resting, near)) or 0)


__all__ = ["Fees", "Holdings", "MyReport", "PairReports", "volatility"]
