"""The price chart, driven by a real mouse and real keys, and its pictures held against the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.trading import columns as gathering
from models.trading.bars import Bar, Bars
from models.trading.studies import Kind, Study
from tests.support.bars import MINUTE, steady
from views.trading import chart_bars
from views.trading.chart import BarStyle, PriceChart, Scale
from views.widgets.theme import theme

BARS = steady(400)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    theme()
    chart = PriceChart()
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.show()
    qtbot.waitActive(chart).__enter__()
    chart.setFocus()
    chart.set_pair("BTC/EUR", 1, 0.1)
    chart.set_bars(BARS)
    QApplication.processEvents()
    return chart


def at(chart: PriceChart, index: float, price: float) -> QPoint:
    """The pixel of a bar and a price."""
    frame = chart.canvas.price.frame
    return QPoint(round(frame.x(index)), round(frame.y(price)))


def middle_price(chart: PriceChart, share: float = 0.5) -> float:
    frame = chart.canvas.price.frame
    return chart.chart.round(frame.low + (frame.high - frame.low) * share)


def drag(chart: PriceChart, start: QPoint, end: QPoint, *, let_go: bool = True) -> None:
    """Press, move in a few steps, let go."""
    QTest.mousePress(chart, LEFT, NONE, start)
    for step in range(1, 5):
        QTest.mouseMove(chart, start + (end - start) * step / 4)
    if let_go:
        QTest.mouseRelease(chart, LEFT, NONE, end)


def wheel(chart: PriceChart, where: QPoint, notches: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
    turn = QPoint(0, round(120 * notches))
    event = QWheelEvent(
        QPointF(where), QPointF(chart.mapToGlobal(where)), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart, event)


def picture(chart: PriceChart) -> QImage:
    """What the layer of the price pane holds now."""
    QApplication.processEvents()
    return chart.canvas.price.layer.picture()


def next_bar(bars: Bars, by: float = 10.0) -> Bar:
    last = bars.at(-1)
    close = last.close + by
    return Bar(
        last.time + bars.interval_us, last.close, max(last.close, close), min(last.close, close), close, 1.0
    )


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


class Painted(QObject):
    """Watches how much of the chart is painted."""

    def __init__(self, chart: PriceChart) -> None:
        super().__init__()
        self.region = QRegion()
        chart.canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False

    @property
    def pixels(self) -> int:
        parts: Iterable[QRect] = self.region  # type: ignore[assignment]  # it is one, PySide's stubs forgot
        return sum(part.width() * part.height() for part in parts)


def still(chart: PriceChart) -> Bar:
    """A tick of the last bar within its own high and low, so that the price range stays."""
    last = chart.chart.bars.at(-1)
    return last._replace(close=last.low if last.close != last.low else last.high)


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
    x = chart.canvas.price.frame.x(10)
    chart.set_bars(BARS)
    assert chart.canvas.price.frame.x(210) == pytest.approx(x)


def test_another_interval_is_shown_from_its_end(chart: PriceChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Home)
    chart.set_bars(steady(500, interval_us=MINUTE))
    assert chart.chart.window.follows


# -- moving about --------------------------------------------------------------------------------------------


def test_the_wheel_zooms_around_the_pointer(chart: PriceChart) -> None:
    where = QPoint(300, 200)
    index, span = chart.canvas.price.frame.index(300), chart.chart.window.span
    wheel(chart, where, 2)
    assert chart.chart.window.span < span
    assert chart.canvas.price.frame.index(300) == pytest.approx(index, abs=1e-6)
    wheel(chart, where, -2)
    assert chart.chart.window.span == pytest.approx(span)
    left = chart.chart.window.left
    wheel(chart, where, 1, SHIFT)
    assert chart.chart.window.left < left
    assert chart.chart.window.span == pytest.approx(span)


def test_zoom_has_its_limits(chart: PriceChart) -> None:
    for _ in range(60):
        QTest.keyClicks(chart, "+")
    assert chart.chart.window.span == pytest.approx(8)
    for _ in range(100):
        QTest.keyClicks(chart, "-")
    assert 400 <= chart.chart.window.span <= 600
    assert not picture(chart).isNull()


def test_a_drag_takes_the_bars_along(chart: PriceChart) -> None:
    index = chart.canvas.price.frame.index(200)
    drag(chart, QPoint(200, 300), QPoint(420, 300))
    assert chart.canvas.price.frame.index(420) == pytest.approx(index, abs=1e-6)
    assert not chart.chart.window.follows


def test_bars_cannot_be_lost_from_sight(chart: PriceChart) -> None:
    for _ in range(40):
        drag(chart, QPoint(100, 300), QPoint(800, 300))
    start, stop = chart.canvas.price.frame.visible(400)
    assert stop - start > 5
    for _ in range(40):
        drag(chart, QPoint(800, 300), QPoint(100, 300))
    start, stop = chart.canvas.price.frame.visible(400)
    assert stop - start > 5


def test_home_end_and_pages(chart: PriceChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.chart.window.left == -0.5
    QTest.keyClick(chart, Qt.Key.Key_PageDown)
    assert chart.chart.window.left > 50
    QTest.keyClick(chart, Qt.Key.Key_PageUp)
    assert chart.chart.window.left == pytest.approx(-0.5, abs=1)
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.chart.window.follows


def test_the_axis_stretches_prices_and_a_double_click_fits_them_again(chart: PriceChart) -> None:
    fitted = chart.canvas.price.frame
    axis = chart.canvas.axes[0].area.center().toPoint()
    drag(chart, axis, axis + QPoint(0, 100))
    assert chart.canvas.price.frame.high - chart.canvas.price.frame.low > 1.3 * (fitted.high - fitted.low)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.chart.auto is False
    QTest.mouseDClick(chart, LEFT, NONE, axis)
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.canvas.price.frame == fitted


def test_keys_move_and_stretch_prices(chart: PriceChart) -> None:
    fitted = chart.canvas.price.frame
    QTest.keyClick(chart, Qt.Key.Key_Up)
    assert chart.canvas.price.frame.low > fitted.low
    QTest.keyClick(chart, Qt.Key.Key_Up, CTRL)
    assert chart.canvas.price.frame.high - chart.canvas.price.frame.low < fitted.high - fitted.low
    QTest.keyClick(chart, Qt.Key.Key_A, ALT)
    assert chart.canvas.price.frame == fitted


def test_the_time_axis_stretches_time(chart: PriceChart) -> None:
    span = chart.chart.window.span
    where = chart.canvas.times.area.center().toPoint()
    drag(chart, where, where - QPoint(150, 0))
    assert chart.chart.window.span < span
    QTest.mouseDClick(chart, LEFT, NONE, where)
    assert chart.chart.window.follows


def test_log_and_percent_scales(chart: PriceChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_L, ALT)
    frame = chart.canvas.price.frame
    assert frame.scale is Scale.LOG
    assert frame.y(60_000) - frame.y(60_600) == pytest.approx(frame.y(59_405.94) - frame.y(60_000), rel=1e-3)
    assert frame.value(frame.y(60_000.0)) == pytest.approx(60_000)
    QTest.keyClick(chart, Qt.Key.Key_P, ALT)
    start, _ = chart.canvas.price.frame.visible(400)
    pane = chart.canvas.price
    assert pane.base == BARS.close[start]
    zero = next(tick for tick in pane.ticks if abs(tick.value - pane.base) < 1e-6)
    assert zero.text.startswith("0")
    assert all(tick.text.endswith("%") for tick in pane.ticks)
    QTest.keyClick(chart, Qt.Key.Key_P, ALT)
    assert chart.canvas.price.frame.scale is Scale.LINEAR


# -- the crosshair -------------------------------------------------------------------------------------------


def legend(chart: PriceChart, pane: int = 0) -> str:
    return "\n".join("".join(text for text, _ in line) for line in chart.overlay.legends[pane].lines)


def test_the_crosshair_reads_the_bar_under_it(chart: PriceChart) -> None:
    chart.set_studies([Study(Kind.SMA, (5,)), Study.usual(Kind.RSI)])
    QTest.mouseMove(chart, at(chart, 380, BARS.close[380]))
    bar = BARS.at(380)
    read = legend(chart)
    for value in bar[1:5]:
        assert f"{value:,.1f}" in read
    by = bar.close - BARS.close[379]
    assert ("▲ +" if by > 0 else "▼ −") + f"{abs(by):,.1f}" in read
    assert f"SMA 5  {BARS.close[376:381].mean():,.1f}" in read
    assert legend(chart, 1).startswith("RSI 14  ")
    tags = [tag.lines[0] for tag in chart.canvas.axes[0].tags]
    assert len(tags) == 2
    assert float(tags[1].replace(",", "")) == pytest.approx(bar.close, abs=10)
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert f"{BARS.close[-1]:,.1f}" in legend(chart)


def test_the_crosshair_by_keys_is_read_to_those_who_cannot_see_it(chart: PriceChart) -> None:
    assert "Last price" in chart.accessibleDescription()
    assert chart.accessibleName() == "Price chart of BTC/EUR"
    QTest.keyClick(chart, Qt.Key.Key_Left, SHIFT)
    assert chart.chart.at == 399
    QTest.keyClick(chart, Qt.Key.Key_Left, SHIFT)
    assert chart.chart.at == 398
    assert f"close {BARS.close[398]:,.1f}" in chart.accessibleDescription()
    before = chart.overlay.cross_price
    QTest.keyClick(chart, Qt.Key.Key_Up, SHIFT)
    assert before is not None
    assert chart.overlay.cross_price is not None
    assert chart.overlay.cross_price > before
    for _ in range(150):
        QTest.keyClick(chart, Qt.Key.Key_Left, SHIFT)
    assert chart.chart.at == 248, "the view moves on where the crosshair leaves it"
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.overlay.cross.at is None


def test_a_click_tells_its_price_and_a_drag_does_not(chart: PriceChart) -> None:
    prices: list[float] = []
    chart.price_clicked.connect(prices.append)
    where = QPoint(300, 200)
    QTest.mouseClick(chart, LEFT, NONE, where)
    assert prices == [chart.chart.round(chart.canvas.price.frame.value(200))]
    drag(chart, where, QPoint(380, 200))
    assert len(prices) == 1
    QTest.keyClick(chart, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert prices[1:] == [chart.overlay.cross_price]


# -- studies -------------------------------------------------------------------------------------------------


def test_studies_come_and_go(chart: PriceChart) -> None:
    height = chart.canvas.price.frame.height
    chart.set_studies([Study.usual(Kind.RSI), Study.usual(Kind.EMA), Study.usual(Kind.MACD)])
    assert len(chart.canvas.panes) == 3
    assert chart.canvas.price.frame.height < height
    assert chart.canvas.panes[1].frame.left == chart.canvas.price.frame.left
    kept = chart.canvas.panes[2]
    chart.set_studies([Study.usual(Kind.MACD)])
    assert chart.canvas.panes[1] is kept
    chart.set_studies([])
    assert chart.canvas.price.frame.height == height
    assert not picture(chart).isNull()


def test_a_tick_reaches_the_studies(chart: PriceChart) -> None:
    chart.set_studies([Study(Kind.SMA, (3,)), Study.usual(Kind.RSI)])
    chart.tick(next_bar(chart.chart.bars, 500.0))
    closes = chart.chart.bars.close[-3:]
    assert chart.chart.followed[0].values[0][-1] == pytest.approx(closes.mean())
    assert f"{closes.mean():,.1f}" in legend(chart)


def test_the_look_goes_into_a_layout_and_back(chart: PriceChart) -> None:
    chart.set_studies([Study(Kind.BOLLINGER, (30, 2.5)), Study.usual(Kind.MACD)])
    chart.set_style(BarStyle.OHLC)
    chart.set_scale(Scale.LOG)
    chart.set_volume(False)
    chart.set_profile(True)
    look = chart.look()
    chart.set_studies([])
    chart.set_style(BarStyle.LINE)
    chart.set_look({"scale": "linear", "volume": True, "profile": False})
    chart.set_look(look)
    assert chart.look() == look
    assert len(chart.canvas.panes) == 2
    with pytest.raises(ValueError, match="kagi"):
        chart.set_look({"style": "kagi"})


def test_the_volume_profile_shows_what_is_in_sight(chart: PriceChart) -> None:
    chart.set_profile(True)
    profile = chart.overlay.profile.profile
    start, stop = chart.canvas.price.frame.visible(400)
    assert profile is not None
    assert (profile.up + profile.down).sum() == pytest.approx(BARS.volume[start:stop].sum())
    QTest.keyClick(chart, Qt.Key.Key_Home)
    moved = chart.overlay.profile.profile
    assert moved is not None
    assert (moved.up + moved.down).sum() != pytest.approx((profile.up + profile.down).sum())
