"""Simulated participants: all by the seed, sensible orders, and the record does what a rehearsal did."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import log
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.errors import NotAllowed
from models.ledger.assets import asset
from models.trading.admitting import _COINS, AdmitParticipants, Participants, participant
from models.trading.commands import CancelOrder, PlaceOrder
from models.trading.entities import OrderType
from models.trading.participants import PARTICIPANTS, Cancel, Crowd, Intent, Place, Terms, Trade, _Fair
from models.trading.queries import DepthOf, Tape
from models.trading.rehearsal import SELF_TRADE, Executed, Rehearsal
from models.trading.terms import Side
from tests.support.floor import Floor, floor

assert floor

BTC = Terms("BTC/USDT", 6_400_000, 2_000)
ETH = Terms("ETH/BTC", 52_000, 30)
SECOND = 1_000_000


def lived(
    seed: int, turns: int, step_us: int = SECOND, terms: tuple[Terms, ...] = (BTC, ETH)
) -> Iterator[tuple[Rehearsal, Intent, tuple[Executed, ...]]]:
    """A market as it goes on."""
    crowd, rehearsal = Crowd(seed, terms), Rehearsal([each.pair for each in terms])
    for turn in range(turns):
        for intent in crowd.turn(turn * step_us, rehearsal.states()):
            yield rehearsal, intent, rehearsal.do(intent)


def check_intents(seed: int, step_us: int) -> None:
    """Nobody touches another's order, nothing is without a price or a size, and books are never crossed."""
    for rehearsal, intent, _ in lived(seed, 300, step_us):
        if isinstance(intent, Place):
            assert intent.quantity > 0 and 0 <= intent.who < len(PARTICIPANTS)
            assert (intent.price > 0) == (intent.kind is OrderType.LIMIT)
        for pair, state in rehearsal.states().items():
            assert not state.best_bid or not state.best_ask or state.best_bid < state.best_ask
            assert len(state.orders) == len(list(rehearsal.books[pair].orders()))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 5_000, SECOND, 60 * SECOND, 3_600 * SECOND]))
def test_what_they_mean_to_do_makes_sense(seed: int, step_us: int) -> None:
    check_intents(seed, step_us)


def test_the_seed_says_it_all() -> None:
    first, again, other = (
        [(intent, executed) for _, intent, executed in lived(seed, 500)] for seed in (7, 7, 8)
    )
    assert first == again != other


def test_they_only_cancel_what_is_theirs() -> None:
    crowd, rehearsal = Crowd(3, (BTC,)), Rehearsal([BTC.pair])
    for turn in range(2_000):
        states = rehearsal.states()
        owners = {order.number: order.who for order in states[BTC.pair].orders}
        for intent in crowd.turn(turn * SECOND, states):
            if isinstance(intent, Cancel):
                assert owners[intent.number] == intent.who
            rehearsal.do(intent)


def test_the_market_has_a_book_trades_and_prices_that_wander() -> None:
    spreads, prices = [], []
    resting = 0
    for rehearsal, _, executed in lived(5, 6_000, terms=(BTC,)):
        state = rehearsal.states()[BTC.pair]
        resting = max(resting, len(state.orders))
        if state.best_bid and state.best_ask:
            spreads.append((state.best_ask - state.best_bid) / state.best_bid * 10_000)
        prices += [each.price for each in executed]
    assert len(prices) > 500 and resting < 100
    assert 0.5 < statistics.median(spreads) < 20
    assert all(BTC.price / 2 < price < BTC.price * 2 for price in prices)
    assert rehearsal.books[BTC.pair].depth(Side.BUY, 5) and rehearsal.books[BTC.pair].depth(Side.SELL, 5)


def clustering() -> float:
    """How much the size of a move says of the next one's: the correlation of absolute logarithmic returns."""
    fair = _Fair(BTC, Random(11))
    prices = [fair.move(minute * 60 * SECOND) for minute in range(20_000)]
    moves = [abs(log(after / before)) for before, after in pairwise(prices)]
    return statistics.correlation(moves[:-1], moves[1:])


def test_wild_hours_come_together() -> None:
    assert clustering() > 0.1


# Planted bugs


def _no_mood(self: _Fair, now_us: int) -> float:
    self._mood = self._chance.gauss(0, self.WILDNESS)
    return _move(self, now_us)


_move = _Fair.move


def _anybodys(self: Crowd, who: int, terms: Terms, state: Any, price: float) -> Iterator[Intent]:
    yield Place(who, terms.pair, "BUY", OrderType.LIMIT, round(terms.size * 0.0001), round(price))


def _calm() -> None:
    assert clustering() > 0.1


def _intents() -> None:
    for seed in range(5):
        check_intents(seed, SECOND)


@pytest.mark.parametrize(
    ("where", "name", "wrong", "check"),
    [
        (_Fair, "move", _no_mood, _calm),
        (Crowd, "_wander", _anybodys, _intents),
    ],
)
def test_planted_bugs_are_caught(where: Any, name: str, wrong: Any, check: Callable[[], None]) -> None:
    with patch.object(where, name, wrong), pytest.raises((AssertionError, ValueError)):
        check()


# In the record


def test_an_exchange_does_what_the_rehearsal_did(floor: Floor) -> None:
    floor.pair(taker_ppm=1_000)
    floor.pair("ETH", "BTC", 100, 1_000_000)
    floor.did(floor.owner, AdmitParticipants)
    for rehearsal, intent, executed in lived(1, 120):
        who = participant(floor.space, intent.who)
        if isinstance(intent, Cancel):
            floor.did(who, CancelOrder, number=intent.number)
            continue
        fields = {
            "pair": intent.pair, "side": intent.side, "kind": intent.kind, "quantity": intent.quantity,
            "price": intent.price, "validity": intent.validity, "self_trade": SELF_TRADE,
        }  # fmt: skip
        result = floor.did(who, PlaceOrder, **fields).result
        assert result["number"] == rehearsal.next_number - 1
        assert result["executed"] == sum(each.quantity for each in executed)
    for pair, book in rehearsal.books.items():
        depth = floor.record.ask(DepthOf(actor=floor.owner, space_id=floor.space, pair=pair))
        assert [(level.price, level.quantity, level.orders) for level in depth.bids] == book.depth(
            Side.BUY, 50
        )
    assert floor.record.ask(Tape(actor=floor.owner, space_id=floor.space, pair="BTC/USDT"))
    floor.check()


def test_they_are_let_in_once_and_filled_up(floor: Floor) -> None:
    floor.pair()
    assert isinstance(floor.refused(floor.person(), AdmitParticipants), NotAllowed)
    ask = Participants(actor=floor.owner, space_id=floor.space)
    assert floor.record.ask(ask) == ()
    for _ in range(2):
        floor.did(floor.owner, AdmitParticipants)
    there = floor.record.ask(ask)
    assert there == tuple(participant(floor.space, who) for who in range(len(PARTICIPANTS)))
    assert floor.record.ask(Participants(actor=floor.record.person(), space_id=floor.space)) == ()
    maker = there[PARTICIPANTS.index(Trade.MAKER)]
    assert floor.has(maker, "BTC") == (participants_target("BTC"), 0)
    buyer = floor.person(USDT=10**12)
    floor.place(maker, "SELL", 10, 5000)
    floor.place(buyer, "BUY", 10, 5000)
    assert floor.has(maker, "BTC")[0] < participants_target("BTC")
    floor.did(floor.owner, AdmitParticipants)
    assert floor.has(maker, "BTC") == (participants_target("BTC"), 0)
    floor.check()


def participants_target(code: str) -> int:
    return _COINS * int(10 ** asset(code).decimals)
