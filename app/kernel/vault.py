"""Secrets: in the system's keyring, else in an encrypted file, else in memory with a notice."""

from __future__ import annotations

import json
import logging
import os
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from threading import RLock
from typing import Protocol

from app.kernel import vault_file
from app.kernel.vault_file import Costs, Key
from models.core.errors import Invalid, Unavailable
from models.core.files import write_atomic, write_error
from models.core.text import tr

log = logging.getLogger("nonet.vault")

SHORTEST = 8  # characters of a passphrase
_REAL = ("SecretService", "libsecret", "kwallet", "macOS", "Windows")


class VaultKind(StrEnum):
    KEYRING = "keyring"
    FILE = "file"
    MEMORY = "memory"


class VaultLocked(Unavailable):
    """The encrypted file needs its passphrase first (`Vault.unlock`)."""


class KeyringBackend(Protocol):
    """What is used of a backend of the `keyring` library."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def is_real(backend: object) -> bool:
    """Whether a keyring backend keeps secrets secret: the systems' own, no plain text, null or fail."""
    module = type(backend).__module__
    return module.startswith("keyring.backends.") and module.split(".")[2] in _REAL


def _has_session_bus() -> bool:
    """Whether there is a D-Bus of the session, over which all keyrings of Linux are reached."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (runtime and Path(runtime, "bus").exists()))


def find_keyring() -> KeyringBackend | None:
    """The system's keyring, or None where there is none that is real. Imports `keyring` (0.13 s)."""
    if sys.platform == "linux" and not _has_session_bus():
        log.info("no keyring: there is no session bus")
        return None
    try:
        import keyring

        backend = keyring.get_keyring()
    except (ImportError, RuntimeError) as error:  # keyring's own errors are RuntimeErrors
        log.info("no keyring: %s", error)
        return None
    candidates = list(getattr(backend, "backends", ())) or [backend]  # the chainer holds several
    return next((found for found in candidates if is_real(found)), None)


