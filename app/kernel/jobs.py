"""Runs jobs on threads, a few at a time, and keeps what the jobs panel shows.

The record says which jobs there are and how they ended; how far they are is kept in memory and, now and
then, in the cache file. Whatever was running when the application died waits again at the next start.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.gateway import Changes, Gateway
from app.kernel.tasks import Home
from models.core import jobs as core
from models.core.cache import Cache
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.jobs import JobEntry, MoveJob, Progress, State, Stop
from models.core.registry import Command, Query
from models.core.text import tr

log = logging.getLogger(__name__)

C = TypeVar("C", bound=Command)

AT_ONCE = 2
KEEP_EVERY_S = 2.0


class Run:
    """A job that runs: the `JobRun` that its function is given."""

    def __init__(self, runner: JobRunner, entry: JobEntry, scratch: Path) -> None:
        self.id = entry.id
        self.space_id = entry.space_id
        self.actor = entry.space_id
        self.arguments: Mapping[str, Any] = entry.arguments
        self.scratch = scratch
        self.entry = entry
        self.wanted: State | None = None
        self.end: State | None = None
        self.future: Future[None] | None = None
        self.only_ends = False
        self._runner = runner
        self._stop = threading.Event()

    def progress(self, fraction: float | None, detail: str, **values: Any) -> None:
        """Keep the newest progress and have the window told."""
        self._runner.report(self.id, Progress(fraction, detail, values))

    def stopping(self) -> bool:
        """Whether pause, cancel or close was asked for."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Stop` where pause, cancel or close was asked for."""
        if self._stop.is_set():
            raise Stop

    def stop(self, wanted: State) -> None:
        """Ask the job to stop and to end up in this state."""
        self.wanted = wanted
        self._stop.set()

    def submit(self, command: type[C], /, *, space_id: UUID | None = None, **fields: Any) -> Verdict:
        """Send a command on behalf of the person and wait until it is durable."""
        made = command(
            id=new_id(), space_id=space_id or self.space_id, actor=self.actor, at=utc_now(), **fields
        )
        verdict = self._runner.gateway.submit(made).result()
        if verdict.error is not None:
            raise verdict.error
        return verdict

    def ask(self, query: Query[Any]) -> Any:
        """Answer a query on this thread."""
        return self._runner.gateway.ask_now(query)

    def service(self, name: str) -> Any:
        """What the composition root offers under this name."""
        return self._runner.services[name]


