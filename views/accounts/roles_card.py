"""Who may do what here, for an admin: a row a person, a choice of roles."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.accounts.session import Session
from models.accounts.entities import AccountRole
from models.core.errors import PersonError
from models.core.text import tr
from views.widgets import tokens
from views.widgets.fields import Select
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Card


def role_name(role: AccountRole) -> str:
    """A role in a word."""
    names = {
        AccountRole.USER: tr("User"),
        AccountRole.MODERATOR: tr("Moderator"),
        AccountRole.ADMIN: tr("Admin"),
    }
    return names[role]


class RolesCard(Card):
    """There only for an admin who is not alone."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.selects: dict[UUID, Select] = {}
        self._rows: dict[UUID, QWidget] = {}
        self.column.addWidget(
            Label(
                tr("Moderators look after what people write. Admins also give roles."), tone="dim", wrap=True
            )
        )
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self.column.addWidget(self.trouble)
        session.changed.connect(self.refresh)
        session.updated.connect(self.refresh)
        session.people_changed.connect(self.refresh)
        self.refresh()

    @property
    def needed(self) -> bool:
        """Whether there is anything to give."""
        account = self._session.account
        return account is not None and account.role is AccountRole.ADMIN and len(self._session.people) > 1

    @Slot()
    def refresh(self) -> None:
        """Bring the rows up to date; those that stay keep the focus."""
        self.setVisible(self.needed)
        if self.needed and not self.isVisible():
            return  # when it is seen
        people = self._session.people if self.needed else ()
        for id_ in self._rows.keys() - {person.id for person in people}:
            row = self._rows.pop(id_)
            del self.selects[id_]
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for person in people:
            if person.id not in self._rows:
                self._add(person.id, person.name)
            select = self.selects[person.id]
            select.setCurrentIndex(select.findData(person.role.value))
            label = self._rows[person.id].findChild(ElidedLabel)
            if label is not None:
                label.setText(person.name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _add(self, account_id: UUID, name: str) -> None:
        select = Select(tr("Role of {name}", name=name))
        for role in AccountRole:
            select.addItem(role_name(role), role.value)
        select.activated.connect(partial(self._give, account_id))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.MEDIUM)
        line.addWidget(ElidedLabel(name), 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(select)
        self.column.addWidget(row)
        self._rows[account_id], self.selects[account_id] = row, select

    def _give(self, account_id: UUID, _index: int) -> None:
        self.trouble.setVisible(False)
        role = AccountRole(self.selects[account_id].currentData())
        self._session.give_role(account_id, role, None, self._failed)

    def _failed(self, error: PersonError) -> None:
        self.trouble.setText(str(error))
        self.trouble.setVisible(True)
        self.refresh()
