"""Liking and disliking, a target or a comment: one opinion a person, counted in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from models.community.comments import seen
from models.community.counts import count
from models.community.entities import COMMENT, Reaction
from models.community.tables import Comment, ReactionRow
from models.community.targets import Target, standing
from models.core.context import Context
from models.core.registry import Command, Permission, handles


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReaction(Command):
    """What the actor thinks of a target of the command's space; `kind` may be `COMMENT`."""

    kind: str
    target_id: UUID
    reaction: Reaction


@handles("community.reaction.set", SetReaction, permission=Permission.OUTSIDER)
def set_reaction(ctx: Context, cmd: SetReaction) -> None:
    """Said twice, it is the same. Undo says it as it was."""
    if cmd.kind == COMMENT:
        seen(ctx, cmd.target_id)
    else:
        standing(ctx, Target(cmd.kind, cmd.space_id, cmd.target_id), cmd.actor)
    key = (cmd.space_id, cmd.kind, cmd.target_id, cmd.actor)
    row = ctx.get(ReactionRow, *key)
    before = Reaction.NONE if row is None else Reaction.LIKE if row.liked else Reaction.DISLIKE
    if before is cmd.reaction:
        return
    liked = cmd.reaction is Reaction.LIKE
    if cmd.reaction is Reaction.NONE:
        ctx.delete(ReactionRow, *key)
    elif row is None:
        ctx.insert(
            ReactionRow,
            space_id=cmd.space_id,
            kind=cmd.kind,
            target_id=cmd.target_id,
            account_id=cmd.actor,
            liked=liked,
            at=ctx.now,
        )
    else:
        ctx.update(ReactionRow, *key, liked=liked, at=ctx.now)
    react(ctx, cmd.space_id, cmd.kind, cmd.target_id, before, cmd.reaction)
    ctx.undo_with(SetReaction, kind=cmd.kind, target_id=cmd.target_id, reaction=before)


def react(
    ctx: Context, space_id: UUID, kind: str, target_id: UUID, before: Reaction, after: Reaction
) -> None:
    """Count a change of opinion."""
    likes = (after is Reaction.LIKE) - (before is Reaction.LIKE)
    dislikes = (after is Reaction.DISLIKE) - (before is Reaction.DISLIKE)
    if kind != COMMENT:
        count(ctx, Target(kind, space_id, target_id), likes=likes, dislikes=dislikes)
        return
    comment = ctx.get(Comment, space_id, target_id)
    if comment is not None:
        ctx.update(
            Comment, space_id, target_id, likes=comment.likes + likes, dislikes=comment.dislikes + dislikes,
            score=comment.likes + likes + comment.replies,
        )  # fmt: skip
