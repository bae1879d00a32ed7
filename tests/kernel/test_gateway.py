"""The gateway: every sender is answered, in order and once, whatever becomes of the writer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, select

from app.kernel.gateway import Changes, Gateway
from app.kernel.tasks import Home
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.errors import NotAllowed, Unavailable
from models.core.ids import new_id
from models.core.tables import CommandLog
from tests.support.logfail import ExpectLog
from tests.support.toy import NOW, OWNER, REGISTRY, SPACES, STRANGER, Tallies, Work
from tests.support.worlds import make_record

Open = Callable[[], Gateway]


@pytest.fixture
def open_gateway(tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """Opens gateways on one record; they are closed at the end."""
    path = tmp_path / "record.db"
    make_record(path)
    opened: list[Gateway] = []

    def start() -> Gateway:
        home = Home()
        opened.append(Gateway(write_engine(path), read_engine(path), Dispatcher(REGISTRY), home))
        return opened[-1]

    yield start
    for gateway in opened:
        gateway.close()
        gateway._home.close()


def _add(n: int = 1, *, actor: UUID = OWNER, space: UUID = SPACES[0]) -> Work:
    return Work(id=new_id(), space_id=space, actor=actor, at=NOW, steps=(("add", 1, n),))


def _tally(gateway: Gateway, space: UUID = SPACES[0]) -> dict[int, int]:
    return gateway.ask_now(Tallies(actor=OWNER, space_id=space))


def test_eight_senders_are_all_answered_in_their_order(open_gateway: Open) -> None:
    gateway = open_gateway()
    sent: list[list[Future[Verdict]]] = [[] for _ in range(8)]

    def send(n: int) -> None:
        sent[n] = [gateway.submit(_add()) for _ in range(60)]

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [[future.result(30).number for future in futures] for futures in sent]
    assert all(own == sorted(own) for own in numbers)
    assert sorted(number for own in numbers for number in own) == list(range(1, 481))
    assert _tally(gateway) == {1: 480}


def test_what_is_sent_when_it_closes_is_answered_or_turned_away(open_gateway: Open) -> None:
    gateway = open_gateway()
    answered: list[Future[Verdict]] = []
    turned_away = threading.Event()

    def send() -> None:
        try:
            while True:
                answered.append(gateway.submit(_add()))
        except Unavailable:
            turned_away.set()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(answered) < 50:
        time.sleep(0)
    gateway.close()
    for thread in threads:
        thread.join()
    assert turned_away.is_set()
    assert all(future.result(0).ok for future in answered)


def test_a_future_that_somebody_cancels_stops_nobody(open_gateway: Open) -> None:
    gateway = open_gateway()
    futures = [gateway.submit(_add()) for _ in range(20)]
    assert not any(future.cancel() for future in futures)
    assert all(future.result(10).ok for future in futures)


def test_a_writer_that_dies_lets_nobody_wait(open_gateway: Open, expect_log: ExpectLog) -> None:
    gateway = open_gateway()
    with (
        expect_log("app.kernel.gateway", "cannot be written", level=logging.ERROR),
        patch.object(Dispatcher, "dispatch", side_effect=SystemError("gone")),
    ):
        with pytest.raises(SystemError):
            gateway.submit(_add()).result(10)
        gateway._thread.join(10)
    with pytest.raises(Unavailable):
        gateway.submit(_add())


def test_a_follow_up_survives_a_death_in_between(open_gateway: Open) -> None:
    gateway = open_gateway()
    cause = Work(id=new_id(), space_id=SPACES[0], actor=OWNER, at=NOW, steps=(("send", 7),))
    run = Gateway._run

    def forgetful(self: Gateway, connection: Connection, items: Any) -> None:
        run(self, connection, items)
        self._first.clear()

    with patch.object(Gateway, "_run", forgetful):
        assert gateway.submit(cause).result(10).ok
        gateway.close()
    assert _tally(again := open_gateway(), SPACES[1]) in ({}, {0: 7})
    assert again.submit(_add(space=SPACES[1])).result(10).ok
    assert _tally(again, SPACES[1]) == {0: 7, 1: 1}


def test_answers_come_home_on_the_qt_thread(open_gateway: Open, qtbot: QtBot) -> None:
    gateway = open_gateway()
    heard: list[tuple[str, int]] = []

    def note(what: str) -> None:
        heard.append((what, threading.get_ident()))

    gateway.send(_add(), lambda verdict: note("done"))
    gateway.send(_add(actor=STRANGER), lambda verdict: note(type(verdict.error).__name__))
    gateway.ask(Tallies(actor=OWNER, space_id=SPACES[0]), lambda answer: note("answer"))
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert {what for what, _ in heard} == {"done", NotAllowed.__name__, "answer"}
    assert {thread for _, thread in heard} == {threading.get_ident()}


def test_a_refusal_nobody_waits_for_is_told(open_gateway: Open, qtbot: QtBot) -> None:
    gateway = open_gateway()
    with qtbot.waitSignal(gateway.refused) as told:
        gateway.send(_add(actor=STRANGER))
    assert isinstance(told.args[0].error, NotAllowed)


def test_changes_are_told_together_with_their_spaces(open_gateway: Open, qtbot: QtBot) -> None:
    gateway = open_gateway()
    told: list[Changes] = []
    gateway.changed.connect(told.append)
    for future in [gateway.submit(_add(space=space)) for space in SPACES]:
        future.result(10)
    qtbot.waitUntil(lambda: bool(told))
    assert {space for changes in told for space in changes.spaces} == set(SPACES)
    assert {table for changes in told for table in changes.tables} == {"toy_tally"}


def test_a_service_that_forgets_its_commit_is_told_and_blocks_nobody(
    open_gateway: Open, expect_log: ExpectLog
) -> None:
    gateway = open_gateway()

    def forgetful(connection: Connection) -> None:
        connection.execute(select(CommandLog.id))

    with (
        expect_log("app.kernel.gateway", "a service failed", level=logging.ERROR),
        pytest.raises(RuntimeError, match="end its transaction"),
    ):
        gateway.serve(forgetful).result(10)
    assert gateway.submit(_add()).result(10).ok


def test_many_answers_leave_room_for_keys_between_them(qtbot: QtBot) -> None:
    home = Home()
    order: list[str] = []

    def slow() -> None:
        end = time.perf_counter() + 0.003
        while time.perf_counter() < end:
            pass
        order.append("answer")

    for _ in range(30):
        home.post(slow)
    other = Home()
    other.post(lambda: order.append("key"))
    qtbot.waitUntil(lambda: len(order) == 31)
    assert order.index("key") < 15
    home.close()
    home.post(slow)
    other.post(lambda: order.append("end"))
    qtbot.waitUntil(lambda: order[-1] == "end")
    assert order.count("answer") == 30
