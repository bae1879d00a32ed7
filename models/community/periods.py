"""What a community did in a while, for the reports of other domains: what was given then and still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from models.community.entities import CommentState
from models.community.tables import Comment, Departure, Follower, ReactionRow
from models.community.targets import Rows


@dataclass(frozen=True, slots=True)
class Given:
    """Counts of a while."""

    likes: int
    dislikes: int
    comments: int


def given(
    rows: Rows, space_id: UUID, kind: str, target_id: UUID | None, since: datetime, until: datetime
) -> Given:
    """What targets of a kind in a space (or one of them) were given from `since` to, without, `until`."""
    liked: Any = func.coalesce(func.sum(case((ReactionRow.liked.is_(True), 1), else_=0)), 0)
    reactions = select(liked.label("likes"), func.count().label("all")).where(
        ReactionRow.space_id == space_id,
        ReactionRow.kind == kind,
        ReactionRow.at >= since,
        ReactionRow.at < until,
    )
    comments = select(func.count().label("all")).where(
        Comment.space_id == space_id,
        Comment.kind == kind,
        Comment.state == CommentState.SHOWN.value,
        Comment.created_at >= since,
        Comment.created_at < until,
    )
    if target_id is not None:
        reactions = reactions.where(ReactionRow.target_id == target_id)
        comments = comments.where(Comment.target_id == target_id)
    found, said = rows.rows(reactions)[0], rows.rows(comments)[0]
    return Given(found.likes, found.all - found.likes, said.all)


@dataclass(frozen=True, slots=True)
class Followed:
    """Who began to follow a target in a while, and who left it: the difference is how many more there are."""

    gained: int
    lost: int


def followed(
    rows: Rows, space_id: UUID, kind: str, target_id: UUID, since: datetime, until: datetime
) -> Followed:
    """From `since` to, without, `until`. Who came and went counts as both."""

    def of(table: Any, at: Any) -> int:
        there = (table.space_id == space_id, table.kind == kind, table.target_id == target_id)
        statement = select(func.count().label("all")).where(*there, at >= since, at < until)
        return int(rows.rows(statement)[0].all)

    stayed, left = of(Follower, Follower.at), of(Departure, Departure.followed_at)
    return Followed(stayed + left, of(Departure, Departure.at))
