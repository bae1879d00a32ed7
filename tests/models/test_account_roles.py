"""Roles that an admin gives, pictures, and accounts that are deleted with what is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

import models.schema  # noqa: F401  every table
from models.accounts import erasing
from models.accounts.commands import GiveRole, LeaveSpace, RenameAccount, SetPicture
from models.accounts.entities import AccountRole
from models.accounts.queries import OwnHoldings, PicturesInUse
from models.core.audience import Role
from models.core.audit import faults
from models.core.errors import Conflict, NotAllowed
from models.core.tables import Base, Member, Space
from models.migrations import migrate
from models.video.channel_commands import CreateChannel
from models.video.commands import AddVideo, channel_of
from models.video.queries import BlobsInUse, LibraryPage
from tests.support.accounts import Record

GOOD = "correct horse battery"
BESIDE = frozenset(name for name in Base.metadata.tables if name.startswith("account_"))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    migrate(tmp_path / "record.db")  # with the triggers that search needs
    record = Record(tmp_path)
    yield record
    record.close()


def join(record: Record, space: UUID, account: UUID, role: Role) -> None:
    """Give somebody a role in a space, as a command of the space's domain would."""

    def put(connection: Any) -> None:
        with connection.begin():
            connection.execute(
                insert(Member),
                [{"space_id": space, "account_id": account, "role": int(role)}],
            )

    record.serve(put)


# Roles


def test_an_admin_gives_roles_and_nobody_else(record: Record) -> None:
    ada, bob, eve = (record.door.register(name, None).account_id for name in ("Ada", "Bob", "Eve"))
    assert record.send(GiveRole, bob, ada, role=AccountRole.MODERATOR).ok
    assert record.account(bob).role is AccountRole.MODERATOR
    for actor in (bob, eve):
        assert isinstance(record.send(GiveRole, actor, actor, role=AccountRole.ADMIN).error, NotAllowed)
        assert isinstance(record.send(GiveRole, eve, actor, role=AccountRole.MODERATOR).error, NotAllowed)
    assert record.account(eve).role is AccountRole.USER
    assert isinstance(record.send(GiveRole, UUID(int=9), ada, role=AccountRole.USER).error, Exception)


def test_the_only_admin_stays_one_and_a_role_can_be_taken_back(record: Record) -> None:
    ada, bob = (record.door.register(name, None).account_id for name in ("Ada", "Bob"))
    assert isinstance(record.send(GiveRole, ada, ada, role=AccountRole.USER).error, Conflict)
    made = record.send(GiveRole, bob, ada, role=AccountRole.ADMIN)
    assert made.undo is not None and record.submit(made.undo).ok
    assert record.account(bob).role is AccountRole.USER
    assert record.send(GiveRole, bob, ada, role=AccountRole.ADMIN).ok
    assert record.send(GiveRole, ada, bob, role=AccountRole.USER).ok
    assert isinstance(record.send(GiveRole, bob, ada, role=AccountRole.USER).error, NotAllowed)


# Pictures


def test_a_picture_is_one_s_own_and_kept_from_the_sweep(record: Record) -> None:
    ada, bob = (record.door.register(name, None).account_id for name in ("Ada", "Bob"))
    first, second = (f"{n:064x}-{n}" for n in (1, 2))
    assert record.send(SetPicture, ada, ada, picture=first).ok
    changed = record.send(SetPicture, ada, ada, picture=second)
    assert record.account(ada).picture == second
    assert {ref.name for ref in record.ask(PicturesInUse(actor=bob))} == {second}
    assert changed.undo is not None and record.submit(changed.undo).ok
    assert record.account(ada).picture == first
    assert isinstance(record.send(SetPicture, ada, bob, picture=second).error, NotAllowed)
    assert not record.send(SetPicture, ada, ada, picture="x" * 101).ok
    assert record.send(SetPicture, ada, ada, picture="").ok
    assert record.account(ada).picture == ""


# Deleting


def lives_here(record: Record, account: UUID, title: str) -> None:
    """A channel with a video."""
    channel = channel_of(account)
    assert record.send(CreateChannel, channel, account, name="Channel").ok
    assert record.send(AddVideo, channel, account, title=title, path="/films/a.mp4", size=1).ok


def erase(record: Record, limit: int = erasing.SOME) -> int:
    """Take away all that is marked; how many steps it took."""
    steps = 0
    while record.serve(lambda c: erasing.some(c, limit)):
        steps += 1
    return steps


def rows_of(record: Record, space: UUID) -> dict[str, int]:
    """How many rows each table holds for a space."""
    found = {}
    for table in Base.metadata.sorted_tables:
        count = sum(row["space_id"] == space.bytes for row in record.rows(table.name))
        if count:
            found[table.name] = count
    return found


