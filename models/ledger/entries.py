"""Entries of accounts, read from both sides of the transfers, in pages and for statements.

A page is read account by account, each side by its index, and merged: however long a history is, a page costs
what it shows. Within one instant entries are ordered by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, or_, select, tuple_

from models.core.context import Read
from models.ledger.entities import Cursor, Entry, EntryPage
from models.ledger.purposes import purpose_title
from models.ledger.sums import halves, whole
from models.ledger.tables import LedgerAccount, LedgerTransfer, LedgerWithdrawal
from models.ledger.wording import codes_like, place_names, place_of, withdrawal_of

PAGE = 100


def wanted(
    *,
    codes: Sequence[str] = (),
    words: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Any]:
    """Conditions for entries; every part that is empty admits all."""
    row = LedgerTransfer
    conditions: list[Any] = []
    if codes:
        conditions.append(row.code.in_(codes))
    if since is not None:
        conditions.append(row.at >= since)
    if until is not None:
        conditions.append(row.at < until)
    if words := words.strip():
        said = [column.icontains(words, autoescape=True) for column in (row.about, row.asset)]
        conditions.append(or_(*said, row.code.in_(codes_like(words))))
    return conditions


def page(
    read: Read,
    accounts: Sequence[Any],
    conditions: Sequence[Any],
    after: Cursor | None,
    limit: int = PAGE,
    *,
    gaps: bool = True,
) -> EntryPage:
    """The newest entries of these rows of accounts that come after (are older than) a cursor; with the
    balance after each where the conditions leave no `gaps` between them."""
    found: list[Any] = []
    for account in accounts:
        for is_credit in (True, False):
            statement = _side(account, is_credit, conditions)
            if after is not None:
                statement = statement.where(*_older(after, is_credit))
            newest = statement.order_by(LedgerTransfer.at.desc(), LedgerTransfer.id.desc())
            found += read.rows(newest.limit(limit + 1))
    found.sort(key=lambda row: (row.at, row.id.bytes, row.is_credit), reverse=True)
    entries = entries_of(read, found[:limit], {row.id: row for row in accounts})
    if not gaps:
        entries = _with_balances(read, entries, {row.id: row for row in accounts})
    last = found[limit - 1] if len(found) > limit else None
    return EntryPage(entries, None if last is None else Cursor(last.at, last.id, bool(last.is_credit)))


def _with_balances(read: Read, entries: Sequence[Entry], accounts: Mapping[UUID, Any]) -> tuple[Entry, ...]:
    """From what an account stands at now back over what came later; entries are newest first."""
    stands: dict[UUID, int] = {}
    told = []
    for entry in entries:
        account = accounts[entry.account_id]
        if account.id not in stands:
            stands[account.id] = account.posted - _later(read, account, entry)
        told.append(replace(entry, balance=stands[account.id]))
        stands[account.id] -= entry.amount
    return tuple(told)


def _later(read: Read, account: Any, entry: Entry) -> int:
    """What the entries of an account that are newer than this one sum to."""
    row = LedgerTransfer
    newer = (row.at >= entry.at, or_(row.at > entry.at, row.id > entry.id))
    return _total(read, account, *newer)


def oldest_first(read: Read, account: Any, conditions: Sequence[Any], limit: int) -> tuple[Entry, ...]:
    """At most so many entries of an account, in the order in which they came."""
    found: list[Any] = []
    for is_credit in (True, False):
        found += read.rows(
            _side(account, is_credit, conditions).order_by(LedgerTransfer.at, LedgerTransfer.id).limit(limit)
        )
    found.sort(key=lambda row: (row.at, row.id.bytes, row.is_credit))
    return entries_of(read, found[:limit], {account.id: account})


def balance_before(read: Read, account: Any, moment: datetime) -> int:
    """What an account stood at right before a moment; summed by the index alone."""
    return _total(read, account, LedgerTransfer.at < moment)


def _total(read: Read, account: Any, *conditions: Any) -> int:
    total = 0
    for column, sign in ((LedgerTransfer.credit_id, 1), (LedgerTransfer.debit_id, -1)):
        own = (LedgerTransfer.space_id == account.space_id, column == account.id)
        summed = select(*halves(LedgerTransfer.amount)).where(*own, *conditions)
        high, low = tuple(read.rows(summed)[0])
        total += sign * whole(high, low)
    return total


def summed(read: Read, account: Any, after: Cursor | None = None) -> tuple[int, int]:
    """What all entries of an account (that come after a cursor) sum to, and how many they are."""
    total = count = 0
    for is_credit in (True, False):
        own = LedgerTransfer.credit_id if is_credit else LedgerTransfer.debit_id
        mine = select(*halves(LedgerTransfer.amount), func.count()).where(
            LedgerTransfer.space_id == account.space_id, own == account.id
        )
        if after is not None:
            mine = mine.where(*_older(after, is_credit))
        high, low, many = tuple(read.rows(mine)[0])
        total += whole(high, low) if is_credit else -whole(high, low)
        count += many
    return total, count


def entries_of(read: Read, rows: Sequence[Any], accounts: Mapping[UUID, Any]) -> tuple[Entry, ...]:
    """Rows of `_side` as entries, with the names of their places and of what is on the other side."""
    places = place_names(read, sorted({row.space_id for row in rows}))
    outside = _beyond(read, rows)
    others = _others(read, rows, accounts)
    return tuple(
        Entry(
            id=row.id,
            space_id=row.space_id,
            account_id=row.account_id,
            place=places.get(row.space_id, ""),
            purpose=accounts[row.account_id].purpose,
            asset=row.asset,
            amount=row.amount if row.is_credit else -row.amount,
            code=row.code,
            about=row.about,
            other=outside.get(row.about) or others.get(row.other_id, ""),
            at=row.at,
            hold_id=row.hold_id,
        )
        for row in rows
    )


def _beyond(read: Read, rows: Sequence[Any]) -> dict[str, str]:
    """What is behind clearing and the outside, by what a transfer is about: a place, or an address."""
    said = sorted({row.about for row in rows})
    spaces = {about: space for about in said if (space := place_of(about)) is not None}
    sent = {about: id_ for about in said if (id_ := withdrawal_of(about)) is not None}
    names = place_names(read, sorted(set(spaces.values())))
    here = sorted({row.space_id for row in rows})
    ids = sorted(sent.values())
    for start in range(0, len(ids), 200):
        part = LedgerWithdrawal.id.in_(ids[start : start + 200])
        mine = select(LedgerWithdrawal.id, LedgerWithdrawal.label).where(
            LedgerWithdrawal.space_id.in_(here), part
        )
        names |= {row.id: row.label for row in read.rows(mine)}
    return {about: names.get(id_, "") for about, id_ in (spaces | sent).items()}


def _others(read: Read, rows: Sequence[Any], accounts: Mapping[UUID, Any]) -> dict[UUID, str]:
    """What is on the other side, where that is the house's or of the same owner; nobody learns of others."""
    owners = {row.owner for row in accounts.values()}
    keys = sorted({(row.space_id, row.other_id) for row in rows})
    found: dict[UUID, str] = {}
    for start in range(0, len(keys), 200):
        key = tuple_(LedgerAccount.space_id, LedgerAccount.id).in_(keys[start : start + 200])
        mine = or_(LedgerAccount.owner.is_(None), LedgerAccount.owner.in_(owners - {None}))
        statement = select(LedgerAccount.id, LedgerAccount.purpose).where(key, mine)
        found |= {row.id: purpose_title(row.purpose) for row in read.rows(statement)}
    return found


def _side(account: Any, is_credit: bool, conditions: Sequence[Any]) -> Select[Any]:
    row: Any = LedgerTransfer
    own, other = (row.credit_id, row.debit_id) if is_credit else (row.debit_id, row.credit_id)
    return select(
        row.space_id, row.id, row.asset, row.amount, row.code, row.about, row.at, row.hold_id,
        own.label("account_id"), other.label("other_id"), literal(is_credit).label("is_credit"),
    ).where(row.space_id == account.space_id, own == account.id, *conditions)  # fmt: skip


def _older(after: Cursor, is_credit: bool) -> Iterator[Any]:
    row = LedgerTransfer
    yield row.at <= after.at  # by the index
    before = or_(row.at < after.at, and_(row.at == after.at, row.id < after.id))
    if after.is_credit and not is_credit:  # the other side of the last one comes right after it
        before = or_(before, and_(row.at == after.at, row.id == after.id))
    yield before
