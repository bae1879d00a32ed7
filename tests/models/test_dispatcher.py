"""The dispatcher keeps its promises whatever happens, and the test that says so catches planted bugs."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, example, given, seed, settings
from sqlalchemy import Connection, Engine, event, select

from models.core import database, dispatcher
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher, Outcome, Status
from models.core.engines import Engines
from models.core.errors import NotAllowed, Unavailable
from models.core.registry import Command
from models.core.tables import Change, CommandLog, FollowUp, Member, Space
from models.core.writes import Writes
from tests.support.logfail import ExpectLog
from tests.support.plans import PLANS, carry_out
from tests.support.toy import NOW, OWNER, REGISTRY, SPACES, STRANGER, VIEWER, Receive, Work
from tests.support.worlds import changes, contents, disk_full, make_record, trouble

TRY_AND_SHRINK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
LOOK = (Phase.explicit, Phase.generate)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One engine for all examples, so that statements are compiled and the empty record is made once.

    It does not wait for the disk: that it does is shown elsewhere, by what the system calls say.
    """
    with tempfile.TemporaryDirectory(prefix="nonet-dispatcher-") as name:
        engine = write_engine(Path(name) / "record.db")
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=OFF"))
        yield engine
        engine.dispose()


@pytest.fixture
def _quiet() -> Iterator[None]:
    """The bugs of these handlers are on purpose and told in the log, which is not what is tested here."""
    logger = logging.getLogger("models.core.dispatcher")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.usefixtures("_quiet")
@settings(max_examples=80, phases=TRY_AND_SHRINK)
@given(plan=PLANS)
def test_whatever_happens_the_record_is_what_was_acknowledged(plan: list[Any], engine: Engine) -> None:
    carry_out(plan, engine)


# Planted bugs: each must be caught by the test above


def _no_rollback(self: Writes) -> None:
    self.mark()


def _rollback_of_what_is_not_flushed(self: Writes) -> None:
    for entry, before in self._journal:
        entry.now = before
    self.mark()


_record = Dispatcher._record
_one = Dispatcher._one
_statement = Writes._statement
_changes = Writes.changes
_run = Dispatcher._run


def _skipped_number(self: Dispatcher, writes: Writes, *rest: Any) -> Any:
    row = _record(self, writes, *rest)
    if row["number"] == 3:
        writes.update(Space, row["space_id"], change_number=4)
    return row


def _follow_up_in_memory_only(
    self: Dispatcher, writes: Writes, command: Command, caused: Command, outcome: Outcome
) -> None:
    """It is told to the gateway and nobody else."""


def _never_settled(self: Dispatcher, connection: Connection, commands: Sequence[Command]) -> Outcome:
    outcome = _run(self, connection, commands)
    self._settled = []
    return outcome


def _acknowledged_before_commit(
    self: Dispatcher, connection: Connection, commands: Sequence[Command]
) -> Outcome:
    with patch.object(Connection, "_commit_impl", Connection._rollback_impl):
        return _run(self, connection, commands)


def _inserts_before_deletes(self: Writes, *arguments: Any) -> Any:
    planned = _statement(self, *arguments)
    return planned and ((3 - planned[0][0], *planned[0][1:]), planned[1])


def _without_images_from_before(self: Writes) -> Any:
    for change in _changes(self):
        yield (
            change
            if change.after is None
            else type(change)(change.table, change.audience, None, change.after)
        )


def _all_for_one(self: Dispatcher, connection: Connection, commands: Sequence[Command]) -> Outcome:
    try:
        return self._run(connection, commands)
    except Exception as error:  # noqa: BLE001  planted
        return Outcome([dispatcher._broken(command, error) for command in commands])


def _overtaking(self: Dispatcher, connection: Connection, commands: Sequence[Command]) -> Outcome:
    outcome = Outcome()
    try:
        return self._run(connection, commands)
    except Exception:  # noqa: BLE001  planted
        for command in reversed(commands):
            outcome.add(_dispatch(self, connection, [command]))
        outcome.verdicts.reverse()
    return outcome


_dispatch = Dispatcher.dispatch
_UNBROKEN = property(lambda _self: None, lambda _self, _error: None)


