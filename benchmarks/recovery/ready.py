"""How soon an exchange with very many open orders answers again after a start."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.kernel.memory import settle
from benchmarks.harness import Row, alternate
from benchmarks.market_sample import AT, MONEY, Sample, make_market
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive
from models.ledger.posting import account_id
from models.ledger.tables import PENDING, LedgerAccount, LedgerHold
from models.trading.commands import PlaceOrder
from models.trading.entities import OrderType
from models.trading.orders import COLUMNS
from models.trading.tables import OrderRow

PEOPLE = 100
RUNS = 5
_MIDDLE, _LEVELS = 6_400_000, 5_000
_PART = 10_000


def row(orders: int) -> Row:
    """The row `ready`."""
    with tempfile.TemporaryDirectory(prefix="nonet-ready-") as name:
        bench = _Bench(Path(name) / "record.db", orders)
        settle()
        ours, peer = alternate(bench.ours, bench.peer, runs=RUNS)
    return Row(
        name="ready",
        ours=round(ours, 1),
        peer=round(peer, 1),
        peer_name="sqlite3 alone, reading the rows of the open orders",
        ratio=round(peer / ours, 3),
        unit="ms",
        detail="from opening the record until the first order is acknowledged",
        extra={"ready_ms": round(ours), "open_orders": orders, "people": PEOPLE},
    )


class _Bench:
    def __init__(self, path: Path, orders: int) -> None:
        self._path = path
        self._market = make_market(path, PEOPLE)
        self._count = 0
        engine = write_engine(path)
        with engine.begin() as connection:
            made = list(_orders(self._market, orders))
            for first in range(0, orders, _PART):
                part = made[first : first + _PART]
                connection.execute(insert(OrderRow), part)
                connection.execute(insert(LedgerHold), [_hold(self._market, each) for each in part])
            table: Any = LedgerAccount.__table__
            for person in self._market.people:
                for code, side in (("BTC", "SELL"), ("USDT", "BUY")):
                    mine = (each for each in made if (each["owner"], each["side"]) == (person, side))
                    purse = account_id(self._market.space, person, code, "spot")
                    held = sum(each["held"] for each in mine)
                    assert held < MONEY[code]
                    connection.execute(table.update().where(table.c.id == purse).values(held=held))
        engine.dispose()

    def ours(self) -> float:
        """Milliseconds until somebody's order is acknowledged."""
        self._count += 1
        start = time.perf_counter()
        engine = write_engine(self._path)
        with engine.connect() as connection:
            order = PlaceOrder(
                id=derive(self._market.space, self._count),
                space_id=self._market.space,
                actor=self._market.people[0],
                at=AT,
                pair="BTC/USDT",
                side="BUY",
                kind=OrderType.LIMIT,
                quantity=1,
                price=1,
            )
            dispatcher = Dispatcher(clock=lambda: AT + timedelta(days=1))
            verdict = dispatcher.dispatch(connection, [order]).verdicts[0]
            seconds = time.perf_counter() - start
        engine.dispose()
        assert verdict.ok, verdict
        return 1000 * seconds

    def peer(self) -> float:
        """Milliseconds to read the rows as they are."""
        start = time.perf_counter()
        driver = sqlite3.connect(self._path)
        text = f"SELECT {', '.join(COLUMNS)} FROM trading_order WHERE space_id = ? AND open ORDER BY number"
        rows = driver.execute(text, (self._market.space.bytes,)).fetchall()
        seconds = time.perf_counter() - start
        driver.close()
        assert rows
        return 1000 * seconds


def _orders(market: Sample, count: int) -> Iterator[dict[str, Any]]:
    """Rows of orders that rest, on either side of the middle."""
    for number in range(1, count + 1):
        side = "BUY" if number % 2 else "SELL"
        away = 1 + number * 7919 % _LEVELS
        price, quantity = _MIDDLE + (-away if side == "BUY" else away), 1 + number % 5
        id_ = derive(market.space, (1 << 40) + number)
        yield {
            "space_id": market.space, "number": number, "id": id_,
            "owner": market.people[number * 31 % len(market.people)], "pair": "BTC/USDT", "side": side,
            "kind": "LIMIT", "status": "NEW", "open": True, "validity": "GTC", "self_trade": "EXPIRE_MAKER",
            "price": price, "stop_price": 0, "trailing_bips": 0, "quantity": quantity, "budget": 0, "peak": 0,
            "executed": 0, "turnover": 0, "prevented": 0, "list_number": 0, "list_kind": "", "leg": 0,
            "held": quantity * (price * 10 if side == "BUY" else 1000), "hold_id": derive(id_, 1),
            "triggered": False, "extreme": 0, "followed": 0, "turn": number, "shown": quantity,
            "expires_at": None, "at": AT, "changed_at": AT, "reason": "",
        }  # fmt: skip


def _hold(market: Sample, order: dict[str, Any]) -> dict[str, Any]:
    code = "USDT" if order["side"] == "BUY" else "BTC"
    owner: UUID = order["owner"]
    return {
        "space_id": market.space, "id": order["hold_id"], "owner": owner, "asset": code,
        "debit_id": account_id(market.space, owner, code, "spot"), "credit_id": None,
        "amount": order["held"], "left": order["held"], "state": PENDING, "code": "order",
        "about": f"order:{order['number']}", "expires_at": None, "at": AT,
    }  # fmt: skip
