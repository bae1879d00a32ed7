"""A person's wallet: balances, history, statements, address book, withdrawals; for them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from models.accounts.people import is_admin
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import Conflict, NotAllowed, NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import visible
from models.core.tables import Member, Space
from models.core.text import tr
from models.ledger import entries
from models.ledger.addresses import NETWORKS, shown
from models.ledger.assets import ASSETS, asset
from models.ledger.check import check
from models.ledger.commands import ASKED, CONFIRMED, ENDING, EXPIRED
from models.ledger.entities import (
    AddressCard,
    Allowance,
    Cursor,
    Entry,
    EntryPage,
    HoldCard,
    Line,
    Place,
    Statement,
    StatementLine,
    TransferDetail,
    Wallet,
    WithdrawalCard,
)
from models.ledger.limits import DAY, limits
from models.ledger.posting import account_id
from models.ledger.purposes import FAUCET, on_paper, purpose_title, purposes_of
from models.ledger.tables import (
    LedgerAccount,
    LedgerAddress,
    LedgerHold,
    LedgerTransfer,
    LedgerWithdrawal,
)
from models.ledger.wording import place_names

LONGEST_STATEMENT = 100_000
_RELATED = 50
_SEEN = 50
"""Withdrawals that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletOf(Query[Wallet]):
    """All balances of the actor, in all places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPlaces(Query[tuple[Place, ...]]):
    """Where the actor can have money: their own wallet first, then the places they are a customer of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Query[EntryPage]):
    """A page of the actor's entries, newest first: of one account or of all, of an asset, of some codes, of a
    period, with these words in what they are called. Without codes and words, with the balances."""

    account: UUID | None = None
    asset: str = ""
    codes: tuple[str, ...] = ()
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: Cursor | None = None
    limit: int = entries.PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTransfer(Query[TransferDetail]):
    """A transfer with what it belongs to."""

    space_id: UUID
    transfer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOf(Query[Statement]):
    """One account of the actor's for a period (`until` is not in it)."""

    account: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBook(Query[tuple[AddressCard, ...]]):
    """The actor's addresses, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawals(Query[tuple[WithdrawalCard, ...]]):
    """The actor's last withdrawals, newest first; with `waiting` only those that hold money: to be confirmed,
    or expired and not swept up yet."""

    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceOf(Query[Allowance]):
    """What the actor may still deposit and withdraw of an asset today."""

    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCheck(Query[tuple[str, ...]]):
    """What is wrong with the ledger of this record; for admins."""


@answers("ledger.wallet.all", WalletOf, audience=Audience.OWN)
def wallet_of(read: Read, query: WalletOf) -> Wallet:
    """By place, asset and purpose; accounts with nothing in them are left out."""
    rows = [row for row in _accounts(read, query.actor) if row.posted or row.held or row.incoming]
    places = place_names(read, sorted({row.space_id for row in rows}))
    order = list(ASSETS)
    lines = [
        Line(row.space_id, row.id, places.get(row.space_id, ""), row.purpose, row.asset, row.posted,
             row.held, row.incoming)
        for row in rows
    ]  # fmt: skip
    lines.sort(
        key=lambda line: (line.space_id != query.actor, line.place, order.index(line.asset), line.purpose)
    )
    totals = {code: sum(line.posted for line in lines if line.asset == code) for code in order}
    return Wallet(tuple(lines), {code: total for code, total in totals.items() if total})


@answers("ledger.wallet.places", MoneyPlaces, audience=Audience.OWN)
def money_places(read: Read, query: MoneyPlaces) -> tuple[Place, ...]:
    """Spaces whose kind has purposes."""
    mine = select(Member.space_id).where(Member.account_id == query.actor, Member.role >= int(Role.VIEWER))
    rows = read.rows(select(Space.space_id, Space.kind).where(Space.space_id.in_(mine)))
    usable = [row for row in rows if purposes_of(row.kind)]
    names = place_names(read, sorted(row.space_id for row in usable))
    found = [
        Place(row.space_id, row.kind, names[row.space_id], tuple(p.id for p in purposes_of(row.kind)))
        for row in usable
    ]
    return tuple(sorted(found, key=lambda place: (place.space_id != query.actor, place.title)))


@answers("ledger.transfer.list", History, audience=Audience.OWN)
def history(read: Read, query: History) -> EntryPage:
    """A transfer between two accounts of the actor's is there twice, once for each."""
    accounts = [
        row
        for row in _accounts(read, query.actor)
        if query.account in (None, row.id) and query.asset in ("", row.asset)
    ]
    chosen = entries.wanted(codes=query.codes, words=query.words, since=query.since, until=query.until)
    gaps = bool(query.codes or query.words.strip())
    return entries.page(read, accounts, chosen, query.after, query.limit, gaps=gaps)


@answers("ledger.transfer.one", OneTransfer, audience=Audience.VISIBLE)
def one_transfer(read: Read, query: OneTransfer) -> TransferDetail:
    """As it looks from the actor's account; NotFound where it is not theirs."""
    row = read.one(
        select(LedgerTransfer).where(
            LedgerTransfer.space_id == query.space_id,
            LedgerTransfer.id == query.transfer_id,
            visible(LedgerTransfer, query.actor),
        )
    )
    mine = {account.id: account for account in _accounts(read, query.actor)}
    sides = () if row is None else tuple(side for side in (row.debit_id, row.credit_id) if side in mine)
    if row is None or not sides:
        raise NotFound(tr("There is no such transfer of yours."))
    account = mine[sides[0]]
    (entry,) = entries.oldest_first(read, account, [LedgerTransfer.id == row.id], 1)
    hold = _hold(read, row, query.actor)
    names = (purpose_title(account.purpose), entry.other or tr("Somebody else"))
    source, target = names if entry.amount < 0 else names[::-1]
    return TransferDetail(entry, source, target, hold, _related(read, account, row, hold))


