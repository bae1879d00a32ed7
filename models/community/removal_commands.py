"""Leaving nothing behind: of a target that is gone, and of a person who leaves.

In steps of a few hundred rows, each causing the next, so that a million comments never hold up the writer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, union

from models.community import comments
from models.community.comments import DELETED
from models.community.counts import leave
from models.community.entities import Reaction
from models.community.follow_commands import ForgetFollow
from models.community.reaction_commands import react
from models.community.tables import Comment, Departure, Follower, ReactionRow, Report, Tally
from models.community.targets import Rows, Target, exists
from models.core.context import Context
from models.core.errors import NotAllowed
from models.core.registry import Command, Permission, handles
from models.core.tables import Base
from models.core.text import tr

STEP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTarget(Command):
    """Remove all that was said, liked, followed and reported about a target that is gone."""

    kind: str
    target_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPerson(Command):
    """Remove all that the actor said, liked, followed and reported in a space."""


@handles("community.target.forget", ForgetTarget, permission=Permission.OUTSIDER)
def forget_target(ctx: Context, cmd: ForgetTarget) -> None:
    """Allowed to anybody, because it does nothing while the target exists."""
    target = Target(cmd.kind, cmd.space_id, cmd.target_id)
    if exists(ctx, target):
        raise NotAllowed(tr("This still exists."))
    found = select(Comment.id).where(
        Comment.space_id == cmd.space_id, Comment.kind == cmd.kind, Comment.target_id == cmd.target_id
    )
    left = STEP
    for row in ctx.rows(found.limit(STEP)):
        comments.wipe(ctx, comments.one(ctx, row.id))
        ctx.delete(Comment, cmd.space_id, row.id)
        left -= 1
    for table, who in ((ReactionRow, "account_id"), (Report, "reporter"), (Follower, "account_id")):
        for account in _who(ctx, table, who, target, left):
            ctx.delete(table, cmd.space_id, cmd.kind, cmd.target_id, account)
            left -= 1
            if table is Follower:
                ctx.follow_up(ForgetFollow, space_id=account, target=target)
    left -= _forget_departures(ctx, target, left)
    if left > 0:
        ctx.delete(Tally, cmd.space_id, cmd.kind, cmd.target_id)
    else:
        ctx.follow_up(ForgetTarget, space_id=cmd.space_id, kind=cmd.kind, target_id=cmd.target_id)


@handles("community.person.forget", ForgetPerson, permission=Permission.OUTSIDER)
def forget_person(ctx: Context, cmd: ForgetPerson) -> None:
    """A comment that others answered stays as a stub without its text and its writer's name."""
    left = STEP
    written = select(Comment.id).where(
        Comment.author == cmd.actor, Comment.space_id == cmd.space_id, Comment.text != ""
    )
    for row in ctx.rows(written.limit(STEP)):
        _forget_comment(ctx, row.id)
        left -= 1
    mine = (ReactionRow.space_id == cmd.space_id, ReactionRow.account_id == cmd.actor)
    for row in ctx.rows(select(ReactionRow).where(*mine).limit(max(left, 0))):
        before = Reaction.LIKE if row.liked else Reaction.DISLIKE
        ctx.delete(ReactionRow, cmd.space_id, row.kind, row.target_id, cmd.actor)
        react(ctx, cmd.space_id, row.kind, row.target_id, before, Reaction.NONE)
        left -= 1
    followed = (Follower.space_id == cmd.space_id, Follower.account_id == cmd.actor)
    for row in ctx.rows(select(Follower).where(*followed).limit(max(left, 0))):
        leave(ctx, Target(row.kind, cmd.space_id, row.target_id), cmd.actor)
        left -= 1
    reported = (Report.space_id == cmd.space_id, Report.reporter == cmd.actor)
    for row in ctx.rows(select(Report).where(*reported).limit(max(left, 0))):
        ctx.delete(Report, cmd.space_id, row.kind, row.target_id, cmd.actor)
        left -= 1
    if left <= 0:
        ctx.follow_up(ForgetPerson, space_id=cmd.space_id)


def spaces_with(rows: Rows, account: UUID) -> list[UUID]:
    """The spaces in which a person left something, to send `ForgetPerson` to when they leave."""
    tables: tuple[tuple[Any, Any], ...] = (
        (Comment, Comment.author),
        (ReactionRow, ReactionRow.account_id),
        (Follower, Follower.account_id),
        (Report, Report.reporter),
    )
    found = union(*(select(table.space_id).where(who == account) for table, who in tables))
    return [row.space_id for row in rows.rows(found)]


def _forget_departures(ctx: Context, target: Target, most: int) -> int:
    found = select(Departure.id).where(
        Departure.space_id == target.space_id,
        Departure.kind == target.kind,
        Departure.target_id == target.id,
    )
    rows = ctx.rows(found.limit(max(most, 0)))
    for row in rows:
        ctx.delete(Departure, target.space_id, row.id)
    return len(rows)


def _forget_comment(ctx: Context, comment_id: UUID) -> None:
    comment = comments.one(ctx, comment_id)
    if comments.is_answered(ctx, comment):
        comments.make_stub(ctx, comments.set_state(ctx, comment, DELETED))
    else:
        comments.delete(ctx, comment)


def _who(ctx: Context, table: type[Base], who: str, target: Target, most: int) -> list[UUID]:
    """The accounts in the rows about a target."""
    if most <= 0:
        return []
    columns = table.__table__.c
    found = select(columns[who]).where(
        columns.space_id == target.space_id, columns.kind == target.kind, columns.target_id == target.id
    )
    return [row[0] for row in ctx.rows(found.limit(most))]
