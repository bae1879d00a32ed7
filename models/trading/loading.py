"""Making an exchange's memory from the record, fast: 200,000 open orders are read in a second or two.

Rows come from the driver as they are, past the column types: what they would do to six million values takes
longer than everything else. Both databases keep the record's types alike (`models.core.types`), but
for ids, which SQLite has as bytes.
"""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select, type_coerce
from sqlalchemy.types import NullType

from models.core.types import Whole, from_microseconds, to_microseconds
from models.core.writes import Writes
from models.trading.entities import FeeTier, Filters, OrderStatus, OrderType
from models.trading.following import followed
from models.trading.market import MINUTE, Market
from models.trading.matching import Resting
from models.trading.order_lists import ListKind, OrderList
from models.trading.orders import COLUMNS, KINDS, SIDES, Line, Order, Person, Seconds, Terms
from models.trading.tables import AlertRow, Customer, Exchange, OrderListRow, OrderRow, Pair, TradeRow

WINDOW_US: Final = 10_000_000
"""Of the limit on how many orders a person places."""

_SECOND_US: Final = 1_000_000


def terms_of(writes: Writes, space_id: UUID) -> Terms:
    """What holds for the whole exchange; LookupError where the space is none."""
    rows = writes.rows(select(Exchange).where(Exchange.space_id == space_id))
    if not rows:
        raise LookupError("this space is no exchange")
    row = rows[0]
    return Terms(
        halted=row.halted,
        reference=row.reference,
        tiers=tuple(FeeTier(*each) for each in row.tiers),
        discount_asset=row.discount_asset,
        discount_ppm=row.discount_ppm,
        referral_ppm=row.referral_ppm,
        orders_per_10s=row.orders_per_10s,
        max_open_orders=row.max_open_orders,
    )


def fill(market: Market, writes: Writes, space_id: UUID) -> None:
    """Everything else."""
    _people(market, writes, space_id)
    _lines(market, writes, space_id)
    _orders(market, writes, space_id)
    for name, column in (
        ("next_order", OrderRow.number),
        ("next_trade", TradeRow.number),
        ("next_list", OrderListRow.number),
    ):
        table = column.table
        found = writes.rows(select(func.max(column)).where(table.c.space_id == space_id))
        setattr(market, name, (found[0][0] or 0) + 1)
    if market.terms.orders_per_10s:
        _placed(market, writes, space_id)


def line_of(row: Any) -> Line:
    """A pair of the record, without what rests and was traded."""
    return Line(
        pair=row.pair,
        base=row.base,
        quote=row.quote,
        tick=row.tick,
        lot=row.lot,
        unit=row.unit,
        status=row.status,
        filters=Filters(**row.filters),
        maker_ppm=row.maker_ppm,
        taker_ppm=row.taker_ppm,
        resumes_at=0 if row.resumes_at is None else to_microseconds(row.resumes_at),
    )


def _people(market: Market, writes: Writes, space_id: UUID) -> None:
    for row in writes.rows(select(Customer).where(Customer.space_id == space_id)):
        market.people[row.account_id] = Person(
            row.account_id, row.number, row.referrer, row.discount, row.stopped, row.blocked,
            row.max_notional, 0 if row.stopped_until is None else to_microseconds(row.stopped_until),
        )  # fmt: skip
        market.next_person = max(market.next_person, row.number + 1)


def _lines(market: Market, writes: Writes, space_id: UUID) -> None:
    for row in writes.rows(select(Pair).where(Pair.space_id == space_id)):
        line = market.lines[row.pair] = line_of(row)
        line.last, line.seconds = last_prices(writes, space_id, line.pair, row.counts_from or 0)
    waiting = select(AlertRow).where(AlertRow.space_id == space_id, AlertRow.fired_at.is_(None))
    for row in writes.rows(waiting):
        line = market.lines[row.pair]
        (line.above if row.above else line.below).append((row.price, row.id))
    for line in market.lines.values():
        line.above.sort()
        line.below.sort()