class Vault:
    """Named secrets (text). Any thread but Qt's: a keyring may ask the person before it answers.

    Where they are: in the file if there is one, else in the keyring, else in memory until `protect` is given
    a passphrase. What the keyring refuses is held in memory meanwhile, so that nothing is lost by it, and
    `<path>.names` remembers (by name) what the keyring keeps, so that its absence is told from emptiness.
    """

    def __init__(
        self,
        path: Path,
        backend: KeyringBackend | None,
        *,
        service: str = "nonet",
        costs: Costs | None = None,
    ) -> None:
        self._path = path
        self._names_path = path.with_name(f"{path.name}.names")
        self._backend = backend
        self._service = f"{service}:{path.parent}"
        self._costs = costs or Costs()
        self._lock = RLock()
        self._key: Key | None = None
        self._held: dict[str, str] = {}
        self._seen: dict[str, str] = {}  # what the keyring had a moment ago, should it disappear
        self._in_keyring = self._read_names()

    @property
    def kind(self) -> VaultKind:
        """Where secrets go now."""
        if self._path.exists():
            return VaultKind.FILE
        return VaultKind.KEYRING if self._backend else VaultKind.MEMORY

    @property
    def needs_passphrase(self) -> bool:
        """Whether to ask: `unlock` for the file's, `protect` for a new one (kind MEMORY)."""
        return self.kind is VaultKind.MEMORY or (self.kind is VaultKind.FILE and self._key is None)

    @property
    def notice(self) -> str:
        """The sentence to keep in sight, or "" when secrets are safe."""
        if self.kind is VaultKind.MEMORY:
            return tr(
                "Passwords and keys are kept only until Nonet is closed: choose a passphrase to keep them."
            )
        if self.kind is VaultKind.FILE and self._key is None:
            return tr("The vault is locked: enter its passphrase to use saved passwords and keys.")
        if self.kind is VaultKind.KEYRING and self._held:
            return tr(
                "The system's keyring does not keep everything. Nothing is lost until Nonet is closed:"
                " try again, or choose a passphrase to keep it in a file."
            )
        return ""

    def get(self, name: str) -> str | None:
        """The secret, or None if there is none. Raises VaultLocked or Unavailable if that cannot be known."""
        with self._lock:
            is_file = self.kind is VaultKind.FILE
            if is_file:
                self._require_key()
            if name in self._held:
                return self._held[name]
            if self._backend and (not is_file or name in self._in_keyring):
                return self._asked(self._backend, name)
            if name in self._in_keyring:
                raise _keyring_gone()
            return None

    def set(self, name: str, value: str) -> None:
        """Keep a secret. If the keyring refuses it is held in memory (`retry`), and Unavailable is raised."""
        with self._lock:
            if self.kind is VaultKind.FILE:
                self._write_file({**self._opened(), name: value})
                return
            if not self._backend:
                self._held[name] = value
                return
            try:
                self._put(self._backend, name, value)
            except Unavailable:
                self._held[name] = value
                raise
            self._held.pop(name, None)
            self._seen[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none."""
        with self._lock:
            self._seen.pop(name, None)
            if self.kind is VaultKind.FILE:
                self._write_file({key: value for key, value in self._opened().items() if key != name})
                if name not in self._in_keyring:
                    return
            if self._backend:
                if self._ask(self._backend, name) is not None:
                    self._call(self._backend.delete_password, name)
                self._note_names(self._in_keyring - {name})
            elif name in self._in_keyring:
                raise _keyring_gone()
            self._held = {key: value for key, value in self._held.items() if key != name}

    def retry(self) -> None:
        """Give the keyring again what it refused; raises Unavailable if it still does."""
        with self._lock:
            if self.kind is VaultKind.KEYRING:
                for name, value in list(self._held.items()):
                    self.set(name, value)

    def unlock(self, passphrase: str) -> None:
        """Open the file. Raises Invalid (wrong passphrase) or Unavailable (damaged, newer, unreadable)."""
        with self._lock:
            self._held, self._key = vault_file.read(self._path, passphrase)

    def lock(self) -> None:
        """Forget the passphrase and what was read with it."""
        with self._lock:
            if self.kind is VaultKind.FILE:
                self._held, self._key = {}, None

    def protect(self, passphrase: str) -> None:
        """Make the encrypted file, with what was in memory so far: also in place of a keyring that refuses
        or has disappeared. Raises Invalid for a weak passphrase."""
        with self._lock:
            if self.kind is VaultKind.FILE or (self.kind is VaultKind.KEYRING and not self._held):
                raise Invalid(tr("The vault is protected already."), field="passphrase")
            _check(passphrase)
            key = vault_file.new_key(passphrase, self._costs)
            vault_file.write(self._path, self._held, key)
            self._key = key

    def change_passphrase(self, old: str, new: str) -> None:
        """Encrypt everything anew. Raises Invalid if `old` is wrong or `new` weak; then nothing changed."""
        with self._lock:
            _check(new)
            secrets, _ = vault_file.read(self._path, old)
            key = vault_file.new_key(new, self._costs)
            vault_file.write(self._path, secrets, key)
            self._held, self._key = secrets, key

    def _require_key(self) -> Key:
        if self._key is None:
            raise VaultLocked(tr("The vault is locked."), what_now=tr("Enter its passphrase and try again."))
        return self._key

    def _opened(self) -> dict[str, str]:
        self._require_key()
        return self._held

    def _write_file(self, secrets: dict[str, str]) -> None:
        vault_file.write(self._path, secrets, self._require_key())
        self._held = secrets

    def _asked(self, backend: KeyringBackend, name: str) -> str | None:
        """Ask the keyring; what it had is remembered, and stands in for it where it does not answer any
        more."""
        try:
            value = self._ask(backend, name)
        except Unavailable:
            if name not in self._seen:
                raise
            self._held[name] = self._seen[name]  # the notice says so, `retry` and `protect` keep it
            return self._held[name]
        if value is not None:
            self._seen[name] = value
        return value

    def _ask(self, backend: KeyringBackend, name: str) -> str | None:
        value = self._call(backend.get_password, name)
        return None if value is None else str(value)

    def _put(self, backend: KeyringBackend, name: str, value: str) -> None:
        self._note_names(self._in_keyring | {name})  # before: a name too many only costs a question
        self._call(backend.set_password, name, value)
        if self._ask(backend, name) != value:
            raise Unavailable(
                tr("The system's keyring did not keep what it was given."),
                what_now=tr("Check the keyring of your desktop; until then it is kept while Nonet runs."),
            )

    def _call(self, method: object, *arguments: str) -> object:
        assert callable(method)
        try:
            return method(self._service, *arguments)
        except Exception as error:
            # Backends raise whatever their system raises: D-Bus, COM and their own errors.
            raise Unavailable(
                tr("The system's keyring does not answer, or is locked."),
                what_now=tr("Unlock it and try again; nothing is lost while Nonet runs."),
            ) from error

    def _read_names(self) -> frozenset[str]:
        with suppress(OSError, ValueError, TypeError):
            return frozenset(map(str, json.loads(self._names_path.read_bytes())))
        return frozenset()

    def _note_names(self, names: frozenset[str]) -> None:
        if names == self._in_keyring:
            return
        try:
            write_atomic(self._names_path, json.dumps(sorted(names)).encode())
        except OSError as error:
            raise write_error(error, self._names_path.parent, name=self._names_path.name) from error
        self._in_keyring = names


def _check(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Invalid(
            tr("The passphrase is too short: it needs at least {count} characters.", count=SHORTEST),
            what_now=tr("A few unrelated words make a good one."),
            field="passphrase",
        )


def _keyring_gone() -> Unavailable:
    return Unavailable(
        tr("This is kept in the system's keyring, which is not there now."),
        what_now=tr("Start Nonet in your usual desktop session, or enter it again."),
    )
