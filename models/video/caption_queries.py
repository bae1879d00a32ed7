"""Queries of captions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of
from models.video.entities import TRASH, CaptionInfo, CaptionKind
from models.video.tables import Caption


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredCaptions(Query[tuple[tuple[UUID, UUID], ...]]):
    """(space, caption) of what the actor's spaces removed 30 days ago."""


@answers("video.caption.expired", ExpiredCaptions, audience=Audience.OWN)
def expired_captions(read: Read, query: ExpiredCaptions) -> tuple[tuple[UUID, UUID], ...]:
    """For the daily sweep."""
    statement = select(Caption.space_id, Caption.id).where(
        Caption.removed_at <= read.now - TRASH, member_of(Caption.space_id, query.actor)
    )
    return tuple((row.space_id, row.id) for row in read.rows(statement))


def captions_of(read: Read, space_id: UUID, video_id: UUID) -> tuple[CaptionInfo, ...]:
    """The captions of a video that the caller has found the actor may see, by language and name."""
    statement = (
        select(Caption)
        .where(Caption.space_id == space_id, Caption.video_id == video_id, Caption.removed_at.is_(None))
        .order_by(Caption.language, Caption.label, Caption.id)
    )
    return tuple(
        CaptionInfo(
            id=row.id,
            language=row.language,
            label=row.label,
            kind=CaptionKind(row.kind),
            file_name=row.file_name,
            blob=row.blob,
            size=row.size,
            cues=row.cues,
            made_at=row.made_at,
        )
        for row in read.rows(statement)
    )
