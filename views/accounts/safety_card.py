"""What protects an account, a row each: what it is, how it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QLocale, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.accounts.safety import Protection
from models.accounts.entities import Safety
from models.accounts.two_factor import Sheet
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.forms import Form
from views.accounts.safety_forms import BothForm, EnableForm, GivingForm, RecoveryCodeForm
from views.accounts.sheet import SheetCard
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.states import Mark
from views.widgets.surfaces import Card, Hairline, reveal
from views.widgets.tokens import Weight


def day(at: datetime) -> str:
    """A day in words, here and now."""
    there = at.astimezone()
    return QLocale().toString(QDate(there.year, there.month, there.day), QLocale.FormatType.LongFormat)


class SafetyRow(QWidget):
    """An icon, a title, how it stands, and buttons."""

    def __init__(self, icon: str, title: str, buttons: Sequence[Button]) -> None:
        super().__init__()
        self._icon = icon
        self.mark = Mark(icon, tokens.ICON)
        self.title = Label(title, weight=Weight.MEDIUM)
        self.remark = Label("", tone="dim", wrap=True)
        self.buttons = tuple(buttons)
        column = QVBoxLayout()
        column.setSpacing(tokens.TINY)
        column.addWidget(self.title)
        column.addWidget(self.remark)
        flow = FlowLayout()
        for button in self.buttons:
            flow.addWidget(button)
        column.addSpacing(tokens.TINY)
        column.addLayout(flow)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def say(self, remark: str, tone: str = "dim") -> None:
        """How it stands; a warning also shows by the icon."""
        self.remark.setText(remark)
        self.remark.set_tone(tone)
        self.mark.set_icon("triangle-alert" if tone == "warning" else self._icon, tone)


class SafetyCard(Card):
    """Recovery code, two-factor sign-in, where one is signed in. One form at a time opens below its row."""

    def __init__(self, protection: Protection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protection = protection
        self._session = protection.session
        self.recovery_button = Button(tr("Make a recovery code"))
        self.enable_button = Button(tr("Turn on"))
        self.disable_button = Button(tr("Turn off"))
        self.spares_button = Button(tr("New spare codes"))
        self.elsewhere_button = Button(tr("Log out everywhere else"))
        self.recovery = SafetyRow("key-round", tr("Recovery code"), [self.recovery_button])
        self.second = SafetyRow(
            "shield",
            tr("Two-factor sign-in"),
            [self.enable_button, self.spares_button, self.disable_button],
        )
        self.sessions = SafetyRow("monitor", tr("Signed in"), [self.elsewhere_button])
        self.sheet = SheetCard()
        self._makers: dict[Button, tuple[SafetyRow, Callable[[], GivingForm]]] = {
            self.recovery_button: (self.recovery, lambda: RecoveryCodeForm(protection)),
            self.enable_button: (self.second, lambda: EnableForm(protection)),
            self.spares_button: (
                self.second,
                lambda: BothForm(protection, tr("Make new spare codes"), protection.renew_spares),
            ),
            self.disable_button: (
                self.second,
                lambda: BothForm(protection, tr("Turn off"), protection.disable),
            ),
        }
        self._forms: dict[Button, GivingForm] = {}  # those that were opened so far
        self._lay_out()
        self.elsewhere_button.clicked.connect(self._elsewhere)
        self._session.changed.connect(self.reset)
        self._session.updated.connect(self._refresh)
        protection.changed.connect(self._refresh)
        self.reset()

    def _lay_out(self) -> None:
        self.column.setSpacing(tokens.MEDIUM)
        self.column.addWidget(self.sheet)
        for row in (self.recovery, self.second, self.sessions):
            if row is not self.recovery:
                self.column.addWidget(Hairline())
            self.column.addWidget(row)
        for button in self._makers:
            button.clicked.connect(self._open)

    def form(self, button: Button) -> Form:
        """The form that a button opens, below its row."""
        if button not in self._forms:
            row, make = self._makers[button]
            form = self._forms[button] = make()
            form.setVisible(False)
            form.finished.connect(self._close_forms)
            form.cancelled.connect(self._close_forms)
            form.gave.connect(self.show_sheet)
            self.column.insertWidget(self.column.indexOf(row) + 1, form)
        return self._forms[button]

    @Slot()
    def reset(self) -> None:
        """Another person is here: nothing of the one before stays."""
        self.sheet.put_away()
        self._close_forms()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        account, state = self._session.account, self._protection.state
        self.setVisible(account is not None)
        if account is None:
            return
        protected = account.has_password
        for button in (self.recovery_button, self.enable_button):
            button.setVisible(protected)
        on = account.has_two_factor
        self.enable_button.setVisible(protected and not on)
        for button in (self.spares_button, self.disable_button):
            button.setVisible(on)
        self._say_recovery(protected, account.has_recovery, state)
        self._say_second(protected, on, state)
        self._say_sessions(state)

    def _say_recovery(self, protected: bool, made: bool, state: Safety | None) -> None:
        self.recovery_button.setText(tr("Make another one") if made else tr("Make a recovery code"))
        self.recovery_button.updateGeometry()
        if not protected:
            self.recovery.say(tr("Not needed: there is no password that could be forgotten."))
        elif not made:
            self.recovery.say(
                tr("There is none: if you forget the password, nobody can bring it back."), "warning"
            )
        elif state is not None and state.recovery_made_at is not None:
            date = day(state.recovery_made_at)
            self.recovery.say(tr("Made on {date}. It sets a new password once.", date=date))

    def _say_second(self, protected: bool, on: bool, state: Safety | None) -> None:
        if not protected:
            self.second.say(tr("Comes after a password: a code of your phone besides it."))
        elif not on:
            self.second.say(tr("Off. With it, signing in asks for a code of your phone, too."))
        elif state is not None and state.two_factor_since is not None:
            date, left = day(state.two_factor_since), state.spares_left
            few = left <= 2
            words = tr("On since {date}. Spare codes left: {count}.", date=date, count=left)
            self.second.say(words, "warning" if few else "dim")

    def _say_sessions(self, state: Safety | None) -> None:
        others = 0 if state is None else len(state.sign_ins) - 1
        self.elsewhere_button.setVisible(others > 0)
        if state is None or others <= 0:
            self.sessions.say(tr("Only here."))
            return
        entry = self._session.entry
        mine = None if entry is None else entry.session_id
        lines = [
            tr("Since {begun}, last used {used}", begun=day(each.began_at), used=day(each.used_at))
            for each in state.sign_ins
            if each.id != mine
        ]
        shown = lines[:3] + ([tr("and {count} more", count=len(lines) - 3)] if len(lines) > 3 else [])
        self.sessions.say("\n".join([tr("Here, and elsewhere:"), *shown]))

    # Doing

    @Slot()
    def _open(self) -> None:
        button = self.sender()
        assert isinstance(button, Button)
        self._close_forms()
        self.sheet.put_away()
        form = self.form(button)
        form.setVisible(True)
        form.begin()

    @Slot()
    def _close_forms(self) -> None:
        for button, form in self._forms.items():
            had_focus = form.isAncestorOf(self.focusWidget() or self)
            form.setVisible(False)
            if had_focus:
                button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def show_sheet(self, sheet: Sheet) -> None:
        """Show codes once, above everything else here, with the keys on what keeps them."""
        account = self._session.account
        if account is not None:
            self.sheet.show_sheet(sheet, account.name)
            self.sheet.copy_button.setFocus(Qt.FocusReason.TabFocusReason)
            reveal(self.sheet)

    @Slot()
    def _elsewhere(self) -> None:
        self._protection.log_out_elsewhere(self._logged_out, self._failed)

    def _logged_out(self, count: int) -> None:
        words = tr("Logged out in one other place.") if count == 1 else ""
        self.sessions.say(words or tr("Logged out in {count} other places.", count=count), "positive")

    def _failed(self, error: PersonError) -> None:
        self.sessions.say(str(error), "negative")
