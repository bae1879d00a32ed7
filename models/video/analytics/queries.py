"""Reports on a channel or one of its videos, to the row what a plain count of the raw rows says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select, and_, func, or_, select, union_all

from models.accounts.demographics import demographics
from models.community.periods import Followed, followed, given
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import Invalid, NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of
from models.core.text import tr
from models.core.types import from_microseconds
from models.video.analytics.calendar import beginning, first_of, quarter, spans, steps
from models.video.analytics.entities import Figures, Point, Report, Step, VideoRow
from models.video.counts.periods import QUARTERS_OF_A_DAY
from models.video.counts.tables import (
    ChannelQuarter,
    SourceDay,
    VideoTotal,
    ViewerVisit,
    WatchDay,
    WatchQuarter,
    WatchRetention,
)
from models.video.counts.triggers import BLOCK_US, PARTS, QUARTER_US, part_of
from models.video.entities import Source
from models.video.tables import Channel, Video, VideoShare, VideoView, WatchEvent
from models.video.targets import CHANNEL, VIDEO

LONGEST_DAYS = 3660
WATCHING = timedelta(minutes=1)
"""Who played something within this time counts as watching now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOf(Query[Report]):
    """A report from the day `since` to, without, `until`, in the calendar of `zone` (an IANA name).

    Only an owner of the channel may read it. Without `video_id` it is of the whole channel.
    """

    channel_id: UUID
    video_id: UUID | None = None
    since: date
    until: date
    zone: str = "UTC"
    step: Step = Step.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class MostReplayed(Query[tuple[int, ...]]):
    """How often each hundredth of a video was played by everybody; empty where too little was."""

    space_id: UUID
    video_id: UUID
    least: int = 3


def _instant(quarter: int) -> datetime:
    return from_microseconds(quarter * QUARTER_US)


