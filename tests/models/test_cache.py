"""The cache file: kept over a restart, and made anew where it cannot be read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from models.core.cache import VERSION, Cache
from models.core.ids import new_id


def test_progress_is_there_after_a_restart(tmp_path: Path) -> None:
    job, other = new_id(), new_id()
    cache = Cache(tmp_path / "cache.db")
    cache.keep_progress(job, 0.25, "Copying")
    cache.keep_progress(job, 0.5, "Encoding")
    cache.keep_progress(other, None, "Looking")
    cache.forget_progress(other)
    cache.close()
    again = Cache(tmp_path / "cache.db")
    assert again.progress() == {job: (0.5, "Encoding")}
    again.close()


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(b"this is no database" * 1000)
    cache = Cache(path)
    assert cache.progress() == {}
    cache.keep_progress(new_id(), 1.0, "")
    assert len(cache.progress()) == 1
    cache.close()


def test_a_cache_of_another_version_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = Cache(path)
    cache.keep_progress(new_id(), 0.1, "")
    cache.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    connection.close()
    cache = Cache(path)
    assert cache.progress() == {}
    cache.close()
