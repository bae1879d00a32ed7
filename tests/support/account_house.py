"""A gateway with its threads on a real record, a vault, and the session on top, as bootstrap builds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.kernel.actor import Actor
from app.kernel.gateway import Gateway
from app.kernel.tasks import Home, Tasks
from app.kernel.vault import KeyringBackend, Vault
from app.kernel.vault_file import Costs
from controllers.accounts.door import door_of
from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher
from models.core.errors import PersonError
from models.core.tables import Base
from tests.support.accounts import TurnedClock, quick_passwords

GOOD = "correct horse battery"


class AccountHouse:
    """One run of the application on `folder`; open another on the same folder for the next start."""

    def __init__(self, folder: Path, qtbot: QtBot, keyring: KeyringBackend | None, name: str = "ada") -> None:
        writer = write_engine(folder / "record.db")
        Base.metadata.create_all(writer)
        self.qtbot = qtbot
        self.clock = TurnedClock()
        self.home = Home()
        self.tasks = Tasks(self.home)
        self.gateway = Gateway(writer, read_engine(folder / "record.db"), Dispatcher(), self.home)
        self.vault = Vault(folder / "vault", keyring, costs=Costs(1, 64, 1))
        self.actor = Actor(self.gateway)
        self.session = Session(
            self.actor,
            self.tasks,
            self.vault,
            door_of(self.gateway, quick_passwords(), self.clock),
            lambda: name,
        )
        self.secrets = Secrets(self.tasks, self.vault)
        self.secrets.opened.connect(self.session.vault_opened)
        self.told: list[PersonError] = []
        self.changes = 0
        self.session.failed.connect(self.told.append)
        self.session.changed.connect(self._count)

    def _count(self) -> None:
        self.changes += 1

    def do(self, method: Callable[..., None], *arguments: Any) -> PersonError | None:
        """Call a method of the session or the secrets and wait for its end; the error, if it failed."""
        ends: list[PersonError | None] = []
        method(*arguments, lambda: ends.append(None), ends.append)
        self.qtbot.waitUntil(lambda: bool(ends))
        return ends[0]

    def name(self) -> str | None:
        """Who is signed in."""
        account = self.session.account
        return None if account is None else account.name

    def close(self) -> None:
        self.tasks.close()
        self.gateway.close()
