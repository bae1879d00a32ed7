"""A record on disk with accounts in it, its door, and a clock that a test turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from models.accounts.entities import Account
from models.accounts.passwords import Passwords
from models.accounts.queries import MachineAccounts, OwnAccount
from models.accounts.service import Authenticator
from models.core.database import Connection, write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import new_id
from models.core.registry import REGISTRY, Command, Query, Registry
from models.core.tables import Base

T = TypeVar("T")


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def quick_passwords(passes: int = 1) -> Passwords:
    """Real argon2id at its least cost."""
    return Passwords(time_cost=passes, memory_kib=8, lanes=1)


class Record:
    """The record of a machine without threads: commands, services and queries run where they are called."""

    def __init__(self, folder: Path, registry: Registry = REGISTRY) -> None:
        self._engine = write_engine(folder / "record.db")
        Base.metadata.create_all(self._engine)
        self.clock = TurnedClock()
        self._dispatcher = Dispatcher(registry, clock=self.clock)
        self._connection = self._engine.connect()
        self.door = self.door_with(quick_passwords())

    def door_with(self, passwords: Passwords) -> Authenticator:
        """Another door of the same record."""
        return Authenticator(self.serve, self.submit, passwords, self.clock)

    def serve(self, work: Callable[[Connection], T], /) -> T:
        try:
            return work(self._connection)
        finally:
            assert not self._connection.in_transaction()

    def submit(self, command: Command) -> Verdict:
        return self._dispatcher.dispatch(self._connection, [command]).verdicts[0]

    def run(self, commands: Sequence[Command]) -> None:
        """Run commands and all that they cause."""
        while commands:
            commands = self._dispatcher.dispatch(self._connection, commands).follow_ups

    def send(self, kind: type[Command], space_id: UUID, actor: UUID, **fields: Any) -> Verdict:
        return self.submit(kind(id=new_id(), space_id=space_id, actor=actor, at=self.clock.now, **fields))

    def ask(self, query: Query[T]) -> T:
        answer: T = self._dispatcher.ask(self._connection, query)
        return answer

    def account(self, account_id: UUID) -> Account:
        found = self.ask(OwnAccount(actor=account_id))
        assert found is not None
        return found

    def people(self) -> list[str]:
        return [account.name for account in self.ask(MachineAccounts(actor=UUID(int=0)))]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table as the database has them."""
        with self._connection.begin():
            return [
                dict(row) for row in self._connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()
            ]

    def dump(self) -> str:
        """Everything that is in the record, as text."""
        return "\n".join(repr(self.rows(table.name)) for table in Base.metadata.sorted_tables)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()
