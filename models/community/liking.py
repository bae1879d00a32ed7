"""What people like and dislike, for those who learn from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from models.community.tables import ReactionRow
from models.core.context import Read


def reactions_of(
    read: Read, person: UUID, kind: str, since: datetime | None, limit: int
) -> Sequence[Row[Any]]:
    """(`target_id`, `liked`, `at`) of what one person thinks of targets of a kind, newest first."""
    statement = select(ReactionRow.target_id, ReactionRow.liked, ReactionRow.at).where(
        ReactionRow.account_id == person, ReactionRow.kind == kind
    )
    if since is not None:
        statement = statement.where(ReactionRow.at > since)
    return read.rows(statement.order_by(ReactionRow.at.desc()).limit(limit))


def all_reactions(read: Read, kind: str, limit: int) -> Sequence[Row[Any]]:
    """(`account_id`, `target_id`, `liked`) of everybody's opinions of targets of a kind, the newest."""
    statement = select(ReactionRow.account_id, ReactionRow.target_id, ReactionRow.liked)
    statement = statement.where(ReactionRow.kind == kind).order_by(ReactionRow.at.desc())
    return read.rows(statement.limit(limit))
