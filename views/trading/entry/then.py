"""What a list places when its first order is filled: another order (OTO), or a profit and a stop (OTOCO)."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from controllers.trading.tickets import CHAINS, PRICED, STOPPED, Then, Ticket, other
from models.core.text import tr
from models.trading.entities import PairInfo
from views.trading.fields import AmountField
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.fields import Select
from views.widgets.forms import FormRow
from views.widgets.labels import Label
from views.widgets.surfaces import Hairline
from views.widgets.tokens import Type, Weight


class EntryThen(QWidget):
    """`changed`: something was typed or chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticket, self._side = Ticket.OTO, "BUY"
        self.heading = Label(tr("When it is filled"), Type.BODY, weight=Weight.SEMIBOLD, parent=self)
        self.about = Label("", Type.CAPTION, tone="dim", wrap=True, parent=self)
        self.sides = Segmented(
            [("BUY", tr("Buy")), ("SELL", tr("Sell"))], tr("Side of the order that follows")
        )
        self.sides.choose("SELL")
        self.kinds = Select(tr("Kind of the order that follows"))
        for ticket, title in (
            (Ticket.LIMIT, tr("Limit")), (Ticket.STOP, tr("Stop")), (Ticket.STOP_LIMIT, tr("Stop limit")),
            (Ticket.TAKE_PROFIT, tr("Take profit")),
        ):  # fmt: skip
            self.kinds.addItem(title, ticket.value)
        self.kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.price, self.stop = AmountField(tr("Price that follows")), AmountField(tr("Stop that follows"))
        self.limit, self.amount = AmountField(tr("Limit of the stop")), AmountField(tr("Amount that follows"))
        self.rows = {
            "then_price": FormRow(tr("Price"), self.price),
            "then_stop": FormRow(tr("Stop price"), self.stop),
            "then_limit": FormRow(tr("Limit of the stop"), self.limit, tr("Empty takes any price.")),
            "then_amount": FormRow(tr("Amount"), self.amount),
        }
        self._choice = QWidget()
        self._lay_out()
        self.sides.chosen.connect(self._follow)
        self.kinds.activated.connect(self._follow)
        for field in self.fields:
            field.textChanged.connect(self.changed)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.sides)
        row.addWidget(self.kinds, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        for part in (Hairline(), self.heading, self.about, self._choice, *self.rows.values()):
            column.addWidget(part)

    @property
    def fields(self) -> tuple[AmountField, ...]:
        """All that is typed here."""
        return self.price, self.stop, self.limit, self.amount

    @property
    def prices(self) -> tuple[AmountField, ...]:
        """Those that take a price."""
        return self.price, self.stop, self.limit

    def typed(self) -> Then:
        """What stands here."""
        return Then(
            side=self.sides.value(),
            ticket=Ticket(self.kinds.currentData()),
            price=self.price.text(),
            stop=self.stop.text(),
            limit=self.limit.text(),
            amount=self.amount.text(),
        )

    def set_pair(self, pair: PairInfo) -> None:
        """Count in this pair's money and coins."""
        for field in self.prices:
            field.set_unit(pair.quote)
        self.amount.set_unit(pair.base)

    def set_ticket(self, ticket: Ticket) -> None:
        """Show what this list needs."""
        self._ticket = ticket
        self.setVisible(ticket in CHAINS)
        self._follow()

    def set_side(self, side: str) -> None:
        """The first order's side is this now: what follows ends what it began."""
        self._side = side
        self.sides.choose(other(side))
        self._follow()

    def show_amount(self, text: str) -> None:
        """What an empty amount stands for."""
        self.amount.setPlaceholderText(text)

    @Slot()
    def _follow(self) -> None:
        pair_of = self._ticket is Ticket.OTOCO
        kind = Ticket(self.kinds.currentData())
        self._choice.setVisible(not pair_of)
        self.rows["then_price"].setVisible(pair_of or kind in PRICED)
        self.rows["then_stop"].setVisible(pair_of or kind in STOPPED)
        self.rows["then_limit"].setVisible(pair_of)
        self.rows["then_price"].title.setText(tr("Take the profit at") if pair_of else tr("Price"))
        self.rows["then_stop"].title.setText(tr("Stop the loss at") if pair_of else tr("Stop price"))
        buys = (other(self._side) if pair_of else self.sides.value()) == "BUY"
        all_of_it = (
            tr("Empty: as much as the first order sells.") if self._side == "SELL" or buys
            else tr("Empty: all that the first order brings after its fee.")
        )  # fmt: skip
        self.rows["then_amount"].set_hint(all_of_it)
        self.about.setText(
            tr("Two orders are placed then; either cancels the other.")
            if pair_of
            else tr("This order is placed then. Until then it sets nothing aside.")
        )
        self.changed.emit()
