"""Where a balance comes from: its entries (`audit/<asset>`), and what made them (`audit/trade/<n>`,
`audit/order/<n>`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.trading.audit import AuditTrail, Cause, number_of
from models.core.errors import PersonError
from models.core.text import number, tr
from models.ledger.assets import ASSETS, asset, format_amount
from models.ledger.entities import Entry, StatementLine
from models.ledger.wording import code_title
from models.trading.entities import MyTrade
from models.trading.figures import price_text, quantity_text
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.hall import Hall
from views.trading.own_columns import moment, side_text
from views.trading.places import AUDIT
from views.trading.reports.audit_panel import AuditPanel
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, link
from views.widgets.fields import SearchBox, Select
from views.widgets.labels import Label
from views.widgets.states import Mark, Skeleton, State, StateStack, StateView

_SEARCH = 220


class AuditPage(Page):
    """Enter or a double click on an entry opens what made it."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        parts = hall.parts
        self.trail = AuditTrail(parts.actor, parts.exchange, self)
        self.asset = Select(tr("Asset"))
        self.search = SearchBox(tr("Filter"))
        self.search.setFixedWidth(_SEARCH)
        self.mark = Mark("circle-check", tokens.ICON_SMALL, "positive")
        self.said = Label("", wrap=True, tabular=True)
        self.aside = Label("", tone="dim", tabular=True)
        self.orders = link(tr("1 order"))
        self.wallet = Button(tr("Wallet"), icon="wallet")
        self.rows: Rows[StatementLine] = Rows(self._columns(), lambda line: line.entry.id, self)
        self.table = RowsTable(self.rows, tr("Entries"))
        self.table.begins_selected = True
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.stack = StateStack(self.table, Skeleton(6))
        self._lay_out()
        self.panel = AuditPanel(parts.exchange.pair, self)
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(tokens.SMALL)
        tools.addWidget(self.asset)
        tools.addWidget(self.search)
        tools.addStretch()
        tools.addWidget(self.wallet)
        sums = QHBoxLayout()
        sums.setSpacing(tokens.SMALL)
        sums.addWidget(self.mark)
        sums.addWidget(self.said, 1)
        sums.addWidget(self.aside)
        sums.addWidget(self.orders)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(tools)
        column.addLayout(sums)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.trail.changed.connect(self._show)
        self.trail.failed.connect(self._failed)
        self.trail.refused.connect(self._refused)
        self.asset.activated.connect(lambda n: self._hall.visit(f"{AUDIT}/{self.asset.itemData(n)}"))
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self._into_table)
        self.wallet.does(self._hall.ask_wallet)
        self.orders.does(self._show_orders)
        self.table.open_wanted.connect(lambda lines: self._open(lines[0].entry))
        self.table.end_near.connect(self.trail.show_more)
        self.table.customContextMenuRequested.connect(self._menu)
        self.panel.pair_wanted.connect(self._hall.visit_pair)
        self.panel.trade_wanted.connect(lambda n: self.trail.ask_trade(n, self.panel.show_cause))

    def _columns(self) -> list[Column[StatementLine]]:
        def amount(line: StatementLine) -> str:
            text = format_amount(line.entry.amount, asset(line.entry.asset), with_code=False)
            return f"+{text}" if line.entry.amount > 0 else text

        def balance(line: StatementLine) -> str:
            return format_amount(line.balance, asset(line.entry.asset), with_code=False)

        return [
            Column(tr("Time"), lambda line: moment(line.entry.at), wide=126),
            Column(tr("Amount"), amount, right=True, wide=150,
                   tone=lambda line: "positive" if line.entry.amount > 0 else ""),
            Column(tr("Balance"), balance, right=True, wide=150),
            Column(tr("What made it"), lambda line: self.cause_of(line.entry)),
        ]  # fmt: skip

    # Places

    def begins(self) -> QWidget:
        return self.stack

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        match list(ids):
            case ["trade" | "order" as kind, digits] if digits.isdecimal():
                ask = self.trail.ask_trade if kind == "trade" else self.trail.ask_order
                ask(int(digits), self._open_cause)
            case [code] if code.upper() in ASSETS:
                self.panel.close_panel()
                self.trail.show(code.upper())
            case []:
                self.trail.show(self.trail.asset or next(iter(self.trail.assets), ""))
            case _:
                return False
        return True

    @property
    def title(self) -> str:
        return tr("Where it comes from")

    def breadcrumb(self) -> Sequence[Crumb]:
        crumbs = (Crumb(tr("Balances")), Crumb(self.trail.asset))
        return crumbs if self.trail.asset else crumbs[:1]

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def forget(self) -> None:
        self.panel.close_panel()
        self.search.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.trail.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.trail.set_seen(False)

    # What is shown

    def cause_of(self, entry: Entry) -> str:
        """What made an entry, in a line."""
        trade_number, order = number_of(entry.about, "trade"), number_of(entry.about, "order")
        if not trade_number:
            made = tr("Order {number}", number=order) if order else entry.other
            return " · ".join(part for part in (code_title(entry.code), made) if part)
        trade = self.trail.trades.get(trade_number)
        if trade is None or entry.code == "referral":
            return f"{tr('Trade {number}', number=trade_number)} · {code_title(entry.code)}"
        if entry.code == "fee" and entry.asset != trade.fee_asset:
            return tr("Trade {number} · The other side’s fee, out of what you gave", number=trade_number)
        return f"{tr('Trade {number}', number=trade_number)} · {self._said(trade)}"

    def _said(self, trade: MyTrade) -> str:
        pair = self._hall.parts.exchange.pair(trade.pair)
        if pair is None:
            return trade.pair
        return tr(
            "{side} {amount} {pair} at {price} · Order {number}", side=side_text(trade.side),
            amount=quantity_text(trade.quantity, pair), pair=trade.pair, price=price_text(trade.price, pair),
            number=trade.order,
        )  # fmt: skip

    @Slot()
    def _show(self) -> None:
        trail = self.trail
        if [self.asset.itemData(n) for n in range(self.asset.count())] != trail.assets:
            self.asset.clear()
            for code in trail.assets:
                self.asset.addItem(asset(code).title, code)
        self.asset.setCurrentIndex(self.asset.findData(trail.asset))
        self.rows.show(trail.lines)
        if self.rows.rowCount():  # what made them may be known by now
            last = self.rows.rowCount() - 1, len(self.rows.columns) - 1
            self.rows.dataChanged.emit(self.rows.index(0, last[1]), self.rows.index(*last))
        self._show_sums()
        self._show_state()
        self.title_changed.emit()

    def _show_sums(self) -> None:
        audit = self.trail.audit
        there = audit is not None
        for widget in (self.mark, self.said, self.aside, self.orders):
            widget.setVisible(there)
        if audit is None:
            return
        what = asset(audit.asset)
        posted, summed = format_amount(audit.posted, what), format_amount(audit.entries_sum, what)
        if audit.right:
            self.mark.set_icon("circle-check", "positive")
            count = number(audit.entries)
            self.said.setText(tr("{balance} is the sum of its {count} entries.", balance=posted, count=count))
        else:
            self.mark.set_icon("circle-alert", "negative")
            self.said.setText(tr("The balance is {balance}, but its entries sum to {sum}.", balance=posted,
                                 sum=summed))  # fmt: skip
        self.said.set_tone("" if audit.right else "negative")
        self.aside.setVisible(audit.held > 0)
        self.aside.setText(tr("{amount} of it is set aside for", amount=format_amount(audit.held, what)))
        self.orders.setVisible(audit.held > 0)
        many = len(audit.holds)
        self.orders.setText(tr("1 order") if many == 1 else tr("{count} orders", count=number(many)))
        self.orders.updateGeometry()

    def _show_state(self) -> None:
        trail = self.trail
        if self.rows.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.choose_row(0)
            self.stack.show_content()
        elif self.rows.total:
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, tr("No row holds these words."), action=tr("Show all"),
                          do=self.search.clear)
            )  # fmt: skip
        elif trail.missing or trail.audit is not None:
            self.stack.show_state(
                StateView(State.EMPTY, tr("You have never had {asset} here.", asset=trail.asset),
                          action=tr("Bring money here"), do=self._hall.ask_wallet, icon="wallet")
            )  # fmt: skip
        else:
            self.stack.show_loading()

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        if self.trail.audit is None and self.trail.asset:
            self.stack.show_error(error, self.trail.refresh)
        else:
            self._hall.parts.notices.error(error, source="trade", key="trade.audit")

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        self._hall.parts.notices.error(error, source="trade", key="trade.audit")
        if not self.trail.asset:
            self.trail.show(next(iter(self.trail.assets), ""))

    # Hands

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.rows.filter(text)
        self._show_state()

    @Slot()
    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, entry: Entry) -> None:
        """What made an entry; money from elsewhere is told by the wallet."""
        trade, order = number_of(entry.about, "trade"), number_of(entry.about, "order")
        if trade in self.trail.trades and entry.code != "referral":
            self.trail.ask_trade(trade, self._open_cause)
        elif order:
            self.trail.ask_order(order, self._open_cause)
        elif not trade:
            self._hall.ask_wallet()

    def _open_cause(self, cause: Cause) -> None:
        if not self.trail.asset:
            self.trail.show(cause.order.pair.partition("/")[0])
        self.panel.show_cause(cause)

    def _show_orders(self) -> None:
        """The order that something is set aside for, or all open ones."""
        holds = () if self.trail.audit is None else self.trail.audit.holds
        order = number_of(holds[0].about, "order") if len(holds) == 1 else 0
        if order:
            self.trail.ask_order(order, self._open_cause)
        else:
            self._hall.visit_own("open")

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        lines = self.table.selected()
        if not lines:
            return
        entry = lines[0].entry
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("What made it")).triggered.connect(lambda: self._open(entry))
        copy = menu.addAction(tr("Copy its id"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(str(entry.id)))
        menu.popup(self.table.viewport().mapToGlobal(place))


def make(hall: Hall) -> AuditPage:
    """The page of the place `audit`."""
    return AuditPage(hall)
