"""What a person follows, and how many follow a target."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BindParameter, Select, select

from models.community.entities import Follow, Following, FollowLevel
from models.community.tables import Follower, FollowRow, Tally
from models.community.targets import Rows, Target, look_at, standing
from models.core.context import Read
from models.core.registry import Audience, Query, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowsOf(Query[tuple[Follow, ...]]):
    """What the actor follows of a kind, newest first."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsFollowing(Query[Following]):
    """Whether the actor follows a target, and how many people do."""

    target: Target


@answers("community.follow.list", FollowsOf, audience=Audience.OWN)
def follows_of(read: Read, query: FollowsOf) -> tuple[Follow, ...]:
    """Also what cannot be seen just now, without its title, so that it can be left."""
    statement = (
        select(FollowRow)
        .where(FollowRow.space_id == query.actor, FollowRow.kind == query.kind)
        .order_by(FollowRow.at.desc(), FollowRow.target_id)
    )
    follows = []
    for row in read.rows(statement):
        target = Target(row.kind, row.target_space, row.target_id)
        found = look_at(read, target, query.actor)
        title, place = ("", "") if found is None else (found.title, found.place)
        follows.append(Follow(target, FollowLevel(row.level), row.at, title, place))
    return tuple(follows)


@answers("community.follow.state", IsFollowing, audience=Audience.VISIBLE)
def is_following(read: Read, query: IsFollowing) -> Following:
    """NotFound where the actor may not see the target."""
    target = query.target
    standing(read, target, query.actor)
    level = read.value(
        select(FollowRow.level).where(
            FollowRow.space_id == query.actor,
            FollowRow.kind == target.kind,
            FollowRow.target_space == target.space_id,
            FollowRow.target_id == target.id,
        )
    )
    followers = read.value(
        select(Tally.followers).where(
            Tally.space_id == target.space_id, Tally.kind == target.kind, Tally.target_id == target.id
        )
    )
    return Following(level is not None, FollowLevel(level or "all"), followers or 0)


def followers(
    rows: Rows,
    target: Target,
    level: FollowLevel | None = FollowLevel.ALL,
    *,
    after: UUID | None = None,
    most: int | None = None,
) -> list[UUID]:
    """Who follows a target and wants to hear so much of it (None: everybody), for other domains' handlers.

    In the order of their ids: those that come `after` one, at most so many, for work in pieces.
    """
    statement = (
        select(Follower.account_id)
        .where(
            Follower.space_id == target.space_id,
            Follower.kind == target.kind,
            Follower.target_id == target.id,
        )
        .order_by(Follower.account_id)
        .limit(most)
    )
    if level is not None:
        statement = statement.where(Follower.level == level.value)
    if after is not None:
        statement = statement.where(Follower.account_id > after)
    return [row.account_id for row in rows.rows(statement)]


def followed(person: UUID | BindParameter[UUID], kind: str) -> Select[UUID]:
    """The spaces of what a person follows of a kind, for the statements of other domains."""
    return select(FollowRow.target_space).where(FollowRow.space_id == person, FollowRow.kind == kind)


def followed_by(rows: Rows, person: UUID, kind: str) -> frozenset[UUID]:
    """The ids of all that a person follows of a kind, for other domains' queries."""
    statement = select(FollowRow.target_id).where(FollowRow.space_id == person, FollowRow.kind == kind)
    return frozenset(row.target_id for row in rows.rows(statement))
