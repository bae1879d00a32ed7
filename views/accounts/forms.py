"""The forms of accounts: each asks the session for one thing and shows how it ended in its own rows."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Done, Failed, Session
from models.accounts.entities import Account
from models.accounts.factors import CodeNeeded
from models.accounts.names import LONGEST as LONGEST_NAME
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from views.accounts.fields import PasswordField
from views.accounts.hints import CapsHint, StrengthHint
from views.widgets import tokens
from views.widgets.buttons import Button, Kind, link
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.surfaces import reveal
from views.widgets.theme import theme
from views.widgets.tokens import Type

_LONGEST_CODE = 100


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

    def add_row(
        self,
        name: str,
        title: str,
        field: QLineEdit,
        hint: str = "",
        *,
        whose: Callable[[], str] | None = None,
    ) -> FormRow:
        """Add a row above the buttons; `name` is what errors call the field. A password that is new says how
        strong it is, for an account of the name that `whose` gives."""
        row = FormRow(title, field, hint)
        if isinstance(field, PasswordField):
            CapsHint(row, field, hint) if whose is None else StrengthHint(row, field, hint, whose)
        field.returnPressed.connect(self.submit)
        self.column.insertWidget(len(self.rows), row)
        self.rows[name] = row
        return row

    def add_new_password(self, title: str, hint: str, whose: Callable[[], str]) -> None:
        """Add a row for a new password."""
        self.add_row("password", title, PasswordField(title), hint, whose=whose)

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
        reveal(self)

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
        self.add_new_password(
            tr("Password"),
            tr("Optional. Without one, anybody at this computer can open the account."),
            lambda: self.text("name"),
        )

    def ask(self) -> None:
        self.run(self._session.register, self.text("name"), self.text("password") or None)


class LogInForm(Form):
    """The password of one account, and the code of its authenticator app once that was right. `forgot`: the
    password is not known any more."""

    forgot = Signal()

    def __init__(self, session: Session, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(tr("Sign in"), parent=parent)
        self.account = account
        self._session = session
        title = tr("Password of {name}", name=account.name)
        self.add_row("password", title, PasswordField(tr("Password")))
        self.second = self.add_row("second", tr("Code"), code_field(), second_hint())
        self.second.setVisible(False)
        self.forgot_button = link(tr("Forgot the password?"))
        self.forgot_button.clicked.connect(self.forgot)
        self.column.addWidget(self.forgot_button)
        self.column.setContentsMargins(tokens.SMALL, tokens.SMALL, tokens.SMALL, tokens.LARGE)

    def ask(self) -> None:
        self.run(self._log_in, self.text("password") or None, self.text("second") or None)

    def forget(self) -> None:
        super().forget()
        self.second.setVisible(False)

    def _log_in(self, password: str | None, second: str | None, done: Done, failed: Failed) -> None:
        self._session.log_in(self.account.id, password, done, failed, second=second)

    def _failed(self, error: PersonError) -> None:
        if not isValid(self):
            return
        if isinstance(error, CodeNeeded) and self.second.isHidden():
            self._wait(False)
            self.second.setVisible(True)
            self.go_to(self.field("second"))
            return
        super()._failed(error)


class RecoverForm(LogInForm):
    """A new password by the recovery code."""

    def __init__(self, session: Session, account: Account, parent: QWidget | None = None) -> None:
        Form.__init__(self, tr("Set the password and sign in"), parent=parent)
        self.account = account
        self._session = session
        field = code_field(tr("Recovery code"))
        self.add_row("code", tr("Recovery code"), field, _on_paper())
        self.add_new_password(tr("New password"), "", lambda: account.name)
        self.second = self.add_row("second", tr("Code"), code_field(), second_hint())
        self.second.setVisible(False)
        self.column.setContentsMargins(tokens.SMALL, tokens.SMALL, tokens.SMALL, tokens.LARGE)

    def ask(self) -> None:
        if not self.text("code"):
            self._failed(Invalid(tr("Type the recovery code."), field="code"))
            return
        self.run(self._recover, self.text("code"), self.text("password"), self.text("second") or None)

    def _recover(self, code: str, password: str, second: str | None, done: Done, failed: Failed) -> None:
        self._session.recover(self.account, code, password, second, done, failed)


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
        self.add_new_password(
            tr("New password"),
            tr("It keeps others at this computer out of your account; it does not encrypt your files."),
            lambda: "" if session.account is None else session.account.name,
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


def code_field(name: str = "") -> QLineEdit:
    """A field for a code that is on paper or on a phone: nothing to hide, nothing to complete."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setMaxLength(_LONGEST_CODE)
    field.setFont(theme().monospace())
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhPreferLatin
    )
    return field


def second_hint() -> str:
    """What a code of the second factor is."""
    return tr("The six digits that your authenticator app shows, or one of your spare codes.")


def _on_paper() -> str:
    return tr("The one you printed or wrote down, with or without hyphens. It is good once.")


def _name_field() -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(2 * LONGEST_NAME)  # too long a name is told, not cut off while it is pasted
    return field