def _whatever_it_says(command: Command, entry: Any, _payload: str, earlier: Any) -> Any:
    return _again(command, entry, earlier["payload"], earlier)


_again = dispatcher._again


def _following_blindly(self: Engines, space_id: UUID, number: int, _changed: Any) -> None:
    _follow(self, space_id, number, ())


_follow = Engines.follow

PLANTED: dict[str, tuple[Any, str, Any]] = {
    "a refused command is not taken back": (Writes, "rollback", _no_rollback),
    "what was flushed is not taken back": (Writes, "rollback", _rollback_of_what_is_not_flushed),
    "a failed flush is not noticed": (Writes, "broken", _UNBROKEN),
    "no de-duplication": (dispatcher, "_decided", lambda *_: {}),
    "any payload will do": (dispatcher, "_again", _whatever_it_says),
    "a number is skipped": (Dispatcher, "_record", _skipped_number),
    "a follow-up is not written": (Dispatcher, "_cause", _follow_up_in_memory_only),
    "a follow-up is never settled": (Dispatcher, "_run", _never_settled),
    "acknowledged before the commit": (Dispatcher, "_run", _acknowledged_before_commit),
    "written in the wrong order": (Writes, "_statement", _inserts_before_deletes),
    "no image from before": (Writes, "changes", _without_images_from_before),
    "one bad command fails all": (Dispatcher, "dispatch", _all_for_one),
    "a failed run is run again backwards": (Dispatcher, "dispatch", _overtaking),
    "memory keeps what was refused": (Engines, "take_back", lambda _self: None),
    "memory does not hear of other commands": (Engines, "follow", _following_blindly),
    "nobody asks for the permission": (dispatcher, "_authorise", lambda *_: None),
}


def _of_owner(*steps: tuple[Any, ...]) -> tuple[UUID, UUID, tuple[Any, ...]]:
    return OWNER, SPACES[0], steps


SHOWN: dict[str, list[Any]] = {
    "written in the wrong order": [("send", [_of_owner(("swap",))])] * 2,
    "a follow-up is never settled": [("send", [_of_owner(), _of_owner(("send", 1))])],
    "a failed run is run again backwards": [("full", [_of_owner(("count", 1, 1))] * 2, 1)],
}
"""The smallest plans that show what chance finds late."""


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_caught(name: str, engine: Engine) -> None:
    shown = SHOWN.get(name, [])
    carry_out(shown, engine)

    @seed(5)
    @settings(max_examples=1000, phases=LOOK, database=None, suppress_health_check=list(HealthCheck))
    @example(plan=shown)
    @given(plan=PLANS)
    def promise(plan: list[Any]) -> None:
        carry_out(plan, engine)

    owner, attribute, planted = PLANTED[name]
    with patch.object(owner, attribute, planted, create=True), pytest.raises(Exception) as caught:
        promise()
    assert not isinstance(caught.value, NotImplementedError | TypeError), caught.value


# One by one, so that a fault has a name


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    make_record(Path(engine.url.database or ""))
    with engine.connect() as connection:
        yield connection
        connection.rollback()
        connection.invalidate()


@pytest.fixture
def dispatch(connection: Connection) -> Callable[..., Outcome]:
    """Send scripts of steps, as the owner to the first space unless said otherwise."""
    ours = Dispatcher(REGISTRY, clock=lambda: NOW)
    return lambda *commands: ours.dispatch(connection, commands)


def _work(n: int, *steps: tuple[Any, ...], actor: UUID = OWNER, space: UUID = SPACES[0]) -> Work:
    return Work(id=UUID(int=(7 << 76) + n), space_id=space, actor=actor, at=NOW, steps=steps)


def _rows(connection: Connection) -> list[Any]:
    """Everything in the record, of every table."""
    found = []
    with connection.begin():
        for table in (Space, Member, CommandLog, Change, FollowUp):
            found += [tuple(row) for row in connection.execute(select(table.__table__))]
    return [*found, *(contents(connection, space) for space in SPACES)]


