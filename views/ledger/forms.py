"""The forms of the wallet: each asks for one thing and shows what was wrong in its place."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from controllers.ledger.wallet import OwnWallet, Spot
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.addresses import network_of
from models.ledger.assets import ASSETS, Kind, asset, format_amount
from models.ledger.entities import Allowance
from models.ledger.purposes import FUNDING, purpose_title
from views.widgets import tokens
from views.widgets.buttons import Button, link
from views.widgets.buttons import Kind as Look
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label


class Form(QWidget):
    """Rows, a sentence for what belongs to no row, and the button that Enter presses. `finished` tells what
    was done in words, and the id of the command that did it."""

    finished = Signal(str, object)

    def __init__(self, wallet: OwnWallet, submit: str) -> None:
        super().__init__()
        self.wallet = wallet
        self.rows: dict[str, FormRow] = {}
        self._waits = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.LARGE)
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.hide()
        self.button = Button(submit, kind=Look.PRIMARY)
        self.button.clicked.connect(self.submit)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(tokens.SMALL)
        self.buttons.addWidget(self.button)
        self.buttons.addStretch()
        self.column.addWidget(self.trouble)
        self.column.addLayout(self.buttons)

    def add_row(self, name: str, title: str, field: QWidget, hint: str = "") -> FormRow:
        """A row above the buttons; `name` is what errors call the field."""
        row = FormRow(title, field, hint)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self.submit)
        self.column.insertWidget(len(self.rows), row)
        self.rows[name] = row
        return row

    def begin(self) -> None:
        """Show what there is now; the focus goes to the first field."""
        self.trouble.hide()
        for row in self.rows.values():
            row.clear_error()
        self.show_choices()
        next(iter(self.rows.values())).field.setFocus(Qt.FocusReason.TabFocusReason)

    def show_choices(self) -> None:
        """What can be chosen, from the wallet as it is."""

    def ask(self) -> None:
        """Send what was typed."""
        raise NotImplementedError

    def said(self) -> str:
        """What was done, in words."""
        raise NotImplementedError

    @Slot()
    def submit(self) -> None:
        if self._waits:
            return
        self.trouble.hide()
        self._wait(True)
        self.ask()

    def done(self, command: UUID) -> None:
        if isValid(self):
            self._wait(False)
            self.finished.emit(self.said(), command)

    def failed(self, error: PersonError) -> None:
        if not isValid(self):
            return
        self._wait(False)
        if not place_error(error, self.rows):
            self.trouble.setText(str(error))
            self.trouble.show()

    def _wait(self, waits: bool) -> None:
        self._waits = waits
        self.button.setEnabled(not waits)


class AmountForm(Form):
    """A form about an amount of an asset."""

    def __init__(self, wallet: OwnWallet, submit: str) -> None:
        super().__init__(wallet, submit)
        self.asset = Select(tr("Asset"))
        self.amount = QLineEdit()
        self.amount.setMaxLength(60)
        self.asset.currentIndexChanged.connect(self._asset_chosen)

    @property
    def code(self) -> str:
        return str(self.asset.currentData() or "")

    def _asset_chosen(self) -> None:
        """The hints are about another asset now."""

    def offer(self, codes: list[str]) -> None:
        """The assets to choose from; the chosen one stays."""
        fill(self.asset, [(f"{code} · {asset(code).title}", code) for code in codes])
        self._asset_chosen()

    def amount_said(self) -> str:
        return f"{self.amount.text().strip()} {self.code}"


class DepositForm(AmountForm):
    """Play money from the faucet."""

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Deposit"))
        self.add_row("asset", tr("Asset"), self.asset)
        self.add_row("amount", tr("Amount"), self.amount)
        remark = tr("This is play money: it comes from a faucet in Nonet, and is worth nothing outside.")
        self.column.insertWidget(0, Label(remark, tone="dim", wrap=True))

    def show_choices(self) -> None:
        self.amount.clear()
        self.offer(list(ASSETS))

    def _asset_chosen(self) -> None:
        if self.code and "amount" in self.rows:
            self.wallet.ask_allowance(self.code, self._show_allowance)

    def _show_allowance(self, allowance: Allowance) -> None:
        if isValid(self) and allowance.asset == self.code:
            what = asset(allowance.asset)
            self.rows["amount"].set_hint(
                tr("{left} of {limit} a day are left.", left=format_amount(allowance.deposit_left, what),
                   limit=format_amount(allowance.deposit_limit, what))
            )  # fmt: skip

    def ask(self) -> None:
        self.wallet.deposit(self.code, self.amount.text(), self.done, self.failed)

    def said(self) -> str:
        return tr("Deposited: {amount}.", amount=self.amount_said())


class WithdrawForm(AmountForm):
    """Money to an address of the book; it is confirmed next. `address_wanted` carries a network's id."""

    address_wanted = Signal(str)

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Continue"))
        self.address = Select(tr("To"))
        self.new = link(tr("Add an address…"))
        self.new.does(self._want_address)
        self.all = link(tr("All of it"))
        self.all.does(self._take_all)
        self.add_row("asset", tr("Asset"), self.asset)
        to = self.add_row("address", tr("To"), self.address)
        amount = self.add_row("amount", tr("Amount"), self.amount)
        for row, button in ((to, self.new), (amount, self.all)):
            column = row.layout()
            assert isinstance(column, QVBoxLayout)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def spot(self) -> Spot:
        return Spot(self.wallet.account, FUNDING)

    def refresh_choices(self) -> None:
        """The book or the balances are others; what was typed stays."""
        self._asset_chosen()

    def show_choices(self) -> None:
        self.amount.clear()
        there = [line.asset for line in self.wallet.lines_at(self.spot) if line.available]
        self.offer([code for code in there if asset(code).kind is not Kind.HOUSE])
        self.button.setEnabled(bool(self.code))
        if not self.code:
            self.trouble.setText(tr("There is nothing to withdraw in “{purpose}”.",
                                    purpose=purpose_title(FUNDING)))  # fmt: skip
            self.trouble.show()

    def _asset_chosen(self) -> None:
        if not self.code or "amount" not in self.rows:
            fill(self.address, [])
            return
        network = network_of(asset(self.code))
        fitting = [card for card in self.wallet.book if card.network == network.id]
        fill(self.address, [(card.label, card.id) for card in fitting])
        self.rows["address"].set_hint(
            "" if fitting else tr("There is no address of {network} in your book.", network=network.name)
        )
        self.wallet.ask_allowance(self.code, self._show_allowance)

    def _show_allowance(self, allowance: Allowance) -> None:
        if isValid(self) and allowance.asset == self.code:
            what = asset(allowance.asset)
            available = self.wallet.available(self.spot, what.code)
            self.rows["amount"].set_hint(
                tr("{available} are available; {left} may leave today.",
                   available=format_amount(available, what),
                   left=format_amount(allowance.withdrawal_left, what))
            )  # fmt: skip

    def _take_all(self) -> None:
        if self.code:
            available = self.wallet.available(self.spot, self.code)
            self.amount.setText(format_amount(available, asset(self.code), with_code=False))
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def _want_address(self) -> None:
        self.address_wanted.emit(network_of(asset(self.code)).id if self.code else "")

    def ask(self) -> None:
        self.wallet.withdraw(
            self.code, self.amount.text(), self.address.currentData(), self.done, self.failed
        )

    def said(self) -> str:
        return ""


