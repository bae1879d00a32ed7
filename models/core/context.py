"""What a handler is given: the command's id and time, rows, and the means to cause something elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Executable, Row

from models.core.engines import E, Engines
from models.core.ids import derive
from models.core.registry import Command
from models.core.tables import Base, Space
from models.core.writes import Writes

T = TypeVar("T", bound=Base)
C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Read:
    """A look at the record from one moment: a connection in a read transaction, and the clock's now."""

    connection: Connection
    now: datetime

    def rows(self, statement: Executable, parameters: Any = None) -> Sequence[Row[Any]]:
        """All rows of a statement."""
        return self.connection.execute(statement, parameters).all()

    def one(self, statement: Executable, parameters: Any = None) -> Row[Any] | None:
        """The first row of a statement, or None."""
        return self.connection.execute(statement, parameters).first()

    def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement).scalar()


class Context:
    """The world of one handler: no clock, chance, network or thread of its own."""

    __slots__ = ("_counter", "_engines", "_writes", "command", "events", "follow_ups", "now", "undo")

    def __init__(self, command: Command, now: datetime, writes: Writes, engines: Engines) -> None:
        self.command = command
        self.now = now
        self.follow_ups: list[Command] = []
        self.events: list[object] = []
        self.undo: Command | None = None
        self._writes = writes
        self._engines = engines
        self._counter = 0

    @property
    def actor(self) -> UUID:
        """The account that acts."""
        return self.command.actor

    def new_id(self) -> UUID:
        """The next id that follows from the command's: the same whenever it is run again."""
        self._counter += 1
        return derive(self.command.id, self._counter)

    def get(self, table: type[T], *key: Any) -> T | None:
        """The row with this key, or None."""
        return self._writes.get(table, *key)

    def insert(self, table: type[T], **values: Any) -> T:
        """Add a row to the command's space."""
        self._home(values["space_id"])
        return self._writes.insert(table, **values)

    def add(self, table: type[Base], values: dict[str, Any]) -> None:
        """Add a row whose key is new, as it follows from the command's id or a counter: nothing is read."""
        self._home(values["space_id"])
        self._writes.add(table, values)

    def patch(self, table: type[Base], *key: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Change a row of the command's space that an engine knows, unread (see `Writes.patch`)."""
        self._home(key[0])
        self._writes.patch(table, *key, before=before, after=after)

    def update(self, table: type[T], *key: Any, **values: Any) -> T:
        """Change a row of the command's space."""
        self._home(key[0])
        return self._writes.update(table, *key, **values)

    def delete(self, table: type[Base], *key: Any) -> bool:
        """Take away a row of the command's space."""
        self._home(key[0])
        return self._writes.delete(table, *key)

    def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """All rows of a statement, with everything written so far in them."""
        return self._writes.rows(statement)

    def engine(self, kind: type[E]) -> E:
        """The space's memory of this kind, as the record stands; to be asked for before its rows are written.

        It is taken back with the command where the command is refused. Raises LookupError without a space.
        """
        space = self.get(Space, self.command.space_id)
        if space is None:
            raise LookupError("an engine belongs to a space that exists")
        return self._engines.of(kind, self._writes, space.space_id, space.change_number)

    def follow_up(
        self, command: type[C], /, *, space_id: UUID, actor: UUID | None = None, **fields: Any
    ) -> None:
        """Cause a command in another space: written with this one, run next, effective once.

        It acts for whoever acts here, or for `actor` where that is nobody's to know.
        """
        self.follow_ups.append(
            command(
                id=self.new_id(), space_id=space_id, actor=actor or self.actor, at=self.command.at, **fields
            )
        )

    def undo_with(self, command: type[C], /, **fields: Any) -> None:
        """Say which command would take this one back when the person asks for it."""
        self.undo = command(
            id=self.new_id(), space_id=self.command.space_id, actor=self.actor, at=self.command.at, **fields
        )

    def emit(self, event: object) -> None:
        """Tell the world outside something (a frozen dataclass) once this is committed."""
        self.events.append(event)

    def _home(self, space_id: UUID) -> None:
        if space_id != self.command.space_id:
            raise ValueError("a command changes rows of its own space only; elsewhere is a follow-up")
