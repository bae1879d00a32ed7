"""Letting people in: registering, logging in and out, passwords. The service beside the dispatcher.

`Authenticator` owns no thread. Its methods block (hashing takes a fifth of a second and 64 MiB), so they are
called on a task thread; what changes the record is handed to `serve`, which has the writer run it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import credentials
from models.accounts.commands import RegisterAccount
from models.accounts.names import clean_name, name_key
from models.core.clock import Clock, utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import new_id
from models.core.registry import Command
from models.core.text import tr

T = TypeVar("T")

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024


class Serve(Protocol):
    """Runs a function of a connection on the writer and waits for what it returns or raises."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


class Hasher(Protocol):
    """How passwords are hashed (argon2id) and compared."""

    def hash(self, password: str, /) -> str: ...

    def verify(self, password_hash: str, password: str, /) -> bool: ...

    def outdated(self, password_hash: str, /) -> bool: ...


class Tokens(Protocol):
    """How the tokens of sessions are made, and hashed for the record."""

    def new(self) -> str: ...

    def hash(self, token: str, /) -> str: ...


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
        hasher: Hasher,
        tokens: Tokens,
        clock: Clock = utc_now,
    ) -> None:
        self._serve = serve
        self._submit = submit
        self._hasher = hasher
        self._tokens = tokens
        self._clock = clock

    def welcome(self, token: str | None, suggested_name: str) -> Entry | None:
        """Who is there at the start: the session of the token; where it cannot be resumed, whoever was here
        last, unless they have a password or logged out; the very first time a new account of that name.
        None where somebody has to say who they are."""
        if token is not None:
            hashed = self._tokens.hash(token)
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
        password_hash = None if password is None else self._hasher.hash(_new_password(password, name))
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
        if verified is not None and password is not None and self._hasher.outdated(verified):
            fresh = self._hasher.hash(_prepared(password))
        return self._enter(account_id, verified, fresh, leaving)

    def log_out(self, token: str) -> None:
        """End the session of this token."""
        hashed = self._tokens.hash(token)
        self._serve(lambda c: credentials.end_session(c, hashed, self._clock()))

    def set_password(
        self, account_id: UUID, name: str, old: str | None, new: str, *, keep: str | None = None
    ) -> None:
        """Set or change the password of the account of that name and end its sessions but that of the token
        `keep`. `old` is None where there is none yet; that it is wrong is told at the field "old"."""
        new = _new_password(new, name)
        try:
            verified = None if old is None else self._verify(account_id, old)
            self._store(account_id, self._hasher.hash(new), verified, keep)
        except (Conflict, NotAllowed) as error:
            error.field = "old"
            raise

    def _verify(self, account_id: UUID, password: str) -> str | None:
        """The hash that the password fits; None where the account has none."""
        stored = self._serve(lambda c: credentials.begin_attempt(c, account_id, self._clock()))
        if stored is None:
            return None
        try:
            fits = self._hasher.verify(stored, _prepared(password))
        except Invalid:
            fits = False
        if not fits:
            raise credentials.wrong_password()
        return stored

    def _enter(self, account_id: UUID, verified: str | None, fresh: str | None, leaving: str | None) -> Entry:
        token, session_id = self._tokens.new(), new_id()
        hashed = self._tokens.hash(token)
        left = None if leaving is None else self._tokens.hash(leaving)
        self._serve(
            lambda c: credentials.open_session(
                c, account_id, session_id, hashed, self._clock(),
                verified=verified, fresh_hash=fresh, leaving=left,
            )
        )  # fmt: skip
        return Entry(account_id, token)

    def _store(self, account_id: UUID, password_hash: str, verified: str | None, keep: str | None) -> None:
        kept = None if keep is None else self._tokens.hash(keep)
        self._serve(
            lambda c: credentials.store_password(
                c, account_id, password_hash, self._clock(), verified=verified, keep=kept
            )
        )


def _new_password(password: str, name: str) -> str:
    """The password if it may be one (NIST SP 800-63B: length and nothing easy to guess, no other rules)."""
    prepared = _prepared(password)
    if len(prepared) < SHORTEST_PASSWORD:
        raise _invalid(
            tr("A password has at least {shortest} characters.", shortest=SHORTEST_PASSWORD),
            tr("A few words that only you would put together are easy to remember."),
        )
    if len(prepared) > LONGEST_PASSWORD:
        raise _invalid(tr("A password has at most {longest} characters.", longest=LONGEST_PASSWORD))
    if name_key(prepared) == name_key(name) or len(set(prepared)) < 3:
        raise _invalid(tr("This password is too easy to guess."), tr("Choose another one."))
    return prepared


def _prepared(password: str) -> str:
    """The password as it is hashed: NFC, since keyboards compose letters in different ways (RFC 8265)."""
    prepared = unicodedata.normalize("NFC", password)
    if any(unicodedata.category(character) == "Cs" for character in prepared):
        raise _invalid(tr("This password has a character that is none."), tr("Type it again."))
    return prepared


def _invalid(sentence: str, what_now: str = "") -> Invalid:
    return Invalid(sentence, what_now=what_now, field="password")
