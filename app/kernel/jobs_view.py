"""What the jobs panel shows of long work, and what it asks of whoever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import SignalInstance


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # by an error
    CANCELLED = "cancelled"
    DONE = "done"


LIVE = frozenset({JobState.WAITING, JobState.RUNNING, JobState.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """One job as the person sees it. `fraction` is 0 to 1, or None while nobody knows."""

    id: UUID
    title: str
    detail: str
    fraction: float | None
    state: JobState
    error_sentence: str = ""
    what_now: str = ""
    details: str = ""
    can_pause: bool = False
    can_resume: bool = False
    can_cancel: bool = False
    can_retry: bool = False
    can_remove: bool = False


class JobsModel(Protocol):
    """The jobs, newest first. Lives on the Qt thread; `changed` (no arguments) follows every change."""

    @property
    def changed(self) -> SignalInstance: ...

    def jobs(self) -> Sequence[JobView]: ...

    def pause(self, job: UUID) -> None: ...

    def resume(self, job: UUID) -> None: ...

    def cancel(self, job: UUID) -> None: ...

    def retry(self, job: UUID) -> None: ...

    def remove(self, job: UUID) -> None: ...


def overall(jobs: Sequence[JobView]) -> tuple[int, float | None]:
    """How many jobs are live, and how far they are together (None while nobody knows)."""
    live = [job for job in jobs if job.state in LIVE]
    known = [job.fraction for job in live if job.fraction is not None]
    return len(live), sum(known) / len(live) if known else None
