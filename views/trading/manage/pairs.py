"""The pairs of an exchange, for its owner: added, changed, halted and opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.kernel.notices import NoticeAction, NoticeKind
from controllers.trading.keeping import Keeping
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.assets import asset, short_amount
from models.trading.amounts import percent_of
from models.trading.commands import SetPairStatus
from models.trading.entities import PairInfo, PairStatus
from views.trading.hall import Hall
from views.trading.manage.pair_panel import PairPanel
from views.trading.own_columns import moment
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.focus import HandsOn
from views.widgets.labels import Label
from views.widgets.states import State, StateStack, StateView

if TYPE_CHECKING:
    from views.trading.manage.page import ManagePage


def status_text(pair: PairInfo) -> str:
    """Whether it is traded, and if not, until when."""
    if pair.status is PairStatus.TRADING:
        return tr("Trading")
    if pair.resumes_at is not None:
        return tr("Paused until {moment}", moment=moment(pair.resumes_at))
    return tr("Halted")


def _share(share: int, decimals: int) -> str:
    return f"{percent_of(share, decimals)} %" if share else "–"


def _band(pair: PairInfo) -> str:
    up, down = pair.filters.price_up, pair.filters.price_down
    if not (up or down):
        return "–"
    return f"+{percent_of(up, 2)} % / −{percent_of(down, 2)} %"


def pair_columns() -> list[Column[PairInfo]]:
    """What the table says of a pair."""
    return [
        Column(tr("Pair"), lambda pair: pair.pair, wide=110),
        Column(tr("Status"), status_text, wide=150,
               tone=lambda pair: "positive" if pair.status is PairStatus.TRADING else "warning"),
        Column(tr("Maker"), lambda pair: f"{percent_of(pair.maker_ppm, 4)} %", right=True, wide=80),
        Column(tr("Taker"), lambda pair: f"{percent_of(pair.taker_ppm, 4)} %", right=True, wide=80),
        Column(tr("Step of the price"), lambda pair: short_amount(pair.tick, asset(pair.quote)), right=True,
               wide=130),
        Column(tr("Step of the quantity"), lambda pair: short_amount(pair.lot, asset(pair.base)), right=True,
               wide=140),
        Column(tr("Least worth"), lambda pair: short_amount(pair.filters.min_notional, asset(pair.quote))
               if pair.filters.min_notional else "–", right=True, wide=120),
        Column(tr("Price band"), _band, right=True, wide=130),
        Column(tr("Circuit breaker"), lambda pair: _share(pair.filters.breaker_bips, 2), right=True,
               wide=110),
        Column("", lambda _: ""),
    ]  # fmt: skip


class PairsPart(HandsOn):
    """Enter changes the pair that is chosen."""

    def __init__(self, hall: Hall, keeping: Keeping, page: ManagePage) -> None:
        super().__init__()
        self._hall, self._keeping, self._page = hall, keeping, page
        self._panel: PairPanel | None = None
        self.remark = Label("", tone="dim")
        self.add = Button(tr("Add a pair"), kind=Kind.PRIMARY, icon="plus")
        self.edit = Button(tr("Change…"), icon="pencil")
        self.stop = Button(tr("Halt…"), icon="pause")
        self.show_market = Button(tr("Show the market"), icon="chart-candlestick")
        self.rows = Rows(pair_columns(), lambda pair: pair.pair, self)
        self.table = RowsTable(self.rows, tr("Pairs"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.stack = StateStack(self.table)
        self._lay_out()
        self._connect()
        self.follow()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(tokens.WIDE, tokens.MEDIUM, tokens.WIDE, tokens.MEDIUM)
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.remark)
        row.addStretch()
        for button in (self.show_market, self.edit, self.stop, self.add):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        beside = QVBoxLayout()
        beside.setContentsMargins(tokens.LARGE, 0, tokens.LARGE, 0)
        beside.addWidget(self.stack)
        column.addLayout(beside, 1)

    def _connect(self) -> None:
        self.add.does(self.add_pair)
        self.edit.does(self._edit)
        self.stop.does(self._toggle)
        self.show_market.does(self._show)
        self.table.open_wanted.connect(self._edit)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._able)
        self._hall.parts.exchange.changed.connect(self.follow)

    def begins(self) -> QWidget:
        return self.table if self.rows.rowCount() else self.add

    @property
    def panel(self) -> PairPanel:
        """The form, made when it is first needed."""
        if self._panel is None:
            self._panel = PairPanel(self._keeping, self._page)
            self._panel.saved.connect(self._saved)
        return self._panel

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show the pairs as they are."""
        pairs = self._hall.parts.exchange.pairs
        self.rows.show(pairs)
        halted = sum(pair.status is PairStatus.HALTED for pair in pairs)
        words = tr("1 pair") if len(pairs) == 1 else tr("{count} pairs", count=len(pairs))
        if halted:
            words = tr("{pairs}, {count} of them not trading", pairs=words, count=halted)
        self.remark.setText(words)
        if pairs:
            self.stack.show_content()
            if not self.table.selected():
                self.table.setCurrentIndex(self.rows.index(0, 0))
        else:
            self.stack.show_state(
                StateView(
                    State.EMPTY, tr("Nothing is traded here yet."),
                    tr("A pair is two assets: what is traded, and what it is paid with."),
                    icon="chart-candlestick", action=tr("Add a pair"), do=self.add_pair,
                )
            )  # fmt: skip
        self._able()

    @property
    def chosen(self) -> PairInfo | None:
        """The pair that is chosen in the table, as it is now."""
        rows = self.table.selected()
        return rows[0] if rows else None

    @Slot()
    def _able(self) -> None:
        pair = self.chosen
        for button in (self.edit, self.stop, self.show_market):
            button.setEnabled(pair is not None)
        halted = pair is not None and pair.status is PairStatus.HALTED
        self.stop.setText(tr("Let it trade") if halted else tr("Halt…"))
        self.stop.set_icon("play" if halted else "pause")
        self.stop.updateGeometry()

    # What is done

    @Slot()
    def add_pair(self) -> None:
        """Open the form for a new pair."""
        self.panel.open_new()

    @Slot()
    def _edit(self) -> None:
        if self.chosen is not None:
            self.panel.open_pair(self.chosen)

    @Slot()
    def _show(self) -> None:
        if self.chosen is not None:
            self._hall.visit_pair(self.chosen.pair)

    @Slot(str, bool)
    def _saved(self, pair: str, new: bool) -> None:
        if new:
            notices = self._hall.parts.notices
            show = NoticeAction(tr("Show the market"), lambda: self._hall.visit_pair(pair))
            text = tr("{pair} can be traded now.", pair=pair)
            notices.post(text, NoticeKind.SUCCESS, source="trade", actions=(show,))

    @Slot()
    def _toggle(self) -> None:
        pair = self.chosen
        if pair is None:
            return
        if pair.status is PairStatus.HALTED:
            self._set(pair, PairStatus.TRADING)
            return
        self._page.halt.ask(
            tr("Halt {pair}?", pair=pair.pair),
            tr("Nobody can place or change orders of {pair}, nothing trades, and no stop is set off, until "
               "you let it trade again.", pair=pair.pair),
            tr("Halt {pair}", pair=pair.pair),
            lambda _cancel: self._set(pair, PairStatus.HALTED),
            cancels=False,
        )  # fmt: skip
        self._keeping.business(self._page.halt.show_business, pair=pair.pair)

    def _set(self, pair: PairInfo, status: PairStatus) -> None:
        halting = status is PairStatus.HALTED
        title = tr("Halt {pair}", pair=pair.pair) if halting else tr("Let {pair} trade", pair=pair.pair)

        def done(_verdict: object) -> None:
            self._page.halt.close_panel()
            if halting:
                again = NoticeAction(tr("Let it trade"), lambda: self._set(pair, PairStatus.TRADING))
                text = tr("{pair} is halted.", pair=pair.pair)
                self._hall.parts.notices.post(
                    text, NoticeKind.SUCCESS, source="trade", actions=(again,), key="trade.halted"
                )

        self._keeping.send(
            SetPairStatus, done=done, failed=self._fail, title=title, pair=pair.pair, status=status
        )

    def _fail(self, error: PersonError) -> None:
        if self._page.halt.is_open:
            self._page.halt.fail(error)
        else:
            self._hall.parts.notices.error(error, source="trade")

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        pair = self.chosen
        if pair is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, do in (
            (self.edit, self._edit),
            (self.stop, self._toggle),
            (self.show_market, self._show),
        ):
            menu.addAction(button.text()).triggered.connect(do)
        menu.popup(self.table.viewport().mapToGlobal(place))
