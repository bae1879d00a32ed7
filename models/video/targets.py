"""What others may say and follow here: videos are commented on, liked and reported, channels followed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, select

from models.community.targets import Rows, Standing, Target, register
from models.core.audience import Role
from models.core.spaces import visible
from models.core.tables import Member
from models.video.tables import Channel, Video

VIDEO = "video"
CHANNEL = "channel"


def video_target(space_id: UUID, video_id: UUID) -> Target:
    """A video as a target."""
    return Target(VIDEO, space_id, video_id)


def channel_target(space_id: UUID) -> Target:
    """A channel as a target."""
    return Target(CHANNEL, space_id, space_id)


def _look_at_video(rows: Rows, target: Target, person: UUID) -> Standing | None:
    """As in `one_video`: in the trash, it is there for nobody to talk about."""
    found = rows.rows(
        select(Video.title, Channel.owner, Member.role)
        .join(Channel, Channel.space_id == Video.space_id)
        .outerjoin(Member, and_(Member.space_id == Video.space_id, Member.account_id == person))
        .where(
            Video.space_id == target.space_id,
            Video.id == target.id,
            Video.trashed_at.is_(None),
            visible(Video, person),
        )
    )
    if not found:
        return None
    row = found[0]
    return Standing(
        title=row.title,
        place=f"nonet://video/watch/{target.space_id}/{target.id}",
        creator=row.owner,
        moderates=(row.role or 0) >= Role.EDITOR,
    )


def _look_at_channel(rows: Rows, target: Target, person: UUID) -> Standing | None:
    found = rows.rows(
        select(Channel.name, Channel.owner, Member.role)
        .outerjoin(Member, and_(Member.space_id == Channel.space_id, Member.account_id == person))
        .where(Channel.space_id == target.space_id, visible(Channel, person))
    )
    if not found or target.id != target.space_id:
        return None
    row = found[0]
    return Standing(
        title=row.name,
        place=f"nonet://video/channel/{target.space_id}",
        creator=row.owner,
        moderates=(row.role or 0) >= Role.EDITOR,
        comments_open=False,
    )


def _video_exists(rows: Rows, target: Target) -> bool:
    there = select(Video.id).where(Video.space_id == target.space_id, Video.id == target.id)
    return bool(rows.rows(there))


def _channel_exists(rows: Rows, target: Target) -> bool:
    return bool(rows.rows(select(Channel.space_id).where(Channel.space_id == target.space_id)))


register(VIDEO, _look_at_video, _video_exists)
register(CHANNEL, _look_at_channel, _channel_exists)
