"""T11, T14: markets at a glance, reports, and from a balance down to what made it; by keys and clicks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QTableWidget

from controllers.trading.exporting import What
from controllers.trading.reports import Period
from models.ledger.queries import WalletOf
from models.trading.commands import SetAlert
from tests.support.house import House
from tests.support.trading_room import WHOLE, Room
from views.ledger.workspace import WalletWorkspace
from views.trading.feed import Feed
from views.trading.market_columns import NO_STAR, STAR
from views.trading.markets_page import MarketsPage
from views.trading.reports.audit_page import AuditPage
from views.trading.reports.page import ReportsPage
from views.widgets.buttons import Button
from views.widgets.states import State, StateView

PRICE = 6_000_000  # 60,000.00 in ticks


@pytest.fixture
def room(house: House) -> Room:
    """An exchange, opened by its button, and money of one's own on it."""
    made = Room(house)
    made.open_exchange()
    made.fund(house.account)
    made.until(lambda: made.money("USDT") == 10_000 * WHOLE and made.money("BTC") == WHOLE)
    return made


@pytest.fixture
def traded(room: Room) -> Room:
    """Bought 0.01 as taker in two parts, sold 0.004 of it dearer as maker; an order and an alert wait."""
    maker, me = room.other(), room.house.account
    for price, quantity in ((PRICE, 600), (PRICE + 100, 400)):
        room.place(maker, "SELL", price, quantity)
    room.place(me, "BUY", PRICE + 100, 1000)
    room.place(me, "SELL", PRICE + 500, 400)
    room.place(maker, "BUY", PRICE + 500, 400)
    room.place(me, "SELL", PRICE + 9000, 250)
    room.does(me, SetAlert, pair="BTC/USDT", price=PRICE + 99_000, above=True)
    room.until(lambda: len(room.page.orders.trades) == 3 and len(room.mine()) == 1)
    return room


def markets(room: Room) -> MarketsPage:
    room.house.press("Alt+Shift+M")
    page = room.house.find(MarketsPage)
    room.until(lambda: page.rows.rowCount() == 5 and page.board.rows[0].ticker is not None)
    room.until(lambda: page.board.rows[0].report is not None and page.feed is not None)
    return page


def feed_of(page: MarketsPage) -> Feed:
    assert page.feed is not None
    return page.feed


def reports(room: Room) -> ReportsPage:
    room.house.press("Alt+Shift+R")
    page = room.house.find(ReportsPage)
    room.until(lambda: page.reports.known and page.building.is_done)
    return page


def names(page: MarketsPage) -> list[str]:
    return [page.rows.row(n).pair.pair for n in range(page.rows.rowCount())]


def cell(table: QTableView, row: int, title: str) -> str:
    """What stands in a row under a title."""
    model = table.model()
    titles = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(model.columnCount())]
    column = next(n for n, each in enumerate(titles) if each.startswith(title))
    return str(model.index(row, column).data())


def place_of(table: QTableView, row: int, column: int) -> QPoint:
    """Where a cell is in the table."""
    inside = table.visualRect(table.model().index(row, column)).center()
    return table.viewport().mapTo(table, inside)


def double_click(room: Room, table: QTableView, row: int, column: int = 1) -> None:
    room.house.click(table, place_of(table, row, column))
    handle = room.house.window.windowHandle()
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                      table.mapTo(room.house.window, place_of(table, row, column)))  # fmt: skip


# Markets


