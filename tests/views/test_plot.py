"""A plot: what it draws, what it reads out, and that hands and theme reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from views.widgets.chart import _grid
from views.widgets.plot import Plot
from views.widgets.theme import Scheme, set_accent, theme

LABELS = ("1 May", "2 May", "3 May", "4 May", "5 May")
VALUES = (3.0, 1.0, 4.0, 1.0, 5.0)


@pytest.fixture
def plot(qapp: QApplication, qtbot: QtBot) -> Iterator[Plot]:
    host = QWidget()
    qtbot.addWidget(host)
    set_accent(host, "video")
    made = Plot("Views")
    QVBoxLayout(host).addWidget(made)
    host.resize(600, 300)
    host.show()
    qtbot.waitExposed(host)
    made.show_points(LABELS, VALUES)
    yield made
    theme().set_scheme(Scheme.SYSTEM)


def test_it_is_read_before_it_is_drawn(plot: Plot) -> None:
    assert plot.chart is None
    assert plot.accessibleName() == "Views"
    plot.clearFocus()
    assert plot.accessibleDescription() == "From 1 May: 3 to 5 May: 5. The most: 5 May: 5"
    QTest.keyClick(plot, Qt.Key.Key_Home)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.reading == plot.accessibleDescription() == "2 May: 1"
    plot.show_points((), ())
    assert (plot.reading, plot.accessibleDescription()) == ("", "No figures")


def test_the_crosshair_stands_where_keys_and_mouse_say(plot: Plot, qtbot: QtBot) -> None:
    plot.show_chart()
    chart = plot.chart
    assert chart is not None
    assert list(chart.curve.getData()[1]) == list(VALUES)
    plot.clearFocus()
    assert not chart.reading.isVisible()
    QTest.keyClick(plot, Qt.Key.Key_End)
    assert (chart.down.value(), chart.across.value()) == (4, 5.0)
    assert (chart.reading.toPlainText(), chart.reading.isVisible()) == ("5 May: 5", True)
    qtbot.waitUntil(lambda: chart.nearest(0) == 0 and chart.nearest(chart.width()) == 4)
    QTest.mouseMove(plot, QPoint(plot.width() // 2, 100))
    qtbot.waitUntil(lambda: plot.reading == "3 May: 4")
    plot.show_points(LABELS[:2], VALUES[:2])
    assert chart.reading.toPlainText() == plot.reading == "2 May: 1"


def test_it_takes_the_colours_of_the_theme(plot: Plot) -> None:
    plot.show_chart()
    assert plot.chart is not None
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme().set_scheme(scheme)
        assert plot.chart.curve.opts["pen"].color() == theme().accent("video").colour
        assert plot.chart.axes["left"].textPen().color() == theme().colours.dim
        assert plot.chart.reading.color == theme().colours.text


def test_it_is_mirrored_where_one_reads_from_right_to_left(plot: Plot, qtbot: QtBot) -> None:
    plot.show_chart()
    chart = plot.chart
    assert chart is not None
    plot.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert chart.axes["right"].isVisible() and not chart.axes["left"].isVisible()
    qtbot.waitUntil(lambda: chart.nearest(0) == 4)
    QTest.keyClick(plot, Qt.Key.Key_Home)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.reading == "2 May: 1"


def test_one_point_is_a_dot(plot: Plot) -> None:
    plot.show_points(LABELS[:1], VALUES[:1])
    plot.show_chart()
    assert plot.chart is not None
    assert len(plot.chart.dot.getData()[0]) == 1


@given(most=st.floats(0, 1e12), least=st.sampled_from((0.01, 0.1, 1.0)))
def test_the_grid_reaches_over_everything_and_can_be_told_apart(most: float, least: float) -> None:
    lines = list(_grid(most, least))
    assert 2 <= len(lines) <= 6 and lines[0] == 0
    assert lines[-1] >= most * (1 - 1e-9)
    assert lines[1] >= least * (1 - 1e-9)
    assert len(lines) == 2 or lines[-2] < most, "no line above the one that is needed"
