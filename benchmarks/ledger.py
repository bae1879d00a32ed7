"""Trades a second through the ledger: four transfers each, in one exchange, durable at every group.

A trade is two parts of two holds (what is bought, what is paid) that go to the counterparty, and a fee from
each. Ours: commands through the dispatcher, 256 a run, with rules, de-duplication, log and change stream, at
`synchronous=FULL`. Theirs: what one writes without a ledger, sqlite3 alone at FULL: for each transfer a row,
its id looked up before, and the two balances changed under the condition that enough is there; in groups of
256 trades, with no log, no images, no holds.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

import models.schema  # noqa: F401  every table
from benchmarks.harness import Row, alternate
from models.core.clock import utc_now
from models.core.context import Context
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive, new_id
from models.core.registry import Command, Permission, Registry, handles
from models.core.tables import Space
from models.ledger.check import check
from models.ledger.posting import account_id, hold, open_account, post, transfer
from models.migrations import migrate

TRADES = 4_000
PEOPLE = 200
GROUP = 256
RUNS = 5
PLENTY = 1 << 50
TRANSFERS = 4

REGISTRY = Registry()
SPACE = derive(UUID(int=1 << 100), 0)
TRADERS = [derive(UUID(int=2 << 100), n) for n in range(PEOPLE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Command):
    """Give everybody plenty of both assets, set aside for their orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade(Command):
    """Somebody buys bitcoin of somebody."""

    buyer: int
    seller: int
    quantity: int
    cost: int


@handles("bench.ledger.open", Open, permission=Permission.OUTSIDER, registry=REGISTRY)
def open_all(ctx: Context, cmd: Open) -> None:
    """A hold for each trader and asset stands for all of their orders."""
    for code in ("EUR", "BTC"):
        outside = open_account(ctx, None, code, "outside", may_go_negative=True)
        clearing = open_account(ctx, None, code, "clearing", may_go_negative=True)
        open_account(ctx, None, code, "fees")
        for trader in TRADERS:
            own = open_account(ctx, trader, code, "spot")
            transfer(ctx, id=ctx.new_id(), debit=outside, credit=own, amount=2 * PLENTY, code="deposit")
            order = _order(trader, code)
            hold(ctx, id=order, debit=own, credit=clearing, amount=PLENTY, code="order")


@handles("bench.ledger.trade", Trade, permission=Permission.OUTSIDER, registry=REGISTRY)
def trade(ctx: Context, cmd: Trade) -> None:
    """As an exchange does it."""
    buyer, seller = TRADERS[cmd.buyer], TRADERS[cmd.seller]
    bought, paid = account_id(SPACE, buyer, "BTC", "spot"), account_id(SPACE, seller, "EUR", "spot")
    fees = {code: account_id(SPACE, None, code, "fees") for code in ("EUR", "BTC")}
    post(ctx, _order(seller, "BTC"), id=ctx.new_id(), amount=cmd.quantity, credit=bought, code="trade")
    post(ctx, _order(buyer, "EUR"), id=ctx.new_id(), amount=cmd.cost, credit=paid, code="trade")
    transfer(ctx, id=ctx.new_id(), debit=bought, credit=fees["BTC"], amount=1, code="fee")
    transfer(ctx, id=ctx.new_id(), debit=paid, credit=fees["EUR"], amount=1, code="fee")


def _order(trader: UUID, code: str) -> UUID:
    return derive(trader, 1 if code == "EUR" else 2)


def rows() -> Iterator[Row]:
    """The row `ledger`."""
    with tempfile.TemporaryDirectory(prefix="nonet-ledger-") as name:
        bench = _Bench(Path(name))
        ours, peer = alternate(bench.ours, bench.peer, runs=RUNS)
    yield Row(
        name="ledger",
        ours=ours,
        peer=peer,
        peer_name=f"sqlite3 alone, rows and balances by hand, groups of {GROUP}",
        ratio=ours / peer,
        unit="durable trades/s",
        extra={"transfers_a_trade": TRANSFERS, "transfers_s": round(ours * TRANSFERS), "trades": TRADES},
    )


