"""Memory that follows the record: an order book, an index, whatever is a function of committed rows.

An engine belongs to a space and is made from its rows (`load`). Handlers change rows and engine alike. The
dispatcher marks it before each command, rolls it back with a command that is refused and with a transaction
that fails, and releases the marks with the commit. Beside it stands the space's change number that it has
followed: where another writer has moved on, it is made anew from the record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar, Protocol, Self, TypeVar
from uuid import UUID

from models.core.writes import Writes


class Engine(Protocol):
    """What is kept in memory of one space. Marks nest; a rollback to an older one ends the later ones."""

    tables: ClassVar[frozenset[str]]
    """The tables it is made from: a command that changed one of them without the engine outdates it."""

    @classmethod
    def load(cls, writes: Writes, space_id: UUID) -> Self:
        """Make it from the rows of the space."""
        ...

    def mark(self) -> int:
        """Begin to remember how to go back, or go on with it; the place to go back to."""
        ...

    def rollback(self, mark: int) -> None:
        """Be again exactly as it was when the mark was set."""
        ...

    def release(self) -> None:
        """Forget all marks: there is no way back any more."""
        ...


E = TypeVar("E", bound=Engine)
_Key = tuple[UUID, type[Engine]]


class _Kept:
    """An engine, and the change number of the space that it has followed."""

    __slots__ = ("engine", "number")

    def __init__(self, engine: Engine, number: int) -> None:
        self.engine = engine
        self.number = number


class Engines:
    """The engines of one dispatcher."""

    def __init__(self) -> None:
        self._kept: dict[_Key, _Kept] = {}
        self._before_run: dict[_Key, tuple[int, int]] = {}
        self._before_command: dict[_Key, int] = {}
        self._made: set[_Key] = set()

    def of(self, kind: type[E], writes: Writes, space_id: UUID, number: int) -> E:
        """The engine of a space whose change number is `number`, as the rows of the run have it.

        Raises LookupError where a handler asks for it after it has written what the engine is made from:
        it could not be rolled back to what was before.
        """
        key = (space_id, kind)
        kept = self._kept.get(key)
        if key not in self._before_command and any(row.table in kind.tables for row in writes.changes()):
            raise LookupError(f"{kind.__name__} is asked for after its tables were written")
        if kept is None or kept.number != number:
            kept = self._kept[key] = _Kept(kind.load(writes, space_id), number)
            self._before_run.pop(key, None)
            self._made.add(key)
        engine = kept.engine
        assert isinstance(engine, kind)
        if key not in self._before_command:
            mark = engine.mark()
            self._before_command[key] = mark
            if key not in self._made:
                self._before_run.setdefault(key, (mark, number))
        return engine

    def begin(self) -> None:
        """Begin a command."""
        self._before_command = {}

    def take_back(self) -> None:
        """Undo what the command did."""
        for key, mark in self._before_command.items():
            self._kept[key].engine.rollback(mark)

    def follow(self, space_id: UUID, number: int, changed: Collection[str]) -> None:
        """A command of this space was recorded under `number` and has changed these tables."""
        for key, kept in self._kept.items():
            used = key in self._before_command
            if key[0] == space_id and (
                used or (kept.number == number - 1 and not key[1].tables.intersection(changed))
            ):
                if not used and key not in self._made:
                    self._before_run.setdefault(key, (kept.engine.mark(), kept.number))
                kept.number = number

    def settle(self) -> None:
        """The run is committed."""
        for key in self._made.union(self._before_run):
            self._kept[key].engine.release()
        self._clear()

    def abandon(self) -> None:
        """The transaction of the run was given up."""
        for key, (mark, number) in self._before_run.items():
            self._kept[key].engine.rollback(mark)
            self._kept[key].engine.release()
            self._kept[key].number = number
        for key in self._made:
            del self._kept[key]
        self._clear()

    def _clear(self) -> None:
        self._before_run, self._before_command, self._made = {}, {}, set()

    @property
    def kept(self) -> Mapping[_Key, Engine]:
        """The engines there are, by space and kind; for tests and measurements."""
        return {key: kept.engine for key, kept in self._kept.items()}
