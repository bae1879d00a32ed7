"""The person's jobs with their live progress: the upload strip, the cards, and the jobs panel read it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, SignalInstance, Slot
from PySide6.QtCore import Signal as QtSignal
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.errors import PersonError
from models.core.jobs import OPEN, JobEntry, JobList, Progress, State
from models.video.entities import CLIP, IMPORT, LEARN

_LEAST_SECONDS = 3.0
_LEAST_SHARE = 0.01


class Runner(Protocol):
    """What is needed of the engine for jobs."""

    @property
    def progressed(self) -> SignalInstance: ...

    def progress(self, job_id: UUID) -> Progress | None: ...
    def pause(self, entry: JobEntry) -> None: ...
    def resume(self, entry: JobEntry) -> None: ...
    def cancel(self, entry: JobEntry) -> None: ...
    def remove(self, entry: JobEntry) -> None: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A job as it is shown. `fraction` is 0–1 or None where unknown, `speed` times real time, `left_s`
    seconds; `space_id` and `video_id` are None where the job makes no video."""

    id: UUID
    kind: str
    title: str
    place: str
    state: State
    fraction: float | None
    detail: str
    speed: float | None
    left_s: float | None
    error: PersonError | None
    details: str
    space_id: UUID | None
    video_id: UUID | None

    @property
    def error_sentence(self) -> str:
        return self.error.sentence if self.error else ""

    @property
    def what_now(self) -> str:
        return self.error.what_now if self.error else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def can_pause(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def can_resume(self) -> bool:
        return self.state is State.PAUSED

    @property
    def can_retry(self) -> bool:
        return self.state is State.FAILED

    @property
    def can_cancel(self) -> bool:
        return self.state in OPEN or self.state is State.FAILED

    @property
    def can_remove(self) -> bool:
        return not self.is_open


class Uploads(QObject):
    """All jobs of the person that have not been taken off the list, oldest first.

    `changed` tells that rows came, went or changed their state; `progressed` (ids of jobs) that some got
    further. Both are quiet until something really differs.
    """

    changed = QtSignal()
    progressed = QtSignal(object)

    def __init__(
        self,
        actor: Actor,
        runner: Runner,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._runner = runner
        self._clock = clock
        self._entries: dict[UUID, JobEntry] = {}
        self._begun: dict[UUID, tuple[float, float]] = {}
        self._of_video: dict[UUID, UUID] = {}
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)
        runner.progressed.connect(self._progressed)

    # What there is

    def all(self) -> list[Upload]:
        """Every job on the list."""
        return [self._upload(entry) for entry in self._entries.values() if _told(entry)]

    def shown(self) -> list[Upload]:
        """Imports and clips that run, have failed, are paused or wait, in this order."""
        mine = [job for job in self.all() if job.kind in (IMPORT, CLIP) and (job.is_open or job.can_retry)]
        order = {State.RUNNING: 0, State.FAILED: 1, State.PAUSED: 2, State.WAITING: 3}
        return sorted(mine, key=lambda job: order[job.state])

    def failed(self) -> list[Upload]:
        """Jobs that stopped with an error."""
        return [job for job in self.all() if job.state is State.FAILED]

    def get(self, job_id: UUID) -> Upload | None:
        entry = self._entries.get(job_id)
        return None if entry is None else self._upload(entry)

    def of_video(self, video_id: UUID) -> Upload | None:
        """The job that makes a video playable."""
        job_id = self._of_video.get(video_id)
        return None if job_id is None else self.get(job_id)

    def overall(self) -> float | None:
        """How far all that goes on is together, 0–1; None while nothing does."""
        going = [job.fraction or 0.0 for job in self.all() if job.is_open]
        return sum(going) / len(going) if going else None

    # What is done to it

    def pause(self, job_id: UUID) -> None:
        self._do(self._runner.pause, job_id)

    def resume(self, job_id: UUID) -> None:
        """Let a paused job go on, or try a failed one again."""
        self._do(self._runner.resume, job_id)

    retry = resume

    def cancel(self, job_id: UUID) -> None:
        """Stop a job and leave nothing of it behind; a failed one leaves its half-made video with it."""
        self._do(self._runner.cancel, job_id)

    def remove(self, job_id: UUID) -> None:
        """Take a job that has ended off the list. A failed import is cancelled, so that nothing stays."""
        entry = self._entries.get(job_id)
        if entry is not None and entry.state is State.FAILED and entry.kind in (IMPORT, CLIP):
            self._runner.cancel(entry)
        else:
            self._do(self._runner.remove, job_id)

    def _do(self, act: Callable[[JobEntry], None], job_id: UUID) -> None:
        entry = self._entries.get(job_id)
        if entry is not None:
            act(entry)

    # Keeping up

    @Slot()
    def refresh(self) -> None:
        """Ask the record which jobs there are."""
        self._actor.ask(JobList, self._take)

    def _take(self, entries: list[JobEntry]) -> None:
        if not isValid(self):
            return
        before = self._entries
        self._entries = {entry.id: entry for entry in entries}
        if before == self._entries:
            return
        made = [entry for entry in entries if "video_id" in entry.arguments]
        self._of_video = {UUID(str(entry.arguments["video_id"])): entry.id for entry in made}
        for entry in entries:
            if entry.state is not State.RUNNING:
                self._begun.pop(entry.id, None)
        self.changed.emit()

    def _upload(self, entry: JobEntry) -> Upload:
        live = self._runner.progress(entry.id) if entry.state in OPEN else None
        live = live or Progress()
        ids: Any = [entry.arguments.get(name) for name in ("channel_id", "video_id")]
        space_id, video_id = (UUID(str(value)) if value else None for value in ids)
        return Upload(
            id=entry.id,
            kind=entry.kind,
            title=entry.title,
            place=entry.place,
            state=entry.state,
            fraction=live.fraction,
            detail=live.detail,
            speed=live.values.get("speed"),
            left_s=self._left(entry, live),
            error=entry.error,
            details=entry.details,
            space_id=space_id,
            video_id=video_id,
        )

    def _left(self, entry: JobEntry, live: Progress) -> float | None:
        """Seconds until it is done: as the job says, else from how far it came since it was first seen."""
        said = live.values.get("left_s")
        if said is not None:
            return float(said)
        if entry.state is not State.RUNNING or live.fraction is None:
            return None
        now = self._clock()
        since, share = self._begun.setdefault(entry.id, (now, live.fraction))
        if live.fraction < share:
            self._begun[entry.id] = (now, live.fraction)
            return None
        if now - since < _LEAST_SECONDS or live.fraction - share < _LEAST_SHARE:
            return None
        return (1 - live.fraction) * (now - since) / (live.fraction - share)

    @Slot(object)
    def _progressed(self, job_ids: object) -> None:
        self.progressed.emit(job_ids)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if "job" in changes.tables:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._take([])
        self.refresh()


def _told(entry: JobEntry) -> bool:
    """Nobody asked for the learning, and it is soon over: it is only told of where it fails."""
    quiet = entry.kind == LEARN and entry.state is not State.FAILED
    return entry.state is not State.CANCELLED and not quiet
