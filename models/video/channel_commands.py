"""Commands on channels: opened, dressed, named, and put into the trash with all that is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.community.removal_commands import ForgetTarget
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, NotAllowed, NotFound
from models.core.ids import derive
from models.core.registry import Command, Permission, handles
from models.core.tables import Member, Space
from models.core.text import tr
from models.video.commands import channel_of, forget_everywhere, remove_video
from models.video.entities import TRASH
from models.video.showing import show
from models.video.tables import Channel, Video, WatchSettings
from models.video.targets import CHANNEL
from models.video.wording import Link, clean_handle, handle_from, line, lines, links

NAME_LENGTH = 60
_RANDOM = (1 << 64) - 1


def space_of(account: UUID, command_id: UUID) -> UUID:
    """The space that a command of this person opens: nobody else can name it, before or after."""
    return derive(account, command_id.int & _RANDOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateChannel(Command):
    """Open a channel whose owner is the actor; its space is the first one's, or the command's own."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditChannel(Command):
    """Change what a channel says and how it looks (pictures by their blobs); None stays as it is."""

    name: str | None = None
    handle: str | None = None
    about: str | None = None
    links: list[Link] | None = None
    banner: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashChannel(Command):
    """Put a channel and its videos into the trash, where they stay for 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreChannel(Command):
    """Take a channel out of the trash, with the videos that went there with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeChannel(Command):
    """Delete a trashed channel for good, with all its videos."""

    now: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseUploadChannel(Command):
    """Say which channel new uploads go to; None stands for the first one."""

    channel_id: UUID | None = None


@handles("video.channel.create", CreateChannel, permission=Permission.OUTSIDER)
def create_channel(ctx: Context, cmd: CreateChannel) -> None:
    """Only the owner-to-be can name a space that is derived from their own id."""
    mine = (channel_of(cmd.actor), space_of(cmd.actor, cmd.id))
    if cmd.space_id not in mine or ctx.get(Member, cmd.actor, cmd.actor) is None:
        raise NotAllowed(tr("A channel can only be opened by the person it belongs to."))
    if ctx.get(Channel, cmd.space_id) is not None:
        return
    name = line(cmd.name, "name", NAME_LENGTH)
    if ctx.get(Space, cmd.space_id) is None:
        ctx.insert(Space, space_id=cmd.space_id, kind="channel", created_at=ctx.now, change_number=0)
        ctx.insert(Member, space_id=cmd.space_id, account_id=cmd.actor, role=int(Role.OWNER))
    ctx.insert(
        Channel,
        space_id=cmd.space_id,
        owner=cmd.actor,
        name=name,
        about="",
        audience="public",
        created_at=ctx.now,
        handle=_free_handle(ctx, handle_from(name)),
        banner="",
        picture="",
        links=[],
    )
    ctx.undo_with(TrashChannel)


@handles("video.channel.edit", EditChannel, permission=Permission.EDITOR)
def edit_channel(ctx: Context, cmd: EditChannel) -> None:
    """Everything is checked before anything is changed; only an owner gives another name."""
    channel = _channel(ctx, cmd.space_id)
    said: dict[str, Any] = {}
    if cmd.name is not None:
        said["name"] = line(cmd.name, "name", NAME_LENGTH)
    if cmd.handle is not None:
        said["handle"] = clean_handle(cmd.handle)
        _unused(ctx, cmd.space_id, said["handle"])
    if cmd.about is not None:
        said["about"] = lines(cmd.about, "about")
    if cmd.links is not None:
        said["links"] = links(cmd.links)
    for name in ("banner", "picture"):
        if getattr(cmd, name) is not None:
            said[name] = getattr(cmd, name)
    said = {name: value for name, value in said.items() if getattr(channel, name) != value}
    if said.keys() & {"name", "handle"}:
        _owner_only(ctx, cmd.space_id, cmd.actor)
    before = {name: getattr(channel, name) for name in said}
    if "links" in before:
        before["links"] = [Link(*each) for each in before["links"]]
    if said:
        ctx.update(Channel, cmd.space_id, **said)
        ctx.undo_with(EditChannel, **before)


@handles("video.channel.trash", TrashChannel, permission=Permission.OWNER)
def trash_channel(ctx: Context, cmd: TrashChannel) -> None:
    """Nobody but its members sees it any more; its videos carry the same moment, to come back with it."""
    channel = _channel(ctx, cmd.space_id)
    if channel.trashed_at is not None:
        return
    if cmd.space_id == channel_of(channel.owner):
        raise Conflict(
            tr("The first channel is where uploads go, so it stays."),
            what_now=tr("Its videos can be deleted one by one, and its name can be changed."),
        )
    ctx.update(Channel, cmd.space_id, trashed_at=ctx.now, audience="members")
    for row in ctx.rows(select(Video.id).where(Video.space_id == cmd.space_id, Video.trashed_at.is_(None))):
        ctx.update(Video, cmd.space_id, row.id, trashed_at=ctx.now)
        show(ctx, cmd.space_id, row.id)
    ctx.undo_with(RestoreChannel)


