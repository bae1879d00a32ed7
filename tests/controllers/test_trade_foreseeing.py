"""T2: what the order form foresees is what the exchange does; what was typed becomes the command it means."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.trading import foreseeing
from controllers.trading.foreseeing import Funds, preview, share
from controllers.trading.tickets import Draft, Then, Ticket, bips_of, command_of, field_of, parse_moment
from models.core.errors import Invalid
from models.trading.commands import PlaceList, PlaceOrder
from models.trading.depth_book import DepthBook
from models.trading.entities import NO_LIMITS, ListType, OrderType, PairInfo, PairStatus, Validity
from models.trading.matching import Book
from models.trading.terms import Side

PAIR = PairInfo(UUID(int=1), "BTC/USDT", "BTC", "USDT", 1_000_000, 1_000, 10, PairStatus.TRADING, NO_LIMITS,
                1000, 2000)  # fmt: skip
COIN = 10**8
RICH = Funds(10**15, 10**15)

levels = st.dictionaries(st.integers(1, 60), st.integers(1, 50), min_size=1, max_size=12)


def books(side: Side, there: dict[int, int]) -> tuple[Book, DepthBook]:
    """The same orders in the exchange's book and in the one that the window has."""
    book, seen = Book(), DepthBook()
    rests = Side.SELL if side is Side.BUY else Side.BUY
    for number, (price, quantity) in enumerate(there.items(), 1):
        book.limit(number, 1, rests, price, quantity)
    bids, asks = ([], there.items()) if side is Side.BUY else (there.items(), [])
    seen.replace(1, bids, asks)
    return book, seen


@given(st.sampled_from(Side), levels, st.integers(1, 5000))
def test_a_budget_is_foreseen_as_it_is_spent(side: Side, there: dict[int, int], budget: int) -> None:
    book, seen = books(side, there)
    done = book.market(99, 2, side, None, budget=budget)
    lots, total = foreseeing._walk(seen, side.name, budget=budget)
    assert lots == sum(fill[2] for fill in done.fills)
    assert total == sum(fill[1] * fill[2] for fill in done.fills) <= budget


@given(st.sampled_from(Side), levels, st.integers(1, 900))
def test_a_quantity_is_foreseen_as_it_trades(side: Side, there: dict[int, int], quantity: int) -> None:
    book, seen = books(side, there)
    done = book.market(99, 2, side, quantity)
    lots, total = foreseeing._walk(seen, side.name, quantity=quantity)
    assert (lots, total) == (sum(f[2] for f in done.fills), sum(f[1] * f[2] for f in done.fills))


def test_a_planted_bug_of_the_budget_would_be_seen() -> None:
    """A walk that took the next level with what does not pay a lot of this one would find more."""
    _, seen = books(Side.SELL, {60: 2, 10: 50})
    assert foreseeing._walk(seen, "SELL", budget=110) == (1, 60)


