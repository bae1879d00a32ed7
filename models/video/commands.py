"""Commands on videos: added at the drop, edited at any time, published when playable."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import select, union

from models.community.removal_commands import ForgetTarget
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import derive
from models.core.jobs import StartJob
from models.core.registry import Command, Permission, handles
from models.core.text import tr
from models.video.counts.tables import WatchTotal
from models.video.entities import IMPORT, TRASH, Privacy, VideoState
from models.video.recommend.tables import Correction
from models.video.showing import show, the_video
from models.video.tables import (
    Announcement,
    Caption,
    CaptionText,
    Channel,
    QueueItem,
    Rendition,
    Video,
    VideoShare,
    VideoView,
    WatchEvent,
    WatchPosition,
)
from models.video.targets import VIDEO
from models.video.wording import TAG_LENGTH, TITLE_LENGTH, clean, line, lines, tags


def channel_of(account: UUID) -> UUID:
    """The space of a person's first channel, which exists from their first upload on."""
    return derive(account, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddVideo(Command):
    """Begin a video for a file that was dropped, with caption files for it; its id is the command's.

    Causes the job that makes it playable: neither is ever there without the other, unless whoever adds it
    makes it playable at once and says that `by_job` is False.
    """

    title: str
    path: str
    size: int
    keep_original: bool = True
    captions: list[str] = field(default_factory=list)
    by_job: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EditVideo(Command):
    """Change what people say about a video; what is None stays as it is."""

    video_id: UUID
    title: str | None = None
    description: str | None = None
    tags: list[str] | None = None
    category: str | None = None
    location: str | None = None
    language: str | None = None
    privacy: Privacy | None = None
    age_restricted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeMedia(Command):
    """Write down what was found out about the file; None stays as it is."""

    video_id: UUID
    duration_us: int | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    media: dict[str, Any] | None = None
    chapters: list[Any] | None = None
    damaged: bool | None = None
    loudness: float | None = None
    original: str | None = None
    posters: list[str] | None = None
    sheet: dict[str, Any] | None = None
    waveform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishVideo(Command):
    """Make a video playable: all its renditions at once."""

    video_id: UUID
    renditions: list[dict[str, Any]]
    damaged: bool = False
    keep_original: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPoster(Command):
    """Choose the picture that stands for a video, by its blob."""

    video_id: UUID
    poster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardVideo(Command):
    """Take back a video that never became playable: nothing of it is left."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashVideo(Command):
    """Put a video into the trash, where it stays for 30 days."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreVideo(Command):
    """Take a video out of the trash."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeVideo(Command):
    """Delete a trashed video for good, everywhere it was counted; its files go with the next sweep."""

    video_id: UUID
    now: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetVideo(Command):
    """Remove what a person's space still says of a video that is gone."""

    channel_id: UUID
    video_id: UUID


@handles("video.video.add", AddVideo, permission=Permission.EDITOR)
def add_video(ctx: Context, cmd: AddVideo) -> None:
    """The video can be described at once, while its file is still being worked on."""
    title = " ".join(clean(cmd.title).split())[:TITLE_LENGTH] or tr("Untitled")
    begin_video(ctx, cmd, title=title, file_name=clean(PurePath(cmd.path).name), size=cmd.size)
    if cmd.by_job:
        _begin_import(ctx, cmd, title)


def begin_video(ctx: Context, cmd: Command, **said: Any) -> None:
    """Insert the row of a video that is to be made playable; its id is the command's."""
    _open_channel(ctx, cmd.space_id)
    row: dict[str, Any] = dict(
        state=VideoState.PROCESSING.value,
        audience="members",
        privacy=Privacy.PRIVATE.value,
        added_at=ctx.now,
        media={},
        **{name: [] for name in ("tags", "chapters", "posters")},
        **dict.fromkeys(("age_restricted", "damaged", "has_captions"), False),
        **dict.fromkeys(("description", "category", "location", "language"), ""),
        **dict.fromkeys(("original", "poster", "waveform"), ""),
        **dict.fromkeys(("size", "duration_us", "width", "height"), 0),
    )
    ctx.insert(Video, space_id=cmd.space_id, id=cmd.id, **{**row, **said})


def _begin_import(ctx: Context, cmd: AddVideo, title: str) -> None:
    ctx.follow_up(
        StartJob,
        space_id=cmd.actor,
        kind=IMPORT,
        title=title,
        place=f"nonet://video/watch/{cmd.space_id}/{cmd.id}",
        arguments={
            "path": cmd.path,
            "channel_id": str(cmd.space_id),
            "video_id": str(cmd.id),
            "keep_original": cmd.keep_original,
            "captions": cmd.captions,
        },
    )


@handles("video.video.edit", EditVideo, permission=Permission.EDITOR)
def edit_video(ctx: Context, cmd: EditVideo) -> None:
    """Everything that is said is checked before anything is changed; undo says it as it was."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    said: dict[str, Any] = {}
    if cmd.title is not None:
        said["title"] = line(cmd.title, "title", TITLE_LENGTH)
    if cmd.description is not None:
        said["description"] = lines(cmd.description, "description")
    if cmd.tags is not None:
        said["tags"] = tags(cmd.tags)
    for name in ("category", "location", "language"):
        value = getattr(cmd, name)
        if value is not None:
            said[name] = line(value, name, TAG_LENGTH, empty=True)
    if cmd.age_restricted is not None:
        said["age_restricted"] = cmd.age_restricted
    if cmd.privacy is not None:
        said["privacy"] = cmd.privacy.value
    before = {name: getattr(video, name) for name in said}
    if "privacy" in before:
        before["privacy"] = Privacy(before["privacy"])
    ctx.update(Video, cmd.space_id, cmd.video_id, **said)
    show(ctx, cmd.space_id, cmd.video_id)
    ctx.undo_with(EditVideo, video_id=cmd.video_id, **before)


@handles("video.video.describe", DescribeMedia, permission=Permission.EDITOR)
def describe_media(ctx: Context, cmd: DescribeMedia) -> None:
    """What the file is; the first poster is taken until the person picks another."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    names = (
        "duration_us", "size", "width", "height", "media", "chapters", "damaged", "loudness", "original",
        "posters", "sheet", "waveform",
    )  # fmt: skip
    found = {name: getattr(cmd, name) for name in names if getattr(cmd, name) is not None}
    if cmd.posters and not video.poster:
        found["poster"] = cmd.posters[0]
    ctx.update(Video, cmd.space_id, cmd.video_id, **found)


