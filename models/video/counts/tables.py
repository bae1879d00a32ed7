"""What is counted of watching: sums over raw rows that triggers keep (see `triggers`), never written by hand.

`quarter` is a quarter of an hour of UTC since 1970: every time zone in use begins its days at one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import OWNERS
from models.core.declare import Mapped
from models.core.tables import STRICT, Base, key


class WatchTotal(Base):
    """How much of a video a person has watched in all, in the person's own space."""

    __tablename__ = "watch_total"
    __table_args__ = (Index(None, "space_id", "last_at"), Index(None, "video_id"), STRICT)
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    channel_id: Mapped[UUID]
    events: Mapped[int]
    watched_us: Mapped[int]
    last_at: Mapped[datetime]


class VideoTotal(Base):
    """What a video came to in all."""

    __tablename__ = "video_total"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    views: Mapped[int]
    watched_us: Mapped[int]


class WatchQuarter(Base):
    """What was watched of a video in a quarter of an hour."""

    __tablename__ = "watch_quarter"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    quarter: Mapped[int] = key()
    views: Mapped[int]
    watched_us: Mapped[int]


class ChannelQuarter(Base):
    """What was watched of a channel in a quarter of an hour."""

    __tablename__ = "channel_quarter"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    quarter: Mapped[int] = key()
    views: Mapped[int]
    watched_us: Mapped[int]


class WatchRetention(Base):
    """At which hundredth of a video stretches began (+) and ended (-) within 30 days of UTC.

    The running sum over `part` is how often each hundredth was played.
    """

    __tablename__ = "watch_retention"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    block: Mapped[int] = key()
    part: Mapped[int] = key()
    delta: Mapped[int]


class WatchDay(Base):
    """What was watched of a video on a day of UTC (see `periods`)."""

    __tablename__ = "watch_day"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    day: Mapped[int] = key()
    views: Mapped[int]
    watched_us: Mapped[int]


class SourceDay(Base):
    """How many views of a channel came from somewhere ("": nobody knows) on a day of UTC."""

    __tablename__ = "source_day"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    day: Mapped[int] = key()
    source: Mapped[str] = key()
    views: Mapped[int]


class ViewerVisit(Base):
    """A view of a channel's videos, and when the same person viewed one of them before it."""

    __tablename__ = "viewer_visit"
    __table_args__ = (Index(None, "space_id", "viewer", "at"), STRICT)
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    at: Mapped[datetime] = key()
    id: Mapped[UUID] = key()
    viewer: Mapped[UUID]
    before_at: Mapped[datetime | None]
