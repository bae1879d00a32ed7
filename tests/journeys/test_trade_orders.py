"""T2, T12, T15: every kind of order in the form, by keys and clicks in the real window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from controllers.trading.tickets import Ticket
from models.notifications.queries import NoticeList
from models.trading.commands import EditPair
from models.trading.entities import Filters, OrderInfo, OrderStatus, OrderType, Validity
from models.trading.studies import Kind, Study
from tests.support.house import House
from tests.support.trading_room import WHOLE, Room
from views.trading.chart import PriceChart
from views.trading.entry_panel import EntryPanel
from views.trading.fields import AmountField
from views.widgets.surfaces import reveal

PRICE = 6_000_000  # 60,000.00 in ticks


@pytest.fixture
def room(house: House) -> Room:
    """An exchange with a maker on both sides, a last price, and money of one's own."""
    made = Room(house)
    made.open_exchange()
    maker = made.other()
    made.place(maker, "SELL", PRICE, 100)
    made.place(made.other(), "BUY", PRICE, 100)
    for step in range(1, 6):
        made.place(maker, "BUY", PRICE - 100 * step, 1000)
        made.place(maker, "SELL", PRICE + 100 * step, 1000)
    made.fund(house.account)
    made.until(lambda: made.money("USDT") == 10_000 * WHOLE and made.money("BTC") == WHOLE)
    made.until(lambda: made.page.market.book.best_bid == PRICE - 100 and made.page.market.last == PRICE)
    return made


def form(room: Room, ticket: Ticket, side: str = "BUY") -> EntryPanel:
    """The form with this kind of order, chosen by the keyboard: what is not in front, by its list."""
    panel = room.page.entry_panel
    room.house.press("Ctrl+B" if side == "BUY" else "Ctrl+Shift+B")
    titles = [button.text() for button in panel.tickets._group.buttons()]
    wanted = {Ticket.LIMIT: "Limit", Ticket.MARKET: "Market", Ticket.STOP: "Stop", Ticket.OCO: "OCO"}
    if ticket in wanted:
        panel.tickets.setFocus()
        panel.tickets._group.button(titles.index(wanted[ticket])).setFocus()
        room.house.press("Space")
    else:
        panel.more.setFocus()
        room.house.press(*["Down"] * (panel.more.findData(ticket.value) - panel.more.currentIndex()))
    assert panel.ticket is ticket
    return panel


def fill(room: Room, field: AmountField, text: str) -> None:
    """Type into a field, over what stood there; the wheel brings what lies below."""
    reveal(field)
    room.house.click(field)
    field.selectAll()
    room.house.write(text)


def newest(room: Room) -> OrderInfo:
    room.until(lambda: room.page.orders.history)
    return room.page.orders.history[0]


def sent(room: Room) -> None:
    """Press Enter, and wait until the exchange has taken it."""
    before = len(room.page.orders.history)
    room.house.press("Return")
    room.until(lambda: len(room.page.orders.history) > before)


def test_a_market_order_spends_an_amount_of_money(room: Room) -> None:
    panel = form(room, Ticket.MARKET)
    panel.measure._group.button(0).setFocus()
    room.house.press("Right")
    assert panel.by_money
    fill(room, panel.amount, "150")
    assert panel.submit.text() == "Buy for 150 USDT"
    assert "149.40" in panel.figures[0][1].text()  # whole lots of 0.60001 each
    sent(room)
    order = newest(room)
    assert (order.kind, order.budget, order.executed) == (OrderType.MARKET, 150 * WHOLE, 249)
    room.until(lambda: room.money("USDT") == 10_000 * WHOLE - order.turnover)
    fill(room, panel.amount, "20000")
    assert "USDT" in panel.note.text()
    room.house.press("Return")
    room.until(lambda: panel.rows["amount"].error)


def test_the_share_of_what_one_has_fills_in_money_too(room: Room) -> None:
    panel = form(room, Ticket.MARKET)
    panel.measure._group.button(1).click()
    panel.share.setFocus()
    room.house.press("Up")
    assert panel.amount.text() == "2,500.00"
    assert panel.share.percent == 25
    panel.amount.setFocus()
    room.house.press("Up")
    assert panel.amount.text() > "2,500.00"