@handles("video.video.publish", PublishVideo, permission=Permission.EDITOR)
def publish_video(ctx: Context, cmd: PublishVideo) -> None:
    """Renditions are written and the video becomes ready in the same moment; the second time is the same."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    if not cmd.renditions:
        raise Invalid(tr("There is nothing to play in this video."))
    for rendition in cmd.renditions:
        key = (cmd.space_id, cmd.video_id, rendition["name"])
        values = {name: rendition[name] for name in ("blob", "size", "details")}
        if ctx.get(Rendition, *key) is None:
            ctx.insert(Rendition, space_id=key[0], video_id=key[1], name=key[2], **values)
        else:
            ctx.update(Rendition, *key, **values)
    ctx.update(
        Video,
        cmd.space_id,
        cmd.video_id,
        state=VideoState.READY.value,
        damaged=cmd.damaged,
        original=video.original if cmd.keep_original else "",
        published_at=video.published_at or ctx.now,
    )
    show(ctx, cmd.space_id, cmd.video_id)


@handles("video.poster.set", SetPoster, permission=Permission.EDITOR)
def set_poster(ctx: Context, cmd: SetPoster) -> None:
    """A picture the person dropped joins those to choose from."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    posters = video.posters if cmd.poster in ("", *video.posters) else [*video.posters, cmd.poster]
    ctx.update(Video, cmd.space_id, cmd.video_id, poster=cmd.poster, posters=posters)
    ctx.undo_with(SetPoster, video_id=cmd.video_id, poster=video.poster)


@handles("video.video.discard", DiscardVideo, permission=Permission.EDITOR)
def discard_video(ctx: Context, cmd: DiscardVideo) -> None:
    """Only what was never ready can be discarded; a second time changes nothing."""
    video = ctx.get(Video, cmd.space_id, cmd.video_id)
    if video is None:
        return
    if video.state == VideoState.READY.value:
        raise Conflict(tr("This video is ready; move it to the trash instead."))
    remove_video(ctx, cmd.space_id, cmd.video_id)


