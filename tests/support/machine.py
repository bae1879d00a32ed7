"""A runner of jobs on a real record, and toy jobs that go one step at a time, as a test lets them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Semaphore
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.gateway import Gateway
from app.kernel.jobs import JobRunner
from app.kernel.tasks import Home
from models.core.cache import Cache
from models.core.clock import utc_now
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher
from models.core.errors import Unavailable
from models.core.ids import new_id
from models.core.jobs import JobEntry, JobList, JobRun, MoveJob, Obsolete, StartJob, State, job
from tests.support.video_record import VideoRecord

STEPS, BAD, BUGGY, OBSOLETE, REFUSED = "toy.steps", "toy.bad", "toy.buggy", "toy.obsolete", "toy.refused"


class Desk:
    """What toy jobs tell, and what they wait for: each step takes a permit."""

    def __init__(self) -> None:
        self.permits = Semaphore(0)
        self.lock = threading.Lock()
        self.done: list[tuple[str, int]] = []
        self.abandoned: list[str] = []
        self.at_work: set[str] = set()
        self.most_at_work = 0

    def let(self, steps: int) -> None:
        self.permits.release(steps)

    def step(self, run: JobRun) -> None:
        """Wait for a permit, or for being stopped."""
        while not self.permits.acquire(timeout=0.01):
            run.check()


def _abandon(run: JobRun) -> None:
    run.service("desk").abandoned.append(run.arguments["name"])


@job(STEPS, abandon=_abandon)
def _steps(run: JobRun) -> None:
    """As many steps as it was asked for; those that are noted in its folder are not done again."""
    desk: Desk = run.service("desk")
    name, count, note = run.arguments["name"], run.arguments["steps"], run.scratch / "done"
    with desk.lock:
        desk.at_work.add(name)
        desk.most_at_work = max(desk.most_at_work, len(desk.at_work))
    try:
        for step in range(int(note.read_text()) if note.exists() else 0, count):
            desk.step(run)
            desk.done.append((name, step))
            note.write_text(str(step + 1))
            run.progress((step + 1) / count, f"Step {step + 1}")
    finally:
        with desk.lock:
            desk.at_work.discard(name)


@job(BAD, abandon=_abandon)
def _bad(run: JobRun) -> None:
    """Cannot be done as long as nobody lets it."""
    if not run.service("desk").permits.acquire(blocking=False):
        raise Unavailable("The moon is too far.", what_now="Wait until it is nearer.")


@job(BUGGY)
def _buggy(run: JobRun) -> None:
    raise ZeroDivisionError("a planted bug")


@job(OBSOLETE)
def _obsolete(run: JobRun) -> None:
    raise Obsolete


@job(REFUSED)
def _refused(run: JobRun) -> None:
    run.submit(MoveJob, job_id=new_id(), state=State.PAUSED)


class Machine:
    """One data folder with one person; `start` and `stop` as often as wanted."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.desk = Desk()
        self.ended: list[UUID] = []
        record = VideoRecord(folder)
        self.ada = record.person()
        record.close()
        self.running = False
        self.open()

    def open(self, *, begin: bool = True) -> None:
        """As at a start of the application; the runner takes up what there is."""
        self.running = True
        self.home, self.cache = Home(), Cache(self.folder / "cache.db")
        path = self.folder / "record.db"
        self.gateway = Gateway(write_engine(path), read_engine(path), Dispatcher(), self.home)
        self.runner = JobRunner(
            self.gateway, self.home, self.folder / "scratch", {"desk": self.desk}, self.cache,
            self.cache.progress(),
        )  # fmt: skip
        self.runner.ended.connect(self.ended.append)
        if begin:
            self.runner.begin(self.ada)

    def close(self) -> None:
        """As at the end of the application."""
        if self.running:
            self.running = False
            for close in (self.runner.close, self.gateway.close, self.cache.close, self.home.close):
                close()

    def restart(self) -> None:
        self.close()
        self.open()

    def ask_for(self, kind: str, name: str = "one", steps: int = 3) -> UUID:
        """Ask for a job; its id."""
        arguments = {"name": name, "steps": steps}
        return self._submit(StartJob, kind=kind, title=name, arguments=arguments)

    def move(self, job_id: UUID, state: State) -> None:
        self._submit(MoveJob, job_id=job_id, state=state)

    def _submit(self, made: type[Any], /, **fields: Any) -> UUID:
        command = made(id=new_id(), space_id=self.ada, actor=self.ada, at=utc_now(), **fields)
        verdict = self.gateway.submit(command).result(10)
        assert verdict.ok, verdict.error
        return verdict.command_id

    def entry(self, job_id: UUID) -> JobEntry:
        jobs: list[JobEntry] = self.gateway.ask_now(JobList(actor=self.ada))
        return next(entry for entry in jobs if entry.id == job_id)

    def state(self, job_id: UUID) -> State:
        return self.entry(job_id).state

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=15_000)

    def until_state(self, job_id: UUID, state: State) -> None:
        """Wait until the record says so and the runner has let go of what has ended."""
        self.until(lambda: self.state(job_id) is state)
        if state is not State.RUNNING:
            self.until(lambda: not self.runner.holds(job_id))

    def scratch(self, job_id: UUID) -> Path:
        return self.folder / "scratch" / str(job_id)


@pytest.fixture
def machine(qtbot: QtBot, tmp_path: Path) -> Iterator[Machine]:
    """A runner that has begun, on a record with one person; closed afterwards."""
    made = Machine(qtbot, tmp_path)
    yield made
    made.close()
