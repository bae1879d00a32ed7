"""Further forms of the wallet: confirming a withdrawal, an address of the book, a statement."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import QDateEdit, QFileDialog, QLineEdit

from controllers.ledger.wallet import OwnWallet
from models.core.text import tr
from models.ledger.addresses import NETWORKS
from models.ledger.assets import asset, format_amount
from models.ledger.entities import AddressCard, WithdrawalCard
from models.ledger.purposes import purpose_title
from views.ledger.forms import Form, fill
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.labels import Label
from views.widgets.theme import theme
from views.widgets.tokens import Type


class ConfirmForm(Form):
    """What leaves, and where to; for an address that is new, its last letters once more."""

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Send it now"))
        self._card: WithdrawalCard | None = None
        self.amount = Label("", Type.TITLE, tabular=True)
        self.label = Label("", wrap=True)
        self.address = Label("", Type.BODY, wrap=True, tabular=True)
        self.address.set_selectable()
        self.warning = Label("", tone="warning", wrap=True)
        self.remark = Label(tr("It leaves at once and cannot be called back."), tone="dim", wrap=True)
        self.ending = QLineEdit()
        self.ending.setMaxLength(20)
        self.add_row("ending", tr("Last letters of the address"), self.ending)
        self.no = Button(tr("Cancel the withdrawal"), kind=Kind.DANGER)
        self.no.clicked.connect(self._cancel)
        self.buttons.insertWidget(1, self.no)
        for n, part in enumerate((self.amount, self.label, self.address, self.warning)):
            self.column.insertWidget(n, part)
        self.column.insertWidget(self.column.count() - 1, self.remark)
        self._cancelled = False

    def show_card(self, card: WithdrawalCard) -> None:
        """Ask about this one."""
        self._card, self._cancelled = card, False
        self.amount.setText(format_amount(card.amount, asset(card.asset)))
        self.label.setText(tr("to {label} ({network})", label=card.label, network=card.network_name))
        self.address.setText(card.text)
        self.warning.setText(
            tr("You added this address less than a day ago. Compare it with the one you were given, and"
               " type its last {count} letters.", count=len(card.ending))
        )  # fmt: skip
        self.warning.setVisible(card.is_new)
        self.rows["ending"].setVisible(card.is_new)
        self.ending.clear()
        self.begin()
        if not card.is_new:
            self.button.setFocus()

    def ask(self) -> None:
        assert self._card is not None
        self.wallet.confirm(self._card.id, self.ending.text(), self.done, self.failed)

    @Slot()
    def _cancel(self) -> None:
        if self._card is not None:
            self._cancelled = True
            self.wallet.cancel(self._card.id, self.done, self.failed)

    def said(self) -> str:
        if self._cancelled:
            return tr("The withdrawal is cancelled; the money is yours again.")
        assert self._card is not None
        amount = format_amount(self._card.amount, asset(self._card.asset))
        return tr("Sent: {amount} to {label}.", amount=amount, label=self._card.label)


class AddressForm(Form):
    """A new address, or another name for one."""

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Add"))
        self._card: AddressCard | None = None
        self.network = Select(tr("Kind of address"))
        for network in NETWORKS.values():
            self.network.addItem(network.name, network.id)
        self.address, self.label = QLineEdit(), QLineEdit()
        self.address.setMaxLength(300)
        self.label.setMaxLength(200)
        self.add_row("network", tr("Kind of address"), self.network)
        self.add_row("address", tr("Address"), self.address)
        self.add_row("label", tr("Name"), self.label, tr("What you know it by, such as “My bank”."))
        self.network.currentIndexChanged.connect(self._network_chosen)
        self._network_chosen()

    def begin_new(self, network: str = "") -> None:
        """Ask for a new one."""
        self._card = None
        if network:
            self.network.setCurrentIndex(self.network.findData(network))
        self.address.clear()
        self.label.clear()
        self._show_parts()
        self.begin()

    def begin_renaming(self, card: AddressCard) -> None:
        """Ask for another name."""
        self._card = card
        self.label.setText(card.label)
        self._show_parts()
        self.begin()
        self.label.setFocus()
        self.label.selectAll()

    def _show_parts(self) -> None:
        for name in ("network", "address"):
            self.rows[name].setVisible(self._card is None)
        self.button.setText(tr("Add") if self._card is None else tr("Rename"))
        self.button.updateGeometry()

    @Slot()
    def _network_chosen(self) -> None:
        example = NETWORKS[str(self.network.currentData())].example
        self.rows["address"].set_hint(tr("One looks like {example}.", example=example))

    def ask(self) -> None:
        if self._card is not None:
            self.wallet.rename_address(self._card.id, self.label.text(), self.done, self.failed)
        else:
            network = str(self.network.currentData())
            self.wallet.add_address(network, self.address.text(), self.label.text(), self.done, self.failed)

    def said(self) -> str:
        label = " ".join(self.label.text().split())
        if self._card is not None:
            return tr("It is called “{label}” now.", label=label)
        return tr("“{label}” is in your address book.", label=label)


class StatementForm(Form):
    """An account and a period, as a file."""

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Save as CSV…"))
        self.account = Select(tr("Account"))
        today = QDate.currentDate()
        self.since, self.until = (_day(day) for day in (today.addMonths(-1), today))
        self.add_row("account", tr("Account"), self.account)
        self.add_row("since", tr("From"), self.since)
        self.add_row("until", tr("To, including"), self.until)
        self._name = ""

    def show_choices(self) -> None:
        lines = () if self.wallet.wallet is None else self.wallet.wallet.lines
        fill(self.account, [
            (f"{line.asset} · {line.place} · {purpose_title(line.purpose)}", line.account_id)
            for line in lines
        ])  # fmt: skip
        self.button.setEnabled(bool(lines))

    def begin_with(self, account: UUID | None) -> None:
        """Begin with this account."""
        self.begin()
        if account is not None:
            self.account.setCurrentIndex(max(0, self.account.findData(account)))

    def ask(self) -> None:
        """The dialog of the system, which does not block the window."""
        self._wait(False)
        dialog = QFileDialog(self, tr("Save as CSV…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        name = "".join(c if c.isalnum() or c in " -_" else "" for c in self.account.currentText())
        dialog.selectFile(f"{name} {_iso(self.since)} {_iso(self.until)}.csv")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, path: str) -> None:
        """Write it there."""
        self._name = Path(path).name
        account = self.account.currentData()
        since, until = _midnight(self.since), _midnight(self.until, 1)
        self.wallet.save_statement(account, since, until, Path(path), lambda: self.done(account), self.failed)

    def said(self) -> str:
        return tr("The statement is in “{name}”.", name=self._name)


def _day(day: QDate) -> QDateEdit:
    field = QDateEdit(day)
    field.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
    field.setFixedHeight(tokens.CONTROL)
    field.setFont(theme().font(Type.BODY, tabular=True))
    return field


def _iso(field: QDateEdit) -> str:
    return field.date().toString("yyyy-MM-dd")


def _midnight(field: QDateEdit, later: int = 0) -> datetime:
    """When the chosen day, or one `later`, begins where the person is."""
    chosen = field.date()
    begins = datetime.combine(
        datetime(chosen.year(), chosen.month(), chosen.day()) + timedelta(days=later), time()
    )
    return begins.astimezone(UTC)
