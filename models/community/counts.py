"""Counts are kept by the command that changes what they count; `check` counts the rows and compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, case, func, select

from models.community.entities import COMMENT, CommentState
from models.community.tables import Comment, Departure, Follower, ReactionRow, Tally
from models.community.targets import Rows, Target
from models.core.context import Context


@dataclass(frozen=True, slots=True)
class Miscount:
    """A count that is not what the rows say."""

    kind: str
    space_id: UUID
    id: UUID
    name: str
    kept: int
    rows: int


def tally(ctx: Context, target: Target) -> Tally:
    """The counts of a target, all nought where nothing was ever counted."""
    found = ctx.get(Tally, target.space_id, target.kind, target.id)
    if found is not None:
        return found
    return ctx.insert(
        Tally,
        space_id=target.space_id,
        kind=target.kind,
        target_id=target.id,
        comments_open=True,
        **dict.fromkeys(("likes", "dislikes", "comments", "followers"), 0),
    )


def count(ctx: Context, target: Target, **by: int) -> None:
    """Change the counts of a target by so much: `count(ctx, target, likes=1, dislikes=-1)`."""
    kept = tally(ctx, target)
    changed = {name: getattr(kept, name) + change for name, change in by.items() if change}
    if changed:
        ctx.update(Tally, target.space_id, target.kind, target.id, **changed)


def leave(ctx: Context, target: Target, account_id: UUID) -> bool:
    """Count an account no longer among those who follow a target; whether it was one of them."""
    key = (target.space_id, target.kind, target.id, account_id)
    there = ctx.get(Follower, *key)
    if there is None:
        return False
    ctx.delete(Follower, *key)
    ctx.insert(
        Departure,
        space_id=target.space_id,
        id=ctx.new_id(),
        kind=target.kind,
        target_id=target.id,
        followed_at=there.at,
        at=ctx.now,
    )
    count(ctx, target, followers=-1)
    return True


def check(rows: Rows) -> list[Miscount]:
    """Every count of the record that its rows do not bear out; none, unless there is a bug."""
    kept = {
        (row.kind, row.space_id, row.target_id): {name: getattr(row, name) for name in _TARGETS}
        for row in rows.rows(select(Tally))
    }
    wrong = _differences(kept, {name: _by_target(rows, found) for name, found in _TARGETS.items()})
    on_comments = {
        (COMMENT, row.space_id, row.id): {
            name: getattr(row, name) for name in ("likes", "dislikes", "replies")
        }
        for row in rows.rows(select(Comment))
    }
    heads = (
        select(Comment.space_id, Comment.thread_id.label("id"), func.count().label("n"))
        .where(Comment.thread_id.is_not(None), Comment.state == CommentState.SHOWN.value)
        .group_by(Comment.space_id, Comment.thread_id)
    )
    counted = {
        "likes": _by_target(rows, _reactions(liked=True, comments=True)),
        "dislikes": _by_target(rows, _reactions(liked=False, comments=True)),
        "replies": {(COMMENT, row.space_id, row.id): row.n for row in rows.rows(heads)},
    }
    return wrong + _differences(on_comments, counted)


Key = tuple[str, UUID, UUID]
Statement = Select[str, UUID, UUID, int]


def _differences(
    kept: Mapping[Key, Mapping[str, int]], counted: Mapping[str, Mapping[Key, int]]
) -> list[Miscount]:
    wrong = []
    for name, found in counted.items():
        for key in {*kept, *found}:
            was = kept.get(key, {}).get(name, 0)
            if was != found.get(key, 0):
                wrong.append(Miscount(*key, name, was, found.get(key, 0)))
    return wrong


def _by_target(rows: Rows, statement: Statement) -> dict[Key, int]:
    return {(row.kind, row.space_id, row.target_id): row.n for row in rows.rows(statement)}


def _reactions(*, liked: bool, comments: bool) -> Statement:
    return (
        select(ReactionRow.kind, ReactionRow.space_id, ReactionRow.target_id, func.count().label("n"))
        .where(ReactionRow.liked.is_(liked), (ReactionRow.kind == COMMENT) == comments)
        .group_by(ReactionRow.kind, ReactionRow.space_id, ReactionRow.target_id)
    )


def _followers() -> Statement:
    return select(Follower.kind, Follower.space_id, Follower.target_id, func.count().label("n")).group_by(
        Follower.kind, Follower.space_id, Follower.target_id
    )


def _comments() -> Statement:
    """As others see them: heads that are shown, and shown answers to heads that are shown or stubs."""
    head = Comment.__table__.alias("head")
    shown = CommentState.SHOWN.value
    seen = case(
        (Comment.thread_id.is_(None), True), else_=head.c.state.in_((shown, CommentState.DELETED.value))
    )
    return (
        select(Comment.kind, Comment.space_id, Comment.target_id, func.count().label("n"))
        .outerjoin(head, (head.c.space_id == Comment.space_id) & (head.c.id == Comment.thread_id))
        .where(Comment.state == shown, seen)
        .group_by(Comment.kind, Comment.space_id, Comment.target_id)
    )


_TARGETS = {
    "likes": _reactions(liked=True, comments=False),
    "dislikes": _reactions(liked=False, comments=False),
    "comments": _comments(),
    "followers": _followers(),
}
