"""The two parts of the reports: how pairs did, and what one did oneself. Each is built part by part."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from controllers.trading.exchange import ExchangeDesk
from controllers.trading.reports import TradeReports
from models.core.text import number, tr
from models.ledger.assets import asset
from models.trading.report_entities import FeeReport, PersonReport
from views.trading.reports import rows as report_rows
from views.trading.reports.rows import LOTS, money
from views.widgets import tokens
from views.widgets.fields import Select
from views.widgets.labels import Label
from views.widgets.plot import Plot
from views.widgets.report import Box, FigureRow, Table
from views.widgets.surfaces import ScrollColumn

_TRADERS = 4
_PROCEEDS, _LOTS_WIDE = 5, 7
_ROOMY = 900


class MarketsPane(ScrollColumn):
    """A curve of one pair, and the table of all. `pair_opened` carries a pair's name."""

    pair_opened = Signal(object)

    def __init__(self, reports: TradeReports, desk: ExchangeDesk) -> None:
        super().__init__()
        self._reports, self._desk = reports, desk
        self.plot = Plot(tr("Turnover"))
        self.pair = Select(tr("Pair"))
        self.what = Select(tr("Curve"))

    def build(self) -> Iterator[None]:
        """Make it, a part a step."""
        for what, title in (("turnover", tr("Turnover")), ("volume", tr("Volume")), ("trades", tr("Trades")),
                            ("price", tr("Price"))):  # fmt: skip
            self.what.addItem(title, what)
        self.curve = Box("", self.plot)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        self.curve.column.removeWidget(self.curve.heading)
        row.addWidget(self.curve.heading)
        row.addStretch()
        row.addWidget(self.pair)
        row.addWidget(self.what)
        self.curve.column.insertLayout(0, row)
        self.column.addWidget(self.curve)
        yield
        self.table = Table(tr("Pairs"), tr("Pair"), tr("Volume"), tr("Turnover"), tr("Trades"), tr("Traders"),
                           tr("Volatility"), tr("Spread now"), tr("Depth now"), by=3)  # fmt: skip
        self.table.opened.connect(self.pair_opened)
        self.all = Box(tr("Pairs"), self.table)
        for remark in (
            tr("Volatility is that of daily closing prices, by the year."),
            tr("Depth is what rests within 2 % of the best bid and ask."),
        ):
            self.all.column.addWidget(Label(remark, tone="dim"))
        self.column.addWidget(self.all)
        self.table.itemSelectionChanged.connect(self._picked)
        self.pair.activated.connect(lambda n: self._reports.look_at(self.pair.itemData(n)))
        self.what.activated.connect(lambda _: self.show_report())
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for."""
        for table in self.findChildren(Table):
            table.setColumnHidden(_TRADERS, self.width() < _ROOMY)

    @Slot()
    def _picked(self) -> None:
        name = self.table.current_key()
        if isinstance(name, str) and self.table.hasFocus():
            self._reports.look_at(name)

    def show_report(self) -> None:
        """Show what there is now."""
        desk, reports = self._desk, self._reports
        names = [pair.pair for pair in desk.pairs]
        if [self.pair.itemData(n) for n in range(self.pair.count())] != names:
            self.pair.clear()
            for name in names:
                self.pair.addItem(name, name)
        self.pair.setCurrentIndex(self.pair.findData(reports.pair))
        self._fit()
        self.table.show_rows(report_rows.pair_rows(reports.pairs or (), desk.pair))
        pair, what = desk.pair(reports.pair), self.what.currentData()
        if pair is None:
            return
        title = report_rows.traded_title(what, pair)
        self.curve.heading.setText(f"{pair.pair} · {title}")
        _draw(self.plot, title, *report_rows.curve_of(reports.curve, pair, what, reports.ends()))


class MinePane(ScrollColumn):
    """What one traded, what came of it, what was paid, and what there is now.

    `pair_opened` carries a pair's name, `asset_opened` the code of an asset.
    """

    pair_opened = Signal(object)
    asset_opened = Signal(object)

    def __init__(self, reports: TradeReports, desk: ExchangeDesk) -> None:
        super().__init__()
        self._reports, self._desk = reports, desk
        self.plot = Plot(tr("Traded by day"))

    def build(self) -> Iterator[None]:
        """Make it, a part a step."""
        add = self.column.addWidget
        self.figures = FigureRow()
        add(self.figures)
        yield
        self.days = Box(tr("Traded by day"), self.plot)
        add(self.days)
        yield
        self.pairs = Table(tr("By pair"), tr("Pair"), tr("Turnover"), tr("Sold"), tr("Cost"), tr("Proceeds"),
                           tr("Realised profit"))  # fmt: skip
        self.pairs.opened.connect(self.pair_opened)
        self.by_pair = Box(tr("By pair"), self.pairs)
        add(self.by_pair)
        yield
        self.fees = Table(tr("Fees"), tr("Asset"), tr("Paid"), tr("Trades"))
        self.paid = Box(tr("Fees"), self.fees)
        add(self.paid)
        yield
        self.holdings = Table(tr("What you have now"), tr("Asset"), tr("Amount"), tr("Value"),
                              tr("Average cost"), tr("Cost"), tr("Profit"), by=2)  # fmt: skip
        self.holdings.opened.connect(self.asset_opened)
        self.there = Box(tr("What you have now"), self.holdings)
        self.there.column.addWidget(Label(tr("Cost and profit are of what was bought here."), tone="dim"))
        add(self.there)
        yield
        self.lots = Table(tr("Lots"), tr("Pair"), tr("Amount"), tr("Bought"), tr("Sold"), tr("Cost"),
                          tr("Proceeds"), tr("Profit"), by=2)  # fmt: skip
        self.lots.opened.connect(self.pair_opened)
        self.all_lots = Box(tr("Lots, first in, first out"), self.lots)
        self.unbought = Label(tr("What was sold without having been bought here has no cost."), tone="dim")
        self.all_lots.column.addWidget(self.unbought)
        self.remark = Label("", tone="dim")
        self.all_lots.column.addWidget(self.remark)
        add(self.all_lots)
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what there is no room for."""
        for table in self.findChildren(Table):
            if table.columnCount() == _LOTS_WIDE:
                table.setColumnHidden(_PROCEEDS, self.width() < _ROOMY)

    def show_report(self) -> None:
        """Show what there is now."""
        person, fees, holdings = self._reports.person, self._reports.fees, self._reports.holdings
        if person is None or fees is None or holdings is None:
            return
        pair_of = self._desk.pair
        worth = sum(each.value for each in holdings)
        self.figures.show_cards(_figures(person, fees, worth))
        whole = 10 ** asset(person.reference).decimals
        self.days.heading.setText(tr("Traded by day, in {asset}", asset=person.reference))
        told = {day.at: day.value / whole for day in person.days}
        _draw(self.plot, self.days.heading.text(), *report_rows.by_day(told, self._reports.ends()))
        self.days.setVisible(bool(told))
        for box, table, rows in (
            (self.by_pair, self.pairs, report_rows.own_pair_rows(person, fees, pair_of)),
            (self.paid, self.fees, report_rows.fee_rows(fees)),
            (self.there, self.holdings, report_rows.holding_rows(holdings)),
            (self.all_lots, self.lots, report_rows.lot_rows(fees.lots, pair_of)),
        ):
            table.show_rows(rows)
            box.setVisible(bool(rows))
        self._fit()
        self.unbought.setVisible(any(lot.sold_at is not None and not lot.cost for lot in fees.lots))
        more = len(fees.lots) > LOTS
        self.remark.setText(
            tr("The newest {count} of {all}. Export CSV writes all.", count=LOTS, all=number(len(fees.lots)))
            if more else ""
        )  # fmt: skip
        self.remark.setVisible(more)


