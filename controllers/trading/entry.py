"""The order that is being made: what was typed, what it would cost, what is wrong with it, and sending it.

The rules are the exchange's own and decided when the order comes there; here they are only foreseen, so that
a person sees the price of a thing before the button is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.kernel.actor import Actor
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Invalid, PersonError
from models.core.ids import new_id
from models.core.registry import Command
from models.core.text import tr
from models.trading.amounts import PPM, parse_price, parse_quantity
from models.trading.commands import PlaceList, PlaceOrder
from models.trading.depth_book import DepthBook
from models.trading.entities import FeeTier, ListLeg, ListType, OrderType, PairInfo, Validity


class Ticket(StrEnum):
    """The kinds of order that the form offers."""

    LIMIT = "limit"
    MARKET = "market"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TAKE_PROFIT = "take_profit"
    TRAILING = "trailing"
    OCO = "oco"


PRICED = frozenset({Ticket.LIMIT, Ticket.STOP_LIMIT, Ticket.OCO})
STOPPED = frozenset({Ticket.STOP, Ticket.STOP_LIMIT, Ticket.TAKE_PROFIT, Ticket.OCO})
RESTING = frozenset({Ticket.LIMIT, Ticket.STOP_LIMIT, Ticket.OCO})


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form, as it was typed. `trailing` is in percent."""

    side: str = "BUY"
    ticket: Ticket = Ticket.LIMIT
    price: str = ""
    stop: str = ""
    amount: str = ""
    trailing: str = ""
    validity: Validity = Validity.GTC
    expires_at: datetime | None = None
    post_only: bool = False
    visible: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would come to. Quantity in lots; money in units of its asset; 0 for what is not known.

    `price` (ticks) is the one it is reckoned with: its own, or the book's for a market order. The fee is
    taken from what is received. `problem` is what would be refused, with the field it belongs to.
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

    @property
    def ready(self) -> bool:
        return self.problem is None and self.quantity > 0


