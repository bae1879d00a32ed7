"""Below the chart: one's open orders, history, trades, balances and alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from controllers.trading.orders import MyOrders
from models.core.errors import NotFound
from models.core.text import tr
from models.trading.entities import MyTrade, OrderInfo
from views.shell.navigation import link
from views.trading import own_columns
from views.trading.own_columns import PairOf
from views.trading.places import SPOT
from views.trading.rows import Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.chips import Chip
from views.widgets.fields import SearchBox, Select
from views.widgets.flow import FlowLayout
from views.widgets.pages import Pages
from views.widgets.states import Mark, State, StateStack, StateView

OPEN, HISTORY, TRADES, BALANCES, ALERTS = "open", "history", "trades", "balances", "alerts"
_EXPORTED = {HISTORY: "orders", TRADES: "trades", BALANCES: "lots"}


class OwnPanel(QWidget):
    """`amend_wanted` carries an order, `pair_wanted` a pair's name, `forget_alerts` ids of alerts, and
    `export_wanted` what is to be written to a file ("orders", "trades", "lots"), `audit_wanted` what is to be
    looked into ("BTC", "order/12")."""

    amend_wanted = Signal(object)
    pair_wanted = Signal(str)
    forget_alerts = Signal(list)
    deposit_wanted = Signal()
    export_wanted = Signal(str)
    audit_wanted = Signal(str)

    def __init__(
        self, orders: MyOrders, pair_of: PairOf, parent: QWidget | None = None, *, exports: bool = True
    ) -> None:
        super().__init__(parent)
        self._exported = _EXPORTED if exports else {}
        self._orders = orders
        self._models: dict[str, Rows[Any]] = {
            OPEN: Rows(own_columns.open_columns(pair_of), lambda o: o.number, self),
            HISTORY: Rows(own_columns.history_columns(pair_of), lambda o: o.number, self),
            TRADES: Rows(own_columns.trade_columns(pair_of), lambda t: (t.number, t.side), self),
            BALANCES: Rows(own_columns.holding_columns(), lambda h: h.asset, self),
            ALERTS: Rows(own_columns.alert_columns(pair_of), lambda a: a.id, self),
        }
        self.tables: dict[str, RowsTable[Any]] = {}
        self.chips: dict[str, Chip] = {}
        self._stacks: dict[str, StateStack] = {}
        self._pages = Pages(self)
        self._group = QButtonGroup(self)
        self._roomy = True
        self._sought: tuple[str, int] | None = None
        self.pick = Select(tr("What is shown"))  # the chips, where there is no room for them
        self.filter = SearchBox(tr("Filter"))
        self.cancel_all = Button(tr("Cancel all"), icon="x")
        self.export = IconButton("download", tr("Export CSV"))

    def build(self) -> Iterator[None]:
        """Make it, a table a step."""
        row = self._lay_out()
        yield
        for name, title in self._titles().items():
            chip = self.chips[name] = Chip(title)
            self._group.addButton(chip)
            self.pick.addItem(title, name)
            chip.clicked.connect(self._chip_clicked)
            row.addWidget(chip)
            table = self.tables[name] = RowsTable(self._models[name], title)
            table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            stack = self._stacks[name] = StateStack(table, parent=self._pages)
            self._pages.addWidget(stack)
            yield
        self._connect()
        self.show_tab(OPEN)
        self._follow()

    @staticmethod
    def _titles() -> dict[str, str]:
        return {
            OPEN: tr("Open orders"),
            HISTORY: tr("History"),
            TRADES: tr("Trades"),
            BALANCES: tr("Balances"),
            ALERTS: tr("Alerts"),
        }

    def _lay_out(self) -> QLayout:
        """The row above the tables, and where they will be; where the chips belong."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        row.setSpacing(tokens.SMALL)
        self._chips = QWidget(self)
        self.pick.hide()
        self.filter.setMaximumWidth(150)
        row.addWidget(self.pick)
        row.addWidget(self._chips, 1)
        row.addStretch()
        for tool in (self.filter, self.cancel_all, self.export):
            row.addWidget(tool)
        column.addLayout(row)
        column.addWidget(self._pages, 1)
        return FlowLayout(self._chips)

    def _connect(self) -> None:
        self._orders.changed.connect(self._follow)
        self.pick.activated.connect(self._picked)
        self.filter.textChanged.connect(self._filter)
        self.cancel_all.does(lambda: self._orders.cancel_all())
        self.export.does(lambda: self.export_wanted.emit(self._exported[self.tab]))
        self.tables[OPEN].delete_wanted.connect(self._cancel)
        self.tables[OPEN].open_wanted.connect(lambda rows: self.amend_wanted.emit(rows[0]))
        self.tables[HISTORY].end_near.connect(self._orders.more_history)
        self.tables[TRADES].end_near.connect(self._orders.more_trades)
        self.tables[HISTORY].open_wanted.connect(self._to_pair)
        self.tables[TRADES].open_wanted.connect(self._to_pair)
        self.tables[BALANCES].open_wanted.connect(lambda rows: self.audit_wanted.emit(rows[0].asset))
        self.tables[ALERTS].delete_wanted.connect(
            lambda rows: self.forget_alerts.emit([alert.id for alert in rows])
        )
        for name in self.tables:
            self.tables[name].customContextMenuRequested.connect(self._menu)

    def fit(self, wide: int) -> None:
        """Leave out what there is no room for."""
        self.filter.setVisible(wide > 700)
        self._roomy = wide > 520
        self._chips.setVisible(self._roomy)
        self.pick.setVisible(not self._roomy)
        self.cancel_all.setVisible(self._roomy and self.tab == OPEN)

    # Tabs

    @property
    def tab(self) -> str:
        """Which of them is shown."""
        return next(name for name, chip in self.chips.items() if chip.isChecked())

    def show_tab(self, name: str) -> None:
        """Show one of them."""
        self.chips[name].setChecked(True)
        self.pick.setCurrentIndex(self.pick.findData(name))
        self._pages.setCurrentWidget(self._stacks[name])
        self.cancel_all.setVisible(self._roomy and name == OPEN)
        self.export.setVisible(name in self._exported)
        self._filter(self.filter.text())

    def seek(self, tab: str, number: int) -> None:
        """Choose one's own order (of `HISTORY`, be it open) or trade of this number, once it is there."""
        self._sought = tab, number
        self.filter.clear()
        self._find()

    def _find(self) -> None:
        """Look for what is sought; older pages are asked for until they would hold it."""
        if self._sought is None:
            return
        tab, number = self._sought
        tabs = (OPEN, HISTORY) if tab == HISTORY else (tab,)
        for name in tabs:
            if self.tables[name].choose(lambda row: row.number == number):
                self._sought = None
                self.show_tab(name)
                self.tables[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return
        orders = self._orders
        known = orders.history if tab == HISTORY else orders.trades
        if known and known[-1].number > number and orders.has_more(tab):
            (orders.more_history if tab == HISTORY else orders.more_trades)()
        elif known and known[0].number > number:
            self._sought = None
            orders.failed.emit(NotFound(tr("You have no order or trade {number} here.", number=number)))

    @Slot()
    def _chip_clicked(self) -> None:
        self._sought = None
        self.show_tab(self.tab)

    @Slot()
    def _picked(self) -> None:
        self._sought = None
        self.show_tab(self.pick.currentData())

    @Slot(str)
    def _filter(self, text: str) -> None:
        self._models[self.tab].filter(text)
        self._show_states()

    # Rows

    @Slot()
    def _follow(self) -> None:
        orders = self._orders
        shown = {
            OPEN: orders.open, HISTORY: orders.history, TRADES: orders.trades, BALANCES: orders.holdings,
            ALERTS: orders.alerts,
        }  # fmt: skip
        for name, rows in shown.items():
            self._models[name].show(rows)
        count = len(orders.open)
        chip = self.chips[OPEN]
        text = f"{self._titles()[OPEN]} {count}" if count else self._titles()[OPEN]
        if chip.text() != text:
            chip.setText(text)
            chip.updateGeometry()
            self.pick.setItemText(self.pick.findData(OPEN), text)
            self.pick.updateGeometry()
        self.cancel_all.setEnabled(count > 0)
        self._show_states()
        self._find()

    def _show_states(self) -> None:
        for name, model in self._models.items():
            stack = self._stacks[name]
            if model.rowCount():
                stack.show_content()
            elif model.total:
                stack.show_state(low(StateView(State.NOTHING_FOUND, tr("No row holds these words."))))
            elif stack.currentWidget() is stack.content or stack.currentWidget() is stack.skeleton:
                stack.show_state(low(self._empty(name)))

    def _empty(self, name: str) -> StateView:
        if name == BALANCES:
            return StateView(
                State.EMPTY, tr("You have nothing on this exchange yet."), action=tr("Bring money here"),
                do=self.deposit_wanted.emit,
            )  # fmt: skip
        sentences: dict[str, tuple[str, str]] = {
            OPEN: (
                tr("No open orders."),
                tr("Click a price in the order book, type an amount, press Enter."),
            ),
            HISTORY: (tr("No orders yet."), ""),
            TRADES: (tr("No trades yet."), ""),
            ALERTS: (
                tr("No alerts."),
                tr("A on the chart or the ladder sets one at the price under the mouse."),
            ),
        }
        return StateView(State.EMPTY, *sentences[name])

    @Slot(list)
    def _cancel(self, orders: list[OrderInfo]) -> None:
        for order in orders:
            self._orders.cancel(order.number)

    @Slot(list)
    def _to_pair(self, rows: list[OrderInfo | MyTrade]) -> None:
        self.pair_wanted.emit(rows[0].pair)

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        name = self.tab
        table = self.tables[name]
        rows = table.selected()
        if not rows:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, do in self._choices(name, rows):
            menu.addAction(title).triggered.connect(do)
        menu.popup(table.viewport().mapToGlobal(place))

    def _choices(self, name: str, rows: list[Any]) -> list[tuple[str, Callable[[], object]]]:
        if name == OPEN:
            return [
                (tr("Change…"), lambda: self.amend_wanted.emit(rows[0])),
                (tr("Cancel"), lambda: self._cancel(rows)),
                (tr("Show {pair}", pair=rows[0].pair), lambda: self.pair_wanted.emit(rows[0].pair)),
                (tr("Copy link"), lambda: _copy_link(rows[0], "order")),
            ]
        if name == ALERTS:
            return [(tr("Forget"), lambda: self.forget_alerts.emit([alert.id for alert in rows]))]
        if name == BALANCES:
            return [(tr("Where it comes from"), lambda: self.audit_wanted.emit(rows[0].asset))]
        what, order = ("trade", rows[0].order) if name == TRADES else ("order", rows[0].number)
        return [
            (tr("Show {pair}", pair=rows[0].pair), lambda: self.pair_wanted.emit(rows[0].pair)),
            (tr("What made it"), lambda: self.audit_wanted.emit(f"order/{order}")),
            (tr("Copy link"), lambda: _copy_link(rows[0], what)),
        ]


def _copy_link(row: OrderInfo | MyTrade, what: str) -> None:
    """The link that leads to an order or a trade of one's own."""
    place = f"{SPOT}/{row.pair.replace('/', '-')}?{what}={row.number}"
    QApplication.clipboard().setText(link("trade", place))


def low(state: StateView) -> StateView:
    """The same in the little height that there is here: without its icon."""
    layout = state.layout()
    assert layout is not None
    layout.setContentsMargins(tokens.MEDIUM, tokens.TINY, tokens.MEDIUM, tokens.TINY)
    for mark in state.findChildren(Mark):
        mark.hide()
    return state
