"""The cache file: what can be fetched or computed again, or is only nice to have.

It has no migrations: a file of another version, or a damaged one, is thrown away and made anew.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, select

from models.core.database import DatabaseError, Engine, cache_engine
from models.core.types import Id, Real

log = logging.getLogger(__name__)

VERSION = 1

_METADATA = MetaData()
_PROGRESS = Table(
    "job_progress",
    _METADATA,
    Column("job_id", Id, primary_key=True),
    Column("fraction", Real, nullable=True),
    Column("detail", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


class Cache:
    """Opened by one process; may be called from any thread. What is kept may be gone after a power cut."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._engine = self._open()
        except DatabaseError as error:
            log.info("the cache is made anew: %s", error)
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self._engine = self._open()

    def _open(self) -> Engine:
        engine = cache_engine(self._path)
        try:
            with engine.begin() as connection:
                _prepare(connection)
        except DatabaseError:
            engine.dispose()
            raise
        return engine

    def keep_progress(self, job_id: UUID, fraction: float | None, detail: str) -> None:
        """How far a job was, to be shown before it goes on after a restart."""
        with self._engine.begin() as connection:
            connection.execute(delete(_PROGRESS).where(_PROGRESS.c.job_id == job_id))
            connection.execute(insert(_PROGRESS).values(job_id=job_id, fraction=fraction, detail=detail))

    def forget_progress(self, job_id: UUID) -> None:
        """The job has ended."""
        with self._engine.begin() as connection:
            connection.execute(delete(_PROGRESS).where(_PROGRESS.c.job_id == job_id))

    def progress(self) -> Mapping[UUID, tuple[float | None, str]]:
        """How far jobs were: fraction (0–1 or None) and detail by their ids."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(_PROGRESS)).all()
        return {row.job_id: (row.fraction, row.detail) for row in rows}

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _prepare(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if found != VERSION:
        _METADATA.drop_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
    _METADATA.create_all(connection)
