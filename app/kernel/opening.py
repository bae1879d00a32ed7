"""Opening the record: looked at, backed up, migrated, and only then given to the gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.paths import Paths
from models import migrations
from models.core.backup import Backup, back_up, list_backups, restore
from models.core.clock import utc_now
from models.core.database import Engine, read_engine, write_engine
from models.core.errors import Unavailable
from models.core.text import tr
from models.migrations import Standing


class RecordProblem(Unavailable):
    """The record cannot be opened as it is; a page offers what can be done."""

    def __init__(self, standing: Standing, sentence: str, what_now: str, details: str, paths: Paths) -> None:
        super().__init__(sentence, what_now=what_now)
        self.standing = standing
        self.details = details
        self.paths = paths

    def backups(self) -> list[Backup]:
        """What could be put in its place, newest first."""
        return list_backups(self.paths.backups)


@dataclass(frozen=True)
class Record:
    """The engines of the opened record."""

    writer: Engine
    readers: Engine


def open_record(paths: Paths, tell: Callable[[str], None], look: migrations.Look | None = None) -> Record:
    """Bring the record up to date and open it. Slow: call it off the Qt thread.

    `look` is how the record stands, where that is known; `tell` gets sentences while something takes its
    time. Raises RecordProblem where a person has to decide, Unavailable where the disk refuses. The record
    is unchanged after either.
    """
    look = look or migrations.look(paths.record)
    if look.standing in (Standing.NEWER, Standing.DAMAGED):
        raise _problem(look, paths)
    if look.standing is Standing.OLDER:
        tell(tr("Making a backup of your data"))
        back_up(paths.record, paths.backups, revision=look.revision, at=utc_now())
        tell(tr("Bringing your data up to this version"))
    if look.standing is not Standing.CURRENT:
        migrations.migrate(paths.record)
    return Record(write_engine(paths.record), read_engine(paths.record))


def put_back(problem: RecordProblem, backup: Backup) -> None:
    """Put a backup in the record's place; what was there is kept beside the backups."""
    restore(backup.path, problem.paths.record, at=utc_now())


def _problem(look: migrations.Look, paths: Paths) -> RecordProblem:
    if look.standing is Standing.NEWER:
        return RecordProblem(
            look.standing,
            tr("Your data was last used by a newer version of Nonet, which this one cannot read."),
            tr("Start the newer version, or go back to a backup that this version made."),
            tr("revision {found}, this version knows {known}", found=look.revision, known=migrations.HEAD),
            paths,
        )
    return RecordProblem(
        look.standing,
        tr("The file that holds your data is damaged. Nothing was changed."),
        tr("Go back to a backup; the damaged file is kept beside it."),
        look.reason,
        paths,
    )
