"""The rules of matching, each by an example that can be followed by hand."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from models.trading.matching import Book, Outcome, Prevention, SelfTrade, Side, Status, TimeInForce

BUY, SELL = Side.BUY, Side.SELL
ADA, BEN, CY = 1, 2, 3


def book_of(*orders: tuple[int, int, Side, int, int]) -> Book:
    """Orders that wait: number, owner, side, price, quantity."""
    book = Book()
    for order in orders:
        assert book.limit(*order).status is Status.RESTED
    return book


def seen(outcome: Outcome) -> tuple[Status, int, list[tuple[int, int, int, int]]]:
    return outcome.status, outcome.left, list(outcome.fills)


def queue(book: Book, side: Side) -> list[tuple[int, int]]:
    """Number and what is left, as they would trade."""
    return [(order.number, order.left) for order in book.orders() if order.side is side]


# Price, then time


def test_the_best_price_trades_first_and_then_who_waited_longer() -> None:
    book = book_of(
        (1, ADA, SELL, 101, 5), (2, BEN, SELL, 100, 5), (3, CY, SELL, 100, 5), (4, ADA, SELL, 99, 2)
    )
    outcome = book.limit(5, CY, BUY, 100, 9)
    assert seen(outcome) == (Status.FILLED, 0, [(4, 99, 2, 0), (2, 100, 5, 0), (3, 100, 2, 3)])
    assert queue(book, SELL) == [(3, 3), (1, 5)]


def test_what_finds_nobody_rests_at_its_price_and_trades_at_the_makers() -> None:
    book = book_of((1, ADA, SELL, 100, 5))
    assert seen(book.limit(2, BEN, BUY, 103, 8)) == (Status.RESTED, 3, [(1, 100, 5, 0)])
    assert (book.best_bid, book.best_ask) == (103, None)
    assert seen(book.limit(3, CY, SELL, 90, 1)) == (Status.FILLED, 0, [(2, 103, 1, 2)])


def test_the_depth_adds_up_what_is_visible_at_each_price() -> None:
    book = book_of((1, ADA, BUY, 98, 5), (2, BEN, BUY, 99, 1), (3, CY, BUY, 98, 2), (4, CY, BUY, 97, 2))
    book.limit(5, ADA, BUY, 99, 50, peak=10)
    assert book.depth(BUY, 2) == [(99, 11, 2), (98, 7, 2)]
    assert book.depth(SELL, 2) == []


# Times in force


def test_immediate_or_cancel_lets_what_is_left_expire() -> None:
    book = book_of((1, ADA, SELL, 100, 5))
    outcome = book.limit(2, BEN, BUY, 100, 8, tif=TimeInForce.IOC)
    assert seen(outcome) == (Status.EXPIRED, 3, [(1, 100, 5, 0)])
    assert not list(book.orders())


def test_fill_or_kill_trades_wholly_or_leaves_everything_as_it_was() -> None:
    book = book_of((1, ADA, SELL, 100, 5), (2, BEN, SELL, 101, 5))
    before = book.hash()
    assert seen(book.limit(3, CY, BUY, 100, 6, tif=TimeInForce.FOK)) == (Status.NOT_FILLABLE, 6, [])
    assert book.hash() == before
    filled = book.limit(4, CY, BUY, 101, 6, tif=TimeInForce.FOK)
    assert seen(filled) == (Status.FILLED, 0, [(1, 100, 5, 0), (2, 101, 1, 4)])


def test_fill_or_kill_counts_what_an_iceberg_hides() -> None:
    book = Book()
    book.limit(1, ADA, SELL, 100, 9, peak=2)
    outcome = book.limit(2, BEN, BUY, 100, 9, tif=TimeInForce.FOK)
    assert outcome.status is Status.FILLED
    assert [fill[2] for fill in outcome.fills] == [2, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("self_trade", "status"),
    [
        (SelfTrade.NONE, Status.FILLED),
        (SelfTrade.EXPIRE_MAKER, Status.FILLED),  # 5 of Ben and 5 of Cy do without Ada's own
        (SelfTrade.EXPIRE_TAKER, Status.NOT_FILLABLE),
        (SelfTrade.EXPIRE_BOTH, Status.NOT_FILLABLE),
        (SelfTrade.DECREMENT, Status.NOT_FILLABLE),
    ],
)
def test_fill_or_kill_wants_every_lot_traded(self_trade: SelfTrade, status: Status) -> None:
    book = book_of((1, BEN, SELL, 100, 5), (2, ADA, SELL, 100, 5), (3, CY, SELL, 100, 5))
    before = book.hash()
    outcome = book.limit(4, ADA, BUY, 100, 10, tif=TimeInForce.FOK, self_trade=self_trade)
    assert outcome.status is status
    assert (book.hash() == before) is (status is Status.NOT_FILLABLE)
    assert not outcome.prevented or status is Status.FILLED


def test_post_only_never_takes() -> None:
    book = book_of((1, ADA, SELL, 100, 5))
    before = book.hash()
    assert seen(book.limit(2, BEN, BUY, 100, 8, post_only=True)) == (Status.WOULD_TAKE, 8, [])
    assert book.hash() == before
    assert book.limit(3, BEN, BUY, 99, 8, post_only=True).status is Status.RESTED


def test_post_only_passes_a_level_that_was_emptied() -> None:
    book = book_of((1, ADA, SELL, 100, 5), (2, ADA, SELL, 102, 5))
    book.cancel(1)
    assert book.limit(3, BEN, BUY, 101, 8, post_only=True).status is Status.RESTED


# Market orders


def test_a_market_order_takes_what_there_is_and_never_rests() -> None:
    book = book_of((1, ADA, BUY, 100, 5), (2, BEN, BUY, 7, 5))
    assert seen(book.market(3, CY, SELL, 12)) == (Status.EXPIRED, 2, [(1, 100, 5, 0), (2, 7, 5, 0)])
    assert seen(book.market(4, CY, SELL, 12)) == (Status.NO_LIQUIDITY, 12, [])
    assert not list(book.orders())


@pytest.mark.parametrize(
    ("budget", "status", "left", "bought"),
    [
        (9, Status.EXPIRED, 9, []),  # covers no lot
        (35, Status.FILLED, 5, [(1, 10, 3, 2)]),
        (50, Status.FILLED, 0, [(1, 10, 5, 0)]),
        (85, Status.FILLED, 11, [(1, 10, 5, 0), (2, 12, 2, 3)]),
        (200, Status.EXPIRED, 90, [(1, 10, 5, 0), (2, 12, 5, 0)]),
    ],
)
def test_a_budget_buys_whole_lots_as_long_as_it_covers_one(
    budget: int, status: Status, left: int, bought: list[tuple[int, int, int, int]]
) -> None:
    book = book_of((1, ADA, SELL, 10, 5), (2, BEN, SELL, 12, 5))
    assert seen(book.market(3, CY, BUY, None, budget=budget)) == (status, left, bought)


def test_a_budget_of_a_sell_is_what_it_may_earn() -> None:
    book = book_of((1, ADA, BUY, 7, 1), (2, BEN, BUY, 3, 5))
    assert seen(book.market(3, CY, SELL, None, budget=11)) == (Status.FILLED, 1, [(1, 7, 1, 0), (2, 3, 1, 4)])


# Self-trade prevention, after the scenarios of Binance's public FAQ


def test_without_prevention_one_trades_with_oneself() -> None:
    book = book_of((1, ADA, BUY, 1, 1))
    assert seen(book.limit(2, ADA, SELL, 1, 1)) == (Status.FILLED, 0, [(1, 1, 1, 0)])


def test_expire_maker_clears_the_way_and_the_taker_rests() -> None:
    book = book_of((1, ADA, BUY, 12, 12), (2, ADA, BUY, 11, 13), (3, ADA, BUY, 10, 81))
    outcome = book.limit(4, ADA, SELL, 10, 30, self_trade=SelfTrade.EXPIRE_MAKER)
    assert seen(outcome) == (Status.RESTED, 30, [])
    assert outcome.prevented == [
        Prevention(1, 12, 0, 12, 0), Prevention(2, 11, 0, 13, 0), Prevention(3, 10, 0, 81, 0),
    ]  # fmt: skip
    assert queue(book, SELL) == [(4, 30)]
    assert book.best_bid is None


def test_expire_taker_leaves_the_makers() -> None:
    book = book_of((1, ADA, BUY, 12, 12), (2, ADA, BUY, 11, 13))
    outcome = book.limit(3, ADA, SELL, 10, 30, self_trade=SelfTrade.EXPIRE_TAKER)
    assert seen(outcome) == (Status.PREVENTED, 0, [])
    assert outcome.prevented == [Prevention(1, 12, 30, 0, 12)]
    assert queue(book, BUY) == [(1, 12), (2, 13)]


def test_expire_both_takes_the_taker_and_the_first_maker() -> None:
    book = book_of((1, ADA, BUY, 1, 1), (2, ADA, BUY, 1, 2))
    outcome = book.limit(3, ADA, SELL, 1, 3, self_trade=SelfTrade.EXPIRE_BOTH)
    assert seen(outcome) == (Status.PREVENTED, 0, [])
    assert outcome.prevented == [Prevention(1, 1, 3, 1, 0)]
    assert queue(book, BUY) == [(2, 2)]


@pytest.mark.parametrize(
    ("mine", "status", "left", "prevention"),
    [
        (2, Status.PREVENTED, 0, Prevention(1, 2, 2, 2, 4)),  # the smaller expires
        (6, Status.PREVENTED, 0, Prevention(1, 2, 6, 6, 0)),  # as large as each other: both do
        (9, Status.RESTED, 3, Prevention(1, 2, 6, 6, 0)),
    ],
)
def test_decrement_takes_the_smaller_quantity_off_both(
    mine: int, status: Status, left: int, prevention: Prevention
) -> None:
    book = book_of((1, ADA, BUY, 2, 6))
    outcome = book.limit(2, ADA, SELL, 2, mine, self_trade=SelfTrade.DECREMENT)
    assert seen(outcome) == (status, left, [])
    assert outcome.prevented == [prevention]
    assert queue(book, BUY) == ([(1, prevention.maker_left)] if prevention.maker_left else [])


def test_a_market_order_that_meets_only_its_own_expires() -> None:
    book = book_of((1, ADA, BUY, 1, 1))
    outcome = book.market(2, ADA, SELL, 1, self_trade=SelfTrade.EXPIRE_MAKER)
    assert seen(outcome) == (Status.EXPIRED, 1, [])
    assert outcome.prevented == [Prevention(1, 1, 0, 1, 0)]


def test_what_others_offered_before_ones_own_trades() -> None:
    book = book_of((1, BEN, BUY, 5, 4), (2, ADA, BUY, 5, 4), (3, BEN, BUY, 5, 4))
    outcome = book.limit(4, ADA, SELL, 5, 10, self_trade=SelfTrade.DECREMENT)
    assert seen(outcome) == (Status.FILLED, 0, [(1, 5, 4, 0), (3, 5, 2, 2)])
    assert outcome.prevented == [Prevention(2, 5, 4, 4, 0)]


# The place in the queue


def test_a_smaller_quantity_keeps_the_place() -> None:
    book = book_of((10, ADA, BUY, 87, 10), (15, BEN, BUY, 87, 55), (20, CY, BUY, 87, 40))
    assert book.amend(15, 50)
    assert queue(book, BUY) == [(10, 10), (15, 50), (20, 40)]


@pytest.mark.parametrize(("number", "quantity"), [(10, 10), (10, 11), (10, 0), (10, -1), (11, 1)])
def test_anything_else_is_no_amendment(number: int, quantity: int) -> None:
    book = book_of((10, ADA, BUY, 87, 10))
    before = book.hash()
    assert not book.amend(number, quantity)
    assert book.hash() == before


def test_an_iceberg_shows_its_peak_and_goes_to_the_back_when_it_is_refilled() -> None:
    book = Book()
    book.limit(1, ADA, SELL, 100, 25, peak=10)
    book.limit(2, BEN, SELL, 100, 5)
    assert book.depth(SELL, 1) == [(100, 15, 2)]
    assert book.limit(3, CY, BUY, 100, 4).fills == [(1, 100, 4, 21)]  # part of the peak: it keeps its place
    assert [order.number for order in book.orders()] == [1, 2]
    assert book.limit(4, CY, BUY, 100, 6).fills == [(1, 100, 6, 15)]  # all of it
    assert [(order.number, order.shown) for order in book.orders()] == [(2, 5), (1, 10)]
    assert book.limit(5, CY, BUY, 100, 18).fills == [(2, 100, 5, 0), (1, 100, 10, 5), (1, 100, 3, 2)]
    assert book.depth(SELL, 1) == [(100, 2, 1)]


def test_an_amended_iceberg_shows_less_only_when_no_more_is_left() -> None:
    book = Book()
    book.limit(1, ADA, SELL, 100, 25, peak=10)
    assert book.amend(1, 12)
    assert book.depth(SELL, 1) == [(100, 10, 1)]
    assert book.amend(1, 3)
    assert book.depth(SELL, 1) == [(100, 3, 1)]


# Cancelling and wrong arguments


def test_a_cancelled_order_is_returned_once() -> None:
    book = book_of((1, ADA, BUY, 10, 5))
    order = book.cancel(1)
    assert order is not None
    assert (order.number, order.owner, order.side, order.price, order.left) == (1, ADA, BUY, 10, 5)
    assert book.cancel(1) is None
    assert book.order(1) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"number": 1},  # is there already
        {"price": 0},
        {"quantity": 0},
        {"peak": -1},
        {"peak": 1, "tif": TimeInForce.IOC},
        {"post_only": True, "tif": TimeInForce.FOK},
    ],
)
def test_a_wrong_argument_is_a_bug_of_the_caller(arguments: dict[str, Any]) -> None:
    book = book_of((1, ADA, BUY, 10, 5))
    before = book.hash()
    usual: dict[str, Any] = {"number": 2, "owner": ADA, "side": SELL, "price": 10, "quantity": 5}
    with pytest.raises(ValueError, match="order"):
        book.limit(**{**usual, **arguments})
    assert book.hash() == before


@pytest.mark.parametrize(("quantity", "budget"), [(None, None), (5, 5), (0, None), (None, 0)])
def test_a_market_order_has_a_quantity_or_a_budget(quantity: int | None, budget: int | None) -> None:
    with pytest.raises(ValueError, match="order"):
        Book().market(1, ADA, BUY, quantity, budget=budget)


# Marks, restoring, and what the caller may rely on


def test_a_rollback_undoes_trades_levels_and_refills() -> None:
    book = book_of((1, ADA, SELL, 100, 5), (2, BEN, SELL, 101, 5))
    book.limit(3, CY, SELL, 101, 9, peak=2)
    before, outer = book.hash(), book.mark()
    book.market(4, CY, BUY, 14)
    after, inner = book.hash(), book.mark()
    book.limit(5, ADA, BUY, 100, 1)
    book.cancel(3)
    book.rollback(inner)
    assert book.hash() == after
    book.rollback(outer)
    assert book.hash() == before
    assert book.depth(SELL, 5) == [(100, 5, 1), (101, 7, 2)]


def test_nothing_is_kept_after_a_release() -> None:
    book = book_of((1, ADA, SELL, 100, 5))
    mark = book.mark()
    book.cancel(1)
    book.release()
    with pytest.raises(ValueError, match="no mark"):
        book.rollback(mark)
    assert book.mark() == 0


def test_a_restored_book_goes_on_as_the_old_one() -> None:
    book = Book()
    book.limit(1, ADA, SELL, 100, 25, peak=10)
    book.limit(2, BEN, SELL, 100, 5)
    book.limit(3, CY, BUY, 100, 13)
    again = Book()
    again.restore(sorted(book.orders(), key=lambda order: order.number), book.turn)
    assert again.hash() == book.hash()
    for each in (book, again):
        each.limit(4, CY, BUY, 100, 7)
    assert again.hash() == book.hash()
    assert [order.turn for order in again.orders()] == [order.turn for order in book.orders()]
    with pytest.raises(ValueError, match="empty"):
        again.restore([])


def test_levels_that_the_price_left_behind_are_dropped() -> None:
    book = Book()
    book.limit(1, ADA, BUY, 1_000_000, 1)
    for number in range(2, 5_000):
        book.limit(number, ADA, BUY, number, 1)
        book.cancel(number)
    assert len(book._bids.levels) < 200
    assert book.depth(BUY, 5) == [(1_000_000, 1, 1)]


def test_the_engine_makes_no_garbage_in_cycles() -> None:
    gc.collect()
    gc.disable()
    try:
        book = Book()
        for number in range(1, 2_000):
            side = BUY if number % 3 else SELL
            book.limit(number, number % 5, side, 100 + number % 7, number % 11 + 1, peak=number % 4)
            book.cancel(number // 2)
        assert gc.collect() == 0
    finally:
        gc.enable()
