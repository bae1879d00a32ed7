"""Who acts as the house's participants of an exchange: it lives by itself or mirrors another, never both."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

from models.core.errors import Conflict
from models.core.text import tr


class Role(Enum):
    """What the participants are for."""

    LIFE = "life"
    PAPER = "paper"


class House:
    """One for all that act as participants."""

    def __init__(self) -> None:
        self._roles: dict[UUID, Role] = {}

    def take(self, space_id: UUID, role: Role) -> None:
        """Act as the participants of this exchange; `Conflict` while they are there for something else."""
        there = self._roles.get(space_id, role)
        if there is Role.LIFE and role is Role.PAPER:
            raise Conflict(
                tr("Simulated participants trade on this exchange: prices from outside cannot come to it."),
                what_now=tr("Let them rest first."),
            )
        if there is Role.PAPER and role is Role.LIFE:
            raise Conflict(
                tr("Prices from outside are traded on paper on this exchange, so it cannot live by itself."),
                what_now=tr("End trading on paper first."),
            )
        self._roles[space_id] = role

    def leave(self, space_id: UUID | None, role: Role) -> None:
        """They are free again, where they were there for this."""
        if space_id is not None and self._roles.get(space_id) is role:
            del self._roles[space_id]
