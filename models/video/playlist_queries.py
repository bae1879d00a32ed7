"""Playlists as they may be seen: in lists, whole, and those that hold a video."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from models.accounts.people import names
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.core.tables import Member
from models.core.text import tr
from models.video.cards import card_of, cards
from models.video.entities import TRASH, PlaylistCard, PlaylistEntry, PlaylistKind, PlaylistView, Privacy
from models.video.tables import Playlist, PlaylistInvite, PlaylistItem, Video

_POSTERS = 4
_KINDS = {PlaylistKind.WATCH_LATER: 0, PlaylistKind.FAVOURITES: 1, PlaylistKind.LIST: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlists(Query[tuple[PlaylistCard, ...]]):
    """Playlists that the actor made or may change; with a `channel`, those that are shown on its page.

    `video_id` has `holds` say where that video is in each of them.
    """

    channel: UUID | None = None
    video_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistsWith(Query[tuple[PlaylistCard, ...]]):
    """Playlists that hold a video, among those that the actor may find."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePlaylist(Query[PlaylistView]):
    """A playlist with everything in it."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredPlaylists(Query[tuple[UUID, ...]]):
    """The actor's playlists that were deleted 30 days ago."""


@answers("video.playlist.list", Playlists, audience=Audience.VISIBLE)
def playlists(read: Read, query: Playlists) -> tuple[PlaylistCard, ...]:
    """Watch Later and Favourites first, then what changed last."""
    if query.channel is None:
        wanted = member_of(Playlist.space_id, query.actor)
    else:
        wanted = and_(Playlist.channel_id == query.channel, _listed(query.actor))
    return _found(read, query.actor, wanted, query.video_id)


@answers("video.playlist.with", PlaylistsWith, audience=Audience.VISIBLE)
def playlists_with(read: Read, query: PlaylistsWith) -> tuple[PlaylistCard, ...]:
    """One's own, and public ones."""
    holding = select(PlaylistItem.space_id).where(PlaylistItem.video_id == query.video_id)
    wanted = and_(Playlist.space_id.in_(holding), _listed(query.actor))
    return _found(read, query.actor, wanted, query.video_id)


@answers("video.playlist.one", OnePlaylist, audience=Audience.VISIBLE)
def one_playlist(read: Read, query: OnePlaylist) -> PlaylistView:
    """NotFound both where there is none and where it is not for the actor."""
    found = _found(read, query.actor, and_(Playlist.space_id == query.space_id,
                                           visible(Playlist, query.actor)), None)  # fmt: skip
    if not found:
        raise NotFound(tr("This playlist does not exist, or it is not for you."))
    card = found[0]
    token = None
    if card.role is Role.OWNER:
        token = read.value(select(PlaylistInvite.token).where(PlaylistInvite.space_id == query.space_id))
    return PlaylistView(card, _entries(read, query.actor, query.space_id), token or "")


@answers("video.playlist.expired", ExpiredPlaylists, audience=Audience.OWN)
def expired_playlists(read: Read, query: ExpiredPlaylists) -> tuple[UUID, ...]:
    """For the daily sweep."""
    statement = select(Playlist.space_id).where(
        Playlist.trashed_at <= read.now - TRASH, member_of(Playlist.space_id, query.actor, Role.OWNER)
    )
    return tuple(row.space_id for row in read.rows(statement))


def _listed(actor: UUID) -> ColumnElement[bool]:
    """Found without a link."""
    return or_(Playlist.audience == "public", member_of(Playlist.space_id, actor))


def _found(
    read: Read, actor: UUID, wanted: ColumnElement[bool], video_id: UUID | None
) -> tuple[PlaylistCard, ...]:
    rows = read.rows(_playlists(actor).where(wanted, Playlist.trashed_at.is_(None)))
    known = names(read, (row.owner for row in rows))
    spaces = [row.space_id for row in rows]
    posters = _posters(read, actor, spaces)
    held = _held(read, spaces, video_id)
    made = [_card(row, known, posters[row.space_id], held.get(row.space_id)) for row in rows]
    return tuple(sorted(made, key=lambda card: (_KINDS[card.kind], -card.changed_at.timestamp())))


