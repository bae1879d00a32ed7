"""What happens in the community becomes a notification of the person it concerns."""

from __future__ import annotations

from models.community.events import Happened, Happening, tells
from models.core.context import Context
from models.notifications.commands import AddNotice

_JOINING = frozenset({Happened.COMMENT, Happened.LIKE, Happened.FOLLOW, Happened.HEART, Happened.HELD})
"""What many do to one thing is told once, with all who did it; what is said to a person is told each time."""


@tells
def tell_person(ctx: Context, happening: Happening) -> None:
    """Follows in the person's own space, in the order in which it happened."""
    target = happening.target
    topic = f"{happening.kind.value}:{target.space_id}:{target.id}" if happening.kind in _JOINING else ""
    ctx.follow_up(
        AddNotice,
        space_id=happening.person,
        kind=happening.kind.value,
        title=happening.title,
        excerpt=happening.excerpt,
        link=happening.place,
        topic=topic,
    )
