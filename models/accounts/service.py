"""Letting people in: registering, logging in and out, passwords. The service beside the dispatcher.

`Authenticator` owns no thread. Its methods block (hashing takes a fifth of a second and 64 MiB), so they are
called on a task thread; what changes the record is handed to `serve`, which has the writer run it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import attempts, credentials, erasing, factors
from models.accounts.desk import Desk, Serve, good_password, not_the_old_one
from models.accounts.factors import Proof
from models.accounts.names import clean_name
from models.accounts.passwords import Passwords
from models.accounts.tables import Credential
from models.accounts.tokens import digest, new_token
from models.core.clock import Clock, utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, NotAllowed, PersonError
from models.core.ids import new_id
from models.core.registry import Command

if TYPE_CHECKING:  # a start without a password needs none of it
    from models.accounts.recovering import Recovering
    from models.accounts.two_factor import TwoFactor

DOOR = "door"
"""The name under which jobs find an `Authenticator` among their services."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody is in: whose account it is, and the token that lets them in again (kept out of any log).

    `recovery_code` is one that was made just now, to be shown once ("" for none).
    """

    account_id: UUID
    token: str = field(repr=False)
    session_id: UUID
    recovery_code: str = field(default="", repr=False, compare=False)


class Authenticator:
    """What may be done at the door of a record. Errors of people name their field: name, password, old,
    second (a code of the second factor), code (the recovery code)."""

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
        self._desk = Desk(serve, passwords, clock)

    @cached_property
    def two_factor(self) -> TwoFactor:
        """Codes that are asked for besides the password."""
        from models.accounts.two_factor import TwoFactor

        return TwoFactor(self._desk)

    @cached_property
    def recovery(self) -> Recovering:
        """The code that stands in for a forgotten password."""
        from models.accounts.recovering import Recovering

        return Recovering(self._desk, self.two_factor)

    def welcome(self, token: str | None, suggested_name: str) -> Entry | None:
        """Who is there at the start: the session of the token; where it cannot be resumed, whoever was here
        last, unless they have a password or logged out; the very first time a new account of that name.
        None where somebody has to say who they are."""
        if token is not None:
            hashed = digest(token)
            found = self._serve(lambda c: credentials.resume_session(c, hashed, self._clock()))
            if found is not None:
                account_id, session_id = found
                return Entry(account_id, token, session_id)
        if not self._serve(credentials.anybody):
            return self.register(suggested_name, None)
        last = self._serve(credentials.last_without_password)
        return None if last is None else self.log_in(last, None)

    def register(self, name: str, password: str | None, *, leaving: str | None = None) -> Entry:
        """Make an account and log in; `leaving` is the token of the session that this ends. One with a
        password gets its recovery code with it."""
        from models.accounts.commands import RegisterAccount

        name = clean_name(name)
        account_id = new_id()
        password_hash = None if password is None else self._passwords.hash(good_password(password, name))
        if password_hash is not None:  # before the account: it is never to be seen without its password
            self._store(account_id, password_hash, None, None)
        verdict = self._submit(
            RegisterAccount(id=new_id(), space_id=account_id, actor=account_id, at=self._clock(), name=name)
        )
        if verdict.error is not None:
            self._serve(lambda c: credentials.discard_password(c, account_id))
            raise verdict.error
        code = "" if password_hash is None else self.recovery.first(account_id)
        return self._enter(account_id, password_hash, None, leaving, recovery_code=code)

    def log_in(
        self,
        account_id: UUID,
        password: str | None,
        *,
        second: str | None = None,
        leaving: str | None = None,
    ) -> Entry:
        """Let somebody in. `password` is None for an account that has none; `second` is a code where the
        account asks for one (`CodeNeeded` says so, once the password was right)."""
        if password is None:
            return self._enter(account_id, None, None, leaving)
        verified = self._desk.verify(account_id, password)
        proof = fresh = None
        if verified is not None:
            proof = self._proof(account_id, password, second)
            fresh = self._passwords.hash(password) if self._passwords.needs_rehash(verified) else None
        return self._enter(account_id, verified, fresh, leaving, proof)

    def recover(
        self,
        account_id: UUID,
        name: str,
        code: str,
        password: str,
        *,
        second: str | None = None,
        leaving: str | None = None,
    ) -> Entry:
        """Let somebody in who forgot the password, with a new one; see `Recovering.recover`."""
        done = self.recovery.recover(account_id, name, code, password, second=second, leaving=leaving)
        return Entry(account_id, done.token, done.session_id, done.recovery_code)

    def log_out(self, token: str) -> None:
        """End the session of this token."""
        hashed = digest(token)
        self._serve(lambda c: credentials.end_session(c, hashed, self._clock()))

    def log_out_elsewhere(self, account_id: UUID, keep: str | None) -> int:
        """End every session of the account but that of the token `keep`; returns how many there were."""
        kept = None if keep is None else digest(keep)
        return self._serve(lambda c: credentials.end_all_but(c, account_id, self._clock(), kept))

    def end_session(self, account_id: UUID, session_id: UUID) -> None:
        """End one session of the account."""
        self._serve(lambda c: credentials.end_session_of(c, account_id, session_id, self._clock()))

    def set_password(
        self, account_id: UUID, name: str, old: str | None, new: str, *, keep: str | None = None
    ) -> str:
        """Set or change the password of the account of that name and end its sessions but that of the token
        `keep`. `old` is None where there is none yet; that it is wrong is told at the field "old".

        Returns the recovery code that comes with the first password, else "".
        """
        new = good_password(new, name)
        try:
            verified = None if old is None else self._desk.verify(account_id, old, wrong=not_the_old_one)
            self._store(
                account_id, self._passwords.hash(new), verified, keep, self._rewrap(account_id, old, new)
            )
        except (Conflict, NotAllowed) as error:
            error.field = "old"
            raise
        return "" if verified is not None else self.recovery.first(account_id)

    def check_leave(self, account_id: UUID, password: str | None) -> None:
        """Raise what `leave` would raise, and change nothing: for what cannot be taken back before it."""
        verified = None if password is None else self._desk.verify(account_id, password)
        if verified is not None:
            self._serve(lambda c: attempts.settle(c, Credential, account_id))
        self._serve(lambda c: _check(c, account_id, verified))

    def leave(self, account_id: UUID, password: str | None) -> frozenset[UUID]:
        """Delete the account: nobody can sign in with it from now on, and its spaces are marked; returns
        them.

        `erase_some` takes their rows away. What was written in spaces of others stays there.
        """
        from models.accounts.commands import LeaveSpace

        verified = None if password is None else self._desk.verify(account_id, password)
        self._serve(lambda c: _check(c, account_id, verified))
        for space_id in self._serve(lambda c: _shared(c, account_id)):
            left = self._submit(
                LeaveSpace(id=new_id(), space_id=space_id, actor=account_id, at=self._clock())
            )
            if left.error is not None:
                raise left.error
        return self._serve(lambda c: erasing.begin(c, account_id, verified))

    def erase_some(self) -> bool:
        """Take away some rows of accounts that were deleted; call it again until it is False."""
        return self._serve(erasing.some)

    def _proof(self, account_id: UUID, password: str, second: str | None) -> Proof | None:
        """The second factor after a right password, whose failed attempts are forgotten then: those of the
        code are counted by themselves."""
        try:
            return self.two_factor.prove(account_id, password, second)
        except PersonError:
            self._serve(lambda c: attempts.settle(c, Credential, account_id))
            raise

    def _rewrap(self, account_id: UUID, old: str | None, new: str) -> Callable[[Connection], None]:
        """What keeps the second factor readable under the new password."""
        row = self._serve(lambda c: factors.factor_of(c, account_id))
        if row is None or old is None:
            return lambda c: factors.rewrap(c, account_id, None)
        two_factor = self.two_factor
        by_password = two_factor.wrap(account_id, two_factor.key_by_password(row, old), new)
        return lambda c: factors.rewrap(c, account_id, row, by_password=by_password)

    def _enter(
        self,
        account_id: UUID,
        verified: str | None,
        fresh: str | None,
        leaving: str | None,
        proof: Proof | None = None,
        *,
        recovery_code: str = "",
    ) -> Entry:
        token, session_id = new_token(), new_id()
        hashed = digest(token)
        left = None if leaving is None else digest(leaving)
        self._serve(
            lambda c: credentials.open_session(
                c, account_id, session_id, hashed, self._clock(),
                verified=verified, fresh_hash=fresh, leaving=left, proof=proof,
            )
        )  # fmt: skip
        return Entry(account_id, token, session_id, recovery_code)

    def _store(
        self,
        account_id: UUID,
        password_hash: str,
        verified: str | None,
        keep: str | None,
        also: Callable[[Connection], None] = lambda _: None,
    ) -> None:
        kept = None if keep is None else digest(keep)
        self._serve(
            lambda c: credentials.store_password(
                c, account_id, password_hash, self._clock(), verified=verified, keep=kept, also=also
            )
        )


def _check(connection: Connection, account_id: UUID, verified: str | None) -> None:
    with connection.begin():
        credentials.require(credentials.present_hash(connection, account_id), verified)
        erasing.check_may_go(connection, account_id)


def _shared(connection: Connection, account_id: UUID) -> list[UUID]:
    with connection.begin():
        return erasing.shared_spaces(connection, account_id)
