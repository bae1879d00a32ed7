"""The account panel, sliding in over the window, and the recovery code where one was made just now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from controllers.accounts.about import AboutMe
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
        about: AboutMe | None = None,
    ) -> None:
        super().__init__(tr("Account"), host)
        self.content = AccountPanel(session, secrets, protection, portrait, about, self)
        self.body.addWidget(self.content)
        session.changed.connect(self.close_panel)


class AccountSides(QObject):
    """Builds the panels over `host` when they are first needed."""

    def __init__(
        self,
        host: QWidget,
        secrets: Secrets,
        protection: Protection,
        about: AboutMe,
        portrait: Callable[[], PortraitButtons],
        export: Callable[[], object],
    ) -> None:
        """`portrait` makes the buttons for one's picture; `export` begins to take everything along."""
        super().__init__(host)
        self._export = export
        self._host = host
        self._session = protection.session
        self._made = (self._session, secrets, protection)
        self._about = about
        self._portrait = portrait

    @cached_property
    def account(self) -> AccountSide:
        """The account panel."""
        side = AccountSide(self._host, *self._made, self._portrait(), self._about)
        side.content.export_asked.connect(self._take_along)
        return side

    @cached_property
    def codes(self) -> SheetSide:
        """The panel of a code that came with a password."""
        return SheetSide(self._host, self._session)

    @Slot()
    def _take_along(self) -> None:
        self.account.close_panel()
        self._export()

    @Slot()
    def open(self) -> None:
        """Show the account panel."""
        self.account.open_panel()

    @Slot(str)
    def show_code(self, code: str) -> None:
        """Show a recovery code once: in the account panel where that is open, else in a panel of its own."""
        account = self.__dict__.get("account")
        if account is not None and account.is_open:
            account.content.show_code(code)
        else:
            self.codes.show_code(code)
