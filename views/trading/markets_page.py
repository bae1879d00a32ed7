"""The place of all markets: what concerns the person above, and every pair below. `markets[?words=…]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import quote

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.trading.market_board import MarketBoard, MarketRow
from controllers.trading.orders import MyOrders
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.feed import Feed
from views.trading.hall import Hall
from views.trading.market_columns import ROOMY, market_columns
from views.trading.places import MARKETS
from views.trading.sorted_rows import SortedRows, SortedTable
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.by_and_by import ByAndBy
from views.widgets.fields import SearchBox, Select
from views.widgets.states import Skeleton, State, StateStack, StateView

_SEARCH = 260
_ROOMY = 1100


class MarketsPage(Page):
    """A table of pairs, followed ones first; Enter or a double click opens a pair's market."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        parts = hall.parts
        self._hall = hall
        self._wanted = ""
        self.board = MarketBoard(parts.actor, parts.exchange, parts.watchlist, self)
        self.orders = MyOrders(parts.actor, parts.notices, self)
        self.feed: Feed | None = None
        self.search = SearchBox(tr("Filter pairs"))
        self.search.setMaximumWidth(_SEARCH)
        self.sort = Select(tr("Sort by"))
        self.turn = IconButton("arrow-down-wide-narrow", tr("Turn the order around"))
        self.rows = SortedRows(
            market_columns(self.board.reference), lambda row: row.pair.pair, lambda row: row.followed, _said,
            self,
        )  # fmt: skip
        self.table = SortedTable(self.rows, tr("All pairs"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.turn.setEnabled(False)
        self.stack = StateStack(self.table, Skeleton(5))
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.sort.addItem(tr("As listed"), -1)
        for n, each in enumerate(self.rows.columns):
            if each.order is not None:
                self.sort.addItem(each.title, n)
        tools = QHBoxLayout()
        tools.setSpacing(tokens.SMALL)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.sort)
        tools.addWidget(self.turn)
        tools.addStretch(1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(tools)
        column.addWidget(self.stack, 1)

    @Slot()
    def _add_feed(self) -> None:
        """What concerns the person, a box an event."""
        feed = Feed(self.board, self.orders, self)
        feed.hide()
        building = ByAndBy(feed.build(self._hall.parts.exchange.pair), self)
        building.done.connect(partial(self._take_feed, feed))
        building.start()

    def _take_feed(self, feed: Feed) -> None:
        self.feed = feed
        feed.opened.connect(self._hall.visit_pair)
        feed.all_wanted.connect(self._hall.visit_own)
        feed.fit(self.height())
        self._column.insertWidget(0, feed)
        feed.show()

    def _connect(self) -> None:
        self.board.changed.connect(self._show)
        self.board.failed.connect(self._failed)
        self.orders.failed.connect(self._failed)
        self._hall.parts.exchange.changed.connect(self._follow)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._first)
        self.search.left.connect(self._into_table)
        self.sort.activated.connect(self._choose_order)
        self.turn.does(lambda: self.table.sort_by(self.rows.column, descending=not self.rows.descending))
        self.table.sorted_by.connect(self._show_order)
        self.table.open_wanted.connect(lambda rows: self._hall.visit_pair(rows[0].pair.pair))
        self.table.mark_wanted.connect(self._mark)
        self.table.customContextMenuRequested.connect(self._menu)
        QTimer.singleShot(0, self, self._add_feed)

    # Places

    def begins(self) -> QWidget:
        return self.stack

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        if ids:
            return False
        self.search.setText(query.get("words", ""))
        return True

    @property
    def title(self) -> str:
        return tr("Markets")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Markets")),)

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def forget(self) -> None:
        self.search.clear()
        self.rows.show(())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
        self.board.set_seen(True)
        self.orders.set_seen(True)
        self.rows.again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.board.set_seen(False)
        self.orders.set_seen(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.feed is not None:
            self.feed.fit(self.height())
        for n in ROOMY:
            self.table.setColumnHidden(n, self.width() < _ROOMY)

    # What is shown

    @Slot()
    def _follow(self) -> None:
        desk = self._hall.parts.exchange
        self.orders.belong_to(desk.space_id if desk.joined else None)

    @Slot()
    def _show(self) -> None:
        self.rows.show(self.board.rows)
        self._show_state()

    def _show_state(self) -> None:
        if self.rows.rowCount():
            self.stack.show_content()
        elif self.rows.total:
            state = StateView(
                State.NOTHING_FOUND, tr("No pair has “{words}”", words=self.search.text().strip()[:60]),
                action=tr("Show all"), do=self.search.clear,
            )  # fmt: skip
            self.stack.show_state(state)
        else:
            self.stack.show_loading()

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        self._hall.parts.notices.error(error, source="trade", key="trade.markets")

    # Hands

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.rows.filter(text)
        self._show_state()
        words = text.strip()
        self.adjusted.emit(f"{MARKETS}?words={quote(words)}" if words else MARKETS)

    @Slot()
    def _first(self) -> None:
        if self.rows.rowCount():
            self._hall.visit_pair(self.rows.row(0).pair.pair)

    @Slot()
    def _into_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int)
    def _choose_order(self, place: int) -> None:
        column: int = self.sort.itemData(place)
        descending = column >= 0 and self.rows.columns[column].right
        self.table.sort_by(column, descending=descending)

    @Slot(int, bool)
    def _show_order(self, column: int, descending: bool) -> None:
        self.sort.setCurrentIndex(self.sort.findData(column))
        self.turn.setEnabled(column >= 0)

    @Slot(list)
    def _mark(self, rows: list[MarketRow]) -> None:
        for row in rows:
            self._hall.parts.watchlist.toggle(row.pair.pair)

    def follow_current(self) -> bool:
        """Follow the pair that the keyboard is at, or no more; False where it is at none."""
        rows = self.table.selected()
        self._mark(rows[:1])
        return bool(rows)

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        rows = self.table.selected()
        if not rows:
            return
        row = rows[0]
        name = row.pair.pair
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Show {pair}", pair=name)).triggered.connect(lambda: self._hall.visit_pair(name))
        follow = tr("Follow {pair} no more", pair=name) if row.followed else tr("Follow {pair}", pair=name)
        menu.addAction(follow).triggered.connect(lambda: self._mark([row]))
        menu.popup(self.table.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu and self.table.currentIndex().isValid():
            self._menu(self.table.visualRect(self.table.currentIndex()).bottomLeft())
        elif event.text().isalnum() and self.table.hasFocus():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.setText(self.search.text() + event.text())
        else:
            super().keyPressEvent(event)


def _said(row: MarketRow) -> str:
    """What is looked for: the pair, and the names of what is traded."""
    from models.ledger.assets import asset

    pair = row.pair
    return f"{pair.pair} {asset(pair.base).name} {asset(pair.quote).name}"


def make(hall: Hall) -> MarketsPage:
    """The page of the place `markets`."""
    return MarketsPage(hall)
