"""What is rarely asked of an order: how long it is valid, what of it is shown, and what happens where it
would meet another one of one's own. Folded, with what was chosen in its title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from controllers.trading.tickets import CHAINS, FORWARD, RESTING, Ticket
from models.core.clock import utc_now
from models.core.text import tr
from models.trading.entities import PairInfo, Validity
from views.trading.fields import AmountField
from views.trading.moment_field import MomentField
from views.widgets.fields import CheckBox, Select
from views.widgets.fold import Fold
from views.widgets.forms import FormRow

_A_DAY = timedelta(days=1)


def validity_titles() -> dict[Validity, str]:
    """How long an order can be valid."""
    return {
        Validity.GTC: tr("Until cancelled"),
        Validity.IOC: tr("At once; the rest is cancelled"),
        Validity.FOK: tr("All at once, or nothing"),
        Validity.GTD: tr("Until a day and time"),
    }


def self_trade_titles() -> dict[str, tuple[str, str]]:
    """By its name: what a mode is called, and what it does."""
    return {
        "EXPIRE_MAKER": (
            tr("Cancel the waiting one"),
            tr("Your order that waits is cancelled, and the new one goes on."),
        ),
        "EXPIRE_TAKER": (
            tr("Cancel the new one"),
            tr("What is left of the new order is cancelled; yours that waits stays."),
        ),
        "EXPIRE_BOTH": (tr("Cancel both"), tr("Both of your orders are cancelled.")),
        "DECREMENT": (
            tr("Make both smaller"),
            tr("Both get smaller by what they would have traded; the smaller one is over."),
        ),
    }


class EntryOptions(Fold):
    """`changed`: something else was chosen."""

    changed = Signal()

    def __init__(self, post_only: CheckBox, parent: QWidget | None = None) -> None:
        """`post_only` stands elsewhere: it is not that rare."""
        super().__init__(tr("Options"), parent)
        self._ticket = Ticket.LIMIT
        self.post_only = post_only
        self.validity = as_wide_as_the_form(Select(tr("How long it is valid")))
        for value, title in validity_titles().items():
            self.validity.addItem(title, value.value)
        self.expires = MomentField(tr("Ends"))
        self.visible = AmountField(tr("Visible amount"))
        self.self_trade = as_wide_as_the_form(Select(tr("If it meets an order of yours")))
        for name, (title, _) in self_trade_titles().items():
            self.self_trade.addItem(title, name)
        self.rows = {
            "validity": FormRow(tr("How long it is valid"), self.validity),
            "expires": FormRow(tr("Ends"), self.expires),
            "visible": FormRow(tr("Visible amount"), self.visible, tr("Empty shows all of it.")),
            "self_trade": FormRow(tr("If it meets an order of yours"), self.self_trade),
        }
        for row in self.rows.values():
            self.column.addWidget(row)
        self.validity.activated.connect(self._validity_chosen)
        self.expires.textChanged.connect(self._follow)
        self.self_trade.activated.connect(self._follow)
        self.post_only.toggled.connect(self._maker_only)
        self.visible.textChanged.connect(self._follow)
        self._follow()

    # What is chosen

    @property
    def valid(self) -> Validity:
        """How long the order is valid."""
        return Validity(self.validity.currentData())

    @property
    def mode(self) -> str:
        """The name of the self-trade mode."""
        return str(self.self_trade.currentData())

    # What is shown

    def set_pair(self, pair: PairInfo) -> None:
        """Count in this pair's coins."""
        self.visible.set_unit(pair.base)

    def set_ticket(self, ticket: Ticket) -> None:
        """Show what this kind of order can be asked."""
        self._ticket = ticket
        self._follow()

    def reveal(self, field: str) -> None:
        """Open it where a field of it is to be seen."""
        if field in self.rows:
            self.set_open(True)

    @Slot()
    def _follow(self) -> None:
        resting = self._ticket in RESTING
        self.post_only.setVisible(self._ticket is Ticket.LIMIT or self._ticket in CHAINS)
        self.rows["validity"].setVisible(resting)
        self.rows["expires"].setVisible(resting and self.valid is Validity.GTD)
        self.rows["visible"].setVisible(resting or self._ticket in CHAINS)
        self.rows["self_trade"].set_hint(self_trade_titles()[self.mode][1])
        self.set_summary(" · ".join(self._chosen(resting)))
        self.changed.emit()

    def _chosen(self, resting: bool) -> Iterable[str]:
        """Whatever is not as usual, and how long it is valid."""
        if resting:
            yield self.expires.text() if self.valid is Validity.GTD else validity_titles()[self.valid]
        if self.visible.text().strip() and (resting or self._ticket in CHAINS):
            yield tr("Iceberg")
        if self.self_trade.currentIndex():
            yield self_trade_titles()[self.mode][0]

    @Slot()
    def _validity_chosen(self) -> None:
        if self.valid is Validity.GTD and not self.expires.text():
            self.expires.show_moment(utc_now() + _A_DAY)
        if self.valid not in FORWARD:
            self.post_only.setChecked(False)
        self._follow()

    @Slot(bool)
    def _maker_only(self, only: bool) -> None:
        """An order that may only rest does not end at once."""
        if only and self.valid not in FORWARD:
            self.validity.setCurrentIndex(0)
        self._follow()


def as_wide_as_the_form(select: Select) -> Select:
    """The form does not grow with a long choice."""
    select.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return select
