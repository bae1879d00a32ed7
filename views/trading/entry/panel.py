"""The order form: side, kind, price and amount, what it comes to, and the button that sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from controllers.trading.entry import Entry
from controllers.trading.foreseeing import Funds, Preview
from controllers.trading.market_view import MarketView
from controllers.trading.orders import MyOrders
from controllers.trading.tickets import Draft, Ticket, budget_of
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from models.trading.amounts import parse_price, parse_quantity
from models.trading.entities import PairInfo
from models.trading.figures import money_decimals, money_text, price_text, quantity_text
from views.trading.entry.fields import BASE, MAIN, EntryFields
from views.trading.fields import AmountField
from views.widgets.forms import place_error
from views.widgets.surfaces import reveal


class EntryPanel(EntryFields):
    """`deposit_asked`: there is nothing to trade with."""

    deposit_asked = Signal()

    def __init__(
        self, entry: Entry, market: MarketView, orders: MyOrders, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._entry, self._market, self._orders = entry, market, orders
        self._side = "BUY"
        self._pair: PairInfo | None = None
        self._pointed: AmountField | None = None
        self._closed = ""
        self.setAccessibleName(tr("New order"))

    def build(self) -> Iterator[None]:
        """Make it, a part a step; nothing of it may be used before."""
        yield from super().build()
        self._connect()
        self.then.set_side(self._side)
        self._show_ticket()

    def _connect(self) -> None:
        self.buy.does(lambda: self.set_side("BUY"))
        self.sell.does(lambda: self.set_side("SELL"))
        self.tickets.chosen.connect(self._main_ticket)
        self.more.activated.connect(self._more_ticket)
        self.measure.chosen.connect(self._measured)
        for field in self.typed:
            field.returnPressed.connect(self.send)
            field.entered.connect(partial(reveal, field))
        for field in (self.price, self.stop, self.limit, self.trailing, self.amount):
            field.textChanged.connect(self.refresh)
        for field in self.prices:
            field.stepped.connect(partial(self._step_price, field))
            field.entered.connect(partial(self._point_at, field))
        self.amount.stepped.connect(self._step_amount)
        self.share.chosen.connect(self._take_share)
        self.then.changed.connect(self.refresh)
        self.options.changed.connect(self.refresh)
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
            for field in self.typed:
                field.clear()
        if pair is not None:
            self.show_units(pair)
        self.refresh()

    def set_closed(self, why: str) -> None:
        """Take no orders, and say why; "" takes them again."""
        if why != self._closed:
            self._closed = why
            self.refresh()

    def set_side(self, side: str) -> None:
        """Buy or sell."""
        self._side = side
        self.buy.set_quiet(side != "BUY")
        self.sell.set_quiet(side != "SELL")
        self.share.set_role("up" if side == "BUY" else "down")
        self.submit.set_role("up" if side == "BUY" else "down")
        self.submit.set_key("B" if side == "BUY" else "S")
        self.then.set_side(side)
        self.refresh()

    @property
    def side(self) -> str:
        return self._side

    def choose(self, ticket: Ticket) -> None:
        """Choose a kind of order."""
        index = self.more.findData(ticket.value)
        self.more.setCurrentIndex(max(0, index))
        if ticket in MAIN:
            self.tickets.choose(ticket.value)
        else:
            self.tickets.let_go()
        self._show_ticket()

    @Slot(str)
    def _main_ticket(self, value: str) -> None:
        self.choose(Ticket(value))

    @Slot(int)
    def _more_ticket(self, index: int) -> None:
        value = self.more.itemData(index)
        self.choose(Ticket(value or self.tickets.value() or Ticket.LIMIT))

    def _show_ticket(self) -> None:
        self._pointed = None
        self.show_ticket()
        if self._pair is not None:
            self.show_units(self._pair)
        self.refresh()

    @Slot(str)
    def _measured(self, _measure: str) -> None:
        """Coins or money: the number that stands there means another thing then."""
        self.amount.clear()
        self._show_ticket()

    def _point_at(self, field: AmountField) -> None:
        """A price that is pointed at goes where the keyboard was last."""
        self._pointed = field

    def set_price(self, ticks: int) -> None:
        """Put a price that was pointed at into the field that takes one."""
        if self._pair is None:
            return
        field = self.stop if self.ticket in (Ticket.STOP, Ticket.TAKE_PROFIT) else self.price
        if self._pointed is not None and self._pointed.isVisibleTo(self):
            field = self._pointed
        elif self.ticket in (Ticket.MARKET, Ticket.TRAILING):
            self.choose(Ticket.LIMIT)
            field = self.price
        field.setText(price_text(ticks, self._pair))

    @Slot(str, object, int)
    def begin(self, side: str, ticket: Ticket, ticks: int) -> None:
        """An order at a price that was pointed at: what is still needed is how much."""
        self.set_side(side)
        self.choose(ticket)
        self.set_price(ticks)
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.selectAll()

    def set_amount(self, lots: int) -> None:
        """Put an amount into its field."""
        if self._pair is not None:
            if self.by_money:
                self.measure.choose(BASE)
                self._show_ticket()
            self.amount.setText(quantity_text(lots, self._pair))

    @property
    def lots(self) -> int:
        """The amount that stands in the form; 0 for none, a wrong one, or one of money."""
        return 0 if self.by_money else self._read(lambda pair: parse_quantity(self.amount.text(), pair))

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

    @Slot(int)
    def _step_amount(self, by: int) -> None:
        """By the smallest step that changes the amount's first two digits."""
        if self._pair is None:
            return
        if self.by_money:
            here = self._read(lambda pair: budget_of(self.draft(), pair))
            self._set_budget(max(0, here + by * _step(here)))
        else:
            self.set_amount(max(0, self.lots + by * _step(self.lots)))

    def _set_budget(self, units: int) -> None:
        """Put money into the amount's field, down to what prices are written in."""
        if self._pair is not None:
            self.amount.setText(money_text(units, self._pair.quote, money_decimals(self._pair)))

    # What it comes to

    def draft(self) -> Draft:
        """What stands in the form."""
        options = self.options
        return Draft(
            side=self._side,
            ticket=self.ticket,
            price=self.price.text(),
            stop=self.stop.text(),
            limit=self.limit.text(),
            amount=self.amount.text(),
            by_money=self.by_money,
            trailing=self.trailing.text(),
            validity=options.valid,
            expires=options.expires.text(),
            post_only=self.post_only.isChecked(),
            visible=options.visible.text(),
            self_trade=options.mode,
            then=self.then.typed(),
        )

    def _funds(self) -> Funds:
        if self._pair is None:
            return Funds(0, 0)
        have, standing = self._orders.available, self._entry.standing
        coin = 0 if standing is None or not standing.discount else have(standing.discount_asset)
        return Funds(have(self._pair.base), have(self._pair.quote), coin)

    @Slot()
    def refresh(self) -> None:
        """Reckon again: something was typed, or the market or one's balances have moved."""
        pair = self._pair
        self.setEnabled(pair is not None)
        if pair is None:
            return
        draft, funds = self.draft(), self._funds()
        preview = self._entry.preview(draft, self._market.book, funds)
        self.sums.show_preview(pair, self._side, draft.ticket, preview)
        self._show_share(pair, draft, preview, funds)
        self._name_submit(pair, preview)
        self._tell_problem(preview.problem)
        self.submit.setEnabled(not self._closed)

    def _name_submit(self, pair: PairInfo, preview: Preview) -> None:
        buying = self._side == "BUY"
        text = tr("Buy") if buying else tr("Sell")
        if self.by_money and self.amount.text().strip():
            amount = f"{self.amount.text().strip()} {pair.quote}"
            text = tr("Buy for {amount}", amount=amount) if buying else tr("Sell for {amount}", amount=amount)
        elif preview.quantity:
            text = f"{text} {quantity_text(preview.quantity, pair)} {pair.base}"
        self.submit.setText(text)
        self.then.show_amount(quantity_text(preview.then, pair) if preview.then else "")

    def _tell_problem(self, problem: PersonError | None) -> None:
        """What is half typed is not called wrong; that there is too little for it is said at once."""
        told = "" if problem is None or problem.field in self.rows.keys() - {"amount"} else str(problem)
        told = self._closed or told
        self.note.setText(told)
        self.note.setVisible(bool(told))

    def _show_share(self, pair: PairInfo, draft: Draft, preview: Preview, funds: Funds) -> None:
        buying = self._side == "BUY"
        whole = self._entry.share(draft, self._market.book, funds, 100)
        wanted = self._read(lambda pair: budget_of(draft, pair)) if draft.budget else preview.quantity
        percent = min(100, round(wanted * 100 / whole)) if whole else 0
        self.share.show_percent(percent)
        code = pair.quote if buying else pair.base
        has = (
            money_text(funds.quote, pair.quote, money_decimals(pair))
            if buying
            else quantity_text(funds.base // pair.lot, pair)
        )
        self.share_text.setText(
            tr("{percent} % of {amount} {asset}", percent=percent, amount=has, asset=code)
        )

    @Slot(int)
    def _take_share(self, percent: int) -> None:
        draft, funds = self.draft(), self._funds()
        found = self._entry.share(draft, self._market.book, funds, percent)
        if found and draft.budget:
            self._set_budget(found)
        elif found:
            self.set_amount(found)
        elif not (funds.quote if self._side == "BUY" else funds.base):
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
        self.options.reveal(error.field)
        shown = {name: row for name, row in self.rows.items() if not row.isHidden()}
        if place_error(error, shown):
            reveal(shown[error.field])
        else:
            self.note.setText(str(error))
            self.note.show()

    @Slot(object)
    def _placed(self, _result: object) -> None:
        self.amount.clear()

    @Slot(bool)
    def _sending(self, sending: bool) -> None:
        self.submit.setEnabled(not sending and not self._closed)


def _step(here: int) -> int:
    """The least that changes the first two digits of a number."""
    return int(10 ** max(0, len(str(here)) - 2))