@answers("ledger.account.statement", StatementOf, audience=Audience.OWN)
def statement_of(read: Read, query: StatementOf) -> Statement:
    """`Conflict` where the period has more entries than a statement may."""
    account = next((row for row in _accounts(read, query.actor) if row.id == query.account), None)
    if account is None:
        raise NotFound(tr("There is no such account of yours."))
    chosen = entries.wanted(since=query.since, until=query.until)
    found = entries.oldest_first(read, account, chosen, LONGEST_STATEMENT + 1)
    if len(found) > LONGEST_STATEMENT:
        raise Conflict(tr("This period has too many entries."), what_now=tr("Choose a shorter one."))
    opening = balance = entries.balance_before(read, account, query.since)
    lines = []
    for entry in found:
        balance += entry.amount
        lines.append(StatementLine(entry, balance))
    place = place_names(read, [account.space_id]).get(account.space_id, "")
    return Statement(
        place, account.purpose, account.asset, query.since, query.until, opening, tuple(lines), balance
    )


@answers("ledger.address.list", AddressBook, audience=Audience.OWN)
def address_book(read: Read, query: AddressBook) -> tuple[AddressCard, ...]:
    """By name, as people sort names."""
    rows = read.rows(select(LedgerAddress).where(LedgerAddress.space_id == query.actor))
    cards = [
        AddressCard(row.id, row.network, _network(row.network), row.label, row.address,
                    shown(row.address, row.network), row.added_at, row.added_at > read.now - DAY)
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(cards, key=lambda card: (card.label.casefold(), card.added_at)))


@answers("ledger.withdrawal.list", Withdrawals, audience=Audience.OWN)
def withdrawals(read: Read, query: Withdrawals) -> tuple[WithdrawalCard, ...]:
    """A few: what went is in the history."""
    row = LedgerWithdrawal
    chosen = select(row).where(row.space_id == query.actor)
    if query.waiting:
        chosen = chosen.where(row.state == ASKED)
    return tuple(
        WithdrawalCard(
            id=each.id,
            asset=each.asset,
            amount=each.amount,
            network_name=_network(each.network),
            label=each.label,
            text=shown(each.address, each.network),
            ending=each.address[-ENDING:],
            is_new=each.is_new,
            state=EXPIRED if each.state == ASKED and each.expires_at <= read.now else each.state,
            asked_at=each.asked_at,
            expires_at=each.expires_at,
        )
        for each in read.rows(chosen.order_by(row.asked_at.desc(), row.id.desc()).limit(_SEEN))
    )


@answers("ledger.wallet.allowance", AllowanceOf, audience=Audience.OWN)
def allowance_of(read: Read, query: AllowanceOf) -> Allowance:
    """As the commands will see it."""
    what = asset(query.asset)
    most = limits(what)
    faucet = account_id(query.actor, None, what.code, FAUCET)
    came = read.value(
        select(func.sum(LedgerTransfer.amount)).where(
            LedgerTransfer.space_id == query.actor,
            LedgerTransfer.debit_id == faucet,
            LedgerTransfer.at > read.now - DAY,
        )
    )
    row = LedgerWithdrawal
    waits = (row.state == ASKED) & (row.expires_at > read.now)
    went = read.value(
        select(func.sum(row.amount)).where(
            row.space_id == query.actor,
            row.asked_at > read.now - DAY,
            row.asset == what.code,
            or_(row.state == CONFIRMED, waits),
        )
    )
    return Allowance(
        what.code,
        max(0, most.deposit - int(came or 0)),
        most.deposit,
        max(0, most.withdrawal - int(went or 0)),
        most.withdrawal,
    )


@answers("ledger.check", LedgerCheck, audience=Audience.OWN)
def ledger_check(read: Read, query: LedgerCheck) -> tuple[str, ...]:
    """Reads the whole ledger."""
    if not is_admin(read, query.actor):
        raise NotAllowed(tr("Only an admin can check the ledger of everybody here."))
    return tuple(check(read.connection))


def _accounts(read: Read, actor: UUID) -> list[Any]:
    """The rows of the actor's own accounts, which a member of the house is not shown those of others for.
    What they have on paper only is left out."""
    mine = select(LedgerAccount).where(LedgerAccount.owner == actor)
    return list(read.rows(mine.where(LedgerAccount.space_id.not_in(on_paper()))))


def _hold(read: Read, transfer: Any, actor: UUID) -> HoldCard | None:
    if transfer.hold_id is None:
        return None
    row = read.one(
        select(LedgerHold).where(
            LedgerHold.space_id == transfer.space_id,
            LedgerHold.id == transfer.hold_id,
            LedgerHold.owner == actor,
        )
    )
    if row is None:
        return None
    return HoldCard(row.id, row.amount, row.left, row.state, row.code, row.about, row.at, row.expires_at)


def _related(read: Read, account: Any, transfer: Any, hold: HoldCard | None) -> tuple[Entry, ...]:
    """Other entries of the account that come from the same hold."""
    if hold is None:
        return ()
    same = [LedgerTransfer.hold_id == hold.id, LedgerTransfer.at >= hold.at]
    found = entries.oldest_first(read, account, same, _RELATED)
    return tuple(entry for entry in found if entry.id != transfer.id)


def _network(id_: str) -> str:
    return NETWORKS[id_].name if id_ in NETWORKS else id_