@dataclass(frozen=True, slots=True)
class _Span:
    """A period as quarters: those of `first` up to, without, `end`; and as instants."""

    first: int
    end: int

    @property
    def since(self) -> datetime:
        return _instant(self.first)

    @property
    def until(self) -> datetime:
        return _instant(self.end)

    @property
    def first_day(self) -> int:
        """The first day of UTC that is whole in it."""
        return -(-self.first // QUARTERS_OF_A_DAY)

    @property
    def end_day(self) -> int:
        """The day after the last that is."""
        return self.end // QUARTERS_OF_A_DAY

    @property
    def odd(self) -> list[tuple[int, int]]:
        """The quarters before and after the whole days."""
        if self.first_day >= self.end_day:
            return [(self.first, self.end)]
        whole = self.first_day * QUARTERS_OF_A_DAY, self.end_day * QUARTERS_OF_A_DAY
        return [part for part in ((self.first, whole[0]), (whole[1], self.end)) if part[0] < part[1]]


@answers("video.analytics.report", ReportOf, audience=Audience.OWN)
def report_of(read: Read, query: ReportOf) -> Report:
    """NotFound for who does not own the channel; Invalid for a period or zone that is none."""
    zone = _zone(query)
    channel, title = _names(read, query)
    length = query.until - query.since
    now = _span(query.since, query.until, zone)
    before = _span(query.since - length, query.since, zone)
    videos = _videos(read, query, now)
    return Report(
        channel=channel,
        title=title,
        since=query.since,
        until=query.until,
        now=_figures(read, query, now, videos),
        before=_figures(read, query, before, _videos(read, query, before)),
        series=_series(read, query, zone),
        videos=videos,
        sources=_sources(read, query, now),
        plays=_plays(read, query, now, videos),
        watching_now=_watching_now(read, query),
        who=demographics(read, _people(query, now)),
    )


@answers("video.analytics.replayed", MostReplayed, audience=Audience.VISIBLE)
def most_replayed(read: Read, query: MostReplayed) -> tuple[int, ...]:
    """Of all time; not told before so many views that it says nothing about a single person."""
    seen = read.value(
        select(VideoTotal.views)
        .join(Video, and_(Video.space_id == VideoTotal.space_id, Video.id == VideoTotal.video_id))
        .where(
            VideoTotal.space_id == query.space_id,
            VideoTotal.video_id == query.video_id,
            (Video.audience != "members") | member_of(Video.space_id, query.actor),
        )
    )
    if (seen or 0) < query.least:
        return ()
    rows = read.rows(
        select(WatchRetention.part, func.sum(WatchRetention.delta).label("delta"))
        .where(WatchRetention.space_id == query.space_id, WatchRetention.video_id == query.video_id)
        .group_by(WatchRetention.part)
    )
    plays = _running({row.part: row.delta for row in rows})
    return plays if any(plays) else ()


def _zone(query: ReportOf) -> ZoneInfo:
    if not timedelta(0) < query.until - query.since <= timedelta(days=LONGEST_DAYS):
        raise Invalid(tr("A period has to end after it begins, and within ten years."), field="until")
    try:
        return ZoneInfo(query.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(tr("There is no time zone “{zone}”.", zone=query.zone), field="zone") from error


def _span(since: date, until: date, zone: ZoneInfo) -> _Span:
    return _Span(quarter(beginning(since, zone)), quarter(beginning(until, zone)))


def _names(read: Read, query: ReportOf) -> tuple[str, str]:
    own = member_of(Channel.space_id, query.actor, Role.OWNER)
    channel = read.value(select(Channel.name).where(Channel.space_id == query.channel_id, own))
    title = ""
    if channel is not None and query.video_id is not None:
        title = read.value(
            select(Video.title).where(Video.space_id == query.channel_id, Video.id == query.video_id)
        )
    if channel is None or title is None:
        raise NotFound(tr("There are no figures here for you."))
    return channel, title


def _videos(read: Read, query: ReportOf, span: _Span) -> tuple[VideoRow, ...]:
    """The videos that were watched, the most viewed first: whole days by their sums, the rest by quarters."""
    parts: list[tuple[Any, Any, int, int]] = [(WatchQuarter, WatchQuarter.quarter, *odd) for odd in span.odd]
    if span.first_day < span.end_day:
        parts.append((WatchDay, WatchDay.day, span.first_day, span.end_day))
    rows = union_all(*(_by_video(query, *part) for part in parts)).subquery()
    views: Any = func.sum(rows.c.views)
    watched: Any = func.sum(rows.c.watched_us)
    sums = select(rows.c.id, views.label("views"), watched.label("watched_us")).group_by(rows.c.id)
    seen = sums.having((views != 0) | (watched != 0)).subquery()
    statement = (
        select(Video.id, Video.title, Video.published_at, Video.duration_us, seen.c.views, seen.c.watched_us)
        .join(seen, seen.c.id == Video.id)
        .where(Video.space_id == query.channel_id)
        .order_by(seen.c.views.desc(), seen.c.watched_us.desc(), Video.id)
    )
    return tuple(VideoRow(**row._mapping) for row in read.rows(statement))


def _by_video(query: ReportOf, table: Any, number: Any, first: int, end: int) -> Select[Any]:
    """Sums of the channel's videos in a table, from one number of it up to, without, another."""
    return (
        select(Video.id, func.sum(table.views).label("views"), func.sum(table.watched_us).label("watched_us"))
        .select_from(Video)
        .join(table, and_(table.space_id == Video.space_id, table.video_id == Video.id))
        .where(Video.space_id == query.channel_id, number >= first, number < end, *_one(query, Video.id))
        .group_by(Video.id)
    )


def _one(query: ReportOf, video: Any) -> list[Any]:
    return [] if query.video_id is None else [video == query.video_id]


def _figures(read: Read, query: ReportOf, span: _Span, videos: Sequence[VideoRow]) -> Figures:
    said = given(read, query.channel_id, VIDEO, query.video_id, span.since, span.until)
    channel = query.channel_id
    come = followed(read, channel, CHANNEL, channel, span.since, span.until)
    if query.video_id is not None:
        come = Followed(0, 0)
    shared = select(func.count()).where(
        VideoShare.space_id == channel,
        VideoShare.at >= span.since,
        VideoShare.at < span.until,
        *_one(query, VideoShare.video_id),
    )
    return Figures(
        views=sum(row.views for row in videos),
        viewers=_viewers(read, query, span),
        watched_us=sum(row.watched_us for row in videos),
        whole_us=sum(row.views * row.duration_us for row in videos),
        likes=said.likes,
        dislikes=said.dislikes,
        comments=said.comments,
        subscribers=come.gained,
        lost=come.lost,
        shares=int(read.value(shared)),
    )


def _viewers(read: Read, query: ReportOf, span: _Span) -> int:
    return int(read.value(select(func.count()).select_from(_people(query, span).subquery())))


def _people(query: ReportOf, span: _Span) -> Select[Any]:
    """Different people: of a channel, the views that are their viewer's first in the period."""
    people: Any
    if query.video_id is not None:
        of_video = (VideoView.video_id == query.video_id, *_viewed(query, span.since, span.until))
        people = select(VideoView.viewer).where(*of_video).distinct()
    else:
        first = or_(ViewerVisit.before_at.is_(None), ViewerVisit.before_at < span.since)
        at = (ViewerVisit.at >= span.since, ViewerVisit.at < span.until)
        people = select(ViewerVisit.viewer).where(ViewerVisit.space_id == query.channel_id, *at, first)
    made: Select[Any] = people
    return made


def _viewed(query: ReportOf, since: datetime, until: datetime) -> list[Any]:
    return [VideoView.space_id == query.channel_id, VideoView.at >= since, VideoView.at < until]


def _series(read: Read, query: ReportOf, zone: ZoneInfo) -> tuple[Point, ...]:
    """Sums by day of the zone's calendar, gathered into steps."""
    table: Any = ChannelQuarter if query.video_id is None else WatchQuarter
    sums: dict[date, tuple[int, int]] = {}
    for first, end, ahead in spans(query.since, query.until, zone):
        local: Any = (table.quarter + ahead) // QUARTERS_OF_A_DAY
        statement = (
            select(
                local.label("day"), func.sum(table.views).label("v"), func.sum(table.watched_us).label("us")
            )
            .where(table.space_id == query.channel_id, table.quarter >= first, table.quarter < end)
            .group_by(local)
        )
        if query.video_id is not None:
            statement = statement.where(WatchQuarter.video_id == query.video_id)
        for row in read.rows(statement):
            day = first_of(_EPOCH + timedelta(days=row.day), query.step)
            views, watched_us = sums.get(day, (0, 0))
            sums[day] = (views + row.v, watched_us + row.us)
    return tuple(Point(day, *sums.get(day, (0, 0))) for day in steps(query.since, query.until, query.step))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).date()


def _sources(read: Read, query: ReportOf, span: _Span) -> Mapping[Source, int]:
    """A channel's whole days from their sums, all else from the raw rows."""
    whole = query.video_id is None and span.first_day < span.end_day
    parts: list[Any] = []
    if whole:
        day = SourceDay.day
        of_days = (SourceDay.space_id == query.channel_id, day >= span.first_day, day < span.end_day)
        parts.append(select(SourceDay.source, SourceDay.views).where(*of_days))
    for first, end in span.odd if whole else [(span.first, span.end)]:
        views = _viewed(query, _instant(first), _instant(end)) + _one(query, VideoView.video_id)
        counted = select(VideoView.source, func.count().label("views")).where(*views)
        parts.append(counted.group_by(VideoView.source))
    rows = union_all(*parts).subquery()
    statement = select(rows.c.source, func.sum(rows.c.views).label("views")).group_by(rows.c.source)
    known = {source.value for source in Source}
    found: dict[Source, int] = {}
    for row in read.rows(statement.having(func.sum(rows.c.views) != 0)):
        source = Source(row.source) if row.source in known else Source.UNKNOWN
        found[source] = found.get(source, 0) + row.views
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0].value)))