def test_a_pair_is_followed_by_its_star_by_space_and_by_key_and_comes_first(room: Room) -> None:
    house, page = room.house, markets(room)
    watchlist = room.workspace.parts.watchlist
    assert names(page)[0] == "BTC/USDT" and cell(page.table, 4, "") == NO_STAR
    house.click(page.table, place_of(page.table, names(page).index("SOL/USDT"), 0))
    room.until(lambda: watchlist.pairs == ("SOL/USDT",))
    QTest.mouseMove(house.window.windowHandle(), page.search.mapTo(house.window, QPoint(5, 5)))
    room.until(lambda: names(page)[0] == "SOL/USDT" and cell(page.table, 0, "") == STAR)
    room.until(lambda: feed_of(page).followed.rows.rowCount() == 1)
    page.table.setFocus()
    page.table.choose_row(names(page).index("ETH/BTC"))
    house.press("Space")
    room.until(lambda: watchlist.pairs == ("SOL/USDT", "ETH/BTC"))
    assert [row.pair.pair for row in page.table.selected()] == ["ETH/BTC"], "the selection goes with its row"
    house.press("Ctrl+Z")
    room.until(lambda: watchlist.pairs == ("SOL/USDT",))
    house.press("Alt+Shift+S", "Ctrl+Alt+F")
    room.until(lambda: watchlist.pairs == ("SOL/USDT", "BTC/USDT"))
    house.press("Ctrl+P")
    pairs = room.workspace.pairs
    room.until(lambda: pairs.is_open)
    assert [cell(pairs.table, n, "") for n in range(3)] == [STAR, STAR, NO_STAR]
    house.press("Esc")
    house.restart()
    again = Room(house)
    again.until(lambda: again.workspace.parts.watchlist.pairs == ("SOL/USDT", "BTC/USDT"))
    again.until(lambda: again.page.pair is not None)