def last_prices(writes: Writes, space_id: UUID, pair: str, counts_from: int) -> tuple[int, Seconds]:
    """The last price (0: none), and those of the minute that ended with it, from this trade on."""
    mine = (TradeRow.space_id == space_id, TradeRow.pair == pair)
    newest = select(TradeRow.price, type_coerce(TradeRow.at, Whole()).label("at")).where(*mine)
    rows = writes.rows(newest.order_by(TradeRow.at.desc(), TradeRow.number.desc()).limit(1))
    if not rows:
        return 0, ()
    price, at = rows[0].price, rows[0].at
    second = type_coerce(TradeRow.at, Whole()) // _SECOND_US
    since = from_microseconds((at // _SECOND_US - MINUTE + 1) * _SECOND_US)
    lows = select(
        second.label("second"), func.min(TradeRow.price).label("low"), func.max(TradeRow.price).label("high")
    ).where(*mine, TradeRow.at >= since, TradeRow.number >= counts_from)
    rows = writes.rows(lows.group_by(second).order_by(second))
    return price, tuple((row.second, row.low, row.high) for row in rows)


def _orders(market: Market, writes: Writes, space_id: UUID) -> None:
    """Those that are open, into the books by the place in the queue that their rows keep."""
    columns = [_bare(getattr(OrderRow, name)) for name in COLUMNS]
    resting: dict[str, list[Resting]] = {pair: [] for pair in market.lines}
    numbers = {person.account_id: person.number for person in market.people.values()}
    owners: dict[Any, UUID] = {}
    mine = select(*columns).where(OrderRow.space_id == space_id, OrderRow.open.is_(True))
    for row in writes.rows(mine.order_by(OrderRow.number)):
        order = Order(*tuple(row))
        order.id = _id(order.id)
        order.owner = owners.get(order.owner) or owners.setdefault(order.owner, _id(order.owner))
        order.hold_id = None if order.hold_id is None else _id(order.hold_id)
        order.open, order.triggered = True, bool(order.triggered)
        order.changed_at = from_microseconds(cast(int, order.changed_at))
        market.restore(order)
        if order.shown:
            resting[order.pair].append(
                Resting(
                    order.number, numbers[order.owner], SIDES[order.side], order.price, order.left,
                    order.shown, order.peak, order.turn,
                )
            )  # fmt: skip
    for pair, waiting in resting.items():
        market.lines[pair].book.restore(waiting)
    _stops(market, writes, space_id)
    _lists(market)


def _stops(market: Market, writes: Writes, space_id: UUID) -> None:
    """What waits for a price; one that trails has followed the trades since it was written."""
    for order in market.orders.values():
        if not order.waits_for_price or order.status == OrderStatus.PENDING_NEW:
            continue
        triggers, side = market.lines[order.pair].triggers, SIDES[order.side]
        kind = KINDS[OrderType(order.kind)]
        best = followed(writes, space_id, order, kind) if order.trailing_bips else 0
        triggers.add(order.number, side, kind, order.stop_price, delta=order.trailing_bips, watermark=best)


def _lists(market: Market) -> None:
    """Lists of which an order is open."""
    legs: dict[int, list[Order]] = {}
    for order in market.orders.values():
        if order.list_number:
            legs.setdefault(order.list_number, []).append(order)
    for number, orders in legs.items():
        pending = tuple(each.number for each in orders if each.status == OrderStatus.PENDING_NEW)
        active = tuple(each.number for each in orders if each.number not in pending)
        kind = ListKind[orders[0].list_kind]
        market.lists[number] = OrderList(kind, (*active, *pending), active, pending)


def _placed(market: Market, writes: Writes, space_id: UUID) -> None:
    """How many orders each person has placed in the newest window: from the newest order backwards."""
    newest = select(OrderRow.owner, _bare(OrderRow.at)).where(OrderRow.space_id == space_id)
    with writes.connection.execute(newest.order_by(OrderRow.number.desc())) as rows:
        window = 0
        for owner, at in rows:
            window = window or at // WINDOW_US
            if at // WINDOW_US != window:
                break
            person = market.people[owner]
            person.window, person.placed = window, person.placed + 1


def _bare(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """A column as the driver gives it."""
    return type_coerce(column, NullType())


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)
