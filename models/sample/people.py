"""Who lives in the sample world."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from models.core.ids import derive

NAMES = ("Mara Aalto", "Teo Brandt", "Inés Calvo")
_WORLD = 900
"""The number, among the ids that follow from an account's, of its sample world."""


def world_of(loader: UUID) -> UUID:
    """What all ids of the world that this account loads follow from."""
    return derive(loader, _WORLD)


@dataclass(frozen=True, slots=True)
class Sampled:
    """One of the made-up people."""

    id: UUID
    name: str


def people(loader: UUID) -> tuple[Sampled, ...]:
    """The people of the sample world that this account loads."""
    world = world_of(loader)
    return tuple(Sampled(derive(world, number), name) for number, name in enumerate(NAMES))
