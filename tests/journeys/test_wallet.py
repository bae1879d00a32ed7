"""The wallet in the real window: money in, out, between places, and all of it told."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.ledger.address_commands import AddAddress
from models.ledger.commands import Deposit, MoveMoney, Withdraw
from models.ledger.queries import Withdrawals
from tests.support.house import House
from tests.support.wallet import IBAN, put_exchange
from views.ledger.tables import MoneyTable
from views.ledger.workspace import WalletWorkspace
from views.widgets.states import State, StateView


def wallet(house: House) -> WalletWorkspace:
    """The wallet, opened by its key."""
    house.press("Ctrl+Shift+W")
    made = house.window.stack.workspace("wallet")
    assert isinstance(made, WalletWorkspace)
    house.until(lambda: made.wallet.wallet is not None)
    return made


def send(house: House, kind: type[Any], **fields: Any) -> UUID:
    """Have a command done, as if it had been done before."""
    got: list[Verdict | PersonError] = []
    house.services.actor.send(kind, done=got.append, failed=got.append, **fields)
    house.until(lambda: got)
    verdict = got[0]
    assert isinstance(verdict, Verdict), verdict
    return verdict.command_id


def shown(table: MoneyTable) -> list[list[str]]:
    """What stands in a table."""
    model = table.model()
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_from_an_empty_wallet_to_money_in_the_status_bar(house: House) -> None:
    house.until(lambda: house.window.panels.centre is not None)  # the start is over
    assert not house.window.status.wallet.isVisible()
    page = wallet(house)
    empty = house.find(StateView, "There is no money in your wallet yet")
    assert empty.state is State.EMPTY
    assert empty.button is not None and empty.button.hasFocus()
    house.press("Space")
    form = page.panel.deposit
    house.until(lambda: "10,000.00" in form.rows["amount"].note.text())
    house.press("Tab")
    assert house.focus is form.amount
    house.write("1,5")
    house.press("Return")
    assert "is no amount" in form.rows["amount"].error
    house.press("Ctrl+A")
    house.write("10,000.01")
    house.press("Return")
    house.until(lambda: "is the limit" in form.rows["amount"].error)
    house.press("Ctrl+A")
    house.write("1,250")
    house.press("Return")
    house.until(lambda: not page.panel.is_open)
    house.until(lambda: shown(page.balances.table))
    assert shown(page.balances.table) == [
        ["EUR · Euro", "My wallet · Funding", "1,250.00", "0.00", "1,250.00"]
    ]
    status = house.window.status.wallet
    house.until(lambda: status.isVisible() and "1,250.00" in status.text())
    assert status.accessibleName() == "Wallet: 1,250.00\u00a0EUR"
    house.press("Ctrl+1")
    house.click(status)
    house.until(page.isVisible)
    assert house.window.going.history.current == "nonet://wallet/"


def test_the_status_bar_tells_what_there_is_after_a_restart(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=500)
    send(house, Deposit, asset="BTC", amount=4_120_000)
    house.restart()
    status = house.window.status.wallet
    house.until(status.isVisible)
    assert status.text().split("   ") == ["5.00\u00a0EUR", "0.0412\u00a0BTC"]


def test_a_withdrawal_from_the_address_to_the_notice(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=50_000)
    page = wallet(house)
    house.nonet.actions.run("wallet.withdraw")
    form, address = page.panel.withdraw, page.panel.address
    house.until(lambda: "There is no address" in form.rows["address"].note.text())
    form.new.setFocus()
    house.press("Space")
    house.until(address.isVisible)
    address.address.setFocus()
    house.write("DE89 3704 0044 0532 0130 01")
    house.press("Tab")
    house.write("My bank")
    house.press("Return")
    house.until(lambda: "check digits" in address.rows["address"].error)
    assert house.focus is address.address
    house.press("Ctrl+A")
    house.write("DE89 3704 0044 0532 0130 00")
    house.press("Return")
    house.until(form.isVisible)
    house.until(lambda: form.address.currentText() == "My bank")
    form.all.setFocus()
    house.press("Space")
    assert form.amount.text() == "500.00" and house.focus is form.amount
    house.press("Ctrl+A")
    house.write("200")
    house.press("Return")
    confirm = page.panel.confirm
    house.until(confirm.isVisible)
    assert confirm.address.text() == "DE89 3704 0044 0532 0130 00"
    assert house.focus is confirm.ending, "a new address is typed once more"
    house.press("Return")
    house.until(lambda: "last 4 letters" in confirm.rows["ending"].error)
    house.write("3000")
    house.press("Return")
    house.until(lambda: not page.panel.is_open)
    house.until(lambda: shown(page.balances.table)[0][2:] == ["300.00", "0.00", "300.00"])
    house.until(lambda: any("200.00" in notice.text for notice in house.nonet.notices.history))


def test_a_withdrawal_waits_and_is_cancelled(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=50_000)
    bank = send(house, AddAddress, network="iban", address=IBAN, label="My bank")
    send(house, Withdraw, asset="EUR", amount=20_000, address_id=bank)
    page = wallet(house)
    house.until(lambda: page.balances.waiting)
    house.until(lambda: shown(page.balances.table)[0][2:] == ["300.00", "200.00", "500.00"])
    page.balances.waiting[0].button.setFocus()
    house.press("Space")
    house.until(page.panel.confirm.isVisible)
    page.panel.confirm.no.setFocus()
    house.press("Space")
    house.until(lambda: not page.balances.waiting)
    house.until(lambda: shown(page.balances.table)[0][2:] == ["500.00", "0.00", "500.00"])


def test_what_nobody_confirms_is_given_back_where_it_is_seen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(house, Deposit, asset="EUR", amount=50_000)
    bank = send(house, AddAddress, network="iban", address=IBAN, label="My bank")
    monkeypatch.setattr("models.ledger.commands.TIME_TO_CONFIRM", timedelta(milliseconds=400))
    send(house, Withdraw, asset="EUR", amount=20_000, address_id=bank)
    page = wallet(house)
    house.until(lambda: shown(page.balances.table) and shown(page.balances.table)[0][2] == "500.00")
    assert page.balances.waiting == []
    found = house.services.gateway.ask_now(Withdrawals(actor=house.account))
    assert [card.state for card in found] == ["expired"]


def test_money_goes_to_an_exchange_and_is_put_aside_and_back(house: House) -> None:
    account = house.account
    house.services.gateway.serve(lambda c: put_exchange(c, utc_now(), account)).result()
    send(house, Deposit, asset="EUR", amount=50_000)
    page = wallet(house)
    house.until(lambda: len(page.wallet.places) == 2)
    page.move_button.setFocus()
    house.press("Space")
    form = page.panel.move
    house.until(form.isVisible)
    assert [form.target.itemText(n) for n in range(form.target.count())] == [
        "My wallet · Funding", "My wallet · Put aside", "Exchange · Spot",
    ]  # fmt: skip
    form.target.setFocus()
    house.press("End")
    form.amount.setFocus()
    house.write("120.50")
    house.press("Return")
    house.until(lambda: len(shown(page.balances.table)) == 2)
    house.until(lambda: shown(page.balances.table)[0][2:] == ["379.50", "0.00", "379.50"])
    assert shown(page.balances.table)[1] == ["EUR · Euro", "Exchange · Spot", "120.50", "0.00", "120.50"]
    send(house, MoveMoney, asset="EUR", amount=100, source="funding", target="savings")
    house.until(lambda: len(shown(page.balances.table)) == 3)
    page.visit("history")
    house.until(lambda: len(shown(page.history.table)) == 5)
    moved = ["Transfer between places", "My wallet · Funding", "Exchange", "\u2212120.50\u00a0EUR", "379.50"]
    assert moved in [row[1:] for row in shown(page.history.table)]


def test_the_history_is_narrowed_by_typing_and_opened_by_enter(house: House) -> None:
    for _ in range(3):
        send(house, Deposit, asset="EUR", amount=1000)
    send(house, Deposit, asset="BTC", amount=7)
    page = wallet(house)
    page.choice.setFocus()
    page.visit("history")
    table = page.history.table
    house.until(lambda: len(shown(table)) == 4)
    table.setFocus()
    house.write("btc")
    house.until(lambda: len(shown(table)) == 1)
    assert page.history.search.text() == "btc"
    house.write("xyz")
    house.until(lambda: house.seen(StateView, lambda view: view.state is State.NOTHING_FOUND))
    house.press("Esc")
    house.until(lambda: len(shown(table)) == 4)
    house.press("Esc")
    assert house.focus is table
    house.press("Home", "Return")
    house.until(lambda: page.panel.details is not None)
    house.press("Esc")
    house.until(lambda: not page.panel.is_open)
    page.visit("")
    page.balances.table.setFocus()
    house.press("End", "Return")
    house.until(lambda: len(shown(table)) == 1 and shown(table)[0][4].endswith("BTC"))
    assert page.place().startswith("history?account=")
    link = house.window.going.history.current
    house.press("Alt+Left", "Alt+Right")
    assert house.window.going.history.current == link and page.entries.account is not None


def test_the_address_book_by_keys(house: House) -> None:
    page = wallet(house)
    page.visit("addresses")
    house.until(lambda: house.seen(StateView, lambda view: "address book is empty" in view.accessibleName()))
    page.book.add.setFocus()
    house.press("Space")
    form = page.panel.address
    house.until(form.isVisible)
    form.address.setFocus()
    house.write(IBAN)
    house.press("Tab")
    house.write("Bank")
    house.press("Return")
    house.until(lambda: len(shown(page.book.table)) == 1)
    assert shown(page.book.table)[0][:3] == ["Bank", "IBAN", "DE89 3704 0044 0532 0130 00"]
    house.until(lambda: not page.panel.panel.isVisible())
    page.book.table.setFocus()
    house.press("F2")
    house.until(form.isVisible)
    house.write("Savings bank")
    house.press("Return")
    house.until(lambda: shown(page.book.table)[0][0] == "Savings bank")
    house.until(lambda: not page.panel.panel.isVisible())
    page.book.table.setFocus()
    house.press("Delete")
    house.until(lambda: not shown(page.book.table))
    house.press("Ctrl+Z")
    house.until(lambda: len(shown(page.book.table)) == 1)


def test_a_statement_is_saved_as_a_file(house: House, tmp_path: Path) -> None:
    send(house, Deposit, asset="EUR", amount=1000)
    send(house, MoveMoney, asset="EUR", amount=300, source="funding", target="savings")
    page = wallet(house)
    house.nonet.actions.run("wallet.statement")
    form = page.panel.statement
    house.until(form.isVisible)
    form.save(str(tmp_path / "none" / "statement.csv"))
    house.until(lambda: form.trouble.isVisible())
    form.save(str(tmp_path / "statement.csv"))
    house.until(lambda: not page.panel.is_open)
    rows = list(csv.reader((tmp_path / "statement.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[4] for row in rows[5:7]] == ["10.00", "-3.00"]
    assert rows[-1][5] == "7.00"


def test_an_admin_checks_the_ledger(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=1000)
    page = wallet(house)
    assert house.nonet.actions.get("wallet.check").enabled
    page.check_ledger()
    house.until(lambda: any("The ledger is right" in n.text for n in house.nonet.notices.history))


def test_the_next_person_sees_nothing_of_it(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=1000)
    page = wallet(house)
    house.until(lambda: shown(page.balances.table))
    house.services.actor.become(UUID(int=7 << 76))
    house.until(lambda: not shown(page.balances.table))
    assert not house.window.status.wallet.isVisible()
    house.services.actor.become(house.services.session.people[0].id)


def test_a_small_window_cuts_no_number_off(house: House) -> None:
    send(house, Deposit, asset="EUR", amount=1_000_000)
    send(house, Deposit, asset="USDT", amount=999_999_999_999)
    page = wallet(house)
    house.window.resize(900, 600)
    house.until(lambda: len(shown(page.balances.table)) == 2)
    QApplication.processEvents()
    table = page.balances.table
    wide = [table.columnWidth(column) for column in range(5)]
    assert sum(wide) <= table.viewport().width()
    metrics = table.fontMetrics()
    for row in shown(table):
        for column in (2, 3, 4):
            assert metrics.horizontalAdvance(row[column]) < wide[column]
    assert table.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
