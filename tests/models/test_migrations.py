"""The history of the record: up from nothing is what the tables say, down and up again is the same."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import models.migrations
from models.core.database import migration_engine
from models.migrations import HEAD, Standing, look, migrate
from models.video.queries import LibraryPage
from tests.support.video_record import VideoRecord


def _config() -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(Path(models.migrations.__file__).parent))
    return config


def _shape(path: Path) -> set[tuple[str, str]]:
    """Everything the database consists of, by name and definition."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name != 'alembic_version'")
        return {(name, sql or "") for name, sql in rows if not name.startswith("sqlite_")}


def test_the_newest_revision_is_the_one_that_is_named() -> None:
    assert ScriptDirectory.from_config(_config()).get_heads() == [HEAD]


def test_up_from_nothing_is_what_the_tables_say(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    assert look(path).standing is Standing.NEW
    migrate(path)
    assert look(path).standing is Standing.CURRENT
    engine = migration_engine(path)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)  # raises where the tables say something else
    engine.dispose()


def test_down_and_up_again_is_the_same_with_its_triggers(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    migrate(path)
    shape = _shape(path)
    assert {name for name, _ in shape} >= {"video_fts_insert", "video_fts_update", "video_fts_delete"}
    for revision in reversed(_revisions()):
        migrate(path, revision=revision)
        migrate(path)
        assert _shape(path) == shape
    _down_to_nothing(path)
    assert _shape(path) == set()
    migrate(path)
    assert _shape(path) == shape


def test_after_the_round_trip_words_are_still_found(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    record = VideoRecord(tmp_path)
    record.close()
    _down_to_nothing(path)
    migrate(path)
    again = VideoRecord(tmp_path, path)
    try:
        ada = again.person()
        again.video(ada, "Round trip")
        assert again.ask(LibraryPage(actor=ada, words="trip")).total == 1
    finally:
        again.close()


def test_a_journal_that_a_kill_left_is_no_damage(tmp_path: Path) -> None:
    """Killed while the file was being made: SQLite rolls it back, and the record is what it was before."""
    path = tmp_path / "record.db"
    migrate(path, revision="0001")
    script = f"""
import os, sqlite3
connection = sqlite3.connect({str(path)!r}, isolation_level=None)
connection.execute("PRAGMA journal_mode=DELETE")
connection.execute("PRAGMA cache_size=5")
connection.execute("BEGIN")
connection.execute("CREATE TABLE half (made)")
for _ in range(3000):
    connection.execute("INSERT INTO half VALUES (?)", ("x" * 500,))
connection.execute("UPDATE alembic_version SET version_num = 'never'")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert path.with_name("record.db-journal").exists()
    found = look(path)
    assert (found.standing, found.revision) == (Standing.OLDER, "0001")
    migrate(path)
    assert look(path).standing is Standing.CURRENT
    assert "half" not in {name for name, _ in _shape(path)}


def _revisions() -> list[str]:
    script = ScriptDirectory.from_config(_config())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def _down_to_nothing(path: Path) -> None:
    engine = migration_engine(path)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    engine.dispose()
