"""The price chart's pictures held against the numbers, while bars come in and the last one ticks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.trading import columns as gathering
from models.trading.bars import Bars
from models.trading.studies import Kind, Study
from tests.support.bars import MINUTE, steady
from tests.support.charts import (
    BARS,
    Painted,
    next_bar,
    picture,
    shown,
    still,
)
from views.trading.chart import bars as chart_bars
from views.trading.chart.chart import BarStyle, PriceChart
from views.widgets.theme import theme


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    return shown(qtbot)


# -- what is drawn -------------------------------------------------------------------------------------------


def column_faults(chart: PriceChart) -> list[str]:
    """Where the highest or lowest coloured pixel of a column is not where its bars' high or low is."""
    image, frame = picture(chart), chart.canvas.price.frame
    colours = {theme().colours.up.rgb(), theme().colours.down.rgb()}
    bars, told = chart.chart.bars, []
    size = gathering.group_size(1 / frame.per_bar)
    edges = np.floor(frame.x(np.arange(0.0, len(bars) + size, size) - 0.5)).astype(int)
    for number, (left, right) in enumerate(pairwise(edges)):
        held = bars.part(number * size, min((number + 1) * size, len(bars)))
        x = (left + max(right - 1, left)) // 2
        if not (left >= 0 and right < image.width()) or len(held) == 0:
            continue
        coloured = [y for y in range(image.height()) if image.pixel(int(x), y) in colours]
        wanted = [int(frame.y(float(held.high.max()))), int(frame.y(float(held.low.min())))]
        if not coloured or abs(coloured[0] - wanted[0]) > 1 or abs(coloured[-1] - wanted[1]) > 1:
            told.append(f"column {number}: {coloured[:1]} to {coloured[-1:]}, not {wanted}")
    return told


@pytest.fixture
def dense(chart: PriceChart) -> PriceChart:
    """More bars than pixels, a few of them with a high or a low far out."""
    bars = steady(8_000)
    high, low = bars.high.copy(), bars.low.copy()
    high[[1234, 6001]] = bars.high.max() + np.array([4_000, 2_000])
    low[4321] = bars.low.min() - 4_000
    chart.set_volume(False)
    chart.set_bars(replace(bars, high=high, low=low))
    chart.moves.show_time(-0.5, 7_999.5)
    return chart


def test_no_high_and_no_low_is_lost_where_bars_are_thinner_than_a_pixel(dense: PriceChart) -> None:
    assert gathering.group_size(1 / dense.canvas.price.frame.per_bar) > 5
    assert column_faults(dense) == []


def test_a_decimation_that_loses_a_high_is_caught(dense: PriceChart, monkeypatch: pytest.MonkeyPatch) -> None:
    real = gathering.columns

    def careless(bars: Bars, start: int, stop: int, size: int) -> gathering.Columns:
        """Every so many bars, as charts do that look smooth and lie."""
        found = real(bars, start, stop, size)
        return replace(found, high=bars.high[found.first], low=bars.low[found.first])

    monkeypatch.setattr(chart_bars, "columns", careless)
    dense.canvas.repaint_bars()
    assert column_faults(dense)


def test_bars_are_drawn_where_their_prices_are(chart: PriceChart) -> None:
    image, frame = picture(chart), chart.canvas.price.frame
    for index in range(340, 399):
        bar = BARS.at(index)
        x, colour = int(frame.x(index)), theme().colours.up if bar.is_up else theme().colours.down
        for price in (bar.high, (bar.open + bar.close) / 2, bar.low):
            assert image.pixel(x, int(frame.y(price))) == colour.rgb(), (index, price)
        assert image.pixel(x, int(frame.y(bar.high)) - 2) not in (
            theme().colours.up.rgb(),
            theme().colours.down.rgb(),
        )


def test_rising_bodies_are_hollow_in_that_style(chart: PriceChart) -> None:
    chart.set_style(BarStyle.HOLLOW)
    chart.moves.show_time(380, 400)
    image, frame = picture(chart), chart.canvas.price.frame
    tall = [n for n in range(382, 398) if abs(BARS.open[n] - BARS.close[n]) > 15]
    assert {bool(BARS.at(n).is_up) for n in tall} == {True, False}
    for index in tall:
        bar = BARS.at(index)
        inside = QColor(image.pixel(int(frame.x(index)), int(frame.y((bar.open + bar.close) / 2))))
        assert inside == (theme().colours.background if bar.is_up else theme().colours.down)


def test_the_person_can_swap_red_and_green(chart: PriceChart) -> None:
    before = picture(chart).copy()
    bar = BARS.at(390)
    frame = chart.canvas.price.frame
    spot = int(frame.x(390)), int(frame.y(bar.high))
    theme().set_swapped(True)
    try:
        colours = theme().colours
        assert QColor(picture(chart).pixel(*spot)) == (colours.up if bar.is_up else colours.down)
        assert picture(chart).pixel(*spot) != before.pixel(*spot)
    finally:
        theme().set_swapped(False)


