"""OCO, OTO and OTOCO: worked examples, and any order of events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models.trading import order_lists
from models.trading.order_lists import (
    Act,
    Action,
    Event,
    OrderList,
    after,
    amended_together,
    oco,
    oto,
    otoco,
    prices_surround,
)
from models.trading.terms import Side

CANCEL, PLACE = Act.CANCEL, Act.PLACE
ENDS = [Event.CANCELLED, Event.EXPIRED, Event.REJECTED]


@pytest.mark.parametrize("event", [Event.TRADED, Event.TRIGGERED])
def test_one_that_sets_out_cancels_the_other_and_goes_on(event: Event) -> None:
    orders, actions = after(oco(1, 2), 2, event)
    assert actions == (Action(CANCEL, 1),)
    assert (orders.active, orders.is_done) == ((2,), False)
    assert after(orders, 1, Event.CANCELLED) == (orders, ())  # the echo
    orders, actions = after(orders, 2, Event.FILLED)
    assert (actions, orders.is_done) == ((), True)


@pytest.mark.parametrize("event", [Event.FILLED, *ENDS])
def test_one_that_ends_cancels_the_other(event: Event) -> None:
    orders, actions = after(oco(1, 2), 1, event)
    assert actions == (Action(CANCEL, 2),)
    assert orders.is_done


def test_the_pending_order_is_placed_when_the_working_one_is_wholly_filled() -> None:
    orders, actions = after(oto(1, 2), 1, Event.TRADED)
    assert (orders, actions) == (oto(1, 2), ())
    orders, actions = after(orders, 1, Event.FILLED)
    assert actions == (Action(PLACE, 2),)
    assert (orders.active, orders.pending) == ((2,), ())
    assert after(orders, 2, Event.FILLED)[0].is_done


@pytest.mark.parametrize("event", ENDS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_working_order_that_ends_otherwise_or_a_cancelled_pending_one_ends_the_list(
    event: Event, number: int
) -> None:
    orders, _ = after(otoco(1, 2, 3), 1, Event.TRADED)
    orders, actions = after(orders, number, event)
    assert orders.is_done
    assert actions == tuple(Action(CANCEL, other) for other in (1, 2, 3) if other != number)


def test_the_pending_pair_becomes_an_oco() -> None:
    orders, actions = after(otoco(1, 2, 3), 1, Event.FILLED)
    assert actions == (Action(PLACE, 2), Action(PLACE, 3))
    orders, actions = after(orders, 3, Event.TRIGGERED)
    assert actions == (Action(CANCEL, 2),)
    assert orders.active == (3,)


def test_a_pair_is_amended_together() -> None:
    assert amended_together(oco(1, 2), 2) == (1, 2)
    assert amended_together(otoco(1, 2, 3), 3) == (2, 3)
    assert amended_together(otoco(1, 2, 3), 1) == (1,)
    assert amended_together(oto(1, 2), 2) == (2,)
    assert amended_together(oco(1, 2), 9) == ()


@pytest.mark.parametrize(
    ("side", "profit", "stop", "right"),
    [
        (Side.SELL, 110, 90, True),
        (Side.SELL, 90, 110, False),
        (Side.BUY, 90, 110, True),
        (Side.BUY, 110, 90, False),
        (Side.SELL, 100, 90, False),  # at the market
        (Side.BUY, 90, 100, False),
    ],
)
def test_the_prices_of_a_pair_surround_the_market(side: Side, profit: int, stop: int, right: bool) -> None:
    assert prices_surround(side, profit, stop, last=100) is right


class World:
    """An exchange that does what the list says. What must never be: two of a pair that trade."""

    def __init__(self, orders: OrderList) -> None:
        self.orders = orders
        self.open = set(orders.active)
        self.ended: set[int] = set()
        self.traded: set[int] = set()
        self.filled: set[int] = set()

    def tell(self, number: int, event: Event) -> None:
        if event in (Event.TRADED, Event.FILLED):
            self.traded.add(number)
        if event == Event.FILLED:
            self.filled.add(number)
        if event not in (Event.TRADED, Event.TRIGGERED):
            self.open.discard(number)
            self.ended.add(number)
        self.orders, actions = order_lists.after(self.orders, number, event)
        for act, other in actions:
            if act == Act.PLACE:
                assert other not in self.open | self.ended
                self.open.add(other)
            else:
                assert other not in self.ended
                self.open.discard(other)
                self.ended.add(other)
        self.check()

    def check(self) -> None:
        assert self.open == set(self.orders.active)
        assert self.orders.is_done is (self.ended == set(self.orders.orders))
        pair = set(self.orders.orders[-2:]) if self.orders.kind != order_lists.ListKind.OTO else set()
        assert len(self.traded & pair) <= 1
        for later in self.orders.orders[1:] if self.orders.kind != order_lists.ListKind.OCO else ():
            assert later not in self.open | self.traded or self.orders.orders[0] in self.filled


def follow(orders: OrderList, happenings: list[tuple[int, Event]]) -> None:
    world = World(orders)
    for which, event in happenings:
        candidates = sorted(world.open | set(world.orders.pending))
        if not candidates:
            return
        number = candidates[which % len(candidates)]
        world.tell(number, event if number in world.open else Event.CANCELLED)


lists = st.sampled_from([oco(1, 2), oto(1, 2), otoco(1, 2, 3)])
happenings = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Event)), max_size=6)


def run(examples: int) -> None:
    settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(lists, happenings)(follow))()  # fmt: skip


def test_any_order_of_events_leaves_one_of_a_pair_and_ends_everything() -> None:
    run(300)


Result = tuple[OrderList, tuple[Action, ...]]


def _part_is_nothing(orders: OrderList, number: int, event: Event) -> Result:
    return (orders, ()) if event == Event.TRADED else _after(orders, number, event)


def _part_is_enough(orders: OrderList, number: int, event: Event) -> Result:
    return _after(orders, number, Event.FILLED if event == Event.TRADED and orders.pending else event)


def _forgets_the_pending(orders: OrderList, number: int, event: Event) -> Result:
    left, actions = _after(orders, number, event)
    return left, tuple(action for action in actions if action.number not in orders.pending)


_after: Callable[[OrderList, int, Event], Result] = after


@pytest.mark.parametrize("planted", [_part_is_nothing, _part_is_enough, _forgets_the_pending])
def test_a_planted_bug_is_found(monkeypatch: pytest.MonkeyPatch, planted: object) -> None:
    monkeypatch.setattr(order_lists, "after", planted)
    with pytest.raises(AssertionError):
        run(1_000)
