"""The desktop's way to the record: one writer thread, a pool of readers, answers on the Qt thread.

It adds threads to the dispatcher and no rules. The writer takes all that wait, has them run and committed
together, and acknowledges them together (group commit).
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.kernel.tasks import Home
from models.core.database import Connection, DatabaseError, Engine
from models.core.dispatcher import Dispatcher, Outcome, Status, Verdict
from models.core.errors import PersonError, Unavailable
from models.core.registry import Command, Query
from models.core.retelling import retell
from models.core.text import tr

log = logging.getLogger(__name__)

T = TypeVar("T")

RUN = 256
READERS = 3


@dataclass(frozen=True)
class Changes:
    """What has changed in the record: tables by name, and the spaces they changed in."""

    tables: frozenset[str]
    spaces: frozenset[UUID]


@dataclass(slots=True)
class _Item:
    """A command or a service's function that waits for the writer, and whom to tell."""

    command: Command | None
    service: Callable[[Connection], Any] | None
    future: Future[Any]


class Gateway(QObject):
    """Lives on the Qt thread; `submit` and `ask_now` may be called from any."""

    changed = Signal(object)
    happened = Signal(object)
    refused = Signal(object)

    def __init__(self, writer: Engine, readers: Engine, dispatcher: Dispatcher, home: Home) -> None:
        super().__init__()
        self._writer = writer
        self._readers = readers
        self._dispatcher = dispatcher
        self._home = home
        self._inbox: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._first: deque[_Item] = deque()
        self._closing = False
        self._door = threading.Lock()
        self._told: set[str] = set()
        self._told_spaces: set[UUID] = set()
        self._telling = threading.Lock()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._thread = threading.Thread(target=self._write, name="writer")
        self._thread.start()

    # Sending

    def submit(self, command: Command) -> Future[Verdict]:
        """Have a command run; the future has its verdict once it is durable. From any thread."""
        return self._put(_Item(command, None, Future()))

    def send(self, command: Command, done: Callable[[Verdict], None] | None = None) -> None:
        """Have a command run; `done` gets the verdict on the Qt thread.

        Without `done`, a verdict that is not good is told through `refused`, so that none is lost.
        """
        answer: Callable[[Verdict], None] = done if done is not None else self._tell_refusal
        try:
            future = self.submit(command)
        except Unavailable as closing:
            answer(Verdict(command.id, Status.FAILED, error=closing))
            return
        future.add_done_callback(lambda ended: self._home.post(lambda: answer(ended.result())))

    def serve(self, service: Callable[[Connection], T]) -> Future[T]:
        """Run a service's function on the writer thread; it owns its transaction. From any thread.

        For what must not be a command: passwords, tokens, keys.
        """
        return self._put(_Item(None, service, Future()))

    def retell(self, commands: Sequence[Command]) -> Future[Outcome]:
        """Run commands, and what they cause, each at its own time (`at`) instead of now. From any thread.

        For a past that is brought in whole (a sample world); what people do goes through `submit`.
        """
        return self.serve(lambda connection: retell(connection, commands, self._dispatcher.registry))

    def _put(self, item: _Item) -> Future[Any]:
        item.future.set_running_or_notify_cancel()  # from here on it cannot be cancelled, only decided
        with self._door:  # what comes in, comes in before the end that `close` puts behind it
            if self._closing:
                raise Unavailable(tr("Nonet is closing, so nothing more can be changed."))
            self._inbox.put(item)
        return item.future

    def _tell_refusal(self, verdict: Verdict) -> None:
        if not verdict.ok:
            self.refused.emit(verdict)

    # Asking

    def ask(
        self,
        query: Query[T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None] | None = None,
    ) -> None:
        """Answer a query on a reader thread; `done` gets the answer on the Qt thread."""
        if self._closing:
            return
        self._pool.submit(self.ask_now, query).add_done_callback(
            lambda ended: self._home.post(lambda: self._answer(ended, done, failed))
        )

    def ask_now(self, query: Query[T]) -> T:
        """Answer a query on this thread, which must not be the Qt thread of a running window."""
        with self._readers.connect() as connection:
            answer: T = self._dispatcher.ask(connection, query)
            return answer

    def _answer(
        self,
        ended: Future[T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None] | None,
    ) -> None:
        error = None if ended.cancelled() else ended.exception()
        if ended.cancelled():
            return
        if error is None:
            done(ended.result())
        elif isinstance(error, PersonError) and failed is not None:
            failed(error)
        else:
            log.error("a query failed", exc_info=error)
            if failed is not None:
                failed(PersonError(tr("This could not be read from your data.")))

    # The writer

    def _write(self) -> None:
        try:
            with self._writer.connect() as connection:
                for command in self._dispatcher.pending(connection):
                    self._first.append(_Item(command, None, Future()))
                while (items := self._take()) is not None:
                    if items[0].service is not None:
                        self._serve(connection, items[0])
                    else:
                        self._run(connection, items)
        except Exception:
            log.exception("the record cannot be written any more")
            self._turn_away()

    def _turn_away(self) -> None:
        """Let nobody wait for a writer that is gone."""
        with self._door:
            self._closing = True
            self._inbox.put(None)
        gone = Unavailable(
            tr("Your data cannot be written any more."), what_now=tr("Close Nonet and start it again.")
        )
        while (items := self._take()) is not None:
            for item in items:
                item.future.set_exception(gone)

    def _take(self) -> list[_Item] | None:
        """All that wait, up to a run's length: commands only, or one service alone. None at the end."""
        items: list[_Item] = []
        while len(items) < RUN:
            if self._first:
                item: _Item | None = self._first.popleft()
            else:
                try:
                    item = self._inbox.get(block=not items)
                except queue.Empty:
                    break
            if item is None:
                if not items:
                    return None
                self._inbox.put(None)
                break
            if item.service is not None and items:
                self._first.appendleft(item)
                break
            items.append(item)
            if item.service is not None:
                break
        return items

    def _run(self, connection: Connection, items: list[_Item]) -> None:
        commands = [item.command for item in items if item.command is not None]
        try:
            outcome = self._dispatcher.dispatch(connection, commands)
        except Exception as error:
            for item in items:
                item.future.set_exception(error)
            raise
        for caused in reversed(outcome.follow_ups):
            self._first.appendleft(_Item(caused, None, Future()))
        for item, verdict in zip(items, outcome.verdicts, strict=True):
            item.future.set_result(verdict)
        self._tell(outcome)

    def _serve(self, connection: Connection, item: _Item) -> None:
        assert item.service is not None
        outcome = Outcome(tables={"account"})
        try:
            result = item.service(connection)
            if connection.in_transaction():
                raise RuntimeError("a service has to end its transaction")
        except Exception as error:
            connection.rollback()
            if not isinstance(error, (PersonError, DatabaseError)):
                log.exception("a service failed")
            item.future.set_exception(error)
        else:
            item.future.set_result(result)
            outcome = result if isinstance(result, Outcome) else outcome
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        """Tell the window what changed; what is not yet heard is told together."""
        if outcome.events:  # many commands tell much: they are told of in one go
            self._home.post(lambda: self._happen(outcome.events))
        if not outcome.tables:
            return
        with self._telling:
            first = not self._told
            self._told |= outcome.tables
            self._told_spaces |= outcome.spaces
        if first:
            self._home.post(self._told_home)

    def _happen(self, events: Sequence[object]) -> None:
        for event in events:
            self.happened.emit(event)

    def _told_home(self) -> None:
        with self._telling:
            changes = Changes(frozenset(self._told), frozenset(self._told_spaces))
            self._told, self._told_spaces = set(), set()
        self.changed.emit(changes)

    def close(self) -> None:
        """Finish what was taken in, then end the threads. Nothing acknowledged is lost without this."""
        with self._door:
            if not self._closing:
                self._closing = True
                self._inbox.put(None)
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._writer.dispose()
        self._readers.dispose()
