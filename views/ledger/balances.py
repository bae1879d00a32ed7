"""What there is: sums of all places, withdrawals that wait to be confirmed, and every account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from controllers.ledger.wallet import OwnWallet, Spot
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.assets import asset, format_amount, short_amount
from models.ledger.entities import Line, Wallet, WithdrawalCard
from views.ledger.tables import BalanceRows, MoneyTable
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.flow import FlowLayout
from views.widgets.focus import HandsOn
from views.widgets.icons import icon
from views.widgets.labels import ElidedLabel, Label, caption
from views.widgets.states import Mark, Skeleton, State, StateStack, StateView
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

_FIRST = 6
"""Sums that are shown large; the table has all."""


class Sum(QWidget):
    """All that there is of an asset."""

    def __init__(self, code: str, total: int) -> None:
        super().__init__()
        what = asset(code)
        amount = short_amount(total, what)
        self.setAccessibleName(f"{what.title}: {amount}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, tokens.WIDE, 0)
        column.setSpacing(0)
        column.addWidget(caption(what.title))
        column.addWidget(Label(amount, Type.TITLE, tabular=True))


class WaitingRow(Card):
    """A withdrawal that is to be confirmed."""

    def __init__(self, card: WithdrawalCard, confirm: Callable[[], object]) -> None:
        super().__init__(padding=tokens.MEDIUM, tone="warning")
        self.card = card
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(Mark("clock", tokens.ICON_SMALL, "warning"))
        amount = format_amount(card.amount, asset(card.asset))
        words = tr("{amount} to {label} waits for you to confirm it", amount=amount, label=card.label)
        row.addWidget(ElidedLabel(words, weight=Weight.MEDIUM), 1)
        self.button = Button(tr("Confirm or cancel…"))
        self.button.does(confirm)
        row.addWidget(self.button)
        self.column.addLayout(row)
        self.setAccessibleName(words)


class BalancesPage(HandsOn):
    """`move_asked` carries where from and the asset, `history_asked` and `statement_asked` a line."""

    deposit_asked = Signal()
    move_asked = Signal(object, str)
    history_asked = Signal(object)
    statement_asked = Signal(object)
    confirm_asked = Signal(object)
    typed = Signal(str)

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__()
        self.wallet = wallet
        self.rows = BalanceRows(self)
        self.table = MoneyTable(tr("Balances"), self.rows, 1)
        self.sums = QWidget()
        self._flow = FlowLayout(self.sums, gap=tokens.MEDIUM)
        self.waiting: list[WaitingRow] = []
        self._waiting_column = QVBoxLayout()
        self._waiting_column.setSpacing(tokens.SMALL)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(tokens.LARGE)
        inner.addWidget(self.sums)
        inner.addLayout(self._waiting_column)
        inner.addWidget(self.table, 1)
        self._content = content
        content.setFocusProxy(self.table)
        self.stack = StateStack(content, Skeleton(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.table.opened.connect(self.history_asked)
        self.table.menu_asked.connect(self._menu)
        self.table.typed.connect(self.typed)
        wallet.changed.connect(self.show_wallet)
        wallet.failed.connect(self._failed)
        self.show_wallet()

    def begins(self) -> QWidget:
        return self.stack

    @Slot()
    def show_wallet(self) -> None:
        """Show what there is now."""
        there = self.wallet.wallet
        self._show_waiting()
        if there is None:
            self.rows.show_rows(())
            self.stack.show_loading()
        elif not there.lines and not self.waiting:
            self.rows.show_rows(())
            self.stack.show_state(
                StateView(State.EMPTY, tr("There is no money in your wallet yet"),
                          tr("Take play money from the faucet, and use it everywhere in Nonet."),
                          icon="wallet", action=tr("Deposit"), do=self.deposit_asked.emit)
            )  # fmt: skip
        else:
            self._show_sums(there)
            self.rows.show_rows(there.lines)
            if not self.table.currentIndex().isValid() and there.lines:
                self.table.setCurrentIndex(self.rows.index(0, 0))
            self.stack.show_content()

    def _show_sums(self, there: Wallet) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for code, total in list(there.totals.items())[:_FIRST]:
            self._flow.addWidget(Sum(code, total))
        self.sums.setVisible(bool(there.totals))
        self.sums.updateGeometry()

    def _show_waiting(self) -> None:
        cards = self.wallet.waiting
        if [row.card for row in self.waiting] == list(cards):
            return
        had_focus = any(row.button.hasFocus() for row in self.waiting)
        for row in self.waiting:
            self._waiting_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.waiting = [WaitingRow(card, self._asker(card)) for card in cards]
        for row in self.waiting:
            self._waiting_column.addWidget(row)
        if had_focus:
            (self.waiting[0].button if self.waiting else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _asker(self, card: WithdrawalCard) -> Callable[[], object]:
        return lambda: self.confirm_asked.emit(card)

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        self.stack.show_error(error, self.wallet.refresh)

    @Slot(object, QPoint)
    def _menu(self, line: Line, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        spot = Spot(line.space_id, line.purpose)
        for name, title, do in (
            ("history", tr("History"), lambda: self.history_asked.emit(line)),
            ("arrow-left-right", tr("Move…"), lambda: self.move_asked.emit(spot, line.asset)),
            ("file-text", tr("Statement…"), lambda: self.statement_asked.emit(line)),
        ):
            menu.addAction(icon(name, "text", tokens.ICON_SMALL), title).triggered.connect(do)
        menu.popup(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu and self.table.current is not None:
            at = self.table.visualRect(self.table.currentIndex()).bottomLeft()
            self._menu(self.table.current, self.table.viewport().mapToGlobal(at))
            return
        super().keyPressEvent(event)
