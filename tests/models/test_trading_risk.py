"""What who runs an exchange sets and stops: pairs, fees, limits, halts, pauses, suspicions (T1, T4, T10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.core.errors import NotAllowed, PersonError
from models.core.registry import Command
from models.trading.commands import (
    AddPair,
    EditPair,
    HaltExchange,
    JoinExchange,
    ResumePairs,
    SetCustomerLimit,
    SetFeeTiers,
    SetLimits,
    SetPairStatus,
    SetReferrer,
    StopTrading,
    UseDiscount,
    WatchMarket,
)
from models.trading.customers import BusinessOf, Customers, EvidenceOf, RulesOf, Suspicions
from models.trading.entities import FeeTier, Filters, OrderStatus, PairInfo, PairStatus
from models.trading.own_queries import MyFees, MyReferrals
from models.trading.queries import Pairs
from tests.support.floor import Floor, floor

assert floor

BREAKER = Filters(breaker_bips=500, breaker_pause=300)
TIERS = (FeeTier(0, 900, 1000), FeeTier(1_000, 500, 800))
BTC = "BTC/USDT"


def info(floor: Floor, pair: str = BTC) -> PairInfo:
    found = floor.record.ask(Pairs(actor=floor.owner, space_id=floor.space))
    return next(each for each in found if each.pair == pair)


def everything(floor: Floor) -> list[tuple[Any, ...]]:
    """What the record says of the exchange's rules and people, and what memory makes of it."""
    tables = ("exchange", "trading_pair", "trading_customer", "trading_order")
    rows = [tuple(row) for name in tables for row in floor.record.sql(f"SELECT * FROM {name}")]
    return [*rows, (floor.memory(),)]


def _pair(**fields: Any) -> Callable[[], dict[str, Any]]:
    said = {"base": "ETH", "quote": "USDT", "tick": 1_000_000, "lot": 10_000} | fields
    return lambda: said


def _edit(maker_ppm: int = 0, **filters: int) -> Callable[[], dict[str, Any]]:
    return lambda: {"pair": BTC, "filters": Filters(**filters), "maker_ppm": maker_ppm, "taker_ppm": 0}


def _tiers(*tiers: FeeTier, **fields: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"tiers": tiers} | fields


REFUSED: list[tuple[type[Command], Callable[[], dict[str, Any]], str]] = [
    (AddPair, _pair(quote="ETH"), "quote"),
    (AddPair, _pair(base="BTC"), "base"),
    (AddPair, _pair(tick=0), "tick"),
    (AddPair, _pair(lot=0), "lot"),
    (AddPair, _pair(tick=1, lot=1), "lot"),
    (AddPair, _pair(maker_ppm=100_001), "maker_ppm"),
    (AddPair, _pair(filters=Filters(min_price=9, max_price=8)), "max_price"),
    (EditPair, _edit(maker_ppm=100_001), "maker_ppm"),
    (EditPair, _edit(min_quantity=9, max_quantity=8), "max_quantity"),
    (EditPair, _edit(min_notional=9, max_notional=8), "max_notional"),
    (EditPair, _edit(breaker_bips=-1), "breaker_bips"),
    (SetPairStatus, lambda: {"pair": "SOL/BTC", "status": PairStatus.HALTED}, "pair"),
    (SetFeeTiers, _tiers(FeeTier(5, 1, 1), FeeTier(5, 1, 1)), "volume.1"),
    (SetFeeTiers, _tiers(FeeTier(0, 1, 1), FeeTier(5, 2, 1)), "maker_ppm.1"),
    (SetFeeTiers, _tiers(FeeTier(0, 1, 1), FeeTier(5, 1, 2)), "taker_ppm.1"),
    (SetFeeTiers, _tiers(FeeTier(0, 100_001, 1)), "maker_ppm.0"),
    (SetFeeTiers, _tiers(discount_ppm=1_000_001), "discount_ppm"),
    (SetFeeTiers, _tiers(referral_ppm=1_000_001), "referral_ppm"),
    (SetFeeTiers, _tiers(*(FeeTier(n, 0, 0) for n in range(51))), "tiers"),
    (SetLimits, lambda: {"orders_per_10s": -1}, "orders_per_10s"),
    (SetLimits, lambda: {"max_open_orders": -1}, "max_open_orders"),
]


