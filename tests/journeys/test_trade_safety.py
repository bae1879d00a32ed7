"""T4, T10: limits, halts and suspicions of an exchange, and each customer's own terms, by keys and mouse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from controllers.trading.tickets import Ticket
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.trading.commands import HaltExchange, SetFeeTiers, UseDiscount, WatchMarket
from models.trading.customers import Customers, RulesOf
from models.trading.entities import FeeTier
from models.trading.figures import money_text
from models.trading.own_queries import MyFees
from tests.support.managing import (
    PRICE,
    asked,
    becomes,
    chosen,
    click,
    manage,
    own_room,
    part,
    select,
    toast_button,
    typed,
)
from tests.support.trading_room import WHOLE, Room
from views.trading.manage.my_trading import MyTradingPart
from views.trading.manage.page import RISK
from views.trading.manage.risk import RiskPart
from views.trading.places import MINE
from views.widgets.states import State, StateView

assert own_room


@pytest.fixture
def room(own_room: Room) -> Room:
    return own_room


def test_limits_are_set_and_the_exchange_is_halted_and_opened_again(room: Room) -> None:
    ada = room.other()
    number = room.place(ada, "BUY", PRICE - 500, 100)
    risk, house = part(room, RISK, RiskPart), room.house
    before = asked(room, RulesOf)
    typed(room, risk.rate, "many")
    click(room, risk.save)
    room.until(lambda: risk.rows["orders_per_10s"].error)
    assert asked(room, RulesOf) == before
    typed(room, risk.rate, "50")
    typed(room, risk.most_open, "20")
    house.press("Return")
    room.until(lambda: room.workspace.parts.keeping.rules != before)
    rules = asked(room, RulesOf)
    assert rules is not None and (rules.orders_per_10s, rules.max_open_orders) == (50, 20)
    page = manage(room)
    click(room, risk.stop)
    room.until(lambda: page.halt.is_open and "1 order in the book" in page.halt.business.text())
    click(room, page.halt.cancel)
    click(room, page.halt.yes)
    room.until(lambda: not page.halt.is_open)
    rules = asked(room, RulesOf)
    assert rules is not None and rules.halted
    room.until(lambda: all(not each.open_orders for each in asked(room, Customers)))
    assert number > 0
    house.press("Alt+Shift+S")
    room.until(lambda: room.page.closed.isVisible())
    assert "Trading is halted on" in room.page.closed.words.text()
    assert not room.page.entry_panel.submit.isEnabled()
    toast_button(room, "Let it trade again")
    room.until(lambda: not room.page.closed.isVisible())
    assert room.page.entry_panel.submit.isEnabled()


def test_a_person_is_limited_stopped_and_let_go(room: Room) -> None:
    ada = room.other()
    room.place(ada, "BUY", PRICE - 500, 100)
    risk, house = part(room, RISK, RiskPart), room.house
    page = manage(room)

    def person() -> Any:
        return next(each for each in asked(room, Customers) if each.account_id == ada)

    select(room, risk.people, lambda each: each.account_id == ada)
    house.press("Return")
    panel = risk.customer
    room.until(lambda: panel.is_open)
    before = person()
    typed(room, panel.largest, "a lot")
    click(room, panel.save)
    room.until(lambda: panel.rows["max_notional"].error)
    assert person() == before
    typed(room, panel.largest, "250")
    house.press("Return")
    room.until(lambda: person().max_notional == 250 * WHOLE and not panel.is_open)
    select(room, risk.people, lambda each: each.account_id == ada)
    house.press("Return")
    room.until(lambda: panel.is_open)
    click(room, panel.stop)
    room.until(lambda: page.halt.is_open and "1 order in the book" in page.halt.business.text())
    click(room, page.halt.cancel)
    click(room, page.halt.yes)
    room.until(lambda: person().blocked and person().open_orders == 0)
    assert person().max_notional == 250 * WHOLE
    room.until(lambda: panel.stop.text() == "Let them trade again")
    click(room, panel.stop)
    room.until(lambda: not person().blocked)
    assert person().max_notional == 250 * WHOLE


def test_what_looks_like_abuse_leads_to_the_trades_the_market_and_the_person(room: Room) -> None:
    ada, bob = room.other(), room.other()
    for _ in range(3):
        room.place(ada, "SELL", PRICE, 10)
        room.place(bob, "BUY", PRICE, 10)
        room.place(bob, "SELL", PRICE, 10)
        room.place(ada, "BUY", PRICE, 10)
    room.does(ada, WatchMarket)
    risk, house = part(room, RISK, RiskPart), room.house
    select(room, risk.watched, lambda each: each.account_id == ada)
    house.press("Return")
    panel = risk.suspicion
    room.until(lambda: panel.is_open and panel.trades.rows.rowCount() == 6)
    assert panel.trades.rows.row(0).partner.startswith("Other")
    click(room, panel.person)
    room.until(lambda: risk.customer.is_open and risk.customer.person is not None)
    assert risk.customer.person is not None and risk.customer.person.account_id == ada
    house.press("Escape")
    room.until(lambda: not risk.customer.is_open)
    select(room, risk.watched, lambda each: each.account_id == bob)
    house.press("Return")
    room.until(lambda: panel.is_open)
    click(room, panel.market)
    room.until(lambda: room.workspace.seen is room.workspace.spot)


def test_a_customer_sees_what_is_theirs_and_is_told_what_is_not(room: Room) -> None:
    owner = room.house.account
    tiers = (FeeTier(0, 1000, 1000), FeeTier(1000 * WHOLE, 500, 700))
    room.does(owner, SetFeeTiers, tiers=tiers, discount_asset="NNT", referral_ppm=200_000)
    ada: UUID = room.other()
    house = room.house
    becomes(room, ada)
    page = manage(room)
    assert page.part == MINE and not page.choice.isVisible()
    mine = page.part_of(MINE)
    assert isinstance(mine, MyTradingPart)
    assert "0.1 %" in mine.pays.text() and "0.05 % / 0.07 %" in mine.volume.text()
    click(room, mine.discount)
    room.until(lambda: _standing(room).discount)
    before = _standing(room)
    for wrong in ("77", "x", str(before.number)):
        typed(room, mine.referrer, wrong)
        house.press("Return")
        room.until(lambda: mine.referrer_row.error)
    assert _standing(room) == before
    typed(room, mine.referrer, "1")
    click(room, mine.say)
    room.until(lambda: _standing(room).referrer)
    room.until(lambda: not mine._said.isVisible())
    house.window.go("nonet://trade/manage/pairs")
    room.until(lambda: house.seen(StateView))
    state = house.find(StateView)
    assert state.state is State.NO_PERMISSION and state.button is not None
    house.click(state.button)
    room.until(lambda: page.part == MINE)
    assert house.seen(StateView) == []


def _standing(room: Room) -> Any:
    return asked(room, MyFees)


def test_one_stops_oneself_for_a_day_and_cannot_take_it_back(room: Room) -> None:
    house = room.house
    room.fund(house.account)
    room.place(house.account, "BUY", PRICE - 500, 100)
    mine = part(room, MINE, MyTradingPart)
    page = manage(room)
    chosen(room, mine.how_long, 24)
    click(room, mine.stop)
    room.until(lambda: page.halt.is_open)
    click(room, page.halt.no)
    room.until(lambda: not page.halt.is_open)
    assert not _standing(room).stopped
    click(room, mine.stop)
    click(room, page.halt.yes)
    room.until(lambda: _standing(room).stopped_until is not None)
    room.until(lambda: "until" in mine.standing.text())
    room.until(lambda: not page.halt.is_open)
    assert not mine.go_on.isVisible() and not mine.stop.isVisible()
    assert house.focus is not None and page.isAncestorOf(house.focus), "the keyboard stays on the page"
    house.press("Alt+Shift+S")
    room.until(lambda: room.page.closed.isVisible() and room.mine() == [])
    assert "You have stopped your trading until" in room.page.closed.words.text()
    assert not room.page.entry_panel.submit.isEnabled()


def test_one_stops_oneself_by_the_palette_and_goes_on(room: Room) -> None:
    mine = part(room, MINE, MyTradingPart)
    page = manage(room)
    room.house.press("Alt+Shift+S", "Ctrl+Shift+P")
    room.house.write("stop my trading")
    room.house.press("Return")
    room.until(lambda: page.halt.is_open)
    click(room, page.halt.yes)
    room.until(lambda: mine.go_on.isVisible())
    click(room, mine.go_on)
    room.until(lambda: not _standing(room).stopped and mine.stop.isVisible())


def test_the_order_form_reckons_with_the_tier(room: Room) -> None:
    tiers = (FeeTier(0, 300, 400),)
    room.does(room.house.account, SetFeeTiers, tiers=tiers, discount_asset="NNT", referral_ppm=0)
    room.until(lambda: (there := room.page.entry.standing) is not None and there.tier == tiers[0])
    panel = room.page.entry_panel
    panel.set_price(PRICE)
    panel.set_amount(1000)
    room.until(lambda: "0.04 %" in panel.figures[1][0].text())


def test_the_order_form_foresees_the_fee_in_the_discount_asset_and_leads_to_it(room: Room) -> None:
    me, ada = room.house.account, room.other()
    room.does(me, SetFeeTiers, tiers=(), discount_asset="NNT", discount_ppm=250_000, referral_ppm=0)
    for account in (me, ada):
        room.does(account, Deposit, space=account, asset="NNT", amount=50 * WHOLE)
        room.does(account, SendMoney, space=account, asset="NNT", amount=50 * WHOLE, source="funding",
                  target_space=room.space, target="spot")  # fmt: skip
    room.fund(me)
    coin = room.workspace.parts.exchange.pair("NNT/USDT")
    assert coin is not None
    price = 120_000_000 // coin.tick
    room.place(ada, "SELL", price, WHOLE // coin.lot, pair="NNT/USDT")
    room.place(me, "BUY", price, WHOLE // coin.lot, pair="NNT/USDT")
    room.does(me, UseDiscount, use=True)
    room.place(ada, "SELL", PRICE, 4000)
    room.place(me, "BUY", PRICE, 1000)  # without a last price nothing could be compared
    room.until(lambda: room.money("NNT") > 50 * WHOLE and room.page.market.book.best_ask == PRICE)
    room.until(lambda: room.page.entry.price("NNT") == price * coin.tick)
    room.until(lambda: room.page.entry.price("BTC") > 0)
    room.until(lambda: room.page.entry.standing is not None and room.page.entry.standing.discount)
    panel = room.page.entry_panel
    panel.choose(Ticket.MARKET)
    panel.set_amount(1000)
    room.until(lambda: panel.figures[1][1].text().endswith(" NNT"))
    title, value = (label.text() for label in panel.figures[1])
    before = room.money("NNT")
    assert title == "Fee 0.075 %"
    click(room, panel.submit)
    room.until(lambda: room.money("NNT") < before)
    assert value == f"{money_text(before - room.money('NNT'), 'NNT')} NNT"
    click(room, panel.sums.fee)
    room.until(lambda: room.workspace.place() == f"manage/{MINE}")


def test_halting_is_seen_by_whoever_trades(room: Room) -> None:
    owner, ada = room.house.account, room.other()
    becomes(room, ada)
    room.workspace.visit_pair("BTC/USDT")
    room.until(lambda: room.page.pair is not None)
    assert not room.page.closed.isVisible()
    room.does(owner, HaltExchange)
    room.until(lambda: room.page.closed.isVisible())
    assert room.page.closed.layoutDirection() is not Qt.LayoutDirection.LayoutDirectionAuto
    room.does(owner, HaltExchange, halted=False)
    room.until(lambda: not room.page.closed.isVisible())