def _plays(read: Read, query: ReportOf, span: _Span, videos: Sequence[VideoRow]) -> tuple[int, ...]:
    """Whole blocks from their sums, the odd ends of the period from the raw rows."""
    if query.video_id is None or not videos or not videos[0].duration_us:
        return ()
    start, end = span.first * QUARTER_US, span.end * QUARTER_US
    first, last = -(-start // BLOCK_US), end // BLOCK_US
    steps_of: dict[int, int] = {}
    if first < last:
        ends = [(start, first * BLOCK_US), (last * BLOCK_US, end)]
        rows = read.rows(
            select(WatchRetention.part, func.sum(WatchRetention.delta).label("delta"))
            .where(
                WatchRetention.space_id == query.channel_id,
                WatchRetention.video_id == query.video_id,
                WatchRetention.block >= first,
                WatchRetention.block < last,
            )
            .group_by(WatchRetention.part)
        )
        steps_of = {row.part: row.delta for row in rows}
    else:
        ends = [(start, end)]
    for since, until in ends:
        _add_raw(read, query.video_id, since, until, videos[0].duration_us, steps_of)
    return _running(steps_of)


def _add_raw(
    read: Read, video_id: UUID, since: int, until: int, duration_us: int, steps_of: dict[int, int]
) -> None:
    if since >= until:
        return
    statement = select(WatchEvent.start_us, WatchEvent.end_us).where(
        WatchEvent.video_id == video_id,
        WatchEvent.at >= from_microseconds(since),
        WatchEvent.at < from_microseconds(until),
    )
    for row in read.rows(statement):
        begun, ended = part_of(row.start_us, duration_us), part_of(row.end_us, duration_us)
        steps_of[begun] = steps_of.get(begun, 0) + 1
        steps_of[ended] = steps_of.get(ended, 0) - 1


def _running(steps_of: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(accumulate(steps_of.get(part, 0) for part in range(PARTS)))


def _watching_now(read: Read, query: ReportOf) -> int:
    statement = (
        select(func.count(WatchEvent.session_id.distinct()))
        .join(Video, and_(Video.id == WatchEvent.video_id, Video.space_id == WatchEvent.channel_id))
        .where(
            Video.space_id == query.channel_id,
            WatchEvent.at >= read.now - WATCHING,
            WatchEvent.at <= read.now,
        )
    )
    if query.video_id is not None:
        statement = statement.where(Video.id == query.video_id)
    return int(read.value(statement))
