"""The chart on the page: it comes on a thread, and is given bars, orders and alerts while it is there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from controllers.trading.market_view import MarketView
from controllers.trading.memory import TradeMemory
from controllers.trading.orders import MyOrders
from models.core.text import tr
from models.trading.bars import Bar, Bars
from models.trading.entities import OrderInfo, PairInfo, PriceAlert
from models.trading.figures import nearest_tick, price_decimals, price_value, quantity_text
from views.trading.own_columns import side_text
from views.widgets.buttons import Button
from views.widgets.states import Skeleton

if TYPE_CHECKING:
    from views.trading.chart.chart import PriceChart

_USUAL: dict[str, Any] = {"studies": [["sma", 20.0]], "volume": True}


class Charting(QWidget):
    """`price_chosen` carries the tick that was clicked, `order_wanted` the side, the kind of order and the
    tick that were chosen in the chart's menu, `amend_wanted` an order."""

    price_chosen = Signal(int)
    order_wanted = Signal(str, object, int)
    amend_wanted = Signal(object)

    def __init__(
        self, market: MarketView, orders: MyOrders, memory: TradeMemory, actions: Actions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._market, self._orders, self._memory, self._actions = market, orders, memory, actions
        self._pair: PairInfo | None = None
        self._look: Mapping[str, object] = _USUAL
        self._alerts: dict[int, PriceAlert] = {}
        self.chart: PriceChart | None = None
        self.studies_button = Button(tr("Indicators"), parent=self)
        self.draw_button = Button(tr("Draw"), parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._waiting = Skeleton(rows=1, height=200)
        self._column.addWidget(self._waiting)
        self._market.loaded.connect(self._load)
        self._market.ticked.connect(self._tick)
        self._market.older.connect(self._load)
        self._orders.changed.connect(self._own_changed)
        self.studies_button.does(self.choose_studies)
        self.draw_button.does(self.choose_tool)

    def furnish(self) -> None:
        """Make the chart: its modules are there by now, or it is worth waiting for them."""
        if self.chart is not None:
            return
        from views.trading.chart import keys as chart_keys
        from views.trading.chart.chart import PriceChart

        self.chart = chart = PriceChart()
        if f"{chart_keys.CONTEXT}.left" not in {action.id for action in self._actions.all()}:
            self._actions.register(*chart_keys.actions(chart))
        chart.meaning = chart_keys.by_registry(self._actions)
        chart.price_clicked.connect(self._clicked)
        chart.order_moved.connect(self._order_moved)
        chart.order_cancelled.connect(self._order_cancelled)
        chart.alert_moved.connect(self._alert_moved)
        chart.alert_removed.connect(self._alert_removed)
        chart.menu_wanted.connect(self._menu_wanted)
        chart.more_wanted.connect(self._more_wanted)
        chart.drawings_changed.connect(self.keep)
        self._column.replaceWidget(self._waiting, chart)
        self._waiting.stop()
        self._waiting.deleteLater()
        self.set_look(self._look)
        pair, self._pair = self._pair, None
        self.show_pair(pair)
        self._load()

    def fit(self, wide: int) -> None:
        """Leave out what there is no room for: the menu of layouts has it too."""
        for button in (self.studies_button, self.draw_button):
            button.setVisible(wide > 520)

    # What is shown

    def show_pair(self, pair: PairInfo | None) -> None:
        """Show another pair; what was drawn on the last one is kept."""
        self.keep()
        self._pair = pair
        if self.chart is not None and pair is not None:
            drawings = self._memory.drawings(pair.pair)
            self._pair = None  # what is put there now is not to be kept as the other pair's
            self.chart.set_pair(pair.pair, price_decimals(pair), price_value(1, pair))
            with suppress(ValueError):  # a file that was changed by hand
                self.chart.set_drawings(drawings)
            self._pair = pair
            self._own_changed()

    @Slot()
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

    @Slot(object)
    def _more_wanted(self, _before: object) -> None:
        self._market.want_older()

    def set_countdown(self, text: str) -> None:
        """How long the bar of now goes on."""
        if self.chart is not None:
            self.chart.set_countdown(text)

    @Slot()
    def _own_changed(self) -> None:
        """One's own orders and alerts of the pair, as lines."""
        if self.chart is None or self._pair is None:
            return
        from views.trading.chart.chart import ChartAlert, ChartOrder

        pair = self._pair
        lines = [
            ChartOrder(
                order.number,
                order.side.lower(),
                price_value(order.price or order.stop_price, pair),
                self._label(order, pair),
                draggable=not order.trailing_bips,
            )
            for order in self._orders.open
            if order.pair == pair.pair and (order.price or order.stop_price)
        ]
        self.chart.set_orders(lines)
        waiting = [one for one in self._orders.alerts if one.pair == pair.pair and one.fired_at is None]
        self._alerts = dict(enumerate(waiting))
        self.chart.set_alerts(
            [ChartAlert(n, price_value(one.price, pair), tr("Alert")) for n, one in self._alerts.items()]
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

    @Slot(object, float)
    def _order_moved(self, number: int, price: float) -> None:
        order = next((each for each in self._orders.open if each.number == number), None)
        if order is None or self._pair is None:
            return
        ticks = nearest_tick(price, self._pair)
        if order.price:
            self._orders.amend(number, price=ticks)
        else:
            self._orders.amend(number, stop_price=ticks)

    def amend(self, number: int) -> None:
        """Ask for another price or amount of an order."""
        order = next((each for each in self._orders.open if each.number == number), None)
        if order is not None:
            self.amend_wanted.emit(order)

    @Slot(object)
    def _order_cancelled(self, number: int) -> None:
        self._orders.cancel(number)

    @Slot(object, float)
    def _alert_moved(self, number: int, price: float) -> None:
        """An alert has no other price: it is set anew."""
        alert = self._alerts.get(number)
        if self._pair is not None and alert is not None:
            ticks = nearest_tick(price, self._pair)
            self._forget(alert.id)
            self._orders.set_alert(alert.pair, ticks, above=ticks > self._market.last, note=alert.note)

    @Slot(object)
    def _alert_removed(self, number: int) -> None:
        alert = self._alerts.get(number)
        if alert is not None:
            self._forget(alert.id)

    def _forget(self, id_: UUID) -> None:
        self._orders.forget_alerts([id_])

    # Indicators and drawing

    def look(self) -> Mapping[str, object]:
        """Indicators, style and scale, as plain data."""
        return self._look if self.chart is None else self.chart.look()

    def set_look(self, look: Mapping[str, object]) -> None:
        """Look like this; what cannot be is passed over."""
        self._look = look
        if self.chart is not None:
            with suppress(ValueError):  # a file that was changed by hand
                self.chart.set_look(look)

    def choose_studies(self) -> None:
        """Choose what is drawn with the bars, and how."""
        if self.chart is not None:
            from views.trading.chart.menus import fill_studies

            menu = self._menu()
            fill_studies(menu, self.chart)
            menu.popup(self._below(self.studies_button))

    def choose_tool(self) -> None:
        """Choose what is drawn by hand."""
        if self.chart is not None:
            from views.trading.chart.menus import fill_tools

            menu = self._menu()
            fill_tools(menu, self.chart)
            menu.popup(self._below(self.draw_button))

    @Slot(QPoint, float)
    def _menu_wanted(self, at: QPoint, price: float) -> None:
        """What can be done at this price, with what is chosen, and with the chart."""
        if self.chart is not None and self._pair is not None:
            from views.trading.chart.menus import ChartMenu

            ChartMenu(self, self.chart, self._pair, nearest_tick(price, self._pair), self._market.last).popup(
                at
            )

    def set_alert(self, ticks: int) -> None:
        """Be told when the price gets there."""
        if self._pair is not None:
            self._orders.set_alert(self._pair.pair, ticks, above=ticks > self._market.last)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _below(self, button: Button) -> QPoint:
        """Where a menu opens: below its button, or at the top of the chart where that has no room."""
        if button.isVisible():
            return button.mapToGlobal(button.rect().bottomLeft())
        return self.mapToGlobal(QPoint(0, 0))
