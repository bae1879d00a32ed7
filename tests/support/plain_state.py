"""What an exchange on paper consists of: its orders, its entries, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.reference_book import ReferenceBook

DAY, WINDOW = 86_400, 30
STOPS = ("STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT")
LATER = "PENDING_NEW"
HOUSE = -1
"""Who fees are paid to."""


@dataclass
class Order:
    number: int
    owner: int
    pair: str
    side: str
    kind: str
    quantity: int = 0
    budget: int = 0
    price: int = 0
    stop_price: int = 0
    trailing_bips: int = 0
    validity: str = "GTC"
    expires_at: int | None = None
    peak: int = 0
    self_trade: str = "EXPIRE_MAKER"
    list: int = 0
    status: str = "NEW"
    open: bool = True
    executed: int = 0
    turnover: int = 0
    prevented: int = 0
    triggered: bool = False
    best: int = 0  # the best price that a trailing stop has followed; 0: it does not follow yet

    @property
    def left(self) -> int:
        return self.quantity - self.executed - self.prevented

    @property
    def waits(self) -> bool:
        """For its price."""
        return self.kind in STOPS and not self.triggered

    @property
    def rises(self) -> bool:
        """Whether a rising price sets it off."""
        return (self.side == "BUY") is self.kind.startswith("STOP_LOSS")


@dataclass
class Pair:
    """A market; a step of the price for a lot is worth `unit`."""

    base: str
    quote: str
    tick: int
    lot: int
    unit: int
    maker_ppm: int
    taker_ppm: int
    breaker_bips: int = 0
    halted: bool = False
    book: ReferenceBook = field(default_factory=ReferenceBook)


@dataclass
class Trade:
    pair: str
    price: int
    value: int
    people: tuple[int, int]
    at: int


@dataclass
class Person:
    referrer: int | None
    discount: bool = False
    stopped: bool = False


@dataclass
class State:
    """All there is. An entry is (whose, asset, amount); what comes from outside has one side only."""

    pairs: dict[str, Pair]
    people: list[Person]
    entries: list[tuple[int, str, int]] = field(default_factory=list)
    orders: dict[int, Order] = field(default_factory=dict)
    lists: dict[int, tuple[str, list[int]]] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    tiers: tuple[tuple[int, int, int], ...] = ()
    discount: tuple[str, int] = ("", 0)
    referral_ppm: int = 0
    halted: bool = False
    now: int = 0

    # What there is

    def open(self, owner: int | None = None, pair: str = "") -> list[Order]:
        orders = [each for _, each in sorted(self.orders.items()) if each.open]
        return [o for o in orders if owner in (None, o.owner) and pair in ("", o.pair)]

    def last(self, pair: str) -> int:
        prices = [trade.price for trade in self.trades if trade.pair == pair]
        return prices[-1] if prices else 0

    def posted(self, who: int, asset: str) -> int:
        return sum(n for whose, code, n in self.entries if (whose, code) == (who, asset))

    def available(self, who: int, asset: str, *, but: Sequence[Order] = ()) -> int:
        """What may be spent, were it not for the orders `but`."""
        return self.posted(who, asset) - self.held(who, asset, but=but)

    def held(self, who: int, asset: str, *, but: Sequence[Order] = ()) -> int:
        """Of orders of which only one can trade, the dearest counts."""
        total, seen = 0, {each.number for each in but}
        for order in self.open(who):
            if order.number in seen or order.status == LATER or self.asset(order) != asset:
                continue
            together = self.together(order)
            seen |= {each.number for each in together}
            total += max(self.needs(each) for each in together)
        return total

    def asset(self, order: Order) -> str:
        pair = self.pairs[order.pair]
        return pair.base if order.side == "SELL" else pair.quote

    def needs(self, order: Order) -> int:
        pair = self.pairs[order.pair]
        return order.left * (pair.lot if order.side == "SELL" else order.price * pair.unit)

    def together(self, order: Order) -> list[Order]:
        """The order, and the one that is cancelled as soon as it trades."""
        kind, numbers = self.lists.get(order.list, ("", [order.number]))
        pair = {"OCO": numbers, "OTOCO": numbers[1:]}.get(kind, [])
        if order.number not in pair:
            return [order]
        legs = [self.orders[number] for number in pair]
        return [leg for leg in legs if (leg.open and leg.status != LATER) or leg is order]

    def pay(self, giver: int, taker: int, code: str, amount: int) -> None:
        self.entries += [(giver, code, -amount), (taker, code, amount)]

    def fee(self, who: int, pair: Pair, code: str, amount: int, *, maker: bool) -> tuple[int, str]:
        """What is taken of an amount that somebody receives, and of which asset."""
        fee = amount * self.rate(who, pair, maker=maker) // 1_000_000
        other, less_ppm = self.discount
        if not self.people[who].discount or not other:
            return fee, code
        less = fee * (1_000_000 - less_ppm) // 1_000_000
        if code == other:
            return less, code
        if other in (pair.base, pair.quote):
            return fee, code
        coin = self.money(self.pairs[f"{other}/{pair.quote}"])
        in_quote = less if code == pair.quote else less * self.money(pair) // 10**8
        due = in_quote * 10**8 // coin if coin else 0
        if not due or self.available(who, other) < due:
            return fee, code
        return due, other

    def rate(self, who: int, pair: Pair, *, maker: bool) -> int:
        """By the volume of 30 days before today."""
        today = self.now // DAY
        traded = [trade for trade in self.trades if today - WINDOW <= trade.at // DAY < today]
        volume = sum(trade.value * trade.people.count(who) for trade in traded)
        own = pair.maker_ppm if maker else pair.taker_ppm
        reached = [tier for tier in self.tiers if tier[0] <= volume]
        return min(own, reached[-1][1 if maker else 2]) if reached else own

    def money(self, pair: Pair) -> int:
        """What a whole coin of the pair is worth."""
        return self.last(f"{pair.base}/{pair.quote}") * pair.tick
