"""Records in real files for tests of the core: made quickly, read back whole, broken on purpose."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, Table, event, insert, select
from sqlalchemy.exc import OperationalError

from models.core.audience import Role
from models.core.changes import unpack
from models.core.database import write_engine
from models.core.tables import Base, Change, CommandLog, FollowUp, Job, Member, Space
from tests.support.toy import NOW, OWNER, SPACES, TABLES, TAKEN, VIEWER, Picky, ToyBase

CORE = (Space, Member, CommandLog, Change, FollowUp, Job)
Tables = dict[str, dict[str, dict[str, Any]]]


def furnish(connection: Connection) -> None:
    """The tables, two spaces with an owner and a viewer each, and one row that takes a name."""
    Base.metadata.create_all(connection, tables=[cast(Table, table.__table__) for table in CORE])
    ToyBase.metadata.create_all(connection)
    for space in SPACES:
        connection.execute(insert(Space).values(space_id=space, kind="toy", created_at=NOW, change_number=0))
        for account, role in ((OWNER, Role.OWNER), (VIEWER, Role.VIEWER)):
            connection.execute(insert(Member).values(space_id=space, account_id=account, role=int(role)))
        connection.execute(insert(Picky).values(space_id=space, id=space, label=TAKEN, n=0, data={}))


def make_record(path: Path) -> None:
    """A furnished record at `path`; made once a folder, then copied."""
    template = path.with_name("template.db")
    if not template.exists():
        engine = write_engine(template)
        with engine.begin() as connection:
            furnish(connection)
        engine.dispose()
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(template, path)


class Moved(NamedTuple):
    """A row of the change stream, and its number."""

    number: int
    table: str
    audience: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def contents(connection: Connection, space: UUID) -> Tables:
    """All rows of the domain in a space, as plain data by table and key."""
    found: Tables = {}
    with connection.begin():
        for kind in TABLES:
            table = cast(Table, kind.__table__)
            rows = connection.execute(select(table).where(table.c.space_id == space))
            found[table.name] = {
                row_key(table, plain): plain
                for plain in (msgspec.to_builtins(dict(row._mapping)) for row in rows)
            }
    return found


def row_key(table: Table, row: dict[str, Any]) -> str:
    """The key of a row within its space."""
    return "/".join(str(row[column.name]) for column in table.primary_key if column.name != "space_id")


def changes(connection: Connection, space: UUID) -> list[Moved]:
    """The change stream of a space, row by row in its order."""
    stream = select(Change).where(Change.space_id == space).order_by(Change.number)
    with connection.begin():
        found = connection.execute(stream).all()
    return [Moved(change.number, *row) for change in found for row in unpack(change.rows)]


def move(tables: Tables, change: Moved, *, back: bool) -> None:
    """Apply one change to `tables`, or take it back."""
    old, new = (change.after, change.before) if back else (change.before, change.after)
    table = ToyBase.metadata.tables[change.table]
    rows = tables[table.name]
    at = row_key(table, old or new or {})
    if new is None:
        assert rows.pop(at) == old
    elif old is None:
        assert at not in rows
        rows[at] = new
    else:
        assert {name: rows[at][name] for name in old} == old
        rows[at] = rows[at] | new


class Crash(BaseException):
    """The process is gone."""


def disk_full() -> OperationalError:
    """As SQLite tells it."""
    return OperationalError("", {}, sqlite3.OperationalError("database or disk is full"))


@contextmanager
def trouble(engine: Engine, at: int, make: Callable[[], BaseException]) -> Iterator[None]:
    """Raise at the `at`-th statement of what is done inside, or at its commit where there are fewer.

    -1: right before the first commit, -2: right after it, when it is durable and nobody knows.
    """
    count = 0
    do_commit = engine.dialect.do_commit

    def statement(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise make()

    def commit(driver: Any) -> None:
        if at == -1 or at > count:
            raise make()
        do_commit(driver)
        if at == -2:
            raise make()

    event.listen(engine, "before_cursor_execute", statement)
    engine.dialect.do_commit = commit  # type: ignore
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
