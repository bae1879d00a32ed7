"""What a person can do with accounts, for menus, palette and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.kernel.actions import Action, Menu
from controllers.accounts.session import Session
from models.core.text import tr


def account_actions(session: Session, open_panel: Callable[[], object]) -> list[Action]:
    """The actions of the account's menu; `open_panel` shows the `AccountPanel`."""

    def signed_in() -> bool:
        return session.account is not None and not session.busy

    return [
        Action(
            id="account.open",
            title=tr("Account and people"),
            handler=open_panel,
            menu=Menu.ACCOUNT,
            icon="users",
            when=signed_in,
        ),
        Action(
            id="account.log_out",
            title=tr("Log out"),
            handler=lambda: QTimer.singleShot(0, session, session.log_out),  # the menu closes before
            menu=Menu.ACCOUNT,
            icon="log-out",
            when=signed_in,
        ),
    ]
