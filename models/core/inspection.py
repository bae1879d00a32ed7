"""What can be said of a database without saying what is in it (for the diagnostics)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

SQLITE_VERSION = sqlite3.sqlite_version
"""Of the library this program runs with."""

_PRAGMAS = ("page_count", "page_size", "freelist_count", "journal_mode", "user_version", "application_id")


@dataclass(frozen=True, slots=True)
class Inspection:
    """`integrity` is ["ok"] or the first complaints; `rows` the number of rows of each table."""

    integrity: list[str]
    settings: dict[str, object] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def inspect(path: Path) -> Inspection:
    """Read all of a database, which may be in use (never its file by hand: that would drop SQLite's locks).

    Takes as long as reading the file. A database that cannot be read gives its complaint, never an error.
    """
    if not path.exists():
        return Inspection(["missing"])
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        ) as connection:
            integrity = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            settings = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
            names = connection.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
            rows = {name: _count(connection, name) for (name,) in names.fetchall()}
    except sqlite3.Error as error:
        return Inspection([str(error)])
    return Inspection(integrity, settings, rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    try:
        return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])
    except sqlite3.Error:  # a virtual table whose module is not loaded, or a damaged one
        return -1
