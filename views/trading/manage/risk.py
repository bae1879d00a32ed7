"""The safety of an exchange, for its owner: limits, kill switches, people, and what looks like abuse."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.kernel.notices import NoticeAction, NoticeKind
from controllers.trading.keeping import Keeping
from models.core.errors import Invalid, PersonError
from models.core.text import number, tr
from models.ledger.assets import asset, short_amount
from models.trading.amounts import parse_count
from models.trading.commands import HaltExchange, SetLimits
from models.trading.customers import CustomerInfo, Suspicion
from models.trading.watching import WASH
from views.trading.fields import AmountField
from views.trading.hall import Hall
from views.trading.manage.customer_panel import CustomerPanel, customer_status
from views.trading.manage.suspicion_panel import SuspicionPanel, kind_title
from views.trading.own_columns import moment
from views.trading.own_panel import low
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import SearchBox
from views.widgets.focus import HandsOn
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Heading, Label
from views.widgets.states import State, StateStack, StateView
from views.widgets.surfaces import Card, ScrollColumn

if TYPE_CHECKING:
    from views.trading.manage.page import ManagePage

_TABLE = 230
_EMPTY = 56
_FIELD = 200


def suspicion_details(each: Suspicion) -> str:
    """The figures of a suspicion, in words."""
    said = each.details
    if each.kind == WASH:
        return tr("{count} trades with one other that cancel out", count=said["trades"])
    return tr("{count} large orders taken back at once, {trades} trades on the other side",
              count=said["orders"], trades=said["trades"])  # fmt: skip


class RiskPart(HandsOn):
    """Enter on a person or a suspicion opens it."""

    def __init__(self, hall: Hall, keeping: Keeping, page: ManagePage, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall, self._keeping, self._page = hall, keeping, page
        self._limits_shown: tuple[int, int] | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollColumn(self)  # in its place before it is filled
        whole.addWidget(scroll)
        self._make_exchange()
        self._make_limits()
        self._make_tables()
        top = QGridLayout()
        top.setSpacing(tokens.LARGE)
        top.addWidget(self._exchange, 0, 0)
        top.addWidget(self._limits, 0, 1)
        for column in (0, 1):
            top.setColumnStretch(column, 1)
        scroll.column.addLayout(top)
        scroll.column.addWidget(self._suspicions)
        scroll.column.addWidget(self._people)
        keeping.changed.connect(self.follow)
        self.follow()

    def _make_exchange(self) -> None:
        self._exchange = Card()
        self._exchange.column.addWidget(Heading(tr("Kill switch")))
        self.status = Label("", wrap=True)
        self.stop = Button(tr("Halt the exchange…"), kind=Kind.DANGER)
        self.stop.does(self.toggle)
        words = tr("Every pair at once: nobody places orders until you let it trade again.")
        self._exchange.column.addWidget(self.status)
        self._exchange.column.addWidget(Label(words, tone="dim", wrap=True))
        self._exchange.column.addStretch()
        self._exchange.column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_limits(self) -> None:
        self._limits = Card()
        self.rate, self.most_open = AmountField(tr("Orders in 10 seconds")), AmountField(tr("Open orders"))
        self.rows = {
            "orders_per_10s": FormRow(tr("Orders in 10 seconds"), self.rate),
            "max_open_orders": FormRow(tr("Open orders"), self.most_open),
        }
        self.save = Button(tr("Save the limits"), kind=Kind.PRIMARY)
        self.save.does(self.submit)
        self._limits.column.addWidget(Heading(tr("Limits of each person")))
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        for form in self.rows.values():
            form.setMaximumWidth(_FIELD)
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
        for field in (self.rate, self.most_open):
            field.returnPressed.connect(self.submit)
        row.addStretch()
        self._limits.column.addLayout(row)
        words = tr("An empty field is no limit. The largest order and position, the price band and the "
                   "circuit breaker are of each pair; a person's own largest order is below.")  # fmt: skip
        self._limits.column.addWidget(Label(words, tone="dim", wrap=True))
        self._limits.column.addStretch()
        self._limits.column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_tables(self) -> None:
        self.people = RowsTable(Rows(self._columns(), lambda each: each.account_id, self), tr("People"))
        self.watched = RowsTable(
            Rows(
                [
                    Column[Suspicion](tr("When"), lambda each: moment(each.at), wide=130),
                    Column[Suspicion](tr("What"), lambda each: kind_title(each.kind), wide=110),
                    Column[Suspicion](tr("Who"), lambda each: each.name, wide=190),
                    Column[Suspicion](tr("Pair"), lambda each: each.pair, wide=100),
                    Column[Suspicion](tr("Why"), suspicion_details, wide=300),
                ],
                lambda each: each.id,
                self,
            ),
            tr("What looks like abuse"),
        )
        self.search = SearchBox(tr("Filter people"))
        self.search.setMaximumWidth(_FIELD)
        self.search.textChanged.connect(self.people.rows.filter)
        self._people, self._suspicions = Card(), Card()
        self._suspicions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        heading = Heading(tr("People"), tr("Enter opens one: their largest order, and their kill switch"))
        heading.add(self.search)
        self._people.column.addWidget(heading)
        self._people.column.addWidget(self.people)
        self.watched_stack = StateStack(self.watched)
        remark = tr("Found by rules, no proof: Enter shows what is behind it")
        self._suspicions.column.addWidget(Heading(tr("What looks like abuse"), remark))
        self._suspicions.column.addWidget(self.watched_stack)
        self.people.setMinimumHeight(_TABLE)
        self.people.open_wanted.connect(lambda rows: self.customer.open_customer(rows[0]))
        self.watched.open_wanted.connect(lambda rows: self.suspicion.open_suspicion(rows[0]))

    def _columns(self) -> list[Column[CustomerInfo]]:
        def money(amount: int) -> str:
            rules = self._keeping.rules
            return short_amount(amount, asset(rules.reference)) if rules is not None and amount else "–"

        return [
            Column(tr("Number"), lambda each: number(each.number), right=True, wide=70),
            Column(tr("Name"), lambda each: each.name, wide=200),
            Column(tr("30-day volume"), lambda each: money(each.volume), right=True, wide=170),
            Column(tr("Open orders"), lambda each: number(each.open_orders), right=True, wide=100),
            Column(tr("Largest order"), lambda each: money(each.max_notional), right=True, wide=150),
            Column(tr("Status"), customer_status, wide=150,
                   tone=lambda each: "warning" if each.blocked or each.stopped else ""),
        ]  # fmt: skip

    @cached_property
    def customer(self) -> CustomerPanel:
        """One of the people, made when somebody is first opened."""
        return CustomerPanel(self._hall, self._keeping, self._page, self._page.halt)

    @cached_property
    def suspicion(self) -> SuspicionPanel:
        """What is behind a suspicion, made when one is first opened."""
        panel = SuspicionPanel(self._hall, self._keeping, self._page)
        panel.person_wanted.connect(self._open_account)
        return panel

    def begins(self) -> QWidget:
        return self.rate

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show everything as it is."""
        keeping = self._keeping
        self.people.rows.show(keeping.customers)
        self.watched.rows.show(keeping.suspicions)
        self.watched_stack.setFixedHeight(_TABLE if keeping.suspicions else _EMPTY)
        if keeping.suspicions:
            self.watched_stack.show_content()
        elif self.watched_stack.currentWidget() in (self.watched, self.watched_stack.skeleton):
            words = tr("Nothing looks like wash trades or spoofing.")
            self.watched_stack.show_state(low(StateView(State.EMPTY, words)))
        rules = keeping.rules
        if rules is None:
            return
        self.status.setText(tr("The exchange is halted.") if rules.halted else tr("The exchange is open."))
        self.status.set_tone("warning" if rules.halted else "positive")
        self.stop.setText(tr("Let it trade again") if rules.halted else tr("Halt the exchange…"))
        self.stop.updateGeometry()
        limits = (rules.orders_per_10s, rules.max_open_orders)
        if limits != self._limits_shown:
            self._limits_shown = limits
            for field, value in zip((self.rate, self.most_open), limits, strict=True):
                field.setText(str(value) if value else "")

    # What is done

    @Slot()
    def submit(self) -> None:
        """Send the limits that stand here."""
        try:
            limits = {
                name: parse_count(field.text(), name)
                for name, field in zip(self.rows, (self.rate, self.most_open), strict=True)
            }
        except Invalid as error:
            self._refused(error)
            return
        title = tr("Change the limits")
        self._keeping.send(SetLimits, done=self._saved, failed=self._refused, title=title, **limits)

    def _saved(self, _verdict: object) -> None:
        text = tr("The limits hold from now on.")
        self._hall.parts.notices.post(text, NoticeKind.SUCCESS, source="trade", key="trade.limits")

    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self._hall.parts.notices.error(error, source="trade")

    @Slot()
    def toggle(self) -> None:
        """Ask before the exchange is halted; one that is halted trades again."""
        exchange = self._hall.parts.exchange.exchange
        if exchange is None:
            return
        if exchange.halted:
            self._open_again()
            return
        self._page.halt.ask(
            tr("Halt {name}?", name=exchange.name),
            tr("Nobody can place or change orders of any pair, nothing trades, and no stop is set off, until "
               "you let it trade again. Everybody sees that trading is halted."),
            tr("Halt the exchange"),
            self._halt_all,
            cancels=True,
        )  # fmt: skip
        self._keeping.business(self._page.halt.show_business)

    def _halt_all(self, cancel: bool) -> None:
        self._keeping.halt(
            cancel=cancel, title=tr("Halt the exchange"), failed=self._page.halt.fail, done=self._halted
        )

    def _halted(self) -> None:
        self._page.halt.close_panel()
        again = NoticeAction(tr("Let it trade again"), self._open_again)
        self._hall.parts.notices.post(
            tr("The exchange is halted."), NoticeKind.SUCCESS, source="trade", actions=(again,),
            key="trade.halted",
        )  # fmt: skip

    def _open_again(self) -> None:
        self._keeping.send(
            HaltExchange, failed=self._refused, title=tr("Let the exchange trade again"), halted=False
        )

    @Slot(object)
    def _open_account(self, account_id: object) -> None:
        person = next((each for each in self._keeping.customers if each.account_id == account_id), None)
        if person is not None:
            self.customer.open_customer(person)
