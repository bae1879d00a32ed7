"""The session over a real gateway: starts, switches, passwords, and what the vault does to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.actor import NOBODY
from app.kernel.vault import KeyringBackend
from controllers.accounts.kept_token import TOKEN
from controllers.accounts.system_user import system_name
from models.accounts.attempts import TooSoon
from models.core.errors import Conflict, Invalid, NotAllowed, PersonError, Unavailable
from tests.support.account_house import GOOD, AccountHouse
from tests.support.memory_keyring import MemoryKeyring

Open = Callable[..., AccountHouse]


@pytest.fixture
def opened(tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """Opens the application on one folder; opening it again closes the run before."""
    runs: list[AccountHouse] = []

    def open_house(keyring: KeyringBackend | None = None, *, start: bool = True) -> AccountHouse:
        if runs:
            runs.pop().close()
        house = AccountHouse(tmp_path, qtbot, keyring)
        runs.append(house)
        if start:
            assert house.do(house.session.start) is None
        return house

    yield open_house
    for house in runs:
        house.close()


def test_the_first_start_signs_in_an_account_of_the_systems_name(opened: Open) -> None:
    house = opened()
    assert house.name() == "ada"
    assert house.session.ready
    assert house.changes == 1
    assert not house.session.others
    assert opened().name() == "ada"


def test_the_token_in_the_keyring_keeps_a_person_with_a_password_signed_in(opened: Open) -> None:
    house = opened(MemoryKeyring())
    assert house.do(house.session.set_password, None, GOOD) is None
    account = house.session.account
    assert account is not None
    assert account.has_password
    assert opened(MemoryKeyring()).name() == "ada"


def test_without_a_keyring_the_password_is_asked_for_again(opened: Open) -> None:
    house = opened()
    house.do(house.session.set_password, None, GOOD)
    later = opened()
    assert later.name() is None
    assert later.session.ready
    assert later.changes == 1
    (ada,) = later.session.people
    assert later.do(later.session.log_in, ada.id, GOOD) is None
    assert later.name() == "ada"


def test_a_vault_that_is_unlocked_later_finds_who_was_there(opened: Open) -> None:
    house = opened()
    house.do(house.session.set_password, None, GOOD)
    assert house.do(house.secrets.protect, "a long passphrase") is None
    later = opened()
    assert (later.name(), later.told) == (None, [])
    wrong = later.do(later.secrets.unlock, "not the passphrase")
    assert isinstance(wrong, Invalid)
    assert wrong.field == "passphrase"
    assert later.do(later.secrets.unlock, "a long passphrase") is None
    later.qtbot.waitUntil(lambda: later.name() == "ada")


def test_who_came_in_while_the_vault_was_locked_is_kept_once_it_opens(opened: Open) -> None:
    house = opened()
    house.do(house.session.set_password, None, GOOD)
    house.do(house.secrets.protect, "a long passphrase")
    later = opened()
    later.do(later.session.register, "Bob", GOOD)
    assert later.do(later.secrets.unlock, "a long passphrase") is None
    later.qtbot.waitUntil(lambda: not later.session.busy)
    last = opened(start=False)
    last.vault.unlock("a long passphrase")
    assert last.do(last.session.start) is None
    assert last.name() == "Bob"


def test_a_vault_that_refuses_keeps_nobody_out_and_is_told(opened: Open) -> None:
    class Refusing(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError("locked")

    house = opened(Refusing())
    assert house.name() == "ada"
    assert [type(error) for error in house.told] == [Unavailable]


def test_registering_signs_in_the_new_person(opened: Open) -> None:
    house = opened()
    assert house.do(house.session.register, "Bob", GOOD) is None
    assert house.name() == "Bob"
    assert house.changes == 2
    assert [other.name for other in house.session.others] == ["ada"]
    taken = house.do(house.session.register, "ADA", "")
    assert isinstance(taken, Invalid)
    assert (taken.field, house.name(), house.changes) == ("name", "Bob", 2)


def test_switching_needs_the_password_where_there_is_one(opened: Open) -> None:
    house = opened()
    house.do(house.session.register, "Bob", GOOD)
    bob, ada = house.session.account, house.session.others[0]
    assert bob is not None
    assert house.do(house.session.switch, ada.id) is None
    assert house.name() == "ada"
    refused = house.do(house.session.switch, bob.id)
    assert isinstance(refused, NotAllowed)
    assert (refused.field, house.name()) == ("password", "ada")
    assert house.do(house.session.log_in, bob.id, GOOD) is None
    assert house.name() == "Bob"


def test_logging_out_hides_at_once_and_lasts(opened: Open) -> None:
    house = opened(MemoryKeyring())
    ends: list[PersonError | None] = []
    house.session.log_out(lambda: ends.append(None), ends.append)
    assert house.name() is None
    assert house.changes == 2
    house.qtbot.waitUntil(lambda: bool(ends))
    assert ends == [None]
    assert house.changes == 2
    assert house.vault.get(TOKEN) is None
    later = opened(MemoryKeyring())
    assert later.name() is None
    assert [person.name for person in later.session.people] == ["ada"]


def test_the_house_acts_for_whoever_is_signed_in(opened: Open) -> None:
    house = opened()
    seen: list[UUID] = []
    house.session.changed.connect(lambda: seen.append(house.actor.account))
    house.do(house.session.rename, "Ada L.")
    house.do(house.session.register, "Bob", "")
    bob = house.session.account
    assert bob is not None
    assert house.actor.undo_title() == ""
    house.do(house.session.log_out)
    assert seen == [bob.id, NOBODY]


def test_guessing_is_slowed_and_says_how_long(opened: Open) -> None:
    house = opened()
    house.do(house.session.register, "Bob", GOOD)
    bob = house.session.account
    assert bob is not None
    house.do(house.session.log_out)
    errors = [house.do(house.session.log_in, bob.id, "wrong horse") for _ in range(5)]
    assert isinstance(errors[-1], TooSoon)
    assert errors[-1].seconds == 2
    assert house.name() is None
    house.clock.turn(seconds=2)
    assert house.do(house.session.log_in, bob.id, GOOD) is None


def test_a_rename_updates_without_a_reset_and_can_be_undone(opened: Open) -> None:
    house = opened()
    assert house.do(house.session.rename, "Ada L.") is None
    house.qtbot.waitUntil(lambda: house.name() == "Ada L.")
    assert house.changes == 1
    house.actor.undo()
    house.qtbot.waitUntil(lambda: house.name() == "ada")
    assert isinstance(house.do(house.session.rename, " "), Invalid)


def test_one_thing_at_a_time(opened: Open) -> None:
    house = opened()
    errors: list[PersonError] = []
    house.session.register("Bob", None)
    house.session.register("Eve", None, None, errors.append)
    assert isinstance(errors[0], Conflict)
    house.qtbot.waitUntil(lambda: not house.session.busy)
    assert {person.name for person in house.session.people} == {"ada", "Bob"}
    assert house.name() == "Bob"


def test_nobody_has_nothing_to_change(opened: Open) -> None:
    house = opened()
    house.do(house.session.log_out)
    assert isinstance(house.do(house.session.rename, "Eve"), NotAllowed)
    assert isinstance(house.do(house.session.set_password, None, GOOD), NotAllowed)


def test_the_system_has_a_name_for_the_person() -> None:
    assert system_name()
