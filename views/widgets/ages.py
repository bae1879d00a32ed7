"""How long ago something was, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from models.core.text import tr


def age(at: datetime, now: datetime | None = None) -> str:
    """How long ago: "just now", "5 minutes", "2 hours", "yesterday", "3 days", "2 weeks", "1 month"."""
    now = now or datetime.now(UTC)
    seconds = max(0.0, (now - at).total_seconds())
    days = (now.astimezone().date() - at.astimezone().date()).days
    if seconds < 60:
        return tr("just now")
    if seconds < 3600:
        count = int(seconds // 60)
        return tr("1 minute") if count == 1 else tr("{count} minutes", count=count)
    if days < 1 or seconds < 6 * 3600:
        count = int(seconds // 3600)
        return tr("1 hour") if count == 1 else tr("{count} hours", count=count)
    return tr("yesterday") if days < 2 else _days(days)


def _days(days: int) -> str:
    if days < 14:
        return tr("{count} days", count=days)
    if days < 31:
        return tr("{count} weeks", count=days // 7)
    if days < 365:
        return tr("1 month") if days < 60 else tr("{count} months", count=days // 30)
    return tr("1 year") if days < 730 else tr("{count} years", count=days // 365)


def ago(at: datetime, now: datetime | None = None) -> str:
    """The same where it stands alone: "just now", "5 minutes ago", "yesterday", "2 days ago"."""
    now = now or datetime.now(UTC)
    said = age(at, now)
    if said in (tr("just now"), tr("yesterday")):
        return said
    return tr("{age} ago", age=said)
