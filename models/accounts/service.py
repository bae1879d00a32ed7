"""Letting people in: registering, logging in and out, passwords. The service beside the dispatcher.

`Authenticator` owns no thread. Its methods block (hashing takes a fifth of a second and 64 MiB), so they are
called on a task thread; what changes the record is handed to `serve`, which has the writer run it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import credentials
from models.accounts.commands import RegisterAccount
from models.accounts.names import clean_name
from models.accounts.passwords import Passwords, check_new_password
from models.accounts.tokens import digest, new_token
from models.core.clock import Clock, utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import new_id
from models.core.registry import Command
from models.core.text import tr

T = TypeVar("T")


class Serve(Protocol):
    """Runs a function of a connection on the writer and waits for what it returns or raises."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody is in: whose account it is, and the token that lets them in again (kept out of any log)."""

    account_id: UUID
    token: str = field(repr=False)


class Authenticator:
    """What may be done at the door of a record. Errors of people name their field: name, password, old."""

    def __init__(
        self,
        serve: Serve,
        submit: Callable[[Command], Verdict],
        passwords: Passwords,
        clock: Clock = utc_now,
    ) -> None:
        self._serve = serve
        self._submit = submit
        self._passwords = passwords
        self._clock = clock

    def welcome(self, token: str | None, suggested_name: str) -> Entry | None:
        """Who is there at the start: the session of the token; where it cannot be resumed, whoever was here
        last, unless they have a password or logged out; the very first time a new account of that name.
        None where somebody has to say who they are."""
        if token is not None:
            hashed = digest(token)
            account_id = self._serve(lambda c: credentials.resume_session(c, hashed, self._clock()))
            if account_id is not None:
                return Entry(account_id, token)
        if not self._serve(credentials.anybody):
            return self.register(suggested_name, None)
        last = self._serve(credentials.last_without_password)
        return None if last is None else self.log_in(last, None)

    def register(self, name: str, password: str | None, *, leaving: str | None = None) -> Entry:
        """Make an account and log in; `leaving` is the token of the session that this ends."""
        name = clean_name(name)
        account_id = new_id()
        password_hash = None if password is None else self._passwords.hash(_new_password(password, name))
        if password_hash is not None:  # before the account: it is never to be seen without its password
            self._store(account_id, password_hash, None, None)
        verdict = self._submit(
            RegisterAccount(id=new_id(), space_id=account_id, actor=account_id, at=self._clock(), name=name)
        )
        if verdict.error is not None:
            self._serve(lambda c: credentials.discard_password(c, account_id))
            raise verdict.error
        return self._enter(account_id, password_hash, None, leaving)

    def log_in(self, account_id: UUID, password: str | None, *, leaving: str | None = None) -> Entry:
        """Let somebody in. `password` is None for an account that has none."""
        verified = None if password is None else self._verify(account_id, password)
        fresh = None
        if verified is not None and password is not None and self._passwords.needs_rehash(verified):
            fresh = self._passwords.hash(password)
        return self._enter(account_id, verified, fresh, leaving)

    def log_out(self, token: str) -> None:
        """End the session of this token."""
        hashed = digest(token)
        self._serve(lambda c: credentials.end_session(c, hashed, self._clock()))

    def set_password(
        self, account_id: UUID, name: str, old: str | None, new: str, *, keep: str | None = None
    ) -> None:
        """Set or change the password of the account of that name and end its sessions but that of the token
        `keep`. `old` is None where there is none yet; that it is wrong is told at the field "old"."""
        new = _new_password(new, name)
        try:
            verified = None if old is None else self._verify(account_id, old, wrong=_not_the_old_one)
            self._store(account_id, self._passwords.hash(new), verified, keep)
        except (Conflict, NotAllowed) as error:
            error.field = "old"
            raise

    def _verify(
        self, account_id: UUID, password: str, wrong: Callable[[], NotAllowed] = credentials.wrong_password
    ) -> str | None:
        """The hash that the password fits; None where the account has none."""
        stored = self._serve(lambda c: credentials.begin_attempt(c, account_id, self._clock()))
        if stored is None:
            return None
        if not (_encodable(password) and self._passwords.verify(stored, password)):
            raise wrong()
        return stored

    def _enter(self, account_id: UUID, verified: str | None, fresh: str | None, leaving: str | None) -> Entry:
        token, session_id = new_token(), new_id()
        hashed = digest(token)
        left = None if leaving is None else digest(leaving)
        self._serve(
            lambda c: credentials.open_session(
                c, account_id, session_id, hashed, self._clock(),
                verified=verified, fresh_hash=fresh, leaving=left,
            )
        )  # fmt: skip
        return Entry(account_id, token)

    def _store(self, account_id: UUID, password_hash: str, verified: str | None, keep: str | None) -> None:
        kept = None if keep is None else digest(keep)
        self._serve(
            lambda c: credentials.store_password(
                c, account_id, password_hash, self._clock(), verified=verified, keep=kept
            )
        )


def _not_the_old_one() -> NotAllowed:
    return NotAllowed(
        tr("This is not your present password."),
        what_now=tr("Check the keyboard's language and Caps Lock, and type it again."),
    )


def _new_password(password: str, name: str) -> str:
    check_new_password(password, name=name)
    if not _encodable(password):
        raise Invalid(
            tr("This password has a character that is none."), what_now=tr("Type it again."), field="password"
        )
    return password


def _encodable(text: str) -> bool:
    """False for half a surrogate pair, which an input method may leave behind."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
