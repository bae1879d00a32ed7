"""An exchange behind a real gateway, with a person who owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.actor import Actor
from app.kernel.gateway import Gateway
from app.kernel.tasks import Home
from models.accounts.commands import RegisterAccount
from models.core.clock import utc_now
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import new_id
from models.core.registry import Command, Query
from models.trading.commands import AddPair, CreateExchange
from models.trading.markets import exchange_of
from tests.support.records import put_empty

T = TypeVar("T")

PAIRS = (
    {"base": "BTC", "quote": "USDT", "tick": 1_000_000, "lot": 1_000},
    {"base": "ETH", "quote": "BTC", "tick": 100, "lot": 1_000_000},
)


class MarketFloor:
    """`actor` is the owner; `did` sends and waits."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        path = put_empty(folder)
        self.qtbot, self.home = qtbot, Home()
        self.gateway = Gateway(write_engine(path), read_engine(path), Dispatcher(), self.home)
        self.actor = Actor(self.gateway)
        self.owner = self.person("Ada")
        self.actor.become(self.owner)
        id_ = new_id()
        self.space = exchange_of(self.owner, id_)
        self.did(self.owner, CreateExchange, id=id_, name="Exchange")
        for pair in PAIRS:
            self.did(self.owner, AddPair, **pair)

    def person(self, name: str) -> UUID:
        account = new_id()
        self.did(account, RegisterAccount, space_id=account, name=name)
        return account

    def did(self, who: UUID, kind: type[Command], /, **fields: Any) -> Verdict:
        fields = {"id": new_id(), "space_id": getattr(self, "space", None)} | fields
        verdict = self.gateway.submit(kind(actor=who, at=utc_now(), **fields)).result(10)
        assert verdict.ok, verdict
        return verdict

    def ask(self, query: Query[T]) -> T:
        return self.gateway.ask_now(query)

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=15_000)

    def close(self) -> None:
        self.gateway.close()
        self.home.close()


@pytest.fixture
def market_floor(qtbot: QtBot, tmp_path: Path) -> Iterator[MarketFloor]:
    made = MarketFloor(qtbot, tmp_path)
    yield made
    made.close()
