"""When orders end by their day: what the desktop waits for, on every exchange that it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.trading.tables import OrderRow


class NextEnd(NamedTuple):
    """The first order of an exchange whose day comes."""

    space_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEnds(Query[tuple[NextEnd, ...]]):
    """The next end on each exchange that has one, the earliest first; also those that have passed."""


@answers("trading.order.ends", NextEnds, audience=Audience.MACHINE)
def next_ends(read: Read, _query: NextEnds) -> tuple[NextEnd, ...]:
    """Whoever they belong to: `ExpireOrders` ends all of them."""
    at = func.min(OrderRow.expires_at)
    open_ones = select(OrderRow.space_id, at.label("at")).where(
        OrderRow.open.is_(True), OrderRow.expires_at.is_not(None)
    )
    rows = read.rows(open_ones.group_by(OrderRow.space_id).order_by(at))
    return tuple(NextEnd(row.space_id, row.at) for row in rows)
