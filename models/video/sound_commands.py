"""Commands on sound tracks that are given to a video: added, named, removed and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.blobs.ref import BlobRef
from models.core.context import Context, Read
from models.core.errors import Conflict, Invalid, NotFound
from models.core.registry import Audience, Command, Permission, Query, answers, handles
from models.core.spaces import member_of
from models.core.text import tr
from models.core.types import to_microseconds
from models.video.entities import TRASH, VideoState
from models.video.languages import tag
from models.video.showing import the_video
from models.video.sound_tracks import MOST, SoundRole, name_of
from models.video.tables import Rendition
from models.video.wording import TAG_LENGTH, TITLE_LENGTH, clean, line


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSound(Command):
    """Give a video a sound track; `details` are those of the rendition that was made of it."""

    video_id: UUID
    blob: str
    size: int
    details: dict[str, Any]
    language: str = ""
    label: str = ""
    role: SoundRole = SoundRole.DESCRIPTION
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSound(Command):
    """Change what an added sound track is called; what is None stays as it is."""

    video_id: UUID
    name: str
    language: str | None = None
    label: str | None = None
    role: SoundRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSound(Command):
    """Take an added sound track off its video; it can be brought back for 30 days."""

    video_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSound(Command):
    """Bring a removed sound track back."""

    video_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeSound(Command):
    """Delete a sound track for good that was removed 30 days ago."""

    video_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredSounds(Query[tuple[tuple[UUID, UUID, str], ...]]):
    """(space, video, name) of the sound tracks that the actor's spaces removed 30 days ago."""


@handles("video.sound.add", AddSound, permission=Permission.EDITOR)
def add_sound(ctx: Context, cmd: AddSound) -> None:
    """The same sound twice is refused, so that a job that is run again adds nothing."""
    if the_video(ctx, cmd.space_id, cmd.video_id).state != VideoState.READY.value:
        raise Conflict(tr("Sound can be added once the video can be played."))
    there = [each for each in _added(ctx, cmd.space_id, cmd.video_id) if not each.details.get("removed_at")]
    if any(each.blob == cmd.blob and each.details["language"] == cmd.language for each in there):
        raise Conflict(tr("This video has this sound track already."))
    if len(there) >= MOST:
        raise Invalid(tr("A video can have {count} sound tracks besides its own.", count=MOST))
    BlobRef.of(cmd.blob)
    name = name_of(cmd.id)
    said = {
        "name": name,
        "kind": "sound",
        "language": tag(cmd.language),
        "title": clean(" ".join(cmd.label.split()))[:TITLE_LENGTH],
        "role": cmd.role.value,
        "file_name": clean(cmd.file_name)[:TITLE_LENGTH],
    }
    ctx.insert(
        Rendition,
        space_id=cmd.space_id,
        video_id=cmd.video_id,
        name=name,
        blob=cmd.blob,
        size=cmd.size,
        details={**cmd.details, **said},
    )
    ctx.undo_with(RemoveSound, video_id=cmd.video_id, name=name)


@handles("video.sound.edit", EditSound, permission=Permission.EDITOR)
def edit_sound(ctx: Context, cmd: EditSound) -> None:
    """An empty label is right: then its kind stands for it."""
    sound = _sound(ctx, cmd.space_id, cmd.video_id, cmd.name)
    said: dict[str, Any] = {}
    if cmd.language is not None:
        said["language"] = tag(cmd.language)
    if cmd.label is not None:
        said["title"] = line(cmd.label, "label", TAG_LENGTH, empty=True)
    if cmd.role is not None:
        said["role"] = cmd.role.value
    before = sound.details
    ctx.undo_with(
        EditSound,
        video_id=cmd.video_id,
        name=cmd.name,
        language=before["language"] if "language" in said else None,
        label=before["title"] if "title" in said else None,
        role=SoundRole(before["role"]) if "role" in said else None,
    )
    ctx.update(Rendition, cmd.space_id, cmd.video_id, cmd.name, details={**before, **said})


@handles("video.sound.remove", RemoveSound, permission=Permission.EDITOR)
def remove_sound(ctx: Context, cmd: RemoveSound) -> None:
    """Nobody is offered it any more."""
    sound = _sound(ctx, cmd.space_id, cmd.video_id, cmd.name)
    if sound.details.get("removed_at"):
        return
    details = {**sound.details, "removed_at": to_microseconds(ctx.now)}
    ctx.update(Rendition, cmd.space_id, cmd.video_id, cmd.name, details=details)
    ctx.undo_with(RestoreSound, video_id=cmd.video_id, name=cmd.name)


@handles("video.sound.restore", RestoreSound, permission=Permission.EDITOR)
def restore_sound(ctx: Context, cmd: RestoreSound) -> None:
    """As it was."""
    sound = _sound(ctx, cmd.space_id, cmd.video_id, cmd.name)
    if not sound.details.get("removed_at"):
        return
    details = {name: value for name, value in sound.details.items() if name != "removed_at"}
    ctx.update(Rendition, cmd.space_id, cmd.video_id, cmd.name, details=details)
    ctx.undo_with(RemoveSound, video_id=cmd.video_id, name=cmd.name)


@handles("video.sound.purge", PurgeSound, permission=Permission.OWNER)
def purge_sound(ctx: Context, cmd: PurgeSound) -> None:
    """Its file goes with the next sweep of the store; a second time changes nothing."""
    sound = ctx.get(Rendition, cmd.space_id, cmd.video_id, cmd.name)
    if sound is None:
        return
    removed = sound.details.get("removed_at")
    if not removed or removed > to_microseconds(ctx.now - TRASH):
        raise Conflict(tr("This sound track was not removed 30 days ago."))
    ctx.delete(Rendition, cmd.space_id, cmd.video_id, cmd.name)


@answers("video.sound.expired", ExpiredSounds, audience=Audience.OWN)
def expired_sounds(read: Read, query: ExpiredSounds) -> tuple[tuple[UUID, UUID, str], ...]:
    """For the daily sweep."""
    rows = read.rows(
        select(Rendition).where(Rendition.name >= "soundx", member_of(Rendition.space_id, query.actor))
    )
    latest = to_microseconds(read.now - TRASH)
    return tuple(
        (row.space_id, row.video_id, row.name)
        for row in rows
        if 0 < row.details.get("removed_at", 0) <= latest
    )


def _sound(ctx: Context, space_id: UUID, video_id: UUID, name: str) -> Rendition:
    sound = ctx.get(Rendition, space_id, video_id, name)
    if sound is None or "role" not in sound.details:
        raise NotFound(tr("This sound track no longer exists."))
    return sound


def _added(ctx: Context, space_id: UUID, video_id: UUID) -> Any:
    return ctx.rows(
        select(Rendition.name, Rendition.blob, Rendition.details).where(
            Rendition.space_id == space_id, Rendition.video_id == video_id, Rendition.name >= "soundx"
        )
    )
