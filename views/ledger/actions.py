"""What a person can do with their wallet, as actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.kernel.actions import Action, Menu
from models.core.text import tr

if TYPE_CHECKING:
    from views.ledger.workspace import WalletWorkspace

WALLET = "wallet"


def wallet_actions(
    go: Callable[[str], object], there: Callable[[], WalletWorkspace], is_admin: Callable[[], bool]
) -> list[Action]:
    """`go` follows a link; `there` is the wallet's page, built if this is the first time."""

    def doing(do: Callable[[WalletWorkspace], object]) -> Callable[[], None]:
        def handler() -> None:
            go(f"nonet://{WALLET}")
            do(there())

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
        Action(
            id="wallet.deposit",
            title=tr("Deposit money"),
            handler=doing(lambda wallet: wallet.panel.ask_deposit()),
            menu=Menu.FILE,
            icon="plus",
        ),
        Action(
            id="wallet.withdraw",
            title=tr("Withdraw money"),
            handler=doing(lambda wallet: wallet.panel.ask_withdrawal()),
            menu=Menu.FILE,
            icon="upload",
        ),
        Action(
            id="wallet.move",
            title=tr("Move money"),
            handler=doing(lambda wallet: wallet.panel.ask_move()),
            menu=Menu.FILE,
            icon="arrow-left-right",
        ),
        Action(
            id="wallet.address",
            title=tr("Add an address to send money to"),
            handler=doing(lambda wallet: wallet.panel.ask_address()),
            icon="book-user",
        ),
        Action(
            id="wallet.statement",
            title=tr("Statement of an account"),
            handler=doing(lambda wallet: wallet.panel.ask_statement(None)),
            icon="file-text",
        ),
        Action(
            id="wallet.check",
            title=tr("Check the ledger"),
            handler=lambda: there().check_ledger(),
            menu=Menu.HELP,
            icon="badge-check",
            when=is_admin,
        ),
    ]
