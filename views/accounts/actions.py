"""What a person can do with accounts, for menus, palette and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.kernel.actions import Action, Menu
from app.kernel.actor import Actor
from controllers.accounts.session import Session
from models.core.errors import PersonError
from models.core.text import tr


def account_actions(
    session: Session, actor: Actor, open_panel: Callable[[], object], stay: Callable[[], object]
) -> list[Action]:
    """The actions of the account's menu; `open_panel` shows the `AccountPanel`, `stay` what was hidden."""

    def signed_in() -> bool:
        return session.account is not None and not session.busy

    def log_out() -> None:
        """What is seen goes at once; forgetting it is enough for an event of its own."""
        actor.leave()
        QTimer.singleShot(0, session, lambda: session.log_out(None, refused))

    def refused(error: PersonError) -> None:
        actor.stay()
        stay()
        session.failed.emit(error)

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
            handler=log_out,
            menu=Menu.ACCOUNT,
            icon="log-out",
            when=signed_in,
        ),
    ]
