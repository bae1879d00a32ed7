"""The chart on the page: it comes on a thread, and is given bars, orders and alerts while it is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from controllers.trading.market import Market
from controllers.trading.memory import TradeMemory
from controllers.trading.orders import MyOrders
from models.core.text import tr
from models.trading.bars import Bar, Bars
from models.trading.entities import OrderInfo, PairInfo
from models.trading.figures import (
    nearest_tick,
    price_decimals,
    price_value,
    quantity_text,
)
from views.trading.own_columns import side_text
from views.widgets.buttons import Button
from views.widgets.states import Skeleton

if TYPE_CHECKING:
    from views.trading.chart import PriceChart


class Charting(QWidget):
    """`price_chosen` carries the tick that was clicked."""

    price_chosen = Signal(int)

    def __init__(self, market: Market, orders: MyOrders, memory: TradeMemory, parent: QWidget) -> None:
        super().__init__(parent)
        self._market, self._orders, self._memory = market, orders, memory
        self._pair: PairInfo | None = None
        self._wanted: list[Any] = []
        self.chart: PriceChart | None = None
        self.studies_button = Button(tr("Indicators"))
        self.draw_button = Button(tr("Draw"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._waiting = Skeleton(rows=1, height=200)
        self._column.addWidget(self._waiting)
        self._connect()

    def _connect(self) -> None:
        self._market.loaded.connect(self._load)
        self._market.ticked.connect(self._tick)
        self._market.older.connect(self._older)
        self._orders.changed.connect(self._own_changed)
        self.studies_button.does(self.choose_studies)
        self.draw_button.does(self.choose_tool)

    def fit(self, wide: int) -> None:
        """Leave out what there is no room for: the menu of layouts has it too."""
        for button in (self.studies_button, self.draw_button):
            button.setVisible(wide > 520)

    def furnish(self) -> None:
        """Make the chart: its modules are there by now, or it is worth waiting for them."""
        if self.chart is not None:
            return
        from views.trading.chart import PriceChart

        self.chart = chart = PriceChart()
        chart.price_clicked.connect(self._clicked)
        chart.order_moved.connect(self._order_moved)
        chart.order_cancelled.connect(self._orders.cancel)
        chart.alert_moved.connect(self._alert_moved)
        chart.more_wanted.connect(lambda _: self._market.want_older())
        self._column.replaceWidget(self._waiting, chart)
        self._waiting.stop()
        self._waiting.deleteLater()
        self.set_studies(self._wanted)
        self.show_pair(self._pair)
        self._load()

    # What is shown

    def show_pair(self, pair: PairInfo | None) -> None:
        """Show another pair; what was drawn on the last one is kept."""
        self.keep()
        self._pair = pair
        if self.chart is not None and pair is not None:
            self.chart.set_pair(pair.pair, price_decimals(pair), price_value(1, pair))
            self.chart.set_drawings(self._memory.drawings(pair.pair))
            self._own_changed()

    def keep(self) -> None:
        """Remember what was drawn."""
        if self.chart is not None and self._pair is not None:
            self._memory.keep_drawings(self._pair.pair, self.chart.drawings())

    @Slot()
    def _load(self) -> None:
        series = self._market.series
        if self.chart is not None:
            self.chart.set_bars(Bars.empty(60_000_000) if series is None else series.bars)

    @Slot(object)
    def _tick(self, bar: Bar) -> None:
        if self.chart is not None:
            self.chart.tick(bar)

    @Slot()
    def _older(self) -> None:
        if self.chart is not None and self._market.series is not None:
            self.chart.set_bars(self._market.series.bars)

    def set_countdown(self, text: str) -> None:
        """How long the bar of now goes on."""
        if self.chart is not None:
            self.chart.set_countdown(text)

    @Slot()
    def _own_changed(self) -> None:
        """One's own orders and alerts of the pair, as lines."""
        if self.chart is None or self._pair is None:
            return
        from views.trading.chart import ChartAlert, ChartOrder

        pair = self._pair
        lines = [
            ChartOrder(order.number, order.side.lower(), price_value(order.price or order.stop_price, pair),
                       self._label(order, pair))
            for order in self._orders.open
            if order.pair == pair.pair and (order.price or order.stop_price)
        ]  # fmt: skip
        self.chart.set_orders(lines)
        waiting = [
            alert for alert in self._orders.alerts if alert.pair == pair.pair and alert.fired_at is None
        ]
        self.chart.set_alerts(
            [ChartAlert(n, price_value(alert.price, pair), tr("Alert")) for n, alert in enumerate(waiting)]
        )

    @staticmethod
    def _label(order: OrderInfo, pair: PairInfo) -> str:
        left = quantity_text(order.quantity - order.executed, pair)
        word = side_text(order.side)
        return f"{word} {left}" if order.price else tr("{word} {amount} stop", word=word, amount=left)

    # What hands do

    @Slot(float)
    def _clicked(self, price: float) -> None:
        if self._pair is not None:
            self.price_chosen.emit(nearest_tick(price, self._pair))

    @Slot(int, float)
    def _order_moved(self, number: int, price: float) -> None:
        order = next((each for each in self._orders.open if each.number == number), None)
        if order is None or self._pair is None:
            return
        ticks = nearest_tick(price, self._pair)
        if order.price:
            self._orders.amend(number, price=ticks)
        else:
            self._orders.amend(number, stop_price=ticks)

    @Slot(int, float)
    def _alert_moved(self, number: int, price: float) -> None:
        """An alert has no other price: it is set anew."""
        if self._pair is None:
            return
        pair = self._pair
        waiting = [
            alert for alert in self._orders.alerts if alert.pair == pair.pair and alert.fired_at is None
        ]
        if number < len(waiting):
            ticks = nearest_tick(price, pair)
            self._orders.forget_alerts([waiting[number].id])
            self._orders.set_alert(
                pair.pair, ticks, above=ticks > self._market.last, note=waiting[number].note
            )

    # Indicators and drawing

    def studies(self) -> list[Any]:
        """The indicators that are drawn, as plain data."""
        if self.chart is None:
            return self._wanted
        return [[study.kind.value, list(study.parameters)] for study in self.chart.studies]

    def set_studies(self, kept: list[Any]) -> None:
        """Draw these; what is no indicator is passed over."""
        self._wanted = kept
        if self.chart is None:
            return
        from models.trading.studies import Kind, Study

        kinds = {kind.value: kind for kind in Kind}
        found = []
        for each in kept:
            if isinstance(each, list) and len(each) == 2 and each[0] in kinds:
                with suppress(ValueError, TypeError):
                    found.append(Study(kinds[each[0]], tuple(each[1])))
        self.chart.set_studies(found)

    def choose_studies(self) -> None:
        """Choose what is drawn with the bars."""
        if self.chart is None:
            return
        from models.trading.studies import Kind, Study

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = [study.kind for study in self.chart.studies]
        for kind in Kind:
            action = menu.addAction(study_title(kind.value))
            action.setCheckable(True)
            action.setChecked(kind in chosen)
            action.triggered.connect(lambda _=False, kind=kind: self._toggle(Study.usual(kind)))
        menu.addSeparator()
        profile = menu.addAction(tr("Volume profile"))
        profile.setCheckable(True)
        profile.setChecked(self.chart.profile)
        profile.toggled.connect(self.chart.set_profile)
        menu.popup(self._below(self.studies_button))

    def _below(self, button: Button) -> QPoint:
        """Where a menu opens: below its button, or at the top of the chart where that has no room."""
        place: QWidget = button if button.isVisible() else self
        return place.mapToGlobal(place.rect().bottomLeft() if place is button else QPoint(0, 0))

    def _toggle(self, study: Any) -> None:
        assert self.chart is not None
        others = [each for each in self.chart.studies if each.kind is not study.kind]
        if len(others) == len(self.chart.studies):
            others.append(study)
        self.chart.set_studies(others)

    def choose_tool(self) -> None:
        """Choose what is drawn by hand."""
        if self.chart is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tool, title in tools():
            menu.addAction(title).triggered.connect(self._starter(tool))
        menu.popup(self._below(self.draw_button))

    def _starter(self, tool: str) -> Callable[[], None]:
        def start() -> None:
            if self.chart is not None:
                self.chart.start_drawing(tool)
                self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

        return start


def study_title(kind: str) -> str:
    """What an indicator is called."""
    return {
        "sma": tr("Moving average (SMA)"),
        "ema": tr("Exponential moving average (EMA)"),
        "bollinger": tr("Bollinger bands"),
        "vwap": tr("Volume-weighted price (VWAP)"),
        "rsi": tr("Relative strength (RSI)"),
        "macd": tr("MACD"),
        "atr": tr("True range (ATR)"),
    }[kind]


def tools() -> list[tuple[str, str]]:
    """What can be drawn."""
    return [
        ("trend", tr("Trend line")),
        ("horizontal", tr("Horizontal line")),
        ("ray", tr("Ray")),
        ("rectangle", tr("Rectangle")),
        ("fibonacci", tr("Fibonacci retracement")),
        ("measure", tr("Measure")),
    ]
