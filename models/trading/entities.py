"""What the exchange's queries return and its events tell; all of it frozen, integer and free of Qt.

Prices are whole ticks, quantities whole lots, amounts of money whole units of the asset (see
`models.ledger.assets`). `PairInfo` says what a tick and a lot are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class OrderType(StrEnum):
    """As in Binance's public API."""

    LIMIT = "LIMIT"
    MARKET = "MARKET"
    LIMIT_MAKER = "LIMIT_MAKER"
    STOP_LOSS = "STOP_LOSS"
    STOP_LOSS_LIMIT = "STOP_LOSS_LIMIT"
    TAKE_PROFIT = "TAKE_PROFIT"
    TAKE_PROFIT_LIMIT = "TAKE_PROFIT_LIMIT"


class OrderStatus(StrEnum):
    """As in Binance's public API."""

    NEW = "NEW"
    PENDING_NEW = "PENDING_NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"


class Validity(StrEnum):
    """How long an order may rest."""

    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    GTD = "GTD"


class ListType(StrEnum):
    """Orders that belong together."""

    OCO = "OCO"
    OTO = "OTO"
    OTOCO = "OTOCO"


class PairStatus(StrEnum):
    """Whether a pair is traded. Halted: orders may only be cancelled."""

    TRADING = "TRADING"
    HALTED = "HALTED"


@dataclass(frozen=True, slots=True)
class ExchangeInfo:
    """An exchange; `role` is the actor's in it (0: not joined). `halted`: its kill switch is on."""

    space_id: UUID
    name: str
    role: int
    halted: bool
    reference: str
    discount_asset: str


@dataclass(frozen=True, slots=True)
class FeeTier:
    """What is paid from a volume of 30 days on (in the exchange's reference asset), in millionths."""

    volume: int
    maker_ppm: int
    taker_ppm: int


@dataclass(frozen=True, slots=True)
class FeeStanding:
    """What the actor pays, as customer `number`: the volume of 30 days, the tier it gives, and the next.

    `discount`: fees are paid in `discount_asset`, `discount_ppm` less, while one has enough of it. `referred`
    are the customers that the actor brought here, of whose fees `referral_ppm` is the actor's.
    New orders of the actor's are refused while they are `stopped` (by themselves; where `stopped_until` says
    so, until then and not before), or `blocked` by the exchange.
    """

    number: int
    volume: int
    reference: str
    tier: FeeTier | None
    next_tier: FeeTier | None
    tiers: tuple[FeeTier, ...]
    discount: bool
    discount_asset: str
    discount_ppm: int
    referral_ppm: int
    referrer: str
    """The name of whoever brought the actor here; "" for nobody."""
    referred: int
    stopped: bool
    stopped_until: datetime | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The limits of a pair; 0 is no limit. Prices in ticks, quantities in lots, amounts in quote units.

    `price_up` and `price_down` bound a price in basis points of the last one. `breaker_bips`: the pair
    is halted when its price moves further than that within a minute, for `breaker_pause` seconds (0: until
    somebody opens it again).
    """

    min_price: int = 1
    max_price: int = 0
    min_quantity: int = 1
    max_quantity: int = 0
    max_market_quantity: int = 0
    min_notional: int = 0
    max_notional: int = 0
    price_up: int = 0
    price_down: int = 0
    iceberg_parts: int = 0
    max_orders: int = 0
    max_position: int = 0
    breaker_bips: int = 0
    breaker_pause: int = 0


NO_LIMITS = Filters()


@dataclass(frozen=True, slots=True)
class PairInfo:
    """A trading pair. One tick is `tick` quote units for one whole base coin, one lot is `lot` base units.

    A tick times a lot is worth `unit` quote units exactly: a pair where it is no whole number is not made.
    `reason` says why it was halted, where a rule did that (a text for `tr`), and `resumes_at` until when.
    """

    space_id: UUID
    pair: str
    base: str
    quote: str
    tick: int
    lot: int
    unit: int
    status: PairStatus
    filters: Filters
    maker_ppm: int
    taker_ppm: int
    reason: str = ""
    resumes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticker:
    """A pair over the last 24 hours. Prices are 0 where nothing was traded."""

    pair: str
    last: int
    open: int
    high: int
    low: int
    volume: int
    turnover: int
    trades: int
    best_bid: int
    best_ask: int


@dataclass(frozen=True, slots=True)
class Level:
    """All that rests at a price and is shown."""

    price: int
    quantity: int
    orders: int


@dataclass(frozen=True, slots=True)
class Depth:
    """The book of a pair, best first. It holds every change up to the space's change `number`."""

    pair: str
    number: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class TapeTrade:
    """A trade as everybody sees it. `buyer_made`: the buyer had rested, so the seller was in a hurry."""

    number: int
    pair: str
    price: int
    quantity: int
    buyer_made: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Candle:
    """What was traded from `at` on for an interval; volume in lots, turnover in quote units."""

    at: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    turnover: int
    trades: int


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """One's own order. `quantity` is 0 for a market order by `budget`; money as it moved so far."""

    number: int
    pair: str
    side: str
    kind: OrderType
    status: OrderStatus
    validity: Validity
    price: int
    stop_price: int
    trailing_bips: int
    quantity: int
    budget: int
    executed: int
    turnover: int
    prevented: int
    peak: int
    list_number: int
    list_kind: str
    expires_at: datetime | None
    at: datetime
    changed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class MyTrade:
    """One's own side of a trade. The fee is in units of `fee_asset`."""

    number: int
    order: int
    pair: str
    side: str
    price: int
    quantity: int
    turnover: int
    fee: int
    fee_asset: str
    maker: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """What one has of an asset in the exchange. Value, cost and profit in `quote` units.

    Cost and profit are of what was bought here and is still there: so much of it as `bought` says.
    """

    asset: str
    available: int
    held: int
    quote: str
    cost: int
    value: int
    profit: int
    bought: int


@dataclass(frozen=True, slots=True)
class ListLeg:
    """An order of a list, as it is placed; the fields of `PlaceOrder`."""

    side: str
    kind: OrderType
    quantity: int
    price: int = 0
    stop_price: int = 0
    trailing_bips: int = 0
    validity: Validity = Validity.GTC
    peak: int = 0


@dataclass(frozen=True, slots=True)
class PriceAlert:
    """Told once, when the last price reaches `price` (ticks): from below (`above`) or from above."""

    id: UUID
    pair: str
    price: int
    above: bool
    note: str
    fired_at: datetime | None


# What is told after the commit


@dataclass(frozen=True, slots=True)
class MarketMoved:
    """What one command changed in a pair: (side, price, shown quantity now, orders) and trades."""

    space_id: UUID
    pair: str
    number: int
    levels: tuple[tuple[str, int, int, int], ...]
    trades: tuple[TapeTrade, ...]


@dataclass(frozen=True, slots=True)
class OrdersChanged:
    """These people's orders have changed; (owner, order number, status, executed lots now)."""

    space_id: UUID
    orders: tuple[tuple[UUID, int, OrderStatus, int], ...]