class JobRunner(QObject):
    """The desktop's engine for jobs. Methods are for the Qt thread unless they say otherwise."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        gateway: Gateway,
        home: Home,
        scratch: Path,
        services: Mapping[str, Any],
        cache: Cache,
        before: Mapping[UUID, tuple[float | None, str]] = MappingProxyType({}),
        define: Callable[[], None] = lambda: None,
    ) -> None:
        """`before` is the cache's progress of what ran last time. `define` imports what defines the kinds
        of jobs; it is called on a job thread before each."""
        super().__init__()
        self._define = define
        self._cache = cache
        self._before = dict(before)
        self._kept_at: dict[UUID, float] = {}
        self.gateway = gateway
        self.services = services
        self._home = home
        self._scratch = scratch
        self._runs: dict[UUID, Run] = {}
        self._progress: dict[UUID, Progress] = {}
        self._lock = threading.Lock()
        self._untold: set[UUID] = set()
        self._again: dict[UUID, JobEntry] = {}
        self._over: set[UUID] = set()
        self._actor = UUID(int=0)
        self._closed = False
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
        self._ending = ThreadPoolExecutor(1, thread_name_prefix="job-end")

    def begin(self, actor: UUID) -> None:
        """Take up what waits or was running when the application ended, and whatever is asked for later."""
        self._actor = actor
        self.gateway.changed.connect(self._changed)
        self.gateway.ask(core.OpenJobs(actor=actor), self._recovered)

    def _recovered(self, entries: list[JobEntry]) -> None:
        for entry in entries:
            if entry.state is State.RUNNING and entry.attempts >= core.MAX_ATTEMPTS:
                sentence = tr("This work ended the application {count} times.", count=entry.attempts)
                what_now = tr("Try again, or remove it and report the details.")
                self._move(entry, State.FAILED, PersonError(sentence, what_now=what_now))
            elif entry.state is not State.PAUSED:
                self._start(entry)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if "job" in changes.tables:
            self.gateway.ask(core.OpenJobs(actor=self._actor), self._look)

    def _look(self, entries: list[JobEntry]) -> None:
        for entry in entries:
            if entry.state is State.WAITING and entry.id not in self._runs and entry.id not in self._over:
                self._start(entry)

    def pause(self, entry: JobEntry) -> None:
        """Stop a job; it goes on from where it was when resumed."""
        self._stop(entry, State.PAUSED)

    def cancel(self, entry: JobEntry) -> None:
        """Stop a job for good and leave nothing of it behind."""
        self._stop(entry, State.CANCELLED)

    def resume(self, entry: JobEntry) -> None:
        """Let a paused or failed job go on; one that is just being paused, as soon as it has stopped."""
        run = self._runs.get(entry.id)
        if run is not None and run.stopping():
            self._again[entry.id] = entry
        else:
            self._move(entry, State.WAITING, then=lambda: self._start(entry))

    def remove(self, entry: JobEntry) -> None:
        """Take a job that has ended off the list."""
        self.gateway.send(
            core.RemoveJob(
                id=new_id(), space_id=entry.space_id, actor=entry.space_id, at=utc_now(), job_id=entry.id
            )
        )

    def progress(self, job_id: UUID) -> Progress | None:
        """The newest progress of a job, or how far it was when the application ended. From any thread."""
        now = self._progress.get(job_id)
        if now is None and job_id in self._before:
            return Progress(*self._before[job_id])
        return now

    def running(self) -> bool:
        """Whether any job runs or waits for a place."""
        return bool(self._runs)

    def holds(self, job_id: UUID) -> bool:
        """Whether this job runs, waits for a place, or is being stopped."""
        return job_id in self._runs

    def report(self, job_id: UUID, progress: Progress) -> None:
        """Keep a job's progress; the window is told once for all that came since it last looked."""
        if time.monotonic() - self._kept_at.get(job_id, 0.0) > KEEP_EVERY_S:
            self._kept_at[job_id] = time.monotonic()
            self._cache.keep_progress(job_id, progress.fraction, progress.detail)
        with self._lock:
            self._progress[job_id] = progress
            first = not self._untold
            self._untold.add(job_id)
        if first:
            self._home.post(self._tell)

    def _tell(self) -> None:
        with self._lock:
            told, self._untold = frozenset(self._untold), set()
        self.progressed.emit(told)

    def _start(self, entry: JobEntry, wanted: State | None = None) -> None:
        if self._closed:
            return
        if entry.id in self._runs:
            if self._runs[entry.id].stopping():
                self._again[entry.id] = entry
            return
        self._over.discard(entry.id)
        run = self._runs[entry.id] = Run(self, entry, self._scratch / str(entry.id))
        if wanted is not None:
            run.only_ends = True
            run.stop(wanted)
        pool = self._pool if wanted is None else self._ending
        future = run.future = pool.submit(self._work, run)
        future.add_done_callback(lambda _: self._home.post(lambda: self._gone(run)))

    def _stop(self, entry: JobEntry, wanted: State) -> None:
        self._again.pop(entry.id, None)
        run = self._runs.get(entry.id)
        if run is not None and run.future is not None and run.future.cancel():
            del self._runs[entry.id]  # it had not begun: no need to wait for a place
            run = None
        if run is not None:
            run.stop(wanted)
        elif wanted is State.CANCELLED:
            self._start(entry, wanted)
        else:
            self._move(entry, wanted)

    def _gone(self, run: Run) -> None:
        if self._runs.get(run.id) is not run:
            return
        del self._runs[run.id]
        self._over.add(run.id)
        last = self._progress.pop(run.id, None)
        if last is not None:
            self._before[run.id] = (last.fraction, last.detail)
        self.ended.emit(run.id)
        again = self._again.pop(run.id, None)
        if again is not None and run.end is State.PAUSED:  # it may have come to its end before it noticed
            self.resume(again)
        elif run.wanted is State.CANCELLED and run.end is State.FAILED and not run.only_ends:
            self._start(run.entry, State.CANCELLED)  # asked for when it had failed already

    def _work(self, run: Run) -> None:
        """On a job thread: run the function and record how it ended."""
        abandon: core.Work | None = None
        try:
            self._define()
            definition = core.definition(run.entry.kind)
            abandon = definition.abandon
            run.check()
            run.submit(MoveJob, job_id=run.id, state=State.RUNNING)
            run.scratch.mkdir(parents=True, exist_ok=True)
            definition.work(run)
            end, error, details = State.DONE, None, ""
        except core.Obsolete:
            end, error, details = State.CANCELLED, None, ""
        except Stop:
            end, error, details = run.wanted or State.WAITING, None, ""
        except PersonError as refused:
            end, error, details = State.FAILED, refused, "".join(traceback.format_exception(refused))
        except Exception as bug:
            log.exception("the job %s failed", run.entry.kind)
            end, details = State.FAILED, "".join(traceback.format_exception(bug))
            error = PersonError(
                tr("Something went wrong in Nonet, and this work stopped."),
                what_now=tr("Try again; if it stays, copy the details and report them."),
            )
        self._finish(run, abandon, end, error, details)

    def _finish(
        self, run: Run, abandon: core.Work | None, end: State, error: PersonError | None, details: str
    ) -> None:
        """Clean up first, then say so: a crash in between only means that it is cleaned up again."""
        run.end = end
        try:
            if end is State.CANCELLED and abandon is not None:
                abandon(run)
            if end in (State.DONE, State.CANCELLED):
                shutil.rmtree(run.scratch, ignore_errors=True)
                self._cache.forget_progress(run.id)
            run.submit(
                MoveJob,
                job_id=run.id,
                state=end,
                sentence=error.sentence if error else "",
                what_now=error.what_now if error else "",
                details=details,
            )
        except Exception:
            log.exception("how the job %s ended could not be written down; it will run again", run.id)

    def _move(
        self,
        entry: JobEntry,
        state: State,
        error: PersonError | None = None,
        then: Any = None,
    ) -> None:
        command = MoveJob(
            id=new_id(),
            space_id=entry.space_id,
            actor=entry.space_id,
            at=utc_now(),
            job_id=entry.id,
            state=state,
            sentence=error.sentence if error else "",
            what_now=error.what_now if error else "",
        )

        def moved(verdict: Verdict) -> None:
            if not verdict.ok:
                self.gateway.refused.emit(verdict)
            elif then is not None:
                then()

        self.gateway.send(command, moved)

    def close(self) -> None:
        """Have every job stop where it can go on later, and end the threads."""
        self._closed = True
        for run in list(self._runs.values()):
            if run.wanted is None:
                run.stop(State.WAITING)
        for pool in (self._pool, self._ending):
            pool.shutdown(wait=True, cancel_futures=True)
