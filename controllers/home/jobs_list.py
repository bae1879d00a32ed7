"""The jobs of the person as the jobs panel and the status bar show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.jobs_view import JobState, JobView

if TYPE_CHECKING:  # the window is painted before the record's libraries are imported
    from controllers.video.uploads import Upload, Uploads


_ORDER = {JobState.RUNNING: 0, JobState.STOPPED: 1, JobState.PAUSED: 2, JobState.WAITING: 3}


class JobsList(QObject):
    """A `JobsModel`. It is there before the record is open, and empty until `attach`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._uploads: Uploads | None = None

    def attach(self, uploads: Uploads) -> None:
        """Show these jobs from now on."""
        self._uploads = uploads
        uploads.changed.connect(self._changed)
        uploads.progressed.connect(self._progressed)
        self.changed.emit()

    def jobs(self) -> Sequence[JobView]:
        """What runs, what needs the person, what waits for its turn, and what is done, the newest first."""
        if self._uploads is None:
            return []
        views = [_view(job) for job in self._uploads.all()]
        open_ = [view for view in views if view.state in _ORDER]
        done = [view for view in reversed(views) if view.state not in _ORDER]
        return [*sorted(open_, key=lambda view: _ORDER[view.state]), *done]

    def pause(self, job: UUID) -> None:
        if self._uploads is not None:
            self._uploads.pause(job)

    def resume(self, job: UUID) -> None:
        if self._uploads is not None:
            self._uploads.resume(job)

    retry = resume

    def cancel(self, job: UUID) -> None:
        if self._uploads is not None:
            self._uploads.cancel(job)

    def remove(self, job: UUID) -> None:
        if self._uploads is not None:
            self._uploads.remove(job)

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()

    @Slot(object)
    def _progressed(self, _jobs: object) -> None:
        self.changed.emit()


def _state(job: Upload) -> JobState:
    said = job.state.value
    return JobState.STOPPED if said == "failed" else JobState(said)


def _view(job: Upload) -> JobView:
    return JobView(
        id=job.id,
        title=job.title,
        detail=job.detail,
        fraction=job.fraction if job.state.value != "waiting" else job.fraction or 0.0,
        state=_state(job),
        error_sentence=job.error_sentence,
        what_now=job.what_now,
        details=job.details,
        can_pause=job.can_pause,
        can_resume=job.can_resume,
        can_cancel=job.can_cancel,
        can_retry=job.can_retry,
        can_remove=job.can_remove,
    )
