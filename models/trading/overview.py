"""How every pair's price went over a day, in as few figures as a small line needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import visible
from models.trading.candles import DAY, FINE
from models.trading.report_entities import DayLine
from models.trading.tables import CandleRow, Pair

HALF_HOUR: Final = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLines(Query[tuple[DayLine, ...]]):
    """Every pair's last 24 hours, by name."""

    space_id: UUID


@answers("trading.market.lines", DayLines, audience=Audience.VISIBLE)
def day_lines(read: Read, query: DayLines) -> tuple[DayLine, ...]:
    """From the candles of a minute: the last one of each half hour."""
    names = select(Pair.pair).where(Pair.space_id == query.space_id, visible(Pair, query.actor))
    return tuple(
        DayLine(row.pair, _closes(read, query.space_id, row.pair))
        for row in read.rows(names.order_by(Pair.pair))
    )


def _closes(read: Read, space_id: UUID, pair: str) -> tuple[int, ...]:
    since = int((read.now - timedelta(seconds=DAY)).timestamp())
    mine = (CandleRow.space_id == space_id, CandleRow.pair == pair, CandleRow.span == FINE)
    last = func.max(CandleRow.start)
    ends = select(last).where(*mine, CandleRow.start > since).group_by(CandleRow.start // HALF_HOUR)
    found = select(CandleRow.close).where(*mine, CandleRow.start.in_(ends)).order_by(CandleRow.start)
    return tuple(row.close for row in read.rows(found))