class MoveForm(AmountForm):
    """Money from one of a person's accounts to another, in one place or between two."""

    def __init__(self, wallet: OwnWallet) -> None:
        super().__init__(wallet, tr("Move"))
        self.source, self.target = Select(tr("From")), Select(tr("To"))
        self.all = link(tr("All of it"))
        self.all.does(self._take_all)
        self.add_row("source", tr("From"), self.source)
        self.add_row("target", tr("To"), self.target)
        self.add_row("asset", tr("Asset"), self.asset)
        row = self.add_row("amount", tr("Amount"), self.amount)
        column = row.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeading)
        self.source.currentIndexChanged.connect(self._source_chosen)

    def begin_with(self, spot: Spot, code: str) -> None:
        """Begin with money of this account."""
        self.begin()
        self.source.setCurrentIndex(max(0, self.source.findData(spot)))
        self.asset.setCurrentIndex(max(0, self.asset.findData(code)))
        self.target.setFocus(Qt.FocusReason.TabFocusReason)

    def show_choices(self) -> None:
        self.amount.clear()
        named = [(f"{title} · {purpose_title(spot.purpose)}", spot) for spot, title in self.wallet.spots()]
        fill(self.source, [each for each in named if self.wallet.lines_at(each[1])] or named)
        fill(self.target, named)
        self._source_chosen()

    def _source_chosen(self) -> None:
        if "amount" not in self.rows:
            return
        source = self.source.currentData()
        there = self.wallet.lines_at(source) if source is not None else []
        self.offer([line.asset for line in there if line.available])
        if self.target.currentData() == source and self.target.count() > 1:
            self.target.setCurrentIndex((self.target.currentIndex() + 1) % self.target.count())

    def _asset_chosen(self) -> None:
        source = self.source.currentData()
        if "amount" in self.rows:
            known = self.code and source is not None
            available = self.wallet.available(source, self.code) if known else 0
            hint = format_amount(available, asset(self.code)) if known else ""
            said = (
                tr("{available} are available.", available=hint) if known else tr("There is nothing there.")
            )
            self.rows["amount"].set_hint(said)

    def _take_all(self) -> None:
        if self.code:
            available = self.wallet.available(self.source.currentData(), self.code)
            self.amount.setText(format_amount(available, asset(self.code), with_code=False))
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def ask(self) -> None:
        source, target = self.source.currentData(), self.target.currentData()
        code = self.code or next(iter(ASSETS))
        self.wallet.move(code, self.amount.text(), source, target, self.done, self.failed)

    def said(self) -> str:
        return tr("Moved: {amount}.", amount=self.amount_said())


def fill(select: Select, choices: Sequence[tuple[str, object]]) -> None:
    """Offer other choices; what was chosen stays chosen where it still is one."""
    chosen = select.currentData()
    select.blockSignals(True)
    select.clear()
    for title, value in choices:
        select.addItem(title, value)
    found = next((n for n, (_, value) in enumerate(choices) if value == chosen), 0)
    select.setCurrentIndex(found if choices else -1)
    select.blockSignals(False)
    select.updateGeometry()
