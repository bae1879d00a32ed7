"""What a person can do with their wallet, as actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.kernel.actions import Action, Menu
from models.core.text import tr

if TYPE_CHECKING:
    from views.ledger.panel import WalletPanel
    from views.ledger.workspace import WalletWorkspace

WALLET = "wallet"


def wallet_actions(
    go: Callable[[str], object], there: Callable[[], WalletWorkspace], is_admin: Callable[[], bool]
) -> list[Action]:
    """`go` follows a link; `there` is the wallet's page, built if this is the first time."""

    def asking(ask: Callable[[WalletPanel], object]) -> Callable[[], None]:
        def handler() -> None:
            go(f"nonet://{WALLET}")
            ask(there().panel)

        return handler

    return [
        Action(
            id="wallet",
            title=tr("Wallet"),
            handler=lambda: go(f"nonet://{WALLET}"),
            shortcut="Ctrl+Shift+W",
            menu=Menu.GO,
            icon="wallet",
        ),
        *_forms(asking),
        Action(
            id="wallet.check",
            title=tr("Check the ledger"),
            handler=lambda: there().check_ledger(),
            menu=Menu.HELP,
            icon="badge-check",
            when=is_admin,
        ),
    ]


def _forms(asking: Callable[[Callable[[WalletPanel], object]], Callable[[], None]]) -> list[Action]:
    """What opens a form beside the wallet."""
    return [
        Action(id=f"wallet.{name}", title=title, handler=asking(ask), menu=menu, icon=icon)
        for name, title, ask, menu, icon in (
            ("deposit", tr("Deposit money"), lambda panel: panel.ask_deposit(), Menu.FILE, "plus"),
            ("withdraw", tr("Withdraw money"), lambda panel: panel.ask_withdrawal(), Menu.FILE, "upload"),
            ("move", tr("Move money"), lambda panel: panel.ask_move(), Menu.FILE, "arrow-left-right"),
            (
                "address",
                tr("Add an address to send money to"),
                lambda panel: panel.ask_address(),
                Menu.NONE,
                "book-user",
            ),
            (
                "statement",
                tr("Statement of an account"),
                lambda panel: panel.ask_statement(None),
                Menu.NONE,
                "file-text",
            ),
        )
    ]
