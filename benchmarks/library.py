"""The library with 100,000 videos, asked through the gateway as its page asks: from the question on the Qt
thread to the answer there.

Each row is one way of asking. `ours` and `peer` are the query alone and the same statements given to sqlite3
by hand, medians of runs that take turns; `p95_ms` is through the gateway, over as many questions, no two of
them alike. Searches are as of a person who remembers a title: a word of it, and how another one begins.

    python -m benchmarks library --json
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEventLoop

from app.kernel.gateway import Gateway
from app.kernel.tasks import Home
from benchmarks import worlds
from benchmarks.harness import Row, alternate, wall_seconds
from models.core.database import Engine, listen_to_statements, read_engine, write_engine
from models.core.dispatcher import Dispatcher
from models.video.entities import Sort
from models.video.queries import LibraryPage

_VIDEOS = 100_000
_ASKED = 200
_COMPARED = 31
_PAGE = 60
_WORDS = 4000  # of the titles; the n-th is used 1/n as often as the first
_MINUTE_US = 60_000_000


@dataclass
class Bench:
    """An open record and what is asked of it."""

    path: Path
    account: UUID
    titles: Sequence[str]
    chance: random.Random = field(default_factory=lambda: random.Random(3))

    def words(self) -> str:
        """A word of some title, and the first letters of another."""
        one, other = self.chance.sample(self.chance.choice(self.titles).split(), 2)
        return f"{one} {other[:4]}"

    def ask(self, **fields: Any) -> LibraryPage:
        return LibraryPage(actor=self.account, **fields)

    def ways(self) -> dict[str, Callable[[], LibraryPage]]:
        """How each row asks."""
        return {
            "first_page": lambda: self.ask(),
            "random_page": lambda: self.ask(offset=_PAGE * self.chance.randrange(_VIDEOS // _PAGE)),
            "search": lambda: self.ask(words=self.words(), sort=Sort.RELEVANCE),
            "search_filtered": lambda: self.ask(
                words=self.words(), min_us=10 * _MINUTE_US, captions=True, sort=Sort.NEWEST
            ),
        }


def rows() -> Iterator[Row]:
    """A row for each way of asking."""
    with tempfile.TemporaryDirectory() as folder:
        titles = _titles()
        world = worlds.library(Path(folder), _VIDEOS, posters=0, titles=titles)
        bench = Bench(Path(folder) / "record.db", world.account, titles)
        for name, question in bench.ways().items():
            yield _row(name, bench, question)


def _titles() -> list[str]:
    """Six words each, some common and most rare, as in any language (Zipf's law)."""
    chance = random.Random(4)
    letters = "abcdefghijklmnoprstuvw"
    words = ["".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(_WORDS)]
    weights = [1 / (n + 10) for n in range(_WORDS)]
    return [" ".join(chance.choices(words, weights, k=6)) for _ in range(_VIDEOS)]


def _row(name: str, bench: Bench, question: Callable[[], LibraryPage]) -> Row:
    engine = read_engine(bench.path, 1)
    try:
        ours, bare = _alone(engine, bench.path, question)
    finally:
        engine.dispose()
    asked = _through_the_gateway(bench.path, [question() for _ in range(_ASKED)])
    return Row(
        name=name,
        ours=round(ours * 1000, 3),
        peer=round(bare * 1000, 3),
        peer_name="the same statements through sqlite3",
        ratio=bare / ours,
        unit="ms",
        extra={
            "p95_ms": round(statistics.quantiles(asked, n=20)[-1] * 1000, 2),
            "median_ms": round(statistics.median(asked) * 1000, 2),
            "asked": _ASKED,
            "videos": _VIDEOS,
        },
    )


def _alone(engine: Engine, path: Path, question: Callable[[], LibraryPage]) -> tuple[float, float]:
    """Seconds of the query alone, and of its statements by hand; each question is new to both."""
    dispatcher = Dispatcher()
    told: list[tuple[str, Any]] = []
    listen_to_statements(engine, lambda text, values: told.append((text, values)))
    with engine.connect() as ours, sqlite3.connect(path) as bare:
        bare.execute("PRAGMA cache_size=-32768")

        def ask() -> float:
            told.clear()
            asked = question()
            return wall_seconds(lambda: dispatcher.ask(ours, asked))

        def by_hand() -> float:
            dispatcher.ask(ours, question())  # for its statements, not counted
            statements = [one for one in told if one[0].startswith(("SELECT", "WITH"))]
            told.clear()
            return wall_seconds(lambda: [bare.execute(*one).fetchall() for one in statements])

        for warm in (ask, by_hand):
            warm()
        return alternate(ask, by_hand, runs=_COMPARED)


def _through_the_gateway(path: Path, questions: Sequence[LibraryPage]) -> list[float]:
    """Seconds from asking on the Qt thread to the answer there, one after the other."""
    _app = QCoreApplication.instance() or QCoreApplication([])
    home = Home()
    gateway = Gateway(write_engine(path), read_engine(path), Dispatcher(), home)
    seconds: list[float] = []
    try:
        for question in questions:
            loop = QEventLoop()
            began = time.perf_counter()
            gateway.ask(question, lambda _, loop=loop: loop.quit())  # type: ignore[misc]
            loop.exec()
            seconds.append(time.perf_counter() - began)
    finally:
        gateway.close()
        home.close()
    return seconds
