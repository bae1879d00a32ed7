"""Intervals of candles, and how coarse ones are made of fine ones. All in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from models.core.errors import Invalid
from models.core.text import tr
from models.trading.entities import Candle

FINE: Final = 60
DAY: Final = 86_400
"""Seconds of the candles that are kept: of every minute and of every day in which there was a trade."""

_SECONDS: Final = {
    "1s": 1, "1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14_400, "1d": DAY, "1w": 7 * DAY,
    "1M": 31 * DAY,
}  # fmt: skip
INTERVALS: Final = tuple(_SECONDS)


def seconds_of(interval: str) -> int:
    """The seconds of an interval (of a month: the most it can have); `Invalid` for an unknown one."""
    if interval not in _SECONDS:
        raise Invalid(
            tr("There are no candles of “{interval}”.", interval=interval[:20]),
            what_now=tr("Choose one of {intervals}.", intervals=", ".join(INTERVALS)),
            field="interval",
        )
    return _SECONDS[interval]


def beginning(at: datetime, interval: str) -> datetime:
    """When the candle that holds this moment begins."""
    if interval == "1M":
        return datetime(at.year, at.month, 1, tzinfo=UTC)
    if interval == "1w":
        day = datetime(at.year, at.month, at.day, tzinfo=UTC)
        return day - timedelta(days=day.weekday())
    seconds = seconds_of(interval)
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def ending(at: datetime, interval: str) -> datetime:
    """When the candle that holds this moment ends."""
    return beginning(beginning(at, interval) + timedelta(seconds=seconds_of(interval)), interval)


def gather(parts: Iterable[Candle], interval: str) -> tuple[Candle, ...]:
    """Candles of an interval from finer ones that are in the order of their time."""
    made: list[Candle] = []
    for part in parts:
        at = beginning(part.at, interval)
        if made and made[-1].at == at:
            last = made[-1]
            made[-1] = replace(
                last,
                high=max(last.high, part.high),
                low=min(last.low, part.low),
                close=part.close,
                volume=last.volume + part.volume,
                turnover=last.turnover + part.turnover,
                trades=last.trades + part.trades,
            )
        else:
            made.append(replace(part, at=at))
    return tuple(made)
