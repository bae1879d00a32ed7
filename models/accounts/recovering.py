"""The recovery code: stands in once for a password that was forgotten, with no mail and no server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import attempts, credentials, factors
from models.accounts.desk import Desk, encodable, good_password, not_the_old_one
from models.accounts.factors import Proof
from models.accounts.tables import Credential, Recovery
from models.accounts.tokens import digest, new_recovery_code, new_token, normalise
from models.accounts.two_factor import TwoFactor
from models.core.errors import Conflict, NotAllowed
from models.core.ids import new_id
from models.core.text import tr


@dataclass(frozen=True, slots=True)
class Recovered:
    """Somebody is in again, with the recovery code that takes the place of the used one."""

    account_id: UUID
    session_id: UUID
    token: str = field(repr=False)
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What is stored when a code was used."""

    code_hash: str
    password_hash: str
    by_password: bytes | None
    by_recovery: bytes | None


class Recovering:
    """Fields of errors: `code` (the recovery code), `password` (the new one), `second`, `old`."""

    def __init__(self, desk: Desk, two_factor: TwoFactor) -> None:
        self._desk = desk
        self._two_factor = two_factor

    def make(self, account_id: UUID, password: str) -> str:
        """A recovery code, shown once; one there was before is good no more."""
        desk, two_factor = self._desk, self._two_factor
        verified = desk.verify(account_id, password, wrong=not_the_old_one)
        if verified is None:
            raise Conflict(
                tr("This account has no password that could be forgotten."), what_now=tr("Set one first.")
            )
        code = new_recovery_code()
        plain = normalise(code)
        factor = desk.serve(lambda c: factors.factor_of(c, account_id))
        by_recovery = None
        if factor is not None:
            by_recovery = two_factor.wrap(account_id, two_factor.key_by_password(factor, password), plain)
        code_hash = desk.passwords.hash(plain)

        def store(connection: Connection) -> None:
            with connection.begin():
                credentials.require(credentials.present_hash(connection, account_id), verified)
                attempts.clear(connection, Credential, account_id)
                factors.rewrap(connection, account_id, factor, by_recovery=by_recovery)
                factors.put_recovery(connection, account_id, code_hash, desk.now())

        desk.serve(store)
        return code

    def first(self, account_id: UUID) -> str:
        """A recovery code for an account whose first password is just being set."""
        code = new_recovery_code()
        code_hash = self._desk.passwords.hash(normalise(code))

        def store(connection: Connection) -> None:
            with connection.begin():
                factors.put_recovery(connection, account_id, code_hash, self._desk.now())

        self._desk.serve(store)
        return code

    def recover(
        self,
        account_id: UUID,
        name: str,
        code: str,
        password: str,
        *,
        second: str | None = None,
        leaving: str | None = None,
    ) -> Recovered:
        """Set a new password by the recovery code and sign in; every other session ends. Where the account
        has a second factor it is asked for, too (`CodeNeeded`)."""
        desk, two_factor = self._desk, self._two_factor
        plain = normalise(code)
        password = good_password(password, name)
        stored = self._verified(account_id, plain)
        factor = desk.serve(lambda c: factors.factor_of(c, account_id))
        key, proof = b"", None
        if factor is not None:
            desk.serve(lambda c: attempts.settle(c, Recovery, account_id))
            key = two_factor.key_by_recovery(factor, plain)
            proof = two_factor.prove_by(account_id, factor, key, second)
        fresh = new_recovery_code()
        made = _Fresh(
            desk.passwords.hash(normalise(fresh)),
            desk.passwords.hash(password),
            two_factor.wrap(account_id, key, password) if key else None,
            two_factor.wrap(account_id, key, normalise(fresh)) if key else None,
        )
        recovered = Recovered(account_id, new_id(), new_token(), fresh)
        left = None if leaving is None else digest(leaving)
        desk.serve(lambda c: self._store(c, recovered, stored, factor, proof, made, left))
        return recovered

    def _verified(self, account_id: UUID, plain: str) -> str:
        desk = self._desk
        row = desk.serve(lambda c: attempts.begin(c, Recovery, account_id, desk.now(), "code"))
        hashed = None if row is None else str(row.code_hash)
        if not (encodable(plain) and desk.passwords.verify(hashed, plain)) or hashed is None:
            raise NotAllowed(
                tr("This is not the recovery code of this account."),
                what_now=tr("Take the newest one: each new code makes those before it worthless."),
                field="code",
            )
        return hashed

    def _store(
        self,
        connection: Connection,
        recovered: Recovered,
        stored: str,
        factor: Any | None,
        proof: Proof | None,
        made: _Fresh,
        left: bytes | None,
    ) -> None:
        account_id, now = recovered.account_id, self._desk.now()
        with connection.begin():
            if factors.recovery_hash(connection, account_id) != stored:
                raise Conflict(tr("This recovery code was used meanwhile."), field="code")
            factors.rewrap(
                connection,
                account_id,
                factor,
                by_password=made.by_password,
                by_recovery=made.by_recovery,
            )
            factors.use(connection, account_id, proof, now)
            factors.put_recovery(connection, account_id, made.code_hash, now)
            credentials.put_password(connection, account_id, made.password_hash, now)
            credentials.end_others(connection, account_id, now, None)
            credentials.put_session(
                connection, account_id, recovered.session_id, digest(recovered.token), now, left
            )
