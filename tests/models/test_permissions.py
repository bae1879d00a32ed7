"""Who may do and see what: every registered command and query, for everybody, from what they declare.

Nothing here names one of them: what is registered tomorrow is tried too, with arguments made by their types.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

import models.schema  # noqa: F401  every table
from models.core import dispatcher
from models.core.audience import Role, admits
from models.core.clock import utc_now
from models.core.context import Read
from models.core.dispatcher import Dispatcher, Status
from models.core.errors import NotAllowed, PersonError
from models.core.ids import new_id
from models.core.registry import REGISTRY, Audience, CommandType, Permission, Query, QueryType, complete
from models.core.tables import Base, Change, Member, Space
from tests.support.matrix import arguments, mark, marked_row, tables
from tests.support.video_record import VideoRecord

complete()
COMMANDS = sorted(REGISTRY.commands.values(), key=lambda entry: entry.name)
QUERIES = sorted(
    (entry for entry in REGISTRY.queries.values() if entry.audience is not Audience.MACHINE),
    key=lambda entry: entry.name,
)
NOBODY = UUID(int=0)
BASE = frozenset({"id", "space_id", "actor", "at"})


@dataclass(frozen=True)
class Place:
    """A channel with members of every role, the owner's own space, and an owner of another channel."""

    channel: UUID
    people: dict[str, tuple[UUID, Role]]

    @property
    def owner(self) -> UUID:
        return self.people["owner"][0]

    def ids(self) -> dict[str, UUID]:
        """What fields of these names are to mean."""
        spaces = dict.fromkeys(("space_id", "channel_id", "channel", "target_space"), self.channel)
        people = ("owner", "account_id", "account", "viewer", "author", "person", "actor")
        return spaces | dict.fromkeys(people, self.owner)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[VideoRecord]:
    made = VideoRecord(tmp_path)
    yield made
    made.close()


def add(record: VideoRecord, table: type[Base], *rows: dict[str, Any]) -> None:
    with record.connection.begin():
        for row in rows:
            record.connection.execute(insert(table).prefix_with("OR IGNORE"), [row])


def space(record: VideoRecord, members: dict[UUID, Role], id: UUID | None = None) -> UUID:
    made = id or new_id()
    add(record, Space, {"space_id": made, "kind": "channel", "created_at": utc_now(), "change_number": 0})
    for account, role in members.items():
        add(record, Member, {"space_id": made, "account_id": account, "role": int(role)})
    return made


def place(record: VideoRecord) -> Place:
    roles = {"none": Role.NONE, "viewer": Role.VIEWER, "editor": Role.EDITOR, "owner": Role.OWNER}
    people = {name: (new_id(), role) for name, role in roles.items()}
    channel = space(record, {account: role for account, role in people.values() if role})
    stranger = new_id()
    space(record, {stranger: Role.OWNER})
    return Place(channel, people | {"owner elsewhere": (stranger, Role.NONE), "nobody": (NOBODY, Role.NONE)})


# Commands


def differences(record: VideoRecord, entry: CommandType) -> list[str]:
    """Where a command is refused for the actor's role and should not be, or the other way round."""
    found = []
    for name in place(record).people:
        here = place(record)  # its own: what another has done is not to matter
        actor, role = here.people[name]
        fields = arguments(entry.kind, here.ids(), without=BASE)
        command = entry.kind(id=new_id(), space_id=here.channel, actor=actor, at=utc_now(), **fields)
        before = changes(record, here.channel)
        verdict = Dispatcher(record.dispatcher.registry, record.clock).dispatch(record.connection, [command])
        error = verdict.verdicts[0].error
        by_role = isinstance(error, NotAllowed) and error.sentence == "You may not do this here."
        if by_role is not (role < entry.permission.value):
            found.append(f"{entry.name} as {name}: {verdict.verdicts[0].status.value}, {error}")
        if isinstance(error, NotAllowed) and changes(record, here.channel) != before:
            found.append(f"{entry.name} as {name}: refused, and yet something has changed")
        if verdict.verdicts[0].status is Status.FAILED:
            found.append(f"{entry.name} as {name}: {verdict.verdicts[0].details[-300:]}")
    return found


