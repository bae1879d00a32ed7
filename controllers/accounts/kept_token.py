"""The token that lets somebody in again at the next start, in the vault. Nobody is kept out because it
cannot be kept: what the vault said is handed back to be told. For task threads."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel.vault import Vault, VaultLocked
from models.core.errors import PersonError, Unavailable

TOKEN = "session"
"""The name of the token in the vault."""


class KeptToken:
    """Methods give the error that is to be told; None where all is well, or where the vault's own notice says
    what there is to say."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def token(self) -> tuple[str | None, PersonError | None]:
        """The token, None where there is none or it cannot be read."""
        try:
            return self._vault.get(TOKEN), None
        except VaultLocked:  # the vault's own notice says so, and asks for the passphrase
            return None, None
        except Unavailable as error:
            return None, error

    def keep(self, token: str) -> PersonError | None:
        """Put the token into the vault."""
        return self._changed(lambda: self._vault.set(TOKEN, token))

    def forget(self) -> PersonError | None:
        """Take the token out of the vault."""
        return self._changed(lambda: self._vault.delete(TOKEN))

    @staticmethod
    def _changed(work: Callable[[], None]) -> PersonError | None:
        try:
            work()
        except VaultLocked:
            return None
        except Unavailable as error:
            return error
        return None
