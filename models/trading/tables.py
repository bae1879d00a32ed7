"""Tables of an exchange: in its space, so that a trade is one transaction.

Who may see what: pairs, candles and the exchange itself are for its members; an order, a list and an alert
are for the person they belong to; which pairs somebody follows is in that person's own space. A trade has one
row, with both sides and their fees in it, because it is one fact and is written in the hottest place there
is: the row is for its two persons and the owners of the exchange, and what everybody may see of it (the tape,
see `queries`) is selected column by column.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text

from models.core.audience import MEMBERS, OWNERS, Role, Rule
from models.core.declare import Mapped
from models.core.tables import STRICT, Base, key

_OPEN = text("open = 1")
_SHOWN = text("shown > 0")


class Exchange(Base):
    """A place to trade. `halted` is its kill switch; `reference` the asset that volumes are counted in.

    `tiers` is what others pay from a volume of 30 days on: [[volume, maker_ppm, taker_ppm], …]. Whoever pays
    fees in `discount_asset` pays `discount_ppm` less. `orders_per_10s` and `max_open_orders` are each
    person's limits (0: none).
    """

    __tablename__ = "exchange"
    __table_args__ = STRICT
    __audience__ = Rule(Role.VIEWER, column="audience", public=frozenset({"public"}))
    __portable__ = False  # what people own in it is in a ledger that stays here

    space_id: Mapped[UUID] = key()
    name: Mapped[str]
    audience: Mapped[str]
    created_at: Mapped[datetime]
    halted: Mapped[bool]
    reference: Mapped[str]
    tiers: Mapped[list[Any]]
    discount_asset: Mapped[str]
    discount_ppm: Mapped[int]
    referral_ppm: Mapped[int]
    orders_per_10s: Mapped[int]
    max_open_orders: Mapped[int]


class Pair(Base):
    """Two assets that are traded for each other; `filters` as in `entities.Filters`.

    A pause ends at `resumes_at`. Trades before number `counts_from` do not count for the circuit breaker:
    those that it was halted for.
    """

    __tablename__ = "trading_pair"
    __table_args__ = STRICT
    __audience__ = MEMBERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    pair: Mapped[str] = key()
    base: Mapped[str]
    quote: Mapped[str]
    tick: Mapped[int]
    lot: Mapped[int]
    unit: Mapped[int]
    status: Mapped[str]
    reason: Mapped[str]
    filters: Mapped[dict[str, Any]]
    maker_ppm: Mapped[int]
    taker_ppm: Mapped[int]
    created_at: Mapped[datetime]
    resumes_at: Mapped[datetime | None]
    counts_from: Mapped[int | None]


class Customer(Base):
    """Somebody who trades here. `number` stands for them in the order book.

    New orders are refused while they are `stopped` (by themselves; until `stopped_until`, where that is said)
    or `blocked` (by the exchange).
    `max_notional` bounds one order, in the exchange's reference asset (0: no bound).
    """

    __tablename__ = "trading_customer"
    __table_args__ = STRICT
    __audience__ = Rule(Role.OWNER, people=("account_id",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    number: Mapped[int]
    joined_at: Mapped[datetime]
    referrer: Mapped[UUID | None]
    discount: Mapped[bool]
    stopped: Mapped[bool]
    blocked: Mapped[bool]
    max_notional: Mapped[int]
    stopped_until: Mapped[datetime | None]


class OrderRow(Base):
    """An order, open or ended. `id` is the command that placed it; its hold in the ledger follows from that.

    Prices in ticks, quantities in lots, money in quote units. `open` is true while it rests or waits for its
    trigger; `triggered`: a stop that has become the order it was to be. While it rests, `turn` is its place
    in the queue of its price and `shown` what others see of it. `extreme` is the best price that a trailing
    stop had followed up to the trade `followed`. `held` is what is still set aside for it in the ledger,
    under `hold_id`.
    """

    __tablename__ = "trading_order"
    __table_args__ = (
        Index("ix_trading_order_open", "space_id", "owner", "number", sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_trading_order_book", "space_id", "pair", "side", "price", "shown", sqlite_where=_SHOWN,
              postgresql_where=_SHOWN),
        Index(None, "space_id", "owner", "number"),
        STRICT,
    )  # fmt: skip
    __audience__ = Rule(Role.OWNER, people=("owner",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    number: Mapped[int] = key()
    id: Mapped[UUID]
    owner: Mapped[UUID]
    pair: Mapped[str]
    side: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    open: Mapped[bool]
    validity: Mapped[str]
    self_trade: Mapped[str]
    price: Mapped[int]
    stop_price: Mapped[int]
    trailing_bips: Mapped[int]
    quantity: Mapped[int]
    budget: Mapped[int]
    peak: Mapped[int]
    executed: Mapped[int]
    turnover: Mapped[int]
    prevented: Mapped[int]
    list_number: Mapped[int]
    list_kind: Mapped[str]
    leg: Mapped[int]
    held: Mapped[int]
    hold_id: Mapped[UUID | None]
    triggered: Mapped[bool]
    extreme: Mapped[int]
    followed: Mapped[int]
    turn: Mapped[int]
    shown: Mapped[int]
    expires_at: Mapped[datetime | None]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reason: Mapped[str]


class OrderListRow(Base):
    """Orders that belong together: OCO, OTO, OTOCO; `open` while one of them is."""

    __tablename__ = "trading_order_list"
    __table_args__ = (Index(None, "space_id", "owner", "number"), STRICT)
    __audience__ = Rule(Role.OWNER, people=("owner",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    number: Mapped[int] = key()
    id: Mapped[UUID]
    owner: Mapped[UUID]
    pair: Mapped[str]
    kind: Mapped[str]
    open: Mapped[bool]
    at: Mapped[datetime]


class TradeRow(Base):
    """A trade with both its sides. `value` is its turnover in the exchange's reference asset."""

    __tablename__ = "trading_trade"
    __table_args__ = (
        Index(None, "space_id", "pair", "at"),
        Index(None, "space_id", "buyer", "number"),
        Index(None, "space_id", "seller", "number"),
        STRICT,
    )
    __audience__ = Rule(Role.OWNER, people=("buyer", "seller"))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    number: Mapped[int] = key()
    pair: Mapped[str]
    price: Mapped[int]
    quantity: Mapped[int]
    turnover: Mapped[int]
    value: Mapped[int]
    buyer_made: Mapped[bool]
    buyer: Mapped[UUID]
    seller: Mapped[UUID]
    buy_order: Mapped[int]
    sell_order: Mapped[int]
    buy_fee: Mapped[int]
    buy_fee_asset: Mapped[str]
    sell_fee: Mapped[int]
    sell_fee_asset: Mapped[str]
    at: Mapped[datetime]


