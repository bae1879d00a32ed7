"""The same handlers and the same dispatcher on a real PostgreSQL, with writers that meet."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import URL, Engine, select

from models.core.database import postgres_engine
from models.core.dispatcher import Dispatcher, Status, Verdict
from models.core.ids import new_id
from models.core.tables import Base, CommandLog, Space
from tests.support.logfail import ExpectLog
from tests.support.toy import NOW, OWNER, REGISTRY, SPACES, STRANGER, ToyBase, Work
from tests.support.worlds import changes, contents, furnish, move


@pytest.fixture
def engine(postgres: URL, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    # The driver also logs that the batch of a failing statement was cut off, which it raises anyway.
    monkeypatch.setattr(logging.getLogger("psycopg"), "level", logging.ERROR)
    engine = postgres_engine(postgres)
    with engine.begin() as connection:
        furnish(connection)
    yield engine
    with engine.begin() as connection:
        ToyBase.metadata.drop_all(connection)
        Base.metadata.drop_all(connection)
    engine.dispose()


def _work(*steps: tuple[object, ...], actor: UUID = OWNER) -> Work:
    return Work(id=new_id(), space_id=SPACES[0], actor=actor, at=NOW, steps=steps)


def test_a_run_of_all_kinds(engine: Engine, expect_log: ExpectLog) -> None:
    dispatcher = Dispatcher(REGISTRY, clock=lambda: NOW)
    sent = [
        _work(("add", 1, 5), ("add", 2, 1), ("swap",)),
        _work(("drop", 2), ("sum",), ("show", 1, "all")),
        _work(("add", 1, 1), ("refuse",)),
        _work(("add", 1, 1), actor=STRANGER),
        _work(("spoil", "unique")),
        _work(("swap",), ("send", 4)),
    ]
    with engine.connect() as connection:
        start = contents(connection, SPACES[0])
        with expect_log("models.core.dispatcher", "UniqueViolation", level=logging.ERROR):
            outcome = dispatcher.dispatch(connection, sent)
        statuses = [verdict.status.value for verdict in outcome.verdicts]
        assert statuses == ["done", "done", "refused", "refused", "failed", "done"]
        assert [v.status for v in dispatcher.dispatch(connection, outcome.follow_ups).verdicts] == [
            Status.DONE
        ]
        again = dispatcher.dispatch(connection, sent[:3]).verdicts
        assert [verdict.number for verdict in again] == [1, 2, 3]
        tables = contents(connection, SPACES[0])
        assert tables["toy_tally"]["1"]["n"] == 5
        for change in reversed(changes(connection, SPACES[0])):
            move(tables, change, back=True)
        assert tables == start


def test_writers_that_meet_lose_and_double_nothing(engine: Engine) -> None:
    verdicts: list[Verdict] = []

    def send() -> None:
        dispatcher = Dispatcher(REGISTRY, clock=lambda: NOW)
        with engine.connect() as connection:
            for _ in range(10):
                waiting = [_work(("add", 1, 1)) for _ in range(3)]
                while waiting:  # failed is not final: it is sent again
                    outcome = dispatcher.dispatch(connection, waiting)
                    verdicts.extend(verdict for verdict in outcome.verdicts if verdict.ok)
                    waiting = [w for w, v in zip(waiting, outcome.verdicts, strict=True) if not v.ok]

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert contents(connection, SPACES[0])["toy_tally"]["1"]["n"] == 90
        with connection.begin():
            numbers = (
                connection.execute(select(CommandLog.number).order_by(CommandLog.number)).scalars().all()
            )
            counter = connection.execute(
                select(Space.change_number).where(Space.space_id == SPACES[0])
            ).scalar()
    assert numbers == list(range(1, 91))
    assert counter == 90
    assert sorted(verdict.number for verdict in verdicts) == numbers
