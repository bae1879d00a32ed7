"""Comments as they stand: where a new one begins, how it changes its state, and what that does to the counts.

A thread counts for its target: its head while it is shown, and its shown answers while the head is shown or
only a stub. A head that is held or removed takes its answers with it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.community import words
from models.community.counts import count, tally
from models.community.entities import COMMENT, CommentState, Hold, Mode
from models.community.tables import Ban, Block, Comment, Decision, ReactionRow, Report, RuleSet, Tally
from models.community.targets import Standing, Target, standing
from models.core.context import Context
from models.core.errors import NotAllowed, NotFound
from models.core.text import tr

SHOWN, HELD = CommentState.SHOWN.value, CommentState.HELD.value
DELETED, BLOCKED = CommentState.DELETED.value, CommentState.BLOCKED.value
OPEN_HEADS = (SHOWN, DELETED)
"""The states of a head whose answers are shown."""


def target_of(comment: Comment) -> Target:
    """What a comment is about."""
    return Target(comment.kind, comment.space_id, comment.target_id)


def one(ctx: Context, comment_id: UUID) -> Comment:
    """A comment of the command's space; NotFound where it is gone."""
    comment = ctx.get(Comment, ctx.command.space_id, comment_id)
    if comment is None:
        raise NotFound(tr("This comment does not exist any more."))
    return comment


def seen(ctx: Context, comment_id: UUID) -> tuple[Comment, Standing]:
    """A comment that everybody who may see its target sees, and how the target stands to the actor."""
    comment = one(ctx, comment_id)
    found = standing(ctx, target_of(comment), ctx.actor)
    head = head_of(ctx, comment)
    if comment.state != SHOWN or head.state not in OPEN_HEADS:
        raise NotFound(tr("This comment does not exist any more."))
    return comment, found


def head_of(ctx: Context, comment: Comment) -> Comment:
    """The comment at the head of its thread, which may be itself."""
    return comment if comment.thread_id is None else one(ctx, comment.thread_id)


def may_write(ctx: Context, target: Target, found: Standing) -> None:
    """NotAllowed with the reason where the actor may not comment here."""
    kept = ctx.get(Tally, target.space_id, target.kind, target.id)
    closed = not found.comments_open or (kept is not None and not kept.comments_open)
    if closed and not found.moderates:
        raise NotAllowed(tr("Comments are switched off here."))
    not_banned(ctx)


def not_banned(ctx: Context) -> None:
    """NotAllowed where who looks after the command's space does not want to hear from the actor."""
    if ctx.get(Ban, ctx.command.space_id, ctx.actor) is not None:
        raise NotAllowed(tr("You cannot comment here: its owner has blocked you."))


def may_answer(ctx: Context, person: UUID) -> None:
    """NotAllowed where this person has blocked the actor."""
    if ctx.get(Block, person, ctx.actor) is not None:
        raise NotAllowed(tr("You cannot answer this person: they have blocked you."))


def begins(ctx: Context, text: str, found: Standing) -> Hold:
    """Why a comment is held for review by the rules of its space."""
    rules = ctx.get(RuleSet, ctx.command.space_id)
    if rules is None or found.moderates:
        return Hold.NOTHING
    if words.blocked(text, rules.words):
        return Hold.WORD
    if rules.mode == Mode.ALL.value:
        return Hold.EVERYTHING
    if rules.mode == Mode.LINKS.value and words.has_link(text):
        return Hold.LINK
    return Hold.NOTHING


def add(ctx: Context, **values: Any) -> Comment:
    """A new comment, counted where it is shown at once."""
    comment = ctx.insert(
        Comment,
        edited_at=None,
        created_at=ctx.now,
        changed_at=ctx.now,
        hearted=False,
        **dict.fromkeys(("likes", "dislikes", "replies", "score"), 0),
        **values | {"state": DELETED},
    )
    return set_state(ctx, comment, values["state"])


def set_state(ctx: Context, comment: Comment, state: str, **values: Any) -> Comment:
    """Bring a comment into another state, and every count along."""
    space_id, before = comment.space_id, comment.state
    head = head_of(ctx, comment)
    counted = _counts(head)
    ctx.update(Comment, space_id, comment.id, state=state, changed_at=ctx.now, **values)
    if comment.thread_id is not None:
        shown = (state == SHOWN) - (before == SHOWN)
        if shown:
            replies = head.replies + shown
            ctx.update(Comment, space_id, head.id, replies=replies, score=head.likes + replies)
    elif state != SHOWN:
        _unpin(ctx, comment)
    count(ctx, target_of(comment), comments=_counts(one(ctx, head.id)) - counted)
    return one(ctx, comment.id)


def delete(ctx: Context, comment: Comment) -> None:
    """Take the row of a comment away, with what was made of it and every count."""
    set_state(ctx, comment, DELETED)
    wipe(ctx, comment)
    ctx.delete(Comment, comment.space_id, comment.id)


def wipe(ctx: Context, comment: Comment) -> None:
    """Take away what people made of a comment: their reactions and their reports."""
    about = (comment.space_id, COMMENT, comment.id)
    for table, who in ((ReactionRow, ReactionRow.account_id), (Report, Report.reporter)):
        rows = select(who.label("who")).where(
            table.space_id == about[0], table.kind == COMMENT, table.target_id == comment.id
        )
        for row in ctx.rows(rows):
            ctx.delete(table, *about, row.who)


def is_answered(ctx: Context, comment: Comment) -> bool:
    """Whether there are answers to a head, shown or not."""
    if comment.thread_id is not None:
        return False
    answers = select(Comment.id).where(
        Comment.space_id == comment.space_id,
        Comment.kind == comment.kind,
        Comment.target_id == comment.target_id,
        Comment.thread_id == comment.id,
    )
    return bool(ctx.rows(answers.limit(1)))


def make_stub(ctx: Context, comment: Comment) -> None:
    """Leave nothing of a deleted comment but its place."""
    wipe(ctx, comment)
    nothing = {"text": "", "mentions": [], "likes": 0, "dislikes": 0, "hearted": False}
    ctx.update(Comment, comment.space_id, comment.id, score=comment.replies, **nothing)


def decide(ctx: Context, ruling: str, account: UUID, why: str, *, kind: str = "", about: UUID) -> None:
    """Write down what the actor decided about something that `account` made."""
    ctx.insert(
        Decision,
        space_id=ctx.command.space_id,
        id=ctx.new_id(),
        kind=kind,
        target_id=about,
        account_id=account,
        ruling=ruling,
        actor=ctx.actor,
        at=ctx.now,
        why=why,
    )


def _counts(head: Comment) -> int:
    """What a thread counts for its target."""
    return (head.state == SHOWN) + (head.replies if head.state in OPEN_HEADS else 0)


def _unpin(ctx: Context, comment: Comment) -> None:
    kept = tally(ctx, target_of(comment))
    if kept.pinned == comment.id:
        ctx.update(Tally, kept.space_id, kept.kind, kept.target_id, pinned=None)
