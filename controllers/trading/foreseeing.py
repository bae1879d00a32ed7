"""What an order would come to, before it is sent: cost, fee, and what one has after it.

The rules are the exchange's own and decided when the order comes there; here they are only foreseen, so that
a person sees the price of a thing before the button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from controllers.trading.tickets import (
    CHAINS,
    PRICED,
    STOPPED,
    Draft,
    Ticket,
    budget_of,
    quantity_of,
    then_quantity,
    then_side,
)
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from models.trading.amounts import PPM, parse_price
from models.trading.depth_book import DepthBook
from models.trading.discount import Fee
from models.trading.entities import PairInfo
from models.trading.order_lists import prices_surround
from models.trading.terms import Side

_LEVELS = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would come to. Quantity in lots; money in units of its asset; 0 for what is not known.

    `price` (ticks) is the one it is reckoned with: its own, or the book's for a market order. The fee is
    taken from what is received, or of the discount asset. `problem` is what would be refused, with the field
    it belongs to. `then` is how many lots a list places later, and `profit` and `loss` what its two ends
    would bring in quote units, fees taken from it.
    """

    price: int = 0
    quantity: int = 0
    cost: int = 0
    fee: int = 0
    fee_ppm: int = 0
    fee_asset: str = ""
    base_after: int = 0
    quote_after: int = 0
    problem: PersonError | None = None
    then: int = 0
    profit: int | None = None
    loss: int | None = None

    @property
    def ready(self) -> bool:
        return self.problem is None and self.quantity > 0


class Funds(NamedTuple):
    """What the person may spend of each, and of the asset with the discount on fees, in smallest units."""

    base: int
    quote: int
    discount: int = 0


Charge = Callable[[Fee, Funds], tuple[Fee, int]]
"""A fee as the person pays it, perhaps in another asset, and how much less that is (ppm)."""


def preview(
    draft: Draft, pair: PairInfo, book: DepthBook, funds: Funds, charged: Charge = lambda fee, _: (fee, 0)
) -> Preview:
    """What the draft would come to; where it means nothing yet, the `problem` says why."""
    try:
        made = _first(draft, pair, book, funds, charged)
    except Invalid as error:
        return Preview(problem=error, fee_ppm=pair.taker_ppm)
    if draft.ticket not in CHAINS or not made.quantity:
        return made
    try:
        return _chain(draft, pair, made)
    except Invalid as error:
        return replace(made, problem=made.problem or error)


def _first(draft: Draft, pair: PairInfo, book: DepthBook, funds: Funds, charged: Charge) -> Preview:
    buying = draft.side == "BUY"
    price = price_of(draft, pair, book)
    quantity, cost = _comes_to(draft, pair, book, price)
    ppm = pair.maker_ppm if draft.post_only and draft.ticket in PRICED else pair.taker_ppm
    received, asset = (quantity * pair.lot, pair.base) if buying else (cost, pair.quote)
    fee, off = charged(Fee(received * ppm // PPM, asset), funds)
    less = fee.amount if fee.code == asset else 0
    spent = quantity * pair.lot if not buying else cost
    made = Preview(
        price=price,
        quantity=quantity,
        cost=cost,
        fee=fee.amount,
        fee_ppm=ppm * (PPM - off) // PPM,
        fee_asset=fee.code,
        base_after=funds.base + (received - less if buying else -spent),
        quote_after=funds.quote + (-spent if buying else received - less),
    )
    wanted = budget_of(draft, pair) if draft.budget and buying else spent
    if wanted > (funds.quote if buying else funds.base):
        code = pair.quote if buying else pair.base
        error = Invalid(tr("This is more than you have of {asset}.", asset=code), field="amount")
        return replace(made, problem=error)
    return made


def _comes_to(draft: Draft, pair: PairInfo, book: DepthBook, price: int) -> tuple[int, int]:
    """How many lots, and how many quote units for them."""
    if draft.budget:
        budget = budget_of(draft, pair) // pair.unit
        lots, total = _walk(book, draft.side, budget=budget)
        return lots, total * pair.unit
    quantity = quantity_of(draft, pair)
    if draft.ticket is Ticket.MARKET:
        lots, total = _walk(book, draft.side, quantity=quantity)
        if lots == quantity:
            return quantity, total * pair.unit
    return quantity, price * quantity * pair.unit


def _chain(draft: Draft, pair: PairInfo, made: Preview) -> Preview:
    """What a list's later orders bring, each by itself."""
    then, side = draft.then, then_side(draft)
    lots = then_quantity(draft, pair)
    made = replace(made, then=lots)
    began = made.cost
    if draft.side == "SELL" and made.fee_asset == pair.quote:
        began -= made.fee
    gain = parse_price(then.price, pair, "then_price") if then.price.strip() else 0
    stop = parse_price(then.stop, pair, "then_stop") if then.stop.strip() else 0
    if draft.ticket is Ticket.OTO:
        at = gain if then.ticket in PRICED else stop
        if side == draft.side or not at:
            return made
        return replace(made, profit=_ends(pair, side, lots, at, began, pair.taker_ppm))
    if gain:
        made = replace(made, profit=_ends(pair, side, lots, gain, began, pair.maker_ppm))
    if stop:
        limit = parse_price(then.limit, pair, "then_limit") if then.limit.strip() else stop
        made = replace(made, loss=_ends(pair, side, lots, limit, began, pair.taker_ppm))
    if gain and stop and made.price and not prices_surround(Side[side], gain, stop, made.price):
        raise Invalid(tr("The first order's price must lie between the two."))
    return made


def _ends(pair: PairInfo, side: str, lots: int, price: int, began: int, ppm: int) -> int:
    """What is won (lost where negative) by ending at a price what began for so much of the quote."""
    total = lots * price * pair.unit
    if side == "SELL":
        return total - total * ppm // PPM - began
    return began - total


def price_of(draft: Draft, pair: PairInfo, book: DepthBook) -> int:
    """The price to reckon with; 0 where it is not known yet."""
    if draft.ticket in PRICED:
        return parse_price(draft.price, pair) if draft.price.strip() else 0
    if draft.ticket in STOPPED:
        return parse_price(draft.stop, pair, "stop") if draft.stop.strip() else 0
    return book.best_ask if draft.side == "BUY" else book.best_bid


def share(draft: Draft, pair: PairInfo, book: DepthBook, funds: Funds, percent: int) -> int:
    """What a share of what one has would buy or sell: lots, or units of the quote where it goes by money."""
    try:
        price = price_of(draft, pair, book)
    except Invalid:
        return 0
    if draft.side == "SELL":
        lots = funds.base * percent // 100 // pair.lot
        return _walk(book, "SELL", quantity=lots)[1] * pair.unit if draft.budget else lots
    if draft.budget:
        return funds.quote * percent // 100
    return funds.quote * percent // 100 // (price * pair.unit) if price else 0


def _walk(
    book: DepthBook, side: str, *, quantity: int | None = None, budget: int | None = None
) -> tuple[int, int]:
    """The lots that a market order finds in the book, and what they cost in ticks times lots. Of a budget
    each price takes as many lots as it still pays for, as the matching does."""
    bids, asks = book.top(_LEVELS)
    lots, total = 0, 0
    for price, shown in asks if side == "BUY" else bids:
        part = shown
        if quantity is not None:
            part = min(part, quantity - lots)
        if budget is not None:
            part = min(part, (budget - total) // price)
        lots += part
        total += part * price
        if part < shown:
            break
    return lots, total
