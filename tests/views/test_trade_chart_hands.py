"""Orders, alerts and drawings on the price chart, by a real mouse and real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.actions import Actions
from tests.support.bars import steady
from views.trading import chart_keys
from views.trading.chart import ChartAlert, ChartOrder, PriceChart, Tool
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


def tools_of(chart: PriceChart) -> list[object]:
    return [drawing["tool"] for drawing in chart.drawings()]


def test_a_trend_line_by_two_clicks(chart: PriceChart, told: Told) -> None:
    chart.take_tool(Tool.TREND)
    QTest.mouseClick(chart, LEFT, NONE, A)
    QTest.mouseMove(chart, QPoint(300, 240))
    assert chart.overlay.shapes.preview is not None
    assert chart.drawings() == []
    QTest.mouseClick(chart, LEFT, NONE, B)
    (drawing,) = chart.overlay.drawings.all
    frame = chart.canvas.price.frame
    assert drawing.points[0].time == BARS.time[round(frame.index(A.x()))]
    assert drawing.points[1].price == chart.chart.round(frame.value(B.y()))
    assert told.tools == [Tool.TREND, None]
    assert told.drawn == 1
    assert told.clicked == []
    assert chart.chart.window.follows


@pytest.mark.parametrize("tool", list(Tool))
def test_every_tool_by_one_drag(chart: PriceChart, told: Told, tool: Tool) -> None:
    chart.take_tool(tool)
    drag(chart, A, B)
    QApplication.processEvents()
    assert tools_of(chart) == [str(tool)]
    assert chart.tool is None
    assert told.drawn == 1


@pytest.mark.parametrize("tool", [Tool.FIBONACCI, Tool.HORIZONTAL])
def test_every_tool_by_keys(chart: PriceChart, tool: Tool) -> None:
    QTest.keyClick(chart, {Tool.FIBONACCI: Qt.Key.Key_F, Tool.HORIZONTAL: Qt.Key.Key_H}[tool], ALT)
    assert chart.tool is tool
    QTest.keyClick(chart, Qt.Key.Key_Left)
    first = chart.chart.at
    QTest.keyClick(chart, Qt.Key.Key_Return)
    if tool is Tool.FIBONACCI:
        for _ in range(20):
            QTest.keyClick(chart, Qt.Key.Key_Left)
        QTest.keyClick(chart, Qt.Key.Key_Up)
        QTest.keyClick(chart, Qt.Key.Key_Return)
    (drawing,) = chart.overlay.drawings.all
    assert first is not None
    assert drawing.points[0].time == BARS.time[first]
    assert drawing.points[-1].time == BARS.time[first - (20 if tool is Tool.FIBONACCI else 0)]


def test_escape_gives_up_what_is_begun_and_then_the_tool(chart: PriceChart, told: Told) -> None:
    chart.take_tool(Tool.RAY)
    QTest.mouseClick(chart, LEFT, NONE, A)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.overlay.shapes.preview is None
    assert chart.tool is Tool.RAY
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.tool is None
    assert chart.drawings() == []
    assert told.drawn == 0


def draw(chart: PriceChart, tool: Tool = Tool.TREND) -> None:
    chart.take_tool(tool)
    drag(chart, A, B)


def test_a_drawing_is_chosen_moved_and_bent(chart: PriceChart, told: Told) -> None:
    draw(chart)
    before = chart.overlay.drawings.all[0]
    QTest.mouseClick(chart, LEFT, NONE, QPoint(700, 60))
    assert chart.choice.drawing is None
    middle = (A + B) / 2
    drag(chart, middle, middle + QPoint(60, 30))
    moved = chart.overlay.drawings.all[0]
    assert moved.points[0].time > before.points[0].time
    assert moved.points[0].price - before.points[0].price == pytest.approx(
        moved.points[1].price - before.points[1].price
    )
    end = chart.overlay.shapes.pixel(moved.points[1]).toPoint()
    drag(chart, end, end + QPoint(40, 40))
    bent = chart.overlay.drawings.all[0]
    assert bent.points[0] == moved.points[0]
    assert bent.points[1] != moved.points[1]
    assert told.drawn == 3


def test_undo_and_redo_by_keys(chart: PriceChart) -> None:
    draw(chart)
    draw(chart, Tool.RECTANGLE)
    QTest.keyClick(chart, Qt.Key.Key_Delete)
    assert tools_of(chart) == ["trend"]
    QTest.keyClick(chart, Qt.Key.Key_Z, CTRL)
    assert tools_of(chart) == ["trend", "rectangle"]
    QTest.keyClick(chart, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(chart, Qt.Key.Key_Z, CTRL)
    assert tools_of(chart) == []
    assert not chart.undo()
    QTest.keyClick(chart, Qt.Key.Key_Z, CTRL | SHIFT)
    assert tools_of(chart) == ["trend"]


def test_a_drawing_is_moved_by_keys(chart: PriceChart) -> None:
    draw(chart)
    before = chart.overlay.drawings.all[0]
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    after = chart.overlay.drawings.all[0]
    assert after.points[0].time == before.points[0].time + BARS.interval_us
    assert after.points[0].price == pytest.approx(before.points[0].price + 0.5)


def test_escape_takes_a_moved_drawing_back(chart: PriceChart, told: Told) -> None:
    draw(chart)
    before = chart.overlay.drawings.all
    middle = (A + B) / 2
    drag(chart, middle, middle + QPoint(60, 30), let_go=False)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    QTest.mouseRelease(chart, LEFT, NONE, middle + QPoint(60, 30))
    assert chart.overlay.drawings.all == before
    assert told.drawn == 1


def test_drawings_go_into_a_layout_and_back(chart: PriceChart) -> None:
    for tool in Tool:
        draw(chart, tool)
    kept = chart.drawings()
    chart.set_drawings([])
    assert chart.drawings() == []
    chart.set_drawings(kept)
    assert chart.drawings() == kept
    assert not chart.undo()
    QApplication.processEvents()


@pytest.mark.parametrize(
    "data",
    [
        {"tool": "trend", "points": [[1, 2.0]]},
        {"tool": "spiral", "points": [[1, 2.0], [2, 3.0]]},
        {"tool": "trend"},
        {"tool": "trend", "points": "ab"},
        {"tool": "trend", "points": [[1, 2, 3], [1, 2, 3]]},
    ],
)
def test_what_is_no_drawing_is_refused(chart: PriceChart, data: dict[str, object]) -> None:
    draw(chart)
    with pytest.raises(ValueError, match=r"."):
        chart.set_drawings([data])
    assert tools_of(chart) == ["trend"]


def test_a_drawing_stays_with_its_bars_when_older_ones_come(chart: PriceChart) -> None:
    chart.set_bars(BARS.part(200, 400))
    draw(chart)
    before = chart.overlay.shapes.pixel(chart.overlay.drawings.all[0].points[0])
    chart.set_bars(BARS)
    after = chart.overlay.shapes.pixel(chart.overlay.drawings.all[0].points[0])
    assert (after - before).manhattanLength() < 1


def test_a_measure_reads_price_bars_and_time(chart: PriceChart) -> None:
    chart.set_drawings(
        [{"tool": "measure", "points": [[int(BARS.time[350]), 60_000.0], [int(BARS.time[364]), 59_400.0]]}]
    )
    text = chart.overlay.shapes.measured(chart.overlay.drawings.all[0])
    assert text == "▼ −600.0 (−1.00 %) · 14 bars · 3 h 30 min"


# -- keys ----------------------------------------------------------------------------------------------------


def test_the_registry_takes_the_keys_and_the_chart_reads_them_there(chart: PriceChart, told: Told) -> None:
    actions = Actions()
    actions.register(*chart_keys.actions(chart))
    chart.meaning = chart_keys.by_registry(actions)
    actions.set_shortcut("trade.chart.left", "A")
    before = chart.chart.window.left
    QTest.keyClick(chart, Qt.Key.Key_A)
    assert chart.chart.window.left < before
    assert actions.run("trade.chart.trend")
    assert chart.tool is Tool.TREND
    assert all(action.title for action in actions.all())


def test_keys_that_mean_nothing_go_on(chart: PriceChart) -> None:
    assert not chart.cancel()
    assert not chart.remove_chosen()
    assert not chart.choose(1)
    assert not chart.confirm()
