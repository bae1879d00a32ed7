"""Commands on captions: added to a video, named, removed and brought back; their texts never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.blobs.ref import BlobRef
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotFound
from models.core.registry import Command, Permission, handles
from models.core.text import tr
from models.video.cues import MAX_CUES
from models.video.entities import TRASH, CaptionKind
from models.video.languages import tag
from models.video.tables import Caption, CaptionText, Video
from models.video.wording import TAG_LENGTH, TITLE_LENGTH, clean, line

MOST = 100
"""Captions of one video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCaption(Command):
    """Give a video captions; their id is the command's. `lines` is a [start in µs, text] for each cue."""

    video_id: UUID
    blob: str
    size: int
    lines: list[Any]
    language: str = ""
    label: str = ""
    kind: CaptionKind = CaptionKind.SUBTITLES
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCaption(Command):
    """Change what captions are called; what is None stays as it is."""

    caption_id: UUID
    language: str | None = None
    label: str | None = None
    kind: CaptionKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCaption(Command):
    """Take captions off their video; they can be brought back for 30 days."""

    caption_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCaption(Command):
    """Bring removed captions back."""

    caption_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeCaption(Command):
    """Delete captions for good that were removed 30 days ago."""

    caption_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceCaption(Command):
    """Give captions another text: a version with the same name, whose id is the command's, takes their place.

    The one before is kept for 30 days like everything that is removed.
    """

    caption_id: UUID
    blob: str
    size: int
    lines: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapCaptions(Command):
    """Let one version of captions take the place of another."""

    shown: UUID
    hidden: UUID


@handles("video.caption.add", AddCaption, permission=Permission.EDITOR, redacted=frozenset({"lines"}))
def add_caption(ctx: Context, cmd: AddCaption) -> None:
    """The same file twice is refused, so that an import that is run again adds nothing."""
    if ctx.get(Video, cmd.space_id, cmd.video_id) is None:
        raise NotFound(tr("This video no longer exists."))
    there = _there(ctx, cmd.space_id, cmd.video_id)
    if any(row.blob == cmd.blob and row.language == cmd.language for row in there):
        raise Conflict(tr("This video has these captions already."))
    if len(there) >= MOST:
        raise Invalid(tr("A video can have {count} captions.", count=MOST))
    if not 0 < len(cmd.lines) <= MAX_CUES:
        raise Invalid(tr("There is nothing to show in these captions."))
    BlobRef.of(cmd.blob)
    ctx.insert(
        Caption,
        space_id=cmd.space_id,
        id=cmd.id,
        video_id=cmd.video_id,
        language=tag(cmd.language),
        label=clean(" ".join(cmd.label.split()))[:TITLE_LENGTH],
        kind=cmd.kind.value,
        file_name=clean(cmd.file_name)[:TITLE_LENGTH],
        blob=cmd.blob,
        size=cmd.size,
        cues=len(cmd.lines),
        made_at=ctx.now,
    )
    ctx.insert(CaptionText, space_id=cmd.space_id, id=cmd.id, lines=cmd.lines)
    _note(ctx, cmd.space_id, cmd.video_id)
    ctx.undo_with(RemoveCaption, caption_id=cmd.id)


@handles("video.caption.replace", ReplaceCaption, permission=Permission.EDITOR, redacted=frozenset({"lines"}))
def replace_caption(ctx: Context, cmd: ReplaceCaption) -> None:
    """Two who edit the same captions: the second is told, and nothing of the first is lost."""
    old = _caption(ctx, cmd.space_id, cmd.caption_id)
    if old.removed_at is not None:
        raise Conflict(
            tr("These captions were changed or removed elsewhere meanwhile."),
            what_now=tr("Export yours, then open them anew."),
        )
    if not 0 < len(cmd.lines) <= MAX_CUES:
        raise Invalid(tr("There is nothing to show in these captions."))
    BlobRef.of(cmd.blob)
    same = {name: getattr(old, name) for name in ("video_id", "language", "label", "kind", "file_name")}
    ctx.update(Caption, cmd.space_id, cmd.caption_id, removed_at=ctx.now)
    ctx.insert(
        Caption,
        space_id=cmd.space_id,
        id=cmd.id,
        blob=cmd.blob,
        size=cmd.size,
        cues=len(cmd.lines),
        made_at=ctx.now,
        **same,
    )
    ctx.insert(CaptionText, space_id=cmd.space_id, id=cmd.id, lines=cmd.lines)
    ctx.undo_with(SwapCaptions, shown=cmd.caption_id, hidden=cmd.id)


