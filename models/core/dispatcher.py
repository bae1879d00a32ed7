"""The one place that authorises, de-duplicates, runs, logs and commits commands.

Commands that wait together are run in one transaction and acknowledged together. Each stands alone: one
that is refused is taken back by its images; if the transaction itself fails, it is rolled back and each
half of the commands is run again, and so on, so that only the culprit suffers.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, tuple_
from sqlalchemy.exc import DBAPIError

from models.core.audience import Role
from models.core.changes import pack
from models.core.clock import Clock, utc_now
from models.core.context import Context, Read
from models.core.database import give_up, is_outside, is_race
from models.core.engines import Engines
from models.core.errors import KINDS, Conflict, NotAllowed, PersonError, Unavailable
from models.core.registry import REGISTRY, Command, CommandType, Query, Registry, complete
from models.core.tables import Change, CommandLog, FollowUp, Member, Space
from models.core.text import tr
from models.core.writes import Writes

log = logging.getLogger(__name__)

RACES = 10


class Status(Enum):
    """How a command ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a command ended. `number` is its place in the space's change stream (0: it has none).

    `result` is plain data (dicts, lists, strings, numbers), the same when the command is sent again.
    Done and refused are final; failed (a bug, a full disk) is not, the command may be sent again.
    """

    command_id: UUID
    status: Status
    number: int = 0
    result: Any = None
    error: PersonError | None = None
    details: str = ""
    undo: Command | None = None

    @property
    def ok(self) -> bool:
        """Whether the command took effect."""
        return self.status is Status.DONE


@dataclass(slots=True)
class Outcome:
    """What a run of commands came to: verdicts in their order, and what the world has to hear."""

    verdicts: list[Verdict] = field(default_factory=list)
    follow_ups: list[Command] = field(default_factory=list)
    events: list[object] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    spaces: set[UUID] = field(default_factory=set)
    origins: dict[UUID, UUID] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Take in what came after."""
        self.verdicts += other.verdicts
        self.follow_ups += other.follow_ups
        self.events += other.events
        self.tables |= other.tables
        self.spaces |= other.spaces
        self.origins |= other.origins


