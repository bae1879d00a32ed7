"""An account down to its entries: each with the balance after it, and whether all of them sum to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.text import tr
from models.ledger import entries
from models.ledger.entities import Audit, Cursor, HoldCard, StatementLine
from models.ledger.sums import halves, whole
from models.ledger.tables import PENDING, LedgerAccount, LedgerHold
from models.ledger.wording import place_names

MOST_HOLDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOf(Query[Audit]):
    """A page of an account of the actor's, newest first; entries older than `after` where it is said."""

    account: UUID
    after: Cursor | None = None
    limit: int = entries.PAGE


@answers("ledger.account.audit", AuditOf, audience=Audience.OWN)
def audit_of(read: Read, query: AuditOf) -> Audit:
    """The sum is taken over the transfers, never from the balance. NotFound where it is not theirs."""
    account = read.one(
        select(LedgerAccount).where(LedgerAccount.id == query.account, LedgerAccount.owner == query.actor)
    )
    if account is None:
        raise NotFound(tr("There is no such account of yours."))
    page = entries.page(read, [account], (), query.after, max(1, min(query.limit, entries.PAGE)))
    total, count = entries.summed(read, account)
    balance = total if query.after is None else entries.summed(read, account, query.after)[0]
    lines = []
    for entry in page.entries:
        lines.append(StatementLine(entry, balance))
        balance -= entry.amount
    held, holds = _holds(read, account)
    return Audit(
        account_id=account.id,
        space_id=account.space_id,
        place=place_names(read, [account.space_id]).get(account.space_id, ""),
        purpose=account.purpose,
        asset=account.asset,
        posted=account.posted,
        held=account.held,
        entries=count,
        entries_sum=total,
        holds_sum=held,
        holds=holds,
        lines=tuple(lines),
        after=page.after,
    )


def _holds(read: Read, account: Any) -> tuple[int, tuple[HoldCard, ...]]:
    """What is set aside of it: the sum of all, and the newest."""
    mine = (
        LedgerHold.space_id == account.space_id,
        LedgerHold.debit_id == account.id,
        LedgerHold.state == PENDING,
    )
    high, low = tuple(read.rows(select(*halves(LedgerHold.left)).where(*mine))[0])
    newest = select(LedgerHold).where(*mine).order_by(LedgerHold.at.desc(), LedgerHold.id.desc())
    cards = tuple(
        HoldCard(row.id, row.amount, row.left, row.state, row.code, row.about, row.at, row.expires_at)
        for row in read.rows(newest.limit(MOST_HOLDS))
    )
    return whole(high, low), cards
