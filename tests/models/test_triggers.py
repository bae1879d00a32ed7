"""Which orders a trade sets off: Binance's published scenarios, and any flow against a plain list."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.trading import triggers
from models.trading.terms import Side
from models.trading.triggers import Kind, Trigger, Triggers, is_met, waits_for_rise

BUY, SELL = Side.BUY, Side.SELL
STOP, PROFIT = Kind.STOP, Kind.TAKE_PROFIT


@pytest.mark.parametrize(
    ("side", "kind", "before", "at"),
    [
        (BUY, STOP, 109, 110),
        (SELL, STOP, 91, 90),
        (BUY, PROFIT, 91, 90),
        (SELL, PROFIT, 109, 110),
    ],
)
def test_an_order_fires_once_when_its_price_is_met(side: Side, kind: Kind, before: int, at: int) -> None:
    waiting = Triggers()
    waiting.add(1, side, kind, at)
    assert waiting.fires_at(1) == at
    assert not is_met(side, kind, at, before)
    assert is_met(side, kind, at, at)
    assert waiting.on_price(before) == []
    assert waiting.on_price(at) == [1]
    assert waiting.on_price(at) == []
    assert waiting.waiting() == []


def test_what_fires_together_fires_in_the_order_of_the_numbers() -> None:
    waiting = Triggers()
    for number, price in ((3, 95), (1, 91), (2, 98), (4, 80)):
        waiting.add(number, SELL, STOP, price)
    assert waiting.on_price(90) == [1, 2, 3]
    assert [trigger.number for trigger in waiting.waiting()] == [4]


@pytest.mark.parametrize(
    ("side", "kind", "price", "delta", "quiet", "fires"),
    [
        (BUY, STOP, 88_000, 500, (74_000, 88_000, 90_000, 92_000, 84_000, 88_199), 88_200),
        (SELL, STOP, 78_000, 1000, (83_000, 78_000, 74_000, 82_000, 73_801), 73_800),
        (BUY, PROFIT, 76_000, 850, (84_000, 76_000, 74_000, 78_000, 76_000, 80_289), 80_290),
        (SELL, PROFIT, 84_000, 750, (83_000, 78_000, 84_000, 90_000, 88_000, 93_000, 86_026), 86_025),
        (SELL, STOP, 0, 700, (84_000, 79_000, 91_000, 84_631), 84_630),
    ],
)
def test_the_published_trailing_scenarios(
    side: Side, kind: Kind, price: int, delta: int, quiet: tuple[int, ...], fires: int
) -> None:
    """In ticks of a half; the first is a stop of 44,000 with a low of 42,000, which fires at 44,100."""
    waiting = Triggers()
    waiting.on_price(80_000)
    waiting.add(1, side, kind, price, delta=delta)
    for last in quiet:
        assert waiting.on_price(last) == [], last
    assert waiting.fires_at(1) == fires
    assert waiting.on_price(fires) == [1]


def test_a_trailing_order_before_the_first_trade_tracks_from_it() -> None:
    waiting = Triggers()
    waiting.add(1, BUY, PROFIT, delta=1000)
    assert waiting.fires_at(1) is None
    assert waiting.on_price(100) == []
    assert waiting.fires_at(1) == 110
    assert waiting.on_price(110) == [1]


def test_a_threshold_between_two_ticks_is_met_by_the_next_one() -> None:
    waiting = Triggers()
    waiting.on_price(99)
    waiting.add(1, SELL, STOP, delta=1000)  # 89.1
    waiting.add(2, BUY, STOP, delta=1000)  # 108.9
    assert (waiting.fires_at(1), waiting.fires_at(2)) == (89, 109)
    assert waiting.on_price(108) == []
    assert waiting.on_price(109) == [2]


def test_a_removed_order_does_not_fire() -> None:
    waiting = Triggers()
    waiting.on_price(100)
    waiting.add(1, SELL, STOP, 90)
    waiting.add(2, SELL, STOP, delta=1000)
    assert waiting.remove(1) == Trigger(1, SELL, STOP, 90)
    assert waiting.remove(2) == Trigger(2, SELL, STOP, 0, 1000)
    assert waiting.remove(2) is None
    assert waiting.get(2) is None
    assert waiting.on_price(50) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 1},  # is there already
        {"price": -1},
        {"price": 0},  # neither a price nor a delta
        {"delta": 10_000},
        {"delta": -1},
        {"watermark": 5},  # what does not trail has none
        {"delta": 5, "watermark": -5},
    ],
)
def test_a_wrong_argument_is_a_bug_of_the_caller(wrong: dict[str, Any]) -> None:
    waiting = Triggers()
    waiting.add(1, SELL, STOP, 90)
    usual: dict[str, Any] = {"number": 2, "side": SELL, "kind": STOP, "price": 90}
    with pytest.raises(ValueError, match="order"):
        waiting.add(**{**usual, **wrong})
    assert [trigger.number for trigger in waiting.waiting()] == [1]


def test_a_trade_does_not_look_at_all_that_wait() -> None:
    """Counted, not timed: of 20,000 far away none is touched, and those that trail move as one."""
    waiting = Triggers()
    waiting.on_price(100_000)
    for number in range(1, 20_001):
        waiting.add(number, SELL, STOP, number)
        waiting.add(number + 50_000, SELL, STOP, delta=3000)
    mark = waiting.mark()
    for last in range(100_001, 100_101):
        assert waiting.on_price(last) == []
    assert waiting._journal is not None
    assert len(waiting._journal) - mark <= 2 * 100  # the price, and one best price
    assert waiting.fires_at(60_000) == 70_070


def test_prices_that_are_gone_are_forgotten() -> None:
    waiting = Triggers()
    for number in range(1, 5_000):
        waiting.add(number, SELL, STOP, number)
        waiting.remove(number)
    assert len(waiting._falling.ranks) < 100


def test_nothing_is_kept_after_a_release() -> None:
    waiting = Triggers()
    mark = waiting.mark()
    waiting.add(1, SELL, STOP, 90)
    waiting.release()
    with pytest.raises(ValueError, match="no mark"):
        waiting.rollback(mark)


class Plain:
    """A list in which everyone knows their own best price, and everyone is looked at for every trade."""

    def __init__(self) -> None:
        self.last = 0
        self.list: dict[int, Trigger] = {}

    def add(self, trigger: Trigger) -> None:
        tracks = trigger.delta and not trigger.price
        self.list[trigger.number] = trigger._replace(watermark=self.last if tracks else 0)

    def on_price(self, last: int) -> list[int]:
        self.last = last
        fired = [number for number in sorted(self.list) if self._meets(number, last)]
        for number in fired:
            del self.list[number]
        return fired

    def _meets(self, number: int, last: int) -> bool:
        one = self.list[number]
        met = last >= one.price if waits_for_rise(one.side, one.kind) else last <= one.price
        if not one.delta:
            return met
        if not one.watermark:
            if met or not one.price:
                self.list[number] = one._replace(watermark=last)
            return False
        best = max(one.watermark, last) if one.side == SELL else min(one.watermark, last)
        self.list[number] = one._replace(watermark=best)
        if one.side == SELL:
            return 10_000 * (best - last) >= best * one.delta
        return 10_000 * (last - best) >= best * one.delta


class Waiting(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.mine, self.plain = Triggers(), Plain()
        self.number = 0
        self.marks: list[tuple[int, Plain]] = []

    @rule(
        side=st.sampled_from(Side), kind=st.sampled_from(Kind), price=st.integers(0, 30),
        delta=st.sampled_from([0, 500, 2000]),
    )  # fmt: skip
    def add(self, side: Side, kind: Kind, price: int, delta: int) -> None:
        self.number += 1
        trigger = Trigger(self.number, side, kind, price if delta else max(price, 1), delta)
        self.mine.add(trigger.number, side, kind, trigger.price, delta=delta)
        self.plain.add(trigger)

    @rule(side=st.sampled_from(Side), delta=st.sampled_from([500, 2000]), last=st.integers(10, 30))
    def trail(self, side: Side, delta: int, last: int) -> None:
        """A trade, and one that trails from there: what makes buckets."""
        self.trade(last)
        self.add(side, Kind.STOP, 0, delta)

    @rule(last=st.integers(1, 30))
    def trade(self, last: int) -> None:
        assert self.mine.on_price(last) == self.plain.on_price(last)

    @precondition(lambda self: self.number)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, self.number))
        gone = self.plain.list.pop(number, None)
        assert self.mine.remove(number) == (gone and gone._replace(watermark=0))

    @rule()
    def mark(self) -> None:
        self.marks.append((self.mine.mark(), deepcopy(self.plain)))

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def rollback(self, data: st.DataObject) -> None:
        del self.marks[data.draw(st.integers(0, len(self.marks) - 1)) + 1 :]
        mark, plain = self.marks[-1]
        self.mine.rollback(mark)
        self.plain = deepcopy(plain)

    @rule(last=st.integers(1, 30))
    def think_better_of_it(self, last: int) -> None:
        """A trade, and back at once."""
        mark = self.mine.mark()
        self.mine.on_price(last)
        self.mine.rollback(mark)

    @rule(ends=st.booleans())
    def release(self, ends: bool) -> None:
        """And perhaps a new process, with nothing but the record."""
        self.mine.release()
        self.marks.clear()
        if ends:
            again = Triggers()
            again.restore(reversed(self.mine.waiting()), self.mine.last)
            self.mine = again

    @invariant()
    def all_is_as_in_the_plain_list(self) -> None:
        assert self.mine.waiting() == [self.plain.list[number] for number in sorted(self.plain.list)]
        assert self.mine.last == self.plain.last


def run(examples: int) -> None:
    run_state_machine_as_test(
        Waiting,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


def merge_and_go_back() -> None:
    """Two that trail share a best price, and do not after all: chance comes to it late."""
    machine = Waiting()
    for last in (20, 18):
        machine.trail(Side.SELL, 2000, last)
    machine.think_better_of_it(25)
    machine.all_is_as_in_the_plain_list()


def test_any_flow_of_trades_fires_as_the_plain_list_does() -> None:
    merge_and_go_back()
    run(80)


def _takes_in_one(self: Any, trail: Any, height: int) -> None:
    if trail.buckets[-1].height < height:
        self._note(setattr, trail.buckets[-1], "height", trail.buckets[-1].height)
        trail.buckets[-1].height = height


def _gives_nothing_back(buckets: Any, count: int, newer: Any) -> None:
    buckets.append(newer)


def _never_rises(self: object, trail: object, height: int) -> None: ...


def _fires_one_bucket(self: Any, trail: Any, height: int, fired: list[Any]) -> None:
    if height * 10_000 <= trail.buckets[0].height * trail.factor:
        self._note(trail.buckets.appendleft, trail.buckets[0])
        for group in trail.buckets.popleft().groups:
            fired.extend(group.values())


def _rounds_the_other_way(self: Any, side: Side, delta: int) -> None:
    _trail(self, side, delta)
    self.factor += 300


def _forgets_to_note(self: Any, undo: Callable[..., object], *arguments: object) -> None:
    if getattr(undo, "__name__", "") != "put":
        _note(self, undo, *arguments)


def _strictly(self: Any, last: int) -> Any:
    return _reached(self, last - self.sign)


_trail: Callable[..., None] = triggers._Trail.__init__
_note: Callable[..., None] = Triggers._note
_reached: Callable[..., Any] = triggers._Ladder.reached


@pytest.mark.parametrize(
    ("owner", "name", "planted"),
    [
        (Triggers, "_raise", _takes_in_one),
        (Triggers, "_raise", _never_rises),
        (triggers, "_give_back", _gives_nothing_back),
        (Triggers, "_fire", _fires_one_bucket),
        (triggers._Trail, "__init__", _rounds_the_other_way),
        (Triggers, "_note", _forgets_to_note),
        (triggers._Ladder, "reached", _strictly),
    ],
)
def test_a_planted_bug_is_found(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, planted: object
) -> None:
    monkeypatch.setattr(owner, name, planted)
    with pytest.raises((AssertionError, KeyError)):
        merge_and_go_back()
        run(4000)