class Dispatcher:
    """Runs commands against a database. It owns no thread; one instance serves one writer."""

    def __init__(
        self,
        registry: Registry = REGISTRY,
        clock: Clock = utc_now,
        *,
        moment: Callable[[Command], datetime] | None = None,
    ) -> None:
        """`moment` says the authority's time of a command where that is not the clock's: what is told of
        the past happened when it happened."""
        self.registry = registry
        self._clock = clock
        self._moment = moment or (lambda _: clock())
        self._settled: list[tuple[UUID, UUID]] = []
        self._waiting: dict[UUID, UUID] = {}
        self.engines = Engines()

    def dispatch(self, connection: Connection, commands: Sequence[Command]) -> Outcome:
        """Run the commands in their order, commit, and say how each ended.

        The connection must not be in a transaction. When this returns, what is done is durable.
        """
        outcome = Outcome()
        runs = [commands]
        races = RACES
        while runs:
            run = runs.pop()
            try:
                outcome.add(self._run(connection, run))
            except Exception as error:  # noqa: BLE001  whatever it was has been rolled back and is told
                self.engines.abandon()
                give_up(connection)
                if is_race(error) and races:
                    races -= 1
                    runs.append(run)
                elif is_outside(error):  # what comes after must not overtake what could not be saved
                    left = [run, *reversed(runs)]
                    outcome.verdicts += [_broken(command, error) for part in left for command in part]
                    break
                elif len(run) == 1:
                    outcome.verdicts.append(_broken(run[0], error))
                else:
                    log.info("a run of %d commands is run again in halves: %s", len(run), error)
                    middle = len(run) // 2
                    runs += [run[middle:], run[:middle]]
        return outcome

    def pending(self, connection: Connection) -> list[Command]:
        """The follow-ups that were written but, for all the record knows, have not run yet.

        One that this version cannot read stays where it is, for a version that can.
        """
        with connection.begin():
            rows = connection.execute(select(FollowUp).order_by(FollowUp.id)).all()
        if rows:
            self._complete()
        commands = []
        for row in rows:
            try:
                command = self.registry.commands[row.name].decode(row.payload)
            except (KeyError, ValueError):
                log.exception("the follow-up %s (%s) cannot be read and waits", row.id, row.name)
                continue
            self._waiting[row.id] = row.space_id
            commands.append(command)
        return commands

    def ask(self, connection: Connection, query: Query[Any]) -> Any:
        """Answer a query in a transaction of its own, so that all it reads is of one moment."""
        with connection.begin():
            return self.registry.query(query).handler(Read(connection, self._clock()), query)

    def _complete(self) -> None:
        if self.registry is REGISTRY:
            complete()

    def _run(self, connection: Connection, commands: Sequence[Command]) -> Outcome:
        self._complete()
        outcome = Outcome()
        with connection.begin():
            writes = Writes(connection)
            for space_id, id_ in self._settled:
                writes.delete(FollowUp, space_id, id_)
            known = _decided(connection, commands)
            for command in commands:
                outcome.verdicts.append(self._one(writes, known, command, outcome))
            writes.flush()
        self.engines.settle()
        self._waiting |= outcome.origins
        self._settled = [
            (self._waiting.pop(command.id), command.id)
            for command, verdict in zip(commands, outcome.verdicts, strict=True)
            if command.id in self._waiting and verdict.status is not Status.FAILED
        ]
        return outcome

    def _one(
        self, writes: Writes, known: dict[tuple[UUID, UUID], Any], command: Command, outcome: Outcome
    ) -> Verdict:
        entry = self.registry.command(command)
        payload = entry.encode(command)
        earlier = known.get((command.space_id, command.id))
        if earlier is not None:
            return _again(command, entry, payload, earlier)
        context = Context(command, self._moment(command), writes, self.engines)
        space: Space | None = writes.get(Space, command.space_id)
        writes.mark()
        self.engines.begin()
        try:
            _authorise(writes, entry, command)
            result = msgspec.to_builtins(entry.handler(context, command))
        except DBAPIError:
            raise
        except PersonError as error:
            verdict = Verdict(command.id, Status.REFUSED, error=error)
        except Exception as error:  # noqa: BLE001  a bug in one handler must not take down the run
            verdict = _bug(command, error)
        else:
            verdict = Verdict(command.id, Status.DONE, result=result, undo=context.undo)
        if writes.broken is not None:  # whatever the handler made of it, the rows of others may be missing
            raise writes.broken
        if not verdict.ok:
            writes.rollback()
            self.engines.take_back()
            if verdict.status is Status.FAILED or isinstance(verdict.error, NotAllowed):
                return verdict
        logged = self._record(writes, entry, payload, context, verdict, outcome, space)
        known[command.space_id, command.id] = logged
        return Verdict(
            command.id, verdict.status, logged["number"], verdict.result, verdict.error, undo=verdict.undo
        )

    def _record(
        self,
        writes: Writes,
        entry: CommandType,
        payload: str,
        context: Context,
        verdict: Verdict,
        outcome: Outcome,
        before: Space | None,
    ) -> dict[str, Any]:
        """Number the command; write log, change stream and follow-ups. `before`: the space as found."""
        command = context.command
        rows = list(writes.changes())
        space: Space | None = writes.get(Space, command.space_id)
        counted = space or before
        number = 0 if counted is None else counted.change_number + 1
        if space is not None:
            writes.update(Space, command.space_id, change_number=number)
        elif counted is None and rows:
            raise LookupError(f"{entry.name} writes into a space that does not exist")
        if rows:
            stream = {"space_id": command.space_id, "number": number, "command_id": command.id}
            writes.log(Change, stream | {"rows": pack(rows)})
        logged = _log_row(entry, payload, context, verdict, number)
        writes.log(CommandLog, logged)
        changed = {row.table for row in rows}
        self.engines.follow(command.space_id, number, changed)
        outcome.tables |= changed
        outcome.spaces.add(command.space_id)
        if verdict.ok:
            self._cause(writes, context, outcome)
        return logged

    def _cause(self, writes: Writes, context: Context, outcome: Outcome) -> None:
        """Write down what the command causes elsewhere, and what it tells the world."""
        command = context.command
        for caused in context.follow_ups:
            kind = self.registry.command(caused)
            row = {
                "space_id": command.space_id,
                "id": caused.id,
                "name": kind.name,
                "version": kind.version,
                "payload": kind.encode(caused),
            }
            writes.log(FollowUp, row)
            outcome.origins[caused.id] = command.space_id
        outcome.follow_ups += context.follow_ups
        outcome.events += context.events


