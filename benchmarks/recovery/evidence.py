"""What a record says after a kill: held against what was acknowledged, against itself, and against a record
that was never killed.

That one, the mirror, begins as the same file. It is told every command of the log, in the order and with the
times that the log says; then all tables must be the same, row for row, and so must be the memory that is made
from the killed record's rows and the memory that the mirror has kept all along.
"""

from __future__ import annotations

import heapq
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from models.core.database import cache_engine, read_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive
from models.core.registry import REGISTRY
from models.core.tables import Base, Change, CommandLog, FollowUp
from models.core.writes import Writes
from models.ledger.check import check
from models.trading.market import Market
from models.trading.tables import OrderRow

RUN = 256
_TURN = re.compile(r'"turn":\d+,?')
_OVER = ("FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH")

Heard = dict[str, Any]
"""An acknowledgement, as `child.acknowledge` tells it."""


class Evidence:
    """A killed record, open to be looked at."""

    def __init__(self, path: Path) -> None:
        self._driver = sqlite3.connect(path)
        self._engine = read_engine(path)
        self.connection = self._engine.connect()

    def close(self) -> None:
        self.connection.close()
        self._engine.dispose()
        self._driver.close()

    def _rows(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._driver.execute(text, values).fetchall()

    # What was acknowledged

    def lost(self, heard: list[Heard]) -> Iterator[str]:
        """What was acknowledged and is not there, or not as far as it was said to be."""
        for each in heard:
            key = (UUID(each["space"]).bytes, UUID(each["id"]).bytes)
            log = self._rows("SELECT number, verdict FROM command_log WHERE space_id = ? AND id = ?", *key)
            if log != [(each["number"], each["status"])]:
                yield f"{each['kind']} {each['id']}: the log says {log}"
            elif each["status"] == "done":
                yield from self._less(each, *key)

    def _less(self, each: Heard, space: bytes, id_: bytes) -> Iterator[str]:
        result = each["result"]
        if each["kind"] == "Deposit":
            moved = self._rows(
                "SELECT code FROM ledger_transfer WHERE space_id = ? AND id = ?",
                space, derive(UUID(each["id"]), 1).bytes,
            )  # fmt: skip
            if moved != [("deposit",)]:
                yield f"the money of deposit {each['id']}: {moved}"
        if each["kind"] == "SendMoney":
            held = self._rows("SELECT code FROM ledger_hold WHERE space_id = ? AND id = ?", space, id_)
            if held != [("crossing",)]:
                yield f"the money of {each['id']} on its way: {held}"
        for told in result.get("orders", [result]) if isinstance(result, dict) else ():
            rows = self._rows(
                "SELECT status, open, executed FROM trading_order WHERE space_id = ? AND number = ?",
                space, told["number"],
            )  # fmt: skip
            if not rows or not _as_far(told, *rows[0]):
                yield f"{each['kind']}: order {told} is {rows}"

    def doubled(self, heard: list[Heard]) -> Iterator[str]:
        """Commands that have made more orders than was said, and trades that count more than once."""
        for each in heard:
            result = each["result"]
            if each["kind"] not in ("PlaceOrder", "PlaceList") or each["status"] != "done":
                continue
            expected = sorted(told["number"] for told in result.get("orders", [result]))
            found = self._rows(
                "SELECT number FROM trading_order WHERE space_id = ? AND id = ? ORDER BY number",
                UUID(each["space"]).bytes, UUID(each["id"]).bytes,
            )  # fmt: skip
            if len(found) > len(expected):
                yield f"{each['kind']} {each['id']} has made the orders {found}"
        yield from self._trades(">")

    def missing(self) -> Iterator[str]:
        """Trades and their payments that are there in part."""
        yield from self._trades("<")

    def _trades(self, sign: str) -> Iterator[str]:
        """Orders whose trades come to more (or less) than they say, and trades not paid once by each side."""
        sums = f"""
            SELECT o.number, o.executed, coalesce(t.quantity, 0), o.turnover, coalesce(t.turnover, 0)
            FROM trading_order o LEFT JOIN (
                SELECT space_id, number, sum(quantity) AS quantity, sum(turnover) AS turnover FROM (
                    SELECT space_id, buy_order AS number, quantity, turnover FROM trading_trade
                    UNION ALL SELECT space_id, sell_order, quantity, turnover FROM trading_trade
                ) GROUP BY space_id, number
            ) t ON t.space_id = o.space_id AND t.number = o.number
            WHERE coalesce(t.quantity, 0) {sign} o.executed OR coalesce(t.turnover, 0) {sign} o.turnover"""
        for row in self._rows(sums):
            yield "order {}: {} lots, its trades {}; turnover {}, its trades {}".format(*row)
        paid = f"""
            SELECT t.number, count(p.id) AS payments FROM trading_trade t
            LEFT JOIN ledger_transfer p ON p.space_id = t.space_id AND p.code = 'trade'
                AND p.about = 'trade:' || t.number
            GROUP BY t.space_id, t.number HAVING payments {sign} 2"""
        for row in self._rows(paid):
            yield "trade {} was paid {} times".format(*row)

    # Money

    def unbalanced(self) -> Iterator[str]:
        """What the ledger's own check finds, sums that are not nothing, and orders that hold what nobody set
        aside."""
        with self.connection.begin():
            yield from check(self.connection)
        sums = "SELECT asset, sum(posted) AS total FROM ledger_account GROUP BY asset HAVING total != 0"
        yield from (f"all {code} together is {total}" for code, total in self._rows(sums))
        held = """
            SELECT a.asset, a.held, coalesce(o.held, 0) FROM ledger_account a LEFT JOIN (
                SELECT o.space_id, o.owner, CASE o.side WHEN 'SELL' THEN p.base ELSE p.quote END AS asset,
                       sum(o.held) AS held
                FROM trading_order o JOIN trading_pair p ON p.space_id = o.space_id AND p.pair = o.pair
                WHERE o.open GROUP BY 1, 2, 3
            ) o ON o.space_id = a.space_id AND o.owner = a.owner AND o.asset = a.asset
            LEFT JOIN (
                SELECT space_id, debit_id, sum("left") AS crossing FROM ledger_hold
                WHERE state = 'pending' AND code = 'crossing' GROUP BY 1, 2
            ) c ON c.space_id = a.space_id AND c.debit_id = a.id
            WHERE a.purpose = 'spot' AND a.held != coalesce(o.held, 0) + coalesce(c.crossing, 0)"""
        for row in self._rows(held):
            yield "{}: {} is held, and the orders say {}".format(*row)

    def on_its_way(self) -> Iterator[str]:
        """Money between two spaces; nothing, once everything has ended."""
        crossing = "SELECT count(*) FROM ledger_hold WHERE state = 'pending' AND code = 'crossing'"
        ((count,),) = self._rows(crossing)
        if count:
            yield f"{count} amounts are on their way for ever"

    # The file

    def counted(self) -> dict[str, int]:
        """What there is, for the record's report."""
        tables = {"commands": "command_log", "orders": "trading_order", "trades": "trading_trade"}
        return {name: self._rows(f"SELECT count(*) FROM {table}")[0][0] for name, table in tables.items()}

    def damaged(self) -> Iterator[str]:
        """What SQLite's own checks find."""
        for pragma, good in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            if (said := self._rows(f"PRAGMA {pragma}")) != good:
                yield f"{pragma}: {said[:3]}"

    def memory(self, space: UUID) -> str:
        """The hash of the exchange's memory, made from the rows."""
        with self.connection.begin():
            return Market.load(Writes(self.connection), space).hash()


def _as_far(told: Heard, status: str, open_: int, executed: int) -> bool:
    """Whether an order is at least as far as was said."""
    if told["status"] in _OVER:
        return (status, open_, executed) == (told["status"], 0, told["executed"])
    return bool(executed >= told["executed"])


class Mirror:
    """A record that begins as a copy of another one, is never killed, and is told the other's log."""

    def __init__(self, origin: Path, path: Path) -> None:
        self._path = Path(shutil.copyfile(origin, path))
        self._engine = cache_engine(self._path)  # it need not survive anything
        self._connection = self._engine.connect()
        self._times: dict[UUID, datetime] = {}
        self._dispatcher = Dispatcher(moment=lambda command: self._times[command.id])
        with self._connection.begin():
            known = self._connection.execute(select(CommandLog.space_id, CommandLog.number)).all()
        self._seen: dict[UUID, int] = {}
        for space, number in known:
            self._seen[space] = max(number, self._seen.get(space, 0))

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def replay(self, connection: Connection) -> Iterator[str]:
        """Run what is new in the other record's log; what comes out differently."""
        rows = self._new(connection)
        for first in range(0, len(rows), RUN):
            part = rows[first : first + RUN]
            self._times = {row.id: row.now for row in part}
            commands = [REGISTRY.commands[row.name].decode(row.payload) for row in part]
            verdicts = self._dispatcher.dispatch(self._connection, commands).verdicts
            for row, verdict in zip(part, verdicts, strict=True):
                said = (verdict.status.value, verdict.number)
                if said != (row.verdict, row.number):
                    yield f"{row.name} {row.id} was {row.verdict} as {row.number}, and is {said} now"
        self._dispatcher.dispatch(self._connection, [])

    def _new(self, connection: Connection) -> list[Any]:
        """Rows of the log, in each space by number, and the spaces by the clock."""
        with connection.begin():
            rows = connection.execute(select(CommandLog).order_by(CommandLog.number)).all()
        spaces: dict[UUID, list[Any]] = {}
        for row in rows:
            if row.number > self._seen.get(row.space_id, 0):
                spaces.setdefault(row.space_id, []).append(row)
        for space, mine in spaces.items():
            self._seen[space] = mine[-1].number
        return list(heapq.merge(*spaces.values(), key=attrgetter("now")))

    def memory(self, space: UUID) -> str:
        """The hash of the memory that has followed all of it; as it was copied, if nothing came since."""
        kept = self._dispatcher.engines.kept.get((space, Market))
        if kept is None:
            with self._connection.begin():
                kept = Market.load(Writes(self._connection), space)
        assert isinstance(kept, Market)
        return kept.hash()

    def differences(self, other: Path) -> Iterator[str]:
        """Tables whose rows are not the same, with the first row that is in one of them alone."""
        with closing(sqlite3.connect(self._path)) as driver:
            driver.create_function("without_turn", 1, _without_turn, deterministic=True)
            driver.execute("ATTACH ? AS other", (str(other),))
            for table in Base.metadata.sorted_tables:
                if table.name == FollowUp.__tablename__:  # what has run is struck off a run later
                    continue
                wanted = ", ".join(_wanted(table))
                for one, two in (("main", "other"), ("other", "main")):
                    sides = (f'SELECT {wanted} FROM {side}."{table.name}"' for side in (one, two))
                    rows = driver.execute(f"{' EXCEPT '.join(sides)} LIMIT 1").fetchall()
                    if rows:
                        yield f"{table.name}: only in {one}: {str(rows[0])[:300]}"


def _wanted(table: Table) -> Iterator[str]:
    """The columns of a table; but which turn an order has does not count, only who comes before whom.

    Turns go on from the highest one that still rests when a book is made from the record.
    """
    for column in table.columns:
        if (table.name, column.name) == (Change.__tablename__, "rows"):
            yield "without_turn(rows)"
        elif (table.name, column.name) != (OrderRow.__tablename__, "turn"):
            yield f'"{column.name}"'


def _without_turn(rows: str) -> str:
    return _TURN.sub("", rows)
