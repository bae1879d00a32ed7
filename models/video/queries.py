"""Queries of Video. Every statement keeps to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from models.blobs.ref import BlobRef
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.core.text import tr
from models.video import search
from models.video.caption_queries import captions_of
from models.video.cards import begun, card_of, cards
from models.video.catalogue.page import page
from models.video.catalogue.tables import SUMS
from models.video.entities import (
    TRASH,
    CaptionHit,
    Chapter,
    Page,
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
    """One page, and how many there are in all."""
    rows, total = page(read, query)
    made = tuple(card_of(row) for row in rows)
    if search.match(query.words):
        made = tuple(_with_hit(read, *hit, query.words) for hit in zip(made, rows, strict=True))
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
            begun(),
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
    may = or_(SUMS.c.audience != "members", member_of(SUMS.c.space_id, query.actor))
    statement = (
        select(SUMS.c.category).where(SUMS.c.category != "", SUMS.c.trashed.is_(False), may).distinct()
    )
    return tuple(row.category for row in read.rows(statement.order_by(SUMS.c.category)))


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


def _watched_by(actor: UUID) -> ColumnElement[bool]:
    return and_(
        WatchPosition.space_id == actor,
        WatchPosition.channel_id == Video.space_id,
        WatchPosition.video_id == Video.id,
    )


def _with_hit(read: Read, card: VideoCard, row: Any, sought: str) -> VideoCard:
    if row.line is None:
        return card
    start_us, words = search.said(read, row.line, sought)
    return replace(card, hit=CaptionHit(start_us, words, alone=bool(row.alone)))
