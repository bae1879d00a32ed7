"""Accounts, the transfers between them, and holds; a person's address book and what they withdraw.

Each space has a ledger of its own, whose entries sum to zero for every asset.

What is counted here belongs to somebody: it never comes from a file (`__portable__`), only from transfers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, text

from models.core.audience import OWNERS, Role, Rule
from models.core.declare import Mapped
from models.core.tables import STRICT, Base, key

PENDING: Final = "pending"
POSTED: Final = "posted"
VOIDED: Final = "voided"
EXPIRED: Final = "expired"

_IS_PENDING = text(f"state = '{PENDING}'")
_HAS_AN_END = text(f"state = '{PENDING}' AND expires_at IS NOT NULL")


class LedgerAccount(Base):
    """A balance of one asset. `owner` None: the house's own (what comes from outside, clearing, fees).

    `posted` is what all its transfers sum to; `held` what its pending holds may still take, `incoming` what
    they may still bring. Available is `posted` − `held`. The id follows from the other words of the key
    (`posting.account_id`).
    """

    __tablename__ = "ledger_account"
    __table_args__ = (Index(None, "owner", "space_id"), STRICT)
    __audience__ = Rule(Role.OWNER, people=("owner",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    owner: Mapped[UUID | None]
    asset: Mapped[str]
    purpose: Mapped[str]
    may_go_negative: Mapped[bool]
    posted: Mapped[int]
    held: Mapped[int]
    incoming: Mapped[int]
    opened_at: Mapped[datetime]


class LedgerTransfer(Base):
    """An amount that left one account for another. Never changed afterwards (a trigger sees to it).

    `code` says what kind of transfer it is, `about` what it is for ("order:17"), `hold_id` which hold it has
    posted a part of.
    """

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        Index(None, "space_id", "debit_id", "at", "amount"),
        Index(None, "space_id", "credit_id", "at", "amount"),
        STRICT,
    )
    __audience__ = Rule(Role.OWNER, people=("debit_owner", "credit_owner"))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    debit_id: Mapped[UUID]
    credit_id: Mapped[UUID]
    debit_owner: Mapped[UUID | None]
    credit_owner: Mapped[UUID | None]
    asset: Mapped[str]
    amount: Mapped[int]
    code: Mapped[str]
    hold_id: Mapped[UUID | None]
    about: Mapped[str]
    at: Mapped[datetime]


class LedgerHold(Base):
    """A transfer that is still pending: the amount is set aside until it is posted, voided or has expired.

    Without a `credit_id` it is said when it is posted whom it is for, as with an order that waits.

    `left` is what was not posted of it: set aside while it is pending, given back once it no longer is.
    """

    __tablename__ = "ledger_hold"
    __table_args__ = (
        Index("ix_ledger_hold_pending", "space_id", "debit_id", sqlite_where=_IS_PENDING,
              postgresql_where=_IS_PENDING),
        Index("ix_ledger_hold_ending", "space_id", "expires_at", sqlite_where=_HAS_AN_END,
              postgresql_where=_HAS_AN_END),
        STRICT,
    )  # fmt: skip
    __audience__ = Rule(Role.OWNER, people=("owner",))
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    debit_id: Mapped[UUID]
    credit_id: Mapped[UUID | None]
    owner: Mapped[UUID | None]
    asset: Mapped[str]
    amount: Mapped[int]
    left: Mapped[int]
    state: Mapped[str]
    code: Mapped[str]
    about: Mapped[str]
    expires_at: Mapped[datetime | None]
    at: Mapped[datetime]


class LedgerAddress(Base):
    """An address outside that a person sends money to, by the name they gave it."""

    __tablename__ = "ledger_address"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    network: Mapped[str]
    label: Mapped[str]
    address: Mapped[str]
    added_at: Mapped[datetime]


class LedgerWithdrawal(Base):
    """Money that a person wants to send outside: held under the same id until they confirm or cancel it.

    `network`, `label` and `address` are those of the address book when it was asked for; `is_new`: whether
    the address was added less than a day before.
    """

    __tablename__ = "ledger_withdrawal"
    __table_args__ = (Index(None, "space_id", "asked_at"), STRICT)
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    asset: Mapped[str]
    amount: Mapped[int]
    network: Mapped[str]
    label: Mapped[str]
    address: Mapped[str]
    is_new: Mapped[bool]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
