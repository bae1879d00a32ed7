"""Backups of a database by SQLite's online backup: one whole, checked file each; and the way back."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.core.errors import NotFound, Unavailable
from models.core.files import fsync_file, fsync_folder, need_space, shown_name, write_error
from models.core.text import tr

Progress = Callable[[int, int], None]
"""Called with (pages done, pages in all); may raise to cancel."""

_PAGES = 1000  # copied between two calls of progress: 4 MB, a few ms
_NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}T\d{6}\.\d{3}Z)-v(?P<revision>\w+)\.db")
_TIME = "%Y%m%dT%H%M%S"
_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """One finished backup; `revision` is the migration its schema is at."""

    path: Path
    made_at: datetime
    revision: str
    size: int


def back_up(
    database: Path,
    folder: Path,
    *,
    revision: str,
    at: datetime,
    keep: int = 5,
    progress: Progress | None = None,
) -> Backup:
    """Copy `database` as it is at this moment, while others go on writing to it; then keep the last `keep`.

    The copy is checked, fsynced and only then named; older ones go only after that. Raises NotFound,
    Unavailable (disk full, read-only, database damaged), and what `progress` raises.
    """
    if not database.exists():
        raise NotFound(tr("There is no database to back up."))
    target = folder / f"{database.stem}-{_stamp(at)}-v{re.sub(r'[^0-9A-Za-z_]', '_', revision)}.db"
    scratch = folder / f".{target.name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_unfinished(folder)
        _copy(database, scratch, progress)
        check(scratch)
        scratch.chmod(0o600)
        fsync_file(scratch)
        scratch.replace(target)
        fsync_folder(folder)
    except BaseException as error:
        _remove(scratch)
        told = _explained(error, folder, database)
        if told is error:
            raise
        raise told from error
    for old in list_backups(folder, database.stem)[max(keep, 1) :]:
        old.path.unlink(missing_ok=True)
    return _backup(target) or _gone(target)


def list_backups(folder: Path, stem: str = "record") -> list[Backup]:
    """The finished backups of one database, the newest first."""
    if not folder.is_dir():
        return []
    found = [_backup(path) for path in folder.iterdir() if path.name.startswith(f"{stem}-")]
    return sorted((one for one in found if one), key=lambda one: one.made_at, reverse=True)


def check(path: Path) -> None:
    """Read all of a database at rest; raise Unavailable if it is damaged. Changes no byte, adds no file."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise Unavailable(
            tr("The database file “{name}” is damaged ({reason}).", name=shown_name(path), reason=answer),
            what_now=tr("Restore an earlier backup; the damaged file is kept."),
        )


def restore(backup: Path, database: Path, *, at: datetime) -> Path | None:
    """Put a backup in the database's place while nobody has it open; the path the old one is kept at.

    At every moment there is a whole database in place: the backup is copied beside it, checked, fsynced,
    and renamed over it. None if there was no database. The backup itself stays.
    """
    check(backup)
    scratch = database.with_name(f".{database.name}.restored")
    try:
        need_space(database.parent, backup.stat().st_size, name=shown_name(backup))
        shutil.copyfile(backup, scratch)
        check(scratch)
        fsync_file(scratch)
        aside = _set_aside(database, backup.parent / f"{database.stem}-replaced-{_stamp(at)}.db")
        scratch.replace(database)
        fsync_folder(database.parent)
    except OSError as error:
        raise write_error(error, database.parent, name=shown_name(backup)) from error
    finally:
        _remove(scratch)
    return aside


def _set_aside(database: Path, aside: Path) -> Path | None:
    """Give the current database a second name, whole in itself; it stays in place until it is replaced."""
    if not database.exists():
        return None
    # SQLite may throw away the log of a database that is too damaged to be opened: copied first.
    sides = {ending: Path(f"{database}{ending}") for ending in _SIDE_FILES}
    copies = [
        shutil.copyfile(side, f"{aside}{ending}")
        for ending, side in sides.items()
        if ending != "-shm" and side.exists()
    ]
    if _fold_in_log(database):
        for copy in copies:
            Path(copy).unlink()
    for side in sides.values():
        side.unlink(missing_ok=True)  # an old log must never meet the new database
    aside.unlink(missing_ok=True)
    try:
        os.link(database, aside)
    except OSError:  # a disk without hard links
        shutil.copyfile(database, aside)
        fsync_file(aside)
    fsync_folder(aside.parent)
    return aside


def _fold_in_log(database: Path) -> bool:
    """Take the log into the file, so that the one file is all of it; False if it is too damaged for that."""
    try:
        with closing(sqlite3.connect(database, timeout=5)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(mode == "delete")


def _copy(database: Path, scratch: Path, progress: Progress | None) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        if progress:
            progress(total - remaining, total)

    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(scratch)) as target,
    ):
        source.isolation_level = None
        # An open read transaction holds the snapshot: without it each commit starts the copy over.
        source.execute("BEGIN")
        pages = source.execute("PRAGMA page_count").fetchone()[0]
        need_space(
            scratch.parent, pages * source.execute("PRAGMA page_size").fetchone()[0], name=database.name
        )
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=told)
        source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _explained(error: BaseException, folder: Path, database: Path) -> BaseException:
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        return write_error(
            OSError(errno.ENOSPC, "full"), folder, name=database.name, needed=database.stat().st_size
        )
    if isinstance(error, sqlite3.DatabaseError):
        return Unavailable(
            tr("The database could not be backed up ({reason}).", reason=str(error)),
            what_now=tr("Earlier backups are unharmed. Check the disk and try again."),
        )
    if isinstance(error, OSError):
        return write_error(error, folder, name=database.name)
    return error


def _backup(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if not match:
        return None
    try:
        stamp, milliseconds = match["at"][:-1].split(".")
        made = datetime.strptime(stamp, _TIME).replace(tzinfo=UTC, microsecond=int(milliseconds) * 1000)
        return Backup(path, made, match["revision"], path.stat().st_size)
    except (ValueError, FileNotFoundError):  # no such day, or removed while we looked
        return None


def _gone(path: Path) -> Backup:
    raise NotFound(tr("The backup “{name}” is not there any more.", name=shown_name(path)))


def _stamp(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return f"{utc.strftime(_TIME)}.{utc.microsecond // 1000:03d}Z"


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob(".*.new*"):
        path.unlink(missing_ok=True)


def _remove(scratch: Path) -> None:
    for ending in ("", *_SIDE_FILES):
        with suppress(OSError):
            Path(f"{scratch}{ending}").unlink()