@handles("video.channel.restore", RestoreChannel, permission=Permission.OWNER)
def restore_channel(ctx: Context, cmd: RestoreChannel) -> None:
    """What had been in the trash before the channel stays there."""
    channel = _channel(ctx, cmd.space_id)
    if channel.trashed_at is None:
        return
    together = select(Video.id).where(Video.space_id == cmd.space_id, Video.trashed_at == channel.trashed_at)
    videos = ctx.rows(together)
    ctx.update(Channel, cmd.space_id, trashed_at=None, audience="public")
    for row in videos:
        ctx.update(Video, cmd.space_id, row.id, trashed_at=None)
        show(ctx, cmd.space_id, row.id)
    ctx.undo_with(TrashChannel)


@handles("video.channel.purge", PurgeChannel, permission=Permission.OWNER)
def purge_channel(ctx: Context, cmd: PurgeChannel) -> None:
    """Gone for good. With `now` false only what has been in the trash for 30 days (the daily sweep)."""
    channel = _channel(ctx, cmd.space_id)
    if channel.trashed_at is None:
        raise Conflict(tr("This channel is not in the trash."))
    if not cmd.now and channel.trashed_at > ctx.now - TRASH:
        raise Conflict(tr("This channel has not been in the trash for 30 days."))
    for row in ctx.rows(select(Video.id).where(Video.space_id == cmd.space_id)):
        forget_everywhere(ctx, cmd.space_id, row.id)
        remove_video(ctx, cmd.space_id, row.id)
    others = select(Member.account_id).where(Member.space_id == cmd.space_id, Member.account_id != cmd.actor)
    for row in ctx.rows(others):
        ctx.delete(Member, cmd.space_id, row.account_id)
    ctx.delete(Channel, cmd.space_id)
    ctx.follow_up(ForgetTarget, space_id=cmd.space_id, kind=CHANNEL, target_id=cmd.space_id)


@handles("video.channel.choose", ChooseUploadChannel, permission=Permission.OWNER)
def choose_upload_channel(ctx: Context, cmd: ChooseUploadChannel) -> None:
    """Only one that the person may add videos to."""
    if cmd.channel_id is not None:
        member = ctx.get(Member, cmd.channel_id, cmd.actor)
        channel = ctx.get(Channel, cmd.channel_id)
        if member is None or member.role < Role.EDITOR or channel is None or channel.trashed_at is not None:
            raise NotAllowed(tr("You may not add videos to this channel."))
    settings = watch_settings(ctx, cmd.space_id)
    ctx.update(WatchSettings, cmd.space_id, upload_channel=cmd.channel_id)
    ctx.undo_with(ChooseUploadChannel, channel_id=settings.upload_channel)


def watch_settings(ctx: Context, person: UUID) -> WatchSettings:
    """What a person chose; made with nothing chosen where there was no choice yet."""
    return ctx.get(WatchSettings, person) or ctx.insert(
        WatchSettings, space_id=person, upload_channel=None, history_paused=False, cleared_at=None
    )


def _channel(ctx: Context, space_id: UUID) -> Channel:
    channel = ctx.get(Channel, space_id)
    if channel is None:
        raise NotFound(tr("This channel no longer exists."))
    return channel


def _owner_only(ctx: Context, space_id: UUID, actor: UUID) -> None:
    member = ctx.get(Member, space_id, actor)
    if member is None or member.role < Role.OWNER:
        raise NotAllowed(tr("Only an owner of the channel can give it another name."))


def _free_handle(ctx: Context, wanted: str) -> str:
    """The handle, or with the first number behind it that makes it nobody else's."""
    like = Channel.handle.startswith(wanted, autoescape=True)
    taken = {row.handle for row in ctx.rows(select(Channel.handle).where(like))}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(handle for handle in (wanted, *numbered) if handle not in taken)


def _unused(ctx: Context, space_id: UUID, handle: str) -> None:
    """No unique index does this, since keys lead with the space; the one writer does."""
    others = select(Channel.space_id).where(Channel.handle == handle, Channel.space_id != space_id)
    if ctx.rows(others.limit(1)):
        raise Conflict(
            tr("Another channel is called @{handle} already.", handle=handle),
            what_now=tr("Choose another one, or add something to it."),
            field="handle",
        )
