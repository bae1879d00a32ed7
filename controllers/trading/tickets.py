"""What stands in the order form, as it was typed, and the command that it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from models.core.clock import utc_now
from models.core.errors import Invalid
from models.core.registry import Command
from models.core.text import tr
from models.ledger.assets import asset, parse_amount
from models.trading.amounts import PPM, parse_price, parse_quantity
from models.trading.commands import PlaceList, PlaceOrder
from models.trading.entities import ListLeg, ListType, OrderType, PairInfo, Validity


class Ticket(StrEnum):
    """The kinds of order that the form offers."""

    LIMIT = "limit"
    MARKET = "market"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TAKE_PROFIT = "take_profit"
    TAKE_PROFIT_LIMIT = "take_profit_limit"
    TRAILING = "trailing"
    OCO = "oco"
    OTO = "oto"
    OTOCO = "otoco"


LISTS: Final = frozenset({Ticket.OCO, Ticket.OTO, Ticket.OTOCO})
CHAINS: Final = frozenset({Ticket.OTO, Ticket.OTOCO})
"""Lists whose later orders are placed when the first one is filled."""
PRICED: Final = frozenset({Ticket.LIMIT, Ticket.STOP_LIMIT, Ticket.TAKE_PROFIT_LIMIT, *LISTS})
STOPPED: Final = frozenset(
    {Ticket.STOP, Ticket.STOP_LIMIT, Ticket.TAKE_PROFIT, Ticket.TAKE_PROFIT_LIMIT, Ticket.OCO}
)
RESTING: Final = frozenset({Ticket.LIMIT, Ticket.STOP_LIMIT, Ticket.TAKE_PROFIT_LIMIT})
"""Those that may end on a day, or hide a part."""

MOMENT: Final = "%Y-%m-%d %H:%M"
"""How a day and a time are written."""

FORWARD: Final = frozenset({Validity.GTC, Validity.GTD})
"""How long an order may be valid that waits in the book."""

_KINDS: Final[dict[Ticket, OrderType]] = {
    Ticket.LIMIT: OrderType.LIMIT,
    Ticket.MARKET: OrderType.MARKET,
    Ticket.STOP: OrderType.STOP_LOSS,
    Ticket.STOP_LIMIT: OrderType.STOP_LOSS_LIMIT,
    Ticket.TAKE_PROFIT: OrderType.TAKE_PROFIT,
    Ticket.TAKE_PROFIT_LIMIT: OrderType.TAKE_PROFIT_LIMIT,
    Ticket.TRAILING: OrderType.STOP_LOSS,
}


@dataclass(frozen=True, slots=True)
class Then:
    """What an OTO or OTOCO places when its first order is filled; `limit` is that of the stop, "" for none.

    Of an OTO it is one order of this `ticket` and `side`; an OTOCO takes its profit at `price` and stops its
    loss at `stop`, on the other side of the first order. An empty `amount` is all that the first one brings.
    """

    side: str = "SELL"
    ticket: Ticket = Ticket.LIMIT
    price: str = ""
    stop: str = ""
    limit: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`trailing` is in percent; `amount` is money of the quote where an order goes `by_money`; it `expires`
    where its validity is a day."""

    side: str = "BUY"
    ticket: Ticket = Ticket.LIMIT
    price: str = ""
    stop: str = ""
    limit: str = ""
    amount: str = ""
    by_money: bool = False
    trailing: str = ""
    validity: Validity = Validity.GTC
    expires: str = ""
    post_only: bool = False
    visible: str = ""
    self_trade: str = "EXPIRE_MAKER"
    then: Then = field(default_factory=Then)

    @property
    def budget(self) -> bool:
        """Whether its amount is money to be spent or earned."""
        return self.by_money and self.ticket is Ticket.MARKET


FIELDS: Final = {
    "quantity": "amount",
    "budget": "amount",
    "stop_price": "stop",
    "peak": "visible",
    "trailing_bips": "trailing",
    "expires_at": "expires",
}
"""The form's names for the fields of `PlaceOrder`."""


def field_of(name: str, ticket: Ticket) -> str:
    """The field of the form that a refusal is about; of a list's order it is named `legs.1.price`."""
    leg, _, bare = name.removeprefix("legs.").rpartition(".")
    if not leg:
        if name == "legs":
            return "then_price" if ticket is Ticket.OTOCO else "stop"
        return FIELDS.get(name, name)
    plain = FIELDS.get(bare, bare)
    if ticket is Ticket.OCO:
        return "limit" if (leg, plain) == ("1", "price") else plain
    if leg == "0":
        return plain
    if ticket is Ticket.OTOCO and leg == "2" and plain == "price":
        return "then_limit"
    return f"then_{plain}"


