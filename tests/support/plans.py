"""Plans for the dispatcher, and a model of what must come of them, on real files.

A plan is a list of things that happen to a record: runs of commands, some sent again, some altered, a crash
at a statement or around the commit, a disk that is full. After each, the record is what a very simple model
says; at the end the change stream is replayed and taken back, and every follow-up has had its effect once.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import Engine, select

from models.core.dispatcher import Dispatcher, Status, Verdict
from models.core.errors import Conflict, NotAllowed
from models.core.registry import Command
from models.core.tables import CommandLog, FollowUp, Space
from tests.support.toy import NOW, OWNER, RECEIVED, REGISTRY, SPACES, STRANGER, SUM, VIEWER, Work
from tests.support.worlds import Crash, Tables, changes, contents, disk_full, make_record, move, trouble

DONE, REFUSED, FAILED = Status.DONE, Status.REFUSED, Status.FAILED
Steps = tuple[tuple[Any, ...], ...]


# The model


Tallied = dict[int, tuple[int, str]]


class _Ends(Exception):
    """The model's command ends here, without effect."""


@dataclass
class Expected:
    """The tallies of a space, and nothing else: what a person would count on their fingers."""

    tallies: Tallied = field(default_factory=dict)

    def run(self, command: Work) -> tuple[Status, list[int]]:
        """What must come of the command, and what it sends to the other space."""
        if command.actor != OWNER:
            return REFUSED, []
        tallies, spoilt = dict(self.tallies), False
        try:
            for what, *arguments in command.steps:
                spoilt = spoilt or what == "spoil"  # which shows as soon as it is written
                if what in ("crash", "hide") or (spoilt and what == "sum"):
                    return FAILED, []
                _count(tallies, what, arguments)
        except _Ends:
            return REFUSED, []
        if spoilt:
            return FAILED, []
        self.tallies = tallies
        return DONE, [step[1] for step in command.steps if step[0] == "send"]


def _count(tallies: Tallied, what: str, arguments: list[Any]) -> None:
    match what, arguments:
        case (("add" | "count"), [k, n]):
            old, shown = tallies.get(k, (0, "us"))
            tallies[k] = old + n, shown
        case "drop", [k]:
            if tallies.pop(k, None) is None:
                raise _Ends
        case "show", [k, shown]:
            if k in tallies:
                tallies[k] = tallies[k][0], shown
        case "sum", _:
            total = sum(n for k, (n, _) in tallies.items() if k != SUM)
            tallies[SUM] = total, tallies.get(SUM, (0, "us"))[1]
        case (("refuse" | "forbid"), _):
            raise _Ends


