"""Starts exports and imports, and says how they ended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from app.kernel.tasks import Tasks
from models.core.errors import PersonError
from models.core.jobs import JobEntry, JobList, Progress, StartJob, State
from models.core.text import tr

MANIFEST = "nonet-export.json"


class Runner(Protocol):
    """What is needed of the runner of jobs."""

    @property
    def ended(self) -> SignalInstance: ...
    def progress(self, job_id: UUID) -> Progress | None: ...


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes that an export takes, and that are free where it is to be made."""

    needed: int
    free: int

    @property
    def fits(self) -> bool:
        return self.needed <= self.free


class Moving(QObject):
    """`room` carries the `Room` that was asked for, `failed` the error of asking; `exported` the path of an
    export that is whole."""

    room = Signal(object)
    exported = Signal(object)
    failed = Signal(object)

    def __init__(
        self, actor: Actor, runner: Runner, tasks: Tasks, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actor, self._runner, self._tasks, self._notices = actor, runner, tasks, notices
        self._mine: dict[UUID, Callable[[JobEntry], None]] = {}
        runner.ended.connect(self._ended)

    @staticmethod
    def suggested() -> Path:
        """Where an export goes unless another place is chosen; it is not there yet."""
        places = [Path.home() / "Documents", Path.home()]
        folder = next((place for place in places if place.is_dir()), Path.home())
        return free_name(folder / tr("Nonet export {day}", day=date.today().isoformat()))

    def ask_room(self, folder: Path) -> None:
        """Find out how much is needed and how much is free there."""
        from models.portable.export import Extent

        account, gateway = self._actor.account, self._actor.gateway

        def look() -> Room:
            there = next(place for place in (folder, *folder.parents) if place.exists())
            return Room(gateway.ask_now(Extent(actor=account)), shutil.disk_usage(there).free)

        self._tasks.run(look, self.room.emit, self.failed.emit)

    def export(self, path: Path, *, packed: bool) -> None:
        """Begin to write everything the person owns to a folder or a zip file."""
        path = free_name(path.with_name(f"{path.name}.zip") if packed and path.suffix != ".zip" else path)
        title = tr("Export to “{name}”", name=path.name)
        self._start("portable.export", title, {"path": str(path), "zip": packed}, self._exported)

    def take_in(self, path: Path) -> None:
        """Begin to import a folder or a zip file."""
        title = tr("Import of “{name}”", name=path.name)
        self._start("portable.import", title, {"path": str(path)}, self._imported)

    def _start(
        self, kind: str, title: str, arguments: Mapping[str, Any], done: Callable[[JobEntry], None]
    ) -> None:
        command = self._actor.make(StartJob, kind=kind, title=title, arguments=dict(arguments))
        self._mine[command.id] = done
        self._actor.send_made(command)
        self._notices.post(
            tr("{job} has begun. It can be paused in the jobs panel.", job=title), NoticeKind.INFO
        )

    @Slot(object)
    def _ended(self, job_id: UUID) -> None:
        done = self._mine.get(job_id)
        if done is not None:
            self._actor.ask(JobList, lambda entries: self._look(job_id, entries, done))

    def _look(self, job_id: UUID, entries: list[JobEntry], done: Callable[[JobEntry], None]) -> None:
        entry = next((entry for entry in entries if entry.id == job_id), None)
        if entry is not None and entry.state is State.DONE:
            del self._mine[job_id]
            done(entry)
        elif entry is not None and entry.state is State.FAILED and entry.error is not None:
            self._notices.error(entry.error)  # it stays on the list, where it can be tried again

    def _exported(self, entry: JobEntry) -> None:
        self.exported.emit(Path(entry.arguments["path"]))

    def _imported(self, entry: JobEntry) -> None:
        last = self._runner.progress(entry.id)
        told = f"{last.detail}." if last is not None and last.detail else tr("It was imported.")
        self._notices.post(f"{entry.title}: {told}", NoticeKind.SUCCESS)


def is_export(path: Path) -> bool:
    """Whether something dropped is to be imported: quick, so that it may be asked while it is dropped."""
    return path.suffix.casefold() == ".zip" or (path / MANIFEST).is_file()


def export_at(path: Path) -> Path:
    """The export that a person pointed at: the manifest itself stands for its folder. Raises PersonError."""
    place = path.parent if path.name == MANIFEST else path
    if not place.exists():
        raise PersonError(tr("“{name}” is not there any more.", name=place.name))
    return place


def free_name(path: Path) -> Path:
    """The path itself, or with a number where there is something already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
