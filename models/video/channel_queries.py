"""Channels as they may be seen: one's page, one's own, and who works in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from models.accounts.people import names
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.core.tables import Member
from models.core.text import tr
from models.video.commands import channel_of
from models.video.entities import TRASH, ChannelCard, MemberCard, SameFile
from models.video.tables import Channel, Video, WatchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class OneChannel(Query[ChannelCard]):
    """A channel by its id, or by its handle."""

    channel_id: UUID | None = None
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChannels(Query[tuple[ChannelCard, ...]]):
    """The channels that the actor may add videos to, the first one first; those in the trash at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersOf(Query[tuple[MemberCard, ...]]):
    """Who may do what in a channel or playlist, for its members."""

    space_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredChannels(Query[tuple[UUID, ...]]):
    """The actor's channels that have been in the trash for 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFiles(Query[tuple[SameFile, ...]]):
    """Videos in the actor's channels that were made of a file of one of these sizes."""

    sizes: list[int]


@answers("video.channel.one", OneChannel, audience=Audience.VISIBLE)
def one_channel(read: Read, query: OneChannel) -> ChannelCard:
    """NotFound both where there is none and where it is not for the actor."""
    wanted = (
        Channel.handle == query.handle.removeprefix("@").casefold()
        if query.handle
        else Channel.space_id == query.channel_id
    )
    row = read.one(_channels(query.actor).where(wanted, visible(Channel, query.actor)))
    if row is None:
        raise NotFound(tr("This channel does not exist, or it is not for you."))
    return _channel(row, query.actor)


@answers("video.channel.own", OwnChannels, audience=Audience.VISIBLE)
def own_channels(read: Read, query: OwnChannels) -> tuple[ChannelCard, ...]:
    """By name after the first."""
    rows = read.rows(_channels(query.actor).where(Member.role >= int(Role.EDITOR)))
    first = channel_of(query.actor)
    found = [_channel(row, query.actor) for row in rows]
    return tuple(
        sorted(found, key=lambda each: (each.trashed_at is not None, each.id != first, each.name.casefold()))
    )


@answers("video.member.list", MembersOf, audience=Audience.VISIBLE)
def members_of(read: Read, query: MembersOf) -> tuple[MemberCard, ...]:
    """Owners first. Nobody else is told who belongs to a space."""
    statement = (
        select(Member.account_id, Member.role)
        .where(Member.space_id == query.space_id, member_of(Member.space_id, query.actor))
        .order_by(Member.role.desc())
    )
    rows = read.rows(statement)
    known = names(read, (row.account_id for row in rows))
    return tuple(
        MemberCard(row.account_id, known.get(row.account_id, tr("Somebody")), Role(row.role)) for row in rows
    )


@answers("video.channel.expired", ExpiredChannels, audience=Audience.OWN)
def expired_channels(read: Read, query: ExpiredChannels) -> tuple[UUID, ...]:
    """For the daily sweep."""
    statement = select(Channel.space_id).where(
        Channel.trashed_at <= read.now - TRASH, member_of(Channel.space_id, query.actor, Role.OWNER)
    )
    return tuple(row.space_id for row in read.rows(statement))


@answers("video.video.same", SameFiles, audience=Audience.VISIBLE)
def same_files(read: Read, query: SameFiles) -> tuple[SameFile, ...]:
    """Sizes alone say little: whoever asks compares names and content."""
    columns = (Video.space_id, Video.id, Video.title, Video.file_name, Video.original, Video.size,
               Video.trashed_at)  # fmt: skip
    statement = select(*columns).where(
        Video.size.in_(query.sizes), member_of(Video.space_id, query.actor, Role.EDITOR)
    )
    return tuple(
        SameFile(row.space_id, row.id, row.title, row.file_name, row.original, row.size,
                 row.trashed_at is not None)
        for row in read.rows(statement)
    )  # fmt: skip


def _channels(actor: UUID) -> Select[Any]:
    videos = (
        select(func.count())
        .where(Video.space_id == Channel.space_id, Video.trashed_at.is_(None), visible(Video, actor))
        .correlate(Channel)
        .scalar_subquery()
        .label("videos")
    )
    return (
        select(Channel, Member.role, WatchSettings.upload_channel, videos)
        .outerjoin(Member, and_(Member.space_id == Channel.space_id, Member.account_id == actor))
        .outerjoin(WatchSettings, WatchSettings.space_id == actor)
    )


def _channel(row: Any, actor: UUID) -> ChannelCard:
    return ChannelCard(
        id=row.space_id,
        name=row.name,
        handle=row.handle,
        about=row.about,
        links=tuple((title, address) for title, address in row.links),
        banner=row.banner,
        picture=row.picture,
        role=Role(row.role or 0),
        videos=row.videos,
        created_at=row.created_at,
        trashed_at=row.trashed_at,
        uploads_go_here=row.space_id == (row.upload_channel or channel_of(actor)),
    )