@pytest.mark.parametrize("actor", [VIEWER, STRANGER])
def test_who_may_not_do_it_leaves_no_trace(
    connection: Connection, dispatch: Callable[..., Outcome], actor: UUID
) -> None:
    before = _rows(connection)
    verdict = dispatch(_work(1, ("add", 1, 1), actor=actor)).verdicts[0]
    assert isinstance(verdict.error, NotAllowed)
    assert verdict.number == 0
    assert _rows(connection) == before


def test_a_refusal_is_logged_with_its_number_and_nothing_else(
    connection: Connection, dispatch: Callable[..., Outcome]
) -> None:
    before = contents(connection, SPACES[0])
    outcome = dispatch(_work(1, ("add", 1, 1), ("sum",), ("send", 1), ("swap",), ("refuse",)))
    assert outcome.verdicts[0].status is Status.REFUSED
    assert outcome.verdicts[0].number == 1
    assert (outcome.follow_ups, outcome.tables) == ([], set())
    assert contents(connection, SPACES[0]) == before
    with connection.begin():
        assert connection.execute(select(CommandLog.verdict)).scalars().all() == ["refused"]
        assert connection.execute(select(Change)).all() == []
        assert connection.execute(select(FollowUp)).all() == []


def test_others_keep_their_rows_when_a_handler_hides_a_failed_flush(
    connection: Connection, dispatch: Callable[..., Outcome], expect_log: ExpectLog
) -> None:
    with expect_log("models.core.dispatcher", "Overflow", level=logging.ERROR):
        outcome = dispatch(_work(1, ("add", 1, 4)), _work(2, ("hide", "overflow")), _work(3, ("add", 2, 5)))
    statuses = [verdict.status for verdict in outcome.verdicts]
    assert statuses == [Status.DONE, Status.FAILED, Status.DONE]
    tallies = contents(connection, SPACES[0])["toy_tally"]
    assert {k: row["n"] for k, row in tallies.items()} == {"1": 4, "2": 5}


def test_a_command_nobody_registered_is_refused_alone(
    connection: Connection, dispatch: Callable[..., Outcome], expect_log: ExpectLog
) -> None:
    stray = Command(id=UUID(int=5), space_id=SPACES[0], actor=OWNER, at=NOW)
    with expect_log("models.core.dispatcher", "Command failed", level=logging.ERROR):
        outcome = dispatch(_work(1, ("add", 1, 1)), stray, _work(2, ("add", 1, 1)))
    assert [verdict.ok for verdict in outcome.verdicts] == [True, False, True]


def test_a_locked_record_is_told_once_and_not_waited_for_again(
    connection: Connection, dispatch: Callable[..., Outcome], engine: Engine
) -> None:
    assert database.BUSY_TIMEOUT_MS > 0
    connection.exec_driver_sql("PRAGMA busy_timeout=1")
    connection.rollback()
    other = write_engine(Path(engine.url.database or ""))
    with other.begin():
        outcome = dispatch(*(_work(n, ("add", 1, 1)) for n in range(9)))
    other.dispose()
    assert len(outcome.verdicts) == 9
    assert all(isinstance(verdict.error, Unavailable) for verdict in outcome.verdicts)
    assert "locked" in str(outcome.verdicts[0].error)
    assert all(verdict.ok for verdict in dispatch(*(_work(n, ("add", 1, 1)) for n in range(9))).verdicts)


def _count_through_a_full_disk(dispatch: Callable[..., Outcome], engine: Engine) -> list[Status]:
    """A count that the disk has no room for, one that memory has no part in, and another count."""
    with trouble(engine, -1, disk_full):
        lost = dispatch(_work(1, ("count", 1, 5)))
    kept = dispatch(_work(2, ("add", 1, 1)), _work(3, ("count", 1, 1)))
    return [verdict.status for verdict in (*lost.verdicts, *kept.verdicts)]


def test_memory_forgets_what_was_not_committed(dispatch: Callable[..., Outcome], engine: Engine) -> None:
    assert dispatch(_work(0, ("count", 1, 1))).verdicts[0].ok
    assert _count_through_a_full_disk(dispatch, engine) == [Status.FAILED, Status.DONE, Status.DONE]


