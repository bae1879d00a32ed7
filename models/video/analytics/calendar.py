"""Days, weeks and months of a person's calendar as stretches of UTC.

A day begins at its midnight in the zone, be it 23 or 25 hours long; where clocks jump over midnight, at the
first moment of the day. All zones in use keep to quarters of an hour, which is what is counted by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.core.types import to_microseconds
from models.video.analytics.entities import Step
from models.video.counts.triggers import QUARTER_US

_DAY = timedelta(days=1)


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight.astimezone(UTC)


def quarter(instant: datetime) -> int:
    """The number of the quarter of an hour that an instant is in."""
    return to_microseconds(instant) // QUARTER_US


def first_of(day: date, step: Step) -> date:
    """The first day of the week (Monday) or month that a day is in."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def steps(since: date, until: date, step: Step) -> list[date]:
    """The first days of all steps of a period, those too in which nothing happened."""
    found = []
    day = first_of(since, step)
    while day < until:
        found.append(day)
        day = first_of(
            day + timedelta(days=32 if step is Step.MONTH else 7 if step is Step.WEEK else 1), step
        )
    return found


def spans(since: date, until: date, zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """(first quarter, end, quarters that the zone is ahead): stretches in which the clock does not change."""
    day, start = since, quarter(beginning(since, zone))
    ahead = _ahead(start, zone)
    while day < until:
        day += _DAY
        end = quarter(beginning(day, zone))
        if _ahead(end - 1, zone) != ahead or day == until:
            yield from _parted(start, end, ahead, zone)
            start, ahead = end, _ahead(end, zone)


def _parted(start: int, end: int, ahead: int, zone: ZoneInfo) -> Sequence[tuple[int, int, int]]:
    """A stretch whose last day may hold a change of the clock, parted there."""
    last = _ahead(end - 1, zone)
    if last == ahead:
        return [(start, end, ahead)]
    low, high = start, end - 1  # the clock has not changed at low, and has at high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(middle, zone) == ahead else (low, middle)
    return [(start, high, ahead), (high, end, last)]


def _ahead(number: int, zone: ZoneInfo) -> int:
    """How many quarters the zone is ahead of UTC in a quarter."""
    local = datetime.fromtimestamp(number * 900, UTC).astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return offset // timedelta(minutes=15)