def _draw(plot: Plot, title: str, labels: list[str], values: list[float]) -> None:
    """A curve, told as finely as its highest point asks for."""
    most = max(values, default=0.0)
    digits = 0 if most >= 100 or all(value == int(value) for value in values) else 2 if most >= 1 else 6
    plot.set_tell(title, lambda value: number(value, digits), least=10.0**-digits)
    plot.show_points(labels, values)


def _figures(person: PersonReport, fees: FeeReport, worth: int) -> list[tuple[str, str, str]]:
    """The cards: what, how much, and a remark."""
    share = 100 * person.maker_trades / person.trades if person.trades else 0.0
    orders = tr("{filled} filled, {cancelled} cancelled", filled=number(person.filled),
                cancelled=number(person.cancelled))  # fmt: skip
    profits: dict[str, int] = {}
    for each in fees.realised:
        profits[each.quote] = profits.get(each.quote, 0) + each.profit
    said = [
        (tr("Traded"), money(person.value, person.reference), ""),
        (tr("Trades"), number(person.trades), tr("{percent} % as maker", percent=number(share))),
        (tr("Orders"), number(person.orders), orders),
    ]
    said += [
        (tr("Realised profit"), money(profit, quote, signed=True), tr("before fees"))
        for quote, profit in sorted(profits.items())
    ]
    return [*said, (tr("Worth now"), money(worth, person.reference), tr("all you have here"))]
