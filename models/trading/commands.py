"""What people do on an exchange. Whole numbers as `PairInfo` says; the space is the exchange.

Handlers are beside what they do: `markets`, `placing`, `listing`, `cancelling`, `amending`,
`alerts`, `risk`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.core.registry import Command
from models.trading.entities import (
    NO_LIMITS,
    FeeTier,
    Filters,
    ListLeg,
    ListType,
    OrderType,
    PairStatus,
    Validity,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExchange(Command):
    """Open an exchange whose owner is the actor, in the space that `markets.exchange_of` gives."""

    name: str
    reference: str = "USDT"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinExchange(Command):
    """Become a customer; `referrer` is who brought one here and gets a share of one's fees."""

    referrer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPair(Command):
    """Open the market BASE/QUOTE. One tick is `tick` quote units a base coin, one lot `lot` base units."""

    base: str
    quote: str
    tick: int
    lot: int
    filters: Filters = NO_LIMITS
    maker_ppm: int = 1000
    taker_ppm: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPair(Command):
    """Change the limits and fees of a pair; what rests stays."""

    pair: str
    filters: Filters
    maker_ppm: int
    taker_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPairStatus(Command):
    """Halt a pair (orders may only be cancelled) or let it trade again."""

    pair: str
    status: PairStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePairs(Command):
    """Open the pairs whose pause is over; anybody may say so, the clock decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFeeTiers(Command):
    """Say what is paid from which volume on, for the discount asset, and to whoever brought a customer."""

    tiers: tuple[FeeTier, ...]
    discount_asset: str = "NNT"
    discount_ppm: int = 250_000
    referral_ppm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimits(Command):
    """Say how many orders a person may place within 10 seconds and have open at once (0: any number)."""

    orders_per_10s: int = 0
    max_open_orders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCustomerLimit(Command):
    """Bound a person's orders (in the reference asset; 0: no bound), or refuse all their new ones; `cancel`
    also cancels what they have open."""

    account_id: UUID
    max_notional: int = 0
    blocked: bool = False
    cancel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltExchange(Command):
    """The kill switch: nobody may place orders while it is on; `cancel` also cancels all that rest."""

    halted: bool = True
    cancel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTrading(Command):
    """One's own kill switch: cancel all of the actor's orders and refuse new ones until it is off again.

    With `until` it cannot be switched off before then, and is off afterwards.
    """

    stopped: bool = True
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseDiscount(Command):
    """Pay fees in the discount asset, or not."""

    use: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReferrer(Command):
    """Say which customer, by their number here, has brought one to the exchange; once, and never again."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder(Command):
    """Place an order; the result is its number, status and what it has executed.

    A market order has a `quantity` or a `budget` (quote units to spend or to earn). `trailing_bips` makes a
    stop or take-profit follow the price. `peak` shows only so many lots at a time. `self_trade` is the name
    of a `terms.SelfTrade` other than NONE.
    """

    pair: str
    side: str
    kind: OrderType
    quantity: int = 0
    budget: int = 0
    price: int = 0
    stop_price: int = 0
    trailing_bips: int = 0
    validity: Validity = Validity.GTC
    expires_at: datetime | None = None
    peak: int = 0
    self_trade: str = "EXPIRE_MAKER"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceList(Command):
    """Place orders that belong together; the first leg of an OTO or OTOCO is the one that works."""

    kind: ListType
    pair: str
    legs: tuple[ListLeg, ...]
    self_trade: str = "EXPIRE_MAKER"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder(Command):
    """Cancel one of the actor's orders, and with it the list that it belongs to."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAll(Command):
    """Cancel all open orders of the actor, of one pair or of all; the result is how many."""

    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendOrder(Command):
    """Change an open order; 0 leaves as it is. Only a smaller quantity keeps its place in the queue."""

    number: int
    quantity: int = 0
    price: int = 0
    stop_price: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOrders(Command):
    """End the orders whose day has come; anybody may say so, the clock decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellFills(Command):
    """Tell those whose resting orders were filled; anybody may say so. The result is how many trades.

    Not a notice a trade: what happened to an order since the last time is told at once. The desktop sends
    this every few seconds.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMarket(Command):
    """Look for wash trades and spoofing in what happened lately; anybody may say so, owners are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAlert(Command):
    """Be told once when the last price reaches `price`; the alert's id is the command's."""

    pair: str
    price: int
    above: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAlert(Command):
    """Forget an alert."""

    alert_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPair(Command):
    """Follow a pair of an exchange, or follow it no more; in the person's own space."""

    exchange_id: UUID
    pair: str
    following: bool = True
