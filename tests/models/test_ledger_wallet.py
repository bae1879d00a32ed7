"""Money in, out and between accounts, through commands; and what a person sees of it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest

from models.accounts.queries import OwnHoldings
from models.core.audience import Role
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import new_id
from models.ledger import purposes
from models.ledger.address_commands import AddAddress, RemoveAddress, RenameAddress
from models.ledger.assets import asset
from models.ledger.commands import (
    CancelWithdrawal,
    ConfirmWithdrawal,
    Deposit,
    MoveMoney,
    SweepHolds,
    Withdraw,
)
from models.ledger.crossing import SendMoney
from models.ledger.entities import Cursor, Entry
from models.ledger.limits import limits
from models.ledger.queries import (
    AddressBook,
    AllowanceOf,
    History,
    LedgerCheck,
    MoneyPlaces,
    OneTransfer,
    StatementOf,
    WalletOf,
    Withdrawals,
)
from models.ledger.rules import InsufficientFunds
from models.ledger.statement import to_csv
from models.notifications.queries import NoticeList
from tests.support.wallet import IBAN, OTHER_IBAN, WalletRecord


def add(record: WalletRecord, person: UUID, address: str = IBAN, label: str = "Bank") -> UUID:
    return record.did(person, AddAddress, network="iban", address=address, label=label).command_id


def history(record: WalletRecord, person: UUID, **wanted: object) -> list[tuple[str, str, int]]:
    page = record.ask(History(actor=person, **wanted))  # type: ignore[arg-type]
    return [(entry.code, entry.purpose, entry.amount) for entry in page.entries]


# In


def test_the_faucet_gives_up_to_a_limit_a_day(wallets: WalletRecord) -> None:
    person = wallets.person()
    most = limits(asset("EUR")).deposit
    wallets.did(person, Deposit, asset="EUR", amount=most - 1)
    refused = wallets.refused(person, Deposit, asset="EUR", amount=2)
    assert isinstance(refused, Conflict) and refused.field == "amount"
    assert "0.01" in refused.sentence
    wallets.did(person, Deposit, asset="BTC", amount=1)  # a limit of its own
    wallets.clock.turn(hours=23)
    assert wallets.send(person, Deposit, asset="EUR", amount=2).error is not None
    wallets.clock.turn(hours=1, seconds=1)
    wallets.did(person, Deposit, asset="EUR", amount=most)
    assert wallets.has(person) == (2 * most - 1, 0)
    assert wallets.ask(AllowanceOf(actor=person, asset="EUR")).deposit_left == 0


@pytest.mark.parametrize(("code", "amount"), [("EUR", 0), ("EUR", -5), ("XXX", 5), ("EUR", 1 << 63)])
def test_what_is_no_deposit(wallets: WalletRecord, code: str, amount: int) -> None:
    person = wallets.person()
    assert wallets.refused(person, Deposit, asset=code, amount=amount).sentence
    assert wallets.lines(person) == ()


def test_money_comes_in_through_ones_own_wallet_only(wallets: WalletRecord) -> None:
    person, other = wallets.person(), wallets.person()
    own_exchange = wallets.exchange()
    wallets.join(own_exchange, person, Role.OWNER)
    for space in (own_exchange, other):
        assert isinstance(wallets.refused(person, Deposit, space, asset="EUR", amount=5), NotAllowed)


# Out


def test_a_withdrawal_is_held_then_sent(wallets: WalletRecord) -> None:
    person = wallets.rich(1000)
    bank = add(wallets, person)
    wallets.clock.turn(days=2)
    asked = wallets.did(person, Withdraw, asset="EUR", amount=40_000, address_id=bank).command_id
    assert wallets.has(person) == (60_000, 40_000)
    (card,) = wallets.ask(Withdrawals(actor=person, waiting=True))
    assert (card.id, card.amount, card.label, card.is_new) == (asked, 40_000, "Bank", False)
    assert card.text == "DE89 3704 0044 0532 0130 00"
    wallets.did(person, ConfirmWithdrawal, withdrawal_id=asked)
    assert wallets.has(person) == (60_000, 0)
    assert wallets.ask(Withdrawals(actor=person, waiting=True)) == ()
    assert wallets.ask(Withdrawals(actor=person))[0].state == "confirmed"
    assert history(wallets, person)[0] == ("withdrawal", "funding", -40_000)
    told = wallets.ask(NoticeList(actor=person)).notices
    assert [(each.kind, "Bank" in each.title) for each in told] == [("ledger.withdrawn", True)]
    assert isinstance(wallets.refused(person, ConfirmWithdrawal, withdrawal_id=asked), Conflict)
    assert isinstance(wallets.refused(person, CancelWithdrawal, withdrawal_id=asked), Conflict)


def test_a_withdrawal_that_is_cancelled_gives_everything_back(wallets: WalletRecord) -> None:
    person = wallets.rich(100)
    asked = wallets.did(person, Withdraw, asset="EUR", amount=10_000, address_id=add(wallets, person))
    wallets.did(person, CancelWithdrawal, withdrawal_id=asked.command_id)
    assert wallets.has(person) == (10_000, 0)
    assert isinstance(wallets.refused(person, ConfirmWithdrawal, withdrawal_id=asked.command_id), Conflict)


def test_a_new_address_has_to_be_typed_once_more(wallets: WalletRecord) -> None:
    person = wallets.rich(100)
    asked = wallets.did(person, Withdraw, asset="EUR", amount=100, address_id=add(wallets, person))
    for ending in ("", "3001"):
        refused = wallets.refused(person, ConfirmWithdrawal, withdrawal_id=asked.command_id, ending=ending)
        assert isinstance(refused, Invalid) and refused.field == "ending"
    wallets.did(person, ConfirmWithdrawal, withdrawal_id=asked.command_id, ending=" 3000 ")


def test_a_withdrawal_that_nobody_confirms_ends_by_itself(wallets: WalletRecord) -> None:
    person = wallets.rich(100)
    asked = wallets.did(person, Withdraw, asset="EUR", amount=100, address_id=add(wallets, person))
    assert wallets.did(person, SweepHolds).result == 0
    wallets.clock.turn(minutes=31)
    assert wallets.ask(Withdrawals(actor=person))[0].state == "expired"
    refused = wallets.refused(person, ConfirmWithdrawal, withdrawal_id=asked.command_id, ending="3000")
    assert "yours again" in refused.sentence
    assert wallets.did(person, SweepHolds).result == 1
    assert wallets.did(person, SweepHolds).result == 0
    assert wallets.has(person) == (10_000, 0)
    assert wallets.ask(Withdrawals(actor=person))[0].state == "expired"


def test_withdrawals_have_a_limit_a_day_that_cancelled_ones_do_not_use_up(wallets: WalletRecord) -> None:
    person = wallets.rich(10_000)
    bank, most = add(wallets, person), limits(asset("EUR")).withdrawal
    first = wallets.did(person, Withdraw, asset="EUR", amount=most, address_id=bank).command_id
    assert isinstance(wallets.refused(person, Withdraw, asset="EUR", amount=1, address_id=bank), Conflict)
    assert wallets.ask(AllowanceOf(actor=person, asset="EUR")).withdrawal_left == 0
    wallets.did(person, CancelWithdrawal, withdrawal_id=first)
    wallets.did(person, Withdraw, asset="EUR", amount=most, address_id=bank)
    wallets.clock.turn(hours=25)
    assert wallets.ask(AllowanceOf(actor=person, asset="EUR")).withdrawal_left == most


def test_what_cannot_be_withdrawn(wallets: WalletRecord) -> None:
    person, other = wallets.rich(10), wallets.person()
    bank = add(wallets, person)
    wallets.did(person, Deposit, asset="BTC", amount=100)
    wallets.did(person, Deposit, asset="NNT", amount=100)

    def refused(code: str, amount: int, address: UUID) -> Exception:
        return wallets.refused(person, Withdraw, asset=code, amount=amount, address_id=address)

    too_much = refused("EUR", 1001, bank)
    assert isinstance(too_much, InsufficientFunds) or "10.00" in str(too_much)
    assert isinstance(refused("BTC", 5, bank), Invalid)
    assert isinstance(refused("NNT", 5, bank), Invalid)
    assert isinstance(refused("EUR", 5, new_id()), NotFound)
    assert isinstance(refused("EUR", 5, add(wallets, other)), NotFound)
    assert wallets.has(person) == (1000, 0)


# The address book


def test_the_address_book(wallets: WalletRecord) -> None:
    person = wallets.person()
    first = add(wallets, person, label="  My\nbank ")
    add(wallets, person, OTHER_IBAN, label="aunt")
    book = wallets.ask(AddressBook(actor=person))
    assert [(card.label, card.is_new) for card in book] == [("aunt", True), ("My bank", True)]
    renamed = wallets.did(person, RenameAddress, address_id=first, label="Bank")
    assert [card.label for card in wallets.ask(AddressBook(actor=person))] == ["aunt", "Bank"]
    wallets.undo(renamed)
    wallets.clock.turn(hours=25)
    assert not any(card.is_new for card in wallets.ask(AddressBook(actor=person)))
    removed = wallets.did(person, RemoveAddress, address_id=first)
    assert len(wallets.ask(AddressBook(actor=person))) == 1
    wallets.undo(removed)
    assert {card.label: card.is_new for card in wallets.ask(AddressBook(actor=person))} == {
        "aunt": False,
        "My bank": True,  # not to be used at once by whoever put it back
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": "DE00"}, "address"),
        ({"address": IBAN}, "address"),
        ({"label": "   "}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"network": "pigeon"}, "network"),
    ],
)
def test_what_is_no_entry_of_the_book(wallets: WalletRecord, fields: dict[str, str], field: str) -> None:
    person = wallets.person()
    add(wallets, person)
    whole = {"network": "iban", "address": OTHER_IBAN, "label": "Aunt"} | fields
    assert wallets.refused(person, AddAddress, **whole).field == field


# Between purposes


def test_money_is_put_aside_and_back(wallets: WalletRecord) -> None:
    person = wallets.rich(100)
    moved = wallets.did(person, MoveMoney, asset="EUR", amount=3000, source="funding", target="savings")
    assert (wallets.has(person), wallets.has(person, "savings")) == ((7000, 0), (3000, 0))
    wallets.undo(moved)
    assert (wallets.has(person), wallets.has(person, "savings")) == ((10_000, 0), (0, 0))
    move = {"asset": "EUR", "amount": 1, "source": "funding"}
    for target in ("funding", "spot", "faucet", "no such"):
        assert wallets.refused(person, MoveMoney, **move, target=target).field == "target"


def test_a_guard_keeps_money_in(wallets: WalletRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(_ctx: object, _owner: UUID, _code: str, amount: int) -> None:
        if amount > 5:
            raise Conflict("It secures a loan.", field="amount")

    guarded = purposes.Purpose("margin", lambda: "Margin", "person", guard)
    monkeypatch.setitem(purposes._PURPOSES, "margin", guarded)
    person = wallets.rich(100)
    wallets.did(person, MoveMoney, asset="EUR", amount=100, source="funding", target="margin")
    back = {"asset": "EUR", "source": "margin", "target": "funding"}
    assert "loan" in wallets.refused(person, MoveMoney, amount=6, **back).sentence
    wallets.did(person, MoveMoney, amount=5, **back)


def test_nobody_moves_the_money_of_others(wallets: WalletRecord) -> None:
    person, other = wallets.rich(100), wallets.person()
    exchange = wallets.exchange(person, other)
    whole = {"asset": "EUR", "amount": 1, "source": "funding", "target": "savings"}
    assert isinstance(wallets.refused(other, MoveMoney, person, **whole), NotAllowed)
    empty = {**whole, "source": "spot"}
    assert wallets.refused(other, MoveMoney, exchange, **empty).field == "target"


# What is seen


def test_the_wallet_by_place_and_in_all(wallets: WalletRecord) -> None:
    person, other = wallets.rich(100), wallets.rich(7)
    wallets.did(person, Deposit, asset="BTC", amount=5)
    wallets.did(person, MoveMoney, asset="EUR", amount=1, source="funding", target="savings")
    exchange = wallets.exchange(person)
    seen = wallets.ask(WalletOf(actor=person))
    assert [(line.asset, line.purpose, line.posted) for line in seen.lines] == [
        ("EUR", "funding", 9_999), ("EUR", "savings", 1), ("BTC", "funding", 5),
    ]  # fmt: skip
    assert list(seen.totals.items()) == [("EUR", 10_000), ("BTC", 5)]
    assert wallets.ask(WalletOf(actor=other)).totals == {"EUR": 700}
    places = wallets.ask(MoneyPlaces(actor=person))
    assert [(place.space_id, place.purposes) for place in places] == [
        (person, ("funding", "savings")), (exchange, ("spot",)),
    ]  # fmt: skip


def fill(record: WalletRecord, person: UUID, count: int) -> None:
    for n in range(count):
        ways = ("funding", "savings") if n % 3 else ("savings", "funding")
        amount = n + 1 if n % 3 else 1
        record.send(person, MoveMoney, asset="EUR", amount=amount, source=ways[0], target=ways[1])
        if n % 4:
            record.clock.turn(minutes=1)


def pages(record: WalletRecord, person: UUID, limit: int, **wanted: object) -> list[Entry]:
    after: Cursor | None = None
    found: list[Entry] = []
    while True:
        page = record.ask(History(actor=person, after=after, limit=limit, **wanted))  # type: ignore[arg-type]
        assert len(page.entries) <= limit
        found += page.entries
        if page.after is None:
            return found
        after = page.after


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_pages_of_the_history_lose_and_double_nothing(wallets: WalletRecord, limit: int) -> None:
    person = wallets.rich(500)
    fill(wallets, person, 20)
    whole = pages(wallets, person, 1000)
    assert len({(entry.id, entry.account_id) for entry in whole}) == len(whole) > 30
    assert [entry.at for entry in whole] == sorted((entry.at for entry in whole), reverse=True)
    assert pages(wallets, person, limit) == whole
    account = whole[0].account_id
    assert pages(wallets, person, limit, account=account) == [e for e in whole if e.account_id == account]


def test_the_balance_after_each_entry_is_the_sum_of_all_up_to_it(wallets: WalletRecord) -> None:
    person = wallets.rich(500)
    fill(wallets, person, 20)
    stands: dict[UUID, int] = {}
    for entry in reversed(pages(wallets, person, 3)):
        stands[entry.account_id] = stands.get(entry.account_id, 0) + entry.amount
        assert entry.balance == stands[entry.account_id]
    assert stands == {line.account_id: line.posted for line in wallets.lines(person)}
    midway = wallets.clock() - timedelta(minutes=4)
    earlier = {(entry.id, entry.account_id): entry.balance for entry in pages(wallets, person, 100)}
    assert all(
        entry.balance == earlier[entry.id, entry.account_id]
        for entry in pages(wallets, person, 2, until=midway)
    )
    assert {entry.balance for entry in pages(wallets, person, 100, codes=("move",))} == {None}
    assert {entry.balance for entry in pages(wallets, person, 100, words="move")} == {None}


def test_the_history_is_filtered(wallets: WalletRecord) -> None:
    person = wallets.rich(500)
    wallets.did(person, Deposit, asset="BTC", amount=9)
    wallets.clock.turn(days=1)
    wallets.did(person, MoveMoney, asset="EUR", amount=5, source="funding", target="savings")
    assert history(wallets, person, codes=("move",)) == [("move", "savings", 5), ("move", "funding", -5)]
    assert history(wallets, person, asset="BTC") == [("deposit", "funding", 9)]
    assert history(wallets, person, words="btc") == [("deposit", "funding", 9)]
    assert history(wallets, person, words="Depos") == history(wallets, person, codes=("deposit",))
    assert history(wallets, person, words="100%_") == []
    assert len(history(wallets, person, since=wallets.clock())) == 2
    assert len(history(wallets, person, until=wallets.clock())) == 2
    other = wallets.person()
    assert history(wallets, other) == []


def test_a_statement_runs_from_its_opening_to_its_closing_balance(wallets: WalletRecord) -> None:
    person = wallets.rich(500)
    fill(wallets, person, 12)
    (account,) = (line for line in wallets.lines(person) if line.purpose == "funding")
    begin, end = wallets.clock() - timedelta(minutes=6), wallets.clock() - timedelta(minutes=2)
    statement = wallets.ask(StatementOf(actor=person, account=account.account_id, since=begin, until=end))
    whole = pages(wallets, person, 100, account=account.account_id)[::-1]
    assert statement.opening == sum(entry.amount for entry in whole if entry.at < begin)
    assert [line.entry.id for line in statement.lines] == [e.id for e in whole if begin <= e.at < end]
    running = statement.opening
    for line in statement.lines:
        running += line.entry.amount
        assert line.balance == running
    assert statement.closing == running
    rows = list(csv.reader(StringIO(to_csv(statement))))
    assert rows[3][-3:] == ["Amount", "Balance", "Id"]
    assert len(rows) == len(statement.lines) + 6
    assert rows[-1][-2] == f"{statement.closing / 100:.2f}"
    assert sum(round(float(row[4]) * 100) for row in rows[5:-1]) == statement.closing - statement.opening
    with pytest.raises(NotFound):
        wallets.ask(StatementOf(actor=wallets.person(), account=account.account_id, since=begin, until=end))


def test_one_transfer_tells_what_it_belongs_to(wallets: WalletRecord) -> None:
    person = wallets.rich(500)
    asked = wallets.did(person, Withdraw, asset="EUR", amount=100, address_id=add(wallets, person))
    wallets.did(person, ConfirmWithdrawal, withdrawal_id=asked.command_id, ending="3000")
    entry = wallets.ask(History(actor=person)).entries[0]
    detail = wallets.ask(OneTransfer(actor=person, space_id=entry.space_id, transfer_id=entry.id))
    assert detail.entry == replace(entry, balance=None)
    assert (detail.source, detail.target) == ("Funding", "Bank")
    assert detail.hold is not None and (detail.hold.amount, detail.hold.left) == (100, 0)
    assert detail.related == ()
    with pytest.raises(NotFound):
        stranger = wallets.person()
        wallets.ask(OneTransfer(actor=stranger, space_id=entry.space_id, transfer_id=entry.id))


def test_who_deletes_an_account_hears_what_it_still_owns(wallets: WalletRecord) -> None:
    person, other = wallets.rich(12), wallets.rich(5)
    exchange = wallets.exchange(person)
    whole = {"asset": "EUR", "amount": 200, "source": "funding", "target": "spot"}
    wallets.did(person, SendMoney, person, target_space=exchange, **whole)
    told = [holding.words for holding in wallets.ask(OwnHoldings(actor=person))]
    assert "12.00\u00a0EUR" in told
    assert "5.00\u00a0EUR" in [holding.words for holding in wallets.ask(OwnHoldings(actor=other))]


def test_only_an_admin_checks_the_ledger_of_all(wallets: WalletRecord) -> None:
    admin, user = wallets.person("Ada"), wallets.person("Bob")
    wallets.did(user, Deposit, asset="EUR", amount=1)
    assert wallets.ask(LedgerCheck(actor=admin)) == ()
    with pytest.raises(NotAllowed):
        wallets.ask(LedgerCheck(actor=user))
