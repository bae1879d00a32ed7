"""What slides in beside the wallet: its forms, one at a time, and a transfer whole."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from controllers.ledger.wallet import OwnWallet, Spot
from models.core.text import tr
from models.ledger.entities import AddressCard, TransferDetail, WithdrawalCard
from views.ledger.details import Details
from views.ledger.forms import DepositForm, Form, MoveForm, WithdrawForm
from views.ledger.more_forms import AddressForm, ConfirmForm, StatementForm
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import ScrollColumn

_WIDE = 400


class WalletPanel(QObject):
    """One side panel for all. `finished` carries what was done, in words, `link_wanted` where to go."""

    finished = Signal(str)
    link_wanted = Signal(str)

    def __init__(self, wallet: OwnWallet, host: QWidget) -> None:
        super().__init__(host)
        self._wallet = wallet
        self.panel = SidePanel(tr("Wallet"), host, _WIDE)
        scroll = ScrollColumn(margin=0)
        self._column = scroll.column
        self.panel.body.addWidget(scroll, 1)
        self.deposit, self.withdraw, self.move = DepositForm(wallet), WithdrawForm(wallet), MoveForm(wallet)
        self.confirm, self.address = ConfirmForm(wallet), AddressForm(wallet)
        self.statement = StatementForm(wallet)
        self.details: Details | None = None
        self._forms: tuple[Form, ...] = (
            self.deposit, self.withdraw, self.move, self.confirm, self.address, self.statement,
        )  # fmt: skip
        self._asked: UUID | None = None
        self._back_to_withdrawal = False
        for form in self._forms:
            form.hide()
            self._column.addWidget(form)
            form.finished.connect(self._finished)
        self.withdraw.address_wanted.connect(self._new_address_to_withdraw)
        wallet.changed.connect(self._confirm_what_was_asked)

    @property
    def is_open(self) -> bool:
        return self.panel.is_open

    def close(self) -> None:
        self.panel.close_panel()

    # What is asked for

    @Slot()
    def ask_deposit(self) -> None:
        self._open(self.deposit, tr("Deposit"))
        self.deposit.begin()

    @Slot()
    def ask_withdrawal(self) -> None:
        self._open(self.withdraw, tr("Withdraw"))
        self.withdraw.begin()

    @Slot()
    def ask_move(self) -> None:
        self._open(self.move, tr("Move money"))
        self.move.begin()

    @Slot(object, str)
    def ask_move_from(self, spot: Spot, code: str) -> None:
        self._open(self.move, tr("Move money"))
        self.move.begin_with(spot, code)

    @Slot(object)
    def ask_confirmation(self, card: WithdrawalCard) -> None:
        self._open(self.confirm, tr("Confirm the withdrawal"))
        self.confirm.show_card(card)

    @Slot()
    def ask_address(self) -> None:
        self._back_to_withdrawal = False
        self._open(self.address, tr("New address"))
        self.address.begin_new()

    @Slot(object)
    def ask_name(self, card: AddressCard) -> None:
        self._back_to_withdrawal = False
        self._open(self.address, tr("Rename"))
        self.address.begin_renaming(card)

    @Slot(object)
    def ask_statement(self, account: UUID | None) -> None:
        self._open(self.statement, tr("Statement"))
        self.statement.begin_with(account)

    def show_details(self, detail: TransferDetail) -> None:
        """A transfer whole."""
        self._open(None, tr("Transfer"))
        self.details = Details(detail)
        self.details.link_wanted.connect(self.link_wanted)
        self._column.addWidget(self.details)

    def _open(self, form: Form | None, title: str) -> None:
        if self.details is not None:
            self._column.removeWidget(self.details)
            self.details.hide()
            self.details.deleteLater()
            self.details = None
        self.panel.title.setText(title)
        self.panel.setAccessibleName(title)
        self.panel.open_panel()
        for each in self._forms:
            each.setVisible(each is form)

    # What comes of it

    @Slot(str)
    def _new_address_to_withdraw(self, network: str) -> None:
        self._back_to_withdrawal = True
        self._open(self.address, tr("New address"))
        self.address.begin_new(network)

    @Slot(str, object)
    def _finished(self, said: str, command: UUID) -> None:
        form = self.sender()
        if form is self.withdraw:
            self._asked = command
            self._confirm_what_was_asked()
            return
        if said:
            self.finished.emit(said)
        if form is self.address and self._back_to_withdrawal:
            self.ask_withdrawal()
        else:
            self.close()

    @Slot()
    def _confirm_what_was_asked(self) -> None:
        """The withdrawal that was just asked for, as soon as it is seen."""
        if self.withdraw.isVisible() and self._asked is None:
            self.withdraw.refresh_choices()
        card = next((each for each in self._wallet.waiting if each.id == self._asked), None)
        if card is not None and self.is_open:
            self._asked = None
            self.ask_confirmation(card)
