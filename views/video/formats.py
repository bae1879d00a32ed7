"""Counts, ages and lengths as cards and rows say them."""

from __future__ import annotations

from datetime import UTC, datetime

from models.core.text import number, tr
from models.core.units import clock
from models.video.entities import CaptionHit, Privacy, VideoCard
from views.widgets.ages import age

__all__ = ["age", "days_left", "hit", "left", "meta", "percent", "privacy", "speed", "videos", "views"]


def views(count: int) -> str:
    """How often a video was watched."""
    if count == 1:
        return tr("1 view")
    return tr("{count} views", count=number(count)) if count else tr("No views")


def videos(count: int) -> str:
    """How many videos."""
    return tr("1 video") if count == 1 else tr("{count} videos", count=number(count))


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
    return "" if times is None else f"{number(times, 1)}×" if times < 10 else f"{number(times)}×"


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


def hit(found: CaptionHit) -> str:
    """Where in a video something is said, and what: "1:23 “and then we left”"."""
    return f"{clock(found.start_us)} “{found.text}”"


def privacy(value: Privacy) -> str:
    """Who may see a video, in a word."""
    return {
        Privacy.PUBLIC: tr("Public"),
        Privacy.UNLISTED: tr("Unlisted"),
        Privacy.PRIVATE: tr("Private"),
    }[value]
