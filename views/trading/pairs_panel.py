"""The pairs of the exchange with how they do, followed ones first: typing filters, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from controllers.trading.exchange import ExchangeDesk
from controllers.trading.watchlist import Watchlist
from models.core.text import number, tr
from models.trading.entities import PairInfo, PairStatus
from models.trading.figures import change_bips, percent_text, price_text, quantity_value
from views.trading.market_columns import NO_STAR, STAR
from views.trading.rows import Column
from views.trading.sorted_rows import SortedRows, SortedTable
from views.widgets.fields import SearchBox
from views.widgets.side_panel import SidePanel


class PairsPanel(SidePanel):
    """`pair_chosen` carries a name, `tab_wanted` one that was asked for in a tab of its own."""

    pair_chosen = Signal(str)

    def __init__(self, desk: ExchangeDesk, watchlist: Watchlist, host: QWidget) -> None:
        super().__init__(tr("Pairs"), host)
        self._desk, self._watchlist = desk, watchlist
        self.search = _Search(tr("Filter pairs"))
        columns = [
            Column[PairInfo]("", self._star, tone=self._star_tone, wide=28, marks=True, hint=tr("Follow")),
            Column[PairInfo](tr("Pair"), lambda pair: pair.pair, wide=84),
            Column[PairInfo](tr("Last"), self._last, right=True, wide=84),
            Column[PairInfo](tr("24 h"), self._change, right=True, tone=self._tone, wide=70),
            Column[PairInfo](tr("Volume"), self._volume, right=True, wide=110),
        ]
        self.rows = SortedRows(
            columns, lambda p: p.pair, lambda p: p.pair in watchlist, lambda p: p.pair, self
        )
        self.table = SortedTable(self.rows, tr("Pairs"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self.close_panel)
        self.search.down.connect(self._into_table)
        self.search.returnPressed.connect(self._first)
        self.table.open_wanted.connect(lambda rows: self._choose(rows[0]))
        self.table.clicked.connect(self._clicked)
        self.table.mark_wanted.connect(lambda rows: watchlist.toggle(rows[0].pair))
        watchlist.changed.connect(self._follow)
        self.closed.connect(lambda: desk.watch_tickers(False, self))
        desk.changed.connect(self._follow)
        desk.tickers_changed.connect(self._follow)
        self._follow()

    def open_panel(self) -> None:
        self._desk.watch_tickers(True, self)
        super().open_panel()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if not self.rows.columns[index.column()].marks:
            self._choose(self.rows.row(index.row()))

    # What stands in the rows

    def _star(self, pair: PairInfo) -> str:
        return STAR if pair.pair in self._watchlist else NO_STAR

    def _star_tone(self, pair: PairInfo) -> str:
        return "warning" if pair.pair in self._watchlist else "dim"

    def _last(self, pair: PairInfo) -> str:
        ticker = self._desk.tickers.get(pair.pair)
        return price_text(ticker.last, pair) if ticker is not None and ticker.last else "–"

    def _bips(self, pair: PairInfo) -> int:
        ticker = self._desk.tickers.get(pair.pair)
        return 0 if ticker is None else change_bips(ticker.open, ticker.last)

    def _change(self, pair: PairInfo) -> str:
        return tr("halted") if pair.status is PairStatus.HALTED else percent_text(self._bips(pair))

    def _tone(self, pair: PairInfo) -> str:
        if pair.status is PairStatus.HALTED:
            return "warning"
        bips = self._bips(pair)
        return "up" if bips > 0 else "down" if bips < 0 else "dim"

    def _volume(self, pair: PairInfo) -> str:
        ticker = self._desk.tickers.get(pair.pair)
        return "–" if ticker is None else f"{number(quantity_value(ticker.volume, pair), 2)} {pair.base}"

    @Slot()
    def _follow(self) -> None:
        self.rows.show(self._desk.pairs)
        if self.rows.rowCount():
            last = len(self.rows.columns) - 1
            self.rows.dataChanged.emit(self.rows.index(0, 0), self.rows.index(self.rows.rowCount() - 1, last))

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.rows.filter(text)

    @Slot()
    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if self.rows.rowCount():
            self.table.choose_row(0)

    @Slot()
    def _first(self) -> None:
        if self.rows.rowCount():
            self._choose(self.rows.row(0))

    def _choose(self, pair: PairInfo) -> None:
        self.close_panel()
        self.pair_chosen.emit(pair.pair)


class _Search(SearchBox):
    """A search from which the arrow leads into what it filters."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)
