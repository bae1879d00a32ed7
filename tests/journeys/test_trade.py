"""T1, T2, T5, T12, T15: a day at the exchange, by keys and clicks in the real window."""

from __future__ import annotations

import csv
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.trading.entities import OrderStatus
from tests.support.house import House
from tests.support.trading_room import WHOLE, Room

PRICE = 6_000_000  # 60,000.00 in ticks


@pytest.fixture
def room(house: House) -> Room:
    """An exchange, opened by its button, with a maker on both sides and money of one's own."""
    made = Room(house)
    made.open_exchange()
    maker = made.other()
    for step in range(1, 6):
        made.place(maker, "BUY", PRICE - 100 * step, 1000)
        made.place(maker, "SELL", PRICE + 100 * step, 1000)
    made.fund(house.account)
    made.until(lambda: made.money("USDT") == 10_000 * WHOLE and made.money("BTC") == WHOLE)
    made.until(lambda: made.page.market.book.best_bid == PRICE - 100)
    return made


def hover(room: Room, side: str, price: int) -> None:
    """Move the mouse over a row of the ladder, from outside."""
    room.until(lambda: room.page.ladder.rect_of(side, price) is not None)
    rect = room.page.ladder.rect_of(side, price)
    assert rect is not None
    handle = room.house.window.windowHandle()
    QTest.mouseMove(handle, room.page.bar.mapTo(room.house.window, QPoint(5, 5)))
    QTest.mouseMove(handle, room.page.ladder.mapTo(room.house.window, rect.center()))
    room.until(lambda: room.page.ladder.current is not None and room.page.ladder.hasFocus())


def test_without_an_exchange_the_page_says_what_to_do_first(house: House) -> None:
    room = Room(house)
    room.open_exchange()
    assert [pair.pair for pair in room.workspace.parts.exchange.pairs][:2] == ["BTC/USDT", "ETH/BTC"]
    assert room.page.own.tables["open"].rows.rowCount() == 0


