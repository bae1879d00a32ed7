"""What an exchange's members see of its markets: pairs, tickers, books, tape and candles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.core.tables import Member, Space
from models.trading.candles import DAY, FINE, ending, gather, seconds_of
from models.trading.entities import (
    Candle,
    Depth,
    ExchangeInfo,
    Filters,
    Level,
    PairInfo,
    PairStatus,
    TapeTrade,
    Ticker,
)
from models.trading.tables import CandleRow, Exchange, OrderRow, Pair, TradeRow

MOST = 1000
"""Rows of one answer."""

_A_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanges(Query[tuple[ExchangeInfo, ...]]):
    """All exchanges that there are, oldest first, with the actor's role in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Query[tuple[PairInfo, ...]]):
    """The pairs of an exchange that the actor has joined, by name."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickers(Query[tuple[Ticker, ...]]):
    """Every pair over the last 24 hours, to the minute, by name."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthOf(Query[Depth]):
    """The best `levels` prices of a pair's book."""

    space_id: UUID
    pair: str
    levels: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape(Query[tuple[TapeTrade, ...]]):
    """The last trades of a pair, newest first; those before trade `before` where it is above 0."""

    space_id: UUID
    pair: str
    before: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Candles(Query[tuple[Candle, ...]]):
    """The last candles of a pair that begin before `before` (None: up to now), oldest first.

    `interval` is one of "1s" "1m" "5m" "15m" "1h" "4h" "1d" "1w" "1M" in UTC, weeks from Monday. Intervals
    without a trade have no candle.
    """

    space_id: UUID
    pair: str
    interval: str = "1m"
    before: datetime | None = None
    limit: int = 500


@answers("trading.exchange.list", Exchanges, audience=Audience.VISIBLE)
def exchanges(read: Read, query: Exchanges) -> tuple[ExchangeInfo, ...]:
    """Exchanges are public, so that one can find and join them."""
    role = (
        select(Member.role)
        .where(Member.space_id == Exchange.space_id, Member.account_id == query.actor)
        .scalar_subquery()
    )
    mine = select(
        Exchange.space_id, Exchange.name, Exchange.halted, Exchange.reference, Exchange.discount_asset,
        func.coalesce(role, 0).label("role"),
    )  # fmt: skip
    rows = read.rows(mine.where(visible(Exchange, query.actor)).order_by(Exchange.created_at))
    return tuple(
        ExchangeInfo(
            space_id=row.space_id,
            name=row.name,
            role=row.role,
            halted=row.halted,
            reference=row.reference,
            discount_asset=row.discount_asset,
        )
        for row in rows
    )


@answers("trading.pair.list", Pairs, audience=Audience.VISIBLE)
def pairs(read: Read, query: Pairs) -> tuple[PairInfo, ...]:
    """For members alone."""
    found = select(Pair).where(Pair.space_id == query.space_id, visible(Pair, query.actor))
    return tuple(pair_info(row) for row in read.rows(found.order_by(Pair.pair)))


@answers("trading.market.tickers", Tickers, audience=Audience.VISIBLE)
def tickers(read: Read, query: Tickers) -> tuple[Ticker, ...]:
    """From the candles of a minute: about 1,440 rows a pair."""
    names = read.rows(
        select(Pair.pair)
        .where(Pair.space_id == query.space_id, visible(Pair, query.actor))
        .order_by(Pair.pair)
    )
    return tuple(_ticker(read, query.space_id, row.pair) for row in names)


def _ticker(read: Read, space_id: UUID, pair: str) -> Ticker:
    since = int((read.now - _A_DAY).timestamp()) // FINE * FINE
    mine = (CandleRow.space_id == space_id, CandleRow.pair == pair)
    day = (*mine, CandleRow.span == FINE, CandleRow.start > since)
    sums = read.one(
        select(
            func.coalesce(func.max(CandleRow.high), 0), func.coalesce(func.min(CandleRow.low), 0),
            func.coalesce(func.sum(CandleRow.volume), 0), func.coalesce(func.sum(CandleRow.turnover), 0),
            func.coalesce(func.sum(CandleRow.trades), 0),
        ).where(*day)
    )  # fmt: skip
    assert sums is not None
    first = read.value(select(CandleRow.open).where(*day).order_by(CandleRow.start).limit(1))
    coarse = (*mine, CandleRow.span == DAY)
    last = read.value(select(CandleRow.close).where(*coarse).order_by(CandleRow.start.desc()).limit(1)) or 0
    high, low, volume, turnover, trades = (int(each) for each in sums)
    return Ticker(
        pair=pair,
        last=last,
        open=last if first is None else first,
        high=high or last,
        low=low or last,
        volume=volume,
        turnover=turnover,
        trades=trades,
        best_bid=_best(read, space_id, pair, "BUY"),
        best_ask=_best(read, space_id, pair, "SELL"),
    )


def _best(read: Read, space_id: UUID, pair: str, side: str) -> int:
    best = func.max(OrderRow.price) if side == "BUY" else func.min(OrderRow.price)
    return read.value(select(best).where(*_resting(space_id, pair, side))) or 0