def test_markets_are_sorted_filtered_and_opened(traded: Room) -> None:
    room, house = traded, traded.house
    page = markets(room)
    assert cell(page.table, 0, "Last") == "60,005.00"
    assert cell(page.table, 0, "24 h high") == "60,005.00"
    turnover = 600 * PRICE * 10 + 400 * (PRICE + 100) * 10 + 400 * (PRICE + 500) * 10
    assert cell(page.table, 0, "Turnover") == f"{turnover / WHOLE:,.0f}"
    header = page.table.horizontalHeader()
    last = header.sectionViewportPosition(2) + header.sectionSize(2) // 2
    house.click(header.viewport(), QPoint(last, header.height() // 2))
    assert (page.rows.column, page.rows.descending) == (2, True) and names(page)[0] == "BTC/USDT"
    house.click(header.viewport(), QPoint(last, header.height() // 2))
    assert names(page)[-1] == "BTC/USDT" and cell(page.table, 0, "Last ▴") == "–"
    page.sort.setFocus()
    house.press("Home", "Down")
    assert page.rows.column == 1 and names(page) == sorted(names(page))
    house.press("Ctrl+F")
    house.write("bitcoin eth/")
    assert names(page) == ["ETH/BTC"] and room.workspace.place() == "markets?words=bitcoin%20eth/"
    house.write("zz")
    state = house.find(StateView)
    assert state.state is State.NOTHING_FOUND and state.button is not None
    house.click(state.button)
    assert len(names(page)) == 5
    page.table.setFocus()
    page.table.choose_row(names(page).index("ETH/USDT"))
    house.press("Return")
    room.until(lambda: room.workspace.place() == "spot/ETH-USDT")


def test_the_feed_is_one_s_own_and_leads_to_the_market(traded: Room) -> None:
    room, house = traded, traded.house
    page = markets(room)
    feed = feed_of(page)
    room.until(lambda: [box.rows.rowCount() for box in feed.boxes] == [0, 1, 1, 3])
    assert feed.open.heading.text() == "Open orders 1"
    assert cell(feed.fills.table, 0, "Price") == "60,005.00"
    house.click(feed.open.all)
    room.until(lambda: room.workspace.place().startswith("spot"))
    assert room.page.own.tab == "open"
    house.press("Alt+Shift+M")
    feed.alerts.table.setFocus()
    house.press("Return")
    room.until(lambda: room.workspace.place() == "spot/BTC-USDT")
    other = room.other()
    house.press("Alt+Shift+M")
    house.services.actor.become(other)
    room.until(lambda: room.workspace.parts.exchange.ready and page.orders.open == ())
    assert all(box.rows.rowCount() == 0 for box in feed.boxes)


# Reports


def test_reports_say_what_happened_and_nothing_else(traded: Room, tmp_path: Path) -> None:
    room, house = traded, traded.house
    page = reports(room)
    table: QTableWidget = page.markets.table
    assert cell(table, 0, "Pair") == "BTC/USDT" and cell(table, 0, "Trades") == "3"
    assert cell(table, 0, "Traders") == "2" and cell(table, 0, "Volume") == "0.01 BTC"
    room.until(lambda: page.markets.plot.chart is not None and bool(page.reports.curve))
    assert page.markets.plot.reading == "" and page.reports.pair == "BTC/USDT"
    house.click(page.part.findChildren(type(page.part._group.button(1)))[1])
    assert room.workspace.place() == "reports/mine"
    said = {card.title.text(): (card.value.text(), card.change.text()) for card in page.mine.figures.cards}
    turnover = (600 * PRICE + 400 * (PRICE + 100) + 400 * (PRICE + 500)) * 10
    assert said["Traded"] == (f"{turnover / WHOLE:,.2f} USDT", "")
    assert said["Trades"] == ("3", "33 % as maker")
    assert said["Orders"] == ("3", "2 filled, 0 cancelled")
    profit = 400 * (PRICE + 500) * 10 - 400 * PRICE * 10
    assert said["Realised profit"][0] == f"+{profit / WHOLE:,.2f} USDT"
    paid = {cell(page.mine.fees, n, "Asset").split()[0] for n in range(page.mine.fees.rowCount())}
    assert len(paid) == 2
    assert cell(page.mine.pairs, 0, "Realised profit") == f"+{profit / WHOLE:,.2f} USDT"
    assert not any(each.selectedIndexes() for each in page.mine.findChildren(QTableWidget))
    page.save(What.LOTS, tmp_path / "lots.csv")
    room.until((tmp_path / "lots.csv").exists)
    rows = list(csv.reader((tmp_path / "lots.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[1] for row in rows[1:]] == ["0.00400000", "0.00200000", "0.00400000"]
    page.save(What.PAIRS, tmp_path / "pairs.csv")
    room.until((tmp_path / "pairs.csv").exists)
    rows = list(csv.reader((tmp_path / "pairs.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][:2] == ["BTC/USDT", "0.01400000"] and rows[1][3:5] == ["3", "2"]
    page.mine.holdings.setFocus()
    page.mine.holdings.setCurrentCell(0, 0)
    house.press("Return")
    room.until(lambda: room.workspace.place().startswith("audit/"))


def test_a_period_without_trades_offers_a_longer_one(room: Room) -> None:
    house, page = room.house, reports(room)
    state = house.find(StateView)
    assert state.state is State.NOTHING_FOUND and state.button is not None
    page.period.setFocus()
    house.press("End")
    assert page.reports.period is Period.CUSTOM and page.first.isVisible()
    page.first.setFocus()
    house.press("Up")
    assert page.reports.ends()[0].day == page.first.date().day()
    house.click(house.find(StateView).button or page)
    room.until(lambda: page.reports.period is Period.ALL and not page.first.isVisible())
    maker = room.other()
    room.place(maker, "SELL", PRICE, 100)
    room.place(house.account, "BUY", PRICE, 100)
    room.until(lambda: page.stack.currentWidget() is page.stack.content, 30)
    assert cell(page.markets.table, 0, "Trades") == "1"


# Audit


def audit(room: Room) -> AuditPage:
    page = room.house.find(AuditPage)
    room.until(lambda: page.trail.audit is not None and page.rows.rowCount() > 0)
    return page


def test_a_balance_leads_to_its_entries_and_an_entry_to_its_order(traded: Room) -> None:
    room, house = traded, traded.house
    house.press("Alt+4")
    balances = room.page.own.tables["balances"]
    room.until(lambda: balances.rows.rowCount() == 2)
    row = next(n for n in range(2) if balances.rows.row(n).asset == "BTC")
    double_click(room, balances, row)
    room.until(lambda: room.workspace.place() == "audit/BTC")
    page = audit(room)
    room.until(lambda: len(page.trail.trades) == 3)
    found = page.trail.audit
    assert found is not None and found.right
    fee = 600_000 * 1 // 1000 + 400_000 // 1000
    assert found.posted == WHOLE + 1_000_000 - fee - 400_000 and found.held == 250_000
    assert page.said.text() == f"{found.posted / WHOLE:.8f}\u00a0BTC is the sum of its 5 entries."
    assert page.orders.text() == "1 order"
    assert page.trail.lines[0].balance == found.posted
    said = [cell(page.table, n, "What made it") for n in range(5)]
    assert said.count("Trade 3 · ▼ Sell 0.00400 BTC/USDT at 60,005.00 · Order 4") == 1
    assert said.count("Trade 3 · The other side’s fee, out of what you gave") == 1
    page.table.setFocus()
    page.table.choose_row(next(n for n in range(5) if said[n].startswith("Trade 2")))
    house.press("Return")
    room.until(lambda: page.panel.is_open)
    cause = page.panel.cause
    assert cause is not None and cause.trade is not None
    assert (cause.trade.number, cause.order.number) == (2, 3)
    assert [fill.number for fill in cause.fills] == [1, 2]
    assert sum(fill.quantity for fill in cause.fills) == cause.order.executed == 1000
    house.press("Up", "Return")
    room.until(lambda: page.panel.cause is not None and page.panel.cause.trade == cause.fills[0])
    house.press("Esc")
    room.until(lambda: not page.panel.is_open)
    house.click(page.orders)
    room.until(lambda: page.panel.is_open and page.panel.cause is not None and page.panel.cause.trade is None)
    house.press("Esc", "Alt+Left")
    room.until(lambda: room.workspace.place().startswith("spot"))


def test_a_transfer_of_the_wallet_leads_to_what_made_it(traded: Room) -> None:
    room, house = traded, traded.house
    house.press("Ctrl+Shift+W")
    wallet = house.window.stack.workspace("wallet")
    assert isinstance(wallet, WalletWorkspace)
    answer: list[Any] = []
    house.services.actor.ask(WalletOf, answer.append)
    room.until(lambda: answer)
    line = next(line for line in answer[0].lines if line.purpose == "spot" and line.asset == "BTC")
    wallet.visit(f"history?account={line.account_id}")
    room.until(lambda: wallet.history.rows.rowCount() == 5)
    wallet.history.table.setFocus()
    wallet.history.table.selectRow(0)
    house.press("Return")
    room.until(lambda: wallet.panel.details is not None and wallet.panel.is_open)
    assert wallet.panel.details is not None
    buttons: list[Button] = []
    room.until(
        lambda: buttons or buttons.extend(house.seen(Button, lambda each: each.text() == "What made it"))
    )
    house.click(buttons[0])
    room.until(lambda: house.window.stack.current_id == "trade")
    page = audit(room)
    room.until(lambda: page.panel.is_open and page.panel.cause is not None)
    assert page.panel.cause is not None and page.panel.cause.order.number == 4


def test_what_there_never_was_and_what_is_not_one_s_own_is_said(traded: Room) -> None:
    room, house = traded, traded.house
    house.window.go("nonet://trade/audit/SOL")
    page = house.find(AuditPage)
    room.until(lambda: page.trail.missing)
    assert house.find(StateView).accessibleName() == "You have never had SOL here."
    house.window.go("nonet://trade/audit/order/1")
    notices = house.nonet.notices
    room.until(lambda: any(notice.text == "You have no order 1." for notice in notices.history))
    assert not page.panel.is_open
    house.window.go("nonet://trade/audit/order/one")
    assert room.workspace.seen is room.workspace.spot
