"""Accounts, passwords and sessions on a real record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.accounts.attempts import TooSoon
from models.accounts.commands import RegisterAccount, RenameAccount
from models.accounts.credentials import SESSION_LIFE, begin_attempt
from models.accounts.entities import AccountRole
from models.accounts.passwords import Passwords
from models.accounts.queries import OwnAccount
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import new_id
from tests.support.accounts import Record, quick_passwords

GOOD = "correct horse battery"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    record = Record(tmp_path)
    yield record
    record.close()


# Registering and renaming


def test_an_account_has_its_space_and_owns_it(record: Record) -> None:
    entry = record.door.register("  Ada ", None)
    account = record.account(entry.account_id)
    assert (account.name, account.has_password) == ("Ada", False)
    assert account.created_at == account.last_used == record.clock.now
    (space,) = record.rows("space")
    (member,) = record.rows("member")
    assert (space["space_id"], space["kind"]) == (entry.account_id.bytes, "person")
    assert (member["account_id"], member["role"]) == (entry.account_id.bytes, 30)


def test_the_first_account_looks_after_the_machine(record: Record) -> None:
    roles = [record.account(record.door.register(name, None).account_id).role for name in ("Ada", "Bob")]
    assert roles == [AccountRole.ADMIN, AccountRole.USER]


def test_a_name_is_used_once_whatever_its_case(record: Record) -> None:
    record.door.register("Ada", None)
    with pytest.raises(Invalid) as raised:
        record.door.register("ADA", GOOD)
    assert raised.value.field == "name"
    assert record.people() == ["Ada"]
    assert record.rows("account_credential") == []


def test_nobody_registers_for_somebody_else_or_twice(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    other = record.send(RegisterAccount, new_id(), ada, name="Bob")
    again = record.send(RegisterAccount, ada, ada, name="Bob")
    assert isinstance(other.error, NotAllowed)
    assert isinstance(again.error, Conflict)
    assert record.people() == ["Ada"]


def test_a_rename_can_be_undone(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    verdict = record.send(RenameAccount, ada, ada, name="Augusta Ada")
    assert record.people() == ["Augusta Ada"]
    assert verdict.undo is not None
    assert record.submit(verdict.undo).ok
    assert record.people() == ["Ada"]


def test_a_rename_may_change_the_case_but_not_take_a_name(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    record.door.register("Bob", None)
    assert record.send(RenameAccount, ada, ada, name="ADA").ok
    refused = record.send(RenameAccount, ada, ada, name="bob")
    assert isinstance(refused.error, Invalid)
    assert refused.error.field == "name"
    assert record.people() == ["ADA", "Bob"]


def test_another_persons_account_is_out_of_reach(record: Record) -> None:
    ada = record.door.register("Ada", None).account_id
    eve = record.door.register("Eve", None).account_id
    assert isinstance(record.send(RenameAccount, ada, eve, name="Mine").error, NotAllowed)
    own = record.ask(OwnAccount(actor=eve))
    assert own is not None
    assert own.name == "Eve"
    assert record.ask(OwnAccount(actor=new_id())) is None
    assert record.people() == ["Ada", "Eve"]


# Passwords


def test_a_password_lets_in_and_nothing_else_does(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    assert record.account(ada).has_password
    assert record.door.log_in(ada, GOOD).account_id == ada
    for wrong in ("wrong horse", "", "\ud800"):
        record.clock.turn(hours=1)
        with pytest.raises(NotAllowed) as raised:
            record.door.log_in(ada, wrong)
        assert raised.value.field == "password"
    with pytest.raises(NotAllowed):
        record.door.log_in(ada, None)


def test_a_wrong_name_and_a_wrong_password_read_the_same(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    answers = set()
    for account_id in (ada, new_id()):
        with pytest.raises(NotAllowed) as raised:
            record.door.log_in(account_id, "wrong horse")
        answers.add((str(raised.value), raised.value.field))
    assert len(answers) == 1


def test_a_password_composed_in_another_way_is_the_same(record: Record) -> None:
    ada = record.door.register("Ada", "cafe\u0301 au lait").account_id
    assert record.door.log_in(ada, "caf\u00e9 au lait").account_id == ada


@pytest.mark.parametrize(
    "password", ["", "seven77", "Ada Lovelace", "ada LOVELACE", "aaaabbbb", "p" * 1001, "abcdefg\ud800"]
)
def test_passwords_that_are_refused(record: Record, password: str) -> None:
    with pytest.raises(Invalid) as raised:
        record.door.register("Ada Lovelace", password)
    assert raised.value.field == "password"
    assert record.people() == []


def test_no_secret_is_in_the_record(record: Record) -> None:
    entry = record.door.register("Ada", GOOD)
    record.door.set_password(entry.account_id, "Ada", GOOD, "another good one", keep=entry.token)
    dump = record.dump()
    assert not any(secret in dump for secret in (GOOD, "another good one", entry.token))
    assert entry.token not in repr(entry)
    hashes = record.rows("account_credential")[0]["password_hash"]
    assert all(hashes not in str(row) for row in record.rows("command_log") + record.rows("change"))


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(record: Record) -> None:
    here = record.door.register("Ada", GOOD)
    ada, there = here.account_id, record.door.log_in(here.account_id, GOOD)
    for old in (None, "wrong horse"):
        with pytest.raises(NotAllowed) as raised:
            record.door.set_password(ada, "Ada", old, "another good one", keep=here.token)
        assert raised.value.field == "old"
    record.door.set_password(ada, "Ada", GOOD, "another good one", keep=here.token)
    assert record.door.welcome(here.token, "x") == here
    assert record.door.welcome(there.token, "x") is None
    with pytest.raises(NotAllowed):
        record.door.log_in(ada, GOOD)
    assert record.door.log_in(ada, "another good one").account_id == ada


def test_a_password_that_was_changed_while_it_was_checked_lets_nobody_in(record: Record) -> None:
    entry = record.door.register("Ada", GOOD)

    class Slow(Passwords):
        def verify(self, stored: str | None, password: str) -> bool:
            record.door.set_password(entry.account_id, "Ada", GOOD, "another good one")
            return True

    with pytest.raises(Conflict):
        record.door_with(Slow()).log_in(entry.account_id, GOOD)


def test_a_hash_that_has_aged_is_made_again_at_the_next_log_in(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    dearer = record.door_with(quick_passwords(passes=2))
    for _ in range(2):
        assert dearer.log_in(ada, GOOD).account_id == ada
        assert "t=2" in record.rows("account_credential")[0]["password_hash"]


# Guessing


def guess(record: Record, account_id: UUID, password: str = "wrong horse") -> int:
    """Seconds to wait that a guess was answered with; 0 when it was heard and wrong."""
    with pytest.raises(NotAllowed) as raised:
        record.door.log_in(account_id, password)
    return raised.value.seconds if isinstance(raised.value, TooSoon) else 0


def test_guessing_gets_slower(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    assert [guess(record, ada) for _ in range(5)] == [0, 0, 0, 0, 2]
    record.clock.turn(seconds=1.5)
    assert guess(record, ada, GOOD) == 1
    record.clock.turn(seconds=0.5)
    assert [guess(record, ada) for _ in range(2)] == [0, 4]


def test_a_day_of_guessing_is_a_hundred_guesses(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    end, heard = record.clock.now + timedelta(days=1), 0
    while record.clock.now < end:
        seconds = guess(record, ada)
        heard += seconds == 0
        record.clock.turn(seconds=seconds)
    assert 90 < heard < 120


def test_a_good_password_clears_the_failures(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    guess(record, ada), guess(record, ada)
    record.door.log_in(ada, GOOD)
    assert [guess(record, ada) for _ in range(4)] == [0, 0, 0, 0]


def test_guesses_at_the_same_time_count_before_they_are_checked(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    for _ in range(4):
        record.serve(lambda c: begin_attempt(c, ada, record.clock.now))
    assert guess(record, ada, GOOD) == 2


def test_a_clock_that_was_put_back_locks_nobody_out(record: Record) -> None:
    ada = record.door.register("Ada", GOOD).account_id
    for _ in range(4):
        guess(record, ada)
    record.clock.turn(days=-400)
    assert record.door.log_in(ada, GOOD).account_id == ada


# Sessions


def test_the_first_start_makes_an_account_and_the_next_finds_it(record: Record) -> None:
    first = record.door.welcome(None, "ada")
    assert first is not None
    assert record.people() == ["ada"]
    assert record.door.welcome(first.token, "ada") == first
    without_token = record.door.welcome(None, "ada")
    assert without_token is not None
    assert without_token.account_id == first.account_id
    assert record.people() == ["ada"]


def test_a_token_of_another_record_makes_a_first_account_too(record: Record) -> None:
    assert record.door.welcome("of a folder that was deleted", "ada") is not None


def test_without_a_token_a_password_is_asked_for(record: Record) -> None:
    entry = record.door.register("Ada", GOOD)
    assert record.door.welcome(None, "x") is None
    assert record.door.welcome(entry.token, "x") == entry


def test_who_logged_out_stays_out(record: Record) -> None:
    entry = record.door.register("Ada", None)
    record.door.log_out(entry.token)
    assert record.door.welcome(entry.token, "x") is None
    assert record.door.welcome(None, "x") is None
    assert record.door.log_in(entry.account_id, None).account_id == entry.account_id


def test_switching_ends_the_session_that_is_left(record: Record) -> None:
    ada = record.door.register("Ada", GOOD)
    bob = record.door.register("Bob", None, leaving=ada.token)
    record.clock.turn(minutes=1)
    eve = record.door.register("Eve", None)
    record.clock.turn(minutes=1)
    back = record.door.log_in(bob.account_id, None, leaving=eve.token)
    living = {row["space_id"] for row in record.rows("account_session") if row["ended_at"] is None}
    assert living == {bob.account_id.bytes}
    assert record.door.welcome(eve.token, "x") != eve
    assert record.door.welcome(back.token, "x") == back


def test_a_session_that_is_not_used_ends(record: Record) -> None:
    entry = record.door.register("Ada", GOOD)
    record.clock.turn(days=SESSION_LIFE.days - 1)
    assert record.door.welcome(entry.token, "x") == entry
    record.clock.turn(days=SESSION_LIFE.days - 1)
    assert record.door.welcome(entry.token, "x") == entry
    record.clock.turn(days=SESSION_LIFE.days + 1)
    assert record.door.welcome(entry.token, "x") is None


def test_sessions_that_are_over_are_cleared_away(record: Record) -> None:
    entry = record.door.register("Ada", None)
    for _ in range(5):
        entry = record.door.log_in(entry.account_id, None, leaving=entry.token)
    assert len(record.rows("account_session")) == 1
