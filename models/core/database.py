"""Opening SQLite and PostgreSQL so that nothing is lost: the defaults lose updates without an error.

Every write transaction begins IMMEDIATE on the one write engine; readers are on engines that cannot write.
The record is `synchronous=FULL` (an acknowledged commit survives a power cut), the cache NORMAL.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import SQLAlchemyError as DatabaseError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

__all__ = [
    "Connection",
    "DatabaseError",
    "Engine",
    "cache_engine",
    "give_up",
    "is_outside",
    "is_race",
    "listen_to_statements",
    "memory_engine",
    "migration_engine",
    "postgres_engine",
    "read_engine",
    "write_engine",
]

BUSY_TIMEOUT_MS = 10_000
_CACHE_KIB = 32 * 1024

_SQLITE_OUTSIDE = frozenset(
    (
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    )
)
# PostgreSQL's classes: connection, resources, an operator's hand, the system; and the two lost races.
_STATES_OUTSIDE = ("08", "53", "57", "58")
_STATES_RACE = ("40001", "40P01")


def is_outside(error: BaseException) -> bool:
    """Whether the disk, the file or the server failed rather than a statement: nothing would go through."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    state = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return code & 0xFF in _SQLITE_OUTSIDE
    if state is not None:
        return str(state).startswith(_STATES_OUTSIDE)
    return error.connection_invalidated or isinstance(error, OperationalError)


def is_race(error: BaseException) -> bool:
    """Whether another transaction came between, so that the same one would go through when run again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _STATES_RACE


def give_up(connection: Connection) -> None:
    """End what a failed COMMIT has left open: SQLite may or may not have rolled back by itself
    (sqlite.org/lang_transaction.html), and SQLAlchemy takes it for over."""
    driver = None if connection.invalidated else connection.connection.dbapi_connection
    if driver is not None:
        driver.rollback()


def _sqlite(path: Path, *, read_only: bool, synchronous: str, pool_size: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "cached_statements": 512},
    )

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL" if not read_only else "query_only=1",
            f"synchronous={synchronous}",
            f"fullfsync={'ON' if synchronous == 'FULL' else 'OFF'}",  # macOS: down to the platter
            "foreign_keys=ON",
            f"cache_size=-{_CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            driver.execute(f"PRAGMA {pragma}")
        _have_roots(driver)

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine


def _have_roots(driver: Any) -> None:
    """Square roots, which SQLite has where it was built with its mathematics."""
    try:
        driver.execute("SELECT sqrt(1)")
    except sqlite3.OperationalError:
        driver.create_function("sqrt", 1, lambda x: None if x is None else math.sqrt(x), deterministic=True)


def listen_to_statements(engine: Engine, told: Callable[[str, Any], None]) -> None:
    """Hear of each statement and its values before it runs: for benchmarks and tests."""
    event.listen(engine, "before_cursor_execute", lambda _c, _u, text, values, *_: told(text, values))


def write_engine(path: Path) -> Engine:
    """The engine of the one writer of the record: durable at every commit."""
    return _sqlite(path, read_only=False, synchronous="FULL", pool_size=1)


def read_engine(path: Path, readers: int = 4) -> Engine:
    """An engine for at most `readers` threads that look at the record and cannot change it."""
    return _sqlite(path, read_only=True, synchronous="FULL", pool_size=readers)


def cache_engine(path: Path) -> Engine:
    """The engine of the cache file: quick, and free to lose its last moments in a power cut."""
    return _sqlite(path, read_only=False, synchronous="NORMAL", pool_size=1)


def migration_engine(path: Path) -> Engine:
    """An engine for migrations alone: foreign keys off, since they cannot be switched in a transaction."""
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=OFF",
        ):
            driver.execute(f"PRAGMA {pragma}")
        _have_roots(driver)

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine


def postgres_engine(url: URL, connections: int = 8) -> Engine:
    """The record on a server. Two writers that meet are told (40001) instead of losing an update."""
    return create_engine(url, isolation_level="SERIALIZABLE", pool_size=connections, max_overflow=0)


def memory_engine() -> Engine:
    """A database that lives as long as its engine, for tests of pure rules."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        driver.execute("PRAGMA foreign_keys=ON")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
