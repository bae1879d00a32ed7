"""What the exchange's desk shows is never older than what it was asked for last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal

from app.kernel.actor import NOBODY
from controllers.trading.exchange import ExchangeDesk
from models.core.errors import Unavailable
from models.trading.entities import ExchangeInfo
from models.trading.own_queries import MyFees
from models.trading.queries import Exchanges, Pairs

HERE = UUID(int=7)


class Gateway(QObject):
    changed = Signal(object)
    happened = Signal(object)


class SlowActor(QObject):
    """Answers when it is told to, in any order."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.gateway = Gateway(self)
        self.account = NOBODY
        self.asked: list[tuple[type, Callable[[Any], None], Callable[[Any], None]]] = []

    def ask(self, query: type, done: Callable[[Any], None], *, failed: Any, **_fields: Any) -> None:
        self.asked.append((query, done, failed))

    def answer(self, query: type, answer: object) -> None:
        """To the oldest question of this kind."""
        at = next(n for n, each in enumerate(self.asked) if each[0] is query)
        self.asked.pop(at)[1](answer)


def exchange(name: str) -> tuple[ExchangeInfo, ...]:
    return (ExchangeInfo(HERE, name, 10, False, "USDT", ""),)


@pytest.fixture
def actor() -> SlowActor:
    return SlowActor()


@pytest.fixture
def desk(actor: SlowActor) -> ExchangeDesk:
    return ExchangeDesk(cast(Any, actor), actor)


def settle(actor: SlowActor, name: str) -> None:
    actor.answer(Exchanges, exchange(name))
    actor.answer(Pairs, ())
    actor.answer(MyFees, None)


def test_it_asks_one_thing_after_the_other_and_again_where_it_was_asked_meanwhile(
    actor: SlowActor, desk: ExchangeDesk
) -> None:
    desk.refresh()
    desk.refresh()
    desk.refresh()
    assert [each[0] for each in actor.asked] == [Exchanges]
    settle(actor, "old")
    assert desk.exchange is not None and desk.exchange.name == "old"
    assert [each[0] for each in actor.asked] == [Exchanges], "once more, and no oftener"
    settle(actor, "new")
    assert desk.exchange.name == "new" and actor.asked == []


def test_what_was_asked_for_somebody_else_is_not_shown(actor: SlowActor, desk: ExchangeDesk) -> None:
    desk.refresh()
    actor.changed.emit()
    desk.refresh()
    actor.answer(Exchanges, exchange("theirs"))
    assert not desk.ready
    settle(actor, "mine")
    assert desk.exchange is not None and desk.exchange.name == "mine"


def test_what_cannot_be_read_can_be_asked_again(actor: SlowActor, desk: ExchangeDesk) -> None:
    told: list[object] = []
    desk.failed.connect(told.append)
    desk.refresh()
    _, _, failed = actor.asked.pop()
    failed(Unavailable("The record cannot be read."))
    assert len(told) == 1
    desk.refresh()
    settle(actor, "there")
    assert desk.ready
