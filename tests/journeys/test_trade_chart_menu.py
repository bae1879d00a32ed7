"""T2, T12, T15: the chart's menu and panes, links to orders, what a change says, and what is heard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from controllers.trading.tickets import Ticket
from models.notifications.queries import NoticeList
from models.trading.entities import OrderType
from models.trading.studies import Kind, Study
from tests.support.order_form import PRICE, choose, fill, menu_key, menu_of, newest, room, sent
from tests.support.trading_room import Room
from views.trading.chart.chart import PriceChart
from views.trading.fields import AmountField

assert room


def at_price(room: Room, ticks: int) -> QPoint:
    """Where on the chart a price is."""
    chart = room.page.charting.chart
    assert chart is not None
    return QPoint(60, round(chart.canvas.price.frame.y(ticks / 100)))


def chart_of(room: Room) -> PriceChart:
    chart = room.page.charting.chart
    assert chart is not None
    room.until(lambda: len(chart.chart.series) > 0)
    return chart


def choose_order(room: Room, chart: PriceChart) -> None:
    """Go from line to line by the keys, to the order."""
    chart.setFocus()
    for _ in range(3):
        room.house.press("Alt+Down")
        if chart.choice.line is not None and chart.choice.line.key[0] == "order":
            return
    raise AssertionError("no order is on the chart")


def test_the_menu_of_the_chart_begins_an_order_at_its_price(room: Room) -> None:
    chart, panel = chart_of(room), room.page.entry_panel
    frame = chart.canvas.price.frame
    below = QPoint(60, round(frame.height * 0.9))
    room.house.click(chart, below, Qt.MouseButton.RightButton)
    titles = menu_of(room)
    assert [title.split(" at ")[0] for title in titles[:3]] == ["Buy limit", "Sell stop", "Alert"]
    assert titles[3:] == ["Copy the price", "Indicators", "Draw", "Reset the view"]
    choose(room, "Sell stop")
    assert (panel.side, panel.ticket) == ("SELL", Ticket.STOP)
    price = panel.stop.text()
    assert price in titles[1] and room.house.focus is panel.amount
    room.house.write("0.01")
    sent(room)
    order = newest(room)
    assert order.kind is OrderType.STOP_LOSS and f"{order.stop_price / 100:,.2f}" == price


def test_the_menu_key_means_the_crosshair_and_what_is_chosen(room: Room) -> None:
    chart = chart_of(room)
    number = room.place(room.house.account, "BUY", PRICE - 400, 100)
    room.until(lambda: len(room.mine()) == 1)
    chart.setFocus()
    room.house.press("Shift+Up", "Shift+Up")
    menu_key(chart)
    titles = menu_of(room)
    assert titles[0].startswith("Sell limit at ") and titles[1].startswith("Buy stop at ")
    choose(room, "Alert")
    room.until(lambda: len(room.page.orders.alerts) == 1)
    price = room.page.orders.alerts[0].price
    assert price > PRICE and f"{price / 100:,.2f}" in titles[2]
    choose_order(room, chart)
    menu_key(chart)
    assert menu_of(room)[:2] == ["Change the order…", "Cancel the order"]
    choose(room, "Change the order")
    room.until(lambda: room.page.amend.is_open)
    assert room.page.amend._order is not None and room.page.amend._order.number == number
    room.house.press("Esc")
    choose_order(room, chart)
    menu_key(chart)
    choose(room, "Cancel the order")
    room.until(lambda: room.mine() == [])


def test_a_price_is_copied_and_panes_stay_as_high_as_they_were_made(room: Room) -> None:
    chart = chart_of(room)
    room.house.click(chart, at_price(room, PRICE - 100), Qt.MouseButton.RightButton)
    choose(room, "Copy the price")
    assert QApplication.clipboard().text().startswith("59,99")
    chart.set_studies([*chart.studies, Study.usual(Kind.RSI)])
    chart.setFocus()
    room.house.press(*["Ctrl+Shift+Up"] * 3)
    kept = chart.chart.shares
    assert kept
    room.house.restart()
    again = Room(room.house)
    again.until(lambda: again.page.charting.chart is not None)
    assert chart_of(again).chart.shares == kept


def test_an_alert_is_heard_but_not_in_quiet_hours(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    services = room.house.services
    room.until(lambda: "centre" in services.__dict__)
    heard: list[str] = []
    monkeypatch.setattr(services.sounds, "play", heard.append)

    def reach(price: int) -> None:
        room.page.orders.set_alert("BTC/USDT", price, above=True)
        room.until(lambda: any(a.price == price and a.fired_at is None for a in room.page.orders.alerts))
        room.place(room.other(), "BUY", price, 1000)
        room.until(lambda: all(alert.fired_at is not None for alert in room.page.orders.alerts))

    reach(PRICE + 100)
    room.until(lambda: heard == ["trade.alert"])
    settings, choices = services.settings, services.centre.choices
    settings.set(choices.quiet, True)
    settings.set(choices.quiet_from, 0)
    settings.set(choices.quiet_to, 0)
    since = services.centre._since
    reach(PRICE + 200)
    room.until(lambda: services.centre._since > since)
    assert heard == ["trade.alert"]


def test_a_link_leads_to_an_order_or_a_trade(room: Room) -> None:
    house, own = room.house, room.page.own
    first = room.place(house.account, "BUY", PRICE + 100, 500)
    second = room.place(house.account, "BUY", PRICE - 700, 100)
    room.until(lambda: len(room.mine()) == 1 and len(room.page.orders.trades) == 1)
    house.press("Ctrl+1")
    house.window.go(f"nonet://trade/spot/BTC-USDT?order={second}")
    room.until(lambda: [order.number for order in own.tables["open"].selected()] == [second])
    assert own.tab == "open" and house.focus is own.tables["open"]
    house.window.go(f"nonet://trade/spot/BTC-USDT?order={first}")
    room.until(lambda: [order.number for order in own.tables["history"].selected()] == [first])
    assert room.workspace.place() == "spot/BTC-USDT"
    own.tables["trades"].selectRow(0)
    house.press("Alt+3", "Space")
    menu_key(own.tables["trades"].viewport())
    choose(room, "Copy link")
    copied = QApplication.clipboard().text()
    assert copied == f"nonet://trade/spot/BTC-USDT?trade={room.page.orders.trades[0].number}"
    house.window.go("nonet://trade/spot/BTC-USDT?order=1")
    room.until(lambda: "no order or trade 1 here" in house.nonet.notices.history[0].text)


def test_the_notice_of_a_fill_leads_to_its_order(room: Room) -> None:
    house, own = room.house, room.page.own
    number = room.place(house.account, "BUY", PRICE - 50, 100)
    room.place(room.other(), "SELL", PRICE - 50, 100)
    room.until(lambda: house.services.centre.unread_of("trade") == 1)
    [notice] = house.services.gateway.ask_now(NoticeList(actor=house.account, limit=1)).notices
    house.press("Ctrl+1")
    house.window.go(notice.link)
    room.until(lambda: [order.number for order in own.tables["history"].selected()] == [number])


def test_a_change_says_what_becomes_of_the_place_in_the_queue(room: Room) -> None:
    house, amend, notices = room.house, room.page.amend, room.house.nonet.notices
    number = room.place(house.account, "BUY", PRICE - 700, 100)
    room.until(lambda: len(room.mine()) == 1)
    table = room.page.own.tables["open"]

    def change(field: AmountField, typed: str, says: str, told: str) -> None:
        table.setFocus()
        table.selectRow(0)
        house.press("F2")
        room.until(lambda: amend.is_open)
        assert "Only a smaller amount" in amend.place.text()
        fill(room, field, typed)
        assert says in amend.place.text()
        before = room.mine()
        house.press("Return")
        room.until(lambda: room.mine() not in (before, []))
        room.until(lambda: told in notices.history[0].text)

    change(amend.amount, "0.0005", "keeps its place", "keeps its place")
    change(amend.amount, "0.0008", "end of the queue", "last of the queue")
    change(amend.price, "59,980", "end of the queue", "last of the queue")
    chart_of(room).order_moved.emit(number, 59_900.0)
    room.until(lambda: [order.price for order in room.mine()] == [5_990_000])
    room.until(lambda: "last of the queue" in notices.history[0].text)


def test_a_stop_has_no_place_in_a_queue(room: Room) -> None:
    what = {"kind": OrderType.STOP_LOSS, "stop_price": PRICE - 5000}
    number = room.place(room.house.account, "SELL", 0, 100, **what)
    room.until(lambda: len(room.mine()) == 1)
    room.page.own.tables["open"].setFocus()
    room.page.own.tables["open"].selectRow(0)
    room.house.press("F2")
    room.until(lambda: room.page.amend.is_open)
    assert room.page.amend.place.isHidden()
    fill(room, room.page.amend.stop, "59,900")
    room.house.press("Return")
    room.until(lambda: room.house.nonet.notices.history[0].text == f"Order {number} is changed.")
