"""Acknowledged durable edits a second, through the real gateway and by the raw driver with the same rows.

Ours: eight senders with 32 commands in flight each; every command is authorised, de-duplicated, logged, given
its number and its images, and acknowledged when it is on the disk (`synchronous=FULL`). Theirs: sqlite3 alone
executes the very same inserts, updates and deletes (caught from a run of ours, so log, images, counters and
follow-ups are among them) one by one, a savepoint a command, 256 commands a transaction, at FULL.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop
from sqlalchemy import event

from app.kernel.gateway import Gateway
from app.kernel.memory import settle
from app.kernel.tasks import Home
from benchmarks.harness import Row, alternate
from benchmarks.samples import Sample, make_record
from models.core.clock import utc_now
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import new_id
from models.core.registry import Command
from models.video.commands import EditVideo
from models.video.watch_commands import Dequeue, Enqueue, RecordWatch

SENDERS = 8
IN_FLIGHT = 32
EACH = 500
VIDEOS = 1_000
GROUP = 256
WAITS = 400
RUNS = 5

Statements = list[tuple[str, Sequence[Any]]]


def rows() -> Iterator[Row]:
    """The rows `commands` and `waiting`."""
    application = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory(prefix="nonet-commands-") as folder:
        bench = _Bench(Path(folder))
        settle()  # as the application does
        ours, peer = alternate(bench.ours, bench.peer, runs=RUNS)
        yield Row(
            name="commands",
            ours=ours,
            peer=peer,
            peer_name=f"sqlite3 alone, groups of {GROUP}",
            ratio=ours / peer,
            unit="durable edits/s",
            detail=bench.told(),
            extra={"senders": SENDERS, "in_flight": IN_FLIGHT, "edits": SENDERS * EACH},
        )
        yield bench.waiting()
    application.processEvents()


@dataclass
class _Open:
    """A gateway on a copy of the record."""

    gateway: Gateway
    home: Home

    def close(self) -> None:
        self.gateway.close()
        QCoreApplication.processEvents()


class _Bench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._origin = folder / "origin.db"
        self._sample = make_record(self._origin, VIDEOS)
        self._written = self._capture()

    # Ours

    def ours(self) -> float:
        """Acknowledged commands a second of all senders together."""
        opened = self._open()
        work = [_commands(self._sample, sender, EACH) for sender in range(SENDERS)]
        bad: list[Verdict] = []
        threads = [threading.Thread(target=_send, args=(opened.gateway, part, bad)) for part in work]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        window = QEventLoop()
        end = threading.Thread(target=_wait, args=(threads, opened.home, window))
        end.start()
        window.exec()
        end.join()
        seconds = time.perf_counter() - start
        opened.close()
        if bad:
            raise RuntimeError(bad[0])
        return SENDERS * EACH / seconds

    def waiting(self) -> Row:
        """How long one sender waits for each acknowledgement, and what a lone commit takes the driver."""
        opened = self._open()
        times = []
        for command in _commands(self._sample, 0, WAITS):
            start = time.perf_counter()
            opened.gateway.submit(command).result()
            times.append(1000 * (time.perf_counter() - start))
        opened.close()
        lone = self._play(1, self._written[:WAITS])
        ours, peer = (statistics.quantiles(figures, n=100)[98] for figures in (times, lone))
        return Row(
            name="waiting",
            ours=ours,
            peer=peer,
            peer_name="sqlite3 alone, one a transaction",
            ratio=peer / ours,
            unit="ms, p99",
            extra={"p99_ms": round(ours, 3), "p50_ms": round(statistics.median(times), 3), "edits": WAITS},
        )

    def _open(self) -> _Open:
        path = self._copy()
        home = Home()
        writer, readers = write_engine(path), read_engine(path)
        return _Open(Gateway(writer, readers, Dispatcher(), home), home)

    def _copy(self) -> Path:
        path = self._folder / "copy.db"
        for old in self._folder.glob("copy.db*"):
            old.unlink()
        shutil.copyfile(self._origin, path)
        return path

    # Theirs

    def _capture(self) -> list[Statements]:
        """What the record is told to write for each command, with that of the follow-ups it causes."""
        engine = write_engine(self._copy())
        caught: Statements = []

        def executed(_c: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
            if text.startswith(("INSERT", "UPDATE", "DELETE")):
                caught.extend((text, row) for row in (parameters if many else [parameters]))

        event.listen(engine, "before_cursor_execute", executed)
        written = []
        dispatcher = Dispatcher()
        with engine.connect() as connection:
            parts = [_commands(self._sample, sender, EACH) for sender in range(SENDERS)]
            for command in (command for turn in zip(*parts, strict=True) for command in turn):
                waiting: list[Command] = [command]
                while waiting:
                    waiting = dispatcher.dispatch(connection, waiting).follow_ups
                written.append(list(caught))
                caught.clear()
        engine.dispose()
        return written

    def peer(self) -> float:
        """The same rows a second, counted in commands."""
        start = time.perf_counter()
        self._play(GROUP, self._written)
        return len(self._written) / (time.perf_counter() - start)

    def _play(self, group: int, written: list[Statements]) -> list[float]:
        driver = sqlite3.connect(self._copy(), isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
            driver.execute(f"PRAGMA {pragma}")
        times = []
        for first in range(0, len(written), group):
            start = time.perf_counter()
            driver.execute("BEGIN IMMEDIATE")
            for statements in written[first : first + group]:
                driver.execute("SAVEPOINT command")
                for text, parameters in statements:
                    driver.execute(text, parameters)
                driver.execute("RELEASE command")
            driver.execute("COMMIT")
            times.append(1000 * (time.perf_counter() - start))
        driver.close()
        return times

    def told(self) -> str:
        """The rows that both sides write, by table."""
        verbs = Counter(" ".join(text.split()[: 3 if text[0] != "U" else 2]).lower()
                        for statements in self._written for text, _ in statements)  # fmt: skip
        return "rows: " + ", ".join(f"{verb.replace(' into', '').replace(' from', '')} {count}"
                                    for verb, count in verbs.most_common())  # fmt: skip


def _send(gateway: Gateway, commands: list[Command], bad: list[Verdict]) -> None:
    """Keep a number of commands under way until all are acknowledged."""
    under_way: deque[Future[Verdict]] = deque()
    for command in commands:
        if len(under_way) == IN_FLIGHT:
            _take(under_way.popleft(), bad)
        under_way.append(gateway.submit(command))
    for future in under_way:
        _take(future, bad)


def _wait(threads: list[threading.Thread], home: Home, window: QEventLoop) -> None:
    for thread in threads:
        thread.join()
    home.post(window.quit)


def _take(future: Future[Verdict], bad: list[Verdict]) -> None:
    verdict = future.result()
    if not verdict.ok:
        bad.append(verdict)


def _commands(sample: Sample, sender: int, count: int) -> list[Command]:
    """Titles, tags, the queue and watch positions in equal parts; the same for the same sender."""
    chance = random.Random(sender)
    made: list[Command] = []
    queued: list[Command] = []
    session = new_id()
    for n in range(count):
        by: dict[str, Any] = {"id": new_id(), "actor": sample.account, "at": utc_now()}
        video = chance.choice(sample.videos)
        here, there = by | {"space_id": sample.account}, by | {"space_id": sample.channel}
        match n % 4:
            case 0:
                made.append(EditVideo(**there, video_id=video, title=f"Film {sender} {n}"))
            case 1:
                made.append(EditVideo(**there, video_id=video, tags=["sea", f"tag {n}"]))
            case 2 if len(queued) > 20:
                made.append(Dequeue(**here, item_id=queued.pop(0).id))
            case 2:
                queued.append(Enqueue(**here, channel_id=sample.channel, video_id=video))
                made.append(queued[-1])
            case _:
                at = n * 5_000_000
                made.append(
                    RecordWatch(
                        **here,
                        channel_id=sample.channel,
                        video_id=sample.videos[sender],
                        session_id=session,
                        start_us=at,
                        end_us=at + 5_000_000,
                        position_us=at + 5_000_000,
                    )
                )
    return made