def _authorise(writes: Writes, entry: CommandType, command: Command) -> None:
    needed: Role = entry.permission.value
    if needed is Role.NONE:
        return
    member = writes.get(Member, command.space_id, command.actor)
    if member is None or member.role < needed:
        raise NotAllowed(
            tr("You may not do this here."), what_now=tr("Ask an owner of this place to give you the right.")
        )


def _decided(connection: Connection, commands: Sequence[Command]) -> dict[tuple[UUID, UUID], Any]:
    """The log rows of those of the commands that were decided before."""
    keys = [(command.space_id, command.id) for command in commands]
    statement = select(
        CommandLog.space_id, CommandLog.id, CommandLog.number, CommandLog.verdict, CommandLog.payload,
        CommandLog.outcome,
    ).where(tuple_(CommandLog.space_id, CommandLog.id).in_(keys))  # fmt: skip
    return {(row.space_id, row.id): row._mapping for row in connection.execute(statement)}


def _again(command: Command, entry: CommandType, payload: str, earlier: Any) -> Verdict:
    """The first verdict once more, or a refusal where the id was used for something else."""
    if earlier["payload"] != payload:
        error = Conflict(tr("This change has the number of another one, so it was not made."))
        return Verdict(command.id, Status.REFUSED, earlier["number"], error=error)
    outcome = msgspec.json.decode(earlier["outcome"]) if earlier["outcome"] else {}
    if earlier["verdict"] == Status.DONE.value:
        return Verdict(command.id, Status.DONE, earlier["number"], outcome.get("result"))
    kind = KINDS[outcome["code"]]
    first = kind(outcome["sentence"], what_now=outcome["what_now"], field=outcome["field"])
    return Verdict(command.id, Status.REFUSED, earlier["number"], error=first)


def _outcome(verdict: Verdict) -> dict[str, Any] | None:
    error = verdict.error
    if error is not None:
        return {
            "code": error.code,
            "sentence": error.sentence,
            "what_now": error.what_now,
            "field": error.field,
        }
    return None if verdict.result is None else {"result": verdict.result}


def _broken(command: Command, error: Exception) -> Verdict:
    """The verdict of a command that could not be committed."""
    if not (is_outside(error) or is_race(error)):
        return _bug(command, error)
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    sentence = Unavailable(
        tr("The change could not be saved: {reason}.", reason=reason),
        what_now=tr("Free some space or check the disk, then try again."),
    )
    return Verdict(command.id, Status.FAILED, error=sentence, details=str(error))


def _bug(command: Command, error: Exception) -> Verdict:
    details = "".join(traceback.format_exception(error))
    log.error("%s failed, nothing was changed\n%s", type(command).__name__, details)
    sentence = PersonError(
        tr("Something went wrong in Nonet, and nothing was changed."),
        what_now=tr("Try again; if it stays, copy the details and report them."),
    )
    return Verdict(command.id, Status.FAILED, error=sentence, details=details)


def _log_row(
    entry: CommandType, payload: str, context: Context, verdict: Verdict, number: int
) -> dict[str, Any]:
    command = context.command
    return {
        "space_id": command.space_id,
        "id": command.id,
        "name": entry.name,
        "version": entry.version,
        "actor": command.actor,
        "at": command.at,
        "now": context.now,
        "number": number,
        "verdict": verdict.status.value,
        "payload": payload,
        "outcome": _json(_outcome(verdict)),
    }


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
