"""What there is to say about the vault, where it cannot keep secrets: the sentence, and what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kernel.vault import VaultKind
from controllers.accounts.secrets import Secrets, VaultState
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.forms import PassphraseForm
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import Label
from views.widgets.states import Mark
from views.widgets.surfaces import Card


class VaultNotice(Card):
    """A card that is there only while there is something to say."""

    def __init__(self, secrets: Secrets, parent: QWidget | None = None) -> None:
        super().__init__(parent, tone="warning")
        self._secrets = secrets
        self.form: PassphraseForm | None = None
        self.sentence = Label("", wrap=True)
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self.button = Button(tr("Set a passphrase"))
        self.button.clicked.connect(self._help)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(Mark("key-round", tokens.ICON, "warning"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        self.column.setSpacing(tokens.MEDIUM)
        self.column.addLayout(row)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self.button)
        self.setVisible(False)
        secrets.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        """The state as it is now; a form that asks for something else than is needed goes."""
        state = self._secrets.state
        self._close_form()
        self.trouble.setVisible(False)
        if state is not None:
            self.sentence.setText(state.notice)
            self.button.setText(_help_of(state))
            self.button.updateGeometry()
        self.setVisible(state is not None and bool(state.notice))

    @Slot()
    def _help(self) -> None:
        state = self._secrets.state
        if state is None:
            return
        if state.kind is VaultKind.KEYRING:
            self._secrets.retry(None, self._still_refused)
            return
        self._ask(unlock=state.locked)

    def _still_refused(self, error: PersonError) -> None:
        """The keyring does not come back: what it does not keep can go into a file."""
        self._failed(error)
        self._ask(unlock=False)

    def _ask(self, *, unlock: bool) -> None:
        self._close_form()
        self.form = PassphraseForm(self._secrets, unlock=unlock, parent=self)
        self.form.cancelled.connect(self._cancelled)
        self.column.addWidget(self.form)
        self.button.setVisible(False)
        self.form.show()
        self.form.begin()

    def _failed(self, error: PersonError) -> None:
        self.trouble.setText(str(error))
        self.trouble.setVisible(True)

    @Slot()
    def _cancelled(self) -> None:
        self._close_form()
        self.button.setFocus(Qt.FocusReason.TabFocusReason)

    def _close_form(self) -> None:
        if self.form is not None:
            self.column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.button.setVisible(True)


def _help_of(state: VaultState) -> str:
    if state.kind is VaultKind.KEYRING:
        return tr("Try again")
    return tr("Unlock") if state.locked else tr("Set a passphrase")
