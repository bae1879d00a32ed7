"""Following: said in the person's own space, counted in the target's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from models.community.counts import count, leave
from models.community.entities import FollowLevel
from models.community.events import Happened, Happening, tell
from models.community.tables import Follower, FollowRow
from models.community.targets import Target, exists, look_at, standing
from models.core.context import Context
from models.core.errors import NotAllowed
from models.core.registry import Command, Permission, handles
from models.core.text import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFollow(Command):
    """Follow a target, hear of more or less of it, or follow it no more; in the person's own space."""

    target: Target
    following: bool = True
    level: FollowLevel = FollowLevel.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFollower(Command):
    """Count the actor among those who follow a target, or no longer; caused by `SetFollow`."""

    kind: str
    target_id: UUID
    following: bool
    level: FollowLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetFollow(Command):
    """Remove what a person's space says of a target that is gone."""

    target: Target


@handles("community.follow.set", SetFollow, permission=Permission.OWNER)
def set_follow(ctx: Context, cmd: SetFollow) -> None:
    """A target that is gone can still be left. Undo says it as it was."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can say what they follow."))
    target = cmd.target
    key = (cmd.space_id, target.kind, target.space_id, target.id)
    row = ctx.get(FollowRow, *key)
    if cmd.following:
        standing(ctx, target, cmd.actor)
    if (row is not None) is cmd.following and (row is None or row.level == cmd.level.value):
        return
    before = FollowLevel.ALL if row is None else FollowLevel(row.level)
    ctx.undo_with(SetFollow, target=target, following=row is not None, level=before)
    if not cmd.following:
        ctx.delete(FollowRow, *key)
    elif row is None:
        ctx.insert(
            FollowRow,
            space_id=cmd.space_id,
            kind=target.kind,
            target_space=target.space_id,
            target_id=target.id,
            level=cmd.level.value,
            at=ctx.now,
        )
    else:
        ctx.update(FollowRow, *key, level=cmd.level.value)
    ctx.follow_up(
        CountFollower,
        space_id=target.space_id,
        kind=target.kind,
        target_id=target.id,
        following=cmd.following,
        level=cmd.level,
    )


@handles("community.follower.count", CountFollower, permission=Permission.OUTSIDER)
def count_follower(ctx: Context, cmd: CountFollower) -> None:
    """Each account once. Only a new follower is told of, and only who can see the target becomes one."""
    target = Target(cmd.kind, cmd.space_id, cmd.target_id)
    key = (cmd.space_id, cmd.kind, cmd.target_id, cmd.actor)
    there = ctx.get(Follower, *key) is not None
    if not cmd.following:
        leave(ctx, target, cmd.actor)
        return
    found = look_at(ctx, target, cmd.actor)
    if found is None:
        ctx.follow_up(ForgetFollow, space_id=cmd.actor, target=target)
    elif there:
        ctx.update(Follower, *key, level=cmd.level.value)
    else:
        ctx.insert(
            Follower,
            space_id=cmd.space_id,
            kind=cmd.kind,
            target_id=cmd.target_id,
            account_id=cmd.actor,
            level=cmd.level.value,
            at=ctx.now,
        )
        count(ctx, target, followers=1)
        tell(
            ctx,
            Happening(
                Happened.FOLLOW, found.creator, cmd.actor, target, title=found.title, place=found.place
            ),
        )


@handles("community.follow.forget", ForgetFollow, permission=Permission.OUTSIDER)
def forget_follow(ctx: Context, cmd: ForgetFollow) -> None:
    """Allowed to anybody, because for others it does nothing while the target exists."""
    if cmd.actor != cmd.space_id and exists(ctx, cmd.target):
        raise NotAllowed(tr("This still exists."))
    ctx.delete(FollowRow, cmd.space_id, cmd.target.kind, cmd.target.space_id, cmd.target.id)
