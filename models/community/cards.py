"""Rows of comments made into what people see: names, what the asking person thinks of each, spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select, tuple_

from models.accounts.people import names
from models.community.entities import COMMENT, CommentCard, CommentState, Hold, Reaction
from models.community.markup import spans
from models.community.tables import Comment, ReactionRow
from models.community.targets import Rows, Target

_AT_ONCE = 500


def ended(columns: Sequence[Any], values: Sequence[Any]) -> tuple[Any, Any]:
    """Columns and values to be compared as wholes: the place where a page ended, each value as its column."""
    return tuple_(*columns), tuple_(
        *(literal(value, column.type) for column, value in zip(columns, values, strict=True))
    )


def cards(
    rows: Rows, found: Sequence[Any], actor: UUID, creators: Mapping[Target, UUID], pinned: UUID | None = None
) -> tuple[CommentCard, ...]:
    """The rows of `Comment` in their order. `creators` says who made the targets they are about."""
    answered = _authors(rows, found)
    called = names(rows, {row.author for row in found} | set(answered.values()))
    mine = opinions(rows, found, actor)
    made = []
    for row in found:
        target = Target(row.kind, row.space_id, row.target_id)
        gone = row.state == CommentState.DELETED.value
        answers = answered.get(row.parent_id) if row.parent_id != row.thread_id else None
        made.append(
            CommentCard(
                target=target,
                id=row.id,
                thread_id=row.thread_id,
                author=row.author,
                name="" if gone else called.get(row.author, ""),
                text="" if gone else row.text,
                spans=() if gone else spans(row.text, row.mentions),
                answers="" if answers is None else called.get(answers, ""),
                state=CommentState(row.state),
                hold=Hold(row.held_for),
                created_at=row.created_at,
                edited=row.edited_at is not None and not gone,
                likes=row.likes,
                dislikes=row.dislikes,
                replies=row.replies,
                hearted=row.hearted,
                pinned=row.id == pinned,
                mine=mine.get(row.id, Reaction.NONE),
                own=row.author == actor,
                creators=row.author == creators.get(target),
            )
        )
    return tuple(made)


def opinions(rows: Rows, found: Sequence[Any], actor: UUID) -> dict[UUID, Reaction]:
    """What the actor thinks of these comments."""
    spaces = {row.space_id for row in found}
    ids = [row.id for row in found]
    liked: dict[UUID, Reaction] = {}
    for start in range(0, len(ids), _AT_ONCE):
        reactions = select(ReactionRow.target_id, ReactionRow.liked).where(
            ReactionRow.space_id.in_(spaces),
            ReactionRow.kind == COMMENT,
            ReactionRow.target_id.in_(ids[start : start + _AT_ONCE]),
            ReactionRow.account_id == actor,
        )
        for row in rows.rows(reactions):
            liked[row.target_id] = Reaction.LIKE if row.liked else Reaction.DISLIKE
    return liked


def _authors(rows: Rows, found: Sequence[Any]) -> dict[UUID, UUID]:
    """Who wrote the answers that these comments answer."""
    wanted = {row.parent_id for row in found if row.parent_id != row.thread_id}
    if not wanted:
        return {}
    answered = select(Comment.id, Comment.author).where(
        Comment.space_id.in_({row.space_id for row in found}), Comment.id.in_(wanted)
    )
    return {row.id: row.author for row in rows.rows(answered)}
