"""The order form: side, kind, price and amount, what it comes to, and the button that sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from controllers.trading.entry import PRICED, RESTING, STOPPED, Draft, Entry, Preview, Ticket
from controllers.trading.market_view import MarketView
from controllers.trading.orders import MyOrders
from models.core.clock import utc_now
from models.core.errors import Invalid, PersonError
from models.core.text import number, tr
from models.trading.amounts import parse_price, parse_quantity
from models.trading.entities import PairInfo, PairStatus, Validity
from models.trading.figures import money_decimals, money_text, price_text, quantity_text
from views.trading.fields import AmountField, ShareBar, SideButton
from views.trading.legend import Legend
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.fields import CheckBox, Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Hairline, ScrollColumn
from views.widgets.tokens import Type

WIDE = 268
_MAIN = (Ticket.LIMIT, Ticket.MARKET, Ticket.STOP, Ticket.OCO)


def ticket_titles() -> dict[Ticket, str]:
    """What the kinds of order are called."""
    return {
        Ticket.LIMIT: tr("Limit"),
        Ticket.MARKET: tr("Market"),
        Ticket.STOP: tr("Stop"),
        Ticket.OCO: tr("OCO"),
        Ticket.STOP_LIMIT: tr("Stop limit"),
        Ticket.TAKE_PROFIT: tr("Take profit"),
        Ticket.TRAILING: tr("Trailing stop"),
    }


class EntryPanel(QWidget):
    """`deposit_asked`: there is nothing to trade with."""

    deposit_asked = Signal()

    def __init__(
        self, entry: Entry, market: MarketView, orders: MyOrders, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._entry, self._market, self._orders = entry, market, orders
        self._side = "BUY"
        self._pair: PairInfo | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(WIDE)
        self.setAccessibleName(tr("New order"))
        self._make_fields()
        self._lay_out()
        self._connect()
        self._show_ticket()

    # Making it

    def _make_fields(self) -> None:
        self.buy = SideButton(tr("Buy"), "up")
        self.sell = SideButton(tr("Sell"), "down", quiet=True)
        titles = ticket_titles()
        self.tickets = Segmented([(each.value, titles[each]) for each in _MAIN], tr("Kind of order"))
        self.more = Select(tr("More kinds of order"))
        self.more.addItem(tr("More…"), "")
        for each in (Ticket.STOP_LIMIT, Ticket.TAKE_PROFIT, Ticket.TRAILING):
            self.more.addItem(titles[each], each.value)
        self.price, self.stop = AmountField(tr("Price")), AmountField(tr("Stop price"))
        self.amount, self.trailing = AmountField(tr("Amount")), AmountField(tr("Distance"))
        self.visible = AmountField(tr("Visible amount"))
        self.trailing.set_unit("%")
        self.rows = {
            "price": FormRow(tr("Price"), self.price),
            "stop": FormRow(tr("Stop price"), self.stop),
            "trailing": FormRow(tr("Distance"), self.trailing, tr("How far the stop follows the price.")),
            "amount": FormRow(tr("Amount"), self.amount),
            "visible": FormRow(tr("Visible amount"), self.visible, tr("Empty shows all of it.")),
        }
        self.share = ShareBar()
        self.share_text = ElidedLabel("", Type.CAPTION, tone="dim")
        self.validity = Select(tr("How long it is valid"))
        for value, title in (
            (Validity.GTC, tr("Until cancelled")), (Validity.IOC, tr("At once; the rest is cancelled")),
            (Validity.FOK, tr("All at once, or nothing")), (Validity.GTD, tr("For a day")),
        ):  # fmt: skip
            self.validity.addItem(title, value.value)
        self.validity.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.post_only = CheckBox(tr("Only as maker"))
        self.figures = [(Label("", tone="dim"), Label("", tabular=True)) for _ in range(3)]
        self.submit = SideButton(tr("Buy"), "up")
        self.submit.set_key("B")
        self.note = Label("", Type.CAPTION, tone="warning", wrap=True)
        self.note.hide()
        self.legend = Legend()

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(tokens.SMALL)
        sides.addWidget(self.buy)
        sides.addWidget(self.sell)
        column = ScrollColumn(spacing=tokens.MEDIUM, margin=tokens.MEDIUM)
        content = column.column
        content.addLayout(sides)
        kinds = QVBoxLayout()
        kinds.setSpacing(tokens.TINY)
        kinds.addWidget(self.tickets)
        kinds.addWidget(self.more)
        content.addLayout(kinds)
        for name in ("price", "stop", "trailing", "amount"):
            content.addWidget(self.rows[name])
        content.addWidget(self.share)
        content.addWidget(self.share_text)
        content.addWidget(self.validity)
        content.addWidget(self.post_only)
        content.addWidget(self.rows["visible"])
        content.addWidget(Hairline())
        grid = QGridLayout()
        grid.setVerticalSpacing(tokens.TINY)
        for n, (title, value) in enumerate(self.figures):
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(title, n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, n, 1)
        grid.setColumnStretch(1, 1)
        content.addLayout(grid)
        content.addWidget(self.note)
        content.addWidget(self.submit)
        content.addSpacing(tokens.SMALL)
        content.addWidget(self.legend)
        content.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(column)

    def _connect(self) -> None:
        self.buy.does(lambda: self.set_side("BUY"))
        self.sell.does(lambda: self.set_side("SELL"))
        self.tickets.chosen.connect(self._main_ticket)
        self.more.activated.connect(self._more_ticket)
        for field in (self.price, self.stop, self.amount, self.trailing, self.visible):
            field.textChanged.connect(self.refresh)
            field.returnPressed.connect(self.send)
        self.price.stepped.connect(lambda by: self._step_price(self.price, by))
        self.stop.stepped.connect(lambda by: self._step_price(self.stop, by))
        self.amount.stepped.connect(self._step_amount)
        self.share.chosen.connect(self._take_share)
        self.validity.activated.connect(self.refresh)
        self.post_only.toggled.connect(self._maker_only)
        self.submit.does(self.send)
        self._entry.refused.connect(self._refused)
        self._entry.placed.connect(self._placed)
        self._entry.sending.connect(self._sending)

    # What is shown

    def set_pair(self, pair: PairInfo | None) -> None:
        """Make orders for another pair: nothing that was typed for the last one stays."""
        other = (pair and pair.pair) != (self._pair and self._pair.pair)
        self._pair = pair
        self._entry.belong_to(pair)
        if other:
            for field in (self.price, self.stop, self.amount, self.visible):
                field.clear()
        if pair is not None:
            for field in (self.price, self.stop):
                field.set_unit(pair.quote)
            for field in (self.amount, self.visible):
                field.set_unit(pair.base)
        self.refresh()

    def set_side(self, side: str) -> None:
        """Buy or sell."""
        self._side = side
        self.buy.set_quiet(side != "BUY")
        self.sell.set_quiet(side != "SELL")
        self.share.set_role("up" if side == "BUY" else "down")
        self.submit.set_role("up" if side == "BUY" else "down")
        self.submit.set_key("B" if side == "BUY" else "S")
        self.refresh()

    @property
    def side(self) -> str:
        return self._side

    @property
    def ticket(self) -> Ticket:
        """The kind of order that is chosen."""
        return Ticket(self.more.currentData() or self.tickets.value())

    def choose(self, ticket: Ticket) -> None:
        """Choose a kind of order."""
        index = self.more.findData(ticket.value)
        self.more.setCurrentIndex(max(0, index))
        if ticket in _MAIN:
            self.tickets.choose(ticket.value)
        self._show_ticket()

    @Slot(str)
    def _main_ticket(self, value: str) -> None:
        self.choose(Ticket(value))

    @Slot(int)
    def _more_ticket(self, index: int) -> None:
        value = self.more.itemData(index)
        self.choose(Ticket(value) if value else Ticket(self.tickets.value()))

    def _show_ticket(self) -> None:
        ticket = self.ticket
        self.rows["price"].setVisible(ticket in PRICED)
        self.rows["stop"].setVisible(ticket in STOPPED)
        self.rows["trailing"].setVisible(ticket is Ticket.TRAILING)
        self.validity.setVisible(ticket in RESTING and ticket is not Ticket.OCO)
        self.rows["visible"].setVisible(ticket is Ticket.LIMIT)
        self.post_only.setVisible(ticket is Ticket.LIMIT)
        self.refresh()

    @Slot(bool)
    def _maker_only(self, only: bool) -> None:
        """An order that may only rest is valid until it is cancelled."""
        if only:
            self.validity.setCurrentIndex(0)
        self.validity.setEnabled(not only)
        self.refresh()

    def set_price(self, ticks: int) -> None:
        """Put a price that was pointed at into the field that takes one."""
        if self._pair is None:
            return
        field = self.stop if self.ticket in (Ticket.STOP, Ticket.TAKE_PROFIT) else self.price
        if self.ticket in (Ticket.MARKET, Ticket.TRAILING):
            self.choose(Ticket.LIMIT)
            field = self.price
        field.setText(price_text(ticks, self._pair))

    def set_amount(self, lots: int) -> None:
        """Put an amount into its field."""
        if self._pair is not None:
            self.amount.setText(quantity_text(lots, self._pair))

    @property
    def lots(self) -> int:
        """The amount that stands in the form; 0 for none or a wrong one."""
        return self._read(lambda pair: parse_quantity(self.amount.text(), pair))

    def _read(self, parse: Callable[[PairInfo], int]) -> int:
        if self._pair is None:
            return 0
        try:
            return parse(self._pair)
        except Invalid:
            return 0

    def _step_price(self, field: AmountField, by: int) -> None:
        if self._pair is None:
            return
        here = self._read(lambda pair: parse_price(field.text(), pair)) or self._market.last
        field.setText(price_text(max(1, here + by), self._pair))

    def _step_amount(self, by: int) -> None:
        """By the smallest step that changes the amount's first two digits."""
        if self._pair is not None:
            step = 10 ** max(0, len(str(self.lots)) - 2)
            self.set_amount(max(0, self.lots + by * step))

    # What it comes to

    def draft(self) -> Draft:
        """What stands in the form."""
        validity = Validity(self.validity.currentData())
        return Draft(
            side=self._side,
            ticket=self.ticket,
            price=self.price.text(),
            stop=self.stop.text(),
            amount=self.amount.text(),
            trailing=self.trailing.text(),
            validity=validity,
            expires_at=utc_now() + timedelta(days=1) if validity is Validity.GTD else None,
            post_only=self.post_only.isChecked(),
            visible=self.visible.text(),
        )

    def _funds(self) -> tuple[int, int]:
        if self._pair is None:
            return 0, 0
        return self._orders.available(self._pair.base), self._orders.available(self._pair.quote)

    @Slot()
    def refresh(self) -> None:
        """Reckon again: something was typed, or the market or one's balances have moved."""
        pair = self._pair
        self.setEnabled(pair is not None)
        if pair is None:
            return
        base, quote = self._funds()
        preview = self._entry.preview(self.draft(), self._market.book, base, quote)
        self._show_figures(pair, preview, base, quote)
        verb = tr("Buy") if self._side == "BUY" else tr("Sell")
        amount = f" {quantity_text(preview.quantity, pair)} {pair.base}" if preview.quantity else ""
        self.submit.setText(f"{verb}{amount}")
        problem = preview.problem
        told = (
            ""
            if problem is None or (problem.field in self.rows and problem.field != "amount")
            else str(problem)
        )
        if pair.status is PairStatus.HALTED:
            told = tr("{pair} is halted: orders may only be cancelled.", pair=pair.pair)
        self.note.setText(told)
        self.note.setVisible(bool(told))
        self.submit.setEnabled(pair.status is not PairStatus.HALTED)

    def _show_figures(self, pair: PairInfo, preview: Preview, base: int, quote: int) -> None:
        digits = money_decimals(pair)
        buying = self._side == "BUY"
        whole = self._entry.share(self.draft(), self._market.book, base, quote, 100)
        percent = min(100, round(preview.quantity * 100 / whole)) if whole else 0
        self.share.show_percent(percent)
        has = money_text(quote, pair.quote, digits) if buying else quantity_text(base // pair.lot, pair)
        code = pair.quote if buying else pair.base
        self.share_text.setText(
            tr("{percent} % of {amount} {asset}", percent=percent, amount=has, asset=code)
        )
        rate = number(preview.fee_ppm / 10_000, 2)
        fee = money_text(preview.fee, preview.fee_asset) if preview.fee_asset else ""
        after = (
            f"{money_text(preview.quote_after, pair.quote, digits)} {pair.quote}\n"
            f"{quantity_text(preview.base_after // pair.lot, pair)} {pair.base}"
        )
        lines = (
            (
                tr("Cost") if buying else tr("Proceeds"),
                f"{money_text(preview.cost, pair.quote, digits)} {pair.quote}",
            ),
            (tr("Fee {rate} %", rate=rate), f"{fee} {preview.fee_asset}"),
            (tr("After"), after),
        )
        for (title, value), (name, text) in zip(self.figures, lines, strict=True):
            title.setText(name)
            value.setText(text if preview.quantity else "–")

    @Slot(int)
    def _take_share(self, percent: int) -> None:
        base, quote = self._funds()
        lots = self._entry.share(self.draft(), self._market.book, base, quote, percent)
        if lots:
            self.set_amount(lots)
        elif not (quote if self._side == "BUY" else base):
            self.deposit_asked.emit()

    # Sending

    @Slot()
    def send(self) -> None:
        """Place the order that stands here."""
        if self.submit.isEnabled():
            for row in self.rows.values():
                row.clear_error()
            self._entry.submit(self.draft())

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        field = {"quantity": "amount", "stop_price": "stop", "peak": "visible", "trailing_bips": "trailing"}
        error.field = field.get(error.field, error.field)
        shown = {name: row for name, row in self.rows.items() if not row.isHidden()}
        if not place_error(error, shown):
            self.note.setText(str(error))
            self.note.show()

    @Slot(object)
    def _placed(self, _result: object) -> None:
        self.amount.clear()

    @Slot(bool)
    def _sending(self, sending: bool) -> None:
        self.submit.setEnabled(not sending)