def command_of(draft: Draft, pair: PairInfo) -> tuple[type[Command], dict[str, Any]]:
    """The command that this draft means, and its fields but for the pair's; `Invalid` names the form's
    field."""
    if draft.ticket in LISTS:
        kind, legs = _legs(draft, pair)
        return PlaceList, {"kind": kind, "legs": legs, "self_trade": draft.self_trade}
    fields: dict[str, Any] = {"side": draft.side, "kind": _KINDS[draft.ticket]}
    fields |= {"self_trade": draft.self_trade}
    if draft.budget:
        fields["budget"] = budget_of(draft, pair) or _missing("amount")
    else:
        fields["quantity"] = quantity_of(draft, pair) or _missing("amount")
    if draft.ticket in PRICED:
        fields["price"] = parse_price(draft.price, pair)
    if draft.ticket in STOPPED or (draft.ticket is Ticket.TRAILING and draft.stop.strip()):
        fields["stop_price"] = parse_price(draft.stop, pair, "stop")
    if draft.ticket is Ticket.TRAILING:
        fields["trailing_bips"] = bips_of(draft.trailing)
    if draft.ticket in RESTING:
        fields["validity"] = draft.validity
        if draft.validity is Validity.GTD:
            fields["expires_at"] = parse_moment(draft.expires, "expires")
        if draft.visible.strip():
            fields["peak"] = parse_quantity(draft.visible, pair, "visible")
    if draft.ticket is Ticket.LIMIT and draft.post_only:
        fields["kind"] = OrderType.LIMIT_MAKER
    return PlaceOrder, fields


def quantity_of(draft: Draft, pair: PairInfo) -> int:
    """The lots that were typed; 0 for none."""
    return parse_quantity(draft.amount, pair, "amount") if draft.amount.strip() else 0


def budget_of(draft: Draft, pair: PairInfo) -> int:
    """The money that was typed, in units of the quote; 0 for none."""
    return parse_amount(draft.amount, asset(pair.quote), "amount") if draft.amount.strip() else 0


def parse_moment(text: str, field: str) -> datetime:
    """A day and time of this place that was typed, in UTC; `Invalid` where it is none."""
    try:
        return datetime.strptime(text.strip(), MOMENT).astimezone().astimezone(UTC)
    except (ValueError, OverflowError) as error:
        example = utc_now().astimezone().strftime(MOMENT)
        raise Invalid(
            tr("This is no day and time."),
            what_now=tr("Write it like {example}.", example=example),
            field=field,
        ) from error


def _missing(name: str) -> int:
    raise Invalid(tr("How much should it be?"), field=name)


# Lists


def other(side: str) -> str:
    """The other side."""
    return "SELL" if side == "BUY" else "BUY"


def then_quantity(draft: Draft, pair: PairInfo) -> int:
    """The lots of what is placed later: those that were typed, else what the first order brings of the base
    after the greater fee (what it sells, where that is bought back)."""
    if draft.then.amount.strip():
        return parse_quantity(draft.then.amount, pair, "then_amount")
    quantity = quantity_of(draft, pair)
    if draft.side == "SELL" or then_side(draft) == "BUY":
        return quantity
    received = quantity * pair.lot
    return (received - received * max(pair.maker_ppm, pair.taker_ppm) // PPM) // pair.lot


def then_side(draft: Draft) -> str:
    """What an OTO does later was chosen; an OTOCO ends what it began."""
    return draft.then.side if draft.ticket is Ticket.OTO else other(draft.side)


def _legs(draft: Draft, pair: PairInfo) -> tuple[ListType, tuple[ListLeg, ...]]:
    quantity = quantity_of(draft, pair) or _missing("amount")
    price = parse_price(draft.price, pair)
    if draft.ticket is Ticket.OCO:
        rests = ListLeg(draft.side, OrderType.LIMIT_MAKER, quantity, price=price)
        stops = _stop(draft.side, quantity, draft.stop, draft.limit, pair, ("stop", "limit"))
        return ListType.OCO, (rests, stops)
    working = OrderType.LIMIT_MAKER if draft.post_only else OrderType.LIMIT
    peak = parse_quantity(draft.visible, pair, "visible") if draft.visible.strip() else 0
    first = ListLeg(draft.side, working, quantity, price=price, peak=peak)
    then, side = draft.then, then_side(draft)
    lots = then_quantity(draft, pair) or _missing("then_amount")
    if draft.ticket is Ticket.OTO:
        return ListType.OTO, (first, _later(then, side, lots, pair))
    profit = ListLeg(side, OrderType.LIMIT_MAKER, lots, price=parse_price(then.price, pair, "then_price"))
    loss = _stop(side, lots, then.stop, then.limit, pair, ("then_stop", "then_limit"))
    return ListType.OTOCO, (first, profit, loss)


def _later(then: Then, side: str, lots: int, pair: PairInfo) -> ListLeg:
    """The second order of an OTO."""
    price = parse_price(then.price, pair, "then_price") if then.ticket in PRICED else 0
    stop = parse_price(then.stop, pair, "then_stop") if then.ticket in STOPPED else 0
    return ListLeg(side, _KINDS[then.ticket], lots, price=price, stop_price=stop)


def _stop(side: str, lots: int, stop: str, limit: str, pair: PairInfo, names: tuple[str, str]) -> ListLeg:
    """A stop, with a limit where one was typed."""
    at = parse_price(stop, pair, names[0])
    if not limit.strip():
        return ListLeg(side, OrderType.STOP_LOSS, lots, stop_price=at)
    most = parse_price(limit, pair, names[1])
    return ListLeg(side, OrderType.STOP_LOSS_LIMIT, lots, price=most, stop_price=at)


def bips_of(text: str) -> int:
    """A percentage that was typed, in basis points."""
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    whole, point, rest = bare.partition(".")
    if not (whole or rest) or not (whole + rest).isdecimal() or len(rest) > 2 or (point and not rest):
        raise Invalid(
            tr("“{text}” is no distance.", text=text.strip()[:20]), what_now=tr("Write it like 1.5 %."),
            field="trailing",
        )  # fmt: skip
    return int((whole or "0")[:6]) * 100 + int(rest.ljust(2, "0") or "0")
