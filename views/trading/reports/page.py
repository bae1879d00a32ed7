"""The place of reports: `reports` on pairs, `reports/mine` on what one did oneself, over a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDateEdit, QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from controllers.trading.exporting import What
from controllers.trading.reports import Period, TradeReports
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.hall import Hall
from views.trading.places import AUDIT, REPORTS
from views.trading.reports.panes import MarketsPane, MinePane
from views.trading.saving import ask_csv
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.by_and_by import ByAndBy
from views.widgets.chips import Segmented
from views.widgets.fields import Select
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.plot import CHART, Plot
from views.widgets.states import Skeleton, State, StateStack, StateView

PAIRS, MINE = "", "mine"


class ReportsPage(Page):
    """Built part by part after it was first opened: all at once would hold the window."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        parts = hall.parts
        self.reports = TradeReports(parts.actor, parts.exchange, self)
        self.markets = MarketsPane(self.reports, parts.exchange)
        self.mine = MinePane(self.reports, parts.exchange)
        self.panes = Pages()
        self.panes.addWidget(self.markets)
        self.panes.addWidget(self.mine)
        self.stack = StateStack(self.panes, Skeleton(4))
        self._at = PAIRS
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.MEDIUM, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools())
        column.addWidget(self.stack, 1)
        self.building = ByAndBy(self._build(), self)
        self.building.done.connect(self._built)
        self.building.start()
        self.reports.changed.connect(self._show)
        self.reports.failed.connect(self._failed)
        self._show()

    def _tools(self) -> QWidget:
        self.part = Segmented([(PAIRS, tr("Pairs")), (MINE, tr("Mine"))], tr("Reports on"))
        self.period = Select(tr("Period"))
        for period, title in (
            (Period.TODAY, tr("Today")), (Period.WEEK, tr("Last 7 days")), (Period.MONTH, tr("Last 30 days")),
            (Period.YEAR, tr("Last 365 days")), (Period.ALL, tr("All time")),
            (Period.CUSTOM, tr("Chosen days")),
        ):  # fmt: skip
            self.period.addItem(title, period)
        self.period.setCurrentIndex(self.period.findData(Period.MONTH))
        today = date.today()
        self.first = _day_field(tr("First day"), today - timedelta(days=29))
        self.last = _day_field(tr("Last day"), today)
        self.export = Button(tr("Export CSV"), icon="download")
        self.remark = Label(tr("Days of UTC"), tone="dim")
        tools = QWidget()
        flow = FlowLayout(tools)
        flow.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, tokens.SMALL)
        for widget in (self.part, self.period, self.first, self.last, self.export, self.remark):
            flow.addWidget(widget)
        for field in (self.first, self.last):
            field.hide()
            field.dateChanged.connect(self._choose)
        self.part.chosen.connect(lambda key: self._hall.visit(f"{REPORTS}/{key}" if key else REPORTS))
        self.period.currentIndexChanged.connect(self._choose)
        self.export.does(self._ask_export)
        return tools

    def _build(self) -> Iterator[None]:
        yield from self.markets.build()
        yield
        yield from self.mine.build()
        for pane in (self.markets, self.mine):
            pane.pair_opened.connect(lambda name: self._hall.visit_pair(name))
        self.mine.asset_opened.connect(lambda code: self._hall.visit(f"{AUDIT}/{code}"))

    @Slot()
    def _built(self) -> None:
        for plot in (self.markets.plot, self.mine.plot):  # each in an event of its own
            self._hall.parts.fetch(CHART, partial(_draw, plot))
        self._show()

    # Places

    def begins(self) -> QWidget:
        return self.period

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        if list(ids) not in ([], [MINE]):
            return False
        self._at = ids[0] if ids else PAIRS
        self.part.choose(self._at)
        self.panes.setCurrentWidget(self.mine if self._at else self.markets)
        self._show()
        return True

    @property
    def title(self) -> str:
        return tr("Reports")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Reports"), REPORTS), Crumb(tr("Mine"))) if self._at else (Crumb(tr("Reports")),)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reports.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reports.set_seen(False)

    # What is shown

    @Slot()
    def _show(self) -> None:
        reports = self.reports
        ready = self.building.is_done and reports.known
        self.export.setEnabled(ready)
        if not ready:
            self.stack.show_loading()
            return
        (self.mine if self._at else self.markets).show_report()
        state = self._nothing()
        if state is None:
            self.stack.show_content()
        else:
            self.stack.show_state(state)

    def _nothing(self) -> StateView | None:
        """What stands where there is nothing to report."""
        reports = self.reports
        person, pairs = reports.person, reports.pairs
        if self._at == PAIRS and not any(each.trades for each in pairs or ()):
            sentence, more = tr("Nothing was traded in this period."), tr("A longer one may have more.")
        elif self._at == MINE and person is not None and not (person.orders or reports.holdings):
            sentence, more = (
                tr("You have not traded in this period."),
                tr("What you buy and sell is told here."),
            )
        else:
            return None
        if reports.period is Period.ALL:
            return StateView(State.EMPTY, sentence, icon="chart-column", action=tr("To the market"),
                             do=lambda: self._hall.visit_pair(self.reports.pair))  # fmt: skip
        return StateView(State.NOTHING_FOUND, sentence, more, action=tr("All time"), do=self._all_time)

    def _all_time(self) -> None:
        self.period.setCurrentIndex(self.period.findData(Period.ALL))

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        if self.reports.known:
            self._hall.parts.notices.error(error, source="trade", key="trade.reports")
        else:
            self.stack.show_error(error, self.reports.refresh)

    # Hands

    @Slot()
    def _choose(self) -> None:
        period: Period = self.period.currentData()
        custom = period is Period.CUSTOM
        for field in (self.first, self.last):
            field.setVisible(custom)
        self.reports.choose(period, (_day_of(self.first), _day_of(self.last)) if custom else None)

    def _ask_export(self) -> None:
        if self._at == PAIRS:
            self._export(What.PAIRS)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for what, title in ((What.TRADES, tr("Trades")), (What.ORDERS, tr("Orders")), (What.LOTS, tr("Lots")),
                            (What.FEES, tr("Fees"))):  # fmt: skip
            menu.addAction(title).triggered.connect(partial(self._export, what))
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _export(self, what: What, _checked: bool = False) -> None:
        since, until = self.reports.ends()
        name = f"{what.value} {since:%Y-%m-%d} {until - timedelta(days=1):%Y-%m-%d}"
        ask_csv(self, what.value if self.reports.period is Period.ALL else name, partial(self.save, what))

    def save(self, what: What, path: Path) -> None:
        """Write what is of the period there."""
        self._hall.parts.exporting.export(what, path, self.reports.ends())


def _draw(plot: Plot) -> None:
    if isValid(plot):
        plot.show_chart()


def _day_field(name: str, day: date) -> QDateEdit:
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setAccessibleName(name)
    field.setFixedHeight(tokens.CONTROL)
    return field


def _day_of(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def make(hall: Hall) -> ReportsPage:
    """The page of the place `reports`."""
    return ReportsPage(hall)