@pytest.mark.parametrize(("kind", "fields", "where"), REFUSED)
def test_what_is_refused_is_said_at_its_field_and_changes_nothing(
    floor: Floor, kind: type[Command], fields: Callable[[], dict[str, Any]], where: str
) -> None:
    floor.pair()
    before = everything(floor)
    error = floor.refused(floor.owner, kind, **fields())
    assert error.field == where and str(error)
    assert everything(floor) == before


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (AddPair, _pair()),
        (EditPair, _edit()),
        (SetPairStatus, lambda: {"pair": BTC, "status": PairStatus.HALTED}),
        (SetFeeTiers, _tiers()),
        (SetLimits, dict),
        (HaltExchange, dict),
    ],
)
def test_nobody_but_the_owner_may(
    floor: Floor, kind: type[Command], fields: Callable[[], dict[str, Any]]
) -> None:
    floor.pair()
    ada = floor.person()
    before = everything(floor)
    assert isinstance(floor.refused(ada, kind, **fields()), NotAllowed)
    assert isinstance(floor.refused(ada, SetCustomerLimit, account_id=floor.owner, blocked=True), NotAllowed)
    assert everything(floor) == before


def test_nobody_but_the_owner_sees_rules_customers_and_suspicions(floor: Floor) -> None:
    floor.pair()
    ada = floor.person(USDT=10_000_000)
    floor.place(ada, "BUY", 10, 4000)
    ask, space = floor.record.ask, floor.space
    assert ask(RulesOf(actor=ada, space_id=space)) is None
    assert ask(Customers(actor=ada, space_id=space)) == ()
    assert ask(BusinessOf(actor=ada, space_id=space)).orders == 0
    owner = floor.owner
    assert ask(RulesOf(actor=owner, space_id=space)) is not None
    assert [each.open_orders for each in ask(Customers(actor=owner, space_id=space))] == [0, 1]
    assert ask(BusinessOf(actor=owner, space_id=space, account_id=ada)).orders == 1
    assert ask(BusinessOf(actor=owner, space_id=space, account_id=owner)).orders == 0


def broken(floor: Floor) -> tuple[UUID, UUID]:
    """A pair whose price has just moved by more than its breaker allows."""
    floor.pair(filters=BREAKER)
    ada, bob = floor.person(USDT=10**12), floor.person(BTC=10**9)
    for price in (4000, 4400):
        floor.place(bob, "SELL", 10, price)
        floor.place(ada, "BUY", 10, price)
    return ada, bob


def test_a_breaker_pauses_the_pair_and_the_pause_ends(floor: Floor) -> None:
    ada, bob = broken(floor)
    there = info(floor)
    assert there.status is PairStatus.HALTED and there.reason == "The price moved too fast."
    assert there.resumes_at is not None
    left = there.resumes_at - floor.record.clock()
    assert timedelta(seconds=299) < left <= timedelta(seconds=300)
    floor.cannot(ada, "BUY", 10, 4000)
    assert floor.did(bob, ResumePairs).result == 0
    assert info(floor).status is PairStatus.HALTED
    floor.check()
    floor.record.clock.turn(seconds=301)
    assert floor.did(bob, ResumePairs).result == 1
    there = info(floor)
    assert (there.status, there.resumes_at, there.reason) == (PairStatus.TRADING, None, "")
    floor.place(ada, "BUY", 10, 4000)
    floor.check()


def test_a_pair_that_is_opened_by_hand_is_not_halted_for_the_same_prices(floor: Floor) -> None:
    ada, bob = broken(floor)
    floor.did(floor.owner, SetPairStatus, pair=BTC, status=PairStatus.TRADING)
    floor.check()
    floor.place(bob, "SELL", 10, 4400)
    floor.place(ada, "BUY", 10, 4400)
    assert info(floor).status is PairStatus.TRADING
    floor.check()
    floor.place(bob, "SELL", 10, 4000)
    floor.place(ada, "BUY", 10, 4000)
    assert info(floor).status is PairStatus.HALTED
    floor.check()


def test_what_the_owner_halts_does_not_open_by_itself(floor: Floor) -> None:
    broken(floor)
    floor.did(floor.owner, SetPairStatus, pair=BTC, status=PairStatus.HALTED)
    floor.record.clock.turn(seconds=301)
    assert floor.did(floor.owner, ResumePairs).result == 0
    there = info(floor)
    assert (there.status, there.resumes_at, there.reason) == (PairStatus.HALTED, None, "")
    floor.check()


def test_a_halted_exchange_takes_no_orders_and_gives_back_what_rests(floor: Floor) -> None:
    floor.pair()
    ada = floor.person(USDT=10_000_000)
    number = floor.place(ada, "BUY", 10, 4000)
    business = floor.record.ask(BusinessOf(actor=floor.owner, space_id=floor.space))
    assert (business.orders, business.stops, business.people) == (1, 0, 1)
    assert floor.did(floor.owner, HaltExchange, cancel=True).result == 1
    assert floor.order(ada, number).reason == "The exchange was halted."
    assert floor.has(ada, "USDT") == (10_000_000, 0)
    assert "halted" in str(floor.cannot(ada, "BUY", 10, 4000))
    floor.did(floor.owner, HaltExchange, halted=False)
    floor.place(ada, "BUY", 10, 4000)
    floor.check()


