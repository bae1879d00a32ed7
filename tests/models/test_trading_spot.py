"""Spot orders through the real dispatcher: what each comes to, in statuses and in money."""

from __future__ import annotations

import pytest

from models.trading.entities import OrderStatus, OrderType, Validity
from tests.support.floor import Floor, floor

assert floor

UNIT = 10
LOT = 1000


@pytest.fixture
def btc(floor: Floor) -> Floor:
    floor.pair()
    return floor


def test_an_order_sets_aside_what_it_needs_and_gives_it_back(btc: Floor) -> None:
    ada = btc.person(USDT=10_000_000)
    number = btc.place(ada, "BUY", 100, 5000)
    assert btc.has(ada, "USDT") == (5_000_000, 5_000_000)
    assert btc.order(ada, number).status is OrderStatus.NEW
    btc.check()
    btc.cancel(ada, number)
    assert btc.has(ada, "USDT") == (10_000_000, 0)
    assert btc.order(ada, number).status is OrderStatus.CANCELED
    btc.check()


def test_a_trade_goes_to_the_makers_price_and_fees_are_taken_of_what_is_received(floor: Floor) -> None:
    floor.pair(maker_ppm=1000, taker_ppm=2000)
    ada, bob = floor.person(USDT=10_000_000), floor.person(BTC=200_000)
    sold = floor.place(bob, "SELL", 60, 4000)
    bought = floor.place(ada, "BUY", 100, 5000)
    assert floor.order(bob, sold).status is OrderStatus.FILLED
    taken = floor.order(ada, bought)
    assert (taken.status, taken.executed, taken.turnover) == (OrderStatus.PARTIALLY_FILLED, 60, 2_400_000)
    assert floor.has(bob, "USDT") == (2_400_000 - 2400, 0)
    assert floor.has(bob, "BTC") == (140_000, 0)
    assert floor.has(ada, "BTC") == (60_000 - 120, 0)
    assert floor.has(ada, "USDT") == (10_000_000 - 2_400_000 - 2_000_000, 2_000_000)
    assert floor.has(None, "USDT", "fees") == (2400, 0)
    assert floor.has(None, "BTC", "fees") == (120, 0)
    floor.check()


def test_a_market_order_by_budget_spends_no_more(btc: Floor) -> None:
    ada, bob = btc.person(USDT=10_000_000), btc.person(BTC=200_000)
    btc.place(bob, "SELL", 10, 4000)
    btc.place(bob, "SELL", 100, 5000)
    number = btc.place(ada, "BUY", budget=1_000_000)
    taken = btc.order(ada, number)
    assert (taken.status, taken.executed, taken.turnover) == (OrderStatus.FILLED, 22, 1_000_000)
    btc.check()


def test_what_finds_nobody_expires(btc: Floor) -> None:
    ada = btc.person(USDT=10_000_000)
    for fields in (
        {"price": 0},
        {"price": 10, "validity": Validity.IOC},
        {"price": 10, "validity": Validity.FOK},
    ):
        number = btc.place(ada, "BUY", 10, **fields)
        assert btc.order(ada, number).status is OrderStatus.EXPIRED
    assert btc.has(ada, "USDT") == (10_000_000, 0)
    btc.check()


def test_post_only_is_refused_where_it_would_trade(btc: Floor) -> None:
    ada, bob = btc.person(USDT=10_000_000), btc.person(BTC=200_000)
    btc.place(bob, "SELL", 10, 4000)
    error = btc.cannot(ada, "BUY", 10, 4000, kind=OrderType.LIMIT_MAKER)
    assert error.field == "price"
    btc.place(ada, "BUY", 10, 3999, kind=OrderType.LIMIT_MAKER)
    btc.check()