@pytest.mark.parametrize(
    ("ticket", "kind"),
    [(Ticket.TAKE_PROFIT_LIMIT, OrderType.TAKE_PROFIT_LIMIT), (Ticket.STOP_LIMIT, OrderType.STOP_LOSS_LIMIT)],
)
def test_what_waits_for_a_price_and_keeps_a_limit(room: Room, ticket: Ticket, kind: OrderType) -> None:
    side = "SELL"
    panel = form(room, ticket, side)
    stop = "61000" if ticket is Ticket.TAKE_PROFIT_LIMIT else "59000"
    fill(room, panel.price, "59500")
    room.house.press("Tab")
    room.house.write(stop)
    fill(room, panel.amount, "0.01")
    sent(room)
    order = newest(room)
    assert (order.kind, order.price, order.stop_price) == (kind, 5_950_000, int(stop) * 100)
    assert order.status is OrderStatus.NEW


def test_a_trailing_stop_follows_from_a_price(room: Room) -> None:
    panel = form(room, Ticket.TRAILING, "SELL")
    fill(room, panel.stop, "60500")
    fill(room, panel.trailing, "1.5")
    fill(room, panel.amount, "0.01")
    sent(room)
    order = newest(room)
    assert (order.trailing_bips, order.stop_price, order.quantity) == (150, 6_050_000, 1000)
    fill(room, panel.trailing, "90")
    fill(room, panel.amount, "0.01")
    room.house.press("Return")
    room.until(lambda: "50" in panel.rows["trailing"].error)


