"""The best price that a trailing stop has followed, found again from the record.

No row is written while it follows: what it has seen since its row was written is in the trades. A best price
is a highest or lowest one, so whole minutes are taken from their candles.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, type_coerce

from models.core.types import Whole, from_microseconds
from models.core.writes import Writes
from models.trading.candles import FINE
from models.trading.orders import SIDES, Order
from models.trading.tables import CandleRow, TradeRow
from models.trading.triggers import Kind, waits_for_rise

_US: Final = 1_000_000


def followed(writes: Writes, space_id: UUID, order: Order, kind: Kind) -> int:
    """The highest (sell) or lowest (buy) price since it follows; 0 where it does not follow yet."""
    best, since = order.extreme, order.followed
    highest = order.side == "SELL"
    if not best:
        first = _first_met(writes, space_id, order, waits_for_rise(SIDES[order.side], kind))
        if first is None:
            return 0
        best, since = first
    found = _best(writes, space_id, order.pair, since, highest=highest)
    if found is None:
        return best
    return max(best, found) if highest else min(best, found)


def _first_met(writes: Writes, space_id: UUID, order: Order, rising: bool) -> tuple[int, int] | None:
    """Price and number of the first trade after `order.followed` that met its price."""
    begin = _begin(writes, space_id, order.pair, order.followed)
    if begin is None:
        return None
    met: Any = TradeRow.price >= order.stop_price if rising else TradeRow.price <= order.stop_price
    in_minute = select(TradeRow.price, TradeRow.number).where(
        *_trades(space_id, order.pair, begin), TradeRow.number > order.followed, met
    )
    candle: Any = CandleRow.high >= order.stop_price if rising else CandleRow.low <= order.stop_price
    later = select(func.min(CandleRow.start)).where(*_minutes(space_id, order.pair, begin), candle)
    rows = writes.rows(in_minute.order_by(TradeRow.number).limit(1))
    if not rows and (start := writes.rows(later)[0][0]) is not None:
        there = select(TradeRow.price, TradeRow.number).where(*_trades(space_id, order.pair, start), met)
        rows = writes.rows(there.order_by(TradeRow.number).limit(1))
    return (rows[0].price, rows[0].number) if rows else None


def _best(writes: Writes, space_id: UUID, pair: str, since: int, *, highest: bool) -> int | None:
    """The best price of the trades after `since`."""
    begin = _begin(writes, space_id, pair, since)
    if begin is None:
        return None
    of_trades = func.max(TradeRow.price) if highest else func.min(TradeRow.price)
    of_candles = func.max(CandleRow.high) if highest else func.min(CandleRow.low)
    found = [
        _value(writes, select(of_trades).where(*_trades(space_id, pair, begin), TradeRow.number > since)),
        _value(writes, select(of_candles).where(*_minutes(space_id, pair, begin))),
    ]
    prices = [price for price in found if price is not None]
    return (max(prices) if highest else min(prices)) if prices else None


def _begin(writes: Writes, space_id: UUID, pair: str, since: int) -> int | None:
    """When the minute begins (seconds) of the first trade of the pair after `since`."""
    at = type_coerce(TradeRow.at, Whole())
    later = (TradeRow.space_id == space_id, TradeRow.number > since, TradeRow.pair == pair)
    found = _value(writes, select(at).where(*later).order_by(TradeRow.number).limit(1))
    return None if found is None else found // (FINE * _US) * FINE


def _trades(space_id: UUID, pair: str, start: int) -> tuple[ColumnElement[bool], ...]:
    """Those of the minute that begins at `start`."""
    since, until = (from_microseconds(second * _US) for second in (start, start + FINE))
    return (TradeRow.space_id == space_id, TradeRow.pair == pair, TradeRow.at >= since, TradeRow.at < until)


def _minutes(space_id: UUID, pair: str, start: int) -> tuple[ColumnElement[bool], ...]:
    """The minutes after the one that begins at `start`."""
    mine = (CandleRow.space_id == space_id, CandleRow.pair == pair)
    return (*mine, CandleRow.span == FINE, CandleRow.start > start)


def _value(writes: Writes, statement: Select[Any]) -> int | None:
    rows = writes.rows(statement)
    found: int | None = rows[0][0] if rows else None
    return found