def test_a_person_is_stopped_with_all_their_orders_and_let_go_again(floor: Floor) -> None:
    floor.pair()
    ada, bob = floor.person(USDT=10_000_000), floor.person(USDT=10_000_000)
    number, others = floor.place(ada, "BUY", 10, 4000), floor.place(bob, "BUY", 10, 4000)
    stop = {"account_id": ada, "blocked": True}
    assert floor.did(floor.owner, SetCustomerLimit, **stop).result == 0
    assert floor.order(ada, number).status is OrderStatus.NEW
    assert floor.did(floor.owner, SetCustomerLimit, cancel=True, **stop).result == 1
    assert floor.order(ada, number).reason == "The exchange has stopped your trading."
    assert floor.order(bob, others).status is OrderStatus.NEW
    assert "switched off" in str(floor.cannot(ada, "BUY", 10, 4000))
    floor.check()
    floor.did(floor.owner, SetCustomerLimit, account_id=ada)
    floor.place(ada, "BUY", 10, 4000)
    floor.check()


def test_one_can_stop_oneself_for_a_time_and_not_undo_it(floor: Floor) -> None:
    floor.pair()
    ada = floor.person(USDT=10_000_000)
    number = floor.place(ada, "BUY", 10, 4000)
    clock = floor.record.clock
    end = clock() + timedelta(hours=1)
    assert floor.did(ada, StopTrading, until=end).result == 1
    assert floor.order(ada, number).status is OrderStatus.CANCELED
    before = everything(floor)
    for fields in ({"stopped": False}, {"until": end - timedelta(minutes=1)}, {"until": clock()}):
        error = floor.refused(ada, StopTrading, **fields)
        assert error.field == "until"
    assert everything(floor) == before
    floor.did(ada, StopTrading)  # again, it stays as long as it was
    standing = floor.record.ask(MyFees(actor=ada, space_id=floor.space))
    assert standing is not None and standing.stopped and standing.stopped_until == end
    floor.check()
    floor.did(ada, StopTrading, until=end + timedelta(hours=1))
    clock.turn(hours=1)
    floor.cannot(ada, "BUY", 10, 4000)
    clock.turn(hours=1)
    floor.place(ada, "BUY", 10, 4000)
    standing = floor.record.ask(MyFees(actor=ada, space_id=floor.space))
    assert standing is not None and not standing.stopped and standing.stopped_until is None
    floor.check()
    floor.did(ada, StopTrading)
    floor.cannot(ada, "BUY", 10, 4000)
    floor.did(ada, StopTrading, stopped=False)
    floor.place(ada, "BUY", 10, 4000)
    floor.check()


def test_limits_hold_for_everybody_from_when_they_are_set(floor: Floor) -> None:
    floor.pair()
    ada = floor.person(USDT=10_000_000)
    floor.place(ada, "BUY", 10, 4000)
    floor.did(floor.owner, SetLimits, max_open_orders=1)
    assert "1" in str(floor.cannot(ada, "BUY", 10, 4000))
    floor.did(floor.owner, SetLimits, orders_per_10s=2)
    floor.record.clock.turn(seconds=10)
    for _ in range(2):
        floor.cancel(ada, floor.place(ada, "BUY", 10, 3900))
    assert "2 orders within 10 seconds" in str(floor.cannot(ada, "BUY", 10, 3900))
    floor.did(floor.owner, SetLimits)
    floor.place(ada, "BUY", 10, 4000)
    floor.did(floor.owner, SetCustomerLimit, account_id=ada, max_notional=100_000)
    assert floor.cannot(ada, "BUY", 10, 4000).field == "quantity"
    floor.check()


def number_of(floor: Floor, who: UUID) -> int:
    standing = floor.record.ask(MyFees(actor=who, space_id=floor.space))
    assert standing is not None
    return standing.number