@handles("video.video.trash", TrashVideo, permission=Permission.EDITOR)
def trash_video(ctx: Context, cmd: TrashVideo) -> None:
    """Nobody but its owner sees it any more, and it plays nowhere; undo brings it back."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    if video.trashed_at is not None:
        return
    ctx.update(Video, cmd.space_id, cmd.video_id, trashed_at=ctx.now)
    show(ctx, cmd.space_id, cmd.video_id)
    ctx.undo_with(RestoreVideo, video_id=cmd.video_id)


@handles("video.video.restore", RestoreVideo, permission=Permission.EDITOR)
def restore_video(ctx: Context, cmd: RestoreVideo) -> None:
    """As it was before it was trashed, in every list and count."""
    _open_channel(ctx, cmd.space_id)
    if the_video(ctx, cmd.space_id, cmd.video_id).trashed_at is None:
        return
    ctx.update(Video, cmd.space_id, cmd.video_id, trashed_at=None)
    show(ctx, cmd.space_id, cmd.video_id)
    ctx.undo_with(TrashVideo, video_id=cmd.video_id)


@handles("video.video.purge", PurgeVideo, permission=Permission.OWNER)
def purge_video(ctx: Context, cmd: PurgeVideo) -> None:
    """Gone for good. With `now` false only what has been in the trash for 30 days (the daily sweep)."""
    video = the_video(ctx, cmd.space_id, cmd.video_id)
    if video.trashed_at is None:
        raise Conflict(tr("This video is not in the trash."))
    if not cmd.now and video.trashed_at > ctx.now - TRASH:
        raise Conflict(tr("This video has not been in the trash for 30 days."))
    forget_everywhere(ctx, cmd.space_id, cmd.video_id)
    remove_video(ctx, cmd.space_id, cmd.video_id)


@handles("video.video.forget", ForgetVideo, permission=Permission.OUTSIDER)
def forget_video(ctx: Context, cmd: ForgetVideo) -> None:
    """Allowed to anybody, because it does nothing while the video exists."""
    if ctx.get(Video, cmd.channel_id, cmd.video_id) is not None:
        raise NotAllowed(tr("This video still exists."))
    ctx.delete(WatchPosition, cmd.space_id, cmd.video_id)
    ctx.delete(Correction, cmd.space_id, cmd.video_id)
    for table in (QueueItem, WatchEvent):
        mentioned = select(table.id).where(table.space_id == cmd.space_id, table.video_id == cmd.video_id)
        for row in ctx.rows(mentioned):
            ctx.delete(table, cmd.space_id, row.id)


def _open_channel(ctx: Context, space_id: UUID) -> None:
    channel = ctx.get(Channel, space_id)
    if channel is not None and channel.trashed_at is not None:
        raise Conflict(
            tr("The channel “{name}” is in the trash.", name=channel.name),
            what_now=tr("Restore the channel first."),
        )


def forget_everywhere(ctx: Context, space_id: UUID, video_id: UUID) -> None:
    """Have everybody's own space forget a video that is about to go."""
    mentioned = union(
        *(
            select(table.space_id).where(table.video_id == video_id)
            for table in (QueueItem, WatchPosition, WatchTotal)
        ),
        select(Correction.space_id).where(Correction.id == video_id),
    )
    for row in ctx.rows(mentioned):
        ctx.follow_up(ForgetVideo, space_id=row.space_id, channel_id=space_id, video_id=video_id)


def remove_video(ctx: Context, space_id: UUID, video_id: UUID) -> None:
    """Take a video out of its space, with what belongs to it there."""
    for row in ctx.rows(
        select(Rendition.name).where(Rendition.space_id == space_id, Rendition.video_id == video_id)
    ):
        ctx.delete(Rendition, space_id, video_id, row.name)
    for row in ctx.rows(select(Caption.id).where(Caption.space_id == space_id, Caption.video_id == video_id)):
        ctx.delete(Caption, space_id, row.id)
        ctx.delete(CaptionText, space_id, row.id)
    for table in (VideoView, VideoShare):
        for row in ctx.rows(select(table.id).where(table.space_id == space_id, table.video_id == video_id)):
            ctx.delete(table, space_id, row.id)
    ctx.delete(Announcement, space_id, video_id)
    ctx.delete(Video, space_id, video_id)
    ctx.follow_up(ForgetTarget, space_id=space_id, kind=VIDEO, target_id=video_id)
