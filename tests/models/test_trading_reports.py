"""T11, T14: what one has and what it cost, lots, fees, and how pairs did; against plain counts."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.trading.entities import MyTrade
from models.trading.lots import Basis, lots_of
from models.trading.own_queries import MyTrades
from models.trading.reports import Fees, Holdings, MyReport, PairReports, volatility
from tests.support.floor import Floor
from tests.support.video_record import VideoRecord

START = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE = 10**8


def trade(n: int, side: str, quantity: int, turnover: int) -> MyTrade:
    at = START + timedelta(minutes=n)
    return MyTrade(n, n, "BTC/USDT", side, 1, quantity, turnover, 0, "BTC", True, at)


TRADES = st.lists(
    st.tuples(st.sampled_from(["BUY", "BUY", "SELL"]), st.integers(1, 1000), st.integers(0, 10**12)),
    max_size=30,
).map(lambda rows: [trade(n, *row) for n, row in enumerate(rows)])


@given(trades=TRADES)
def test_no_lot_and_no_unit_of_cost_or_proceeds_is_lost(trades: list[MyTrade]) -> None:
    closed, still = lots_of("BTC/USDT", "USDT", trades)
    bought = [each for each in trades if each.side == "BUY"]
    sold = [each for each in trades if each.side == "SELL"]
    assert sum(lot.quantity for lot in closed) == sum(each.quantity for each in sold)
    assert sum(lot.proceeds for lot in closed) == sum(each.turnover for each in sold)
    assert sum(lot.cost for lot in (*closed, *still)) == sum(each.turnover for each in bought)
    had = there = 0
    for each in trades:  # what was sold beyond what was there had not been bought
        there = there + each.quantity if each.side == "BUY" else max(0, there - each.quantity)
        had = there
    assert sum(lot.quantity for lot in still) == had
    assert all(lot.bought_at <= (lot.sold_at or lot.bought_at) for lot in closed)


def test_the_oldest_lot_goes_first() -> None:
    closed, still = lots_of(
        "BTC/USDT", "USDT", [trade(1, "BUY", 10, 100), trade(2, "BUY", 10, 300), trade(3, "SELL", 15, 600)]
    )
    assert [(lot.quantity, lot.cost, lot.proceeds) for lot in closed] == [(10, 100, 400), (5, 150, 200)]
    assert [(lot.quantity, lot.cost) for lot in still] == [(5, 150)]


def test_the_average_cost_of_what_is_left() -> None:
    basis = Basis()
    basis.take(10, 100)
    basis.take(10, 300)
    basis.give(5)
    assert (basis.quantity, basis.cost) == (15, 300)
    basis.give(99)
    assert (basis.quantity, basis.cost) == (0, 0)


def test_volatility_is_the_yearly_deviation_of_daily_returns() -> None:
    returns = [math.log(110 / 100), math.log(99 / 110)]
    mean = sum(returns) / 2
    deviation = math.sqrt(sum((each - mean) ** 2 for each in returns))
    assert volatility([100, 110, 99]) == pytest.approx(deviation * math.sqrt(365))
    assert volatility([100]) == volatility([100, 101]) == volatility([]) == 0.0


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(VideoRecord(tmp_path))


def test_a_day_of_trading_is_reported_to_the_unit(floor: Floor) -> None:
    floor.pair(maker_ppm=1000, taker_ppm=2000)
    seller = floor.person(BTC=5 * WHOLE)
    buyer = floor.person(USDT=100_000 * WHOLE)
    floor.place(seller, "SELL", 100_000, 6_000_000)
    floor.place(buyer, "BUY", 100_000, 6_000_000)
    floor.place(seller, "SELL", 50_000, 6_600_000)
    floor.place(buyer, "BUY", 25_000, 6_600_000)
    ask = floor.record.ask
    mine = {each.asset: each for each in ask(Holdings(actor=buyer, space_id=floor.space))}
    spent = 60_000 * WHOLE + 66_000 * WHOLE // 4
    got = WHOLE + WHOLE // 4
    assert mine["BTC"].available == got - got * 2000 // 10**6
    assert mine["BTC"].cost == spent
    assert mine["BTC"].bought == mine["BTC"].available
    assert mine["BTC"].value == mine["BTC"].available * 66_000
    assert mine["BTC"].profit == mine["BTC"].value - spent
    assert mine["USDT"].value == 100_000 * WHOLE - spent and mine["USDT"].cost == 0
    day: dict[str, Any] = {
        "since": floor.record.clock() - timedelta(days=1),
        "until": floor.record.clock() + timedelta(days=1),
    }
    report = ask(Fees(actor=buyer, space_id=floor.space, **day))
    assert [(line.asset, line.paid, line.trades) for line in report.fees] == [("BTC", got * 2000 // 10**6, 2)]
    assert [lot.quantity for lot in report.lots] == [100_000, 25_000]
    person = ask(MyReport(actor=seller, space_id=floor.space, **day))
    assert (person.orders, person.filled, person.trades, person.maker_trades) == (2, 1, 2, 2)
    assert person.turnover == {"BTC/USDT": spent} and person.value == spent
    (pair,) = ask(PairReports(actor=buyer, space_id=floor.space, **day))
    assert (pair.volume, pair.turnover, pair.trades, pair.traders) == (125_000, spent, 2, 2)
    assert (pair.bid_depth, pair.ask_depth, pair.spread) == (0, 25_000, 0)
    assert len(ask(MyTrades(actor=buyer, space_id=floor.space))) == 2


def test_nobody_else_has_part_in_it(floor: Floor) -> None:
    floor.pair()
    owner = floor.person(USDT=WHOLE)
    stranger = floor.record.person()
    assert floor.record.ask(Holdings(actor=owner, space_id=floor.space)) != ()
    assert floor.record.ask(Holdings(actor=stranger, space_id=floor.space)) == ()
    day: dict[str, Any] = {"since": START, "until": floor.record.clock() + timedelta(days=1)}
    assert floor.record.ask(PairReports(actor=stranger, space_id=floor.space, **day)) == ()