def test_fees_follow_the_tiers_the_discount_and_the_referral(floor: Floor) -> None:
    floor.pair(maker_ppm=1000, taker_ppm=1000)
    floor.did(floor.owner, SetFeeTiers, tiers=TIERS, discount_asset="", referral_ppm=200_000)
    ada, bob, eve = floor.person(USDT=10**9), floor.person(BTC=10**9), floor.person()
    standing = floor.record.ask(MyFees(actor=ada, space_id=floor.space))
    assert standing is not None and standing.tier == TIERS[0] and standing.next_tier == TIERS[1]
    numbers = {who: number_of(floor, who) for who in (ada, eve)}
    before = everything(floor)
    for number in (0, 99, numbers[ada]):
        assert floor.refused(ada, SetReferrer, number=number).field == "number"
    assert everything(floor) == before
    floor.did(ada, SetReferrer, number=numbers[eve])
    assert floor.refused(ada, SetReferrer, number=numbers[eve]).field == "number"
    assert floor.refused(eve, SetReferrer, number=numbers[ada]).field == "number"
    floor.place(bob, "SELL", 1000, 4000)
    floor.place(ada, "BUY", 1000, 4000)
    fee = 1000 * 1000 * 1000 // 1_000_000
    assert floor.record.ask(MyReferrals(actor=eve, space_id=floor.space)) == (("BTC", fee // 5),)
    assert floor.record.ask(MyReferrals(actor=bob, space_id=floor.space)) == ()
    standing = floor.record.ask(MyFees(actor=eve, space_id=floor.space))
    assert standing is not None and standing.referred == 1
    floor.check()
    floor.record.clock.turn(days=1)
    standing = floor.record.ask(MyFees(actor=ada, space_id=floor.space))
    assert standing is not None and standing.tier == TIERS[1] and standing.next_tier is None
    floor.place(bob, "SELL", 1000, 4000)
    floor.place(ada, "BUY", 1000, 4000)
    lower = 1000 * 1000 * TIERS[1].taker_ppm // 1_000_000
    both = fee // 5 + lower // 5
    assert floor.record.ask(MyReferrals(actor=eve, space_id=floor.space)) == (("BTC", both),)
    floor.did(ada, UseDiscount, use=True)
    floor.check()


def test_two_who_trade_back_and_forth_are_suspected_with_their_trades(floor: Floor) -> None:
    floor.pair()
    ada, bob = (floor.person(USDT=10**12, BTC=10**9) for _ in range(2))
    eve = floor.person(BTC=10**9)
    for _ in range(4):
        floor.place(bob, "SELL", 10, 4000)
        floor.place(ada, "BUY", 10, 4000)
        floor.place(ada, "SELL", 10, 4000)
        floor.place(bob, "BUY", 10, 4000)
    floor.place(eve, "SELL", 10, 4000)
    floor.place(ada, "BUY", 10, 4000)
    assert floor.did(eve, WatchMarket).result == 2
    found = floor.record.ask(Suspicions(actor=floor.owner, space_id=floor.space))
    assert {(each.kind, each.account_id) for each in found} == {("wash", ada), ("wash", bob)}
    assert floor.record.ask(Suspicions(actor=ada, space_id=floor.space)) == ()
    mine = next(each for each in found if each.account_id == ada)
    behind = EvidenceOf(actor=floor.owner, space_id=floor.space, suspicion_id=mine.id)
    evidence = floor.record.ask(behind)
    assert len(evidence.trades) == 8 and evidence.orders == ()
    assert sum(each.quantity if each.side == "BUY" else -each.quantity for each in evidence.trades) == 0
    hidden = EvidenceOf(actor=ada, space_id=floor.space, suspicion_id=mine.id)
    assert floor.record.ask(hidden).trades == ()


def test_who_takes_large_orders_back_is_suspected_with_those_orders(floor: Floor) -> None:
    floor.pair()
    ada, bob = floor.person(USDT=10**12, BTC=10**9), floor.person(USDT=10**9)
    floor.place(bob, "BUY", 10, 4000)
    for _ in range(10):
        floor.cancel(ada, floor.place(ada, "BUY", 1000, 3900))
    floor.place(ada, "SELL", 10, 4000)
    assert floor.did(bob, WatchMarket).result == 1
    (found,) = floor.record.ask(Suspicions(actor=floor.owner, space_id=floor.space))
    assert (found.kind, found.account_id, found.details["orders"]) == ("spoof", ada, 10)
    behind = EvidenceOf(actor=floor.owner, space_id=floor.space, suspicion_id=found.id)
    evidence = floor.record.ask(behind)
    assert len(evidence.orders) == 10 and [each.side for each in evidence.trades] == ["SELL"]


def test_joining_again_changes_nothing(floor: Floor) -> None:
    ada = floor.person()
    before = everything(floor)
    floor.did(ada, JoinExchange)
    assert everything(floor) == before


def test_every_refusal_is_a_sentence(floor: Floor) -> None:
    floor.pair()
    for kind, fields, _ in REFUSED:
        error = floor.refused(floor.owner, kind, **fields())
        assert isinstance(error, PersonError) and error.sentence.endswith(".")
