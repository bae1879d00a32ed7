"""What the sample world is told with: its people, their words at their times, and the parts that domains add.

Everything about it follows from who loads it and when they asked for it: ids are derived, chance is seeded.
Told once more after a crash, each command is recognised, and nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from models.accounts.commands import RegisterAccount
from models.core.dispatcher import Outcome, Verdict
from models.core.ids import derive, new_id
from models.core.jobs import JobRun
from models.core.registry import Command, Query
from models.core.retelling import RETELL
from models.sample.people import people, world_of

C = TypeVar("C", bound=Command)


class World:
    """Gathers what is said and tells it to the record in runs."""

    def __init__(self, run: JobRun, today: datetime) -> None:
        self.run = run
        self.today = today
        self.people = people(run.actor)
        self._origin = derive(world_of(run.actor), int(today.timestamp()))
        self._said = 0
        self._waiting: list[Command] = []

    def next_id(self) -> UUID:
        """An id that is the same whenever the world is told."""
        self._said += 1
        return derive(self._origin, 1_000 + self._said)

    def say(
        self, who: UUID, kind: type[C], when: datetime, /, *, space_id: UUID | None = None, **fields: Any
    ) -> C:
        """Have somebody do something at some time, in their own space unless another is given."""
        return self.say_again(kind, self.next_id(), who, when, space_id=space_id, **fields)

    def say_again(
        self,
        kind: type[C],
        id_: UUID,
        who: UUID,
        when: datetime,
        /,
        *,
        space_id: UUID | None = None,
        **fields: Any,
    ) -> C:
        """The same, where the command's id is known before."""
        command = kind(id=id_, space_id=space_id or who, actor=who, at=when, **fields)
        self._waiting.append(command)
        return command

    def flush(self) -> Sequence[Verdict]:
        """Tell what waits, and wait until it is durable. Raises the first refusal."""
        said, self._waiting = self._waiting, []
        return self.tell(said)

    def tell(self, commands: Sequence[Command]) -> Sequence[Verdict]:
        """Run these commands at their own times. Raises the first refusal."""
        self.run.check()
        if not commands:
            return ()
        outcome: Outcome = self.run.service(RETELL)(commands).result()
        for verdict in outcome.verdicts:
            if verdict.error is not None:
                raise verdict.error
        return outcome.verdicts

    def part_of(self, who: UUID, when: datetime, scratch: Path, arguments: Mapping[str, Any]) -> Errand:
        """A job of one of the people, done at some time."""
        return Errand(self, who, when, scratch, arguments)


class Errand:
    """A `JobRun` inside the loading of the world: what it sends is said by one of its people, back then."""

    def __init__(
        self, world: World, who: UUID, when: datetime, scratch: Path, arguments: Mapping[str, Any]
    ) -> None:
        self._world = world
        self._when = when
        self.id = world.run.id
        self.space_id = self.actor = who
        self.scratch = scratch
        self.arguments = arguments

    def progress(self, fraction: float | None, detail: str, **values: Any) -> None:
        """How far the whole is says more."""

    def stopping(self) -> bool:
        """Whether the world is to be left for now."""
        return self._world.run.stopping()

    def check(self) -> None:
        """Raise `Stop` where it is."""
        self._world.run.check()

    def submit(self, command: type[C], /, *, space_id: UUID | None = None, **fields: Any) -> Verdict:
        """Say it and wait for the verdict. Its id is new: a job that goes on sends less the second time."""
        made = command(
            id=new_id(),
            space_id=space_id or self.space_id,
            actor=self.actor,
            at=self._when,
            **fields,
        )
        return self._world.tell([made])[0]

    def ask(self, query: Query[Any]) -> Any:
        """Answer a query."""
        return self._world.run.ask(query)

    def service(self, name: str) -> Any:
        """What the composition root offers."""
        return self._world.run.service(name)


Part = Callable[[World, Callable[[float, str], None]], None]
"""What a domain adds to the world; it is told how to say how far it is (0–1, and a sentence)."""

PARTS: list[tuple[Part, Part]] = []


def adds(*, removes: Part) -> Callable[[Part], Part]:
    """Register a domain's part, and what takes it away again (without its people, who go last)."""

    def register(part: Part) -> Part:
        PARTS.append((part, removes))
        return part

    return register


def register_people(world: World, when: datetime) -> None:
    """Give each of the people an account; under another name where somebody has theirs."""
    from models.accounts.queries import MachineAccounts

    accounts = world.run.ask(MachineAccounts(actor=world.run.actor))
    there, taken = {account.id for account in accounts}, {account.name for account in accounts}
    for person in world.people:
        id_, other = world.next_id(), world.next_id()
        if person.id in there:
            continue
        free = person.name not in taken
        world.say_again(
            RegisterAccount,
            id_ if free else other,
            person.id,
            when,
            name=person.name if free else f"{person.name} 2",
        )
    world.flush()
