"""What a person's history shows. The events themselves stay: the creators' counts are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.core.context import Context
from models.core.registry import Command, Permission, handles
from models.video.channel_commands import watch_settings
from models.video.tables import HiddenSession, WatchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class HideViewings(Command):
    """Take viewings (sessions of the player) out of the history."""

    session_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowViewings(Command):
    """Put viewings back into the history."""

    session_ids: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearHistory(Command):
    """Let the history begin anew now, or (to take that back) at another moment, None for the first."""

    begins: datetime | None = None
    now: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseHistory(Command):
    """Leave out of the history what is watched from now on, or keep it again."""

    paused: bool


@handles("video.history.hide", HideViewings, permission=Permission.OWNER)
def hide_viewings(ctx: Context, cmd: HideViewings) -> None:
    """Hidden twice is hidden."""
    hidden = [
        each for each in dict.fromkeys(cmd.session_ids) if ctx.get(HiddenSession, cmd.space_id, each) is None
    ]
    for session_id in hidden:
        ctx.insert(HiddenSession, space_id=cmd.space_id, session_id=session_id)
    if hidden:
        ctx.undo_with(ShowViewings, session_ids=hidden)


@handles("video.history.show", ShowViewings, permission=Permission.OWNER)
def show_viewings(ctx: Context, cmd: ShowViewings) -> None:
    """What was never hidden stays as it is."""
    shown = [each for each in cmd.session_ids if ctx.delete(HiddenSession, cmd.space_id, each)]
    if shown:
        ctx.undo_with(HideViewings, session_ids=shown)


@handles("video.history.clear", ClearHistory, permission=Permission.OWNER)
def clear_history(ctx: Context, cmd: ClearHistory) -> None:
    """Undo shows again what was there."""
    before = watch_settings(ctx, cmd.space_id).cleared_at
    ctx.update(WatchSettings, cmd.space_id, cleared_at=ctx.now if cmd.now else cmd.begins)
    ctx.undo_with(ClearHistory, begins=before, now=False)


@handles("video.history.pause", PauseHistory, permission=Permission.OWNER)
def pause_history(ctx: Context, cmd: PauseHistory) -> None:
    """Where one was in a video is still kept, so that it can go on."""
    before = watch_settings(ctx, cmd.space_id).history_paused
    ctx.update(WatchSettings, cmd.space_id, history_paused=cmd.paused)
    if before != cmd.paused:
        ctx.undo_with(PauseHistory, paused=before)
