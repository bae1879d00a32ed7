"""Trading on paper: the house's orders are the outside book, whatever it does and whoever takes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from models.trading.matching import Book
from models.trading.paper import TAKER, HouseBook, HouseIntent, Shrink, in_lots, repeat
from models.trading.participants import Cancel, Place
from models.trading.providers.feed import OutsideTrade
from models.trading.terms import Side, TimeInForce
from models.trading.terms_of_pair import PairScale

SCALE = PairScale("BTC", "USDT", 1_000_000, 1_000)
SIDES = {"BUY": Side.BUY, "SELL": Side.SELL}

# Bids and asks around a middle that moves: they never cross.
BOOKS = st.builds(
    lambda middle, bids, asks: (
        {middle - away: lots for away, lots in bids.items()},
        {middle + away: lots for away, lots in asks.items()},
    ),
    st.integers(100, 120),
    st.dictionaries(st.integers(1, 9), st.integers(1, 5), max_size=5),
    st.dictionaries(st.integers(0, 9), st.integers(1, 5), max_size=5),
)
TAKEN = st.lists(st.tuples(st.sampled_from(["BUY", "SELL"]), st.integers(1, 6)), max_size=2)


class House:
    """The house's orders in a real book, with somebody who takes of it."""

    def __init__(self) -> None:
        self.book, self.house, self.next = Book(), HouseBook("BTC/USDT"), 1

    def do(self, intent: HouseIntent) -> None:
        if isinstance(intent, Cancel):
            assert self.book.cancel(intent.number) is not None
            self.house.gone(intent.number)
        elif isinstance(intent, Shrink):
            assert self.book.amend(intent.number, intent.quantity)
            self.house.changed(intent.number, intent.quantity)
        else:
            outcome = self.book.limit(self.next, 1, SIDES[intent.side], intent.price, intent.quantity)
            assert not outcome.fills, "the house trades with itself"
            self.house.placed(self.next, intent.side, intent.price, intent.quantity)
            self.next += 1

    def take(self, side: str, quantity: int) -> None:
        outcome = self.book.market(self.next, 2, SIDES[side], quantity)
        self.next += 1
        for maker, _, _, left in outcome.fills:
            self.house.changed(maker, left)

    def levels(self, side: Side) -> dict[int, int]:
        return {price: quantity for price, quantity, _ in self.book.depth(side, 99)}


def check_mirror(steps: list[tuple[tuple[dict[int, int], dict[int, int]], list[tuple[str, int]]]]) -> None:
    house = House()
    for (bids, asks), taken in steps:
        for intent in list(house.house.differences(bids, asks)):
            house.do(intent)
        assert (house.levels(Side.BUY), house.levels(Side.SELL)) == (bids, asks)
        assert list(house.house.differences(bids, asks)) == []
        for side, quantity in taken:
            house.take(side, quantity)


STEPS = st.lists(st.tuples(BOOKS, TAKEN), max_size=12)


@given(STEPS)
def test_the_house_holds_what_stands_outside(steps: list[Any]) -> None:
    check_mirror(steps)


def test_what_stays_keeps_its_place() -> None:
    house = House()
    for wanted in (5, 9, 7, 2):
        for intent in list(house.house.differences({100: wanted}, {})):
            house.do(intent)
    assert house.house.numbers == (1,) and house.levels(Side.BUY) == {100: 2}
    order = house.book.order(1)
    assert order is not None and order.turn == 1


def _in_any_order(self: HouseBook, bids: dict[int, int], asks: dict[int, int]) -> Any:
    return reversed(list(_differences(self, bids, asks)))


def _never_less(orders: list[tuple[int, int]], wanted: int) -> Any:
    return iter(())


_differences = HouseBook.differences


@pytest.mark.parametrize(
    ("name", "wrong"), [("differences", _in_any_order), ("_less", staticmethod(_never_less))]
)
def test_planted_bugs_are_caught(name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HouseBook, name, wrong)
    find = seed(1)(
        settings(database=None, phases=[Phase.generate], max_examples=300)(given(STEPS)(check_mirror))
    )
    with pytest.raises((AssertionError, ExceptionGroup)):
        find()


def test_nobody_is_offered_more_or_better() -> None:
    levels = ((101_999_999, 2_500), (101_000_001, 1_600), (100_000_000, 999), (99_000_000, 1_000))
    assert in_lots(levels, "BUY", SCALE, 9) == {101: 3, 99: 1}
    assert in_lots(levels, "BUY", SCALE, 1) == {101: 3}
    asks = ((101_000_001, 1_600), (101_999_999, 2_500), (102_000_001, 1_000))
    assert in_lots(asks, "SELL", SCALE, 9) == {102: 3, 103: 1}


def test_what_is_counted_in_cents_is_as_much_as_outside() -> None:
    """Feeds count 1e-8 of every coin, also of one that has two decimals here."""
    euros = PairScale("EUR", "USDT", 10_000, 10_000)  # 0.0001 USDT, 100 EUR
    assert in_lots([(108_500_000, 25_000 * 10**8)], "BUY", euros, 9) == {10_850: 250}
    trade = OutsideTrade("EUR/USDT", 0, 1, 108_500_000, 700 * 10**8, buyer_made=True)
    assert [each.quantity for each in repeat([trade], "EUR/USDT", euros)] == [7]


def test_trades_are_repeated_and_gathered() -> None:
    trades = [
        OutsideTrade("BTC/USDT", 0, number, price * 1_000_000, lots * 1_000, buyer_made)
        for number, (price, lots, buyer_made) in enumerate(
            [(100, 2, True), (100, 3, True), (100, 1, False), (101, 4, False), (101, 0, False)]
        )
    ]
    orders = repeat(trades, "BTC/USDT", SCALE)
    assert [(each.who, each.side, each.price, each.quantity) for each in orders] == [
        (TAKER, "SELL", 100, 5), (TAKER, "BUY", 100, 1), (TAKER, "BUY", 101, 4),
    ]  # fmt: skip


def test_an_order_of_ones_own_is_filled_when_the_outside_trades_through_it() -> None:
    house = House()
    for intent in list(house.house.differences({100: 5}, {103: 5})):
        house.do(intent)
    house.book.limit(900, 2, Side.BUY, 101, 4)
    trade = OutsideTrade("BTC/USDT", 0, 1, 101 * 1_000_000, 3_000, buyer_made=True)
    (taker,) = repeat([trade], "BTC/USDT", SCALE)
    outcome = house.book.limit(901, 3, SIDES[taker.side], taker.price, taker.quantity, tif=TimeInForce.IOC)
    assert outcome.fills == [(900, 101, 3, 1)]
    for intent in list(house.house.differences({99: 5}, {101: 5})):
        if isinstance(intent, Cancel):
            house.do(intent)
        elif isinstance(intent, Place) and intent.side == "SELL":
            fills = house.book.limit(902, 1, Side.SELL, intent.price, intent.quantity).fills
            assert fills == [(900, 101, 1, 0)], "the outside sells at the price of one's own order"
