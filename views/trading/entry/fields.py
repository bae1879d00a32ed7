"""The widgets of the order form and their order: which of them a kind of order needs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from controllers.trading.memory import SIZES
from controllers.trading.tickets import CHAINS, PRICED, STOPPED, Ticket
from models.core.text import tr
from models.trading.entities import PairInfo
from views.trading.entry.figures import EntryFigures
from views.trading.entry.options import EntryOptions, as_wide_as_the_form
from views.trading.entry.size_bar import SizeBar
from views.trading.entry.then import EntryThen
from views.trading.fields import AmountField, ShareBar, SideButton
from views.trading.legend import Legend
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.fields import CheckBox, Select
from views.widgets.forms import FormRow
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Hairline, ScrollColumn
from views.widgets.tokens import Type

WIDE = 268
MAIN = (Ticket.LIMIT, Ticket.MARKET, Ticket.STOP, Ticket.OCO)
MORE = tuple(ticket for ticket in Ticket if ticket not in MAIN)
BASE, QUOTE = "base", "quote"


def ticket_titles() -> dict[Ticket, str]:
    """What the kinds of order are called."""
    return {
        Ticket.LIMIT: tr("Limit"),
        Ticket.MARKET: tr("Market"),
        Ticket.STOP: tr("Stop"),
        Ticket.OCO: tr("OCO"),
        Ticket.STOP_LIMIT: tr("Stop limit"),
        Ticket.TAKE_PROFIT: tr("Take profit"),
        Ticket.TAKE_PROFIT_LIMIT: tr("Take profit limit"),
        Ticket.TRAILING: tr("Trailing stop"),
        Ticket.OTO: tr("OTO: then another"),
        Ticket.OTOCO: tr("OTOCO: then profit or stop"),
    }


class _Fitting(ScrollColumn):
    """As high as what is in it, where there is room for that."""

    def __init__(self, parent: QWidget, *, margin: int, spacing: int) -> None:
        super().__init__(parent, margin=margin, spacing=spacing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.content.installEventFilter(self)

    @property
    def content(self) -> QWidget:
        """What scrolls."""
        content = self.widget()
        assert content is not None
        return content

    def sizeHint(self) -> QSize:
        wide = self.viewport().width()
        content = self.column
        high = content.heightForWidth(wide) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(super().sizeHint().width(), high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class EntryFields(QWidget):
    """What `EntryPanel` reads, fills and follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._scroll = _Fitting(self, spacing=tokens.MEDIUM, margin=tokens.MEDIUM)
        self._inside = self._scroll.content

    def build(self) -> Iterator[None]:
        """Make it, a part a step, each where it belongs: what gets another parent later is styled anew. Tab
        goes in the order in which they are made."""
        self._make_choice()
        yield
        self._make_fields()
        yield
        self.then = EntryThen(self._inside)
        yield
        self.options = EntryOptions(self.post_only, self._inside)
        self.rows |= {**self.then.rows, **self.options.rows}
        yield
        self._make_foot()
        self._lay_out()
        yield

    def _make_choice(self) -> None:
        """The side and the kind of order."""
        inside, titles = self._inside, ticket_titles()
        self.buy = SideButton(tr("Buy"), "up", parent=inside)
        self.sell = SideButton(tr("Sell"), "down", quiet=True, parent=inside)
        self.tickets = Segmented([(each.value, titles[each]) for each in MAIN], tr("Kind of order"), inside)
        self.more = as_wide_as_the_form(Select(tr("More kinds of order"), inside))
        self.more.addItem(tr("More…"), "")
        for each in MORE:
            self.more.addItem(titles[each], each.value)

    def _make_fields(self) -> None:
        """The prices and the amount."""
        inside = self._inside
        self.price, self.stop = AmountField(tr("Price")), AmountField(tr("Stop price"))
        self.limit, self.trailing = AmountField(tr("Limit of the stop")), AmountField(tr("Distance"))
        self.trailing.set_unit("%")
        self.rows = {
            "price": FormRow(tr("Price"), self.price, parent=inside),
            "stop": FormRow(tr("Stop price"), self.stop, parent=inside),
            "limit": FormRow(tr("Limit of the stop"), self.limit, tr("Empty takes any price."), inside),
            "trailing": FormRow(
                tr("Distance"), self.trailing, tr("How far the stop follows the price."), inside
            ),
        }
        self.measure = Segmented([(BASE, BASE), (QUOTE, QUOTE)], tr("What the amount counts"), inside)
        self.amount = AmountField(tr("Amount"))
        self.rows["amount"] = FormRow(tr("Amount"), self.amount, parent=inside)
        self.sizes = SizeBar(SIZES, inside)
        self.share = ShareBar(inside)
        self.share_text = ElidedLabel("", Type.CAPTION, tone="dim", parent=inside)
        self.post_only = CheckBox(tr("Only as maker"), inside)

    def _make_foot(self) -> None:
        """What it comes to, and the button."""
        self.sums = EntryFigures(self)
        self.figures = self.sums.lines
        self.submit = SideButton(tr("Buy"), "up", parent=self)
        self.submit.set_key("B")
        self.setTabOrder(self.submit, self.sums.fee)
        self.note = Label("", Type.CAPTION, tone="warning", wrap=True, parent=self)
        self.note.hide()
        self.legend = Legend(self)

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(tokens.SMALL)
        sides.addWidget(self.buy)
        sides.addWidget(self.sell)
        kinds = QVBoxLayout()
        kinds.setSpacing(tokens.TINY)
        kinds.addWidget(self.tickets)
        kinds.addWidget(self.more)
        content = self._scroll.column
        content.addLayout(sides)
        content.addLayout(kinds)
        for name in ("price", "stop", "limit", "trailing"):
            content.addWidget(self.rows[name])
        content.addWidget(self.measure)
        for part in (
            self.rows["amount"], self.sizes, self.share, self.share_text, self.post_only, self.then,
            self.options,
        ):  # fmt: skip
            content.addWidget(part)
        foot = QVBoxLayout()
        foot.setContentsMargins(tokens.MEDIUM, 0, tokens.MEDIUM, tokens.MEDIUM)
        foot.setSpacing(tokens.MEDIUM)
        for below in (Hairline(), self.sums, self.note, self.submit, self.legend):
            foot.addWidget(below)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll)
        whole.addLayout(foot)
        whole.addStretch()
        kinds_and_bar = self.tickets.sizeHint().width() + 3 * tokens.MEDIUM
        self.setMinimumWidth(max(WIDE, kinds_and_bar))
        self._built = True

    _built = False  # Qt tells of events while it makes the widget

    def event(self, event: QEvent) -> bool:
        """The keys of the ladder stand below where there is room; the button can always be reached."""
        if self._built and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            above = self._scroll.sizeHint().height() + self.submit.geometry().bottom() - self.sums.y()
            self.legend.setVisible(above + self.legend.sizeHint().height() + tokens.HUGE < self.height())
        return super().event(event)

    # What is shown

    @property
    def ticket(self) -> Ticket:
        """The kind of order that is chosen."""
        return Ticket(self.more.currentData() or self.tickets.value())

    @property
    def by_money(self) -> bool:
        """Whether the amount is money, as that of a market order can be."""
        return self.ticket is Ticket.MARKET and self.measure.value() == QUOTE

    @property
    def prices(self) -> tuple[AmountField, ...]:
        """The fields that take a price."""
        return self.price, self.stop, self.limit, *self.then.prices

    @property
    def typed(self) -> tuple[AmountField, ...]:
        """The fields that are typed into."""
        mine = (self.price, self.stop, self.limit, self.trailing, self.amount)
        return *mine, *self.then.fields, self.options.visible, self.options.expires

    def show_units(self, pair: PairInfo) -> None:
        """Count in this pair's money and coins."""
        for field in (self.price, self.stop, self.limit):
            field.set_unit(pair.quote)
        self.then.set_pair(pair)
        self.options.set_pair(pair)
        self.measure.set_title(BASE, pair.base)
        self.measure.set_title(QUOTE, pair.quote)
        self.amount.set_unit(pair.quote if self.by_money else pair.base)

    @Slot()
    def show_ticket(self) -> None:
        """Show what this kind of order needs."""
        ticket = self.ticket
        self.rows["price"].setVisible(ticket in PRICED)
        self.rows["stop"].setVisible(ticket in STOPPED or ticket is Ticket.TRAILING)
        self.rows["limit"].setVisible(ticket is Ticket.OCO)
        self.rows["trailing"].setVisible(ticket is Ticket.TRAILING)
        self.measure.setVisible(ticket is Ticket.MARKET)
        trailing = ticket is Ticket.TRAILING
        self.rows["stop"].title.setText(tr("Follows from") if trailing else tr("Stop price"))
        self.rows["stop"].set_hint(tr("Empty: from the price of now on.") if trailing else "")
        self.rows["price"].title.setText(tr("First order's price") if ticket in CHAINS else tr("Price"))
        self.then.set_ticket(ticket)
        self.options.set_ticket(ticket)
