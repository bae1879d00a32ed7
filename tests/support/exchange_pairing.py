"""A real exchange on a record, and the same one on paper beside it: each command goes to both."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from models.core.dispatcher import Status, Verdict
from models.core.ids import derive
from models.core.registry import Command
from models.core.writes import Writes
from models.ledger.check import check
from models.ledger.commands import Deposit
from models.trading.commands import SetFeeTiers
from models.trading.entities import FeeTier, Filters
from models.trading.market import Market
from tests.support.floor import Floor, registry
from tests.support.plain_exchange import PlainExchange, Refused
from tests.support.plain_state import HOUSE, Pair, Person
from tests.support.video_record import VideoRecord
from tests.support.worlds import Crash, disk_full, trouble

BTC, NNT = "BTC/USDT", "NNT/USDT"
PAIRS = {
    BTC: Pair("BTC", "USDT", 1_000_000, 1_000, 10, 1_000, 2_000),
    NNT: Pair("NNT", "USDT", 1_000_000, 1_000, 10, 500, 1_000, breaker_bips=800),
}
MONEY = {"USDT": 60_000, "BTC": 40_000, "NNT": 30_000}
WALLET = 10**6
TIERS = ((0, 1_000, 2_000), (15_000, 400, 1_500), (60_000, 0, 500))
REFERRERS = (None, 0, None)

Trouble = tuple[int, bool]
"""At which statement something breaks (-1, -2: around the commit), and whether it is the process."""


@dataclass(frozen=True)
class Start:
    """A record that has everything but orders, who is there, and what time it is."""

    path: Path
    owner: UUID
    space: UUID
    people: tuple[UUID, ...]
    now: datetime


@cache
def _start() -> Start:
    """Made once for all tests of this process."""
    folder = Path(tempfile.mkdtemp(dir=os.environ["HOME"]))
    record = VideoRecord(folder)
    floor = Floor(record)
    for pair in PAIRS.values():
        floor.pair(
            pair.base, pair.quote, pair.tick, pair.lot, maker_ppm=pair.maker_ppm, taker_ppm=pair.taker_ppm,
            filters=Filters(breaker_bips=pair.breaker_bips),
        )  # fmt: skip
    people: list[UUID] = []
    for referrer in REFERRERS:
        people.append(floor.person(None if referrer is None else people[referrer], **MONEY))
        for code in MONEY:
            record.did(people[-1], Deposit, asset=code, amount=WALLET)
    tiers = tuple(FeeTier(*tier) for tier in TIERS)
    floor.did(floor.owner, SetFeeTiers, tiers=tiers, discount_ppm=250_000, referral_ppm=200_000)
    record.close()
    return Start(folder / "record.db", floor.owner, floor.space, tuple(people), record.clock.now)


class Pairing:
    """`real` and `plain`; they begin with the same people, money and terms."""

    def __init__(self, folder: Path) -> None:
        start = _start()
        self.start, self.count = start, 0
        self.record = VideoRecord(folder, Path(shutil.copyfile(start.path, folder / "record.db")))
        self.record.clock.now = start.now
        self.restart()
        self.wallets = {(who, code): WALLET for who in range(len(start.people)) for code in MONEY}
        people = [Person(referrer) for referrer in REFERRERS]
        pairs = {name: replace(pair, book=type(pair.book)()) for name, pair in PAIRS.items()}
        self.plain = PlainExchange(pairs, people, int(start.now.timestamp()))
        self.plain.state.tiers, self.plain.state.discount = TIERS, ("NNT", 250_000)
        self.plain.state.referral_ppm = 200_000
        for who in range(len(people)):
            for code, amount in MONEY.items():
                self.plain.receive(who, code, amount)

    def close(self) -> None:
        self.record.close()

    def restart(self) -> None:
        """Nothing is left in memory."""
        kind = type(self.record.dispatcher)
        self.record.dispatcher = kind(registry(), self.record.clock)

    def wait(self, seconds: float) -> None:
        self.record.clock.turn(seconds=seconds)
        self.plain.state.now = int(self.record.clock.now.timestamp())

    # Commands

    def do(
        self, who: int | None, kind: type[Command], fields: dict[str, Any], on_paper: Callable[[], None],
        trap: Trouble | None = None,
    ) -> Verdict:  # fmt: skip
        """Send a command, as the owner where nobody is said, and do the same on paper; both do it or neither.

        With a `trap` it breaks the first time, and is sent again.
        """
        self.count += 1
        said = {"id": derive(self.start.space, 1_000 + self.count), "space_id": self.start.space} | fields
        actor = self.start.owner if who is None else self.start.people[who]
        command = kind(actor=actor, at=self.record.clock(), **said)
        if trap is not None:
            self._break(command, *trap)
        verdict = self.record.submit(command)
        assert verdict.status is not Status.FAILED, verdict.details
        try:
            on_paper()
            done = True
        except Refused:
            done = False
        assert verdict.ok is done, (command, verdict.error)
        self.compare()
        return verdict

    def _break(self, command: Command, at: int, ends: bool) -> None:
        """The disk is full, or the process `ends`, at some statement of the command or at its commit."""
        engine = self.record._engine
        try:
            with trouble(engine, at, Crash if ends else disk_full):
                self.record.dispatcher.dispatch(self.record.connection, [command])
        except Crash:
            self.record.connection.invalidate()
            self.record.connection.close()
            self.record.connection = engine.connect()
            self.restart()

    # Looking at both

    def compare(self) -> None:
        """Orders, money and books are the same."""
        self._orders()
        self._money()
        self._books()

    def _orders(self) -> None:
        names = (
            "number", "status", "open", "price", "stop_price", "quantity", "executed", "turnover",
            "prevented",
        )  # fmt: skip
        text = f"SELECT {', '.join(names)} FROM trading_order WHERE space_id = ? ORDER BY number"
        rows = self.record.sql(text, self.start.space.bytes)
        plain = [tuple(getattr(each, name) for name in names) for each in self.plain.state.orders.values()]
        for row, order in zip(rows, plain, strict=True):
            assert row == order, (row, order)

    def _money(self) -> None:
        text = "SELECT owner, asset, purpose, posted, held FROM ledger_account WHERE purpose IN (?, ?, ?)"
        numbers = {account.bytes: who for who, account in enumerate(self.start.people)} | {None: HOUSE}
        state = self.plain.state
        for owner, code, purpose, posted, held in self.record.sql(text, "spot", "fees", "funding"):
            who = numbers[owner]
            if purpose == "funding":
                expected = (self.wallets[who, code], 0)
            else:
                expected = (state.posted(who, code), state.held(who, code))
            assert (posted, held) == expected, (who, code, purpose, posted, held, expected)

    def _books(self) -> None:
        market = self._memory()
        for name, pair in self.plain.state.pairs.items() if market else ():
            assert market is not None
            mine = [(o.number, o.price, o.left, o.shown) for o in market.lines[name].book.orders()]
            assert mine == [(o.number, o.price, o.left, o.shown) for o in pair.book.orders()], name

    def _memory(self) -> Market | None:
        """None where there is none, or it is outdated: then the next command makes it anew."""
        kept = self.record.dispatcher.engines._kept.get((self.start.space, Market))
        text = "SELECT change_number FROM space WHERE space_id = ?"
        if kept is None or [(kept.number,)] != self.record.sql(text, self.start.space.bytes):
            return None
        assert isinstance(kept.engine, Market)
        return kept.engine

    def check(self) -> None:
        """The ledger is right by itself, and memory is what the record makes of it."""
        market = self._memory()
        with self.record.connection.begin():
            assert check(self.record.connection) == []
            fresh = Market.load(Writes(self.record.connection), self.start.space)
        assert market is None or market.hash() == fresh.hash()
