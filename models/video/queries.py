"""Queries of Video. Every statement keeps to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text

from models.blobs.ref import BlobRef
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.core.text import tr
from models.video import search
from models.video.caption_queries import captions_of
from models.video.counts.tables import VideoTotal
from models.video.entities import (
    RESUME_AFTER_US,
    TRASH,
    CaptionHit,
    Chapter,
    Page,
    Privacy,
    QueueEntry,
    QueueView,
    RenditionInfo,
    Repeat,
    Sort,
    VideoCard,
    VideoDetail,
    VideoState,
)
from models.video.tables import (
    Announcement,
    Caption,
    Channel,
    PlayQueue,
    QueueItem,
    Rendition,
    Video,
    WatchPosition,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryPage(Query[Page]):
    """Videos the actor may find, filtered and sorted. Lengths in microseconds; None filters nothing.

    `followed` leaves what is public in the channels that the actor follows, newest by when it became so.
    """

    words: str = ""
    channel: UUID | None = None
    mine: bool = False
    trashed: bool = False
    unfinished: bool = False
    followed: bool = False
    min_us: int | None = None
    max_us: int | None = None
    since: datetime | None = None
    min_height: int | None = None
    captions: bool | None = None
    category: str = ""
    sort: Sort = Sort.NEWEST
    offset: int = 0
    limit: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueWatching(Query[tuple[VideoCard, ...]]):
    """What the actor began and did not finish, newest first."""

    limit: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OneVideo(Query[VideoDetail]):
    """One video with all that its page needs."""

    space_id: UUID
    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TheQueue(Query[QueueView]):
    """The actor's play queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories(Query[tuple[str, ...]]):
    """The categories in use, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobsInUse(Query[frozenset[BlobRef]]):
    """Every blob that a row of Video names, for the sweep of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredTrash(Query[tuple[tuple[UUID, UUID], ...]]):
    """(space, video) of what has been in the actor's trash for 30 days."""


@answers("video.library.page", LibraryPage, audience=Audience.VISIBLE)
def library_page(read: Read, query: LibraryPage) -> Page:
    """One page, and how many there are in all.

    Which videos it is, narrow indexes say, and only theirs are read: a page in the middle of 100,000 walks
    over 50,000 entries.
    """
    words = search.match(query.words)
    found = search.found(words) if words else None
    wanted: Select[Any] = select(*_KEY, *([] if found is None else [found.c.line, found.c.rank]))
    wanted = _sorted(_filtered(wanted, query, found), query, found)
    keys = read.rows(wanted.offset(query.offset).limit(query.limit))
    total = query.offset + len(keys)
    if len(keys) == query.limit or (query.offset and not keys):  # it is not the last page that says so itself
        total = read.value(_filtered(select(func.count()), query, found))
    made = _these(read, query.actor, keys)
    if found is not None:
        hits = zip(made, keys, strict=True)
        return Page(tuple(_with_hit(read, *hit, query.words) for hit in hits), query.offset, total)
    return Page(made, query.offset, total)


def _these(read: Read, actor: UUID, keys: Sequence[Any]) -> tuple[VideoCard, ...]:
    """The cards of these videos, which were found with what the actor may see."""
    spaces, ids = {key.space_id for key in keys}, [key.id for key in keys]
    # Not by pairs: SQLite would go through the whole table for them.
    statement = cards(actor).where(Video.space_id.in_(spaces), Video.id.in_(ids))
    made = {(row.space_id, row.id): card_of(row) for row in read.rows(statement)} if keys else {}
    return tuple(made[key.space_id, key.id] for key in keys)


@answers("video.watch.continue", ContinueWatching, audience=Audience.OWN)
def continue_watching(read: Read, query: ContinueWatching) -> tuple[VideoCard, ...]:
    """Begun, not finished, still there."""
    statement = (
        select(Video.space_id, Video.id)
        .join(WatchPosition, _watched_by(query.actor))
        .where(
            _begun(),
            Video.trashed_at.is_(None),
            Video.state == VideoState.READY.value,
            visible(Video, query.actor),
        )
        .order_by(WatchPosition.at.desc())
        .limit(query.limit)
    )
    return _these(read, query.actor, read.rows(statement))


@answers("video.video.one", OneVideo, audience=Audience.VISIBLE)
def one_video(read: Read, query: OneVideo) -> VideoDetail:
    """NotFound both where there is none and where it is not for the actor."""
    row = read.one(
        cards(query.actor)
        .add_columns(*_DETAILS)
        .where(
            Video.space_id == query.space_id,
            Video.id == query.video_id,
            or_(Video.trashed_at.is_(None), member_of(Video.space_id, query.actor)),
            visible(Video, query.actor),
        )
    )
    if row is None:
        raise NotFound(tr("This video does not exist, or it is not for you."))
    return VideoDetail(
        card=card_of(row),
        description=row.description,
        tags=tuple(row.tags),
        category=row.category,
        location=row.location,
        language=row.language,
        age_restricted=row.age_restricted,
        size=row.size,
        width=row.width,
        media=row.media,
        chapters=tuple(Chapter(**chapter) for chapter in row.chapters),
        has_captions=row.has_captions,
        loudness=row.loudness,
        posters=tuple(row.posters),
        sheet=row.sheet,
        waveform=row.waveform,
        renditions=_renditions(read, query),
        captions=captions_of(read, query.space_id, query.video_id),
    )