def made(ticket: Ticket, **fields: object) -> Draft:
    usual: dict[str, object] = {"price": "60000", "stop": "59000", "amount": "0.01", "trailing": "1.5"}
    return Draft(ticket=ticket, **(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ticket", "kind", "price", "stop"),
    [
        (Ticket.LIMIT, OrderType.LIMIT, 6_000_000, 0),
        (Ticket.MARKET, OrderType.MARKET, 0, 0),
        (Ticket.STOP, OrderType.STOP_LOSS, 0, 5_900_000),
        (Ticket.STOP_LIMIT, OrderType.STOP_LOSS_LIMIT, 6_000_000, 5_900_000),
        (Ticket.TAKE_PROFIT, OrderType.TAKE_PROFIT, 0, 5_900_000),
        (Ticket.TAKE_PROFIT_LIMIT, OrderType.TAKE_PROFIT_LIMIT, 6_000_000, 5_900_000),
        (Ticket.TRAILING, OrderType.STOP_LOSS, 0, 5_900_000),
    ],
)
def test_every_kind_of_order_becomes_its_command(
    ticket: Ticket, kind: OrderType, price: int, stop: int
) -> None:
    command, fields = command_of(made(ticket, self_trade="DECREMENT"), PAIR)
    assert command is PlaceOrder
    assert (fields["kind"], fields["quantity"], fields["self_trade"]) == (kind, 1000, "DECREMENT")
    assert (fields.get("price", 0), fields.get("stop_price", 0)) == (price, stop)
    assert fields.get("trailing_bips", 0) == (150 if ticket is Ticket.TRAILING else 0)


def test_money_goes_with_market_orders_alone() -> None:
    _, fields = command_of(made(Ticket.MARKET, by_money=True, amount="12.5"), PAIR)
    assert fields["budget"] == 1_250_000_000 and "quantity" not in fields
    _, fields = command_of(made(Ticket.LIMIT, by_money=True), PAIR)
    assert fields["quantity"] == 1000 and "budget" not in fields


def test_an_order_only_as_maker_may_end_on_a_day() -> None:
    draft = made(Ticket.LIMIT, post_only=True, validity=Validity.GTD, expires="2030-01-02 03:04")
    _, fields = command_of(draft, PAIR)
    assert fields["kind"] is OrderType.LIMIT_MAKER
    assert fields["expires_at"] == datetime(2030, 1, 2, 3, 4).astimezone(UTC)


def test_a_list_sells_what_the_first_order_brings_after_its_fee() -> None:
    then = Then(price="61000", stop="59000", limit="58900")
    command, fields = command_of(made(Ticket.OTOCO, then=then), PAIR)
    first, profit, loss = fields["legs"]
    assert (command, fields["kind"]) == (PlaceList, ListType.OTOCO)
    assert (first.side, first.quantity) == ("BUY", 1000)
    assert (profit.side, profit.kind, profit.quantity, profit.price) == (
        "SELL", OrderType.LIMIT_MAKER, 998, 6_100_000,
    )  # fmt: skip
    assert (loss.kind, loss.stop_price, loss.price) == (OrderType.STOP_LOSS_LIMIT, 5_900_000, 5_890_000)
    told = preview(made(Ticket.OTOCO, then=then), PAIR, DepthBook(), RICH)
    begun = 600 * COIN
    assert told.profit == 998 * 6_100_000 * 10 * 999 // 1000 - begun
    assert told.loss is not None and told.loss == 998 * 5_890_000 * 10 - 998 * 58_900_000 * 2 // 1000 - begun
    assert told.problem is None and told.then == 998


def test_what_is_bought_back_is_as_much_as_was_sold() -> None:
    draft = made(Ticket.OTO, side="SELL", then=Then(side="BUY", price="58000"))
    _, fields = command_of(draft, PAIR)
    assert [(leg.side, leg.quantity) for leg in fields["legs"]] == [("SELL", 1000), ("BUY", 1000)]
    told = preview(draft, PAIR, DepthBook(), RICH)
    assert told.profit == 600 * COIN * 998 // 1000 - 580 * COIN


@pytest.mark.parametrize(
    ("name", "ticket", "field"),
    [
        ("quantity", Ticket.LIMIT, "amount"),
        ("budget", Ticket.MARKET, "amount"),
        ("expires_at", Ticket.LIMIT, "expires"),
        ("legs", Ticket.OCO, "stop"),
        ("legs.0.price", Ticket.OCO, "price"),
        ("legs.1.price", Ticket.OCO, "limit"),
        ("legs.1.stop_price", Ticket.OCO, "stop"),
        ("legs.0.quantity", Ticket.OTO, "amount"),
        ("legs.1.price", Ticket.OTO, "then_price"),
        ("legs.1.price", Ticket.OTOCO, "then_price"),
        ("legs.2.price", Ticket.OTOCO, "then_limit"),
        ("legs.2.stop_price", Ticket.OTOCO, "then_stop"),
        ("", Ticket.LIMIT, ""),
    ],
)
def test_a_refusal_finds_its_field(name: str, ticket: Ticket, field: str) -> None:
    assert field_of(name, ticket) == field


@pytest.mark.parametrize("text", ["", "1.234", "x", "1.", "-1"])
def test_what_is_no_distance(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        bips_of(text)
    assert refused.value.field == "trailing"


@pytest.mark.parametrize("text", ["", "tomorrow", "2030-02-30 10:00", "2030-01-01", "99999-01-01 00:00"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_moment(text, "expires")
    assert refused.value.field == "expires"


def test_a_share_of_what_one_has_is_lots_or_money() -> None:
    _, seen = books(Side.BUY, {6_000_000: 10_000})
    draft, funds = made(Ticket.MARKET), Funds(3 * COIN, 1200 * COIN)
    assert share(draft, PAIR, seen, funds, 50) == 1000
    assert share(made(Ticket.MARKET, by_money=True), PAIR, seen, funds, 50) == 600 * COIN
    _, seen = books(Side.SELL, {6_000_000: 10**6})
    assert share(made(Ticket.MARKET, side="SELL"), PAIR, seen, funds, 10) == 30_000
    assert share(made(Ticket.MARKET, side="SELL", by_money=True), PAIR, seen, funds, 10) == 18_000 * COIN
