"""A keyring that keeps secrets in memory: the one every test process is given (see environment.py)."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

_secrets: dict[tuple[str, str], str] = {}


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given until `forget`, and refuses to delete what is not there, as real ones do."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()

    def get_password(self, service: str, username: str) -> str | None:
        return _secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        _secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if _secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(f"{service} has no password of {username}")


def forget() -> None:
    """Drop every secret."""
    _secrets.clear()
