"""The account panel, sliding in over the window, and the recovery code where one was made just now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from controllers.accounts.safety import Protection
from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.core.text import tr
from views.accounts.panel import AccountPanel
from views.accounts.portrait_buttons import PortraitButtons
from views.accounts.sheet import SheetSide
from views.widgets.side_panel import SidePanel


class AccountSide(SidePanel):
    """Closes by itself when somebody else comes."""

    def __init__(
        self,
        host: QWidget,
        session: Session,
        secrets: Secrets,
        protection: Protection | None = None,
        portrait: PortraitButtons | None = None,
    ) -> None:
        super().__init__(tr("Account"), host)
        self.content = AccountPanel(session, secrets, protection, portrait)
        self.body.addWidget(self.content)
        session.changed.connect(self.close_panel)


class AccountSides(QObject):
    """Builds the panels over `host` when they are first needed."""

    def __init__(
        self,
        host: QWidget,
        secrets: Secrets,
        protection: Protection,
        portrait: Callable[[], PortraitButtons],
    ) -> None:
        super().__init__(host)
        self._host = host
        self._session = protection.session
        self._made = (self._session, secrets, protection)
        self._portrait = portrait

    @cached_property
    def account(self) -> AccountSide:
        """The account panel."""
        return AccountSide(self._host, *self._made, self._portrait())

    @cached_property
    def codes(self) -> SheetSide:
        """The panel of a code that came with a password."""
        return SheetSide(self._host, self._session)

    @Slot()
    def open(self) -> None:
        """Show the account panel."""
        self.account.open_panel()

    @Slot(str)
    def show_code(self, code: str) -> None:
        """Show a recovery code once."""
        self.codes.show_code(code)