def changes(record: VideoRecord, space_id: UUID) -> int:
    with record.connection.begin():
        return len(record.connection.execute(select(Change.number).where(Change.space_id == space_id)).all())


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_a_command_is_refused_below_its_role_and_only_there(record: VideoRecord, entry: CommandType) -> None:
    assert differences(record, entry) == []


def test_a_dispatcher_that_lets_everybody_in_is_caught(
    record: VideoRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "_authorise", lambda *_: None)
    entry = next(entry for entry in COMMANDS if entry.permission is Permission.OWNER)
    assert differences(record, entry) != []


# Queries


def filled(record: VideoRecord) -> Place:
    """A channel and its owner's own space with a row of every table, none of them public."""
    here = place(record)
    add(
        record, Space, {"space_id": here.owner, "kind": "person", "created_at": utc_now(), "change_number": 0}
    )
    add(record, Member, {"space_id": here.owner, "account_id": here.owner, "role": int(Role.OWNER)})
    for table in tables():
        if table not in (Space, Member):
            rows = [marked_row(table, space_id, here.ids()) for space_id in (here.channel, here.owner)]
            with record.connection.begin():
                for row in rows:
                    record.connection.execute(insert(table).prefix_with("OR IGNORE"), [row])
    return here


def seen(record: VideoRecord, entry: QueryType, here: Place, actor: UUID) -> str:
    """Everything that the query answers to the actor, however it is asked; and how it failed otherwise."""
    told = []
    for space_id in (here.channel, here.owner):
        for optional in (False, True):
            ids = here.ids() | {"space_id": space_id}
            fields = arguments(entry.kind, ids, optional=optional, without=frozenset({"actor"}))
            query: Query[Any] = entry.kind(actor=actor, **fields)
            with record.connection.begin(), suppress(PersonError):
                try:
                    told.append(repr(entry.handler(Read(record.connection, utc_now()), query)))
                except (AttributeError, KeyError, TypeError, ValueError) as error:  # no row of the app
                    told.append(repr(error))
    return " ".join(told)


def leaks(record: VideoRecord, entry: QueryType, here: Place) -> list[str]:
    """The tables whose rows an actor was told of whom their audience does not admit."""
    found = []
    for name, (actor, role) in here.people.items():
        answer = seen(record, entry, here, actor)
        for table in tables():
            label = f"members:{int(table.__audience__.role)}"
            if mark(table) in answer and not admits(label, role):
                found.append(f"{entry.name} tells {name} of {table.__tablename__}")
    return found


@pytest.mark.parametrize("entry", QUERIES, ids=lambda entry: entry.name)
def test_a_query_tells_nobody_what_is_not_for_them(record: VideoRecord, entry: QueryType) -> None:
    here = filled(record)
    assert leaks(record, entry, here) == []


def test_marked_rows_are_told_to_whom_they_are_for(record: VideoRecord) -> None:
    """So that the test before this one proves something."""
    here = filled(record)
    silent = {entry.name for entry in QUERIES if "mark of" not in seen(record, entry, here, here.owner)}
    telling = {entry.name for entry in QUERIES} - silent
    assert {name.split(".")[0] for name in telling} >= {"accounts", "community", "video"}
    assert len(telling) > len(QUERIES) / 4, silent


def test_a_query_without_its_predicate_is_caught(record: VideoRecord) -> None:
    from models.video.queries import Categories
    from models.video.tables import Video

    def careless(read: Read, _query: Categories) -> tuple[str, ...]:
        return tuple(row.category for row in read.rows(select(Video.category)))

    planted = QueryType("video.library.planted", Categories, careless, Audience.VISIBLE)
    told = leaks(record, planted, filled(record))
    assert told == [
        f"video.library.planted tells {who} of video" for who in ("none", "owner elsewhere", "nobody")
    ]
