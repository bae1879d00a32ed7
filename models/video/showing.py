"""Who sees a video, kept true in one place, and the word to those who follow its channel when all may."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from models.community.events import Happened, Happening, tell
from models.community.follow_queries import followers
from models.core.context import Context
from models.core.errors import NotFound
from models.core.registry import Command, Permission, handles
from models.core.text import tr
from models.video.entities import Privacy, VideoState
from models.video.tables import Announcement, Channel, Video
from models.video.targets import channel_target, video_target

AT_ONCE = 200
"""Followers that one command tells: more would hold up everybody else's commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellFollowers(Command):
    """Tell the followers of a channel (those after one of them) of a new video; the rest in a further one."""

    video_id: UUID
    after: UUID | None = None


def the_video(ctx: Context, space_id: UUID, video_id: UUID) -> Video:
    """The row of a video; NotFound where there is none."""
    video = ctx.get(Video, space_id, video_id)
    if video is None:
        raise NotFound(tr("This video no longer exists."))
    return video


def show(ctx: Context, space_id: UUID, video_id: UUID) -> None:
    """Keep `audience` true: what the privacy comes to in the present state. Announced once in its life."""
    video = the_video(ctx, space_id, video_id)
    shown = video.state == VideoState.READY.value and video.trashed_at is None
    hidden = not shown or video.privacy == Privacy.PRIVATE.value
    audience = "members" if hidden else video.privacy
    ctx.update(Video, space_id, video_id, audience=audience)
    if audience == Privacy.PUBLIC.value and ctx.get(Announcement, space_id, video_id) is None:
        ctx.insert(Announcement, space_id=space_id, video_id=video_id, at=ctx.now)
        ctx.follow_up(TellFollowers, space_id=space_id, video_id=video_id)


@handles("video.followers.tell", TellFollowers, permission=Permission.EDITOR)
def tell_followers(ctx: Context, cmd: TellFollowers) -> None:
    """Nobody hears of a video that was hidden again meanwhile."""
    video, channel = ctx.get(Video, cmd.space_id, cmd.video_id), ctx.get(Channel, cmd.space_id)
    announced = ctx.get(Announcement, cmd.space_id, cmd.video_id)
    if video is None or channel is None or announced is None or video.audience != Privacy.PUBLIC.value:
        return
    people = followers(ctx, channel_target(cmd.space_id), after=cmd.after, most=AT_ONCE)
    for person in people:
        tell(
            ctx,
            Happening(
                Happened.UPLOAD,
                person,
                cmd.actor,
                video_target(cmd.space_id, cmd.video_id),
                title=video.title,
                place=f"nonet://video/watch/{cmd.space_id}/{cmd.video_id}",
                excerpt=channel.name,
            ),
        )
    if len(people) == AT_ONCE:
        ctx.follow_up(TellFollowers, space_id=cmd.space_id, video_id=cmd.video_id, after=people[-1])
