"""T2, T12: orders end on their day and fills are told while Nonet runs, whether Trade is open or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from controllers.trading import upkeep
from models.core.clock import utc_now
from models.notifications.queries import NewNotices
from models.trading.commands import PlaceOrder
from models.trading.entities import OrderInfo, OrderStatus, OrderType, Validity
from models.trading.own_queries import OneOrder
from tests.support.house import House
from tests.support.trading_room import Room

PRICE = 6_000_000


@pytest.fixture
def room(house: House) -> Room:
    """Somebody with money on an exchange, who does not look at it."""
    made = Room(house)
    made.open_exchange()
    made.fund(house.account)
    house.until(lambda: "upkeep" in made.workspace.parts.__dict__)
    house.press("Ctrl+1")
    return made


def order_of(house: House, space: Any, number: int) -> OrderInfo:
    found = house.services.gateway.ask_now(OneOrder(actor=house.account, space_id=space, number=number))
    assert found is not None
    return found


def until_a_day(room: Room, *, seconds: float) -> int:
    """An order that ends so soon."""
    fields: dict[str, Any] = {"validity": Validity.GTD, "expires_at": utc_now() + timedelta(seconds=seconds)}
    return room.place(room.house.account, "BUY", PRICE, 100, **fields)


def told(house: House) -> list[tuple[str, str]]:
    since = utc_now() - timedelta(hours=1)
    new = house.services.gateway.ask_now(NewNotices(actor=house.account, since=since))
    return [(notice.kind, notice.title) for notice in new]


def test_an_order_ends_on_its_day_while_somebody_is_elsewhere(room: Room) -> None:
    house, space = room.house, room.space
    later = until_a_day(room, seconds=3600)
    number = until_a_day(room, seconds=1.5)
    assert order_of(house, space, number).status is OrderStatus.NEW
    house.until(lambda: order_of(house, space, number).status is OrderStatus.EXPIRED)
    assert order_of(house, space, later).status is OrderStatus.NEW
    house.until(lambda: any(kind == "trade.over" for kind, _ in told(house)))


def test_after_a_restart_what_was_over_meanwhile_ends(room: Room) -> None:
    house, space = room.house, room.space
    number = until_a_day(room, seconds=0.4)
    house.close()  # its day comes while Nonet is closed, or just before
    house.start()
    house.until(lambda: order_of(house, space, number).status is OrderStatus.EXPIRED, 30)


def test_a_fill_is_told_while_somebody_is_elsewhere(room: Room) -> None:
    house = room.house
    room.place(house.account, "BUY", PRICE, 100)
    other = room.other()
    room.does(other, PlaceOrder, pair="BTC/USDT", side="SELL", kind=OrderType.MARKET, quantity=40)
    house.until(lambda: any(kind == "trade.fill" for kind, _ in told(house)))
    house.until(lambda: house.services.centre.unread_of("trade") > 0)


def test_a_day_that_is_far_is_looked_at_again_and_again(room: Room) -> None:
    """The computer may sleep meanwhile: no timer is longer than a minute."""
    kept = room.workspace.parts.upkeep  # type: ignore[attr-defined]
    until_a_day(room, seconds=7200)
    room.until(lambda: kept._end.isActive())
    assert kept._end.interval() == upkeep.LONGEST_MS
