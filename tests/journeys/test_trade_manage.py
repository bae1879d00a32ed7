"""T1, T4: the owner of an exchange adds, changes and halts pairs and sets its fees, by keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint

from models.core.clock import utc_now
from models.core.ids import new_id
from models.trading.commands import CreateExchange, EditPair
from models.trading.customers import RulesOf
from models.trading.entities import FeeTier, Filters, PairStatus
from models.trading.markets import exchange_of
from models.trading.queries import Pairs
from tests.support.house import House
from tests.support.managing import (
    PRICE,
    asked,
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
from views.trading.manage.fees import FeesPart
from views.trading.manage.my_trading import MyTradingPart
from views.trading.manage.page import FEES, PAIRS, RISK, ManagePage
from views.trading.manage.pairs import PairsPart
from views.trading.manage.risk import RiskPart
from views.trading.places import MINE
from views.widgets.states import StateView

assert own_room


@pytest.fixture
def room(own_room: Room) -> Room:
    return own_room


def test_a_market_without_pairs_offers_its_owner_to_add_one(house: House) -> None:
    room = Room(house)
    id_ = new_id()
    space = exchange_of(house.account, id_)
    made = CreateExchange(id=id_, space_id=space, actor=house.account, at=utc_now(), name="Harbour")
    assert house.services.gateway.submit(made).result().ok
    room.until(lambda: room.workspace.parts.exchange.exchange is not None)
    state = house.find(StateView)
    assert state.button is not None and state.button.text() == "Add a pair"
    house.click(state.button)
    pairs = room.workspace.seen.part_of(PAIRS)  # type: ignore[attr-defined]
    room.until(lambda: pairs.panel.is_open)
    chosen(room, pairs.panel.base, "SOL")
    chosen(room, pairs.panel.quote, "EUR")
    typed(room, pairs.panel.tick, "0.01")
    typed(room, pairs.panel.lot, "1")
    house.press("Return")
    room.until(lambda: [pair.pair for pair in room.workspace.parts.exchange.pairs] == ["SOL/EUR"])
    (pair,) = asked(room, Pairs)
    assert (pair.tick, pair.lot, pair.filters.breaker_bips, pair.maker_ppm) == (1, WHOLE, 1000, 1000)
    toast_button(room, "Show the market")
    room.until(lambda: room.workspace.seen is room.workspace.spot and room.page.pair is not None)
    assert room.page.pair is not None and room.page.pair.pair == "SOL/EUR"


def test_what_is_wrong_with_a_pair_is_said_at_its_field_and_changes_nothing(room: Room) -> None:
    pairs = part(room, PAIRS, PairsPart)
    before = asked(room, Pairs)
    click(room, pairs.add)
    panel = pairs.panel
    room.until(lambda: panel.is_open)
    house = room.house

    def refused(field: str) -> str:
        click(room, panel.save)
        room.until(lambda: panel.rows[field].error)
        assert house.focus is panel.rows[field].field
        return panel.rows[field].error

    chosen(room, panel.quote, "EUR")
    assert refused("tick") == "It needs a size."
    typed(room, panel.tick, "0.001")
    assert "0.01" in refused("tick")
    typed(room, panel.tick, "0.01")
    typed(room, panel.lot, "0.00000001")
    assert "whole unit of EUR" in refused("lot")
    typed(room, panel.lot, "1")
    for field, text in (
        ("maker_ppm", "11"), ("taker_ppm", "-1"), ("breaker_bips", "0.001"), ("max_orders", "1.5"),
        ("max_quantity", "0.5"), ("price_up", "much"),
    ):  # fmt: skip
        there = panel.fields[field].text()
        typed(room, panel.fields[field], text)
        assert refused(field)
        typed(room, panel.fields[field], there)
    typed(room, panel.fields["min_notional"], "10")
    typed(room, panel.fields["max_notional"], "5")
    assert "less than the least" in refused("max_notional")
    typed(room, panel.fields["max_notional"], "")
    chosen(room, panel.quote, "USDT")
    chosen(room, panel.base, "USDT")
    assert refused("quote") == "A pair has two different assets."
    chosen(room, panel.base, "BTC")
    assert "traded here already" in refused("base")
    assert asked(room, Pairs) == before


def test_a_pair_is_changed_and_the_change_taken_back(room: Room) -> None:
    pairs, house = part(room, PAIRS, PairsPart), room.house
    select(room, pairs.table, lambda pair: pair.pair == "ETH/USDT")
    house.press("Return")
    panel = pairs.panel
    room.until(lambda: panel.is_open)
    assert panel.tick.isHidden() or not panel.tick.isVisible()
    typed(room, panel.fields["maker_ppm"], "0.05")
    typed(room, panel.fields["min_notional"], "5")
    house.press("Return")
    desk = room.workspace.parts.exchange

    def fees() -> tuple[int, int]:
        pair = desk.pair("ETH/USDT")
        assert pair is not None
        return pair.maker_ppm, pair.filters.min_notional

    room.until(lambda: fees() == (500, 5 * WHOLE))
    room.until(lambda: not panel.is_open)
    house.press("Ctrl+Z")
    room.until(lambda: fees() == (1000, 0))


def test_a_pair_is_halted_after_its_preview_and_traded_again(room: Room) -> None:
    house = room.house
    ada = room.other()
    room.place(ada, "BUY", PRICE - 500, 100)
    pairs = part(room, PAIRS, PairsPart)
    page = manage(room)
    select(room, pairs.table, lambda pair: pair.pair == "BTC/USDT")
    click(room, pairs.stop)
    room.until(lambda: page.halt.is_open and "1 order in the book" in page.halt.business.text())
    house.press("Space")  # the safe answer has the keyboard
    room.until(lambda: not page.halt.is_open)
    desk = room.workspace.parts.exchange

    def status() -> PairStatus:
        pair = desk.pair("BTC/USDT")
        assert pair is not None
        return pair.status

    assert status() is PairStatus.TRADING
    click(room, pairs.stop)
    room.until(lambda: page.halt.is_open)
    click(room, page.halt.yes)
    room.until(lambda: status() is PairStatus.HALTED and not page.halt.is_open)
    room.workspace.visit_pair("BTC/USDT")
    room.until(lambda: room.page.closed.isVisible())
    assert "BTC/USDT is halted" in room.page.closed.words.text()
    assert not room.page.entry_panel.submit.isEnabled()
    assert "BTC/USDT is halted" in room.page.entry_panel.note.text()
    click(room, room.page.closed.manage)
    room.until(lambda: room.workspace.seen is page)
    select(room, pairs.table, lambda pair: pair.pair == "BTC/USDT")
    assert pairs.stop.text() == "Let it trade"
    click(room, pairs.stop)
    room.until(lambda: status() is PairStatus.TRADING)
    room.workspace.visit_pair("BTC/USDT")
    room.until(lambda: not room.page.closed.isVisible() and room.page.entry_panel.submit.isEnabled())


def test_a_breaker_s_pause_shows_its_end_and_ends(room: Room) -> None:
    house = room.house
    ada, bob = room.other(), room.other()
    filters = Filters(breaker_bips=100, breaker_pause=2)
    room.does(house.account, EditPair, pair="BTC/USDT", filters=filters, maker_ppm=0, taker_ppm=0)
    for price in (PRICE, PRICE + 200_000):
        room.place(ada, "SELL", price, 10)
        room.place(bob, "BUY", price, 10)
    room.until(lambda: room.page.closed.isVisible())
    assert "is paused until" in room.page.closed.words.text()
    assert "moved too fast" in room.page.closed.words.text() and room.page.closed.left.isVisible()
    assert not room.page.entry_panel.submit.isEnabled()
    room.until(lambda: not room.page.closed.isVisible() and room.page.entry_panel.submit.isEnabled())
    (pair,) = [each for each in asked(room, Pairs) if each.pair == "BTC/USDT"]
    assert pair.status is PairStatus.TRADING and pair.resumes_at is None


def test_what_is_wrong_with_fees_is_said_at_its_field_and_changes_nothing(room: Room) -> None:
    fees, house = part(room, FEES, FeesPart), room.house
    before = asked(room, RulesOf)
    click(room, fees.add)
    click(room, fees.add)
    first, second = fees.tiers

    def refused(row: Any, name: str) -> str:
        click(room, fees.save)
        room.until(lambda: row.rows[name].error)
        assert house.focus is row.rows[name].field
        return str(row.rows[name].error)

    assert "0 is nothing" in refused(first, "maker_ppm")
    for row, texts in ((first, ("0", "0.1", "0.1")), (second, ("0", "0.08", "0.2"))):
        for field, text in zip(row.fields.values(), texts, strict=True):
            typed(room, field, text)
    assert "larger volume" in refused(second, "volume")
    typed(room, second.fields["volume"], "10,000")
    assert "only fall" in refused(second, "taker_ppm")
    typed(room, second.fields["taker_ppm"], "0.09")
    typed(room, second.fields["maker_ppm"], "12")
    assert "10 %" in refused(second, "maker_ppm")
    typed(room, second.fields["maker_ppm"], "0.08")
    chosen(room, fees.discount_asset, "NNT")
    typed(room, fees.discount, "101")
    click(room, fees.save)
    room.until(lambda: fees.rows["discount_ppm"].error)
    assert asked(room, RulesOf) == before


def test_fees_by_volume_are_set_and_taken_back(room: Room) -> None:
    fees, house = part(room, FEES, FeesPart), room.house
    before = asked(room, RulesOf)
    for texts in (("0", "0.1", "0.1"), ("10,000", "0.08", "0.09")):
        click(room, fees.add)
        for field, text in zip(fees.tiers[-1].fields.values(), texts, strict=True):
            typed(room, field, text)
    chosen(room, fees.discount_asset, "NNT")
    typed(room, fees.discount, "25")
    typed(room, fees.referral, "20")
    house.press("Return")
    room.until(lambda: room.workspace.parts.keeping.rules != before)
    rules = asked(room, RulesOf)
    assert rules is not None
    assert rules.tiers == (FeeTier(0, 1000, 1000), FeeTier(10_000 * WHOLE, 800, 900))
    assert (rules.discount_asset, rules.discount_ppm, rules.referral_ppm) == ("NNT", 250_000, 200_000)
    room.until(lambda: not fees.back.isEnabled())
    click(room, fees.tiers[1].remove)
    assert len(fees.tiers) == 1
    click(room, fees.back)
    assert len(fees.tiers) == 2
    house.press("Ctrl+Z")
    room.until(lambda: asked(room, RulesOf) == before)


def test_the_status_bar_says_that_the_market_runs_and_a_click_stops_it(room: Room) -> None:
    house, status = room.house, room.house.window.status
    assert not status.market.isVisible()
    house.click(room.page.bar.life)
    room.until(lambda: status.market.isVisible() and "orders/s" in status.market.text())
    room.workspace.pulse.life.set_rate(50)
    room.until(lambda: room.workspace.pulse.rate > 0)
    house.click(status.market)
    room.until(lambda: not room.workspace.pulse.running and not status.market.isVisible())


def test_the_page_stands_in_both_sizes_and_by_link(room: Room) -> None:
    house = room.house
    for name, kind in ((PAIRS, PairsPart), (FEES, FeesPart), (RISK, RiskPart), (MINE, MyTradingPart)):
        house.window.go(f"nonet://trade/manage/{name}")
        page = room.workspace.seen
        assert isinstance(page, ManagePage) and page.part == name
        house.window.resize(900, 600)
        shown = page.part_of(name)
        assert isinstance(shown, kind)
        room.until(lambda: house.window.width() == 900)
        assert shown.mapTo(house.window, QPoint(shown.width(), 0)).x() <= house.window.width()
        house.window.resize(1440, 900)
    house.window.go("nonet://trade/manage/nowhere")
    assert room.workspace.seen is room.workspace.spot
