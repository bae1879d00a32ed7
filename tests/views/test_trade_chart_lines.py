"""Orders and alerts on the price chart, by a real mouse and real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.charts import (
    ALT,
    BARS,
    LEFT,
    NONE,
    Told,
    drag,
    price_at,
    shown,
)
from views.trading.chart.chart import ChartAlert, ChartOrder, PriceChart
from views.trading.chart.lines import close_area


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    return shown(qtbot, tick_size=0.5)


@pytest.fixture
def told(chart: PriceChart) -> Told:
    return Told(chart)


def y_of(chart: PriceChart, price: float) -> int:
    return round(chart.canvas.price.frame.y(price))


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
    assert sorted(told.cancelled) == [2, 9_000_000_001]
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


def test_a_menu_is_asked_for_what_is_under_the_pointer(chart: PriceChart, orders: list[ChartOrder]) -> None:
    asked: list[float] = []
    chart.menu_wanted.connect(lambda place, price: asked.append(price))
    where = QPoint(200, y_of(chart, orders[0].price))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, chart.mapToGlobal(where))
    QApplication.sendEvent(chart, event)
    assert asked == [pytest.approx(orders[0].price, abs=2)]
    assert chart.choice.line is not None
    assert chart.choice.line.price == orders[0].price
