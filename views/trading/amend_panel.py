"""Changing an open order: its price, its stop, how much of it."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.trading.orders import MyOrders, in_queue, keeps_place
from models.core.errors import Invalid
from models.core.text import tr
from models.trading.amounts import parse_price, parse_quantity
from models.trading.entities import OrderInfo, PairInfo
from models.trading.figures import price_text, quantity_text
from views.trading.fields import AmountField
from views.trading.own_columns import kind_text, side_text
from views.widgets.buttons import Button, Kind
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.tokens import Type


class AmendPanel(SidePanel):
    """One order at a time."""

    changed = Signal()

    def __init__(self, orders: MyOrders, host: QWidget) -> None:
        super().__init__(tr("Change an order"), host)
        self._orders = orders
        self._order: OrderInfo | None = None
        self._pair: PairInfo | None = None
        self.about = Label("", tone="dim", wrap=True)
        self.price, self.stop = AmountField(tr("Price")), AmountField(tr("Stop price"))
        self.amount = AmountField(tr("Amount"))
        self.rows = {
            "price": FormRow(tr("Price"), self.price),
            "stop": FormRow(tr("Stop price"), self.stop),
            "amount": FormRow(tr("Amount"), self.amount),
        }
        self.place = Label("", Type.CAPTION, tone="dim", wrap=True)
        self.save = Button(tr("Change"), kind=Kind.PRIMARY)
        self.cancel = Button(tr("Cancel the order"), kind=Kind.DANGER)
        self.body.addWidget(self.about)
        for row in self.rows.values():
            self.body.addWidget(row)
        self.body.addWidget(self.place)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        self.body.addLayout(buttons)
        self.body.addStretch()
        self.save.does(self._save)
        self.cancel.does(self._cancel)
        for field in (self.price, self.stop, self.amount):
            field.returnPressed.connect(self._save)
            field.textChanged.connect(self._tell_place)
        self.price.stepped.connect(lambda by: self._step(self.price, by))
        self.stop.stepped.connect(lambda by: self._step(self.stop, by))

    def open_order(self, order: OrderInfo, pair: PairInfo) -> None:
        """Show what the order says now."""
        self._order, self._pair = order, pair
        self.about.setText(f"{side_text(order.side)} · {kind_text(order)} · {order.pair} · #{order.number}")
        self.rows["price"].setVisible(bool(order.price))
        self.rows["stop"].setVisible(bool(order.stop_price))
        self.price.setText(price_text(order.price, pair) if order.price else "")
        self.stop.setText(price_text(order.stop_price, pair) if order.stop_price else "")
        self.amount.setText(quantity_text(order.quantity, pair))
        self.price.set_unit(pair.quote)
        self.stop.set_unit(pair.quote)
        self.amount.set_unit(pair.base)
        self._tell_place()
        self.open_panel()
        first = self.price if order.price else self.stop if order.stop_price else self.amount
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def _step(self, field: AmountField, by: int) -> None:
        if self._pair is None:
            return
        try:
            here = parse_price(field.text(), self._pair)
        except Invalid:
            return
        field.setText(price_text(max(1, here + by), self._pair))

    def _typed(self, order: OrderInfo, pair: PairInfo) -> tuple[int, int, int]:
        """Amount, price and stop as they stand there; `Invalid` for what is none."""
        price = parse_price(self.price.text(), pair) if order.price else 0
        stop = parse_price(self.stop.text(), pair, "stop") if order.stop_price else 0
        return parse_quantity(self.amount.text(), pair, "amount"), price, stop

    @Slot()
    def _tell_place(self) -> None:
        """What becomes of the order's place in the queue by what is typed."""
        text = tr("Only a smaller amount keeps the order's place in the queue.")
        if self._order is not None and self._pair is not None:
            with suppress(Invalid):  # half typed
                typed = self._typed(self._order, self._pair)
                if typed != (self._order.quantity, self._order.price, self._order.stop_price):
                    kept = keeps_place(self._order, *typed)
                    text = (
                        tr("It keeps its place in the queue.") if kept
                        else tr("It goes to the end of the queue at its price.")
                    )  # fmt: skip
        self.place.setText(text)
        self.place.setVisible(self._order is not None and in_queue(self._order))

    @Slot()
    def _save(self) -> None:
        order, pair = self._order, self._pair
        if order is None or pair is None:
            return
        try:
            quantity, price, stop = self._typed(order, pair)
        except Invalid as error:
            place_error(error, self.rows)
            return
        self._orders.amend(
            order.number,
            quantity=quantity if quantity != order.quantity else 0,
            price=price if price != order.price else 0,
            stop_price=stop if stop != order.stop_price else 0,
        )
        self.close_panel()

    @Slot()
    def _cancel(self) -> None:
        if self._order is not None:
            self._orders.cancel(self._order.number)
        self.close_panel()
