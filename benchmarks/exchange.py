"""Orders on an exchange, durable, through the real dispatcher, and the same rows by the raw driver.

Ours: limits near the middle (70 %), cancels (20 %) and market orders (10 %) of 100 people, in groups of
256: checked, matched, held, settled with fees in double entry, logged, with their images, triggers for
candles and volumes, one COMMIT a group at `synchronous=FULL`. Theirs, as in `commands`: sqlite3 alone runs
the very same inserts and updates (caught from a run of ours) one by one, a savepoint a command, in the same
groups.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event

import models.schema
from app.kernel.memory import settle
from benchmarks.harness import Row, alternate
from benchmarks.market_sample import Sample, make_market
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import derive
from models.core.registry import Command
from models.trading.commands import CancelOrder, PlaceOrder
from models.trading.entities import OrderType

assert models.schema

PEOPLE = 100
ORDERS = 20_480
GROUP = 256
WAITS = 400
RUNS = 3

_START = datetime(2026, 11, 2, 9, tzinfo=UTC)
_MIDDLE = 6_400_000
_RESTS = ("NEW", "PARTIALLY_FILLED")

Statements = list[tuple[str, Any]]


def rows() -> Iterator[Row]:
    """The rows `exchange` and `waiting`."""
    with tempfile.TemporaryDirectory(prefix="nonet-exchange-") as folder:
        bench = _Bench(Path(folder))
        settle()
        ours, peer = alternate(bench.ours, bench.peer, runs=RUNS)
        waits, lone = bench.waits()
        yield Row(
            name="exchange",
            ours=ours,
            peer=peer,
            peer_name=f"sqlite3 alone, groups of {GROUP}",
            ratio=ours / peer,
            unit="durable orders and cancels/s",
            detail=bench.told(),
            extra={
                "per_second": round(ours),
                "p99_ms": round(statistics.quantiles(waits, n=100)[98], 2),
                "p50_ms": round(statistics.median(waits), 2),
                "lone_commit_p50_ms": round(statistics.median(lone), 2),
                "orders": ORDERS,
                "trades": bench.trades,
                "people": PEOPLE,
            },
        )


class _Bench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._origin = folder / "origin.db"
        self._sample = make_market(self._origin, PEOPLE)
        self.trades = 0
        self._written: list[Statements] = []
        self._commands = self._make()

    def _make(self) -> list[Command]:
        """The flow, made while it runs for the first time: what is cancelled rests at that moment."""
        engine = write_engine(self._copy())
        caught: Statements = []

        def executed(_c: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
            if text.startswith(("INSERT", "UPDATE", "DELETE")):
                caught.extend((text, row) for row in (parameters if many else [parameters]))

        event.listen(engine, "before_cursor_execute", executed)
        flow = _Flow(self._sample)
        commands: list[Command] = []
        with engine.connect() as connection:
            dispatcher = self._dispatcher()
            while len(commands) < ORDERS:
                command = flow.next()
                flow.hear(command, dispatcher.dispatch(connection, [command]).verdicts[0])
                commands.append(command)
                self._written.append(list(caught))
                caught.clear()
            count = connection.exec_driver_sql("SELECT count(*) FROM trading_trade").scalar()
            self.trades = int(count or 0)
        engine.dispose()
        return commands

    def _dispatcher(self) -> Dispatcher:
        ticks = iter(range(1 << 40))
        return Dispatcher(clock=lambda: _START + timedelta(microseconds=100 * next(ticks)))

    def ours(self) -> float:
        """Commands a second."""
        engine = write_engine(self._copy())
        with engine.connect() as connection:
            dispatcher = self._dispatcher()
            start = time.perf_counter()
            for first in range(0, len(self._commands), GROUP):
                dispatcher.dispatch(connection, self._commands[first : first + GROUP])
            seconds = time.perf_counter() - start
        engine.dispose()
        return len(self._commands) / seconds

    def peer(self) -> float:
        """The same rows a second, counted in commands."""
        driver = self._driver()
        start = time.perf_counter()
        for first in range(0, len(self._written), GROUP):
            driver.execute("BEGIN IMMEDIATE")
            for statements in self._written[first : first + GROUP]:
                driver.execute("SAVEPOINT command")
                for text, parameters in statements:
                    driver.execute(text, parameters)
                driver.execute("RELEASE command")
            driver.execute("COMMIT")
        seconds = time.perf_counter() - start
        driver.close()
        return len(self._commands) / seconds

    def waits(self) -> tuple[list[float], list[float]]:
        """Milliseconds until one sender has each acknowledgement, and what a lone commit takes the driver."""
        engine = write_engine(self._copy())
        with engine.connect() as connection:
            dispatcher = self._dispatcher()
            times = []
            for command in self._commands[:WAITS]:
                start = time.perf_counter()
                dispatcher.dispatch(connection, [command])
                times.append(1000 * (time.perf_counter() - start))
        engine.dispose()
        driver = self._driver()
        lone = []
        for n in range(WAITS):
            start = time.perf_counter()
            driver.execute("UPDATE space SET change_number = change_number + 1")
            lone.append(1000 * (time.perf_counter() - start))
            assert n >= 0
        driver.close()
        return times[1:], lone

    def _driver(self) -> sqlite3.Connection:
        driver = sqlite3.connect(self._copy(), isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
            driver.execute(f"PRAGMA {pragma}")
        return driver

    def _copy(self) -> Path:
        path = self._folder / "copy.db"
        for old in self._folder.glob("copy.db*"):
            old.unlink()
        shutil.copyfile(self._origin, path)
        return path

    def told(self) -> str:
        """The rows that both sides write, by table."""
        counted: Counter[str] = Counter()
        for statements in self._written:
            for text, _ in statements:
                verb = " ".join(text.split()[: 3 if text[0] != "U" else 2]).lower()
                counted[verb.replace(" into", "").replace(" from", "")] += 1
        return "rows: " + ", ".join(f"{verb} {count}" for verb, count in counted.most_common())


class _Flow:
    """What a hundred people do; the same for the same market."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._chance = random.Random(7)
        self._open: list[tuple[UUID, int]] = []
        self._n = 0

    def next(self) -> Command:
        chance, self._n = self._chance, self._n + 1
        by: dict[str, Any] = {
            "id": derive(self._sample.space, self._n),
            "space_id": self._sample.space,
            "at": _START,
        }
        kind = chance.random()
        if kind < 0.2 and self._open:
            actor, number = self._open.pop(chance.randrange(len(self._open)))
            return CancelOrder(**by, actor=actor, number=number)
        actor = chance.choice(self._sample.people)
        side = chance.choice(("BUY", "SELL"))
        quantity = chance.randrange(1, 500)
        if kind > 0.9:
            return PlaceOrder(
                **by, actor=actor, pair="BTC/USDT", side=side, kind=OrderType.MARKET, quantity=quantity
            )
        away = int(chance.expovariate(1 / 300)) - 60
        price = _MIDDLE - away if side == "BUY" else _MIDDLE + away
        return PlaceOrder(
            **by,
            actor=actor,
            pair="BTC/USDT",
            side=side,
            kind=OrderType.LIMIT,
            quantity=quantity,
            price=price,
        )

    def hear(self, command: Command, verdict: Verdict) -> None:
        if isinstance(command, PlaceOrder) and verdict.ok and verdict.result["status"] in _RESTS:
            self._open.append((command.actor, verdict.result["number"]))
