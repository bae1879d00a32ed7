"""The page that stands in the window's place while nobody is signed in."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.forms import RegisterForm
from views.accounts.people import PeopleList
from views.accounts.vault_notice import VaultNotice
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import Label
from views.widgets.surfaces import ScrollColumn
from views.widgets.tokens import Type


class SignedOutPage(ScrollColumn):
    """Who is here? The people of this computer, their password, and a new person."""

    def __init__(
        self, session: Session, secrets: Secrets, parent: QWidget | None = None, *, at_start: bool = True
    ) -> None:
        """`at_start`: nobody has logged out just now, so that it is to be said why it asks."""
        super().__init__(parent, margin=tokens.HUGE)
        self._at_start = at_start
        self._session = session
        self._secrets = secrets
        self.title = Label(tr("Who is here?"), Type.HERO)
        self.remark = Label("", tone="dim", wrap=True)
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self.people = PeopleList(session)
        self.notice = VaultNotice(secrets, self)  # not shown before it has its place
        self.add_button = Button(tr("Add a person"), icon="plus")
        self._lay_out()
        self.add_button.clicked.connect(self._add)
        self.people.asked.connect(self._close_register)
        session.changed.connect(self.reset)
        session.people_changed.connect(self._refresh)
        session.failed.connect(self._failed)
        secrets.changed.connect(self._refresh)
        self.reset()

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(tokens.PANEL_WIDTH)
        self._inner = inner = QVBoxLayout(middle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(tokens.LARGE)
        parts = (self.title, self.remark, self.trouble, self.people, self.add_button, self.notice)
        for part in parts:
            inner.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        self.column.setAlignment(
            Qt.AlignmentFlag(0)
        )  # an aligned layout gives wrapped texts too little height
        self.column.addStretch(2)
        self.column.addLayout(row)
        self.column.addStretch(3)

    @cached_property
    def register_form(self) -> RegisterForm:
        """Made when somebody is to be added."""
        form = RegisterForm(self._session)
        form.setVisible(False)
        form.cancelled.connect(self._close_register)
        self._inner.insertWidget(self._inner.indexOf(self.add_button) + 1, form)
        return form

    @property
    def _adds(self) -> bool:
        return "register_form" in vars(self) and self.register_form.isVisibleTo(self)

    def go(self) -> None:
        """Put the focus where the person begins."""
        if self._adds:
            self.register_form.begin()
        else:
            self.people.go()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._secrets.refresh()
        self.go()

    @Slot()
    def reset(self) -> None:
        """Nothing of whoever was here stays."""
        self.trouble.setVisible(False)
        self._close_register()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if not self._session.ready:
            return
        people, state = self._session.people, self._secrets.state
        asks = any(person.has_password for person in people)
        forgets = state is not None and bool(state.notice)
        if not people:
            self.remark.setText(tr("Nobody has an account here yet: add the first."))
            self._add()
        elif asks and forgets and self._at_start:
            self.remark.setText(
                tr("Nonet could not keep who was signed in, so it asks for the password at each start.")
            )
        else:
            self.remark.setText(tr("Choose your account."))

    def _failed(self, error: PersonError) -> None:
        if self.isVisible():
            self.trouble.setText(str(error))
            self.trouble.setVisible(True)

    @Slot()
    def _add(self) -> None:
        self.people.reset()
        self.add_button.setVisible(False)
        self.register_form.setVisible(True)
        if self.isVisible():
            self.register_form.begin()

    @Slot()
    def _close_register(self) -> None:
        if self._session.people:
            if self._adds:
                self.register_form.setVisible(False)
            self.add_button.setVisible(True)
