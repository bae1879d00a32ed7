"""What a person's account is seen through: its panels, and their picture in the top bar."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.services import Services
from views.accounts.portraits import Portraits

if TYPE_CHECKING:
    from views.accounts.side import AccountSides
    from views.shell.window import MainWindow


class AccountDesk(QObject):
    """What the account's panels are made of, and the person's picture in the top bar."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        super().__init__(window)
        self._services = services
        self._window = window
        session = services.session
        self.portraits = Portraits(services.tasks, services.read_blob)
        self.portraits.arrived.connect(self._show)
        session.changed.connect(self._show)
        session.updated.connect(self._show)
        session.recovery_made.connect(self._show_code)

    @cached_property
    def sides(self) -> AccountSides:
        """The panels, built when the first of them is opened."""
        from controllers.accounts.about import AboutMe
        from views.accounts.portrait_buttons import PortraitButtons
        from views.accounts.side import AccountSides

        services = self._services

        def portrait() -> PortraitButtons:
            return PortraitButtons(services.session, self.portraits, services.tasks, services.store_portrait)

        about = AboutMe(services.actor, self)
        return AccountSides(
            self._window.body, services.secrets, services.protection, about, portrait, self._export
        )

    def _export(self) -> None:
        self._window.services.actions.run("data.export")

    def open(self) -> None:
        """Show the account panel."""
        self.sides.open()

    @Slot(str)
    def _show_code(self, code: str) -> None:
        self.sides.show_code(code)

    @Slot()
    def _show(self) -> None:
        account = self._services.session.account
        picture = self.portraits.get(account.picture) if account is not None else None
        self._window.top.account.set_picture(picture)
