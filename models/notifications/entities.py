"""What the centre shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as it stands."""

    id: UUID
    kind: str
    actors: tuple[UUID, ...]
    others: int
    count: int
    title: str
    excerpt: str
    link: str
    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A part of the list, newest first, and how many there are in all."""

    notices: tuple[Told, ...]
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class Unread:
    """How many are unread, by kind. `newest` is when the newest of them came."""

    by_kind: Mapping[str, int]
    newest: datetime | None

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())