def _renditions(read: Read, query: OneVideo) -> tuple[RenditionInfo, ...]:
    """Without the sounds that were taken off again."""
    rows = read.rows(
        select(Rendition.name, Rendition.blob, Rendition.size, Rendition.details).where(
            Rendition.space_id == query.space_id, Rendition.video_id == query.video_id
        )
    )
    return tuple(
        RenditionInfo(row.name, row.blob, row.size, row.details)
        for row in rows
        if not row.details.get("removed_at")
    )


@answers("video.queue.view", TheQueue, audience=Audience.OWN)
def the_queue(read: Read, query: TheQueue) -> QueueView:
    """Items in their order, without those that cannot be seen any more."""
    statement = (
        cards(query.actor)
        .add_columns(QueueItem.id.label("item_id"), QueueItem.place)
        .join(QueueItem, and_(QueueItem.channel_id == Video.space_id, QueueItem.video_id == Video.id))
        .where(QueueItem.space_id == query.actor, Video.trashed_at.is_(None), visible(Video, query.actor))
        .order_by(QueueItem.place)
    )
    entries = tuple(QueueEntry(row.item_id, row.place, card_of(row)) for row in read.rows(statement))
    mode = read.one(select(PlayQueue).where(PlayQueue.space_id == query.actor))
    if mode is None:
        return QueueView(entries, auto_next=True, shuffle=False, repeat=Repeat.NONE)
    return QueueView(entries, mode.auto_next, mode.shuffle, Repeat(mode.repeat))


@answers("video.library.categories", Categories, audience=Audience.VISIBLE)
def categories(read: Read, query: Categories) -> tuple[str, ...]:
    """Only of videos the actor may see."""
    statement = (
        select(Video.category)
        .where(Video.category != "", Video.trashed_at.is_(None), visible(Video, query.actor))
        .distinct()
        .order_by(Video.category)
    )
    return tuple(row.category for row in read.rows(statement))


@answers("video.blobs.used", BlobsInUse, audience=Audience.MACHINE)
def blobs_in_use(read: Read, _query: BlobsInUse) -> frozenset[BlobRef]:
    """Originals, pictures, waveforms, renditions, captions, and what channels are dressed in."""
    used: set[str] = set()
    for row in read.rows(select(Video.original, Video.poster, Video.posters, Video.sheet, Video.waveform)):
        used |= {row.original, row.poster, row.waveform, *row.posters}
        if row.sheet:
            used.add(row.sheet["blob"])
    for table in (Rendition, Caption):
        used |= {row.blob for row in read.rows(select(table.blob))}
    for row in read.rows(select(Channel.banner, Channel.picture)):
        used |= {row.banner, row.picture}
    return frozenset(BlobRef.of(name) for name in used if name)


@answers("video.trash.expired", ExpiredTrash, audience=Audience.OWN)
def expired_trash(read: Read, query: ExpiredTrash) -> tuple[tuple[UUID, UUID], ...]:
    """For the daily sweep."""
    statement = select(Video.space_id, Video.id).where(
        Video.trashed_at <= read.now - TRASH, member_of(Video.space_id, query.actor)
    )
    return tuple((row.space_id, row.id) for row in read.rows(statement))


_KEY: tuple[Any, ...] = (Video.space_id, Video.id)
_DETAILS = (
    Video.description, Video.tags, Video.category, Video.location, Video.language, Video.age_restricted,
    Video.size, Video.width, Video.media, Video.chapters, Video.has_captions,
    Video.loudness, Video.posters, Video.sheet, Video.waveform,
)  # fmt: skip


def cards(actor: UUID) -> Select[Any]:
    """What a card needs, one row a video."""
    views: Any = func.coalesce(VideoTotal.views, 0).label("views")
    columns = (
        Video.space_id, Video.id, Video.title, Video.state, Video.privacy, Video.damaged, Video.duration_us,
        Video.height, Video.poster, Video.file_name, Video.original, Video.added_at, Video.trashed_at,
        Channel.name.label("channel"), Channel.picture.label("channel_picture"),
        WatchPosition.position_us, WatchPosition.finished, views,
        member_of(Video.space_id, actor, Role.EDITOR).label("mine"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Channel, Channel.space_id == Video.space_id)
        .outerjoin(VideoTotal, and_(VideoTotal.space_id == Video.space_id, VideoTotal.video_id == Video.id))
        .outerjoin(WatchPosition, and_(WatchPosition.space_id == actor, WatchPosition.video_id == Video.id))
    )


