"""The address book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.ledger.wallet import OwnWallet
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.entities import AddressCard
from views.ledger.tables import MoneyTable, Rows, moment
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.fields import SearchBox
from views.widgets.focus import HandsOn
from views.widgets.icons import icon
from views.widgets.states import Skeleton, State, StateStack, StateView


class AddressRows(Rows):
    """Each row an `AddressCard`."""

    def __init__(self, parent: QObject | None = None) -> None:
        titles = (tr("Name"), tr("Kind of address"), tr("Address"), tr("Added"))
        super().__init__([(title, False) for title in titles], parent)

    def said(self, row: AddressCard) -> Sequence[str]:
        added = tr("New, {moment}", moment=moment(row.added_at)) if row.is_new else moment(row.added_at)
        return (row.label, row.network_name, row.text, added)

    def tone(self, row: Any, column: int) -> str:
        if column == 3 and row.is_new:
            return "warning"
        return "dim" if column else ""


class BookPage(HandsOn):
    """F2 renames, Delete removes (and can be undone); `rename_asked` and `remove_asked` carry the card."""

    add_asked = Signal()
    rename_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__()
        self.wallet = wallet
        self.rows = AddressRows(self)
        self.table = MoneyTable(tr("Address book"), self.rows, 2)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # both ends of an address tell it
        self.search = SearchBox(tr("Filter the addresses"))
        self.search.setFixedWidth(220)
        self.add = Button(tr("Add address"), icon="plus")
        self.stack = StateStack(self.table, Skeleton(5))
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addStretch()
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.add.does(self.add_asked.emit)
        self.search.textChanged.connect(self._show)
        self.search.left.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.table.opened.connect(self.rename_asked)
        self.table.typed.connect(self.type)
        self.table.menu_asked.connect(self._menu)
        wallet.changed.connect(self._show)
        wallet.failed.connect(self._failed)
        self._show()

    def begins(self) -> QWidget:
        return self.stack

    def type(self, text: str) -> None:
        """Go on typing in the filter."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    @Slot()
    def _show(self) -> None:
        words = self.search.text().casefold().split()
        cards = [
            card
            for card in self.wallet.book
            if all(
                word in f"{card.label} {card.network_name} {card.text} {card.address}".casefold()
                for word in words
            )
        ]
        self.rows.show_rows(cards)
        if cards:
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.rows.index(0, 0))
            self.stack.show_content()
        elif self.wallet.wallet is None:
            self.stack.show_loading()
        elif words:
            sentence = tr("No address has “{words}”", words=self.search.text().strip())
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, action=tr("Show all"), do=self.search.clear)
            )
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("Your address book is empty"),
                          tr("Money leaves only to addresses that are in it."), icon="book-user",
                          action=tr("Add address"), do=self.add_asked.emit)
            )  # fmt: skip

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        self.stack.show_error(error, self.wallet.refresh)

    @Slot(object, QPoint)
    def _menu(self, card: AddressCard, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, title, do in (
            ("copy", tr("Copy address"), lambda: QGuiApplication.clipboard().setText(card.address)),
            ("pencil", tr("Rename…"), lambda: self.rename_asked.emit(card)),
            ("trash-2", tr("Remove"), lambda: self.remove_asked.emit(card)),
        ):
            menu.addAction(icon(name, "text", tokens.ICON_SMALL), title).triggered.connect(do)
        menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self.table.current
        if card is not None and event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit(card)
        elif card is not None and event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit(card)
        else:
            super().keyPressEvent(event)