def test_an_order_ends_on_the_day_that_was_typed(room: Room) -> None:
    panel = form(room, Ticket.LIMIT)
    fill(room, panel.price, "59000")
    fill(room, panel.amount, "0.01")
    panel.options.head.setFocus()
    room.house.press("Space")
    panel.options.validity.setFocus()
    room.house.press("End")
    assert panel.options.valid is Validity.GTD
    fill(room, panel.options.expires, "soon")
    room.house.press("Return")
    assert "2" in panel.rows["expires"].error and room.mine() == []
    fill(room, panel.options.expires, "2001-01-01 10:00")
    room.house.press("Return")
    room.until(lambda: "future" in panel.rows["expires"].error)
    ends = (datetime.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    fill(room, panel.options.expires, ends.strftime("%Y-%m-%d %H:%M"))
    assert ends.strftime("%Y-%m-%d %H:%M") in panel.options.summary.text()
    sent(room)
    order = newest(room)
    assert order.validity is Validity.GTD and order.expires_at == ends.astimezone(UTC)


@pytest.mark.parametrize(
    ("mode", "waits", "comes"),
    [
        (0, OrderStatus.EXPIRED_IN_MATCH, OrderStatus.NEW),
        (1, OrderStatus.NEW, OrderStatus.EXPIRED_IN_MATCH),
        (2, OrderStatus.EXPIRED_IN_MATCH, OrderStatus.EXPIRED_IN_MATCH),
    ],
)
def test_the_person_says_what_happens_between_their_own_orders(
    room: Room, mode: int, waits: OrderStatus, comes: OrderStatus
) -> None:
    number = room.place(room.house.account, "SELL", PRICE + 50, 500)
    room.until(lambda: len(room.mine()) == 1)
    panel = form(room, Ticket.LIMIT)
    panel.options.head.click()
    panel.options.self_trade.setFocus()
    room.house.press(*["Down"] * mode)
    hints = panel.rows["self_trade"].note.text()
    assert hints.endswith(".") and len(hints) > 20
    fill(room, panel.price, "60000.50")
    fill(room, panel.amount, "0.005")
    sent(room)
    room.until(lambda: {o.number: o.status for o in room.page.orders.history}[number] is waits)
    assert newest(room).status is comes


def test_an_order_sets_off_a_profit_and_a_stop_that_cancel_each_other(room: Room) -> None:
    panel = form(room, Ticket.OTOCO)
    fill(room, panel.price, "60001")
    fill(room, panel.amount, "0.005")
    fill(room, panel.then.price, "59000")
    fill(room, panel.then.stop, "59500")
    assert "between" in panel.note.text()
    fill(room, panel.then.price, "61000")
    assert panel.note.isHidden()
    assert panel.then.amount.placeholderText() == "0.00499"
    profit, loss = (panel.figures[n][1].text() for n in (4, 5))
    assert profit.startswith("+") and loss.startswith("−")
    sent(room)
    room.until(lambda: len(room.mine()) == 2)
    waiting = {order.kind: order for order in room.mine()}
    assert waiting[OrderType.LIMIT_MAKER].price == 6_100_000
    assert waiting[OrderType.STOP_LOSS].stop_price == 5_950_000
    assert {order.quantity for order in waiting.values()} == {499}
    assert {order.list_kind for order in waiting.values()} == {"OTOCO"}
    buyer = room.other()
    room.place(buyer, "BUY", 6_100_000, 4500 + 499)
    room.until(lambda: room.mine() == [])


def test_an_order_sets_off_another_and_refusals_stand_at_its_fields(room: Room) -> None:
    limits = Filters(min_notional=5 * WHOLE)
    room.does(room.house.account, EditPair, pair="BTC/USDT", filters=limits, maker_ppm=1000, taker_ppm=1000)
    panel = form(room, Ticket.OTO)
    fill(room, panel.price, "59000")
    fill(room, panel.amount, "0.01")
    panel.then.kinds.setFocus()
    room.house.press("Down")
    fill(room, panel.then.stop, "58,000.005")
    room.house.press("Return")
    assert "0.01" in panel.rows["then_stop"].error
    fill(room, panel.then.stop, "58000")
    fill(room, panel.then.amount, "0.00001")
    room.house.press("Return")
    room.until(lambda: panel.rows["then_amount"].error)
    assert not panel.rows["amount"].error and room.mine() == []
    panel.then.amount.clear()
    sent(room)
    room.until(lambda: len(room.mine()) == 2)
    states = {order.kind: order.status for order in room.mine()}
    assert states == {OrderType.LIMIT: OrderStatus.NEW, OrderType.STOP_LOSS: OrderStatus.PENDING_NEW}


def test_an_oco_with_a_limit_for_its_stop(room: Room) -> None:
    panel = form(room, Ticket.OCO, "SELL")
    fill(room, panel.price, "61000")
    fill(room, panel.stop, "60500")
    fill(room, panel.limit, "59400")
    fill(room, panel.amount, "0.01")
    room.house.press("Return")
    room.until(lambda: panel.rows["stop"].error)
    fill(room, panel.stop, "59500")
    sent(room)
    room.until(lambda: len(room.mine()) == 2)
    stop = next(order for order in room.mine() if order.kind is OrderType.STOP_LOSS_LIMIT)
    assert (stop.stop_price, stop.price) == (5_950_000, 5_940_000)


def test_sizes_are_taken_and_kept_in_the_form(room: Room) -> None:
    panel = form(room, Ticket.LIMIT)
    second = panel.sizes.buttons[1]
    room.house.click(second)
    assert panel.lots > 0 and panel.amount.text().startswith(second.text())
    fill(room, panel.amount, "0.0123")
    menu_key(second)
    choose(room, "Keep the amount as size 2")
    assert second.text() == "0.0123" and second.accessibleName() == "Size 2: 0.0123 BTC"


def test_a_price_of_the_book_goes_to_the_field_that_was_typed_into_last(room: Room) -> None:
    panel = form(room, Ticket.OTOCO)
    fill(room, panel.then.stop, "")
    panel.set_price(PRICE - 300)
    assert panel.then.stop.text() == "59,997.00" and panel.price.text() == ""


# The chart


def menu_of(room: Room) -> list[str]:
    """What the menu in front offers."""
    room.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return [action.text() for action in menu.actions() if action.text()]


def menu_key(widget: QWidget) -> None:
    """What the system makes of the Menu key."""
    place = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def choose(room: Room, text: str) -> None:
    """Go down the menu to what is called so, and press Enter."""
    place = next(n for n, title in enumerate(menu_of(room)) if title.startswith(text))
    room.house.press(*["Down"] * (place + 1), "Return")
    room.until(lambda: QApplication.activePopupWidget() is None)


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
    chart.setFocus()
    room.house.press("Alt+Down")
    menu_key(chart)
    assert menu_of(room)[:2] == ["Change the order…", "Cancel the order"]
    choose(room, "Change the order")
    room.until(lambda: room.page.amend.is_open)
    assert room.page.amend._order is not None and room.page.amend._order.number == number
    room.house.press("Esc")
    chart.setFocus()
    room.house.press("Alt+Down")
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
    for field, typed, says in (
        (amend.amount, "0.0005", "keeps its place"),
        (amend.amount, "0.0008", "end of the queue"),
        (amend.price, "59,980", "end of the queue"),
    ):
        table.setFocus()
        table.selectRow(0)
        house.press("F2")
        room.until(lambda: amend.is_open)
        assert "Only a smaller amount" in amend.place.text()
        fill(room, field, typed)
        assert says in amend.place.text()
        before = room.mine()
        house.press("Return")
        room.until(lambda before=before: room.mine() not in (before, []))
        told = "keeps its place" if says == "keeps its place" else "last of the queue"
        room.until(lambda told=told: told in notices.history[0].text)
    chart_of(room).order_moved.emit(number, 59_900.0)
    room.until(lambda: [order.price for order in room.mine()] == [5_990_000])
    room.until(lambda: "last of the queue" in notices.history[0].text)
