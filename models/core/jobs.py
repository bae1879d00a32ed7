"""Long work: persisted, resumable, cancellable. A job is a function; its state changes are commands.

A definition is a function of one `JobRun`: its arguments, a scratch folder that outlives a restart, and the
means to report progress, to notice that it should stop, and to send commands. It may be run again from the
start at any time and must then go on from what it finds in its scratch folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context, Read
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, NotFound, PersonError
from models.core.registry import Audience, Command, Permission, Query, answers, handles
from models.core.tables import Job
from models.core.text import tr

C = TypeVar("C", bound=Command)

MAX_ATTEMPTS = 10


class State(Enum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({State.WAITING, State.RUNNING, State.PAUSED})


class Stop(Exception):
    """Raised inside a job that should stop: paused, cancelled, or the application closes."""


class Obsolete(Stop):
    """Raised by a job that finds that there is nothing left to do; it ends as cancelled."""


@dataclass(frozen=True)
class Progress:
    """How far a job is. `fraction` is 0–1 or None where unknown; `detail` is a sentence for the person."""

    fraction: float | None = None
    detail: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class JobRun(Protocol):
    """What a running job is given."""

    id: UUID
    space_id: UUID
    actor: UUID
    arguments: Mapping[str, Any]
    scratch: Path

    def progress(self, fraction: float | None, detail: str, **values: Any) -> None:
        """Tell how far the work is (often: only the newest is shown)."""

    def stopping(self) -> bool:
        """Whether the job should stop soon."""

    def check(self) -> None:
        """Raise `Stop` if the job should stop."""

    def submit(self, command: type[C], /, *, space_id: UUID | None = None, **fields: Any) -> Verdict:
        """Send a command and wait for its verdict; raises its error when it was not done."""

    def ask(self, query: Query[Any]) -> Any:
        """Answer a query."""

    def service(self, name: str) -> Any:
        """Something from outside that the composition root offers to jobs, such as `blobs`."""


Work = Callable[[JobRun], None]


@dataclass(frozen=True)
class Definition:
    """How jobs of a kind are done, and what takes back what a cancelled one began (may be run twice)."""

    work: Work
    abandon: Work | None


_definitions: dict[str, Definition] = {}


def job(kind: str, *, abandon: Work | None = None) -> Callable[[Work], Work]:
    """Register the function that does jobs of this kind."""

    def register(work: Work) -> Work:
        if kind in _definitions:
            raise ValueError(f"the job {kind} is registered twice")
        _definitions[kind] = Definition(work, abandon)
        return work

    return register


def definition(kind: str) -> Definition:
    """How jobs of this kind are done."""
    return _definitions[kind]


# Commands: all in the person's own space


@dataclass(frozen=True, slots=True, kw_only=True)
class StartJob(Command):
    """Ask for long work; the job's id is the command's. `place` is the link where its result will be."""

    kind: str
    title: str
    arguments: dict[str, Any]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveJob(Command):
    """Bring a job into another state; a failed one says why."""

    job_id: UUID
    state: State
    sentence: str = ""
    what_now: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveJob(Command):
    """Take a job that has ended off the list."""

    job_id: UUID


_MOVES: dict[State, frozenset[State]] = {
    State.RUNNING: frozenset({State.WAITING, State.RUNNING}),
    State.WAITING: frozenset({State.RUNNING, State.PAUSED, State.FAILED, State.WAITING}),
    State.PAUSED: frozenset({State.WAITING, State.RUNNING, State.PAUSED}),
    State.DONE: frozenset({State.RUNNING}),
    State.FAILED: frozenset({State.WAITING, State.RUNNING}),
    State.CANCELLED: frozenset({State.WAITING, State.RUNNING, State.PAUSED, State.FAILED}),
}


@handles("core.job.start", StartJob, permission=Permission.OWNER)
def start_job(ctx: Context, cmd: StartJob) -> None:
    """Put the job at the end of the queue."""
    ctx.insert(
        Job,
        space_id=cmd.space_id,
        id=cmd.id,
        kind=cmd.kind,
        title=cmd.title,
        place=cmd.place,
        arguments=cmd.arguments,
        state=State.WAITING.value,
        attempts=0,
        sentence="",
        what_now="",
        details="",
        created_at=ctx.now,
        changed_at=ctx.now,
    )


@handles("core.job.move", MoveJob, permission=Permission.OWNER)
def move_job(ctx: Context, cmd: MoveJob) -> None:
    """Change the state where that is possible from the present one."""
    row = ctx.get(Job, cmd.space_id, cmd.job_id)
    if row is None:
        raise NotFound(tr("This work is no longer on the list."))
    if State(row.state) not in _MOVES[cmd.state]:
        raise Conflict(tr("This work has already ended."))
    attempts = row.attempts + 1 if cmd.state is State.RUNNING else 0
    ctx.update(
        Job,
        cmd.space_id,
        cmd.job_id,
        state=cmd.state.value,
        attempts=attempts,
        sentence=cmd.sentence,
        what_now=cmd.what_now,
        details=cmd.details,
        changed_at=ctx.now,
    )


@handles("core.job.remove", RemoveJob, permission=Permission.OWNER)
def remove_job(ctx: Context, cmd: RemoveJob) -> None:
    """Forget a job that has ended."""
    row = ctx.get(Job, cmd.space_id, cmd.job_id)
    if row is None:
        raise NotFound(tr("This work is no longer on the list."))
    if State(row.state) in OPEN:
        raise Conflict(tr("This work is still going on."), what_now=tr("Cancel it first."))
    ctx.delete(Job, cmd.space_id, cmd.job_id)


# Queries


@dataclass(frozen=True, slots=True)
class JobEntry:
    """A job as the record knows it."""

    id: UUID
    space_id: UUID
    kind: str
    title: str
    place: str
    arguments: Mapping[str, Any]
    state: State
    attempts: int
    error: PersonError | None
    details: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList(Query[list[JobEntry]]):
    """The person's own jobs, oldest first."""

    open_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenJobs(Query[list[JobEntry]]):
    """Every job on this machine that has not ended, whoever asked for it; for the runner."""


@answers("core.job.list", JobList, audience=Audience.OWN)
def job_list(read: Read, query: JobList) -> list[JobEntry]:
    """Jobs of the actor's own space."""
    statement = select(Job).where(Job.space_id == query.actor).order_by(Job.created_at, Job.id)
    if query.open_only:
        statement = statement.where(Job.state.in_([state.value for state in OPEN]))
    return [_entry(row) for row in read.rows(statement)]


@answers("core.job.open", OpenJobs, audience=Audience.MACHINE)
def open_jobs(read: Read, query: OpenJobs) -> list[JobEntry]:
    """Jobs that wait, run or are paused."""
    states = [state.value for state in OPEN]
    statement = select(Job).where(Job.state.in_(states)).order_by(Job.created_at, Job.id)
    return [_entry(row) for row in read.rows(statement)]


def _entry(row: Any) -> JobEntry:
    error = PersonError(row.sentence, what_now=row.what_now) if row.sentence else None
    return JobEntry(
        id=row.id,
        space_id=row.space_id,
        kind=row.kind,
        title=row.title,
        place=row.place,
        arguments=row.arguments,
        state=State(row.state),
        attempts=row.attempts,
        error=error,
        details=row.details,
        created_at=row.created_at,
    )