def _resting(space_id: UUID, pair: str, side: str) -> tuple[ColumnElement[bool], ...]:
    """What everybody sees of the orders: only sums over a price are ever selected of these rows."""
    return (
        OrderRow.space_id == space_id,
        OrderRow.pair == pair,
        OrderRow.side == side,
        OrderRow.shown > 0,
    )


@answers("trading.market.depth", DepthOf, audience=Audience.VISIBLE)
def depth_of(read: Read, query: DepthOf) -> Depth:
    """What rests in the book, by price: never whose it is."""
    number = read.value(
        select(Space.change_number).where(
            Space.space_id == query.space_id, member_of(Space.space_id, query.actor)
        )
    )
    if number is None:
        return Depth(query.pair, 0, (), ())
    return Depth(
        pair=query.pair,
        number=number,
        bids=_levels(read, query, "BUY"),
        asks=_levels(read, query, "SELL"),
    )


def _levels(read: Read, query: DepthOf, side: str) -> tuple[Level, ...]:
    at = OrderRow.price
    rows = read.rows(
        select(at, func.sum(OrderRow.shown).label("quantity"), func.count().label("orders"))
        .where(*_resting(query.space_id, query.pair, side))
        .group_by(at)
        .order_by(at.desc() if side == "BUY" else at)
        .limit(_few(query.levels))
    )
    return tuple(Level(row.price, int(row.quantity), row.orders) for row in rows)


@answers("trading.market.tape", Tape, audience=Audience.VISIBLE)
def tape(read: Read, query: Tape) -> tuple[TapeTrade, ...]:
    """The public columns of trades, for members: a trade's own row is for its two persons."""
    found = select(
        TradeRow.number, TradeRow.price, TradeRow.quantity, TradeRow.buyer_made, TradeRow.at
    ).where(_of_pair(query.space_id, query.pair, query.actor))
    if query.before > 0:
        found = found.where(TradeRow.number < query.before)
    newest = found.order_by(TradeRow.at.desc(), TradeRow.number.desc()).limit(_few(query.limit))
    return tuple(
        TapeTrade(row.number, query.pair, row.price, row.quantity, row.buyer_made, row.at)
        for row in read.rows(newest)
    )


def _of_pair(space_id: UUID, pair: str, actor: UUID) -> ColumnElement[bool]:
    return and_(TradeRow.space_id == space_id, TradeRow.pair == pair, member_of(TradeRow.space_id, actor))


@answers("trading.market.candles", Candles, audience=Audience.VISIBLE)
def candles(read: Read, query: Candles) -> tuple[Candle, ...]:
    """A second from the trades themselves, anything else from candles of a minute or a day."""
    seconds = seconds_of(query.interval)
    limit = _few(query.limit, 5 * MOST)
    until = None if query.before is None else ending(query.before - _MOMENT, query.interval)
    if seconds < FINE:
        return gather(_seconds(read, query, until, limit), query.interval)
    span = FINE if seconds < DAY else DAY
    mine = (
        CandleRow.space_id == query.space_id,
        CandleRow.pair == query.pair,
        CandleRow.span == span,
        visible(CandleRow, query.actor),
    )
    found = select(CandleRow).where(*mine)
    if until is not None:
        found = found.where(CandleRow.start < int(until.timestamp()))
    rows = read.rows(found.order_by(CandleRow.start.desc()).limit((limit + 1) * (seconds // span)))
    parts = (
        Candle(
            at=datetime.fromtimestamp(row.start, UTC),
            open=row.open,
            high=row.high,
            low=row.low,
            close=row.close,
            volume=row.volume,
            turnover=row.turnover,
            trades=row.trades,
        )
        for row in reversed(rows)
    )
    return gather(parts, query.interval)[-limit:]


def _seconds(read: Read, query: Candles, until: datetime | None, limit: int) -> Iterable[Candle]:
    """Each trade as a candle: those of the last `limit` seconds in which there were any."""
    found = select(TradeRow.at, TradeRow.price, TradeRow.quantity, TradeRow.turnover).where(
        _of_pair(query.space_id, query.pair, query.actor)
    )
    if until is not None:
        found = found.where(TradeRow.at < until)
    trades: list[Candle] = []
    seen: set[int] = set()
    newest = found.order_by(TradeRow.at.desc(), TradeRow.number.desc())
    with read.connection.execute(newest) as rows:  # not all at once: there may be millions
        for row in rows:
            seen.add(int(row.at.timestamp()))
            if len(seen) > limit:
                break
            price = row.price
            trades.append(Candle(row.at, price, price, price, price, row.quantity, row.turnover, 1))
    return reversed(trades)


def pair_info(row: Any) -> PairInfo:
    """A row of `Pair` as it is told."""
    return PairInfo(
        space_id=row.space_id,
        pair=row.pair,
        base=row.base,
        quote=row.quote,
        tick=row.tick,
        lot=row.lot,
        unit=row.unit,
        status=PairStatus(row.status),
        filters=Filters(**row.filters),
        maker_ppm=row.maker_ppm,
        taker_ppm=row.taker_ppm,
        reason=row.reason,
        resumes_at=row.resumes_at,
    )


def _few(limit: int, most: int = MOST) -> int:
    return max(0, min(limit, most))
