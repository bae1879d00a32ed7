"""A market that lives: participants let in, orders and trades in the record, and quiet when it is stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QSignalSpy

from controllers.trading.market_life import MOST, MarketLife
from models.core.errors import NotAllowed
from models.trading.admitting import Participants, participant
from models.trading.commands import CancelAll, JoinExchange, SetPairStatus
from models.trading.entities import PairStatus
from models.trading.own_queries import OpenOrders
from models.trading.participants import PARTICIPANTS
from models.trading.queries import DepthOf, Tape
from tests.support.market_floor import MarketFloor, market_floor

assert market_floor


@pytest.fixture
def life(market_floor: MarketFloor) -> Iterator[MarketLife]:
    made = MarketLife(market_floor.actor)
    yield made
    made.stop()


def _trades(floor: MarketFloor) -> int:
    tapes = (
        floor.ask(Tape(actor=floor.owner, space_id=floor.space, pair=pair))
        for pair in ("BTC/USDT", "ETH/BTC")
    )
    return sum(len(tape) for tape in tapes)


def test_the_owner_brings_a_market_to_life(market_floor: MarketFloor, life: MarketLife) -> None:
    told = QSignalSpy(life.changed)
    life.start(market_floor.space, rate=MOST, seed=1)
    assert life.running
    market_floor.until(lambda: life.sent > 120 and _trades(market_floor) > 3)
    owner, space = market_floor.owner, market_floor.space
    assert len(market_floor.ask(Participants(actor=owner, space_id=space))) == len(PARTICIPANTS)
    for pair in ("BTC/USDT", "ETH/BTC"):
        depth = market_floor.ask(DepthOf(actor=owner, space_id=space, pair=pair))
        assert depth.bids and depth.asks and depth.bids[0].price < depth.asks[0].price
    life.stop()
    market_floor.gateway.submit(market_floor.actor.make(CancelAll, space_id=space)).result()  # all before it
    sent = life.sent
    assert not life.running and told.count() == 2
    life._act()
    assert life.sent == sent


def test_it_knows_its_orders_as_the_record_does(market_floor: MarketFloor, life: MarketLife) -> None:
    space = market_floor.space

    def recorded() -> set[int]:
        orders = (
            market_floor.ask(OpenOrders(actor=participant(space, who), space_id=space))
            for who in range(len(PARTICIPANTS))
        )
        return {order.number for each in orders for order in each}

    def known() -> set[int]:
        return {number for seen in life._seen.values() for number in seen.orders}

    for seed in (1, 2):  # the second time it begins with what is there
        before = life.sent
        life.start(space, rate=MOST, seed=seed)
        market_floor.until(lambda before=before: life.sent > before + 60)  # type: ignore[misc]
        life._beat.stop()
        market_floor.until(lambda: life._under_way == 0 and known() == recorded())
        assert known()
        for name, seen in life._seen.items():
            depth = market_floor.ask(DepthOf(actor=market_floor.owner, space_id=space, pair=name))
            bids, asks = seen.book.top(50)
            assert bids == tuple((level.price, level.quantity) for level in depth.bids)
            assert asks == tuple((level.price, level.quantity) for level in depth.asks)


def test_who_does_not_own_it_cannot_let_them_in(market_floor: MarketFloor, life: MarketLife) -> None:
    bea = market_floor.person("Bea")
    market_floor.did(bea, JoinExchange)
    market_floor.actor.become(bea)
    failed = QSignalSpy(life.failed)
    life.start(market_floor.space)
    market_floor.until(lambda: failed.count() == 1)
    assert isinstance(failed.at(0)[0], NotAllowed) and not life.running


def test_where_a_pair_is_halted_they_wait(market_floor: MarketFloor, life: MarketLife) -> None:
    life.start(market_floor.space, rate=MOST, seed=1)
    market_floor.until(lambda: life.sent > 20)
    for pair in ("BTC/USDT", "ETH/BTC"):
        market_floor.did(market_floor.owner, SetPairStatus, pair=pair, status=PairStatus.HALTED)
    market_floor.until(lambda: {s.pair.status for s in life._seen.values()} == {PairStatus.HALTED})
    market_floor.until(lambda: life._crowd is not None and life._under_way == 0)
    trades = _trades(market_floor)
    for _ in range(50):
        life._due = 10
        life._act()
    market_floor.until(lambda: life._under_way == 0)
    assert _trades(market_floor) == trades
    market_floor.did(market_floor.owner, SetPairStatus, pair="BTC/USDT", status=PairStatus.TRADING)
    market_floor.until(lambda: _trades(market_floor) > trades)
