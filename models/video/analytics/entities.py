"""What a report says. Times are microseconds; shares are of 1; a period runs from its start to, without, its
end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from models.accounts.demographics import Demographics
from models.video.entities import Source


class Step(Enum):
    """What a point of a report's series stands for, in the calendar of whoever asks."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Figures:
    """The headline figures of a period.

    `whole_us` is what would have been watched if every view had been to the end: `watched_us` over it is the
    average percentage. Likes and comments are those given in the period that still stand; `subscribers`
    began in it, and `lost` are those who left in it, both only of a channel.
    """

    views: int
    viewers: int
    watched_us: int
    whole_us: int
    likes: int
    dislikes: int
    comments: int
    subscribers: int
    lost: int = 0
    shares: int = 0

    @property
    def average_us(self) -> int:
        """The average duration of a view."""
        return self.watched_us // self.views if self.views else 0

    @property
    def average_share(self) -> float:
        """The average share of a video that a view saw."""
        return self.watched_us / self.whole_us if self.whole_us else 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """A day, week or month (its first day) of a series."""

    day: date
    views: int
    watched_us: int


@dataclass(frozen=True, slots=True)
class VideoRow:
    """A video of the channel in the period."""

    id: UUID
    title: str
    published_at: datetime | None
    duration_us: int
    views: int
    watched_us: int

    @property
    def average_us(self) -> int:
        return self.watched_us // self.views if self.views else 0

    @property
    def average_share(self) -> float:
        whole = self.views * self.duration_us
        return self.watched_us / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """A channel, or one video of it, from `since` up to `until` (the first day that is not in it).

    `before` are the figures of as many days right before. `retention` is for one video: how often each
    hundredth was played, by 100 views (so it can be over 100); empty where there is none. `who` tells of
    the viewers in groups, as far as they told it.
    """

    channel: str
    title: str
    since: date
    until: date
    now: Figures
    before: Figures
    series: tuple[Point, ...]
    videos: tuple[VideoRow, ...]
    sources: Mapping[Source, int]
    plays: tuple[int, ...]
    watching_now: int
    who: Demographics = field(default_factory=Demographics)

    @property
    def retention(self) -> tuple[float, ...]:
        """The share of the views that played each hundredth."""
        return tuple(plays / self.now.views for plays in self.plays) if self.now.views else ()
