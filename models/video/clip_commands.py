"""Making a clip: a video of its own in the channel of the one that it is from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from models.core.context import Context
from models.core.errors import Conflict
from models.core.jobs import StartJob
from models.core.registry import Command, Permission, handles
from models.core.text import tr
from models.core.units import clock
from models.video.clips import check_stretch
from models.video.commands import begin_video
from models.video.entities import CLIP, VideoState
from models.video.showing import the_video
from models.video.wording import TITLE_LENGTH, clean


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeClip(Command):
    """Begin a video that shows a stretch of another one; its id is the command's.

    It is private at first like every new video, and as restricted as the one it is from. Causes the job
    that cuts it.
    """

    video_id: UUID
    start_us: int
    end_us: int
    title: str = ""


@handles("video.clip.make", MakeClip, permission=Permission.EDITOR)
def make_clip(ctx: Context, cmd: MakeClip) -> None:
    """The stretch is checked before anything is made."""
    source = the_video(ctx, cmd.space_id, cmd.video_id)
    if source.state != VideoState.READY.value or source.trashed_at is not None:
        raise Conflict(tr("Only a video that can be played can be cut."))
    check_stretch(cmd.start_us, cmd.end_us, source.duration_us)
    title = " ".join(clean(cmd.title).split()) or f"{source.title} ({clock(cmd.start_us)})"
    title = title[:TITLE_LENGTH]
    begin_video(
        ctx,
        cmd,
        title=title,
        file_name=source.file_name,
        language=source.language,
        age_restricted=source.age_restricted,
    )
    ctx.follow_up(
        StartJob,
        space_id=cmd.actor,
        kind=CLIP,
        title=title,
        place=f"nonet://video/watch/{cmd.space_id}/{cmd.id}",
        arguments={
            "channel_id": str(cmd.space_id),
            "video_id": str(cmd.id),
            "of": str(cmd.video_id),
            "start_us": cmd.start_us,
            "end_us": cmd.end_us,
        },
    )
