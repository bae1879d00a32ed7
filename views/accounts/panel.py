"""The account of whoever is signed in, the other people of this computer, and the vault's notice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QDate, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.accounts.about import AboutMe
from controllers.accounts.safety import Protection
from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from models.accounts.entities import Account, AccountRole
from models.accounts.two_factor import Sheet
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.about_card import AboutCard
from views.accounts.forms import Form, PasswordForm, RegisterForm, RenameForm
from views.accounts.people import PeopleList
from views.accounts.portrait_buttons import PortraitButtons
from views.accounts.roles_card import RolesCard
from views.accounts.safety_card import SafetyCard
from views.accounts.safety_forms import LeaveForm
from views.accounts.vault_notice import VaultNotice
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.by_and_by import ByAndBy
from views.widgets.flow import FlowLayout
from views.widgets.labels import ElidedLabel, Heading, Label
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.tokens import Type


class AccountCard(Card):
    """Who is signed in, and what they can do with their account; one form at a time opens below."""

    def __init__(
        self, session: Session, portrait: PortraitButtons | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._portrait = portrait
        self.avatar = Avatar("", tokens.ROW_TOUCH)
        self.name = ElidedLabel("", Type.TITLE)
        self.remark = Label("", tone="dim", wrap=True)
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.setVisible(False)
        self.rename_button = Button(tr("Rename"), icon="pencil")
        self.password_button = Button(tr("Set a password"), icon="key-round")
        self.log_out_button = Button(tr("Log out"), icon="log-out", kind=Kind.GHOST)
        self._lay_out()
        self.rename_button.clicked.connect(self._rename)
        self.password_button.clicked.connect(self._set_password)
        self.log_out_button.clicked.connect(self._log_out)
        session.changed.connect(self.reset)
        session.updated.connect(self._refresh)
        self.reset()

    @cached_property
    def rename_form(self) -> RenameForm:
        """Made when it is first asked for, as every form here: most people open none of them."""
        form = RenameForm(self._session)
        self._place(form)
        return form

    @cached_property
    def password_form(self) -> PasswordForm:
        form = PasswordForm(self._session)
        self._place(form)
        return form

    def _place(self, form: Form) -> None:
        form.setVisible(False)
        form.finished.connect(self._close_forms)
        form.cancelled.connect(self._close_forms)
        self.column.addWidget(form)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.name)
        texts.addWidget(self.remark)
        head = QHBoxLayout()
        head.setSpacing(tokens.MEDIUM)
        head.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        buttons = FlowLayout()
        shown = [self.rename_button, self.password_button]
        if self._portrait is not None:
            shown += self._portrait.attach(self.avatar, self._failed)
        for button in (*shown, self.log_out_button):
            buttons.addWidget(button)
        self.column.setSpacing(tokens.MEDIUM)
        self.column.addLayout(head)
        self.column.addLayout(buttons)
        self.column.addWidget(self.trouble)

    @Slot()
    def reset(self) -> None:
        """Another person is here: nothing of the one before stays."""
        self._close_forms()
        self.trouble.setVisible(False)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        account = self._session.account
        self.setVisible(account is not None)
        if account is None:
            self.name.setText("")
            return
        self.avatar.set_name(account.name)
        self.name.setText(account.name)
        self.remark.setText(_remark(account))
        self.password_button.setText(
            tr("Change the password") if account.has_password else tr("Set a password")
        )
        self.password_button.updateGeometry()

    @Slot()
    def _rename(self) -> None:
        self._open(self.rename_form)

    @Slot()
    def _set_password(self) -> None:
        self._open(self.password_form)

    @Slot()
    def _log_out(self) -> None:
        self._session.log_out(None, self._failed)

    def _failed(self, error: PersonError) -> None:
        self.trouble.setText(str(error))
        self.trouble.setVisible(True)

    def _open(self, form: Form) -> None:
        self._close_forms()
        form.setVisible(True)
        form.begin()

    @Slot()
    def _close_forms(self) -> None:
        for name, button in (("rename_form", self.rename_button), ("password_form", self.password_button)):
            form = vars(self).get(name)
            if form is None:  # never opened so far
                continue
            had_focus = form.isAncestorOf(self.focusWidget() or self)
            form.setVisible(False)
            if had_focus:
                button.setFocus(Qt.FocusReason.TabFocusReason)


class LeaveSection(QWidget):
    """The way out, at the very end: a quiet button, and what it would do before it does it."""

    export_asked = Signal()

    def __init__(self, protection: Protection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Button(tr("Delete this account…"), icon="trash-2", kind=Kind.GHOST, role="negative")
        self.card = Card(tone="negative")
        self._protection = protection
        self.card.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE, 0, tokens.LARGE)
        column.addWidget(self.button)
        column.addWidget(self.card)
        self.button.clicked.connect(self._open)
        protection.session.changed.connect(self._close)

    @cached_property
    def form(self) -> LeaveForm:
        form = LeaveForm(self._protection)
        self.card.column.addWidget(form)
        form.cancelled.connect(self._close)
        form.export_asked.connect(self.export_asked)
        return form

    @Slot()
    def _open(self) -> None:
        self.button.setVisible(False)
        self.card.setVisible(True)
        self.form.begin()

    @Slot()
    def _close(self) -> None:
        had_focus = self.card.isAncestorOf(self.focusWidget() or self)
        self.card.setVisible(False)
        self.button.setVisible(True)
        if had_focus:
            self.button.setFocus(Qt.FocusReason.TabFocusReason)


class AccountPanel(ScrollColumn):
    """All of the above in one column that scrolls; made for the width of a side panel.

    `export_asked`: everything is to be taken along before one leaves.
    """

    export_asked = Signal()

    def __init__(
        self,
        session: Session,
        secrets: Secrets,
        protection: Protection | None = None,
        portrait: PortraitButtons | None = None,
        about: AboutMe | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, margin=tokens.TINY)
        self._session = session
        self._secrets = secrets
        self._protection = protection
        self.card = AccountCard(session, portrait, self)
        self.notice = VaultNotice(secrets, self)  # not shown before it has its place
        self.safety = None if protection is None else SafetyCard(protection, self)
        self.heading = Heading(tr("Other people on this computer"))
        self.people = PeopleList(session)
        self.add_button = Button(tr("Add a person"), icon="plus")
        self.roles_heading = Heading(tr("Roles"))
        self.roles = RolesCard(session, self)
        self._about = about
        self._lay_out()
        self._building = ByAndBy(self._build(), self)
        self.add_button.clicked.connect(self._add)
        self.people.asked.connect(self._close_register)
        session.changed.connect(self._close_register)
        session.people_changed.connect(self._refresh)
        session.updated.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self.card)
        column.addWidget(self.notice)
        if self.safety is not None:
            column.addWidget(Heading(tr("Security")))
            column.addWidget(self.safety)
        parts = (
            self.heading,
            self.people,
            self.add_button,
            self.roles_heading,
            self.roles,
        )
        for part in parts:
            column.addWidget(part)
        # an aligned layout gives wrapped texts too little height
        column.setAlignment(Qt.AlignmentFlag(0))
        column.addStretch()

    def _build(self) -> Iterator[None]:
        """What is below, once the rest is seen."""
        yield
        _ = self.about
        yield
        if self._protection is not None:
            _ = self.leave

    @cached_property
    def about(self) -> AboutCard | None:
        """What a person tells of themselves."""
        if self._about is None:
            return None
        card = AboutCard(self._about, self)
        at = self.column.count() - 1 - ("leave" in vars(self))  # before the stretch
        self.column.insertWidget(at, Heading(tr("About you")))
        self.column.insertWidget(at + 1, card)
        self._order(card)
        return card

    @cached_property
    def leave(self) -> LeaveSection:
        """How one leaves for good, at the very end."""
        assert self._protection is not None
        section = LeaveSection(self._protection, self)
        section.export_asked.connect(self.export_asked)
        self.column.insertWidget(self.column.count() - 1, section)
        return section

    @cached_property
    def register_form(self) -> RegisterForm:
        form = RegisterForm(self._session)
        form.setVisible(False)
        form.finished.connect(self._close_register)
        form.cancelled.connect(self._close_register)
        self.column.insertWidget(self.column.indexOf(self.add_button) + 1, form)
        return form

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._secrets.refresh()
        if self._protection is not None:
            self._protection.refresh()
        if self._about is not None:
            self._about.refresh()
        self._building.start()

    def show_code(self, code: str) -> None:
        """Show a recovery code that was made just now."""
        if self.safety is not None:
            self.safety.show_sheet(Sheet(recovery_code=code))

    @Slot()
    def _refresh(self) -> None:
        alone = not self._session.others
        self.roles_heading.setVisible(self.roles.needed)
        self.heading.remark.setText(tr("Nobody yet") if alone else "")
        self._order(vars(self).get("about"))

    def _order(self, about: AboutCard | None) -> None:
        """People come and go; the keyboard meets them where they are seen, before what one may tell."""
        after = () if about is None else about.fields
        for one, other in pairwise((*self.people.rows.values(), self.add_button, *after)):
            QWidget.setTabOrder(one, other)

    @Slot()
    def _add(self) -> None:
        self.people.reset()
        self.add_button.setVisible(False)
        self.register_form.setVisible(True)
        self.register_form.begin()

    @Slot()
    def _close_register(self) -> None:
        form = vars(self).get("register_form")
        if form is None:  # never opened so far
            return
        had_focus = form.isAncestorOf(self.focusWidget() or self)
        form.setVisible(False)
        self.add_button.setVisible(True)
        if had_focus:
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)


def _remark(account: Account) -> str:
    """What is to be known of an account, in a line or two."""
    made = account.created_at.astimezone()
    date = QLocale().toString(QDate(made.year, made.month, made.day), QLocale.FormatType.LongFormat)
    match account.role:
        case AccountRole.ADMIN:
            first = tr("Admin, here since {date}", date=date)
        case AccountRole.MODERATOR:
            first = tr("Moderator, here since {date}", date=date)
        case AccountRole.USER:
            first = tr("Here since {date}", date=date)
    if account.has_password:
        return first
    return first + "\n" + tr("No password: anybody at this computer can open this account.")
