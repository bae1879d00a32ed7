"""What concerns a person on the exchange: pairs they follow, their open orders, alerts and latest trades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from controllers.trading.market_board import MarketBoard, MarketRow
from controllers.trading.orders import MyOrders
from models.core.text import tr
from models.trading.entities import MyTrade, OrderInfo, PriceAlert
from models.trading.figures import percent_text, price_text, quantity_text
from views.trading.own_columns import PairOf, amount_of, moment, price_of, side_text, side_tone
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import link
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.surfaces import Card
from views.widgets.tokens import Weight

_WIDE = 1100
"""Where all four stand in one row."""

_TALL = 620
_FEW, _MORE = 2, 3
_LEAST = 4
"""Columns; what is beyond gives way where there is no room."""


class FeedBox(Card):
    """A heading and a few rows, or a sentence where there are none. `opened` carries a pair's name."""

    opened = Signal(str)
    all_wanted = Signal()

    def __init__(self, title: str, columns: Sequence[Column[Any]], key: Any, nothing: str,
                 parent: QWidget) -> None:  # fmt: skip
        super().__init__(parent, padding=tokens.SMALL)
        self.column.setSpacing(tokens.TINY)
        self._title = title
        self.heading = Label(title, weight=Weight.SEMIBOLD)
        self.all = link(tr("All"))
        self.all.setAccessibleName(tr("All of {title}", title=title))
        self.all.does(self.all_wanted.emit)
        self.rows: Rows[Any] = Rows(columns, key, self)
        self.table: RowsTable[Any] = RowsTable(self.rows, title)
        self.table.begins_selected = True
        self.table.horizontalHeader().hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = Label(nothing, tone="dim", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(tokens.SMALL, tokens.TINY, tokens.SMALL, 0)
        self.stack = Pages()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.table)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.SMALL, 0, tokens.SMALL, 0)
        head.addWidget(self.heading)
        head.addStretch()
        head.addWidget(self.all)
        self.column.addLayout(head)
        self.column.addWidget(self.stack)
        self.table.open_wanted.connect(self._open)
        self._count, self._there = _MORE, 0
        self.set_count(_MORE)
        self.show_rows(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns, room = self.rows.columns, self.width() - 2 * tokens.SMALL
        wide = sum(column.wide for column in columns)
        spare = wide > room
        self.table.setColumnHidden(len(columns) - 1, spare and len(columns) > _LEAST)
        if spare and len(columns) > _LEAST:
            wide -= columns[-1].wide
        for n, column in enumerate(columns):
            self.table.setColumnWidth(n, column.wide * room // wide)

    def set_count(self, count: int) -> None:
        """How many rows there is room for."""
        self._count = count
        self.stack.setFixedHeight(count * (tokens.ROW_DENSE + 2) + 2)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """The first of these; the heading says how many there are."""
        self.rows.show(rows[:_MORE])
        self.heading.setText(f"{self._title} {len(rows)}" if rows else self._title)
        self.all.setVisible(bool(rows))
        self.stack.setCurrentWidget(self.table if rows else self.nothing)

    @Slot(list)
    def _open(self, rows: list[Any]) -> None:
        pair = rows[0].pair
        self.opened.emit(pair if isinstance(pair, str) else pair.pair)


class Feed(QWidget):
    """`opened` carries the name of a pair that is to be looked at, `all_wanted` the table that has more."""

    opened = Signal(str)
    all_wanted = Signal(str)

    def __init__(self, board: MarketBoard, orders: MyOrders, parent: QWidget) -> None:
        super().__init__(parent)
        self._board, self._orders = board, orders
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(tokens.MEDIUM)
        self._columns = 0
        self.boxes: tuple[FeedBox, ...] = ()

    def build(self, pair_of: PairOf) -> Iterator[None]:
        """Make it, a box a step; nothing of it may be used before."""
        self.followed = FeedBox(
            tr("You follow"), _followed_columns(), lambda row: row.pair.pair,
            tr("The star beside a pair puts it here."), self,
        )  # fmt: skip
        yield
        self.open = FeedBox(
            tr("Open orders"),
            _order_columns(pair_of),
            lambda order: order.number,
            tr("No open orders."),
            self,
        )
        yield
        self.alerts = FeedBox(
            tr("Price alerts"), _alert_columns(pair_of), lambda alert: alert.id,
            tr("A on the order book sets one at the price under the mouse."), self,
        )  # fmt: skip
        yield
        self.fills = FeedBox(
            tr("Latest trades"), _fill_columns(pair_of), lambda trade: (trade.number, trade.side),
            tr("No trades yet."), self,
        )  # fmt: skip
        yield
        self.boxes = (self.followed, self.open, self.alerts, self.fills)
        for box, tab in zip(self.boxes, ("", "open", "alerts", "trades"), strict=True):
            box.opened.connect(self.opened)
            box.all_wanted.connect(lambda tab=tab: self.all_wanted.emit(tab))
        self._arrange()
        self._board.changed.connect(self.show_followed)
        self._orders.changed.connect(self.show_own)
        self.show_followed()
        self.show_own()

    def fit(self, tall: int) -> None:
        """Fewer rows where the window is low."""
        for box in self.boxes:
            box.set_count(_MORE if tall >= _TALL else _FEW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 4 if self.width() >= _WIDE else 2
        if self.boxes and columns != self._columns:
            self._columns = columns
            for n, box in enumerate(self.boxes):
                self._grid.addWidget(box, n // columns, n % columns)
            for n in range(4):
                self._grid.setColumnStretch(n, 1 if n < columns else 0)

    @Slot()
    def show_followed(self) -> None:
        self.followed.show_rows([row for row in self._board.rows if row.followed])
        self.followed.all.hide()

    @Slot()
    def show_own(self) -> None:
        self.open.show_rows(self._orders.open)
        self.alerts.show_rows([alert for alert in self._orders.alerts if alert.fired_at is None])
        self.fills.show_rows(self._orders.trades)


def _followed_columns() -> list[Column[MarketRow]]:
    def price(row: MarketRow) -> str:
        return price_text(row.last, row.pair) if row.last else "–"

    def change(row: MarketRow) -> str:
        return percent_text(row.bips) if row.last else "–"

    def tone(row: MarketRow) -> str:
        return "up" if row.bips > 0 else "down" if row.bips < 0 else "dim"

    return [
        Column(tr("Pair"), lambda row: row.pair.pair, wide=88),
        Column(tr("Last"), price, right=True, wide=98),
        Column(tr("24 h"), change, right=True, tone=tone, wide=98),
    ]


def _order_columns(pair_of: PairOf) -> list[Column[OrderInfo]]:
    return [
        Column(tr("Pair"), lambda o: o.pair, wide=90),
        Column(tr("Side"), lambda o: side_text(o.side), tone=lambda o: side_tone(o.side), wide=62),
        Column(tr("Amount"), lambda o: amount_of(o, pair_of(o.pair)), right=True, wide=72),
        Column(tr("Price"), lambda o: price_of(o, pair_of(o.pair)), right=True, wide=82),
    ]


def _alert_columns(pair_of: PairOf) -> list[Column[PriceAlert]]:
    def when(alert: PriceAlert) -> str:
        pair = pair_of(alert.pair)
        price = "" if pair is None else price_text(alert.price, pair)
        return tr("rises to {price}", price=price) if alert.above else tr("falls to {price}", price=price)

    return [
        Column(tr("Pair"), lambda alert: alert.pair, wide=88),
        Column(tr("When it"), when, right=True),
    ]


def _fill_columns(pair_of: PairOf) -> list[Column[MyTrade]]:
    def what(trade: MyTrade) -> str:
        pair = pair_of(trade.pair)
        return "" if pair is None else quantity_text(trade.quantity, pair)

    def price(trade: MyTrade) -> str:
        pair = pair_of(trade.pair)
        return "" if pair is None else price_text(trade.price, pair)

    return [
        Column(tr("Pair"), lambda t: t.pair, wide=90),
        Column(tr("Side"), lambda t: side_text(t.side), tone=lambda t: side_tone(t.side), wide=62),
        Column(tr("Amount"), what, right=True, wide=72),
        Column(tr("Price"), price, right=True, wide=82),
        Column(tr("Time"), lambda t: moment(t.at), right=True, tone=lambda _: "dim", wide=76),
    ]
