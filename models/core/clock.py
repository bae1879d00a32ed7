"""The authority's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This machine's idea of now, aware and in UTC."""
    return datetime.now(UTC)
