"""The pairs that a person follows: their own data, in their own space."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context, Read
from models.core.errors import NotAllowed
from models.core.registry import Audience, Permission, Query, answers, handles
from models.core.text import tr
from models.trading.commands import FollowPair
from models.trading.refusals import no_pair, not_joined
from models.trading.tables import Customer, Pair, WatchedPair


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedPairs(Query[tuple[str, ...]]):
    """The pairs of an exchange that the actor follows, in the order in which they began to."""

    exchange_id: UUID


@handles("trading.pair.follow", FollowPair, permission=Permission.OWNER)
def follow_pair(ctx: Context, cmd: FollowPair) -> None:
    """A pair that is there no more can still be left. The same again changes nothing."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can say what they follow."))
    key = (cmd.space_id, cmd.exchange_id, cmd.pair)
    if (ctx.get(WatchedPair, *key) is not None) is cmd.following:
        return
    if cmd.following:
        if ctx.get(Customer, cmd.exchange_id, cmd.actor) is None:
            raise not_joined()
        if ctx.get(Pair, cmd.exchange_id, cmd.pair) is None:
            raise no_pair(cmd.pair)
        ctx.insert(WatchedPair, space_id=cmd.space_id, exchange_id=cmd.exchange_id, pair=cmd.pair, at=ctx.now)
    else:
        ctx.delete(WatchedPair, *key)
    ctx.undo_with(FollowPair, exchange_id=cmd.exchange_id, pair=cmd.pair, following=not cmd.following)


@answers("trading.pair.followed", FollowedPairs, audience=Audience.OWN)
def followed_pairs(read: Read, query: FollowedPairs) -> tuple[str, ...]:
    """One's own alone."""
    mine = select(WatchedPair.pair).where(
        WatchedPair.space_id == query.actor, WatchedPair.exchange_id == query.exchange_id
    )
    return tuple(row.pair for row in read.rows(mine.order_by(WatchedPair.at, WatchedPair.pair)))