def _playlists(actor: UUID) -> Select[Any]:
    every = Member.__table__.alias()
    members = select(func.count()).where(every.c.space_id == Playlist.space_id).correlate(Playlist)
    own = and_(Member.space_id == Playlist.space_id, Member.account_id == actor)
    return (
        select(Playlist, Member.role, members.scalar_subquery().label("members"))
        .select_from(Playlist)
        .outerjoin(Member, own)
    )


@dataclass(slots=True)
class _Content:
    count: int = 0
    duration_us: int = 0
    posters: tuple[str, ...] = ()


def _posters(read: Read, actor: UUID, spaces: Sequence[UUID]) -> dict[UUID, _Content]:
    """How much is in each playlist, and the pictures of the first that can be seen."""
    found: dict[UUID, _Content] = defaultdict(_Content)
    counted = (
        select(
            PlaylistItem.space_id, func.count().label("n"), func.sum(Video.duration_us).label("duration_us")
        )
        .select_from(PlaylistItem)
        .outerjoin(Video, _same(actor))
        .where(PlaylistItem.space_id.in_(spaces))
        .group_by(PlaylistItem.space_id)
    )
    for row in read.rows(counted):
        found[row.space_id] = _Content(row.n, int(row.duration_us or 0))
    first = (
        select(PlaylistItem.space_id, Video.poster)
        .select_from(PlaylistItem)
        .join(Video, _same(actor))
        .where(Video.poster != "")
        .order_by(PlaylistItem.place)
        .limit(_POSTERS)
    )
    for space in spaces:
        rows = read.rows(first.where(PlaylistItem.space_id == space))
        found[space].posters = tuple(row.poster for row in rows)
    return found


def _same(actor: UUID) -> ColumnElement[bool]:
    """The video of an item, where the actor may see it."""
    return and_(
        Video.space_id == PlaylistItem.channel_id,
        Video.id == PlaylistItem.video_id,
        Video.trashed_at.is_(None),
        visible(Video, actor),
    )


def _held(read: Read, spaces: Sequence[UUID], video_id: UUID | None) -> dict[UUID, UUID]:
    if video_id is None:
        return {}
    statement = select(PlaylistItem.space_id, PlaylistItem.id).where(
        PlaylistItem.video_id == video_id, PlaylistItem.space_id.in_(spaces)
    )
    return {row.space_id: row.id for row in read.rows(statement)}


def _entries(read: Read, actor: UUID, space_id: UUID) -> tuple[PlaylistEntry, ...]:
    items = read.rows(
        select(PlaylistItem)
        .where(PlaylistItem.space_id == space_id)
        .order_by(PlaylistItem.place, PlaylistItem.id)
    )
    seen = cards(actor).join(PlaylistItem, _same(actor)).where(PlaylistItem.space_id == space_id)
    known = {(row.space_id, row.id): card_of(row) for row in read.rows(seen)}
    added = names(read, (row.added_by for row in items))
    return tuple(
        PlaylistEntry(
            row.id,
            number,
            row.channel_id,
            row.video_id,
            known.get((row.channel_id, row.video_id)),
            added.get(row.added_by, ""),
            row.added_at,
        )
        for number, row in enumerate(items, 1)
    )


def _card(row: Row[Any], known: dict[UUID, str], content: _Content, held: UUID | None) -> PlaylistCard:
    kind = PlaylistKind(row.kind)
    titles = {PlaylistKind.WATCH_LATER: tr("Watch later"), PlaylistKind.FAVOURITES: tr("Favourites")}
    return PlaylistCard(
        id=row.space_id,
        kind=kind,
        title=titles.get(kind, row.title),
        description=row.description,
        privacy=Privacy(row.privacy),
        owner=row.owner,
        owner_name=known.get(row.owner, ""),
        channel_id=row.channel_id,
        role=Role(row.role or 0),
        count=content.count,
        duration_us=content.duration_us,
        posters=content.posters,
        changed_at=row.changed_at,
        members=row.members,
        holds=held,
    )
