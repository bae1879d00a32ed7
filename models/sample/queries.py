"""Whether the sample world is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.accounts.people import names
from models.core.context import Read
from models.core.jobs import OPEN
from models.core.registry import Audience, Query, answers
from models.core.tables import Job
from models.sample.people import people

LOAD = "sample.load"
REMOVE = "sample.remove"
"""The kinds of its two jobs."""


@dataclass(frozen=True, slots=True)
class SampleState:
    """Whether its people are here, and whether it is just being loaded or removed."""

    loaded: bool
    busy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWorld(Query[SampleState]):
    """The sample world that the actor has loaded."""


@answers("sample.world.state", SampleWorld, audience=Audience.OWN)
def sample_world(read: Read, query: SampleWorld) -> SampleState:
    """The world is there from its first person on."""
    kinds, states = (LOAD, REMOVE), [state.value for state in OPEN]
    working = select(1).where(Job.space_id == query.actor, Job.kind.in_(kinds), Job.state.in_(states))
    there = names(read, [person.id for person in people(query.actor)])
    return SampleState(loaded=bool(there), busy=read.one(working.limit(1)) is not None)
