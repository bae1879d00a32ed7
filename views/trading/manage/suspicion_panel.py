"""What looks like abuse, for the exchange's owner: the orders and trades behind it, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.trading.keeping import Keeping
from models.core.text import number, tr
from models.trading.customers import Clue, Evidence, Suspicion
from models.trading.figures import price_text, quantity_text
from models.trading.watching import WASH
from views.trading.hall import Hall
from views.trading.own_columns import moment, side_text, side_tone
from views.trading.rows import Column, Rows, RowsTable
from views.widgets.buttons import Button, Kind
from views.widgets.labels import Label, caption
from views.widgets.side_panel import SidePanel

_WIDE = 560


def kind_title(kind: str) -> str:
    """What a suspicion is called."""
    return tr("Wash trades") if kind == WASH else tr("Spoofing")


class SuspicionPanel(SidePanel):
    """`person_wanted` carries the account that is suspected."""

    person_wanted = Signal(object)

    def __init__(self, hall: Hall, keeping: Keeping, host: QWidget) -> None:
        super().__init__(tr("What looks like abuse"), host, _WIDE)
        self._hall, self._keeping = hall, keeping
        self.suspicion: Suspicion | None = None
        self.about = Label("", wrap=True)
        self.meaning = Label("", tone="dim", wrap=True)
        self.market = Button(tr("Show the market"), icon="chart-candlestick")
        self.person = Button(tr("To this person…"), icon="user", kind=Kind.PRIMARY)
        self.orders_title = caption(tr("Orders that were taken back"))
        self.orders = RowsTable(Rows(self._columns(orders=True), lambda row: row.number, self),
                                tr("Orders that were taken back"))  # fmt: skip
        self.trades_title = caption(tr("Trades"))
        self.trades = RowsTable(Rows(self._columns(orders=False), lambda row: row.number, self), tr("Trades"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.person)
        buttons.addWidget(self.market)
        buttons.addStretch()
        for part in (
            self.about,
            self.meaning,
            self.orders_title,
            self.orders,
            self.trades_title,
            self.trades,
        ):
            stretch = 1 if part in (self.orders, self.trades) else 0
            self.body.addWidget(part, stretch)
        self.body.addLayout(buttons)
        self.market.does(self._to_market)
        self.person.does(self._to_person)

    def _columns(self, *, orders: bool) -> list[Column[Clue]]:
        columns = [
            Column[Clue](tr("When"), lambda row: moment(row.at), wide=80),
            Column[Clue](tr("Side"), lambda row: side_text(row.side), wide=76,
                         tone=lambda row: side_tone(row.side)),
            Column[Clue](tr("Price"), self._price, right=True, wide=100),
            Column[Clue](tr("Amount"), self._amount, right=True, wide=100),
        ]  # fmt: skip
        if orders:
            rested = Column[Clue](
                tr("Rested"),
                lambda row: tr("{seconds} s", seconds=number(row.rested_ms / 1000, 1)),
                right=True,
            )
            return [*columns, rested]
        return [*columns, Column[Clue](tr("With"), lambda row: row.partner, wide=150)]

    def _price(self, row: Clue) -> str:
        pair = self._hall.parts.exchange.pair(self.suspicion.pair) if self.suspicion is not None else None
        return "–" if pair is None else price_text(row.price, pair)

    def _amount(self, row: Clue) -> str:
        pair = self._hall.parts.exchange.pair(self.suspicion.pair) if self.suspicion is not None else None
        return "–" if pair is None else quantity_text(row.quantity, pair)

    def open_suspicion(self, suspicion: Suspicion) -> None:
        """Show it, and ask for what is behind it."""
        self.suspicion = suspicion
        self.title.setText(f"{kind_title(suspicion.kind)} · {suspicion.pair}")
        self.about.setText(f"{suspicion.name} · {moment(suspicion.at)}")
        self.meaning.setText(
            tr("Two people who trade with each other again and again and end up where they began: that makes "
               "a market look busier than it is.")
            if suspicion.kind == WASH
            else tr("Large orders that are taken back within seconds while their owner trades on the other "
                    "side: that makes others believe in a demand that is not there.")
        )  # fmt: skip
        self._show(Evidence((), ()))
        self.open_panel()
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

        def found(evidence: Evidence) -> None:
            if self.suspicion is not None and self.suspicion.id == suspicion.id:
                self._show(evidence)

        self._keeping.evidence(suspicion, found)

    def _show(self, evidence: Evidence) -> None:
        self.orders.rows.show(evidence.orders)
        self.trades.rows.show(evidence.trades)
        spoof = self.suspicion is not None and self.suspicion.kind != WASH
        self.orders_title.setVisible(spoof)
        self.orders.setVisible(spoof)
        count = len(evidence.trades)
        self.trades_title.setText(tr("1 trade") if count == 1 else tr("{count} trades", count=number(count)))

    def _to_market(self) -> None:
        if self.suspicion is not None:
            self.close_panel()
            self._hall.visit_pair(self.suspicion.pair)

    def _to_person(self) -> None:
        if self.suspicion is not None:
            self.close_panel()
            self.person_wanted.emit(self.suspicion.account_id)
