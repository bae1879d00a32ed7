"""Commands on playlists: made, said what they are, filled, ordered. A playlist is a space of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import derive
from models.core.registry import Command, Permission, handles
from models.core.spaces import visible
from models.core.tables import Member, Space
from models.core.text import tr
from models.video.channel_commands import space_of
from models.video.entities import TRASH, PlaylistKind, Privacy
from models.video.order import GAP, after, in_order, place_before
from models.video.tables import Playlist, PlaylistInvite, PlaylistItem, Video
from models.video.wording import TITLE_LENGTH, line, lines

MOST = 5_000
_NUMBERS = {PlaylistKind.WATCH_LATER: 2, PlaylistKind.FAVOURITES: 3}


def playlist_of(account: UUID, kind: PlaylistKind) -> UUID:
    """The space of a person's Watch Later or Favourites, which exists from its first use on."""
    return derive(account, _NUMBERS[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPlace:
    """A video, wherever it is."""

    channel_id: UUID
    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlace:
    """An item that was in a playlist, and the one that came after it."""

    id: UUID
    channel_id: UUID
    video_id: UUID
    before: UUID | None
    added_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePlaylist(Command):
    """Make a playlist; Watch Later and Favourites as often as one likes: they are made once.

    With `videos` it has them from the first moment on, in their order, each once.
    """

    title: str = ""
    kind: PlaylistKind = PlaylistKind.LIST
    description: str = ""
    privacy: Privacy = Privacy.PRIVATE
    channel_id: UUID | None = None
    videos: list[VideoPlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlaylist(Command):
    """Change what a playlist says and who sees it; None stays as it is."""

    title: str | None = None
    description: str | None = None
    privacy: Privacy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashPlaylist(Command):
    """Delete a playlist; for 30 days it can be taken back. Its videos stay where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlaylist(Command):
    """Take back that a playlist was deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgePlaylist(Command):
    """Take away a deleted playlist for good once 30 days have gone by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToPlaylist(Command):
    """Add videos in their order, at the end or right before an item. What is there already is left out,
    unless it is to be there `again`. The result says how many were `added`, and how many were `there`."""

    videos: list[VideoPlace]
    before: UUID | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveInPlaylist(Command):
    """Move an item right before another one, or to the end."""

    item_id: UUID
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFromPlaylist(Command):
    """Take items out."""

    item_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack(Command):
    """Put items back to where they were taken out."""

    items: list[ItemPlace]


@handles("video.playlist.create", CreatePlaylist, permission=Permission.OUTSIDER)
def create_playlist(ctx: Context, cmd: CreatePlaylist) -> None:
    """Only the owner-to-be can name a space that follows from their own id."""
    own = cmd.kind is PlaylistKind.LIST
    mine = space_of(cmd.actor, cmd.id) if own else playlist_of(cmd.actor, cmd.kind)
    if cmd.space_id != mine or ctx.get(Member, cmd.actor, cmd.actor) is None:
        raise NotAllowed(tr("A playlist can only be made by the person it belongs to."))
    if ctx.get(Playlist, cmd.space_id) is not None:
        return
    member = None if cmd.channel_id is None else ctx.get(Member, cmd.channel_id, cmd.actor)
    if cmd.channel_id is not None and (member is None or member.role < Role.EDITOR):
        raise NotAllowed(tr("You may not put a playlist on this channel."))
    privacy = cmd.privacy if own else Privacy.PRIVATE
    ctx.insert(Space, space_id=cmd.space_id, kind="playlist", created_at=ctx.now, change_number=0)
    ctx.insert(Member, space_id=cmd.space_id, account_id=cmd.actor, role=int(Role.OWNER))
    ctx.insert(
        Playlist,
        space_id=cmd.space_id,
        kind=cmd.kind.value,
        owner=cmd.actor,
        channel_id=cmd.channel_id,
        title=line(cmd.title, "title", TITLE_LENGTH) if own else "",
        description=lines(cmd.description, "description"),
        privacy=privacy.value,
        audience=_audience(privacy),
        created_at=ctx.now,
        changed_at=ctx.now,
        trashed_at=None,
    )
    _fill(ctx, cmd)
    if own:
        ctx.undo_with(TrashPlaylist)


@handles("video.playlist.edit", EditPlaylist, permission=Permission.OWNER)
def edit_playlist(ctx: Context, cmd: EditPlaylist) -> None:
    """Watch Later and Favourites are called so, and are nobody else's."""
    playlist = _own_list(ctx, cmd.space_id)
    said: dict[str, Any] = {}
    if cmd.title is not None:
        said["title"] = line(cmd.title, "title", TITLE_LENGTH)
    if cmd.description is not None:
        said["description"] = lines(cmd.description, "description")
    if cmd.privacy is not None:
        said["privacy"] = cmd.privacy.value
    said = {name: value for name, value in said.items() if getattr(playlist, name) != value}
    before = {name: getattr(playlist, name) for name in said}
    if "privacy" in before:
        before["privacy"] = Privacy(before["privacy"])
        said["audience"] = _audience(Privacy(said["privacy"]))
    if said:
        ctx.update(Playlist, cmd.space_id, changed_at=ctx.now, **said)
        ctx.undo_with(EditPlaylist, **before)


@handles("video.playlist.trash", TrashPlaylist, permission=Permission.OWNER)
def trash_playlist(ctx: Context, cmd: TrashPlaylist) -> None:
    """Nobody finds it any more; undo brings it back as it was."""
    if _own_list(ctx, cmd.space_id).trashed_at is None:
        ctx.update(Playlist, cmd.space_id, trashed_at=ctx.now, audience="members")
        ctx.undo_with(RestorePlaylist)


@handles("video.playlist.restore", RestorePlaylist, permission=Permission.OWNER)
def restore_playlist(ctx: Context, cmd: RestorePlaylist) -> None:
    """As it was, with everybody who could change it."""
    playlist = _own_list(ctx, cmd.space_id)
    if playlist.trashed_at is not None:
        audience = _audience(Privacy(playlist.privacy))
        ctx.update(Playlist, cmd.space_id, trashed_at=None, audience=audience)
        ctx.undo_with(TrashPlaylist)


@handles("video.playlist.purge", PurgePlaylist, permission=Permission.OWNER)
def purge_playlist(ctx: Context, cmd: PurgePlaylist) -> None:
    """Only what was deleted 30 days ago (the daily sweep)."""
    playlist = _own_list(ctx, cmd.space_id)
    if playlist.trashed_at is None or playlist.trashed_at > ctx.now - TRASH:
        raise Conflict(tr("This playlist has not been deleted for 30 days."))
    for item_id in in_order(ctx, cmd.space_id):
        ctx.delete(PlaylistItem, cmd.space_id, item_id)
    ctx.delete(PlaylistInvite, cmd.space_id)
    ctx.delete(Playlist, cmd.space_id)


@handles("video.playlist.add", AddToPlaylist, permission=Permission.EDITOR)
def add_to_playlist(ctx: Context, cmd: AddToPlaylist) -> dict[str, int]:
    """Only videos that the actor may see; each once, unless it is wanted again."""
    _playlist(ctx, cmd.space_id)
    there = {
        row.video_id
        for row in ctx.rows(select(PlaylistItem.video_id).where(PlaylistItem.space_id == cmd.space_id))
    }
    count = ctx.rows(
        select(func.count().label("n")).where(PlaylistItem.space_id == cmd.space_id)
    )[0].n  # fmt: skip
    added: list[UUID] = []
    for video in cmd.videos:
        if video.video_id in there and not cmd.again:
            continue
        there.add(video.video_id)
        if count + len(added) >= MOST:
            raise Conflict(tr("A playlist holds {count} videos at most.", count=MOST))
        _seen(ctx, video, cmd.actor)
        added.append(ctx.new_id())
        _insert(ctx, cmd.space_id, added[-1], video, cmd.before, cmd.actor)
    if added:
        _touch(ctx, cmd.space_id)
        ctx.undo_with(RemoveFromPlaylist, item_ids=added)
    return {"added": len(added), "there": len(cmd.videos) - len(added)}


@handles("video.playlist.move", MoveInPlaylist, permission=Permission.EDITOR)
def move_in_playlist(ctx: Context, cmd: MoveInPlaylist) -> None:
    """Only the moved item changes, unless there is no room between its new neighbours."""
    if ctx.get(PlaylistItem, cmd.space_id, cmd.item_id) is None:
        raise NotFound(tr("This video is no longer in the playlist."))
    if cmd.before == cmd.item_id:
        return
    followed = after(ctx, cmd.space_id, cmd.item_id)
    place = place_before(ctx, cmd.space_id, cmd.before, cmd.item_id)
    ctx.update(PlaylistItem, cmd.space_id, cmd.item_id, place=place)
    _touch(ctx, cmd.space_id)
    ctx.undo_with(MoveInPlaylist, item_id=cmd.item_id, before=followed)


@handles("video.playlist.remove", RemoveFromPlaylist, permission=Permission.EDITOR)
def remove_from_playlist(ctx: Context, cmd: RemoveFromPlaylist) -> None:
    """What somebody else has taken out meanwhile is no fault; undo puts all back where they were."""
    gone = set(cmd.item_ids)
    order = in_order(ctx, cmd.space_id)
    taken: list[ItemPlace] = []
    for number, item_id in enumerate(order):
        item = ctx.get(PlaylistItem, cmd.space_id, item_id)
        if item_id in gone and item is not None:
            follows = order[number + 1] if number + 1 < len(order) else None
            taken.append(
                ItemPlace(id=item_id, channel_id=item.channel_id, video_id=item.video_id, before=follows,
                          added_by=item.added_by)
            )  # fmt: skip
    for each in taken:
        ctx.delete(PlaylistItem, cmd.space_id, each.id)
    if taken:
        _touch(ctx, cmd.space_id)
        ctx.undo_with(PutBack, items=taken)


@handles("video.playlist.refill", PutBack, permission=Permission.EDITOR)
def put_back(ctx: Context, cmd: PutBack) -> None:
    """From the last to the first, so that each finds the one it stood before."""
    _playlist(ctx, cmd.space_id)
    back: Sequence[ItemPlace] = [
        item for item in cmd.items if ctx.get(PlaylistItem, cmd.space_id, item.id) is None
    ]
    for item in reversed(back):
        video = VideoPlace(channel_id=item.channel_id, video_id=item.video_id)
        _insert(ctx, cmd.space_id, item.id, video, item.before, item.added_by)
    if back:
        _touch(ctx, cmd.space_id)
        ctx.undo_with(RemoveFromPlaylist, item_ids=[item.id for item in back])


def _insert(
    ctx: Context, space_id: UUID, item_id: UUID, video: VideoPlace, before: UUID | None, by: UUID
) -> None:
    ctx.insert(
        PlaylistItem,
        space_id=space_id,
        id=item_id,
        channel_id=video.channel_id,
        video_id=video.video_id,
        place=place_before(ctx, space_id, before),
        added_by=by,
        added_at=ctx.now,
    )


def _fill(ctx: Context, cmd: CreatePlaylist) -> None:
    videos = list({video.video_id: video for video in cmd.videos}.values())
    if len(videos) > MOST:
        raise Conflict(tr("A playlist holds {count} videos at most.", count=MOST))
    for number, video in enumerate(videos, 1):
        _seen(ctx, video, cmd.actor)
        ctx.insert(
            PlaylistItem,
            space_id=cmd.space_id,
            id=ctx.new_id(),
            channel_id=video.channel_id,
            video_id=video.video_id,
            place=number * GAP,
            added_by=cmd.actor,
            added_at=ctx.now,
        )


def _seen(ctx: Context, video: VideoPlace, actor: UUID) -> None:
    found = select(Video.id).where(
        Video.space_id == video.channel_id, Video.id == video.video_id, visible(Video, actor)
    )
    if not ctx.rows(found):
        raise NotFound(tr("This video does not exist, or it is not for you."))


def _playlist(ctx: Context, space_id: UUID) -> Playlist:
    playlist = ctx.get(Playlist, space_id)
    if playlist is None or playlist.trashed_at is not None:
        raise NotFound(tr("This playlist no longer exists."))
    return playlist


def _own_list(ctx: Context, space_id: UUID) -> Playlist:
    playlist = ctx.get(Playlist, space_id)
    if playlist is None:
        raise NotFound(tr("This playlist no longer exists."))
    if playlist.kind != PlaylistKind.LIST.value:
        raise Invalid(tr("Watch Later and Favourites stay as they are; only their videos change."))
    return playlist


def _touch(ctx: Context, space_id: UUID) -> None:
    ctx.update(Playlist, space_id, changed_at=ctx.now)


def _audience(privacy: Privacy) -> str:
    return "members" if privacy is Privacy.PRIVATE else privacy.value
