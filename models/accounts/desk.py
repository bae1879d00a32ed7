"""What everything at the door shares: the writer, the hashing, the clock, and the first look at a
password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import credentials
from models.accounts.passwords import Passwords, check_new_password
from models.core.clock import Clock
from models.core.errors import Invalid, NotAllowed
from models.core.text import tr

T = TypeVar("T")


class Serve(Protocol):
    """Runs a function of a connection on the writer and waits for what it returns or raises."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


class Desk:
    """`serve` has the writer run what changes the record; the rest takes its time on the caller's thread."""

    def __init__(self, serve: Serve, passwords: Passwords, clock: Clock) -> None:
        self.serve = serve
        self.passwords = passwords
        self._clock = clock

    def now(self) -> datetime:
        """What time it is."""
        return self._clock()

    def verify(
        self, account_id: UUID, password: str, wrong: Callable[[], NotAllowed] = credentials.wrong_password
    ) -> str | None:
        """The hash that the password fits; None where the account has none."""
        stored = self.serve(lambda c: credentials.begin_attempt(c, account_id, self.now()))
        if stored is None:
            return None
        if not (encodable(password) and self.passwords.verify(stored, password)):
            raise wrong()
        return stored

    def required(self, account_id: UUID, password: str) -> str:
        """The hash that the password fits, for what only an account with a password can have."""
        verified = self.verify(account_id, password)
        if verified is None:
            raise Invalid(tr("This account has no password."), what_now=tr("Set one first."))
        return verified


def not_the_old_one() -> NotAllowed:
    """The answer to a wrong present password."""
    return NotAllowed(
        tr("This is not your present password."),
        what_now=tr("Check the keyboard's language and Caps Lock, and type it again."),
        field="old",
    )


def good_password(password: str, name: str) -> str:
    """A new password that may be one; raises `Invalid` at the field password."""
    check_new_password(password, name=name)
    if not encodable(password):
        raise Invalid(
            tr("This password has a character that is none."), what_now=tr("Type it again."), field="password"
        )
    return password


def encodable(text: str) -> bool:
    """False for half a surrogate pair, which an input method may leave behind."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
