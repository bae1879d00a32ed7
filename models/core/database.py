"""Opening SQLite and PostgreSQL so that nothing is lost: the defaults lose updates without an error.

Every write transaction begins IMMEDIATE on the one write engine; readers are on engines that cannot write.
The record is `synchronous=FULL` (an acknowledged commit survives a power cut), the cache NORMAL.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError as DatabaseError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

__all__ = [
    "Connection",
    "DatabaseError",
    "Engine",
    "cache_engine",
    "memory_engine",
    "migration_engine",
    "read_engine",
    "write_engine",
]

BUSY_TIMEOUT_MS = 10_000
_CACHE_KIB = 32 * 1024


def _sqlite(path: Path, *, read_only: bool, synchronous: str, pool_size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
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
            "foreign_keys=ON",
            f"cache_size=-{_CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            driver.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine


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
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=OFF",
        ):
            driver.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine


def memory_engine() -> Engine:
    """A database that lives as long as its engine, for tests of pure rules."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    def connected(driver: Any, _record: Any) -> None:
        driver.isolation_level = None
        driver.execute("PRAGMA foreign_keys=ON")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