@pytest.mark.parametrize("limit", [1, 3, erasing.SOME])
def test_everything_of_one_s_own_goes_and_nothing_of_others(record: Record, limit: int) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    bob = record.door.register("Bob", GOOD)
    lives_here(record, ada, "Harbour")
    lives_here(record, bob.account_id, "Secret garden")
    record.send(SetPicture, bob.account_id, bob.account_id, picture="b" * 64 + "-1")
    before = {space: rows_of(record, space) for space in (ada, channel_of(ada))}
    assert [each.words for each in record.ask(OwnHoldings(actor=bob.account_id))] == ["1 channel", "1 video"]
    with pytest.raises(NotAllowed):
        record.door.leave(bob.account_id, "wrong horse")
    with pytest.raises(NotAllowed):
        record.door.leave(bob.account_id, None)
    gone = record.door.leave(bob.account_id, GOOD)
    assert gone == {bob.account_id, channel_of(bob.account_id)}
    assert record.people() == ["Ada"]
    assert record.door.welcome(bob.token, "x") is None
    assert erase(record, limit) >= (10 if limit == 1 else 1)
    assert all(rows_of(record, space) == {} for space in gone)
    assert {space: rows_of(record, space) for space in before} == before
    assert "Secret garden" not in record.dump() and "Bob" not in record.dump()
    assert record.ask(LibraryPage(actor=ada, words="garden")).total == 0
    assert record.ask(LibraryPage(actor=ada, words="harbour")).total == 1
    assert record.ask(PicturesInUse(actor=ada)) == record.ask(BlobsInUse(actor=ada)) == frozenset()
    assert record.serve(lambda c: faults_of(c)) == []


def faults_of(connection: Any) -> list[str]:
    with connection.begin():
        return faults(connection, BESIDE)


def test_a_deletion_that_was_cut_off_goes_on(record: Record) -> None:
    record.door.register("Ada", None)
    bob = record.door.register("Bob", None).account_id
    lives_here(record, bob, "Secret garden")
    record.door.leave(bob, None)
    record.serve(lambda c: erasing.some(c, 2))
    assert record.people() == ["Ada"], "what is left over lets nobody in"
    assert rows_of(record, bob)
    assert record.door.erase_some()
    erase(record)
    assert not rows_of(record, bob) and not rows_of(record, channel_of(bob))


def test_in_shared_places_the_member_goes_and_the_place_stays(record: Record) -> None:
    ada, bob = (record.door.register(name, None).account_id for name in ("Ada", "Bob"))
    lives_here(record, ada, "Ours")
    lives_here(record, bob, "Also ours")
    join(record, channel_of(ada), bob, Role.EDITOR)
    join(record, channel_of(bob), ada, Role.OWNER)
    record.door.leave(bob, None)
    erase(record)
    assert record.ask(LibraryPage(actor=ada, words="ours")).total == 2
    assert [row["account_id"] for row in record.rows("member") if row["account_id"] == bob.bytes] == []


def test_the_last_owner_cannot_leave_a_place_by_itself(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    assert isinstance(record.send(LeaveSpace, ada, ada).error, Conflict)


def test_the_only_admin_of_others_has_to_name_another_first(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    bob = record.door.register("Bob", None).account_id
    with pytest.raises(Conflict, match="only admin"):
        record.door.leave(ada, None)
    assert record.people() == ["Ada", "Bob"]
    assert record.send(GiveRole, bob, ada, role=AccountRole.ADMIN).ok
    assert record.door.leave(ada, None)
    assert record.door.leave(bob, None), "the last one of all may go"


def test_who_is_gone_does_nothing_more(record: Record) -> None:
    record.door.register("Ada", None)
    bob = record.door.register("Bob", None).account_id
    record.door.leave(bob, None)
    erase(record)
    assert not record.send(RenameAccount, bob, bob, name="Bob again").ok
    with pytest.raises(NotAllowed):
        record.door.log_in(bob, None)


def test_only_marked_spaces_are_taken_away(record: Record) -> None:
    """A space whose owner has no account, as a channel of an older version may be, is left alone."""
    ada = record.door.register("Ada", None).account_id

    def mark(connection: Any, kind: str) -> str:
        with connection.begin():
            before = connection.execute(select(Space.kind).where(Space.space_id == ada)).scalar()
            connection.execute(update(Space).where(Space.space_id == ada).values(kind=kind))
            return str(before)

    record.serve(lambda c: mark(c, "something"))
    assert erase(record) == 0
    assert rows_of(record, ada)