class CandleRow(Base):
    """What was traded of a pair in a minute (`span` 60) or a day of UTC (86400), kept by triggers.

    `start` is seconds since 1970.
    """

    __tablename__ = "trading_candle"
    __table_args__ = STRICT
    __audience__ = MEMBERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    pair: Mapped[str] = key()
    span: Mapped[int] = key()
    start: Mapped[int] = key()
    open: Mapped[int]
    high: Mapped[int]
    low: Mapped[int]
    close: Mapped[int]
    volume: Mapped[int]
    turnover: Mapped[int]
    trades: Mapped[int]


class DayVolume(Base):
    """What a person traded on a day of UTC (days since 1970) in the reference asset, kept by triggers."""

    __tablename__ = "trading_volume"
    __table_args__ = STRICT
    __audience__ = Rule(Role.OWNER, people=("account_id",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    day: Mapped[int] = key()
    value: Mapped[int]
    trades: Mapped[int]


class AlertRow(Base):
    """A price that its owner wants to hear of, once."""

    __tablename__ = "trading_alert"
    __table_args__ = (Index(None, "space_id", "owner", "id"), STRICT)
    __audience__ = Rule(Role.OWNER, people=("owner",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    owner: Mapped[UUID]
    pair: Mapped[str]
    price: Mapped[int]
    above: Mapped[bool]
    note: Mapped[str]
    at: Mapped[datetime]
    fired_at: Mapped[datetime | None]


class WatchedPair(Base):
    """A pair that a person follows, in the person's own space; `exchange_id` is where it is traded."""

    __tablename__ = "trading_watched_pair"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False  # the exchange that it names stays here

    space_id: Mapped[UUID] = key()
    exchange_id: Mapped[UUID] = key()
    pair: Mapped[str] = key()
    at: Mapped[datetime]


class Told(Base):
    """Up to which trade those whose orders rested were told of it."""

    __tablename__ = "trading_told"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    trade: Mapped[int]


class SuspicionRow(Base):
    """Something that looks like a wash trade or like spoofing, for whoever runs the exchange to look at."""

    __tablename__ = "trading_suspicion"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    account_id: Mapped[UUID]
    pair: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class BacktestRow(Base):
    """A backtest that a person has run, in their own space: what was asked (`plan`) and what came of it
    (`report`, as `standing.Report`); both plain data. `strategy` and `recording` are what they are called.
    """

    __tablename__ = "trading_backtest"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    strategy: Mapped[str]
    recording: Mapped[str]
    plan: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any]]
    at: Mapped[datetime]
