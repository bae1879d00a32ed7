"""Backups of real SQLite files, with writers at work, full disks and damage."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.core.backup import back_up, check, list_backups, restore
from models.core.errors import NotFound, Unavailable
from models.core.inspection import inspect
from tests.support.disks import small_disk
from tests.support.power import Crash, Disk

AT = datetime(2026, 11, 22, 13, 50, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "record.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
        connection.executemany("INSERT INTO t (b) VALUES (?)", [(os.urandom(2000),) for _ in range(3000)])
        connection.commit()
    return path


@pytest.fixture
def writer(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database, check_same_thread=False, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        yield connection


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def test_a_backup_is_one_checked_file_with_what_was_committed(
    database: Path, writer: sqlite3.Connection, tmp_path: Path
) -> None:
    writer.execute("INSERT INTO t (b) VALUES (x'01')")  # in the write-ahead log only
    writer.execute("BEGIN")
    writer.execute("INSERT INTO t (b) VALUES (x'02')")  # not committed
    seen: list[tuple[int, int]] = []
    made = back_up(
        database, tmp_path / "backups", revision="0003_a", at=AT, progress=lambda *step: seen.append(step)
    )
    writer.execute("ROLLBACK")
    assert made.path.name == "record-20261122T135000.123Z-v0003_a.db"
    assert made.made_at == AT.replace(microsecond=123_000)
    assert made.revision == "0003_a"
    assert rows(made.path) == 3001
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.path.name]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert seen[-1][0] == seen[-1][1] > 0
    assert seen == sorted(seen)
    check(made.path)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.path.name]


def test_a_writer_at_work_neither_starves_nor_is_stopped(
    database: Path, writer: sqlite3.Connection, tmp_path: Path
) -> None:
    stop, written = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            writer.execute("INSERT INTO t (b) VALUES (x'03')")
            written[0] += 1

    thread = threading.Thread(target=write)
    steps: list[int] = []

    def progress(done: int, total: int) -> None:
        steps.append(done)
        before = written[0]
        while written[0] < before + 2 and thread.is_alive():  # commits between any two steps
            threading.Event().wait(0.001)

    thread.start()
    made = back_up(database, tmp_path / "backups", revision="1", at=AT, progress=progress)
    stop.set()
    thread.join()
    assert steps == sorted(set(steps))  # never started over
    assert 3000 <= rows(made.path) < 3000 + written[0]
    check(made.path)


def test_only_the_last_are_kept_and_the_list_is_newest_first(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "record-notes.db").write_text("mine")
    (folder / "record-20269999T000000.000Z-v1.db").write_text("no such day")
    for n in range(4):
        back_up(database, folder, revision=str(n), at=AT + timedelta(minutes=n), keep=2)
    assert [one.revision for one in list_backups(folder)] == ["3", "2"]
    assert (folder / "record-notes.db").exists()
    assert list_backups(tmp_path / "nowhere") == []


def test_restoring_swaps_the_database_and_keeps_the_old_one(
    database: Path, writer: sqlite3.Connection, tmp_path: Path
) -> None:
    made = back_up(database, tmp_path / "backups", revision="1", at=AT)
    writer.execute("INSERT INTO t (b) VALUES (x'04')")
    # The process that had it open died: its log is left beside the file.
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for path in tmp_path.glob("record.db*"):
        (crashed / path.name).write_bytes(path.read_bytes())
    assert (crashed / "record.db-wal").stat().st_size > 0
    aside = restore(made.path, crashed / "record.db", at=AT)
    assert aside
    assert rows(crashed / "record.db") == 3000
    assert rows(aside) == 3001
    assert made.path.exists()
    assert [path.name for path in crashed.iterdir()] == ["record.db"]
    assert [one.path for one in list_backups(tmp_path / "backups")] == [made.path]
    assert restore(aside, crashed / "record.db", at=AT + timedelta(seconds=1))  # and back again
    assert rows(crashed / "record.db") == 3001


def test_a_crash_while_restoring_leaves_a_whole_database_in_place(
    database: Path, writer: sqlite3.Connection, tmp_path: Path
) -> None:
    made = back_up(database, tmp_path / "backups", revision="1", at=AT)
    writer.execute("INSERT INTO t (b) VALUES (x'04')")
    left: list[int] = []
    for step in range(14):
        folder = tmp_path / f"crash-{step}"
        folder.mkdir()
        for path in tmp_path.glob("record.db*"):
            (folder / path.name).write_bytes(path.read_bytes())
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(folder, patch)
            disk.crash_after(step)
            with suppress(Crash):
                restore(made.path, folder / "record.db", at=AT + timedelta(seconds=step))
            disk.crash_after(None)
        left.append(rows(folder / "record.db"))
        check(folder / "record.db")
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (3001, 3000)


def test_a_damaged_database_is_kept_aside_with_its_log(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "backups", revision="1", at=AT)
    database.write_bytes(b"rubbish" * 5000)
    Path(f"{database}-wal").write_bytes(b"log")
    with pytest.raises(Unavailable, match="damaged"):
        check(database)
    aside = restore(made.path, database, at=AT)
    assert rows(database) == 3000
    assert aside
    assert aside.read_bytes().startswith(b"rubbish")
    assert Path(f"{aside}-wal").read_bytes() == b"log"


def test_restoring_where_there_is_nothing(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "backups", revision="1", at=AT)
    (tmp_path / "new").mkdir()
    assert restore(made.path, tmp_path / "new" / "record.db", at=AT) is None
    assert rows(tmp_path / "new" / "record.db") == 3000


def test_a_damaged_backup_is_not_restored(database: Path, tmp_path: Path) -> None:
    made = back_up(database, tmp_path / "backups", revision="1", at=AT)
    damaged = bytearray(made.path.read_bytes())
    damaged[8192:12288] = os.urandom(4096)
    made.path.write_bytes(damaged)
    before = database.read_bytes()
    with pytest.raises(Unavailable, match="damaged"):
        restore(made.path, database, at=AT)
    assert database.read_bytes() == before


def test_a_damaged_database_makes_no_backup_and_costs_none(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    good = back_up(database, folder, revision="1", at=AT)
    data = bytearray(database.read_bytes())
    data[40960:61440] = bytes(20480)
    database.write_bytes(data)
    with pytest.raises(Unavailable):
        back_up(database, folder, revision="2", at=AT + timedelta(hours=1), keep=1)
    assert list(folder.iterdir()) == [good.path]
    with pytest.raises(NotFound):
        back_up(tmp_path / "none.db", folder, revision="2", at=AT)


def test_a_cancelled_backup_leaves_nothing(database: Path, tmp_path: Path) -> None:
    class CancelledError(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        back_up(database, tmp_path / "backups", revision="1", at=AT, progress=cancel)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_full_disk_is_told_and_left_as_it_was(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "small", "size=1m") as small:
        with pytest.raises(Unavailable, match="too full"):
            back_up(database, small, revision="1", at=AT)
        monkeypatch.setattr("models.core.backup.need_space", lambda *a, **k: None)
        with pytest.raises(Unavailable, match="too full"):
            back_up(database, small, revision="1", at=AT)
        assert list(small.iterdir()) == []


def test_an_inspection_counts_and_never_fails(database: Path, tmp_path: Path) -> None:
    seen = inspect(database)
    assert (seen.integrity, seen.rows, seen.settings["journal_mode"]) == (["ok"], {"t": 3000}, "wal")
    assert inspect(tmp_path / "none").integrity == ["missing"]
    (tmp_path / "rubbish").write_bytes(b"rubbish" * 1000)
    assert "not a database" in inspect(tmp_path / "rubbish").integrity[0]
