"""T2, T15: every kind of order in the form, by keys and clicks in the real window."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from controllers.trading.tickets import Ticket
from models.trading.commands import EditPair
from models.trading.entities import Filters, OrderStatus, OrderType, Validity
from tests.support.order_form import PRICE, choose, fill, form, menu_key, newest, room, sent
from tests.support.trading_room import WHOLE, Room

assert room


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
    assert re.fullmatch(r"\+[\d.]+ / −[\d.]+ USDT", panel.figures[3][1].text())
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


def test_tab_goes_down_the_form_to_its_button(room: Room) -> None:
    panel = form(room, Ticket.OTOCO)
    then = panel.then
    room.house.click(panel.price)
    went = [room.house.focus]
    while went[-1] is not panel.submit and len(went) < 20:
        room.house.press("Tab")
        went.append(room.house.focus)
    assert went == [
        panel.price, panel.amount, *panel.sizes.buttons, panel.share, panel.post_only, then.price,
        then.stop, then.limit, then.amount, panel.options.head, panel.submit,
    ]  # fmt: skip
    room.house.press("Tab")
    assert room.house.focus is panel.sums.fee