def test_an_order_is_typed_previewed_placed_amended_and_cancelled(room: Room) -> None:
    house, panel = room.house, room.page.entry_panel
    house.click(panel.price)
    house.write("59,990.00")
    house.press("Tab")
    house.write("0.01")
    assert panel.submit.text() == "Buy 0.01000 BTC"
    assert "599.90" in panel.figures[0][1].text()
    house.press("Return")
    room.until(lambda: [order.price for order in room.mine()] == [5_999_000])
    room.until(lambda: room.money("USDT") == 10_000 * WHOLE - 59_990 * WHOLE // 100)
    table = room.page.own.tables["open"]
    table.setFocus()
    table.selectRow(0)
    house.press("F2")
    room.until(lambda: room.page.amend.is_open)
    room.page.amend.price.selectAll()
    house.write("59,980")
    house.press("Return")
    room.until(lambda: [order.price for order in room.mine()] == [5_998_000])
    table.setFocus()
    table.selectRow(0)
    house.press("Delete")
    room.until(lambda: room.mine() == [] and room.money("USDT") == 10_000 * WHOLE)


def test_a_market_order_trades_and_everything_shows_it(room: Room) -> None:
    house, panel = room.house, room.page.entry_panel
    house.press("Ctrl+B")
    panel.tickets._group.button(1).click()
    house.click(panel.amount)
    house.write("0.015")
    house.press("Return")
    room.until(lambda: len(room.page.orders.trades) == 2)
    assert room.page.market.last == PRICE + 200
    assert [trade.price for trade in room.page.market.tape][:2] == [PRICE + 200, PRICE + 100]
    room.until(
        lambda: room.money("BTC") == WHOLE + 1_500_000 - 1_500
    )  # the fee is taken from what is received
    room.page.own.chips["trades"].click()
    assert room.page.own.tables["trades"].rows.rowCount() == 2
    room.until(lambda: room.page.market.series is not None and len(room.page.market.series) == 1)


def test_keys_act_on_the_row_under_the_mouse(room: Room) -> None:
    house = room.house
    room.page.entry_panel.set_amount(500)
    hover(room, "BUY", PRICE - 300)
    house.press("B")
    room.until(lambda: [(o.side, o.price, o.quantity) for o in room.mine()] == [("BUY", PRICE - 300, 500)])
    hover(room, "SELL", PRICE + 300)
    house.press("2", "S")
    room.until(lambda: len(room.mine()) == 2)
    assert {o.side for o in room.mine()} == {"BUY", "SELL"}
    hover(room, "BUY", PRICE - 300)
    room.until(lambda: room.page.ladder.numbers_here() != [])
    house.press("E")
    room.until(lambda: [o.side for o in room.mine()] == ["SELL"])
    house.press("X")
    room.until(lambda: room.mine() == [])


def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(room: Room) -> None:
    house, panel = room.house, room.page.entry_panel
    house.click(panel.price)
    house.write("59,990.005")
    house.press("Tab")
    house.write("0.01")
    house.press("Return")
    assert "0.01" in panel.rows["price"].error
    panel.price.selectAll()
    panel.price.setFocus()
    house.write("59,990")
    panel.amount.selectAll()
    panel.amount.setFocus()
    house.write("9")
    assert "USDT" in panel.note.text()
    house.press("Return")
    room.until(lambda: panel.rows["amount"].error or not panel.note.isHidden())
    assert room.mine() == [] and room.money("USDT") == 10_000 * WHOLE


def test_an_order_is_dragged_on_the_chart_and_an_alert_is_told(room: Room) -> None:
    number = room.place(room.house.account, "BUY", PRICE - 5000, 100)
    room.until(lambda: [o.number for o in room.mine()] == [number])
    chart = room.page.charting.chart
    assert chart is not None
    chart.order_moved.emit(number, 59_900.0)
    room.until(lambda: [o.price for o in room.mine()] == [5_990_000])
    hover(room, "SELL", PRICE + 200)
    room.house.press("A")
    room.until(lambda: [alert.price for alert in room.page.orders.alerts] == [PRICE + 200])
    buyer = room.other()
    room.place(buyer, "BUY", PRICE + 200, 1500)
    room.until(lambda: room.page.orders.alerts[0].fired_at is not None)


def test_a_pair_is_found_by_typing_and_the_place_comes_back(room: Room) -> None:
    house = room.house
    house.press("Ctrl+P")
    room.until(lambda: room.workspace.pairs.is_open)
    house.write("eth/u")
    house.press("Return")
    room.until(lambda: room.page.pair is not None and room.page.pair.pair == "ETH/USDT")
    assert room.workspace.place() == "spot/ETH-USDT"
    house.press("Alt+Left")
    room.until(lambda: room.page.pair is not None and room.page.pair.pair == "BTC/USDT")
    house.restart()
    again = Room(house)
    again.until(lambda: again.page.pair is not None)
    assert again.page.pair is not None and again.page.pair.pair == "BTC/USDT"


def test_somebody_else_sees_nothing_of_it(room: Room) -> None:
    room.place(room.house.account, "BUY", PRICE - 700, 100)
    room.until(lambda: len(room.mine()) == 1)
    other: UUID = room.other()
    room.house.services.actor.become(other)
    room.until(lambda: room.page.orders.open == () and room.workspace.parts.exchange.ready)
    QApplication.processEvents()
    assert all(order.status is not OrderStatus.NEW for order in room.page.orders.history)


def test_trades_are_written_to_a_file(room: Room, tmp_path: Path) -> None:
    from controllers.trading.exporting import What

    room.place(room.house.account, "BUY", PRICE + 100, 500)
    room.until(lambda: len(room.page.orders.trades) == 1)
    file = tmp_path / "trades.csv"
    room.workspace.parts.exporting.export(What.TRADES, file)
    room.until(file.exists)
    _, row = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
    assert row[3:8] == ["BTC/USDT", "BUY", "60001.00000000", "0.00500000", "300.00500000"]
    room.workspace.parts.exporting.export(What.LOTS, tmp_path / "no" / "lots.csv")
    notices = room.house.nonet.notices
    room.until(lambda: any("could not be written" in notice.text for notice in notices.history))
