"""Transfers and holds against a plain list of entries, through the real dispatcher on a real database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete, insert, select

import models.schema  # noqa: F401  every table
from models.core.database import cache_engine
from models.core.dispatcher import Dispatcher
from models.core.tables import Base, Space
from models.core.types import from_microseconds
from models.ledger import posting, triggers
from models.ledger.assets import MOST
from models.ledger.check import check
from models.ledger.posting import account_id
from models.ledger.rules import RuleBroken
from models.ledger.tables import LedgerAccount, LedgerHold, LedgerTransfer
from tests.support.ledger import ACCOUNTS, IDS, NOW, OPENED, PEOPLE, REGISTRY, SPACE, Book, Call, Plain

BEGIN = int(NOW.timestamp())
ACCOUNT = st.integers(0, OPENED)
EDGES = st.sampled_from([MOST, MOST - 1, MOST + 1, MOST // 2, MOST // 2 + 1, MOST - 100])
AMOUNTS = st.one_of(st.integers(1, 500), st.integers(1, 500), st.integers(-1, 6), EDGES)
PARTS = st.one_of(st.none(), st.integers(1, 60), st.integers(1, 60), AMOUNTS)
NUMBERS, HOLDS = st.integers(0, 90), st.integers(100, 105)
CODES = st.sampled_from(["trade", "trade", "fee"])
ENDS = st.one_of(st.none(), st.integers(BEGIN - 5, BEGIN + 50))
FITTING = st.sampled_from([(0, 1), (1, 0), (1, 2), (2, 4), (0, 4), (3, 1), (4, 0), (5, 6)])
PAIRS = st.one_of(FITTING, FITTING, FITTING, st.tuples(ACCOUNT, ACCOUNT))


def _call(name: str, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Call]:
    flat = st.tuples(*parts).map(lambda made: sum((p if isinstance(p, tuple) else (p,) for p in made), ()))
    return flat.map(lambda made: (name, *made))


TRANSFER = _call("transfer", NUMBERS, PAIRS, AMOUNTS, CODES)
HOLD = _call("hold", HOLDS, PAIRS, AMOUNTS, CODES, ENDS)
POST = _call("post", HOLDS, NUMBERS, PARTS, st.one_of(st.none(), st.none(), ACCOUNT))
VOID, EXPIRE = _call("void", HOLDS), _call("expire", HOLDS)
SINGLE = st.one_of(TRANSFER, HOLD, HOLD, HOLD, POST, POST, POST, POST, VOID, EXPIRE)
CHAIN = st.lists(SINGLE, min_size=2, max_size=4).map(lambda calls: ("chain", tuple(calls)))
FUND = st.tuples(NUMBERS, st.sampled_from([(3, 0), (7, 0), (3, 1), (7, 2), (6, 5)]), AMOUNTS, CODES).map(
    lambda made: ("transfer", made[0], *made[1], *made[2:])
)


def _story(id_: int) -> st.SearchStrategy[list[Call]]:
    """A hold that is posted in parts and then ended, in some order with what else there is."""
    one, no = st.just(id_), st.none()
    parts = _call("post", one, NUMBERS, PARTS, st.one_of(no, no, st.sampled_from([0, 1, 2, 4, 5])))
    end = st.sampled_from([("void", id_), ("expire", id_)])
    held = _call("hold", one, FITTING, st.integers(1, 300), CODES, ENDS)
    return st.tuples(held, st.lists(st.one_of(parts, parts, parts, SINGLE), min_size=1, max_size=5), end).map(
        lambda made: [made[0], *made[1], made[2]]
    )


SOME = st.lists(st.one_of(FUND, SINGLE, SINGLE, CHAIN), min_size=1, max_size=6)
CALLS = st.one_of(SOME, HOLDS.flatmap(_story)).map(tuple)


class Posting(RuleBasedStateMachine):
    """One space with the accounts of `tests.support.ledger`, and the list of entries beside it."""

    engine: Engine

    @initialize()
    def begin(self) -> None:
        self.connection = self.engine.connect()
        with self.connection.begin():
            for table in reversed(Base.metadata.sorted_tables):
                self.connection.execute(delete(table))
            row = {"space_id": SPACE, "kind": "toy", "created_at": NOW, "change_number": 0}
            self.connection.execute(insert(Space), [row])
        self.plain = Plain(BEGIN)
        self.count = 0
        self.sent: list[tuple[Call, ...]] = [()]
        self.open()
        given = [(7, 0), (7, 1), (7, 2), (6, 5)]
        self.book(tuple(("transfer", 200 + n, *pair, 1000, "trade") for n, pair in enumerate(given)))

    def open(self) -> None:
        self.dispatcher = Dispatcher(REGISTRY, clock=lambda: from_microseconds(self.plain.now * 1_000_000))

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()

    @rule(calls=CALLS)
    def book(self, calls: tuple[Call, ...]) -> None:
        """Each call breaks a rule that the plain list says is broken, or none where it says none is."""
        self.count += 1
        command = Book(id=UUID(int=self.count), space_id=SPACE, actor=PEOPLE[0], at=NOW, calls=calls)
        verdict = self.dispatcher.dispatch(self.connection, [command]).verdicts[0]
        assert verdict.ok, verdict.details
        for call, said in zip(calls, verdict.result, strict=True):
            broken = self.plain.call(call)
            assert said in (broken or {""}), (call, said, broken)
        self.sent.append(calls)

    @rule(data=st.data())
    def book_again(self, data: st.DataObject) -> None:
        self.book(data.draw(st.sampled_from(self.sent)))

    @rule(seconds=st.integers(0, 30))
    def wait(self, seconds: int) -> None:
        self.plain.now += seconds

    @rule()
    def restart(self) -> None:
        with self.connection.begin():
            assert check(self.connection) == []
        self.connection.close()
        self.connection = self.engine.connect()
        self.open()

    @invariant()
    def every_balance_is_what_its_entries_say(self) -> None:
        if not hasattr(self, "plain"):
            return
        with self.connection.begin():
            rows = {row.id: row for row in self.connection.execute(select(LedgerAccount))}
            transfers = self.connection.execute(select(LedgerTransfer.amount)).all()
            lefts = sorted(row.left for row in self.connection.execute(select(LedgerHold.left)))
        for n in range(OPENED):
            row = rows.get(IDS[n])
            stands = (0, 0, 0) if row is None else (row.posted, row.held, row.incoming)
            assert stands == self.plain.balance(n), ACCOUNTS[n]
        assert len(transfers) == len(self.plain.entries)
        assert lefts == sorted(self.plain.left(id_) for id_ in self.plain.holds)


def _to_the_edge() -> None:
    """More than there can be, from two who may give it: chance comes to it late."""
    machine = Posting()
    machine.begin()
    try:
        machine.book(tuple(("transfer", giver, giver, 0, MOST // 2 + 1, "trade") for giver in (7, 3)))
        machine.every_balance_is_what_its_entries_say()
    finally:
        machine.teardown()


def _run(examples: int, *, derandomize: bool = False) -> None:
    with TemporaryDirectory() as name:
        Posting.engine = cache_engine(
            Path(name) / "record.db"
        )  # not waiting for the disk: this is about rules
        Base.metadata.create_all(Posting.engine)
        with Posting.engine.begin() as connection:
            for statement in triggers.SQLITE:
                connection.exec_driver_sql(statement)
        try:
            _to_the_edge()
            run_state_machine_as_test(
                Posting,
                settings=settings(
                    max_examples=examples, stateful_step_count=20, deadline=None, derandomize=derandomize,
                    database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
                ),
            )  # fmt: skip
        finally:
            Posting.engine.dispose()


def test_any_calls_leave_what_a_list_of_entries_says() -> None:
    _run(120)


# Planted bugs: each must be caught by the test above

_write = posting._write
_give_back = posting._give_back
_take_in = posting._take_in


def _forgets_what_was_held(ctx: Any, held: Any, state: str) -> None:
    ctx.update(LedgerHold, held.space_id, held.id, state=state)


def _forgets_who_waited(ctx: Any, held: Any, giver: Any, taker: Any, part: int) -> None:
    if taker.id == held.credit_id:
        _take_in(ctx, held, giver, taker, part)
    else:
        ctx.update(LedgerAccount, held.space_id, taker.id, posted=taker.posted + part)


def _to_anybody(ctx: Any, held: Any, giver: Any, taker: Any, part: int) -> None:
    if taker.id in (held.credit_id, giver.id):
        _take_in(ctx, held, giver, taker, part)
        return
    waiting = posting._account(ctx, held.credit_id)
    ctx.update(LedgerAccount, held.space_id, waiting.id, incoming=waiting.incoming - part)
    ctx.update(LedgerAccount, held.space_id, taker.id, posted=taker.posted + part)


def _forgets_the_hold(ctx: Any, id_: UUID, giver: Any, taker: Any, amount: int, *rest: Any) -> None:
    _write(ctx, id_, giver, taker, amount, rest[0], rest[1], None)


def _doubles(ctx: Any, id_: UUID, giver: Any, taker: Any, amount: int, *rest: Any) -> None:
    _write(ctx, id_, giver, taker, amount * 2 if amount < 100 else amount, *rest)


def _without(rule_name: str) -> Callable[..., None]:
    """Rules as they are, but one."""
    check_pair = posting._pair

    def pair(ctx: Any, debit: UUID, credit: UUID, amount: int) -> Any:
        try:
            return check_pair(ctx, debit, credit, amount)
        except RuleBroken as broken:
            if broken.rule != rule_name:
                raise
            return posting._account(ctx, debit), posting._account(ctx, credit)

    return pair


PLANTED: dict[str, tuple[Any, str, Any]] = {
    "an id may be used twice": (posting, "_same", lambda *_: None),
    "a balance may grow beyond 64 bits": (posting, "_room", lambda *_: None),
    "a hold never ends": (posting, "_is_due", lambda *_: False),
    "what was held stays held": (posting, "_give_back", _forgets_what_was_held),
    "who waited still waits": (posting, "_take_in", _forgets_who_waited),
    "euros become bitcoin": (posting, "_take_in", _to_anybody),
    "a transfer forgets its hold": (posting, "_write", _forgets_the_hold),
    "an entry says another amount": (posting, "_write", _doubles),
    "half a chain stays": (posting._Linked, "take_back", lambda _: None),
    "more is spent than there is": (posting, "_pair", _without("insufficient_funds")),
    "less than nothing is paid": (posting, "_pair", _without("amount_too_small")),
    "one asset is paid with another": (posting, "_pair", _without("other_asset")),
}


@pytest.fixture
def _quiet() -> Iterator[None]:
    """What a bug makes of a number is told in the log, too, which is not what is tested here."""
    logger = logging.getLogger("models.core.dispatcher")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_caught(name: str) -> None:
    owner, attribute, planted = PLANTED[name]
    with patch.object(owner, attribute, planted), pytest.raises(AssertionError):
        _run(600, derandomize=True)


# By name


def test_an_account_is_found_without_looking() -> None:
    a, b = PEOPLE[:2]
    made = {
        account_id(SPACE, a, "EUR", "spot"),
        account_id(SPACE, a, "EUR", "funding"),
        account_id(SPACE, a, "USD", "spot"),
        account_id(SPACE, b, "EUR", "spot"),
        account_id(b, a, "EUR", "spot"),
        account_id(SPACE, None, "EUR", "spot"),
        account_id(SPACE, UUID(int=0), "EUR", "spot"),
    }
    assert len(made) == 7
    assert all(id_.version == 8 and id_.variant == "specified in RFC 4122" for id_ in made)
    assert account_id(SPACE, a, "EUR", "spot") in made
