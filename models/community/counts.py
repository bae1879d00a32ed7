"""Counts are kept by the command that changes what they count; `check` counts the rows and compares."""

from __future__ import annotations

from models.community.tables import Tally
from models.community.targets import Target
from models.core.context import Context


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