class World:
    """A record, the dispatcher on it, those who send, and the model beside it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        make_record(Path(engine.url.database or ""))
        self.expected = {space: Expected() for space in SPACES}
        self.decided: dict[UUID, Status] = {}
        self.first: dict[UUID, Verdict] = {}
        self.last = dict.fromkeys(SPACES, 0)
        self.owed: list[tuple[UUID, int]] = []
        self.caused: list[Command] = []
        self.seen: list[tuple[UUID, int, Tables]] = []
        self.open()
        self.start = {space: contents(self.connection, space) for space in SPACES}

    def open(self) -> None:
        """Start the application on the record."""
        self.connection = self.engine.connect()
        self.dispatcher = Dispatcher(REGISTRY, clock=lambda: NOW)
        self.caused = self.dispatcher.pending(self.connection)

    def die(self) -> None:
        """End it as a kill would: nothing is finished, nothing in memory is left."""
        self.connection.invalidate()
        self.connection.close()

    def send(self, commands: list[Command]) -> None:
        """As the gateway does: what was caused goes first; every verdict is checked against the model."""
        run = [*self.caused, *commands]
        outcome = self.dispatcher.dispatch(self.connection, run)
        assert len(outcome.verdicts) == len(run)
        for command, verdict in zip(run, outcome.verdicts, strict=True):
            assert verdict.command_id == command.id
            if isinstance(command, Work):
                self.take(command, verdict)
            else:
                assert verdict.status is (REFUSED if command.n == 13 else DONE)  # type: ignore[attr-defined]
        self.caused = list(outcome.follow_ups)
        self.check()

    def take(self, command: Work, verdict: Verdict) -> None:
        """Compare a verdict with the first one, or with what the model makes of a new command."""
        if self.decided.get(command.id) in (DONE, REFUSED) and command.actor == OWNER:
            self.again(command, verdict)
            return
        earlier = self.decided.get(command.id)
        status, sent = self.expected[command.space_id].run(command)
        if earlier is FAILED and verdict.status is REFUSED:
            status = REFUSED  # an earlier step can be refused by now; it has no effect either way
        assert verdict.status is status, (command, verdict)
        self.decided[command.id] = status
        self.first[command.id] = verdict
        self.owed += [(command.space_id, n) for n in sent]
        if verdict.number:
            assert verdict.number > self.last[command.space_id], "out of order"
            self.last[command.space_id] = verdict.number
        if status is DONE:
            assert verdict.result == len(command.steps)
        if status is FAILED:
            assert verdict.details

    def again(self, command: Work, verdict: Verdict) -> None:
        """The same id once more: the same verdict, or a conflict where it says something else."""
        first = self.first[command.id]
        assert verdict.number == first.number
        if command.steps and command.steps[0] == ("altered",):
            assert isinstance(verdict.error, Conflict)
            return
        told, told_first = ((v.status, v.result, type(v.error), str(v.error)) for v in (verdict, first))
        assert told == told_first

    def fail(self, commands: list[Command], at: int) -> None:
        """The disk is full at a moment of the run; then there is room and everything is sent again."""
        run = [*self.caused, *commands]
        with trouble(self.engine, at, disk_full):
            outcome = self.dispatcher.dispatch(self.connection, run)
        self.die()
        self.open()
        self.send(commands)
        for early in outcome.verdicts:
            if early.status is not FAILED and early.number and early.command_id in self.first:
                late = self.first[early.command_id]
                assert (early.status, early.number) == (late.status, late.number)

    def crash(self, commands: list[Command], at: int) -> None:
        """Die in the middle of a run; whoever was not answered sends again."""
        try:
            with trouble(self.engine, at, Crash):
                self.dispatcher.dispatch(self.connection, [*self.caused, *commands])
        except Crash:
            pass
        self.die()
        self.open()
        self.send(commands)

    def check(self) -> None:
        """What is in the record is what the model says; remember it for the replay."""
        for space in SPACES:
            tables = contents(self.connection, space)
            rows = tables["toy_tally"].values()
            held = {row["k"]: (row["n"], row["shown"]) for row in rows if row["k"] != RECEIVED}
            assert held == self.expected[space].tallies
            with self.connection.begin():
                number = self.connection.execute(
                    select(Space.change_number).where(Space.space_id == space)
                ).scalar_one()
            self.seen.append((space, number, tables))

    def finish(self) -> None:
        """Let all that was caused run, and look at everything once more."""
        self.send([])
        self.send([])
        self.die()
        self.open()
        assert self.caused == [], "a follow-up that ran is still waiting"
        for n, space in enumerate(SPACES):
            received = contents(self.connection, space)["toy_tally"].get(str(RECEIVED), {"n": 0})["n"]
            assert received == sum(
                n for origin, n in self.owed if origin == SPACES[1 - SPACES.index(space)] and n != 13
            ), n
        self.check_log()
        self.check_stream()

    def check_log(self) -> None:
        """Numbers without a gap; one row for each decided command and none for the others."""
        with self.connection.begin():
            log = self.connection.execute(select(CommandLog)).all()
            waiting = self.connection.execute(select(FollowUp.id)).all()
            counters = {
                row.space_id: row.change_number for row in self.connection.execute(select(Space.__table__))
            }
        assert waiting == []
        for space in SPACES:
            numbers = sorted(row.number for row in log if row.space_id == space)
            assert numbers == list(range(1, len(numbers) + 1))
            assert counters[space] == len(numbers)
        ours = {row.id: row.verdict for row in log if row.name == "toy.work"}
        logged = {
            id_: status.value
            for id_, status in self.decided.items()
            if status is not FAILED and not isinstance(self.first[id_].error, NotAllowed)
        }
        assert ours == logged

    def check_stream(self) -> None:
        """Undoing all changes gives every earlier state down to the first, replaying gives the last again."""
        with self.connection.begin():
            verdicts = {
                (row.space_id, row.number): row.verdict for row in self.connection.execute(select(CommandLog))
            }
        for space in SPACES:
            stream = changes(self.connection, space)
            assert all(verdicts[space, change.number] == "done" for change in stream)
            last = contents(self.connection, space)
            seen = {number: tables for where, number, tables in self.seen if where == space}
            tables = copy.deepcopy(last)
            for number in range(max(seen, default=0), -1, -1):
                if number in seen:
                    assert tables == seen[number]
                for change in reversed([change for change in stream if change.number == number]):
                    move(tables, change, back=True)
            assert tables == self.start[space]
            for change in stream:
                move(tables, change, back=False)
            assert tables == last


# The plans

KEYS = st.integers(1, 3)
STEPS = st.one_of(
    st.tuples(st.just("add"), KEYS, st.integers(-5, 5)),
    st.tuples(st.just("add"), KEYS, st.integers(1, 5)),
    st.tuples(st.just("count"), KEYS, st.integers(1, 5)),
    st.tuples(st.just("drop"), KEYS),
    st.tuples(st.just("show"), KEYS, st.sampled_from(["us", "all"])),
    st.sampled_from([("sum",), ("swap",), ("swap",), ("refuse",), ("crash",)]),
    st.tuples(st.just("send"), st.sampled_from([1, 2, 13])),
    st.tuples(
        st.sampled_from(["spoil", "hide"]),
        st.sampled_from(["check", "unique", "overflow", "type", "empty", "surrogate"]),
    ),
)
WRITTEN: list[tuple[Any, ...]] = [("add", 1, 1), ("drop", 1), ("show", 1, "all"), ("swap",)]
WORKS = st.tuples(
    st.sampled_from([OWNER, OWNER, OWNER, OWNER, VIEWER, STRANGER]),
    st.sampled_from(SPACES),
    st.one_of(
        st.lists(STEPS, max_size=4),
        st.just([("forbid",)]),
        st.tuples(
            st.just(("count", 1, 1)), st.sampled_from([("drop", 2), ("sum",), ("refuse",), ("crash",)])
        ),
        st.tuples(st.sampled_from(WRITTEN), st.just(("sum",)), st.sampled_from([("refuse",), ("crash",)])),
    ).map(tuple),
)
COUNTED = st.tuples(
    st.sampled_from(SPACES),
    st.lists(st.sampled_from([("count", 1, 1), ("add", 1, 1)]), min_size=2, max_size=4),
).map(lambda drawn: [(OWNER, drawn[0], (step,)) for step in drawn[1]])
RUNS = st.one_of(st.lists(st.one_of(WORKS, st.integers(0, 30)), min_size=1, max_size=6), COUNTED)
MOMENTS = st.one_of(st.just(-1), st.just(-2), st.integers(1, 30))
PLANS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), RUNS),
        st.tuples(st.just("crash"), RUNS, MOMENTS),
        st.tuples(st.just("full"), RUNS, MOMENTS),
        st.tuples(st.just("altered"), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=6,
)


def carry_out(plan: list[Any], engine: Engine) -> None:
    """Do what the plan says; a number in a run stands for an earlier command that is sent again."""
    world = World(engine)
    sent: list[Work] = []
    try:
        for what, *arguments in plan:
            if what == "altered":
                if sent:
                    old = sent[arguments[0] % len(sent)]
                    if world.decided.get(old.id) in (DONE, REFUSED) and not _forbidden(old):
                        world.send([_work(old.id, old.actor, old.space_id, (("altered",), *old.steps))])
                continue
            run: list[Command] = []
            for item in arguments[0]:
                if isinstance(item, int):
                    run += sent[item % len(sent) :][:1] if sent else []
                else:
                    sent.append(_work(UUID(int=(7 << 76) + len(sent) + 1), *item))
                    run.append(sent[-1])
            act: Any = {"send": world.send, "crash": world.crash, "full": world.fail}[what]
            act(run, *arguments[1:])
        world.finish()
    finally:
        world.die()


def _work(id_: UUID, actor: UUID, space: UUID, steps: Steps) -> Work:
    return Work(id=id_, space_id=space, actor=actor, at=NOW, steps=steps)


def _forbidden(command: Work) -> bool:
    return command.actor != OWNER or command.steps == (("forbid",),)
