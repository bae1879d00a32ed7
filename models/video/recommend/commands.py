"""What a person says about their recommendations, in their own space; all of it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context
from models.core.registry import Command, Permission, handles
from models.video.recommend.entities import CorrectionKind
from models.video.recommend.tables import Correction, Taste


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Command):
    """Say that a video, or (`NOT_THIS_CHANNEL`) its channel, is not to be recommended."""

    kind: CorrectionKind
    channel_id: UUID
    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """Take back what was said about a video or a channel, by its id."""

    subject: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTaste(Command):
    """Begin again: what was watched and corrected so far says nothing any more. The history stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A correction as it was."""

    subject: UUID
    kind: CorrectionKind
    channel_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallTaste(Command):
    """Take `ForgetTaste` back."""

    since: datetime | None
    said: list[Said]


@handles("video.taste.correct", Correct, permission=Permission.OWNER)
def correct(ctx: Context, cmd: Correct) -> None:
    """What was said before of the same thing is said anew."""
    channel = cmd.kind is CorrectionKind.NOT_THIS_CHANNEL
    subject = cmd.channel_id if channel else cmd.video_id
    before = ctx.get(Correction, cmd.space_id, subject)
    ctx.delete(Correction, cmd.space_id, subject)
    _say(ctx, cmd.space_id, Said(subject=subject, kind=cmd.kind, channel_id=cmd.channel_id))
    if before is None:
        ctx.undo_with(Withdraw, subject=subject)
    else:
        ctx.undo_with(
            Correct, kind=CorrectionKind(before.kind), channel_id=before.channel_id, video_id=cmd.video_id
        )


@handles("video.taste.withdraw", Withdraw, permission=Permission.OWNER)
def withdraw(ctx: Context, cmd: Withdraw) -> None:
    """It may be recommended again."""
    before = ctx.get(Correction, cmd.space_id, cmd.subject)
    if before is not None:
        ctx.delete(Correction, cmd.space_id, cmd.subject)
        ctx.undo_with(
            Correct, kind=CorrectionKind(before.kind), channel_id=before.channel_id, video_id=cmd.subject
        )


@handles("video.taste.forget", ForgetTaste, permission=Permission.OWNER)
def forget_taste(ctx: Context, cmd: ForgetTaste) -> None:
    """From now on."""
    taste = ctx.get(Taste, cmd.space_id)
    rows = ctx.rows(
        select(Correction.id, Correction.kind, Correction.channel_id)
        .where(Correction.space_id == cmd.space_id)
        .order_by(Correction.id)
    )
    for row in rows:
        ctx.delete(Correction, cmd.space_id, row.id)
    if taste is None:
        ctx.insert(Taste, space_id=cmd.space_id, since=ctx.now)
    else:
        ctx.update(Taste, cmd.space_id, since=ctx.now)
    said = [Said(subject=row.id, kind=CorrectionKind(row.kind), channel_id=row.channel_id) for row in rows]
    ctx.undo_with(RecallTaste, since=None if taste is None else taste.since, said=said)


@handles("video.taste.recall", RecallTaste, permission=Permission.OWNER)
def recall_taste(ctx: Context, cmd: RecallTaste) -> None:
    """As it was before; what was said since stays."""
    if cmd.since is None:
        ctx.delete(Taste, cmd.space_id)
    elif ctx.get(Taste, cmd.space_id) is not None:
        ctx.update(Taste, cmd.space_id, since=cmd.since)
    for said in cmd.said:
        if ctx.get(Correction, cmd.space_id, said.subject) is None:
            _say(ctx, cmd.space_id, said)


def _say(ctx: Context, space_id: UUID, said: Said) -> None:
    ctx.insert(
        Correction,
        space_id=space_id,
        id=said.subject,
        kind=said.kind.value,
        channel_id=said.channel_id,
        at=ctx.now,
    )