def test_a_commit_that_failed_leaves_nothing_open(dispatch: Callable[..., Outcome], engine: Engine) -> None:
    """SQLite may keep the transaction: the next one, also a single command, begins all the same."""
    with trouble(engine, -1, disk_full):
        assert not dispatch(_work(1, ("add", 1, 1))).verdicts[0].ok
    other = write_engine(Path(engine.url.database or ""))
    with other.begin():
        pass  # nobody is locked out
    other.dispose()
    assert dispatch(_work(2, ("add", 1, 1))).verdicts[0].ok


@pytest.mark.usefixtures("_quiet")
def test_memory_that_keeps_it_is_caught(dispatch: Callable[..., Outcome], engine: Engine) -> None:
    with patch.object(Engines, "abandon", Engines.settle):
        assert _count_through_a_full_disk(dispatch, engine)[-1] is Status.FAILED


def test_a_bad_one_among_many_costs_few_commits(
    connection: Connection, dispatch: Callable[..., Outcome], engine: Engine, expect_log: ExpectLog
) -> None:
    commits = []
    do_commit = engine.dialect.do_commit
    with (
        patch.object(engine.dialect, "do_commit", lambda driver: (commits.append(1), do_commit(driver))),
        expect_log("models.core.dispatcher", "UNIQUE", level=logging.ERROR),
    ):
        outcome = dispatch(*(_work(n, *([("spoil", "unique")] if n == 77 else [])) for n in range(256)))
    assert [n for n, verdict in enumerate(outcome.verdicts) if not verdict.ok] == [77]
    assert len(commits) <= 9


def test_the_same_command_twice_in_a_run_is_one_in_one_transaction(
    connection: Connection, dispatch: Callable[..., Outcome], engine: Engine
) -> None:
    """The key of the log would refuse it as well, and have the run done again in halves."""
    commits = []
    do_commit = engine.dialect.do_commit
    with patch.object(engine.dialect, "do_commit", lambda driver: (commits.append(1), do_commit(driver))):
        outcome = dispatch(_work(1, ("add", 1, 1)), _work(1, ("add", 1, 1)), _work(2, ("add", 1, 1)))
    assert [verdict.number for verdict in outcome.verdicts] == [1, 1, 2]
    assert contents(connection, SPACES[0])["toy_tally"]["1"]["n"] == 2
    assert len(commits) == 1


def test_a_follow_up_that_nobody_can_read_waits_and_stops_nobody(
    connection: Connection, dispatch: Callable[..., Outcome], expect_log: ExpectLog
) -> None:
    dispatch(_work(1, ("send", 1)), _work(2, ("send", 2)))
    with connection.begin():
        connection.exec_driver_sql("UPDATE follow_up SET name = 'gone' WHERE payload LIKE '%\"n\":1}'")
    later = Dispatcher(REGISTRY)
    with expect_log("models.core.dispatcher", "cannot be read", level=logging.ERROR):
        pending = later.pending(connection)
    assert [command.n for command in pending if isinstance(command, Receive)] == [2]
    later.dispatch(connection, pending)
    later.dispatch(connection, [])
    with connection.begin():
        assert connection.execute(select(FollowUp.name)).scalars().all() == ["gone"]


def test_a_row_that_changes_its_audience_leaves_one_and_comes_whole_to_the_other(
    connection: Connection, dispatch: Callable[..., Outcome]
) -> None:
    dispatch(_work(1, ("add", 1, 7)), _work(2, ("show", 1, "all")))
    stream = [change for change in changes(connection, SPACES[0]) if change.number == 2]
    assert [(change.audience, bool(change.before), bool(change.after)) for change in stream] == [
        ("members:10", True, False),
        ("public", False, True),
    ]
    assert stream[1].after is not None and stream[1].after["n"] == 7


def test_handlers_give_the_same_rows_when_run_again(
    connection: Connection, dispatch: Callable[..., Outcome], engine: Engine
) -> None:
    script = [_work(1, ("add", 1, 2), ("swap",)), _work(2, ("add", 2, 1), ("sum",)), _work(3, ("drop", 1))]
    together = [verdict.status for verdict in dispatch(*script).verdicts], _rows(connection)
    connection.invalidate()
    connection.rollback()
    make_record(Path(engine.url.database or ""))
    alone = [dispatch(command).verdicts[0].status for command in script], _rows(connection)
    assert together == alone
