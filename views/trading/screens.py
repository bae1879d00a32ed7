"""The screens of a pair that is traded elsewhere, or was: chart or depth, order book and tape.

The same parts that the market here is shown with, given another `MarketView`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from controllers.trading.memory import TradeMemory
from controllers.trading.orders import MyOrders
from controllers.trading.outside_market import OutsideMarket
from models.core.text import tr
from models.trading.figures import price_text
from views.trading.chart.charting import Charting
from views.trading.depth_chart import DepthChart
from views.trading.ladder import Ladder
from views.trading.pair_bar import INTERVALS
from views.trading.tape import Tape
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.fields import Select
from views.widgets.focus import HandsOn
from views.widgets.labels import ElidedLabel, Label
from views.widgets.pages import Pages
from views.widgets.surfaces import Hairline
from views.widgets.tokens import Type, Weight

CHART, DEPTH = "chart", "depth"
_NARROW, _NARROWER = 620, 420


class Screens(HandsOn):
    """Shows a market; `aside` takes what stands right of the book, `below` what stands under the chart.

    `fitted` carries how wide the chart is now.
    """

    fitted = Signal(int)

    def __init__(
        self, market: OutsideMarket, orders: MyOrders, memory: TradeMemory, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.market = market
        self.charting = Charting(market, orders, memory, actions, self)
        self.depth_chart, self.ladder, self.tape = DepthChart(), Ladder(), Tape()
        self.price = Label("", Type.STRONG, tabular=True)
        self.name = Label("", Type.STRONG, weight=Weight.SEMIBOLD)
        self.what = Segmented([(CHART, tr("Chart")), (DEPTH, tr("Depth"))], tr("Chart or depth"))
        self.intervals = Select(tr("Bars of"))
        for interval in INTERVALS:
            self.intervals.addItem(interval, interval)
        self.intervals.setCurrentIndex(INTERVALS.index(market.interval))
        self.remark = ElidedLabel("", Type.CAPTION, tone="dim")
        self._lay_out()
        self._shown = ""
        self.what.chosen.connect(self._choose)
        self.intervals.activated.connect(lambda n: market.follow(INTERVALS[n]))
        market.moved.connect(self._moved)
        market.loaded.connect(self._loaded)
        self.ladder.pointed.connect(self._moved)
        market.loaded.connect(self._show_interval)
        self._loaded()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(tokens.MEDIUM, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        bar.setSpacing(tokens.MEDIUM)
        for widget in (self.name, self.price):
            bar.addWidget(widget)
        bar.addWidget(self.remark, 1)
        for control in (self.intervals, self.charting.studies_button, self.charting.draw_button, self.what):
            bar.addWidget(control)
        self.views = Pages()
        self.views.addWidget(self.charting)
        self.views.addWidget(self.depth_chart)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(Hairline())
        column.addWidget(self.views, 1)
        self.below = _splitter(Qt.Orientation.Vertical, left)
        self.book = _splitter(Qt.Orientation.Vertical, self.ladder, self.tape)
        self.book.setSizes([420, 180])
        self.below.installEventFilter(self)
        self.aside = _splitter(Qt.Orientation.Horizontal, self.below, self.book)
        self.aside.setStretchFactor(0, 1)
        self.aside.setStretchFactor(1, 0)
        self.aside.setSizes([900, 240])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.aside)

    def begins(self) -> QWidget:
        return self.ladder

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave out what there is no room for, whoever has taken it."""
        if watched is self.below and isinstance(event, QResizeEvent):
            wide = event.size().width()
            self.charting.fit(wide if wide > _NARROW else 0)
            self.what.setVisible(wide > _NARROWER)
            self.name.setVisible(wide > _NARROWER)
            self.fitted.emit(wide)
        return False

    # What is shown

    @Slot()
    def _loaded(self) -> None:
        """Another pair, or another feed."""
        pair = self.market.pair
        name = "" if pair is None else pair.pair
        if name != self._shown or pair is None:
            self._shown = name
            self.ladder.set_pair(pair)
            self.charting.show_pair(pair)
        self._moved()

    @Slot()
    def _moved(self) -> None:
        market, pair = self.market, self.market.pair
        self.ladder.show_book(market.book, market.last, market.rising)
        self.tape.show_trades(pair, market.tape)
        if self.views.currentWidget() is self.depth_chart:
            self.depth_chart.show_book(pair, market.book)
        self.name.setText("–" if pair is None else pair.pair)
        self.price.setText("" if pair is None or not market.last else price_text(market.last, pair))
        self.price.set_tone("positive" if market.rising else "negative")

    @Slot()
    def _show_interval(self) -> None:
        self.intervals.setCurrentIndex(INTERVALS.index(self.market.interval))

    @Slot(str)
    def _choose(self, what: str) -> None:
        self.views.setCurrentIndex(int(what == DEPTH))
        self._moved()

    def toggle_depth(self) -> None:
        """The chart, or the depth of the book."""
        self.what.choose(CHART if self.what.value() == DEPTH else DEPTH)
        self._choose(self.what.value())


def _splitter(orientation: Qt.Orientation, *parts: QWidget) -> QSplitter:
    made = QSplitter(orientation)
    made.setHandleWidth(tokens.HAIRLINE)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    return made
