"""How much a person seems to like what they watched."""

from __future__ import annotations

from datetime import datetime, timedelta

FINISHED_PERCENT = 95
LIKED = 1.5
"""A like says more than watching to the end."""
DISLIKED = -0.5
_LEAST_US = 10_000_000
_LEAST_SHARE = 0.05
_HALF_LIFE = timedelta(days=90)


def strength(watched_us: int, duration_us: int) -> float:
    """The share of a video that was watched, 0-1 however often; 0 for a glance (10 s and 5 % of it)."""
    if duration_us <= 0 or watched_us <= 0:
        return 0.0
    share = min(1.0, watched_us / duration_us)
    return share if share >= _LEAST_SHARE and (watched_us >= _LEAST_US or share >= 0.5) else 0.0


def faded(value: float, at: datetime, now: datetime) -> float:
    """What was liked three months ago says half as much of today."""
    return value * float(0.5 ** (max(timedelta(), now - at) / _HALF_LIFE))
