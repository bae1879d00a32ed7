"""Orders that people make by hand: places are whole numbers with gaps, so that a move changes one row."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context
from models.video.tables import PlaylistItem

GAP = 1 << 20


def place_before(ctx: Context, space_id: UUID, before: UUID | None, moved: UUID | None = None) -> int:
    """A free place right before an item of a playlist, or at the end where there is no such item.

    `moved` is the item that is looking for the place, and so takes none itself.
    """
    places = PlaylistItem.place
    others = select(places).where(PlaylistItem.space_id == space_id, PlaylistItem.id != moved)
    target = None if before is None else ctx.get(PlaylistItem, space_id, before)
    if target is None:
        last = ctx.rows(others.order_by(places.desc()).limit(1))
        return (last[0].place if last else 0) + GAP
    found = ctx.rows(others.where(places < target.place).order_by(places.desc()).limit(1))
    low = found[0].place if found else target.place - 2 * GAP
    if target.place - low < 2:
        _spread(ctx, space_id)
        return place_before(ctx, space_id, before, moved)
    return int(low + (target.place - low) // 2)


def in_order(ctx: Context, space_id: UUID) -> Sequence[UUID]:
    """The items of a playlist as they stand."""
    found = select(PlaylistItem.id).where(PlaylistItem.space_id == space_id).order_by(PlaylistItem.place)
    return [row.id for row in ctx.rows(found)]


def after(ctx: Context, space_id: UUID, item_id: UUID) -> UUID | None:
    """The item that comes right after this one."""
    item = ctx.get(PlaylistItem, space_id, item_id)
    if item is None:
        return None
    following = ctx.rows(
        select(PlaylistItem.id)
        .where(PlaylistItem.space_id == space_id, PlaylistItem.place > item.place)
        .order_by(PlaylistItem.place)
        .limit(1)
    )
    return following[0].id if following else None


def _spread(ctx: Context, space_id: UUID) -> None:
    """Give all items room again: once in a score of insertions at the very same spot."""
    for number, item_id in enumerate(in_order(ctx, space_id), 1):
        ctx.update(PlaylistItem, space_id, item_id, place=number * GAP)
