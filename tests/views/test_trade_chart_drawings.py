"""Drawings on the price chart, by a real mouse and real keys; and its keys in the registry."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.actions import Actions
from tests.support.charts import (
    ALT,
    BARS,
    CTRL,
    LEFT,
    NONE,
    SHIFT,
    Told,
    drag,
    shown,
)
from views.trading.chart import keys as chart_keys
from views.trading.chart.chart import PriceChart, Tool


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    return shown(qtbot, tick_size=0.5)


@pytest.fixture
def told(chart: PriceChart) -> Told:
    return Told(chart)


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