class Entry(QObject):
    """Makes orders for one pair at a time. `placed` carries the result of one that was taken, `refused` the
    `PersonError` of one that was not; its `field` names the input."""

    placed = Signal(object)
    refused = Signal(object)
    sending = Signal(bool)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self.pair: PairInfo | None = None
        self.tier: FeeTier | None = None
        """What the person pays where that is less than the pair's own fee."""
        self._under_way = 0
        self._last: Command | None = None

    # What it would come to

    def preview(self, draft: Draft, book: DepthBook, base: int, quote: int) -> Preview:
        """`base` and `quote` are what the person may spend of each, in smallest units."""
        if self.pair is None:
            return Preview()
        try:
            return self._reckon(draft, self.pair, book, base, quote)
        except Invalid as error:
            return Preview(problem=error)

    def _reckon(self, draft: Draft, pair: PairInfo, book: DepthBook, base: int, quote: int) -> Preview:
        buying = draft.side == "BUY"
        price = self._price(draft, pair, book)
        quantity = parse_quantity(draft.amount, pair, "amount") if draft.amount.strip() else 0
        cost = _walk(book, draft.side, quantity) * pair.unit if draft.ticket is Ticket.MARKET else 0
        cost = cost or price * quantity * pair.unit
        ppm = pair.maker_ppm if draft.post_only else pair.taker_ppm
        if self.tier is not None:
            ppm = min(ppm, self.tier.maker_ppm if draft.post_only else self.tier.taker_ppm)
        received = quantity * pair.lot if buying else cost
        fee = received * ppm // PPM
        spent = quantity * pair.lot if not buying else cost
        short = spent > (quote if buying else base)
        made = Preview(
            price=price,
            quantity=quantity,
            cost=cost,
            fee=fee,
            fee_ppm=ppm,
            fee_asset=pair.base if buying else pair.quote,
            base_after=base + (quantity * pair.lot - fee if buying else -spent),
            quote_after=quote + (-spent if buying else cost - fee),
        )
        if short:
            code = pair.quote if buying else pair.base
            error = Invalid(tr("This is more than you have of {asset}.", asset=code), field="amount")
            return replace(made, problem=error)
        return made

    def _price(self, draft: Draft, pair: PairInfo, book: DepthBook) -> int:
        """The price to reckon with; 0 where it is not known yet."""
        if draft.ticket in PRICED:
            return parse_price(draft.price, pair) if draft.price.strip() else 0
        if draft.ticket in STOPPED:
            return parse_price(draft.stop, pair, "stop") if draft.stop.strip() else 0
        return book.best_ask if draft.side == "BUY" else book.best_bid

    def share(self, draft: Draft, book: DepthBook, base: int, quote: int, percent: int) -> int:
        """The lots that a share of what one has would buy or sell."""
        if self.pair is None:
            return 0
        try:
            price = self._price(draft, self.pair, book)
        except Invalid:
            return 0
        if draft.side == "SELL":
            return base * percent // 100 // self.pair.lot
        return quote * percent // 100 // (price * self.pair.unit) if price else 0

    # Sending

    def submit(self, draft: Draft) -> None:
        """Place what stands in the form; what is wrong with it is told by `refused`."""
        if self.pair is None:
            return
        try:
            command = self._command(draft, self.pair)
        except Invalid as error:
            self.refused.emit(error)
            return
        self.send(command)

    def quick(self, side: str, price: int, quantity: int) -> None:
        """A limit order at a price of the ladder."""
        if self.pair is not None and quantity > 0 and price > 0:
            self.send(self._make(PlaceOrder, side=side, kind=OrderType.LIMIT, price=price, quantity=quantity))

    def market(self, side: str, quantity: int) -> None:
        """A market order of so many lots."""
        if self.pair is not None and quantity > 0:
            self.send(self._make(PlaceOrder, side=side, kind=OrderType.MARKET, quantity=quantity))

    @property
    def can_repeat(self) -> bool:
        """Whether an order of this pair was sent before."""
        return self._last is not None

    def repeat(self) -> None:
        """Place the last order once more."""
        if self._last is not None:
            self.send(replace(self._last, id=new_id(), at=utc_now()))

    def send(self, command: Command) -> None:
        """Have the exchange decide about an order."""
        self._under_way += 1
        self.sending.emit(True)

        def ended() -> None:
            self._under_way -= 1
            self.sending.emit(self._under_way > 0)

        def placed(verdict: Verdict) -> None:
            ended()
            self._last = command
            self.placed.emit(verdict.result)

        def refused(error: PersonError) -> None:
            ended()
            self.refused.emit(error)

        self._actor.send_made(command, done=placed, failed=refused)

    def belong_to(self, pair: PairInfo | None) -> None:
        """Make orders for this pair."""
        if pair is None or self.pair is None or pair.pair != self.pair.pair:
            self._last = None
        self.pair = pair

    def _make(self, what: type[Command], /, **fields: Any) -> Command:
        assert self.pair is not None
        return self._actor.make(what, space_id=self.pair.space_id, pair=self.pair.pair, **fields)

    def _command(self, draft: Draft, pair: PairInfo) -> Command:
        quantity = parse_quantity(draft.amount, pair, "amount")
        if quantity == 0:
            raise Invalid(tr("How much should it be?"), field="amount")
        ticket = draft.ticket
        if ticket is Ticket.OCO:
            return self._oco(draft, pair, quantity)
        fields: dict[str, Any] = {"side": draft.side, "quantity": quantity, "kind": _KINDS[ticket]}
        if ticket in PRICED:
            fields["price"] = parse_price(draft.price, pair)
        if ticket in STOPPED:
            fields["stop_price"] = parse_price(draft.stop, pair, "stop")
        if ticket is Ticket.TRAILING:
            fields["trailing_bips"] = _bips(draft.trailing)
        if ticket in RESTING:
            fields |= {"validity": draft.validity, "expires_at": draft.expires_at}
            if draft.visible.strip():
                fields["peak"] = parse_quantity(draft.visible, pair, "visible")
        if ticket is Ticket.LIMIT and draft.post_only:
            fields |= {"kind": OrderType.LIMIT_MAKER, "validity": Validity.GTC, "expires_at": None}
        return self._make(PlaceOrder, **fields)

    def _oco(self, draft: Draft, pair: PairInfo, quantity: int) -> Command:
        """A limit order beyond the price, and a stop on its other side: either cancels the other."""
        price, stop = parse_price(draft.price, pair), parse_price(draft.stop, pair, "stop")
        legs = (
            ListLeg(draft.side, OrderType.LIMIT_MAKER, quantity, price=price),
            ListLeg(draft.side, OrderType.STOP_LOSS, quantity, stop_price=stop),
        )
        return self._make(PlaceList, kind=ListType.OCO, legs=legs)


_KINDS: dict[Ticket, OrderType] = {
    Ticket.LIMIT: OrderType.LIMIT,
    Ticket.MARKET: OrderType.MARKET,
    Ticket.STOP: OrderType.STOP_LOSS,
    Ticket.STOP_LIMIT: OrderType.STOP_LOSS_LIMIT,
    Ticket.TAKE_PROFIT: OrderType.TAKE_PROFIT,
    Ticket.TRAILING: OrderType.STOP_LOSS,
}


def _bips(text: str) -> int:
    """A percentage that was typed, in basis points."""
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    whole, point, rest = bare.partition(".")
    if not (whole or rest) or not (whole + rest).isdecimal() or len(rest) > 2 or (point and not rest):
        raise Invalid(
            tr("“{text}” is no distance.", text=text.strip()[:20]), what_now=tr("Write it like 1.5 %."),
            field="trailing",
        )  # fmt: skip
    return int((whole or "0")[:6]) * 100 + int(rest.ljust(2, "0") or "0")


def _walk(book: DepthBook, side: str, quantity: int) -> int:
    """Ticks times lots that a market order would pay or get; 0 where the book has not that much."""
    bids, asks = book.top(200)
    total, left = 0, quantity
    for price, shown in asks if side == "BUY" else bids:
        part = min(left, shown)
        total += price * part
        left -= part
        if not left:
            return total
    return 0
