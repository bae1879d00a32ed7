"""Cards: a video in a list, for every query that lists videos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, select
from sqlalchemy.sql.expression import FromClause

from models.core.audience import Role
from models.core.spaces import member_of
from models.video.counts.tables import VideoTotal
from models.video.entities import RESUME_AFTER_US, Privacy, VideoCard, VideoState
from models.video.tables import Channel, Video, WatchPosition


def cards(actor: UUID | BindParameter[UUID], found: FromClause | None = None) -> Select[Any]:
    """What a card needs, one row a video; of `found`, a join in which `video` is, where it is given."""
    views: Any = func.coalesce(VideoTotal.views, 0).label("views")
    columns = (
        Video.space_id, Video.id, Video.title, Video.state, Video.privacy, Video.damaged, Video.duration_us,
        Video.height, Video.poster, Video.file_name, Video.original, Video.added_at, Video.trashed_at,
        Channel.name.label("channel"), Channel.picture.label("channel_picture"),
        WatchPosition.position_us, WatchPosition.finished, views,
        member_of(Video.space_id, actor, Role.EDITOR).label("mine"),
    )  # fmt: skip
    statement = select(*columns)
    if found is not None:
        statement = statement.select_from(found)
    return (
        statement.join(Channel, Channel.space_id == Video.space_id)
        .outerjoin(VideoTotal, and_(VideoTotal.space_id == Video.space_id, VideoTotal.video_id == Video.id))
        .outerjoin(WatchPosition, and_(WatchPosition.space_id == actor, WatchPosition.video_id == Video.id))
    )


def card_of(row: Any) -> VideoCard:
    """The card that a row of `cards` is."""
    return VideoCard(
        space_id=row.space_id,
        id=row.id,
        title=row.title,
        channel=row.channel,
        channel_picture=row.channel_picture,
        state=VideoState(row.state),
        privacy=Privacy(row.privacy),
        damaged=row.damaged,
        duration_us=row.duration_us,
        height=row.height,
        poster=row.poster,
        views=row.views,
        added_at=row.added_at,
        trashed_at=row.trashed_at,
        position_us=row.position_us or 0,
        finished=bool(row.finished),
        mine=bool(row.mine),
        file_name=row.file_name,
        original=row.original if row.mine else "",
    )


def begun() -> ColumnElement[bool]:
    """Watched far enough to go on from there, and not to the end."""
    return and_(~WatchPosition.finished, WatchPosition.position_us > RESUME_AFTER_US)
