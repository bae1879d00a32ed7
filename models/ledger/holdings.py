"""The money that is still there when a person is about to delete their account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from models.core.holdings import Holding, adds_holdings
from models.ledger.assets import ASSETS, short_amount
from models.ledger.purposes import on_paper
from models.ledger.sums import halves, whole
from models.ledger.tables import LedgerAccount


@adds_holdings
def money(connection: Connection, spaces: Sequence[UUID]) -> Iterator[Holding]:
    """All that belongs to these spaces' owners, wherever it is: a person's id is that of their space."""
    mine = select(LedgerAccount.asset, *halves(LedgerAccount.posted)).where(
        LedgerAccount.owner.in_(spaces), LedgerAccount.space_id.not_in(on_paper())
    )
    rows = connection.execute(mine.group_by(LedgerAccount.asset))
    found = {code: whole(high, low) for code, high, low in rows}
    for code, what in ASSETS.items():
        if found.get(code):
            yield Holding(short_amount(found[code], what), found[code])
