"""What a person has in one place, for the domain whose place it is."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from models.core.context import Read
from models.ledger.tables import LedgerAccount


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
