"""The transport of a replay: exact at every speed, nothing left out, nothing twice unless asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.trading.replay import AHEAD_NS, MAX_SPEED, SPEEDS, Transport

SECOND = 1_000_000_000
START, END = 5_000 * SECOND, 5_300 * SECOND


def played(transport: Transport, now: int) -> int:
    """Play what is due and say so; up to where."""
    due = transport.due(now)
    if due is not None:
        transport.read(due.until, now)
        return due.until
    return transport.position(now)


def test_it_stands_until_it_plays() -> None:
    transport = Transport(START, END)
    assert transport.due(10 * SECOND) is None and transport.position(99 * SECOND) == START


@pytest.mark.parametrize("speed", [1.0, 10.0, 100.0])
def test_the_speed_is_exact(speed: float) -> None:
    transport = Transport(START, END)
    transport.set_speed(speed, 0)
    transport.play(0)
    for beat in range(1, 21):
        assert played(transport, beat * SECOND // 10) == START + round(beat * SECOND / 10 * speed)
    transport.pause(2 * SECOND)
    assert transport.due(50 * SECOND) is None
    assert transport.position(50 * SECOND) == START + round(2 * SECOND * speed)
    transport.play(60 * SECOND)
    assert played(transport, 61 * SECOND) == min(END, START + round(3 * SECOND * speed))


def test_as_fast_as_it_goes_it_asks_for_all() -> None:
    transport = Transport(START, END)
    transport.set_speed(MAX_SPEED, 0)
    transport.play(0)
    due = transport.due(1)
    assert due is not None and due.until == END
    transport.read(START + SECOND, 2)
    assert transport.position(2) == START + SECOND
    transport.set_speed(1.0, 3)
    assert played(transport, 3 + SECOND) == START + 2 * SECOND


def test_where_reading_lags_the_clock_waits() -> None:
    transport = Transport(START, END)
    transport.set_speed(10.0, 0)
    transport.play(0)
    due = transport.due(100 * SECOND)
    assert due is not None and due.until == START + 10 * AHEAD_NS
    transport.read(START + SECOND, 100 * SECOND)
    later = transport.due(101 * SECOND)
    assert later is not None and later.until == START + 11 * SECOND


def test_backwards_it_is_read_anew_and_quietly() -> None:
    transport = Transport(START, END)
    transport.play(0)
    for beat in range(1, 60):
        played(transport, beat * SECOND)
    transport.seek(START + 20 * SECOND, 60 * SECOND)
    due = transport.due(60 * SECOND)
    assert due is not None and due.anew
    assert (due.shown_from, due.until) == (START + 20 * SECOND, START + 20 * SECOND)
    transport.read(due.until, 60 * SECOND)
    assert played(transport, 61 * SECOND) == START + 21 * SECOND
    transport.seek(START + 200 * SECOND, 61 * SECOND)
    due = transport.due(61 * SECOND)
    assert due is not None and not due.anew and due.shown_from == due.until == START + 200 * SECOND


def test_at_its_end_it_stops_and_begins_again() -> None:
    transport = Transport(START)
    transport.set_speed(MAX_SPEED, 0)
    transport.play(0)
    transport.ended(END, 1)
    assert not transport.playing and transport.position(9) == END and transport.due(9) is None
    transport.play(10)
    due = transport.due(11)
    assert due is not None and due.anew and due.shown_from == START


class Machine(RuleBasedStateMachine):
    """Whatever is pressed, what is played moves on without a hole, and only a seek plays anything twice."""

    @initialize()
    def begin(self) -> None:
        self.transport, self.now, self.reached = Transport(START, END), 0, START
        self.sought = False

    @rule(seconds=st.integers(0, 40))
    def wait(self, seconds: int) -> None:
        self.now += seconds * SECOND // 10

    @rule(share=st.sampled_from([1.0, 0.5]))
    def play_on(self, share: float) -> None:
        due = self.transport.due(self.now)
        if due is None:
            return
        assert START <= due.until <= END
        assert due.anew or due.until >= self.reached
        assert not due.anew or self.sought
        begin = START if due.anew else self.reached
        self.reached = begin + round((due.until - begin) * share)
        if self.reached < due.shown_from:  # what only builds the book up is played in one go
            self.reached = due.until
        self.sought = False
        self.transport.read(self.reached, self.now)

    @rule(speed=st.sampled_from(SPEEDS))
    def speed(self, speed: float) -> None:
        before = self.transport.position(self.now)
        self.transport.set_speed(speed, self.now)
        assert self.transport.position(self.now) >= min(before, self.reached)

    @precondition(lambda self: not self.transport.playing)
    @rule()
    def play(self) -> None:
        at = self.transport.position(self.now)
        self.transport.play(self.now)
        if at >= END:
            self.sought = True

    @rule()
    def pause(self) -> None:
        self.transport.pause(self.now)
        assert not self.transport.playing

    @rule(seconds=st.integers(-10, 400))
    def seek(self, seconds: int) -> None:
        self.transport.seek(START + seconds * SECOND, self.now)
        self.sought = True
        assert self.transport.position(self.now) == min(max(START, START + seconds * SECOND), END)

    @invariant()
    def stands_within(self) -> None:
        assert START <= self.transport.position(self.now) <= END


TestTransport = Machine.TestCase


def _no_reading_anew(self: Transport, position: int, now: int) -> None:
    self._origin, self._origin_at = self._clamp(position), now
    self._shown_from = self._origin


def _runs_on(self: Transport, now: int) -> int:
    return self._origin + round((now - self._origin_at) * (self.speed or 1000))


@pytest.mark.parametrize(("name", "wrong"), [("seek", _no_reading_anew), ("position", _runs_on)])
def test_planted_bugs_are_caught(name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Transport, name, wrong)
    with pytest.raises((AssertionError, ExceptionGroup)):
        if name == "seek":
            test_backwards_it_is_read_anew_and_quietly()
        else:
            found = settings(database=None, max_examples=200, phases=[Phase.generate])
            run_state_machine_as_test(Machine, settings=found)
