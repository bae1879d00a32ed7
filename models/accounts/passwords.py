"""Passwords: argon2id (RFC 9106), a few at a time, slower after each failure. A service, not a command."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from models.core.errors import Invalid
from models.core.text import tr

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8  # characters (NIST SP 800-63B)
LONGEST = 1000
_FREE_FAILURES = 3
_LONGEST_DELAY = timedelta(minutes=15)


class Passwords:
    """Hashes and verifies passwords; each takes about 0.2 s and 64 MiB, so at most `at_once` run.

    Call from worker threads. The costs are argon2-cffi's defaults (RFC 9106, low-memory profile) unless a
    test makes them small.
    """

    def __init__(
        self, *, at_once: int = 2, time_cost: int = 3, memory_kib: int = 65536, lanes: int = 4
    ) -> None:
        self._costs = (time_cost, memory_kib, lanes)
        self._gate = BoundedSemaphore(at_once)
        self._made: PasswordHasher | None = None
        self._decoy = ""

    def hash(self, password: str) -> str:
        """The text to store: algorithm, costs, salt and hash in the PHC format."""
        with self._gate:
            return self._hasher().hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one. With no account (`stored` None) it takes as long and is False."""
        from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

        with self._gate:
            hasher = self._hasher()
            if stored is None and not self._decoy:
                self._decoy = hasher.hash("no account")
            if len(password) > LONGEST:
                return False
            try:
                hasher.verify(stored or self._decoy, _normal(password))
            except VerifyMismatchError:
                return False
            except (InvalidHashError, VerificationError) as error:
                raise ValueError("the stored password hash is damaged") from error
        return stored is not None

    def key(self, password: str, salt: bytes) -> bytes:
        """A key of 32 bytes from a password or code, at the same costs as its hash."""
        from argon2.low_level import Type, hash_secret_raw

        time_cost, memory, lanes = self._costs
        secret = _normal(password).encode("utf-8", "surrogatepass")
        with self._gate:
            return hash_secret_raw(secret, salt, time_cost, memory, lanes, 32, Type.ID)

    def needs_rehash(self, stored: str) -> bool:
        """Whether it was made with other costs than today's: hash again at the next log-in."""
        return self._hasher().check_needs_rehash(stored)

    def _hasher(self) -> PasswordHasher:
        if self._made is None:
            from argon2 import PasswordHasher, Type

            time_cost, memory, lanes = self._costs
            self._made = PasswordHasher(time_cost, memory, lanes, type=Type.ID)
        return self._made


def check_new_password(password: str, *, name: str = "") -> None:
    """Raise Invalid (field `password`) for one too short, too long, or too easy to guess from `name`."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        sentence = tr("The password is too short: it needs at least {count} characters.", count=SHORTEST)
    elif len(plain) > LONGEST:
        sentence = tr("The password is too long: it can have {count} characters.", count=LONGEST)
    elif len(set(plain.casefold())) < 4 or plain.isspace():
        sentence = tr("The password is too easy to guess: it repeats the same characters.")
    elif name and plain.casefold() == _normal(name).casefold():
        sentence = tr("The password is too easy to guess: it is the same as the name.")
    else:
        return
    raise Invalid(sentence, what_now=tr("A few unrelated words make a good one."), field="password")


def retry_delay(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: nothing for three, then 2 s doubled up to 15 min."""
    if failures <= _FREE_FAILURES:
        return timedelta(0)
    seconds = 2 ** min(failures - _FREE_FAILURES, 20)
    return min(timedelta(seconds=seconds), _LONGEST_DELAY)


def _normal(password: str) -> str:
    """NFC, so that one key press gives one password on every system (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)
