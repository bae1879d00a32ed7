"""The forms that protect an account, and the one that ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.accounts.safety import Protection
from controllers.accounts.session import Done, Failed
from models.accounts.two_factor import Enrolment, Sheet
from models.core.errors import PersonError
from models.core.holdings import Holding
from models.core.text import tr
from views.accounts.fields import PasswordField
from views.accounts.forms import Form, code_field, second_hint
from views.accounts.qr import QrView
from views.widgets import tokens
from views.widgets.buttons import Kind, link
from views.widgets.labels import Label
from views.widgets.tokens import Type


class GivingForm(Form):
    """A form that asks for the present password, and may give codes that are shown once (`gave`)."""

    gave = Signal(object)

    def __init__(self, protection: Protection, submit: str, parent: QWidget | None = None) -> None:
        super().__init__(submit, parent=parent)
        self.protection = protection
        self.add_row("old", tr("Password"), PasswordField(tr("Password")))

    def run(self, method: Callable[..., None], *arguments: Any) -> None:
        """Call a method that ends in `given(sheet or None)` or `failed`."""

        def given(sheet: Sheet | None) -> None:
            self._done()
            if sheet is not None:
                self.gave.emit(sheet)

        method(*arguments, given, self._failed)


class RecoveryCodeForm(GivingForm):
    """Make a recovery code."""

    def __init__(self, protection: Protection, parent: QWidget | None = None) -> None:
        super().__init__(protection, tr("Make a recovery code"), parent)

    def ask(self) -> None:
        self.run(self.protection.make_recovery, self.text("old"))


class EnableForm(GivingForm):
    """Give the authenticator app the secret, and show by a code that it has it."""

    def __init__(self, protection: Protection, parent: QWidget | None = None) -> None:
        super().__init__(protection, tr("Turn on"), parent)
        self.enrolment: Enrolment | None = None
        about = Label(
            tr("Scan this with an authenticator app (any will do), or type the letters into it."),
            tone="dim",
            wrap=True,
        )
        self.qr = QrView()
        self.written = Label("", wrap=True)
        self.written.set_selectable()
        picture = QWidget()
        row = QHBoxLayout(picture)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.written, 1, Qt.AlignmentFlag.AlignVCenter)
        self.add_row("second", tr("Code"), code_field(), tr("The six digits that the app shows now."))
        self.column.insertWidget(0, about)
        self.column.insertWidget(1, picture)

    def begin(self) -> None:
        from views.widgets.theme import theme

        self.enrolment = self.protection.prepare()
        self.qr.show_text(self.enrolment.address)
        self.written.setFont(theme().monospace())
        self.written.setText(self.enrolment.written)
        self.written.setAccessibleName(tr("Secret for the app: {letters}", letters=self.enrolment.written))
        super().begin()

    def ask(self) -> None:
        assert self.enrolment is not None
        self.run(self.protection.enable, self.text("old"), self.enrolment, self.text("second"))

    def forget(self) -> None:
        super().forget()
        self.enrolment = None
        self.qr.show_text("")
        self.written.setText("")


class BothForm(GivingForm):
    """Something about the second factor, which both factors are asked for."""

    def __init__(
        self, protection: Protection, submit: str, method: Callable[..., None], parent: QWidget | None = None
    ) -> None:
        super().__init__(protection, submit, parent)
        self._method = method
        self.add_row("second", tr("Code"), code_field(), second_hint())

    def ask(self) -> None:
        self.run(self._method, self.text("old"), self.text("second"))


class LeaveForm(Form):
    """Delete the account: what goes, what stays, the name typed out, the password. `export_asked`:
    everything is to be taken along first."""

    export_asked = Signal()

    def __init__(self, protection: Protection, parent: QWidget | None = None) -> None:
        super().__init__(tr("Delete the account for good"), parent=parent)
        self._protection = protection
        self.submit_button.kind = Kind.DANGER
        self.goes = Label("", wrap=True)
        self.stays = Label(
            tr(
                "What you wrote in places of others stays there, by “deleted account”. Backups that were made"
                " before keep everything. This cannot be undone."
            ),
            tone="dim",
            wrap=True,
        )
        self.add_row("name", tr("Your name, to make sure"), code_field())
        self.add_row("password", tr("Password"), PasswordField(tr("Password")))
        self.export_button = link(tr("Export everything first…"))
        self.export_button.clicked.connect(self.export_asked)
        title = Label(tr("This is what happens"), Type.STRONG)
        for place, part in enumerate((title, self.goes, self.stays, self.export_button)):
            self.column.insertWidget(place, part)

    def begin(self) -> None:
        account = self._protection.session.account
        if account is None:
            return
        self.field("name").setPlaceholderText(account.name)
        self.rows["password"].setVisible(account.has_password)
        self.goes.setText(tr("Nobody can sign in as {name} any more.", name=account.name))
        self._protection.holdings(self._said)
        super().begin()

    def _said(self, holdings: tuple[Holding, ...]) -> None:
        account = self._protection.session.account
        if account is None:
            return
        first = tr("Nobody can sign in as {name} any more.", name=account.name)
        if holdings:
            what = "\n".join(f"•  {holding.words}" for holding in holdings)
            first += "\n" + tr("These are deleted, with the files that nobody else uses:") + "\n" + what
        self.goes.setText(first)
        self._reveal()

    def ask(self) -> None:
        self.run(self._leave, self.text("name"), self.text("password"))

    def _leave(self, name: str, password: str, done: Done, failed: Failed) -> None:
        def ended() -> None:
            if done is not None:
                done()

        def refused(error: PersonError) -> None:
            if failed is not None:
                failed(error)

        self._protection.leave(name, password, ended, refused)
