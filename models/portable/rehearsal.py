"""Rows go into an empty record first: what keys, checks and triggers refuse never meets the real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from models.core.database import cache_engine
from models.core.tables import Base
from models.migrations import migrate
from models.portable.rows import broken


class Rehearsal:
    """An empty record in a scratch folder, for as long as this is open."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "rehearsal.db"
        self._remove()
        migrate(self._path)
        self._engine = cache_engine(self._path)

    def add(self, cls: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Add rows of a table. Raises Invalid where they cannot be, one beside the other."""
        if not rows:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(cls), list(rows))
        except DBAPIError as error:
            raise broken() from error

    def close(self) -> None:
        self._engine.dispose()
        self._remove()

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(f"{self._path.name}{ending}").unlink(missing_ok=True)
