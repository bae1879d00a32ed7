"""The forms of accounts: each asks the session for one thing and shows how it ended in its own rows."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.accounts.entities import Account
from models.accounts.names import LONGEST as LONGEST_NAME
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.fields import PasswordField
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.tokens import Type


class _Kind(ABCMeta, type(QWidget)):  # type: ignore[misc]  # known at run time only
    """Of classes of widgets that leave something to their subclasses."""


class Form(QWidget, metaclass=_Kind):
    """Rows, a button that submits (as Enter does) and one that gives up (as Esc does).

    What was typed is forgotten when the form is done, given up or hidden.
    """

    finished = Signal()
    cancelled = Signal()

    def __init__(self, submit: str, *, can_cancel: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, FormRow] = {}
        self._can_cancel = can_cancel
        self._waits = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.MEDIUM)
        self.trouble = Label("", Type.BODY, tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self.submit_button = Button(submit, kind=Kind.PRIMARY)
        self.submit_button.clicked.connect(self.submit)
        self.cancel_button = Button(tr("Cancel"), kind=Kind.GHOST)
        self.cancel_button.clicked.connect(self.give_up)
        if not can_cancel:
            self.cancel_button.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        buttons.addWidget(self.submit_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch()
        self.column.addWidget(self.trouble)
        self.column.addLayout(buttons)

    def add_row(self, name: str, title: str, field: QLineEdit, hint: str = "") -> None:
        """Add a row above the buttons; `name` is what errors call the field."""
        row = FormRow(title, field, hint)
        field.returnPressed.connect(self.submit)
        self.column.insertWidget(len(self.rows), row)
        self.rows[name] = row

    def field(self, name: str) -> QLineEdit:
        """The field of a row."""
        field = self.rows[name].field
        assert isinstance(field, QLineEdit)
        return field

    def text(self, name: str) -> str:
        """What was typed there."""
        return self.field(name).text()

    def begin(self) -> None:
        """Go to the first field."""
        field = self.field(next(iter(self.rows)))
        field.selectAll()
        self.go_to(field)

    def go_to(self, field: QWidget) -> None:
        """Put the focus there, and scroll so far that the form is seen."""
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self._reveal()

    @abstractmethod
    def ask(self) -> None:
        """Send what was typed, by `run`."""

    @Slot()
    def submit(self) -> None:
        if not self._waits:
            self._wait(True)
            self.trouble.setVisible(False)
            self.ask()

    def run(self, method: Callable[..., None], *arguments: Any) -> None:
        """Call a method that ends in `done` or `failed`, and show which here."""
        method(*arguments, self._done, self._failed)

    def forget(self) -> None:
        """Drop what was typed and what was wrong with it."""
        for row in self.rows.values():
            field = row.field
            if isinstance(field, PasswordField):
                field.forget()
            elif isinstance(field, QLineEdit):
                field.clear()
            row.clear_error()
        self.trouble.setVisible(False)

    @Slot()
    def give_up(self) -> None:
        self.forget()
        self.cancelled.emit()

    def _done(self) -> None:
        if isValid(self):
            self._wait(False)
            self.forget()
            self.finished.emit()

    def _failed(self, error: PersonError) -> None:
        if not isValid(self):
            return
        self._wait(False)
        if place_error(error, self.rows):
            self.field(error.field).selectAll()
        else:
            self.trouble.setText(str(error))
            self.trouble.setVisible(True)
        self._reveal()

    def _reveal(self) -> None:
        place = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if place is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            place.ensureWidgetVisible(self, 0, tokens.LARGE)

    def _wait(self, waits: bool) -> None:
        """While an answer is on its way the fields stay as they are: the focus is not to move."""
        self._waits = waits
        self.submit_button.setEnabled(not waits)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._can_cancel:
            self.give_up()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.forget()


class RegisterForm(Form):
    """Another person: a name, and a password if they want one."""

    def __init__(self, session: Session, *, can_cancel: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add and sign in"), can_cancel=can_cancel, parent=parent)
        self._session = session
        self.add_row("name", tr("Name"), _name_field())
        self.add_row(
            "password",
            tr("Password"),
            PasswordField(tr("Password")),
            tr("Optional. Without one, anybody at this computer can open the account."),
        )

    def ask(self) -> None:
        self.run(self._session.register, self.text("name"), self.text("password") or None)


class LogInForm(Form):
    """The password of one account."""

    def __init__(self, session: Session, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sign in"), parent=parent)
        self.account = account
        self._session = session
        title = tr("Password of {name}", name=account.name)
        self.add_row("password", title, PasswordField(tr("Password")))
        self.column.setContentsMargins(tokens.SMALL, tokens.SMALL, tokens.SMALL, tokens.LARGE)

    def ask(self) -> None:
        self.run(self._session.log_in, self.account.id, self.text("password") or None)


class RenameForm(Form):
    """Another name for the account that is signed in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rename"), parent=parent)
        self._session = session
        self.add_row("name", tr("Name"), _name_field())

    def begin(self) -> None:
        if self._session.account is not None:
            self.field("name").setText(self._session.account.name)
        super().begin()

    def ask(self) -> None:
        self.run(self._session.rename, self.text("name"))


class PasswordForm(Form):
    """Set the password of the account that is signed in, or change it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Save the password"), parent=parent)
        self._session = session
        self.add_row("old", tr("Present password"), PasswordField(tr("Present password")))
        self.add_row(
            "password",
            tr("New password"),
            PasswordField(tr("New password")),
            tr("It keeps others at this computer out of your account; it does not encrypt your files."),
        )

    def begin(self) -> None:
        account = self._session.account
        has_password = account is not None and account.has_password
        self.rows["old"].setVisible(has_password)
        self.go_to(self.field("old" if has_password else "password"))

    def ask(self) -> None:
        self.run(self._session.set_password, self.text("old") or None, self.text("password"))


class PassphraseForm(Form):
    """The passphrase of the vault: of the one there is (`unlock`), or a new one."""

    def __init__(self, secrets: Secrets, *, unlock: bool, parent: QWidget | None = None) -> None:
        super().__init__(tr("Unlock") if unlock else tr("Set the passphrase"), parent=parent)
        self._method = secrets.unlock if unlock else secrets.protect
        hint = "" if unlock else tr("Write it down: nobody can bring it back.")
        self.add_row("passphrase", tr("Passphrase"), PasswordField(tr("Passphrase")), hint)

    def ask(self) -> None:
        self.run(self._method, self.text("passphrase"))


def _name_field() -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(2 * LONGEST_NAME)  # too long a name is told, not cut off while it is pasted
    return field
