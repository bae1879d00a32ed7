"""What a person has in one place, for the domain whose place it is."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Read
from models.ledger.tables import LedgerAccount, LedgerTransfer


class Purse(NamedTuple):
    """An account as it stands, in smallest units."""

    asset: str
    posted: int
    held: int


def purses(read: Read, space_id: UUID, owner: UUID, purpose: str) -> list[Purse]:
    """The accounts of this owner and purpose in a space."""
    mine = (
        LedgerAccount.space_id == space_id, LedgerAccount.owner == owner, LedgerAccount.purpose == purpose
    )  # fmt: skip
    rows = read.rows(select(LedgerAccount.asset, LedgerAccount.posted, LedgerAccount.held).where(*mine))
    return [Purse(row.asset, row.posted, row.held) for row in rows]


def received(read: Read, space_id: UUID, owner: UUID, code: str) -> tuple[tuple[str, int], ...]:
    """What this owner's accounts in a space were credited with by transfers of a code: (asset, amount) each,
    by asset."""
    mine = select(LedgerAccount.id).where(LedgerAccount.space_id == space_id, LedgerAccount.owner == owner)
    sums = (
        select(LedgerTransfer.asset, func.sum(LedgerTransfer.amount).label("amount"))
        .where(
            LedgerTransfer.space_id == space_id,
            LedgerTransfer.credit_id.in_(mine),
            LedgerTransfer.code == code,
        )
        .group_by(LedgerTransfer.asset)
        .order_by(LedgerTransfer.asset)
    )
    return tuple((row.asset, int(row.amount)) for row in read.rows(sums))
