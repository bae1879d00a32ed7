"""T1, T15: the panes below the prices are as high as one likes, by mouse and by keyboard, and stay so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.trading.studies import Kind, Study
from tests.support.charts import ALT, CTRL, LEFT, NONE, SHIFT, drag, shown
from views.trading.chart.chart import PriceChart
from views.trading.chart.heights import LEAST, PRICE_LEAST, heights, moved, shares_of

STUDIES = [Study.usual(Kind.RSI), Study.usual(Kind.MACD)]


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    made = shown(qtbot)
    made.set_studies(STUDIES)
    QApplication.processEvents()
    return made


def tall(chart: PriceChart) -> list[int]:
    return [round(pane.area.height()) for pane in chart.canvas.panes]


def border(chart: PriceChart, number: int) -> QPoint:
    return QPoint(300, round(chart.canvas.panes[number].area.top()))


def test_a_border_is_dragged_and_only_its_neighbours_change(chart: PriceChart) -> None:
    price, rsi, macd = tall(chart)
    where = border(chart, 1)
    QTest.mouseMove(chart, where)
    assert chart.cursor().shape() is Qt.CursorShape.SizeVerCursor
    drag(chart, where, where - QPoint(0, 50))
    assert tall(chart) == [price - 50, rsi + 50, macd]
    where = border(chart, 2)
    drag(chart, where, where + QPoint(0, 30))
    assert tall(chart) == [price - 50, rsi + 80, macd - 30]
    window = chart.chart.window
    drag(chart, border(chart, 1), QPoint(300, 2))
    assert tall(chart)[0] == PRICE_LEAST and chart.chart.window == window, "the bars stay where they are"


def test_escape_takes_a_drag_back_and_a_double_click_all_of_them(chart: PriceChart) -> None:
    before = tall(chart)
    where = border(chart, 1)
    drag(chart, where, where - QPoint(0, 60), let_go=False)
    assert tall(chart) != before
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert tall(chart) == before
    QTest.mouseRelease(chart, LEFT, NONE, where)
    drag(chart, border(chart, 1), where - QPoint(0, 60))
    QTest.mouseDClick(chart, LEFT, NONE, border(chart, 1))
    assert tall(chart) == before


def test_keys_choose_a_border_and_move_it(chart: PriceChart) -> None:
    price, rsi, macd = tall(chart)
    QTest.keyClick(chart, Qt.Key.Key_Up, CTRL | SHIFT)
    assert tall(chart) == [price - 12, rsi + 12, macd]
    QTest.keyClick(chart, Qt.Key.Key_PageDown, ALT)
    QTest.keyClick(chart, Qt.Key.Key_Down, CTRL | SHIFT)
    assert tall(chart) == [price - 12, rsi + 24, macd - 12]
    QTest.keyClick(chart, Qt.Key.Key_0, ALT)
    assert tall(chart) == [price, rsi, macd]
    chart.set_studies([])
    assert chart.moves.step_border(1) is False and chart.moves.next_border() is False


def test_the_heights_belong_to_the_look_and_stay_with_their_study(chart: PriceChart) -> None:
    where = border(chart, 1)
    drag(chart, where, where - QPoint(0, 70))
    kept = tall(chart)
    look = json.loads(json.dumps(chart.look()))
    chart.moves.reset()
    assert tall(chart) != kept
    chart.set_look(look)
    assert tall(chart) == kept
    chart.set_studies(STUDIES[:1])
    chart.set_studies(STUDIES)
    assert tall(chart) == kept
    for wrong in ({"rsi 14": 2.0}, {"rsi 14": "high"}, ["rsi 14"]):
        with pytest.raises(ValueError, match="heights"):
            chart.set_look({**look, "panes": wrong})
    assert tall(chart) == kept


@given(
    high=st.integers(1, 3000),
    count=st.integers(0, 3),
    shares=st.dictionaries(st.sampled_from(["rsi 14", "macd 12 26 9", "atr 14"]), st.floats(0.001, 0.999)),
    border_=st.integers(1, 3),
    by=st.integers(-4000, 4000),
)
def test_panes_fill_the_height_and_a_border_leaves_room_on_both_sides(
    high: int, count: int, shares: dict[str, float], border_: int, by: int
) -> None:
    studies = [Study.usual(kind) for kind in (Kind.RSI, Kind.MACD, Kind.ATR)][:count]
    found = heights(high, studies, shares)
    assert min(found) >= 1 and len(found) == count + 1
    if high >= 10:
        assert sum(found) == high
    if border_ <= count and high >= 10:
        after = moved(found, border_, by)
        assert sum(after) == high
        assert after[border_ - 1] >= min(found[border_ - 1], PRICE_LEAST if border_ == 1 else LEAST)
        assert after[border_] >= min(found[border_], LEAST)
        again = heights(high, studies, shares_of(after, studies))
        if after[0] >= PRICE_LEAST:
            assert all(
                abs(one - other) <= 1 + high // 5000 for one, other in zip(after[1:], again[1:], strict=True)
            )
