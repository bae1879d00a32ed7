"""Notifications on a real record: caused by others, joined, read, cleared, taken back, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

import models.notifications.tellers
import models.schema  # noqa: F401  every table
from models.community.events import Happened, Happening, tell
from models.community.targets import Target
from models.core.context import Context
from models.core.database import Connection
from models.core.errors import Invalid, NotAllowed
from models.core.ids import new_id
from models.core.registry import REGISTRY, Command, Permission, Registry, handles
from models.notifications.commands import (
    KEPT,
    AddNotice,
    ClearNotices,
    ReadAllNotices,
    ReadNotices,
    RemoveNotices,
    SweepNotices,
)
from models.notifications.entities import Told
from models.notifications.kinds import Parts, kind_of, kinds
from models.notifications.queries import NewNotices, NoticeList, UnreadNotices
from models.notifications.tables import Notification
from tests.support.accounts import Record

CHANNEL = Target("channel", UUID(int=5), UUID(int=5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pester(Command):
    """Something that concerns somebody else, as a comment does."""

    kind: str
    person: UUID
    title: str


REGISTRY_HERE = Registry()
REGISTRY_HERE.__dict__.update({name: dict(known) for name, known in REGISTRY.__dict__.items()})


@handles("test.person.pester", Pester, permission=Permission.OWNER, registry=REGISTRY_HERE)
def pester(ctx: Context, cmd: Pester) -> None:
    tell(ctx, Happening(Happened(cmd.kind), cmd.person, cmd.actor, CHANNEL, cmd.title, "nonet://video"))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    record = Record(tmp_path, REGISTRY_HERE)
    yield record
    record.close()


@pytest.fixture
def people(record: Record) -> list[UUID]:
    return [
        record.door.register(name, None).account_id
        for name in ("Ada", "Bob", "Eve", "Mia", "Leo", "Zoe", "Kai")
    ]


def happens(record: Record, actor: UUID, person: UUID, kind: Happened, title: str = "Harbour") -> None:
    """Send a command that concerns somebody else, and what it causes."""
    command = Pester(
        id=new_id(),
        space_id=actor,
        actor=actor,
        at=record.clock.now,
        kind=kind.value,
        person=person,
        title=title,
    )
    record.run([command])
    record.clock.turn(seconds=1)


def notice(person: UUID, actor: UUID, kind: str, title: str, excerpt: str = "") -> AddNotice:
    return AddNotice(
        id=new_id(),
        space_id=person,
        actor=actor,
        at=datetime.now(UTC),
        kind=kind,
        title=title,
        excerpt=excerpt,
    )


def told(record: Record, person: UUID, **wanted: Any) -> tuple[Told, ...]:
    return record.ask(NoticeList(actor=person, **wanted)).notices


def unread(record: Record, person: UUID) -> int:
    return record.ask(UnreadNotices(actor=person)).total


# Telling


def test_what_happens_is_told_to_whom_it_concerns_and_nobody_else(record: Record, people: list[UUID]) -> None:
    ada, bob, eve, *_ = people
    happens(record, bob, ada, Happened.COMMENT)
    [notice] = told(record, ada)
    assert (notice.kind, notice.actors, notice.title, notice.unread) == (
        "community.comment", (bob,), "Harbour", True,
    )  # fmt: skip
    assert notice.link == "nonet://video"
    assert told(record, bob) == told(record, eve) == ()
    happens(record, ada, ada, Happened.COMMENT)
    assert len(told(record, ada)) == 1, "nobody is told of what they did themselves"


def test_many_who_do_one_thing_are_told_once(record: Record, people: list[UUID]) -> None:
    ada, *others = people
    for person in (*others, others[0]):
        happens(record, person, ada, Happened.LIKE)
    [notice] = told(record, ada)
    assert (notice.count, notice.others) == (7, 0)
    assert notice.actors == (others[0], *reversed(others[1:]))
    happens(record, others[0], ada, Happened.REPLY)
    happens(record, others[0], ada, Happened.REPLY)
    assert [each.kind for each in told(record, ada)] == [
        "community.reply",
        "community.reply",
        "community.like",
    ]


def test_what_was_read_is_not_joined(record: Record, people: list[UUID]) -> None:
    ada, bob, *_ = people
    happens(record, bob, ada, Happened.LIKE)
    [first] = told(record, ada)
    assert record.send(ReadNotices, ada, ada, ids=(first.id,)).ok
    happens(record, bob, ada, Happened.LIKE)
    record.send(ReadAllNotices, ada, ada)
    record.clock.turn(seconds=1)
    happens(record, bob, ada, Happened.LIKE)
    assert [each.unread for each in told(record, ada)] == [True, False, False]


def test_nobody_tells_others_anything_by_themselves(record: Record, people: list[UUID]) -> None:
    ada, bob, *_ = people
    refused = record.submit(notice(ada, bob, "security", "Send me your password"))
    assert isinstance(refused.error, NotAllowed)
    assert told(record, ada) == ()
    assert record.submit(notice(ada, ada, "security", "The password was changed")).ok
    assert record.send(ReadAllNotices, ada, bob).error is not None
    assert isinstance(record.submit(notice(ada, ada, "", "x")).error, Invalid)


@pytest.mark.parametrize("text", ["x" * 100_000, "two\nlines", "\ud800", "\u202eevil", "", "🏳️‍🌈" * 500])
def test_any_text_is_kept_short_and_in_one_line(record: Record, people: list[UUID], text: str) -> None:
    ada, bob, *_ = people
    record.submit(notice(ada, ada, "x", text.encode("utf-8", "replace").decode(), "y" * 9999))
    [found] = told(record, ada)
    assert len(found.title) <= 300 and "\n" not in found.title and len(found.excerpt) == 300
    happens(record, bob, ada, Happened.COMMENT)
    assert len(told(record, ada)) == 2


# Reading and clearing


def test_reading_removing_and_clearing_can_be_taken_back(record: Record, people: list[UUID]) -> None:
    ada, bob, *_ = people
    for _ in range(3):
        happens(record, bob, ada, Happened.REPLY)
    ids = tuple(each.id for each in told(record, ada))
    for command, fields, left, listed in (
        (ReadNotices, {"ids": ids[:2]}, 1, 3),
        (ReadAllNotices, {}, 0, 3),
        (RemoveNotices, {"ids": ids[:1]}, 2, 2),
        (ClearNotices, {}, 0, 0),
    ):
        done = record.send(command, ada, ada, **fields)
        assert (unread(record, ada), len(told(record, ada))) == (left, listed), command.__name__
        assert done.undo is not None and record.submit(done.undo).ok
        assert (unread(record, ada), len(told(record, ada))) == (3, 3), command.__name__
    record.clock.turn(seconds=1)
    assert record.send(ClearNotices, ada, ada).ok
    record.clock.turn(seconds=1)
    happens(record, bob, ada, Happened.REPLY)
    assert (unread(record, ada), len(told(record, ada))) == (1, 1), "what comes later is there"


def test_filters_and_hidden_kinds(record: Record, people: list[UUID]) -> None:
    ada, bob, *_ = people
    for kind in (Happened.REPLY, Happened.LIKE, Happened.COMMENT):
        happens(record, bob, ada, kind)
    assert [each.kind for each in told(record, ada, kinds=("community.like",))] == ["community.like"]
    assert len(told(record, ada, hidden=("community.like",))) == 2
    assert record.ask(UnreadNotices(actor=ada, hidden=("community.like",))).by_kind == {
        "community.reply": 1,
        "community.comment": 1,
    }
    since = record.clock.now - timedelta(seconds=2)
    assert [each.kind for each in record.ask(NewNotices(actor=ada, since=since))] == ["community.comment"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(["tell", "like", "read", "all", "remove", "clear", "undo", "sweep"])))
def test_the_count_is_what_the_rows_say(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    record = Record(tmp_path_factory.mktemp("record"), REGISTRY_HERE)
    try:
        ada, bob = (record.door.register(name, None).account_id for name in ("Ada", "Bob"))
        last = None
        for step in steps:
            record.clock.turn(minutes=1)
            rows = told(record, ada)
            if step in ("tell", "like"):
                happens(record, bob, ada, Happened.REPLY if step == "tell" else Happened.LIKE)
            elif step == "undo":
                last = record.submit(last.undo) if last is not None and last.undo is not None else None
            elif step in ("read", "remove"):
                kind = ReadNotices if step == "read" else RemoveNotices
                last = record.send(kind, ada, ada, ids=tuple(each.id for each in rows[:2]))
            else:
                kinds_of = {"all": ReadAllNotices, "clear": ClearNotices, "sweep": SweepNotices}
                last = record.send(kinds_of[step], ada, ada)
            page = record.ask(NoticeList(actor=ada))
            assert page.total == len(page.notices)
            assert unread(record, ada) == sum(each.unread for each in page.notices)
            only = told(record, ada, unread_only=True)
            assert only == tuple(each for each in page.notices if each.unread)
            assert [each.at for each in page.notices] == sorted(
                (each.at for each in page.notices), reverse=True
            )
    finally:
        record.close()


# Forgetting


def test_after_ninety_days_it_is_forgotten_and_not_before(record: Record, people: list[UUID]) -> None:
    ada, bob, *_ = people
    happens(record, bob, ada, Happened.REPLY)
    record.clock.turn(days=KEPT.days - 1)
    assert record.send(SweepNotices, ada, ada).result == 0
    happens(record, bob, ada, Happened.REPLY)
    record.clock.turn(days=2)
    assert record.send(SweepNotices, ada, ada).result == 1
    assert len(told(record, ada)) == 1
    record.send(ClearNotices, ada, ada)
    assert record.send(SweepNotices, ada, ada).result == 0, "it can still be taken back"
    record.clock.turn(days=2)
    assert record.send(SweepNotices, ada, ada).result == 1


def test_a_million_are_paged_counted_and_read_in_a_moment(record: Record, people: list[UUID]) -> None:
    ada = people[0]
    count = 100_000  # a tenth of it: the queries go by an index, the rest is the disk's
    begun = datetime(2026, 8, 25, tzinfo=UTC)

    def fill(connection: Connection) -> None:
        with connection.begin():
            for start in range(0, count, 20_000):
                connection.execute(
                    insert(Notification),
                    [
                        {
                            "space_id": ada, "id": new_id(), "kind": "x", "topic": "", "actors": [],
                            "others": 0, "count": 1, "title": f"Number {n}", "excerpt": "", "link": "",
                            "at": begun + timedelta(seconds=n), "read_at": None, "removed_at": None,
                        }
                        for n in range(start, start + 20_000)
                    ],
                )  # fmt: skip

    record.serve(fill)
    page = record.ask(NoticeList(actor=ada, first=count - 50, limit=50))
    assert (page.total, page.notices[-1].title) == (count, "Number 0")
    assert unread(record, ada) == 1000, "no badge shows more"
    assert record.send(ReadAllNotices, ada, ada).ok
    assert unread(record, ada) == 0
    assert record.ask(NoticeList(actor=ada, unread_only=True)).total == 0
    plan = record.rows("sqlite_schema")
    assert any(row["name"] == "ix_notification_space_id_at_id" for row in plan)


# Words


def test_every_happening_has_a_kind_with_words_and_an_icon() -> None:
    known = {kind.id for kind in kinds()}
    assert {each.value for each in Happened} <= known
    icons = Path("resources/icons")
    for kind in kinds():
        words = kind.words(Parts(("Ada",), 0, 1, "Harbour", "My channel"))
        assert words and "{" not in words and kind.title()
        assert (icons / f"{kind.icon}.svg").is_file(), kind.icon
    assert kind_of("of a newer version").words(Parts((), 0, 1, "Something")) == "Something"


@pytest.mark.parametrize(
    ("names", "more", "who"),
    [
        ((), 0, "Somebody"),
        (("Ada",), 0, "Ada"),
        (("Ada", "Bob"), 0, "Ada and Bob"),
        (("Ada",), 1, "Ada and one other"),
        (("Ada", "Bob", "Eve"), 0, "Ada and 2 others"),
        (("Ada", "Bob"), 40, "Ada and 41 others"),
    ],
)
def test_who_it_was(names: tuple[str, ...], more: int, who: str) -> None:
    assert Parts(names, more, 1, "x").who == who