@pytest.mark.parametrize("style", list(BarStyle))
@pytest.mark.parametrize("count", [1, 2, 400])
def test_every_style_paints_any_number_of_bars(chart: PriceChart, style: BarStyle, count: int) -> None:
    chart.set_studies([Study.usual(kind) for kind in Kind])
    chart.set_profile(True)
    chart.set_style(style)
    chart.set_bars(BARS.part(0, count))
    assert not picture(chart).isNull()
    assert chart.canvas.price.layer.painted_bars >= 1


def test_an_empty_chart_says_so(chart: PriceChart) -> None:
    chart.set_bars(Bars.empty(MINUTE))
    assert chart.accessibleDescription() == "No prices yet"
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.mouseMove(chart, QPoint(200, 200))
    assert not picture(chart).isNull()


# -- following the market ------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", list(BarStyle))
@pytest.mark.parametrize("span", [40, 120, 3_000])
def test_a_tick_leaves_the_same_picture_as_painting_all_anew(
    chart: PriceChart, style: BarStyle, span: int
) -> None:
    chart.set_bars(steady(3_000))
    chart.set_style(style)
    chart.set_studies([Study.usual(Kind.SMA), Study.usual(Kind.BOLLINGER), Study.usual(Kind.MACD)])
    chart.moves.show_time(3_000 - span, 3_000 + span * 0.05)
    picture(chart)
    chart.tick(still(chart))
    ticked = [pane.layer.picture().copy() for pane in chart.canvas.panes if picture(chart)]
    assert chart.canvas.price.layer.painted_bars < max(8, span / 20)
    chart.canvas.repaint_bars()
    picture(chart)
    assert chart.canvas.price.layer.painted_bars >= span - 2
    assert ticked == [pane.layer.picture() for pane in chart.canvas.panes]


def test_a_tick_paints_little(chart: PriceChart) -> None:
    chart.tick(still(chart))  # the first one after a change of everything may still be part of it
    QApplication.processEvents()
    watch = Painted(chart)
    chart.tick(still(chart))
    QApplication.processEvents()
    assert 0 < watch.pixels < chart.width() * chart.height() * 0.15


def test_it_follows_the_market_until_the_person_looks_elsewhere(chart: PriceChart) -> None:
    right = chart.chart.window.right
    chart.tick(next_bar(chart.chart.bars))
    assert chart.chart.window.right == pytest.approx(right + 1)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    looked_at = chart.chart.window
    assert not looked_at.follows
    chart.tick(next_bar(chart.chart.bars))
    assert chart.chart.window == looked_at
    QTest.keyClick(chart, Qt.Key.Key_End)
    chart.tick(next_bar(chart.chart.bars))
    assert chart.chart.window.follows
    assert chart.chart.window.right > len(chart.chart.bars) - 1


def test_the_last_price_and_the_countdown_stand_at_the_axis(chart: PriceChart) -> None:
    chart.set_countdown("04:31")
    chart.tick(still(chart))
    last = chart.chart.bars.at(-1)
    (tag,) = chart.canvas.axes[0].tags
    assert tag.lines == (f"{'▲' if last.is_up else '▼'} {last.close:,.1f}", "04:31")
    assert tag.at == pytest.approx(chart.canvas.price.frame.y(last.close), abs=1)


def test_older_bars_are_wanted_once_and_come_in_without_a_move(chart: PriceChart) -> None:
    wanted: list[int] = []
    chart.more_wanted.connect(wanted.append)
    chart.set_bars(BARS.part(200, 400))
    for _ in range(20):
        QTest.keyClick(chart, Qt.Key.Key_Left)
    assert wanted == [int(BARS.time[200])]
    chart.set_pair("ETH/EUR", 1, 0.1)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert wanted == 2 * [int(BARS.time[200])], "of another pair they are others"
    x = chart.canvas.price.frame.x(10)
    chart.set_bars(BARS)
    assert chart.canvas.price.frame.x(210) == pytest.approx(x)


def test_another_interval_is_shown_from_its_end(chart: PriceChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Home)
    chart.set_bars(steady(500, interval_us=MINUTE))
    assert chart.chart.window.follows


def test_a_chart_without_a_place_yet_takes_everything(qtbot: QtBot) -> None:
    made = PriceChart()
    qtbot.addWidget(made)
    made.resize(0, 0)
    made.set_pair("BTC/USDT", 2, 0.01)
    made.set_studies([Study.usual(Kind.SMA), Study.usual(Kind.RSI)])
    made.set_bars(BARS)
    made.tick(BARS.at(len(BARS) - 1))
