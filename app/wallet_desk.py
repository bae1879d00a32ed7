"""The wallet in the window: its place, its actions, and what the status bar says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from app.domains import Domain
from app.kernel.actions import Action
from app.services import Services
from models.accounts.entities import AccountRole
from models.core.text import tr
from views.ledger.actions import WALLET, wallet_actions
from views.shell.workspace import Workspace

if TYPE_CHECKING:
    from controllers.ledger.standing import Standing
    from views.ledger.workspace import WalletWorkspace
    from views.shell.window import MainWindow


class WalletDesk(QObject):
    """Nothing of the ledger is imported before the start is over, or the wallet is opened."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        super().__init__(window)
        self._services, self._window = services, window
        self._standing: Standing | None = None
        window.stack.add_domain(Domain(WALLET, tr("Wallet"), "wallet", self._make))
        window.status.wallet.clicked.connect(self._open)
        services.rested.connect(self._begin)

    def actions(self) -> list[Action]:
        """All of the wallet's."""
        return wallet_actions(self._window.go, self._there, self._is_admin)

    def _make(self) -> Workspace:
        from views.ledger.workspace import WalletWorkspace

        self._begin()
        services = self._services
        workspace = WalletWorkspace(services.actor, services.tasks, services.notices)
        workspace.link_wanted.connect(self._window.go)
        return workspace

    def _there(self) -> WalletWorkspace:
        return cast("WalletWorkspace", self._window.stack.workspace(WALLET))

    def _is_admin(self) -> bool:
        account = self._services.session.account
        return account is not None and account.role is AccountRole.ADMIN

    @Slot()
    def _open(self) -> None:
        self._window.go(f"nonet://{WALLET}")

    @Slot()
    def _begin(self) -> None:
        """Nobody waits any more."""
        if self._standing is None:
            from controllers.ledger.standing import Standing

            self._standing = Standing(self._services.actor, self)
            self._standing.changed.connect(self._show)
            self._show()

    @Slot()
    def _show(self) -> None:
        if self._standing is not None:
            self._window.status.show_wallet(self._standing.text)