def card_of(row: Any) -> VideoCard:
    """The card that a row of `cards` is."""
    return VideoCard(
        space_id=row.space_id,
        id=row.id,
        title=row.title,
        channel=row.channel,
        channel_picture=row.channel_picture,
        state=VideoState(row.state),
        privacy=Privacy(row.privacy),
        damaged=row.damaged,
        duration_us=row.duration_us,
        height=row.height,
        poster=row.poster,
        views=row.views,
        added_at=row.added_at,
        trashed_at=row.trashed_at,
        position_us=row.position_us or 0,
        finished=bool(row.finished),
        mine=bool(row.mine),
        file_name=row.file_name,
        original=row.original if row.mine else "",
    )


def _watched_by(actor: UUID) -> ColumnElement[bool]:
    return and_(
        WatchPosition.space_id == actor,
        WatchPosition.channel_id == Video.space_id,
        WatchPosition.video_id == Video.id,
    )


def _filtered(statement: Select[Any], query: LibraryPage, found: Any) -> Select[Any]:
    """The rows that the query's words and filters leave."""
    statement = statement.select_from(Video).where(*_conditions(query))
    if query.unfinished:
        statement = statement.join(WatchPosition, _watched_by(query.actor))
    if query.sort is Sort.VIEWS:
        total = and_(VideoTotal.space_id == Video.space_id, VideoTotal.video_id == Video.id)
        statement = statement.outerjoin(VideoTotal, total)
    if found is None:
        return statement
    return statement.join(found, and_(found.c.space_id == Video.space_id, found.c.video_id == Video.id))


def _with_hit(read: Read, card: VideoCard, key: Any, sought: str) -> VideoCard:
    if key.line is None:
        return card
    start_us, words = search.said(read, key.line, sought)
    return replace(card, hit=CaptionHit(start_us, words, alone=key.rank == 0))


def _in_followed_channels(actor: UUID) -> ColumnElement[bool]:
    # Home, which is the first to ask, shows nothing of it.
    from models.community.follow_queries import followed
    from models.video.targets import CHANNEL

    return and_(Video.space_id.in_(followed(actor, CHANNEL)), Video.audience == "public")


def _conditions(query: LibraryPage) -> list[Any]:
    mine = member_of(Video.space_id, query.actor)
    listed = or_(Video.audience == "public", mine)
    # What was searched for or begun is few: by `trashed_at` it would be looked up for each.
    plus = "+" if search.match(query.words) or query.unfinished else ""
    conditions: list[Any] = [
        text(f"{plus}video.trashed_at IS {'NOT NULL' if query.trashed else 'NULL'}"),
        mine if query.mine or query.trashed else listed,
        None if query.channel is None else Video.space_id == query.channel,
        None if query.min_us is None else Video.duration_us >= query.min_us,
        None if query.max_us is None else Video.duration_us < query.max_us,
        None if query.since is None else Video.added_at >= query.since,
        None if query.min_height is None else Video.height >= query.min_height,
        None if query.captions is None else Video.has_captions.is_(query.captions),
        Video.category == query.category if query.category else None,
        _begun() if query.unfinished else None,
        _in_followed_channels(query.actor) if query.followed else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _begun() -> ColumnElement[bool]:
    """Watched far enough to go on from there, and not to the end."""
    return and_(~WatchPosition.finished, WatchPosition.position_us > RESUME_AFTER_US)


def _sorted(statement: Select[Any], query: LibraryPage, found: Any) -> Select[Any]:
    newest = (Video.added_at.desc(), Video.id.desc())
    if query.followed and query.sort is Sort.NEWEST:
        told = and_(Announcement.space_id == Video.space_id, Announcement.video_id == Video.id)
        return statement.outerjoin(Announcement, told).order_by(
            func.coalesce(Announcement.at, Video.published_at).desc(), Video.id.desc()
        )
    if query.sort is Sort.RELEVANCE and found is not None:
        return statement.order_by(found.c.rank, *newest)
    orders: dict[Sort, tuple[Any, ...]] = {
        Sort.OLDEST: (Video.added_at, Video.id),
        Sort.TITLE: (func.lower(Video.title), Video.id),
        Sort.LONGEST: (Video.duration_us.desc(), *newest),
        Sort.SHORTEST: (Video.duration_us, *newest),
        Sort.VIEWS: (func.coalesce(VideoTotal.views, 0).desc(), *newest),
    }
    if query.sort is Sort.RATING:
        from models.community.rating import rating, tally_of  # Home asks for no such order
        from models.video.targets import VIDEO

        # Joined here, not with the filters: how many there are is counted without it.
        return statement.outerjoin(*tally_of(VIDEO, Video.space_id, Video.id)).order_by(rating(), *newest)
    return statement.order_by(*orders.get(query.sort, newest))
