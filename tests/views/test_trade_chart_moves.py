"""Moving about in the price chart, the crosshair and the studies, by a real mouse and real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.trading.studies import Kind, Study, follow
from tests.support.bars import steady
from tests.support.charts import (
    ALT,
    BARS,
    CTRL,
    LEFT,
    NONE,
    SHIFT,
    drag,
    next_bar,
    picture,
    place,
    shown,
    still,
)
from views.trading.chart.chart import BarStyle, PriceChart, Scale


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    return shown(qtbot)


def wheel(chart: PriceChart, where: QPoint, notches: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
    turn = QPoint(0, round(120 * notches))
    event = QWheelEvent(
        QPointF(where), QPointF(chart.mapToGlobal(where)), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart, event)


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
    QTest.mouseMove(chart, place(chart, 380, BARS.close[380]))
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


def test_studies_can_be_worked_out_before(chart: PriceChart) -> None:
    studies = [Study(Kind.SMA, (3,)), Study.usual(Kind.RSI)]
    chart.set_studies(studies)
    bars = steady(600)
    ready = [follow(study) for study in studies]
    for one in ready:
        one.load(bars)
    chart.set_bars(bars, ready)
    assert chart.chart.followed == ready
    assert chart.canvas.studies[0].followed is ready[1]


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
    tick = still(chart)
    chart.tick(tick._replace(volume=tick.volume + 1_000))
    grown = chart.overlay.profile.profile
    assert grown is not None
    assert (grown.up + grown.down - profile.up - profile.down).sum() == pytest.approx(1_000)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    moved = chart.overlay.profile.profile
    assert moved is not None
    assert (moved.up + moved.down).sum() != pytest.approx((profile.up + profile.down).sum())
