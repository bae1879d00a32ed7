"""What a person sees of the ledger. Amounts are in smallest units of their asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """What a person has of one asset for one purpose in one place."""

    space_id: UUID
    account_id: UUID
    place: str
    purpose: str
    asset: str
    posted: int
    held: int
    incoming: int

    @property
    def available(self) -> int:
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class Wallet:
    """All that a person has; `totals` by asset over all places, in the order of the catalogue."""

    lines: tuple[Line, ...]
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person can have money: a space, and the purposes there by id."""

    space_id: UUID
    kind: str
    title: str
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer as it looks from one account: what it added (or, below zero, took), what was on the other
    side ("" where that is somebody else's), and, where it is known, what the account stood at after it."""

    id: UUID
    space_id: UUID
    account_id: UUID
    place: str
    purpose: str
    asset: str
    amount: int
    code: str
    about: str
    other: str
    at: datetime
    hold_id: UUID | None
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of entries ended."""

    at: datetime
    id: UUID
    is_credit: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries, newest first; `after` is where to go on, None where there are no more."""

    entries: tuple[Entry, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """An entry, and the balance after it."""

    entry: Entry
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An account from `since` to (without) `until`, entries oldest first."""

    place: str
    purpose: str
    asset: str
    since: datetime
    until: datetime
    opening: int
    lines: tuple[StatementLine, ...]
    closing: int


@dataclass(frozen=True, slots=True)
class HoldCard:
    """An amount that is or was set aside."""

    id: UUID
    amount: int
    left: int
    state: str
    code: str
    about: str
    at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Audit:
    """A page of an account with the balance after each entry, newest first; `after` is where to go on.

    `posted` and `held` are what the account says, `entries_sum` and `holds_sum` what all of its (`entries`
    many) transfers and its pending holds sum to: they are equal, or the ledger is wrong.
    """

    account_id: UUID
    space_id: UUID
    place: str
    purpose: str
    asset: str
    posted: int
    held: int
    entries: int
    entries_sum: int
    holds_sum: int
    holds: tuple[HoldCard, ...]
    lines: tuple[StatementLine, ...]
    after: Cursor | None

    @property
    def right(self) -> bool:
        """Whether the balance is the sum of its entries, and what is set aside that of its holds."""
        return (self.posted, self.held) == (self.entries_sum, self.holds_sum)


@dataclass(frozen=True, slots=True)
class TransferDetail:
    """A transfer whole: between what, out of which hold, and with which others of that hold."""

    entry: Entry
    source: str
    target: str
    hold: HoldCard | None
    related: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class AddressCard:
    """An address of the book; `text` as people read it; `is_new`: added less than a day ago."""

    id: UUID
    network: str
    network_name: str
    label: str
    address: str
    text: str
    added_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class WithdrawalCard:
    """A withdrawal; one that nobody confirmed in time is `expired` from then on."""

    id: UUID
    asset: str
    amount: int
    network_name: str
    label: str
    text: str
    ending: str
    is_new: bool
    state: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may still come in and go out of an asset within 24 hours, and the limits that it is a part of."""

    asset: str
    deposit_left: int
    deposit_limit: int
    withdrawal_left: int
    withdrawal_limit: int
