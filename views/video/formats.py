"""Counts, ages and lengths as cards and rows say them."""

from __future__ import annotations

from datetime import UTC, datetime

from models.core.text import tr
from models.video.entities import Privacy, VideoCard


def views(count: int) -> str:
    """How often a video was watched."""
    if count == 1:
        return tr("1 view")
    return tr("{count} views", count=f"{count:,}") if count else tr("No views")


def videos(count: int) -> str:
    """How many videos."""
    return tr("1 video") if count == 1 else tr("{count} videos", count=f"{count:,}")


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


def left(seconds: float | None) -> str:
    """How long something still takes; "" where nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("{count} s left", count=max(1, round(seconds)))
    if seconds < 3600:
        return tr("{count} min left", count=round(seconds / 60))
    return tr("{hours} h {minutes} min left", hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60))


def speed(times: float | None) -> str:
    """A speed in times real time, "1.4×"; "" where nobody knows."""
    return "" if times is None else f"{times:.1f}×" if times < 10 else f"{times:.0f}×"


def percent(fraction: float | None) -> str:
    """A share in whole per cent, rounded down so that 100 % means done; "" where nobody knows."""
    return "" if fraction is None else f"{int(fraction * 100)} %"


def days_left(trashed_at: datetime, now: datetime | None = None) -> int:
    """Days until a trashed video is deleted for good."""
    return max(0, 30 - ((now or datetime.now(UTC)) - trashed_at).days)


def meta(card: VideoCard) -> str:
    """The last line of a card; in the trash how long it stays there."""
    if card.trashed_at is not None:
        left = days_left(card.trashed_at)
        return tr("1 day left") if left == 1 else tr("{count} days left", count=left)
    return f"{views(card.views)} · {age(card.added_at)}"


def privacy(value: Privacy) -> str:
    """Who may see a video, in a word."""
    return {
        Privacy.PUBLIC: tr("Public"),
        Privacy.UNLISTED: tr("Unlisted"),
        Privacy.PRIVATE: tr("Private"),
    }[value]