@handles("video.caption.swap", SwapCaptions, permission=Permission.EDITOR)
def swap_captions(ctx: Context, cmd: SwapCaptions) -> None:
    """Undo and redo of another text."""
    shown, hidden = (_caption(ctx, cmd.space_id, id_) for id_ in (cmd.shown, cmd.hidden))
    if shown.video_id != hidden.video_id or hidden.removed_at is not None or shown.removed_at is None:
        raise Conflict(tr("These captions were changed or removed elsewhere meanwhile."))
    ctx.update(Caption, cmd.space_id, cmd.shown, removed_at=None)
    ctx.update(Caption, cmd.space_id, cmd.hidden, removed_at=ctx.now)
    ctx.undo_with(SwapCaptions, shown=cmd.hidden, hidden=cmd.shown)


@handles("video.caption.edit", EditCaption, permission=Permission.EDITOR)
def edit_caption(ctx: Context, cmd: EditCaption) -> None:
    """An empty label is right: then the language stands for it."""
    caption = _caption(ctx, cmd.space_id, cmd.caption_id)
    said: dict[str, Any] = {}
    if cmd.label is not None:
        said["label"] = line(cmd.label, "label", TAG_LENGTH, empty=True)
    if cmd.language is not None:
        said["language"] = tag(cmd.language)
    before: dict[str, Any] = {name: getattr(caption, name) for name in said}
    if cmd.kind is not None:
        said["kind"], before["kind"] = cmd.kind.value, CaptionKind(caption.kind)
    ctx.update(Caption, cmd.space_id, cmd.caption_id, **said)
    ctx.undo_with(EditCaption, caption_id=cmd.caption_id, **before)


@handles("video.caption.remove", RemoveCaption, permission=Permission.EDITOR)
def remove_caption(ctx: Context, cmd: RemoveCaption) -> None:
    """Nobody is offered them any more."""
    caption = _caption(ctx, cmd.space_id, cmd.caption_id)
    if caption.removed_at is not None:
        return
    ctx.update(Caption, cmd.space_id, cmd.caption_id, removed_at=ctx.now)
    _note(ctx, cmd.space_id, caption.video_id)
    ctx.undo_with(RestoreCaption, caption_id=cmd.caption_id)


@handles("video.caption.restore", RestoreCaption, permission=Permission.EDITOR)
def restore_caption(ctx: Context, cmd: RestoreCaption) -> None:
    """As they were."""
    caption = _caption(ctx, cmd.space_id, cmd.caption_id)
    if caption.removed_at is None:
        return
    ctx.update(Caption, cmd.space_id, cmd.caption_id, removed_at=None)
    _note(ctx, cmd.space_id, caption.video_id)
    ctx.undo_with(RemoveCaption, caption_id=cmd.caption_id)


@handles("video.caption.purge", PurgeCaption, permission=Permission.OWNER)
def purge_caption(ctx: Context, cmd: PurgeCaption) -> None:
    """Their file goes with the next sweep of the store; a second time changes nothing."""
    caption = ctx.get(Caption, cmd.space_id, cmd.caption_id)
    if caption is None:
        return
    if caption.removed_at is None or caption.removed_at > ctx.now - TRASH:
        raise Conflict(tr("These captions were not removed 30 days ago."))
    ctx.delete(Caption, cmd.space_id, cmd.caption_id)
    ctx.delete(CaptionText, cmd.space_id, cmd.caption_id)


def _caption(ctx: Context, space_id: UUID, caption_id: UUID) -> Caption:
    caption = ctx.get(Caption, space_id, caption_id)
    if caption is None:
        raise NotFound(tr("These captions no longer exist."))
    return caption


def _there(ctx: Context, space_id: UUID, video_id: UUID) -> Any:
    return ctx.rows(
        select(Caption.blob, Caption.language).where(
            Caption.space_id == space_id, Caption.video_id == video_id, Caption.removed_at.is_(None)
        )
    )


def _note(ctx: Context, space_id: UUID, video_id: UUID) -> None:
    """Keep the video's `has_captions` true to the rows."""
    if ctx.get(Video, space_id, video_id) is not None:
        ctx.update(Video, space_id, video_id, has_captions=bool(_there(ctx, space_id, video_id)))
