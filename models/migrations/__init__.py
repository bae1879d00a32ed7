"""Bringing a record up to the present revision, with a backup first; and saying why where that cannot be.

Runs before the gateway opens, on an engine of its own (see `migration_engine`). What is already current is
found out without importing Alembic or SQLAlchemy: the look goes on while those are imported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0017"
"""The newest revision; a test holds it equal to what the history says."""

_SHORT = 32 << 20
"""Bytes of a record that are looked through at every start: 2 ms a megabyte."""

Progress = Callable[[str], None]


class Standing(Enum):
    """How a record relates to this program."""

    NEW = "new"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Look:
    """What a look at a record found: its standing, its revision ("" for none), and why it is damaged."""

    standing: Standing
    revision: str = ""
    reason: str = ""


def look(path: Path) -> Look:
    """See how the record at `path` stands. Nothing of it is changed but what a crash left half done: a
    journal that is still to be rolled back, which no reader may do."""
    if not path.exists() or path.stat().st_size == 0:
        return Look(Standing.NEW)
    try:
        mode = "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if "alembic_version" not in tables:
                reason = "it holds something else" if tables else ""
                return Look(Standing.DAMAGED, reason=reason) if tables else Look(Standing.NEW)
            revision = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            broken = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if _is_checked(path) else "ok"
    except (sqlite3.DatabaseError, TypeError) as error:
        return Look(Standing.DAMAGED, reason=str(error))
    if broken != "ok":
        return Look(Standing.DAMAGED, revision, str(broken))
    if revision == HEAD:
        return Look(Standing.CURRENT, revision)
    return Look(Standing.OLDER if revision < HEAD else Standing.NEWER, revision)


def _is_checked(path: Path) -> bool:
    """Whether a closer look is worth its time: it is short, or the record was not closed in good order."""
    wal = path.with_name(path.name + "-wal")
    return path.stat().st_size < _SHORT or (wal.exists() and wal.stat().st_size > 0)


def migrate(path: Path, progress: Progress = lambda _: None, revision: str = HEAD) -> None:
    """Bring the record at `path` to `revision` (up or down) in one transaction, and check foreign keys."""
    from models.core.database import migration_engine

    engine = migration_engine(path)
    try:
        with engine.begin() as connection:
            _alembic(connection, revision, progress)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise sqlite3.IntegrityError(f"{len(broken)} rows point nowhere after the migration")
    finally:
        engine.dispose()


def _alembic(connection: Connection, revision: str, progress: Progress) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    present = MigrationContext.configure(connection).get_current_revision()
    progress(revision)
    if present is not None and revision < present:
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
