"""The account panel, sliding in over the window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.core.text import tr
from views.accounts.panel import AccountPanel
from views.widgets.side_panel import SidePanel


class AccountSide(SidePanel):
    """Closes by itself when somebody else comes."""

    def __init__(self, host: QWidget, session: Session, secrets: Secrets) -> None:
        super().__init__(tr("Account"), host)
        self.content = AccountPanel(session, secrets)
        self.body.addWidget(self.content)
        session.changed.connect(self.close_panel)
