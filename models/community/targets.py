"""What can be commented on, liked, followed and reported: a target, and what its domain says about it.

A domain registers each kind of its things with two functions. Community knows nothing else of any domain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, Row

from models.core.errors import NotFound
from models.core.registry import complete
from models.core.text import tr


@dataclass(frozen=True, slots=True)
class Target:
    """A thing of a domain: what it is (`video`, `channel`, …), the space it lives in, and its id there."""

    kind: str
    space_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target is to one person who may see it.

    `creator` hears of what is said about it; `moderates` is whether the person looks after its comments
    (and so may pin and heart them); `place` is its link. `comments_open` is the domain's own word.
    """

    title: str
    place: str
    creator: UUID
    moderates: bool
    comments_open: bool = True


class Rows(Protocol):
    """What reads: a handler's context or a query's `Read`."""

    def rows(self, statement: Executable, /) -> Sequence[Row[Any]]:
        """All rows of a statement."""


Look = Callable[[Rows, Target, UUID], Standing | None]
"""(rows, target, person) → how it stands to them; None where there is none, or not for them."""

Exists = Callable[[Rows, Target], bool]
"""(rows, target) → whether it is there for anybody at all, be it in a trash."""

_KINDS: dict[str, tuple[Look, Exists]] = {}


def register(kind: str, look: Look, exists: Exists) -> None:
    """Let things of this kind be talked about; once for each kind."""
    if kind in _KINDS:
        raise ValueError(f"targets of the kind {kind} are registered twice")
    _KINDS[kind] = look, exists


def look_at(rows: Rows, target: Target, person: UUID) -> Standing | None:
    """How the target stands to the person; None where there is none, or not for them."""
    if target.kind not in _KINDS:
        complete()
    known = _KINDS.get(target.kind)
    return None if known is None else known[0](rows, target, person)


def exists(rows: Rows, target: Target) -> bool:
    """Whether the target is there for anybody. Of a kind that nobody knows, nothing is taken for gone."""
    if target.kind not in _KINDS:
        complete()
    known = _KINDS.get(target.kind)
    return known is None or known[1](rows, target)


def standing(rows: Rows, target: Target, person: UUID) -> Standing:
    """The same, where without it there is nothing to do; NotFound does not say which it is."""
    found = look_at(rows, target, person)
    if found is None:
        raise NotFound(tr("This does not exist any more, or it is not for you."))
    return found
