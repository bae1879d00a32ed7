"""The vault for the window: where secrets are kept, what there is to say about it, and its passphrase."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.kernel.tasks import Tasks
from app.kernel.vault import Vault, VaultKind
from controllers.accounts.session import Done, Failed
from models.core.errors import PersonError
from models.core.text import tr

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VaultState:
    """`notice` is the sentence to keep in sight, "" when secrets are safe."""

    kind: VaultKind
    needs_passphrase: bool
    notice: str

    @property
    def locked(self) -> bool:
        """Whether there is a file whose passphrase has not been given."""
        return self.kind is VaultKind.FILE and self.needs_passphrase


class Secrets(QObject):
    """Asks the vault on a task thread, since a keyring may ask the person before it answers.

    `changed`: `state` is another. `opened`: what is in the vault can be read now.
    """

    changed = Signal()
    opened = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, vault: Vault) -> None:
        super().__init__()
        self._tasks = tasks
        self._vault = vault
        self.state: VaultState | None = None

    def refresh(self) -> None:
        """Look at the vault again."""
        self._run(lambda: None, None, None)

    def unlock(self, passphrase: str, done: Done = None, failed: Failed = None) -> None:
        """Open the file. Field of errors: passphrase."""
        self._run(lambda: self._vault.unlock(passphrase), done, failed, opened=True)

    def protect(self, passphrase: str, done: Done = None, failed: Failed = None) -> None:
        """Keep secrets in a file under a new passphrase from now on. Field of errors: passphrase."""
        self._run(lambda: self._vault.protect(passphrase), done, failed, opened=True)

    def retry(self, done: Done = None, failed: Failed = None) -> None:
        """Give the keyring again what it did not take."""
        self._run(self._vault.retry, done, failed)

    def _run(self, work: Callable[[], None], done: Done, failed: Failed, *, opened: bool = False) -> None:
        def both() -> VaultState:
            work()
            vault = self._vault
            return VaultState(vault.kind, vault.needs_passphrase, vault.notice)

        def home(state: VaultState) -> None:
            if state != self.state:
                self.state = state
                self.changed.emit()
            if opened:
                self.opened.emit()
            if done is not None:
                done()

        self._tasks.run(both, home, lambda error: self._broke(error, failed))

    def _broke(self, error: Exception, failed: Failed) -> None:
        if not isinstance(error, PersonError):
            log.error("the vault failed", exc_info=error)
            error = PersonError(
                tr("Something went wrong in Nonet, and the vault is as it was."),
                what_now=tr("Try again; if it stays, copy the details and report them."),
            )
        if failed is None:
            self.failed.emit(error)
        else:
            failed(error)
