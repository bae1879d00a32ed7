"""Every transfer, newest first: narrowed by words and by account, opened whole."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.ledger.entry_list import EntryList
from controllers.ledger.wallet import OwnWallet
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.entities import Entry
from models.ledger.purposes import purpose_title
from views.ledger.forms import fill
from views.ledger.tables import EntryRows, MoneyTable
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.fields import SearchBox, Select
from views.widgets.focus import HandsOn
from views.widgets.icons import icon
from views.widgets.states import Skeleton, State, StateStack, StateView

_SEARCH = 220


class HistoryPage(HandsOn):
    """`narrowed` is told when another account is looked at; `opened` carries an entry."""

    opened = Signal(object)
    statement_asked = Signal(object)
    deposit_asked = Signal()
    narrowed = Signal()

    def __init__(self, wallet: OwnWallet, entries: EntryList) -> None:
        super().__init__()
        self.wallet, self.entries = wallet, entries
        self.rows = EntryRows(self)
        self.table = MoneyTable(tr("History"), self.rows, 3)
        self.search = SearchBox(tr("Filter the history"))
        self.search.setFixedWidth(_SEARCH)
        self.account = Select(tr("Account"))
        self.statement = Button(tr("Statement…"), icon="file-text")
        self.stack = StateStack(self.table, Skeleton(8))
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.search)
        row.addWidget(self.account)
        row.addStretch()
        row.addWidget(self.statement)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self._connect()
        self._show_accounts()
        self._show()

    def _connect(self) -> None:
        self.entries.changed.connect(self._show)
        self.entries.failed.connect(self._failed)
        self.wallet.changed.connect(self._show_accounts)
        self.search.textChanged.connect(self.entries.set_words)
        self.search.left.connect(self._to_table)
        self.account.currentIndexChanged.connect(self._chosen)
        self.statement.does(lambda: self.statement_asked.emit(self.entries.account))
        self.table.opened.connect(self.opened)
        self.table.menu_asked.connect(self._menu)
        self.table.typed.connect(self.type)
        self.table.end.connect(self.entries.show_more)

    def begins(self) -> QWidget:
        return self.stack

    def look_at(self, account: UUID | None) -> None:
        """Leave only the entries of this account, or of all."""
        self.entries.set_account(account)
        self._show_accounts()

    def type(self, text: str) -> None:
        """Go on typing in the filter."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.entries.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.entries.set_visible(False)

    @Slot()
    def _show_accounts(self) -> None:
        lines = () if self.wallet.wallet is None else self.wallet.wallet.lines
        choices: list[tuple[str, object]] = [(tr("All accounts"), None)]
        choices += [
            (f"{line.asset} · {line.place} · {purpose_title(line.purpose)}", line.account_id)
            for line in lines
        ]
        wanted = self.entries.account
        if wanted is not None and wanted not in [value for _, value in choices]:
            choices.append((tr("An account with nothing in it"), wanted))
        fill(self.account, choices)
        self.account.blockSignals(True)
        self.account.setCurrentIndex([value for _, value in choices].index(wanted))
        self.account.blockSignals(False)

    @Slot()
    def _chosen(self) -> None:
        self.entries.set_account(self.account.currentData())
        self.narrowed.emit()

    @Slot()
    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _show(self) -> None:
        there = self.entries.entries
        if not self.entries.words and self.search.text().strip() and there is None:
            self.search.clear()  # somebody else is here
        if there is None:
            self.rows.show_rows(())
            self.stack.show_loading()
        elif there:
            self.rows.show_rows(there)
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.rows.index(0, 0))
            self.stack.show_content()
        else:
            self.rows.show_rows(())
            self._show_nothing()

    def _show_nothing(self) -> None:
        if self.entries.words:
            sentence = tr("No transfer has “{words}”", words=self.entries.words)
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."),
                          action=tr("Show all"), do=self.search.clear)
            )  # fmt: skip
        elif self.entries.account is not None:
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, tr("Nothing has moved in this account"),
                          action=tr("Show all"), do=lambda: self.account.setCurrentIndex(0))
            )  # fmt: skip
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("No money has moved yet"),
                          tr("Every deposit, trade and payment is listed here, for you alone."),
                          icon="history", action=tr("Deposit"), do=self.deposit_asked.emit)
            )  # fmt: skip

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        self.stack.show_error(error, self.entries.refresh)

    @Slot(object, QPoint)
    def _menu(self, entry: Entry, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, title, do in (
            ("info", tr("What it belongs to"), lambda: self.opened.emit(entry)),
            ("copy", tr("Copy its id"), lambda: QGuiApplication.clipboard().setText(str(entry.id))),
            ("file-text", tr("Statement…"), lambda: self.statement_asked.emit(entry.account_id)),
        ):
            menu.addAction(icon(name, "text", tokens.ICON_SMALL), title).triggered.connect(do)
        menu.popup(at)
