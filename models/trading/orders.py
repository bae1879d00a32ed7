"""What an exchange's memory consists of: open orders, customers, pairs. Plain and integer.

They are changed through `market.Market` alone, which keeps what they were before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from models.trading.entities import FeeTier, Filters, OrderType
from models.trading.matching import Book
from models.trading.terms import Side
from models.trading.triggers import Kind, Triggers

SIDES: Final[dict[str, Side]] = {"BUY": Side.BUY, "SELL": Side.SELL}

STOPS: Final = frozenset(
    (OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT)
)
"""Kinds that wait for a price before they do anything."""

KINDS: Final = {
    OrderType.STOP_LOSS: Kind.STOP,
    OrderType.STOP_LOSS_LIMIT: Kind.STOP,
    OrderType.TAKE_PROFIT: Kind.TAKE_PROFIT,
    OrderType.TAKE_PROFIT_LIMIT: Kind.TAKE_PROFIT,
}

AT_ANY_PRICE: Final = frozenset((OrderType.MARKET, OrderType.STOP_LOSS, OrderType.TAKE_PROFIT))
"""Kinds without a price of their own: what finds nobody expires."""


@dataclass(slots=True, eq=False)
class Order:
    """An order of `tables.OrderRow`; the fields are its columns, `expires_at` in microseconds.

    `held` is what is still set aside for it under `hold_id`. `extreme` is the best price that a trailing stop
    has followed up to the trade `followed` (0: it does not follow yet).
    """

    number: int
    id: UUID
    owner: UUID
    pair: str
    side: str
    kind: str
    validity: str
    self_trade: str
    trailing_bips: int
    budget: int
    peak: int
    list_number: int
    list_kind: str
    leg: int
    expires_at: int | None
    # What changes while it is open
    status: str
    open: bool
    price: int
    stop_price: int
    quantity: int
    executed: int
    turnover: int
    prevented: int
    held: int
    hold_id: UUID | None
    triggered: bool
    extreme: int
    followed: int
    turn: int
    shown: int
    reason: str
    changed_at: datetime

    @property
    def left(self) -> int:
        """The lots that are still to be traded."""
        return self.quantity - self.executed - self.prevented

    @property
    def waits_for_price(self) -> bool:
        """Whether it is a stop or take-profit that was not set off yet."""
        return self.kind in STOPS and not self.triggered


FIXED: Final = (
    "number", "id", "owner", "pair", "side", "kind", "validity", "self_trade", "trailing_bips", "budget",
    "peak", "list_number", "list_kind", "leg", "expires_at",
)  # fmt: skip
CHANGING: Final = (
    "status", "open", "price", "stop_price", "quantity", "executed", "turnover", "prevented", "held",
    "hold_id", "triggered", "extreme", "followed", "turn", "shown", "reason",
    "changed_at",
)  # fmt: skip
COLUMNS: Final = (*FIXED, *CHANGING)
"""Columns of an order, in the order of the fields of `Order`."""

changing_of = attrgetter(*CHANGING)
columns_of = attrgetter(*COLUMNS)
"""The values of these columns of an order."""


def put_back(order: Order, values: Iterable[Any]) -> None:
    """Give an order the values of `CHANGING` that it had."""
    for name, value in zip(CHANGING, values, strict=True):
        setattr(order, name, value)


@dataclass(slots=True, eq=False)
class Person:
    """A customer of `tables.Customer`.

    `orders` are their open ones by pair and number; `window` and `placed` count the orders of the last
    10 seconds of the clock in which they placed any. `purses` are the ids of their accounts by asset, as far
    as they were needed. `tier` is what they pay on `day`. `stopped_until` is in microseconds (0: no end).
    """

    account_id: UUID
    number: int
    referrer: UUID | None
    discount: bool
    stopped: bool
    blocked: bool
    max_notional: int
    stopped_until: int = 0
    orders: dict[str, dict[int, Order]] = field(default_factory=dict)
    window: int = 0
    placed: int = 0
    purses: dict[str, UUID] = field(default_factory=dict)
    day: int = -1
    tier: FeeTier | None = None

    def has_stopped(self, now: int) -> bool:
        """Whether they have stopped their own trading."""
        return self.stopped and not 0 < self.stopped_until <= now

    def open_orders(self, pair: str = "") -> list[Order]:
        """The open orders (of a pair, or all), oldest first."""
        mine = (
            self.orders.get(pair, {}).values()
            if pair
            else (order for orders in self.orders.values() for order in orders.values())
        )
        return sorted(mine, key=attrgetter("number"))


Seconds = tuple[tuple[int, int, int], ...]
"""The lowest and the highest price of each second with a trade: (second, low, high), oldest first."""


@dataclass(slots=True, eq=False)
class Line:
    """A pair of `tables.Pair` with its book, what waits for a price, and its last prices.

    `above` and `below` are the alerts that wait for such a price, by price and id. A pause ends at
    `resumes_at` (microseconds; 0: not by itself).
    """

    pair: str
    base: str
    quote: str
    tick: int
    lot: int
    unit: int
    status: str
    filters: Filters
    maker_ppm: int
    taker_ppm: int
    book: Book = field(default_factory=Book)
    triggers: Triggers = field(default_factory=Triggers)
    last: int = 0
    seconds: Seconds = ()
    above: list[tuple[int, UUID]] = field(default_factory=list)
    below: list[tuple[int, UUID]] = field(default_factory=list)
    resumes_at: int = 0


@dataclass(slots=True, eq=False)
class Terms:
    """What holds for the whole exchange: a row of `tables.Exchange`."""

    halted: bool
    reference: str
    tiers: tuple[FeeTier, ...]
    discount_asset: str
    discount_ppm: int
    referral_ppm: int
    orders_per_10s: int
    max_open_orders: int
