"""What made an entry: the trade, the order it belongs to, and everything that order traded."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from controllers.trading.audit import Cause
from models.core.text import number, tr
from models.ledger.assets import asset, format_amount
from models.trading.entities import MyTrade, OrderInfo, PairInfo
from models.trading.figures import money_text, price_text, quantity_text
from views.trading.own_columns import (
    PairOf,
    amount_of,
    kind_text,
    moment,
    price_of,
    side_text,
    side_tone,
    status_text,
)
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import Heading, Label
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import ScrollColumn

_MOST_ROWS = 8
_TONES = {"up": "positive", "down": "negative"}


class AuditPanel(SidePanel):
    """`pair_wanted` carries a pair's name, `trade_wanted` the number of another trade of the same order."""

    pair_wanted = Signal(str)
    trade_wanted = Signal(int)

    def __init__(self, pair_of: PairOf, host: QWidget) -> None:
        super().__init__(tr("What made it"), host)
        self._pair_of = pair_of
        self._scroll = ScrollColumn(margin=0)
        self._scroll.column.addStretch(1)
        self.body.addWidget(self._scroll, 1)
        self.cause: Cause | None = None
        self.fills: RowsTable[MyTrade] | None = None
        self._content: QWidget | None = None

    def show_cause(self, cause: Cause) -> None:
        """Show it, and open."""
        if self._content is not None:
            self._scroll.column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self.cause = cause
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        order, pair = cause.order, self._pair_of(cause.order.pair)
        if cause.trade is not None:
            column.addWidget(Heading(tr("Trade {number}", number=cause.trade.number)))
            column.addLayout(_grid(_of_trade(cause.trade, pair)))
        column.addWidget(Heading(tr("Order {number}", number=order.number)))
        column.addLayout(_grid(_of_order(order, pair)))
        column.addWidget(Heading(tr("What it traded")))
        column.addWidget(self._filled(cause, pair))
        show = Button(tr("Show {pair}", pair=order.pair), icon="chart-candlestick")
        show.does(lambda: self.pair_wanted.emit(order.pair))
        column.addWidget(show)
        self._scroll.column.insertWidget(0, content)
        self.open_panel()
        if self.fills is not None and cause.fills:
            self.fills.setFocus()

    def _filled(self, cause: Cause, pair: PairInfo | None) -> QWidget:
        self.fills = None
        if not cause.fills:
            return Label(tr("Nothing yet."), tone="dim")
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        rows = Rows(_fill_columns(pair), lambda trade: trade.number, whole)
        table = self.fills = RowsTable(rows, tr("What it traded"))
        rows.show(cause.fills)
        high = table.horizontalHeader().sizeHint().height()
        table.setFixedHeight(high + min(len(cause.fills), _MOST_ROWS) * (tokens.ROW_DENSE + 2) + tokens.TINY)
        at = next((n for n, fill in enumerate(cause.fills) if fill == cause.trade), 0)
        table.choose_row(at)
        table.open_wanted.connect(lambda fills: self.trade_wanted.emit(fills[0].number))
        column.addWidget(table)
        column.addWidget(Label(_sum(cause, pair), tone="dim", wrap=True, tabular=True))
        return whole


def _sum(cause: Cause, pair: PairInfo | None) -> str:
    """What all of it comes to; it is what the order says that it has traded."""
    if pair is None:
        return ""
    lots, units = (sum(getattr(fill, name) for fill in cause.fills) for name in ("quantity", "turnover"))
    amount, total = f"{quantity_text(lots, pair)} {pair.base}", format_amount(units, asset(pair.quote))
    if len(cause.fills) == 1:
        return tr("1 trade, of {amount} for {total}", amount=amount, total=total)
    count = number(len(cause.fills))
    return tr("{count} trades, in all {amount} for {total}", count=count, amount=amount, total=total)


Parts = list[tuple[str, str, str]]
"""Title, text, tone."""


def _of_trade(trade: MyTrade, pair: PairInfo | None) -> Parts:
    if pair is None:
        return []
    fee = asset(trade.fee_asset)
    return [
        (tr("Side"), f"{side_text(trade.side)} {trade.pair}", _TONES[side_tone(trade.side)]),
        (tr("Price"), f"{price_text(trade.price, pair)} {pair.quote}", ""),
        (tr("Amount"), f"{quantity_text(trade.quantity, pair)} {pair.base}", ""),
        (tr("Total"), format_amount(trade.turnover, asset(pair.quote)), ""),
        (tr("Fee"), f"{format_amount(trade.fee, fee)} · {tr('Maker') if trade.maker else tr('Taker')}", ""),
        (tr("Time"), moment(trade.at), ""),
    ]


def _of_order(order: OrderInfo, pair: PairInfo | None) -> Parts:
    return [
        (tr("Side"), f"{side_text(order.side)} {order.pair}", _TONES[side_tone(order.side)]),
        (tr("Type"), kind_text(order), ""),
        (tr("Price"), price_of(order, pair), ""),
        (tr("Amount"), amount_of(order, pair), ""),
        (tr("State"), status_text(order), ""),
        (tr("Placed"), moment(order.at), ""),
    ]


def _fill_columns(pair: PairInfo | None) -> list[Column[MyTrade]]:
    def price(trade: MyTrade) -> str:
        return "" if pair is None else price_text(trade.price, pair)

    def amount(trade: MyTrade) -> str:
        return "" if pair is None else quantity_text(trade.quantity, pair)

    return [
        Column(tr("Number"), lambda t: number(t.number), wide=64),
        Column(tr("Price"), price, right=True, wide=92),
        Column(tr("Amount"), amount, right=True, wide=84),
        Column(tr("Fee"), lambda t: f"{money_text(t.fee, t.fee_asset)} {t.fee_asset}", right=True),
    ]


def _grid(parts: Parts) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.LARGE)
    grid.setVerticalSpacing(tokens.TINY)
    grid.setColumnStretch(1, 1)
    for n, (title, text, tone) in enumerate(parts):
        grid.addWidget(Label(title, tone="dim"), n, 0)
        said = Label(
            text, tone={"up": "positive", "down": "negative"}.get(tone, tone), tabular=True, wrap=True
        )
        said.set_selectable()
        said.setAccessibleName(f"{title}: {text}")
        grid.addWidget(said, n, 1)
    return grid
