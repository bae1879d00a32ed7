"""Two-factor sign-in: setting it up, proving it, taking it away. Part of the service beside the
dispatcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.accounts import attempts, credentials, factors, sealing, totp
from models.accounts.desk import Desk, not_the_old_one
from models.accounts.factors import CodeNeeded, Proof, Wrapped
from models.accounts.tables import Credential, Factor
from models.accounts.tokens import digest, new_recovery_code, new_spare_codes, normalise, normalise_spare
from models.accounts.totp import Judged
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import new_id
from models.core.text import tr


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the authenticator app is to be given; kept nowhere until a code of it proves that it was."""

    secret: bytes = field(repr=False)
    address: str = field(repr=False)
    written: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What to keep on paper: shown once. `spare_codes` are of the second factor."""

    recovery_code: str = field(default="", repr=False)
    spare_codes: tuple[str, ...] = field(default=(), repr=False)


class TwoFactor:
    """Fields of errors: `old` (the present password), `second` (a code of the app, or a spare one)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def prepare(self, name: str) -> Enrolment:
        """A fresh secret for the app. Nothing is changed by it."""
        secret = totp.new_secret()
        return Enrolment(secret, totp.address(secret, name), totp.written(secret))

    def enable(self, account_id: UUID, password: str, enrolment: Enrolment, code: str) -> Sheet:
        """Ask for codes from now on, once `code` shows that the app has the secret. The recovery code is made
        anew with it, because it has to open what the codes are checked with."""
        desk, now = self._desk, self._desk.now()
        verified = _present(desk, account_id, password)
        step = _confirmed(enrolment.secret, code, now)
        sheet = Sheet(new_recovery_code(), new_spare_codes())
        plain = normalise(sheet.recovery_code)
        wrapped = self._wrapped(account_id, enrolment.secret, password, plain)
        recovery_hash = desk.passwords.hash(plain)
        hashes = [_spare_hash(account_id, spare) for spare in sheet.spare_codes]

        def store(connection: Connection) -> None:
            with connection.begin():
                credentials.require(credentials.present_hash(connection, account_id), verified)
                factors.put_factor(connection, account_id, wrapped, step, now)
                factors.put_spares(connection, account_id, new_id(), hashes)
                factors.put_recovery(connection, account_id, recovery_hash, now)

        desk.serve(store)
        return sheet

    def disable(self, account_id: UUID, password: str, code: str) -> None:
        """Ask for the password alone from now on."""
        self._changed(account_id, password, code, lambda c: factors.drop_factor(c, account_id))

    def renew_spares(self, account_id: UUID, password: str, code: str) -> Sheet:
        """Ten new spare codes; those there were are good no more."""
        sheet = Sheet(spare_codes=new_spare_codes())
        hashes = [_spare_hash(account_id, spare) for spare in sheet.spare_codes]
        self._changed(
            account_id, password, code, lambda c: factors.put_spares(c, account_id, new_id(), hashes)
        )
        return sheet

    def prove(self, account_id: UUID, password: str, second: str | None) -> Proof | None:
        """What proves the second factor after a right password; None where the account has none."""
        return self._prove(account_id, second, lambda row: self.key_by_password(row, password))

    def prove_by(self, account_id: UUID, row: Any, key: bytes, second: str | None) -> Proof | None:
        """The same with the factor's key at hand."""
        return self._prove(account_id, second, lambda _: key) if row is not None else None

    # Keys

    def key_by_password(self, row: Any, password: str) -> bytes:
        """The factor's key by the password."""
        return self._opened(row, row.by_password, password)

    def key_by_recovery(self, row: Any, plain: str) -> bytes:
        """The factor's key by the normalised recovery code."""
        return self._opened(row, row.by_recovery, plain)

    def wrap(self, account_id: UUID, key: bytes, secret: str) -> bytes:
        """The factor's key wrapped by a password or recovery code."""
        salt = sealing.new_salt()
        wrapping = self._desk.passwords.key(secret, salt)
        return sealing.with_salt(salt, sealing.seal(wrapping, key, account_id.bytes))

    def _wrapped(self, account_id: UUID, secret: bytes, password: str, plain: str) -> Wrapped:
        key = sealing.new_key()
        return Wrapped(
            sealing.seal(key, secret, account_id.bytes),
            self.wrap(account_id, key, password),
            self.wrap(account_id, key, plain),
        )

    def _opened(self, row: Any, wrapped: bytes, secret: str) -> bytes:
        salt, sealed = sealing.parted(wrapped)
        key = sealing.unseal(self._desk.passwords.key(secret, salt), sealed, row.space_id.bytes)
        if key is None:
            raise Conflict(
                tr("Two-factor sign-in was changed meanwhile."), what_now=tr("Try again."), field="second"
            )
        return key

    # Proving

    def _prove(self, account_id: UUID, second: str | None, key_of: Callable[[Any], bytes]) -> Proof | None:
        desk = self._desk
        row = desk.serve(lambda c: factors.factor_of(c, account_id))
        if row is None:
            return None
        if not second:
            raise CodeNeeded
        now = desk.now()
        row = desk.serve(lambda c: attempts.begin(c, Factor, account_id, now, "second"))
        if row is None:
            return None
        typed = totp.typed_code(second)
        if not typed:
            return self._spare(account_id, second)
        secret = sealing.unseal(key_of(row), row.sealed, account_id.bytes)
        if secret is None:
            raise ValueError("the factor in the record is damaged")
        judgement = totp.judge(secret, typed, now, row.last_step)
        if judgement.judged is not Judged.RIGHT:
            raise _not_right(judgement, now)
        return Proof(step=judgement.step)

    def _spare(self, account_id: UUID, second: str) -> Proof:
        plain = normalise_spare(second)
        hashed = digest(f"{account_id}:{plain}")
        row = self._desk.serve(lambda c: factors.spare_of(c, account_id, hashed)) if plain else None
        if row is None:
            raise NotAllowed(
                tr("This is neither a code of six digits nor one of your spare codes."),
                what_now=tr("Look at your authenticator app, or at the paper with the spare codes."),
                field="second",
            )
        if row.used_at is not None:
            raise NotAllowed(
                tr("This spare code was used already."),
                what_now=tr("Cross it out and take the next one."),
                field="second",
            )
        return Proof(spare=row.id)

    def _changed(
        self, account_id: UUID, password: str, code: str, change: Callable[[Connection], None]
    ) -> None:
        """Do `change` in a transaction that uses up the proof of both factors."""
        desk = self._desk
        verified = _present(desk, account_id, password)
        proof = self.prove(account_id, password, code)

        def store(connection: Connection) -> None:
            with connection.begin():
                credentials.require(credentials.present_hash(connection, account_id), verified)
                factors.use(connection, account_id, proof, desk.now())
                change(connection)

        if proof is None:
            raise Conflict(tr("Two-factor sign-in is off already."))
        desk.serve(store)


