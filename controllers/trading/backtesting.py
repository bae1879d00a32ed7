"""Backtests of the person: what is run now, what has been, and what a chosen file of data holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.tasks import Tasks
from models.core.errors import PersonError
from models.core.jobs import JobEntry, JobList, Progress, StartJob, State
from models.core.text import tr
from models.trading.backtest_runs import BacktestRun, Backtests, RemoveBacktest, RunInfo, RunLine
from models.trading.providers.feed import BookDelta, BookReset, OutsideBar, OutsideTrade
from models.trading.providers.recorded import RecordedFeed

BACKTEST = "trading.backtest"
_LOOKED_AT = 20_000
"""Events of a recording that are read to find out what it is of."""


class Runner(Protocol):
    """What is needed of the runner of jobs."""

    progressed: SignalInstance
    ended: SignalInstance

    def progress(self, job_id: UUID) -> Progress | None: ...

    def cancel(self, entry: JobEntry) -> None: ...

    def remove(self, entry: JobEntry) -> None: ...

    def resume(self, entry: JobEntry) -> None: ...


@dataclass(frozen=True, slots=True)
class Extent:
    """What a file of data is of: the pair ("" where it does not tell), a price (1e-8), its first and last
    moment (ns)."""

    path: Path
    pair: str
    price: int
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Underway:
    """A backtest that runs, waits or has failed; `error` says why."""

    id: UUID
    title: str
    fraction: float | None
    detail: str
    error: PersonError | None


class Backtesting(QObject):
    """`changed`: other runs on the list, or other work under way. `progressed`: it has gone on. `kept`
    carries the id of a run that has just been done. `failed` carries a `PersonError`."""

    changed = Signal()
    progressed = Signal()
    kept = Signal(object)
    failed = Signal(object)

    def __init__(self, actor: Actor, runner: Runner, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._runner, self._tasks = actor, runner, tasks
        self.ready = False
        self.runs: tuple[RunLine, ...] = ()
        self._jobs: list[JobEntry] = []
        self._waited = False
        runner.progressed.connect(self._gone_on)
        runner.ended.connect(self._refresh_jobs)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self._somebody_else)

    # What there is

    @Slot()
    def refresh(self) -> None:
        """Ask for the list and for what is under way."""
        self._actor.ask(Backtests, self._listed, failed=self.failed.emit)
        self._refresh_jobs()

    def _listed(self, runs: tuple[RunLine, ...]) -> None:
        there = {run.id for run in self.runs}
        new = [run for run in runs if run.id not in there]
        self.runs = runs
        first, self.ready = not self.ready, True
        self.changed.emit()
        if self._waited and new and not first:
            self._waited = False
            self.kept.emit(new[0].id)

    @Slot()
    def _refresh_jobs(self) -> None:
        self._actor.ask(JobList, self._jobs_listed, failed=self.failed.emit)

    def _jobs_listed(self, entries: list[JobEntry]) -> None:
        over = (State.DONE, State.CANCELLED)
        self._jobs = [entry for entry in entries if entry.kind == BACKTEST and entry.state not in over]
        self.changed.emit()

    @property
    def underway(self) -> list[Underway]:
        """What runs, waits or has failed, oldest first."""
        found = []
        for entry in self._jobs:
            progress = self._runner.progress(entry.id)
            failed = entry.state is State.FAILED
            found.append(
                Underway(
                    entry.id, entry.title, None if progress is None or failed else progress.fraction,
                    "" if progress is None else progress.detail, entry.error if failed else None,
                )
            )  # fmt: skip
        return found

    def look_at(self, run_id: UUID, done: Any) -> None:
        """Get all of a run: `done` is called with a `RunInfo`."""

        def found(run: RunInfo) -> None:
            done(run)

        self._actor.ask(BacktestRun, found, failed=self.failed.emit, run_id=run_id)

    # What is done

    def start(self, arguments: Mapping[str, Any]) -> None:
        """Begin one; the arguments are those of `models.trading.backtest_jobs`."""
        title = tr("Backtest of {strategy} on {data}", strategy=arguments["title"], data=arguments["data"])
        self._waited = True
        made = self._actor.make(
            StartJob,
            kind=BACKTEST,
            title=title,
            arguments=dict(arguments),
            place="nonet://trade/practice/backtests",
        )
        self._actor.send_made(made, failed=self.failed.emit)

    def cancel(self, job_id: UUID) -> None:
        """Stop one that runs, or take a failed one off."""
        for entry in self._jobs:
            if entry.id == job_id:
                (self._runner.remove if entry.state is State.FAILED else self._runner.cancel)(entry)

    def again(self, job_id: UUID) -> None:
        """Try a failed one once more."""
        for entry in self._jobs:
            if entry.id == job_id and entry.state is State.FAILED:
                self._waited = True
                self._runner.resume(entry)

    def remove(self, run_id: UUID) -> None:
        """Take a run off the list."""
        self._actor.send(RemoveBacktest, space_id=self._actor.account, run_id=run_id, failed=self.failed.emit)

    # What data there is

    def look_into(self, path: Path, done: Any) -> None:
        """Find out what a file is of, on a thread; `done` is called with its `Extent`."""
        self._tasks.run(lambda: extent_of(path), done, self.failed.emit)

    # What changes elsewhere

    @Slot()
    def _gone_on(self) -> None:
        if self._jobs:
            self.progressed.emit()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if self._actor.account not in changes.spaces or not self.ready:
            return
        if "trading_backtest" in changes.tables:
            self._actor.ask(Backtests, self._listed, failed=self.failed.emit)
        if "job" in changes.tables:
            self._refresh_jobs()

    @Slot()
    def _somebody_else(self) -> None:
        self.ready, self.runs, self._jobs, self._waited = False, (), [], False
        self.changed.emit()


def extent_of(path: Path) -> Extent:
    """What a recording is of; raises what `RecordedFeed.events` raises."""
    from models.trading.outside_pair import pair_in_name

    feed = RecordedFeed(path)
    pair, price, since = "", 0, 0
    for number, event in enumerate(feed.events()):
        since = since or event.at
        pair = pair or event.pair
        if isinstance(event, OutsideTrade | OutsideBar) and event.pair == pair:
            price = event.price if isinstance(event, OutsideTrade) else event.close
        elif isinstance(event, BookDelta | BookReset) and event.pair == pair and event.bids and not price:
            price = event.bids[0][0]
        if price or number > _LOOKED_AT:
            break
    pair = pair_in_name(path.stem) if feed.has_bars else pair
    return Extent(path, pair, price, since, feed.last_moment())
