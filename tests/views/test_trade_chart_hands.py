"""Orders, alerts and drawings on the price chart, by a real mouse and real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.bars import steady
from views.trading.chart import ChartAlert, ChartOrder, PriceChart
from views.trading.chart_lines import close_area
from views.widgets.theme import theme

BARS = steady(400)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


class Told:
    """Everything a chart has told."""

    def __init__(self, chart: PriceChart) -> None:
        self.moved: list[tuple[int, float]] = []
        self.cancelled: list[object] = []
        self.alerts: list[tuple[object, float]] = []
        self.removed: list[object] = []
        self.clicked: list[float] = []
        self.tools: list[object] = []
        self.drawn = 0
        chart.order_moved.connect(lambda number, price: self.moved.append((number, price)))
        chart.order_cancelled.connect(self.cancelled.append)
        chart.alert_moved.connect(lambda number, price: self.alerts.append((number, price)))
        chart.alert_removed.connect(self.removed.append)
        chart.price_clicked.connect(self.clicked.append)
        chart.tool_changed.connect(self.tools.append)
        chart.drawings_changed.connect(self._drawn)

    def _drawn(self) -> None:
        self.drawn += 1


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    theme()
    chart = PriceChart()
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.show()
    qtbot.waitActive(chart).__enter__()
    chart.setFocus()
    chart.set_pair("BTC/EUR", 1, 0.5)
    chart.set_bars(BARS)
    QApplication.processEvents()
    return chart


@pytest.fixture
def told(chart: PriceChart) -> Told:
    return Told(chart)


def price_at(chart: PriceChart, share: float) -> float:
    """A price at a share of the height from below that may be asked for."""
    frame = chart.canvas.price.frame
    return chart.chart.round(frame.low + (frame.high - frame.low) * share)


def y_of(chart: PriceChart, price: float) -> int:
    return round(chart.canvas.price.frame.y(price))


def drag(chart: PriceChart, start: QPoint, end: QPoint, *, let_go: bool = True) -> None:
    """Press, move in a few steps, let go."""
    QTest.mousePress(chart, LEFT, NONE, start)
    for step in range(1, 5):
        QTest.mouseMove(chart, start + (end - start) * step / 4)
    if let_go:
        QTest.mouseRelease(chart, LEFT, NONE, end)


# -- orders and alerts ---------------------------------------------------------------------------------------


@pytest.fixture
def orders(chart: PriceChart) -> list[ChartOrder]:
    found = [
        ChartOrder(9_000_000_001, "buy", price_at(chart, 0.4), "Buy 0.015"),
        ChartOrder(2, "sell", price_at(chart, 0.7), "Sell 0.02", draggable=False),
    ]
    chart.set_orders(found)
    chart.set_alerts([ChartAlert(5, price_at(chart, 0.55), "Alert")])
    return found


def test_an_order_is_dragged_to_another_price(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    start, end = QPoint(200, y_of(chart, orders[0].price)), QPoint(260, y_of(chart, orders[0].price) - 60)
    drag(chart, start, end, let_go=False)
    assert told.moved == [], "nothing is sent while it is in the hand"
    dragged = chart.overlay.lines.dragged
    assert dragged is not None
    assert chart.canvas.axes[0].tags[-1].lines == (f"{dragged[1]:,.1f}",)
    QTest.mouseRelease(chart, LEFT, NONE, end)
    (number, price), *rest = told.moved
    assert (number, rest, told.clicked) == (9_000_000_001, [], [])
    assert price == pytest.approx(chart.canvas.price.frame.value(end.y()), rel=1e-3)
    assert price % 0.5 == pytest.approx(0), "a price that may be asked for"
    assert chart.overlay.lines.all()[-1].price == price or price in [
        line.price for line in chart.overlay.lines.all()
    ]
    chart.set_orders(orders)
    assert orders[0].price in [line.price for line in chart.overlay.lines.all()], "refused: back again"
    assert chart.chart.window.follows, "the view has not moved"


def test_escape_takes_a_drag_back(chart: PriceChart, told: Told, orders: list[ChartOrder]) -> None:
    start = QPoint(200, y_of(chart, orders[0].price))
    drag(chart, start, start - QPoint(0, 80), let_go=False)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    QTest.mouseRelease(chart, LEFT, NONE, start - QPoint(0, 80))
    assert told.moved == []
    assert chart.overlay.lines.dragged is None
    assert orders[0].price in [line.price for line in chart.overlay.lines.all()]


def test_a_press_alone_moves_nothing(chart: PriceChart, told: Told, orders: list[ChartOrder]) -> None:
    QTest.mouseClick(chart, LEFT, NONE, QPoint(200, y_of(chart, orders[0].price) + 2))
    assert (told.moved, told.clicked) == ([], [])
    assert chart.choice.line is not None


def test_an_order_that_cannot_be_moved_stays(chart: PriceChart, told: Told, orders: list[ChartOrder]) -> None:
    start = QPoint(200, y_of(chart, orders[1].price))
    drag(chart, start, start + QPoint(0, 70))
    assert told.moved == []
    assert chart.chart.window.follows


def test_the_cross_cancels_an_order_and_removes_an_alert(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    boxes = {line.key: box for line, box in chart.overlay.lines.tags()}
    for box in boxes.values():
        QTest.mouseClick(chart, LEFT, NONE, close_area(box).center().toPoint())
    assert sorted(map(int, map(str, told.cancelled))) == [2, 9_000_000_001]
    assert told.removed == [5]
    assert told.moved == []


def test_a_press_on_the_cross_that_is_let_go_elsewhere_cancels_nothing(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    _, box = chart.overlay.lines.tags()[0]
    drag(chart, close_area(box).center().toPoint(), QPoint(100, 100))
    assert told.cancelled == []


def test_an_alert_is_dragged(chart: PriceChart, told: Told, orders: list[ChartOrder]) -> None:
    start = QPoint(150, y_of(chart, price_at(chart, 0.55)))
    drag(chart, start, start + QPoint(0, 40))
    assert [number for number, _ in told.alerts] == [5]
    assert told.moved == []


def test_a_dragged_order_stays_in_the_hand_while_the_market_goes_on(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    start = QPoint(200, y_of(chart, orders[0].price))
    drag(chart, start, start - QPoint(0, 40), let_go=False)
    chart.tick(BARS.at(-1)._replace(close=BARS.low[-1]))
    chart.set_orders([*orders, ChartOrder(3, "buy", price_at(chart, 0.2), "Buy 1")])
    QTest.mouseRelease(chart, LEFT, NONE, start - QPoint(0, 40))
    assert [number for number, _ in told.moved] == [9_000_000_001]


def test_tags_of_near_orders_stand_side_by_side(chart: PriceChart) -> None:
    price = price_at(chart, 0.5)
    chart.set_orders([ChartOrder(n, "buy", price + n, f"Buy {n}") for n in range(3)])
    boxes = [box for _, box in chart.overlay.lines.tags()]
    assert len(boxes) == 3
    assert not any(a.intersects(b) for a in boxes for b in boxes if a != b)


def test_an_order_is_moved_and_cancelled_by_keys(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Down, ALT)
    assert chart.accessibleDescription().startswith("Order: Sell 0.02 @")
    QTest.keyClick(chart, Qt.Key.Key_Up, ALT)
    assert chart.accessibleDescription().startswith("Order: Buy 0.015 @"), "round and round"
    for _ in range(3):
        QTest.keyClick(chart, Qt.Key.Key_Up)
    assert told.moved == []
    assert f"{orders[0].price + 1.5:,.1f}" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert f"{orders[0].price:,.1f}" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    ((number, price),) = told.moved
    assert number == 9_000_000_001
    assert price == pytest.approx(orders[0].price - 0.5)
    QTest.keyClick(chart, Qt.Key.Key_Delete)
    assert told.cancelled == [9_000_000_001]
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.choice.line is None


def test_a_moved_order_goes_back_when_the_keyboard_leaves(
    chart: PriceChart, told: Told, orders: list[ChartOrder]
) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Up, ALT)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    chart.clearFocus()
    assert chart.overlay.lines.dragged is None
    assert told.moved == []


# -- drawings ------------------------------------------------------------------------------------------------

A, B = QPoint(200, 300), QPoint(420, 180)
