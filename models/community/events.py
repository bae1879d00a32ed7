"""What happens to people in a community, for whoever tells them (notices on the desktop, later mail).

A handler calls `tell` with what happened; each teller that was registered with `tells` is called inside the
same transaction and causes what it wants in the addressee's space with a follow-up:

    @tells
    def note(ctx: Context, happening: Happening) -> None:
        ctx.follow_up(AddNotice, space_id=happening.person, kind=happening.kind.value, …)

A teller is part of the handler: no clock, chance, network or thread. Nobody is told of what they did
themselves, nor of anything by somebody they have blocked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from models.community.tables import Block
from models.community.targets import Target
from models.core.context import Context


class Happened(Enum):
    """What a person can be told of."""

    COMMENT = "community.comment"
    REPLY = "community.reply"
    MENTION = "community.mention"
    HEART = "community.heart"
    LIKE = "community.like"
    FOLLOW = "community.follow"
    HELD = "community.held"
    UPLOAD = "community.upload"


@dataclass(frozen=True, slots=True)
class Happening:
    """`actor` did `kind`, and `person` should hear of it; `person` is also the id of their own space.

    `target` is what it is about (never a comment), `title` its name at that moment, `place` the link to
    follow, `excerpt` the first characters of the comment as plain text ("" where there is none), and
    `comment_id` the comment it is about.
    """

    kind: Happened
    person: UUID
    actor: UUID
    target: Target
    title: str
    place: str
    excerpt: str = ""
    comment_id: UUID | None = None


Teller = Callable[[Context, Happening], None]
_TELLERS: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register a teller (also as a decorator)."""
    _TELLERS.append(teller)
    return teller


def tell(ctx: Context, happening: Happening) -> None:
    """Tell everybody who tells people."""
    if happening.person == happening.actor or not _TELLERS:
        return
    if ctx.get(Block, happening.person, happening.actor) is not None:
        return
    for teller in _TELLERS:
        teller(ctx, happening)
