"""Second factors, recovery codes and sessions on a real record, with somebody who guesses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from models.accounts.attempts import TooSoon
from models.accounts.factors import CodeNeeded
from models.accounts.queries import OwnSafety
from models.accounts.service import Entry
from models.accounts.tokens import new_recovery_code, new_spare_codes
from models.accounts.totp import STEP, code_of, step_of
from models.accounts.two_factor import Sheet
from models.core.errors import Conflict, Invalid, NotAllowed
from tests.support.accounts import Record

GOOD = "correct horse battery"
OTHER = "another good one"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    record = Record(tmp_path)
    yield record
    record.close()


class Phone:
    """An authenticator app that Ada has given the secret."""

    def __init__(self, record: Record, account_id: UUID, password: str = GOOD) -> None:
        self._record = record
        enrolment = record.door.two_factor.prepare("Ada")
        self.secret = enrolment.secret
        self.sheet: Sheet = record.door.two_factor.enable(account_id, password, enrolment, self.code())
        record.clock.turn(seconds=2 * STEP)

    def code(self, steps: int = 0) -> str:
        return code_of(self.secret, step_of(self._record.clock.now) + steps)

    def wrong(self) -> str:
        return f"{(int(self.code()) + 7) % 1_000_000:06}"


@pytest.fixture
def ada(record: Record) -> Entry:
    return record.door.register("Ada", GOOD)


@pytest.fixture
def phone(record: Record, ada: Entry) -> Phone:
    return Phone(record, ada.account_id)


# The second factor


def test_setting_it_up_needs_the_password_and_a_code_that_the_app_shows(record: Record, ada: Entry) -> None:
    two_factor = record.door.two_factor
    enrolment = two_factor.prepare("Ada")
    now = step_of(record.clock.now)
    for password, code, field in (
        ("wrong horse", code_of(enrolment.secret, now), "old"),
        (GOOD, "000000", "second"),
        (GOOD, "", "second"),
    ):
        with pytest.raises((Invalid, NotAllowed)) as raised:
            two_factor.enable(ada.account_id, password, enrolment, code)
        assert raised.value.field == field
    assert not record.account(ada.account_id).has_two_factor
    with pytest.raises(Invalid, match="90 s ahead"):
        two_factor.enable(ada.account_id, GOOD, enrolment, code_of(enrolment.secret, now + 3))
    sheet = two_factor.enable(ada.account_id, GOOD, enrolment, code_of(enrolment.secret, now))
    assert len(set(sheet.spare_codes)) == 10
    assert record.account(ada.account_id).has_two_factor


def test_without_a_password_there_is_no_second_factor(record: Record) -> None:
    bob = record.door.register("Bob", None)
    enrolment = record.door.two_factor.prepare("Bob")
    with pytest.raises(Invalid, match="comes after a password"):
        record.door.two_factor.enable(bob.account_id, "", enrolment, "123456")


def test_the_code_is_asked_for_once_the_password_was_right(record: Record, ada: Entry, phone: Phone) -> None:
    with pytest.raises(NotAllowed) as raised:
        record.door.log_in(ada.account_id, "wrong horse")
    assert raised.value.field == "password"
    for nothing in (None, ""):
        with pytest.raises(CodeNeeded):
            record.door.log_in(ada.account_id, GOOD, second=nothing)
    assert record.door.log_in(ada.account_id, GOOD, second=phone.code()).account_id == ada.account_id
    with pytest.raises(NotAllowed):
        record.door.log_in(ada.account_id, None)


def test_a_code_lets_in_once(record: Record, ada: Entry, phone: Phone) -> None:
    code = phone.code()
    record.door.log_in(ada.account_id, GOOD, second=code)
    with pytest.raises(NotAllowed, match="used already") as raised:
        record.door.log_in(ada.account_id, GOOD, second=code)
    assert raised.value.field == "second"
    record.clock.turn(seconds=STEP)
    with pytest.raises(NotAllowed, match="used already"):
        record.door.log_in(ada.account_id, GOOD, second=code)
    assert record.door.log_in(ada.account_id, GOOD, second=phone.code())


def test_a_code_that_another_used_while_it_was_checked_lets_nobody_in(
    record: Record, ada: Entry, phone: Phone
) -> None:
    code = phone.code()
    proof = record.door.two_factor.prove(ada.account_id, GOOD, code)
    record.door.log_in(ada.account_id, GOOD, second=code)
    verified = record.rows("account_credential")[0]["password_hash"]
    with pytest.raises(NotAllowed, match="used already"):
        record.door._enter(ada.account_id, verified, None, None, proof)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_a_step(record: Record, ada: Entry, phone: Phone, steps: int) -> None:
    assert record.door.log_in(ada.account_id, GOOD, second=phone.code(steps))


def test_expired_and_wrong_codes_are_told(record: Record, ada: Entry, phone: Phone) -> None:
    with pytest.raises(NotAllowed, match="expired 120 s ago"):
        record.door.log_in(ada.account_id, GOOD, second=phone.code(-4))
    with pytest.raises(NotAllowed, match=r"It is .* here"):
        record.door.log_in(ada.account_id, GOOD, second=phone.code(4))
    with pytest.raises(NotAllowed, match="neither a code"):
        record.door.log_in(ada.account_id, GOOD, second="' OR 1=1 --")


def test_guessing_codes_gets_slow_whoever_knows_the_password(
    record: Record, ada: Entry, phone: Phone
) -> None:
    waits = []
    for _ in range(6):
        with pytest.raises(NotAllowed) as raised:
            record.door.log_in(ada.account_id, GOOD, second=phone.wrong())
        error = raised.value
        waits.append(error.seconds if isinstance(error, TooSoon) else 0)
        assert error.field == "second"
    assert waits == [0, 0, 0, 0, 2, 2]
    with pytest.raises(TooSoon, match="too many wrong codes"):
        record.door.log_in(ada.account_id, GOOD, second=phone.code())
    record.clock.turn(seconds=STEP)
    assert record.door.log_in(ada.account_id, GOOD, second=phone.code())
    with pytest.raises(NotAllowed, match="is wrong"):
        record.clock.turn(seconds=STEP)
        record.door.log_in(ada.account_id, GOOD, second=phone.wrong())


def test_a_day_of_guessing_codes_is_a_hundred_of_a_million(record: Record, ada: Entry, phone: Phone) -> None:
    heard, passed = 0, 0
    while passed < 86400:
        with pytest.raises(NotAllowed) as raised:
            record.door.log_in(ada.account_id, GOOD, second=phone.wrong())
        wait = raised.value.seconds if isinstance(raised.value, TooSoon) else 0
        heard += wait == 0
        record.clock.turn(seconds=wait)
        passed += wait
    assert 90 < heard < 120


def test_a_spare_code_is_good_once_however_it_is_typed(record: Record, ada: Entry, phone: Phone) -> None:
    first, second, *_ = phone.sheet.spare_codes
    assert record.door.log_in(ada.account_id, GOOD, second=first.lower().replace("-", " "))
    with pytest.raises(NotAllowed, match="used already"):
        record.door.log_in(ada.account_id, GOOD, second=first)
    assert record.door.log_in(ada.account_id, GOOD, second=second)
    assert record.ask(OwnSafety(actor=ada.account_id)).spares_left == 8
    with pytest.raises(NotAllowed, match="neither"):
        record.door.log_in(ada.account_id, GOOD, second=new_spare_codes()[0])


def test_new_spare_codes_make_the_old_ones_worthless(record: Record, ada: Entry, phone: Phone) -> None:
    fresh = record.door.two_factor.renew_spares(ada.account_id, GOOD, phone.code())
    with pytest.raises(NotAllowed):
        record.door.log_in(ada.account_id, GOOD, second=phone.sheet.spare_codes[0])
    assert record.door.log_in(ada.account_id, GOOD, second=fresh.spare_codes[0])


def test_switching_it_off_needs_both_factors(record: Record, ada: Entry, phone: Phone) -> None:
    two_factor = record.door.two_factor
    with pytest.raises(NotAllowed):
        two_factor.disable(ada.account_id, GOOD, phone.wrong())
    with pytest.raises(NotAllowed) as raised:
        two_factor.disable(ada.account_id, "wrong horse", phone.code())
    assert raised.value.field == "old"
    two_factor.disable(ada.account_id, GOOD, phone.code())
    assert record.door.log_in(ada.account_id, GOOD)
    assert record.rows("account_factor") == record.rows("account_spare_code") == []
    with pytest.raises(Conflict):
        two_factor.disable(ada.account_id, GOOD, phone.code())


def test_a_changed_password_keeps_the_second_factor(record: Record, ada: Entry, phone: Phone) -> None:
    record.door.set_password(ada.account_id, "Ada", GOOD, OTHER, keep=ada.token)
    with pytest.raises(CodeNeeded):
        record.door.log_in(ada.account_id, OTHER)
    assert record.door.log_in(ada.account_id, OTHER, second=phone.code())


def test_the_record_does_not_give_the_secrets_away(record: Record, ada: Entry, phone: Phone) -> None:
    dump = record.dump()
    secrets = [ada.recovery_code, phone.sheet.recovery_code, *phone.sheet.spare_codes]
    for secret in secrets:
        assert secret and secret not in dump and secret.replace("-", "") not in dump
    assert repr(phone.secret)[2:-1] not in dump
    assert "secret" not in repr(phone.sheet) and phone.sheet.recovery_code not in repr(phone.sheet)


# The recovery code


def test_a_forgotten_password_is_replaced_and_the_next_code_with_it(record: Record, ada: Entry) -> None:
    there = record.door.log_in(ada.account_id, GOOD)
    typed = ada.recovery_code.lower().replace("-", " ")
    back = record.door.recover(ada.account_id, "Ada", typed, OTHER)
    assert record.door.welcome(back.token, "x") == back
    assert record.door.welcome(there.token, "x") is None
    with pytest.raises(NotAllowed):
        record.door.log_in(ada.account_id, GOOD)
    assert record.door.log_in(ada.account_id, OTHER)
    with pytest.raises(NotAllowed) as raised:
        record.door.recover(ada.account_id, "Ada", ada.recovery_code, GOOD)
    assert raised.value.field == "code"
    assert back.recovery_code not in ("", ada.recovery_code)
    assert record.door.recover(ada.account_id, "Ada", back.recovery_code, GOOD)


def test_nothing_is_used_up_by_a_mistake(record: Record, ada: Entry) -> None:
    with pytest.raises(Invalid) as raised:
        record.door.recover(ada.account_id, "Ada", ada.recovery_code, "short")
    assert raised.value.field == "password"
    with pytest.raises(Invalid) as raised:
        record.door.recover(ada.account_id, "Ada", ada.recovery_code[:-1] + "?", OTHER)
    assert raised.value.field == "code"
    assert record.door.recover(ada.account_id, "Ada", ada.recovery_code, OTHER)


def test_guessing_recovery_codes_gets_slow_and_does_not_block_the_password(
    record: Record, ada: Entry
) -> None:
    waits = []
    for _ in range(5):
        with pytest.raises(NotAllowed) as raised:
            record.door.recover(ada.account_id, "Ada", new_recovery_code(), OTHER)
        waits.append(raised.value.seconds if isinstance(raised.value, TooSoon) else 0)
    assert waits == [0, 0, 0, 0, 2]
    assert record.door.log_in(ada.account_id, GOOD)


def test_an_account_without_a_code_answers_as_one_with_another(record: Record, ada: Entry) -> None:
    bob = record.door.register("Bob", None)
    answers = set()
    for account_id in (ada.account_id, bob.account_id, UUID(int=7)):
        with pytest.raises(NotAllowed) as raised:
            record.door.recover(account_id, "x", new_recovery_code(), OTHER)
        answers.add(str(raised.value))
    assert len(answers) == 1


def test_the_recovery_code_does_not_stand_in_for_the_second_factor(
    record: Record, ada: Entry, phone: Phone
) -> None:
    code = phone.sheet.recovery_code
    with pytest.raises(NotAllowed):
        record.door.recover(ada.account_id, "Ada", ada.recovery_code, OTHER)  # the one before is worthless
    with pytest.raises(CodeNeeded):
        record.door.recover(ada.account_id, "Ada", code, OTHER)
    with pytest.raises(NotAllowed):
        record.door.recover(ada.account_id, "Ada", code, OTHER, second=phone.wrong())
    back = record.door.recover(ada.account_id, "Ada", code, OTHER, second=phone.code())
    record.clock.turn(seconds=STEP)
    assert record.door.log_in(ada.account_id, OTHER, second=phone.code())
    spare = phone.sheet.spare_codes[0]
    assert record.door.recover(ada.account_id, "Ada", back.recovery_code, GOOD, second=spare)


def test_another_code_can_be_made_with_the_password(record: Record, ada: Entry, phone: Phone) -> None:
    with pytest.raises(NotAllowed) as raised:
        record.door.recovery.make(ada.account_id, "wrong horse")
    assert raised.value.field == "old"
    code = record.door.recovery.make(ada.account_id, GOOD)
    with pytest.raises(NotAllowed):
        record.door.recover(ada.account_id, "Ada", phone.sheet.recovery_code, OTHER, second=phone.code())
    assert record.door.recover(ada.account_id, "Ada", code, OTHER, second=phone.code())
    with pytest.raises(Conflict):
        record.door.recovery.make(record.door.register("Bob", None).account_id, "")


def test_the_first_password_comes_with_a_code_and_a_changed_one_keeps_it(record: Record) -> None:
    bob = record.door.register("Bob", None)
    assert bob.recovery_code == ""
    code = record.door.set_password(bob.account_id, "Bob", None, GOOD, keep=bob.token)
    assert record.door.set_password(bob.account_id, "Bob", GOOD, OTHER, keep=bob.token) == ""
    assert record.door.recover(bob.account_id, "Bob", code, GOOD)


# Sessions


def test_logging_out_everywhere_leaves_this_session(record: Record, ada: Entry) -> None:
    others = [record.door.log_in(ada.account_id, GOOD) for _ in range(2)]
    bob = record.door.register("Bob", None)
    living = record.ask(OwnSafety(actor=ada.account_id)).sign_ins
    assert {each.id for each in living} == {ada.session_id, *(other.session_id for other in others)}
    record.door.end_session(ada.account_id, others[0].session_id)
    record.door.end_session(ada.account_id, bob.session_id)
    assert record.door.log_out_elsewhere(ada.account_id, ada.token) == 1
    assert [each.id for each in record.ask(OwnSafety(actor=ada.account_id)).sign_ins] == [ada.session_id]
    assert record.door.welcome(bob.token, "x") == bob
    assert record.door.log_out_elsewhere(ada.account_id, None) == 1
    assert record.door.welcome(ada.token, "x") != ada


def test_what_one_owns_is_told_and_erased_in_a_process_where_no_domain_was_opened() -> None:
    script = """
from models.core.database import memory_engine
from models.core.holdings import holdings
from models.core.tables import Base
from models.accounts import erasing
assert "video" not in Base.metadata.tables
names = {table.name for table in erasing._in_order()}
assert {"video", "ledger_account"} <= names, names
engine = memory_engine()
Base.metadata.create_all(engine)
with engine.connect() as connection:
    assert holdings(connection, []) == ()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