def _present(desk: Desk, account_id: UUID, password: str) -> str:
    try:
        verified = desk.verify(account_id, password, wrong=not_the_old_one)
    except NotAllowed as error:
        error.field = "old"
        raise
    if verified is None:
        raise Invalid(
            tr("Two-factor sign-in comes after a password, and this account has none."),
            what_now=tr("Set a password first."),
        )
    desk.serve(lambda c: attempts.settle(c, Credential, account_id))
    return verified


def _confirmed(secret: bytes, code: str, now: Any) -> int:
    """The step of the first code that the app shows; says by how much the clocks differ."""
    typed = totp.typed_code(code)
    judgement = totp.judge(secret, typed, now)
    if typed and judgement.judged is Judged.RIGHT:
        return judgement.step
    seconds = totp.skew(secret, typed, now) if typed else None
    if seconds is not None:
        there = tr("The clock of your phone is {seconds} s ahead of this computer's.", seconds=seconds)
        if seconds < 0:
            there = tr("The clock of your phone is {seconds} s behind this computer's.", seconds=-seconds)
        raise Invalid(there, what_now=tr("Set both to the network's time, then try again."), field="second")
    raise Invalid(
        tr("This is not the code that the app shows now."),
        what_now=tr("Scan the picture once more, and type the six digits while they are shown."),
        field="second",
    )


def _not_right(judgement: totp.Judgement, now: Any) -> NotAllowed:
    if judgement.judged is Judged.USED:
        return factors.used_already()
    if judgement.judged is Judged.EXPIRED:
        seconds = (totp.step_of(now) - judgement.step) * totp.STEP
        return NotAllowed(
            tr("This code expired {seconds} s ago.", seconds=seconds),
            what_now=tr("Type the one that is shown now; if that is it, set the clock of one of the two."),
            field="second",
        )
    return NotAllowed(
        tr("This code is wrong."),
        what_now=tr(
            "Type the one the app shows now. It is {time} here; if the phone differs, set its clock.",
            time=now.astimezone().strftime("%H:%M:%S"),
        ),
        field="second",
    )


def _spare_hash(account_id: UUID, code: str) -> bytes:
    return digest(f"{account_id}:{normalise_spare(code)}")
