"""What a person's accounts in a space are for, and which of them a person may move money out of by hand.

A domain registers the purposes of its spaces, and may guard one: the collateral of a loan does not leave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select

from models.core.context import Context
from models.core.errors import Invalid, NotFound
from models.core.tables import Space
from models.core.text import tr

Guard = Callable[[Context, UUID, str, int], None]
"""Raises a `PersonError` where this owner may not move this amount of this asset out (context, owner, asset
code, amount). It looks at the command's own space."""

PERSON: Final = "person"
EXCHANGE: Final = "exchange"
PAPER: Final = "paper"

FUNDING: Final = "funding"
SAVINGS: Final = "savings"
SPOT: Final = "spot"

# The house's own accounts of a space.
FAUCET: Final = "faucet"
OUTSIDE: Final = "outside"
CLEARING: Final = "clearing"
FEES: Final = "fees"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What accounts are for; `kind` is that of the spaces in which there are such (`Space.kind`)."""

    id: str
    title: Callable[[], str]
    kind: str
    guard: Guard | None = None


_PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> Purpose:
    """Make a purpose known; once for each id."""
    if purpose.id in _PURPOSES:
        raise ValueError(f"the purpose {purpose.id} is registered twice")
    _PURPOSES[purpose.id] = purpose
    return purpose


def on_paper() -> Select[UUID]:
    """The spaces in which nothing that is owned is real."""
    return select(Space.space_id).where(Space.kind == PAPER)


def purposes_of(kind: str) -> tuple[Purpose, ...]:
    """The purposes of spaces of this kind, in the order in which they were registered."""
    return tuple(purpose for purpose in _PURPOSES.values() if purpose.kind == kind)


def purpose_title(id_: str) -> str:
    """What a purpose, or an account of the house, is called."""
    house = {
        FAUCET: tr("Faucet"), OUTSIDE: tr("Outside"), CLEARING: tr("Clearing"), FEES: tr("Fees"),
    }  # fmt: skip
    return _PURPOSES[id_].title() if id_ in _PURPOSES else house.get(id_, id_)


def demand(ctx: Context, space_id: UUID, id_: str, field: str) -> Purpose:
    """The purpose of this id, if there is such an account in the space; `Invalid` for `field` otherwise."""
    space = ctx.get(Space, space_id)
    if space is None:
        raise NotFound(tr("This place does not exist any more."))
    purpose = _PURPOSES.get(id_)
    if purpose is None or purpose.kind != space.kind:
        raise Invalid(tr("There is no such account here."), field=field)
    return purpose


register(Purpose(FUNDING, lambda: tr("Funding"), PERSON))
register(Purpose(SAVINGS, lambda: tr("Put aside"), PERSON))
register(Purpose(SPOT, lambda: tr("Spot"), EXCHANGE))
