"""The menus of the chart: at a price, of what is drawn with the bars, and of what is drawn by hand.

Imports the chart: from functions alone, once it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QApplication, QMenu

from controllers.trading.tickets import Ticket
from models.core.text import tr
from models.trading.entities import PairInfo
from models.trading.figures import price_text
from models.trading.studies import Kind, Study
from views.trading.chart.chart import BarStyle, PriceChart, Scale, Tool


class Host(Protocol):
    """Who does what the chart itself cannot."""

    order_wanted: SignalInstance

    def amend(self, number: int) -> None: ...
    def set_alert(self, ticks: int) -> None: ...


class ChartMenu(QMenu):
    """What can be done at a price of a pair (ticks), the last one being `last`; it goes when it is closed."""

    def __init__(self, host: Any, chart: PriceChart, pair: PairInfo, ticks: int, last: int) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._host: Host = host
        self._chart = chart
        self._chosen()
        self._at_price(pair, ticks, last)
        fill_studies(self.addMenu(tr("Indicators")), chart)
        fill_tools(self.addMenu(tr("Draw")), chart)
        self._does(tr("Reset the view"), chart.moves.reset)

    def _chosen(self) -> None:
        """What is under the pointer, or was chosen by the keys."""
        line, choice = self._chart.choice.line, self._chart.choice
        if line is not None and line.key[0] == "order":
            number: Any = line.key[1]
            self._does(tr("Change the order…"), partial(self._host.amend, number))
            self._does(tr("Cancel the order"), choice.remove)
        elif line is not None:
            self._does(tr("Remove the alert"), choice.remove)
        elif choice.drawing is not None:
            self._does(tr("Delete the drawing"), choice.remove)
        if self.actions():
            self.addSeparator()

    def _at_price(self, pair: PairInfo, ticks: int, last: int) -> None:
        """Orders that can wait at this price: limits on their own side of the last one, stops beyond it."""
        price = price_text(ticks, pair)
        limits = [
            ("BUY", Ticket.LIMIT, tr("Buy limit at {price}…", price=price)),
            ("SELL", Ticket.LIMIT, tr("Sell limit at {price}…", price=price)),
        ]
        stops = [
            ("SELL", Ticket.STOP, tr("Sell stop at {price}…", price=price)),
            ("BUY", Ticket.STOP, tr("Buy stop at {price}…", price=price)),
        ]
        if not last or ticks == last:
            orders = limits
        else:
            orders = [limits[ticks > last], stops[ticks > last]]
        for side, ticket, title in orders:
            self._does(title, partial(self._host.order_wanted.emit, side, ticket, ticks))
        if ticks != last:
            self._does(tr("Alert at {price}", price=price), partial(self._host.set_alert, ticks))
        self._does(tr("Copy the price"), partial(QApplication.clipboard().setText, price))
        self.addSeparator()

    def _does(self, title: str, do: Callable[[], object]) -> None:
        self.addAction(title).triggered.connect(lambda: do())


def fill_studies(menu: QMenu, chart: PriceChart) -> None:
    """What is drawn with the bars, and how."""
    state = chart.chart
    chosen = [study.kind for study in chart.studies]
    for kind in Kind:
        _check(menu, study_title(kind.value), kind in chosen, partial(_toggle, chart, Study.usual(kind)))
    menu.addSeparator()
    _check(menu, tr("Volume"), state.has_volume, lambda: chart.set_volume(not state.has_volume))
    _check(menu, tr("Volume profile"), state.has_profile, lambda: chart.set_profile(not state.has_profile))
    styles, scales = menu.addMenu(tr("Bars")), menu.addMenu(tr("Scale"))
    for style in BarStyle:
        _check(styles, style_title(style.value), style is state.style, partial(chart.set_style, style))
    for scale in Scale:
        _check(scales, scale_title(scale.value), scale is state.scale, partial(chart.set_scale, scale))


def fill_tools(menu: QMenu, chart: PriceChart) -> None:
    """What is drawn by hand."""
    for tool in Tool:
        menu.addAction(tool_title(tool.value)).triggered.connect(partial(_start, chart, tool))


def _check(menu: QMenu, title: str, checked: bool, do: Callable[[], object]) -> None:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(lambda: do())


def _toggle(chart: PriceChart, study: Study) -> None:
    others = [each for each in chart.studies if each.kind is not study.kind]
    if len(others) == len(chart.studies):
        others.append(study)
    chart.set_studies(others)


def _start(chart: PriceChart, tool: Tool, _checked: bool = False) -> None:
    chart.take_tool(tool)
    chart.setFocus(Qt.FocusReason.OtherFocusReason)


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


def tool_title(tool: str) -> str:
    """What can be drawn by hand."""
    return {
        "trend": tr("Trend line"),
        "horizontal": tr("Horizontal line"),
        "ray": tr("Ray"),
        "rectangle": tr("Rectangle"),
        "fibonacci": tr("Fibonacci retracement"),
        "measure": tr("Measure"),
    }[tool]


def style_title(style: str) -> str:
    """How bars can be drawn."""
    return {
        "candles": tr("Candles"),
        "hollow": tr("Hollow candles"),
        "ohlc": tr("Open, high, low, close"),
        "line": tr("Line"),
    }[style]


def scale_title(scale: str) -> str:
    """How prices can be spread over the height."""
    return {"linear": tr("Linear"), "log": tr("Logarithmic"), "percent": tr("Percent")}[scale]