class _Bench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        chance = random.Random(1)
        self._trades = [
            (*chance.sample(range(PEOPLE), 2), chance.randint(2, 10**6), chance.randint(2, 10**6))
            for _ in range(TRADES)
        ]

    def _path(self) -> Path:
        self._count += 1
        return self._folder / f"{self._count}.db"

    def ours(self) -> float:
        """Trades a second."""
        path = self._path()
        migrate(path)
        engine = write_engine(path)
        dispatcher = Dispatcher(REGISTRY)
        now = utc_now()
        whole = {"space_id": SPACE, "actor": TRADERS[0], "at": now}
        commands: list[Command] = [
            Trade(id=new_id(), buyer=buyer, seller=seller, quantity=quantity, cost=cost, **whole)  # type: ignore[arg-type]
            for buyer, seller, quantity, cost in self._trades
        ]
        with engine.connect() as connection:
            with connection.begin():
                row = {"space_id": SPACE, "kind": "exchange", "created_at": now, "change_number": 0}
                connection.execute(insert(Space), [row])
            _done(dispatcher.dispatch(connection, [Open(id=new_id(), **whole)]).verdicts)  # type: ignore[arg-type]
            start = time.perf_counter()
            for first in range(0, TRADES, GROUP):
                _done(dispatcher.dispatch(connection, commands[first : first + GROUP]).verdicts)
            seconds = time.perf_counter() - start
            with connection.begin():
                wrong = check(connection)
        engine.dispose()
        if wrong:
            raise RuntimeError(wrong[0])
        return TRADES / seconds

    def peer(self) -> float:
        """Trades a second."""
        driver = sqlite3.connect(self._path(), isolation_level=None, cached_statements=512)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768"):
            driver.execute(f"PRAGMA {pragma}")
        driver.execute(
            "CREATE TABLE account (id BLOB PRIMARY KEY, balance INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        )
        driver.execute(
            "CREATE TABLE transfer (id BLOB PRIMARY KEY, debit BLOB NOT NULL, credit BLOB NOT NULL,"
            " amount INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID"
        )
        driver.execute("CREATE INDEX of_debit ON transfer (debit, at)")
        driver.execute("CREATE INDEX of_credit ON transfer (credit, at)")
        owners = [*TRADERS, None]
        names = {
            (owner, code): account_id(SPACE, owner, code, "spot").bytes
            for owner in owners
            for code in ("EUR", "BTC")
        }
        driver.executemany("INSERT INTO account VALUES (?, ?)", [(id_, PLENTY) for id_ in names.values()])
        start = time.perf_counter()
        for first in range(0, TRADES, GROUP):
            driver.execute("BEGIN IMMEDIATE")
            for buyer, seller, quantity, cost in self._trades[first : first + GROUP]:
                one, other = TRADERS[buyer], TRADERS[seller]
                for debit, credit, amount in (
                    (names[other, "BTC"], names[one, "BTC"], quantity),
                    (names[one, "EUR"], names[other, "EUR"], cost),
                    (names[one, "BTC"], names[None, "BTC"], 1),
                    (names[other, "EUR"], names[None, "EUR"], 1),
                ):
                    _move(driver, debit, credit, amount)
            driver.execute("COMMIT")
        seconds = time.perf_counter() - start
        driver.close()
        return TRADES / seconds


def _move(driver: sqlite3.Connection, debit: bytes, credit: bytes, amount: int) -> None:
    id_ = new_id().bytes
    if driver.execute("SELECT 1 FROM transfer WHERE id = ?", (id_,)).fetchone():
        return
    took = driver.execute(
        "UPDATE account SET balance = balance - ? WHERE id = ? AND balance >= ?", (amount, debit, amount)
    )
    if took.rowcount != 1:
        raise RuntimeError("not enough")
    driver.execute("UPDATE account SET balance = balance + ? WHERE id = ?", (amount, credit))
    driver.execute(
        "INSERT INTO transfer VALUES (?, ?, ?, ?, ?)", (id_, debit, credit, amount, time.time_ns() // 1000)
    )


def _done(verdicts: object) -> None:
    for verdict in verdicts:  # type: ignore[attr-defined]
        if not verdict.ok:
            raise RuntimeError(verdict)
