"""The crosshair, and what it reads: the bar under it, in words at the top of each pane."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from models.core.text import number, tr
from models.trading.studies import Followed, Kind
from views.trading.chart_axes import whole_moment
from views.trading.chart_panes import PricePane, StudyPane
from views.trading.chart_state import ChartState, study_title
from views.widgets import tokens
from views.widgets.theme import theme
from views.widgets.tokens import Type

_DASHES = [4.0, 4.0]
_LINE = 16.0
_STUDY_TONES = ("files", "trade", "text")


class Cross(QGraphicsItem):
    """Two dashed lines over all panes; `at` is where they meet, in pixels of the scene, None without."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF()
        self.at: QPointF | None = None
        self.setZValue(20)

    def boundingRect(self) -> QRectF:
        return self._area

    def set_area(self, area: QRectF) -> None:
        self.prepareGeometryChange()
        self._area = area

    def move(self, at: QPointF | None) -> None:
        for place in (self.at, at) if self.at != at else ():
            if place is not None:
                self.update(QRectF(place.x() - 1, self._area.top(), 3, self._area.height()))
                self.update(QRectF(self._area.left(), place.y() - 1, self._area.width(), 3))
        self.at = at

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.at is None:
            return
        pen = QPen(theme().colours.dim, tokens.HAIRLINE)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        x, y = int(self.at.x()) + 0.5, int(self.at.y()) + 0.5
        painter.drawLine(QLineF(x, self._area.top(), x, self._area.bottom()))
        painter.drawLine(QLineF(self._area.left(), y, self._area.right(), y))


class Legend(QGraphicsItem):
    """At the top of a pane: the values at the crosshair, or of the last bar."""

    def __init__(self, pane: PricePane | StudyPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._area = QRectF()
        self.lines: list[list[tuple[str, str]]] = []
        """Lines of parts: text, and the role of its colour."""
        self.setZValue(15)

    def boundingRect(self) -> QRectF:
        return self._area

    def refresh(self) -> None:
        """Read again; painted where it says something else."""
        chart = self._pane.chart
        index = chart.at if chart.at is not None else len(chart.series) - 1
        lines = self._read(index) if 0 <= index < len(chart.series) else []
        area = QRectF(0, 0, self._pane.frame.width, tokens.SMALL + _LINE * len(lines))
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        if lines != self.lines:
            self.lines = lines
            self.update()

    def _read(self, index: int) -> list[list[tuple[str, str]]]:
        if isinstance(self._pane, StudyPane):
            return [study_line(self._pane.chart, self._pane.followed, index)]
        chart = self._pane.chart
        studies = [study_line(chart, followed, index) for followed in chart.over_price]
        return [bar_line(chart, index), *studies]

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        font = theme().font(Type.CAPTION, tabular=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        y = tokens.SMALL + metrics.ascent()
        for line in self.lines:
            x = float(tokens.MEDIUM)
            for text, role in line:
                wide = metrics.horizontalAdvance(text)
                if x + wide > self._area.width() - tokens.SMALL:
                    break  # what has no room is left out from the end
                painter.setPen(tone(role))
                painter.drawText(QPointF(x, y), text)
                x += wide
            y += _LINE


def tone(role: str) -> QColor:
    """A colour of the theme by role, or the accent of a workspace."""
    if role in ("text", "dim", "up", "down"):
        return theme().colours.role(role)
    return theme().accent(role).colour


def side(chart: ChartState, index: int) -> str:
    """The role a bar's numbers are written in."""
    return "up" if chart.bars.close[index] >= chart.bars.open[index] else "down"


def bar_line(chart: ChartState, index: int) -> list[tuple[str, str]]:
    """A bar in parts: its time while the crosshair is on it, then open to volume."""
    bar, role = chart.bars.at(index), side(chart, index)
    parts: list[tuple[str, str]] = []
    if chart.at is not None:
        parts.append((f"{bar_time(chart, bar.time)}   ", "text"))
    names = (tr("O"), tr("H"), tr("L"), tr("C"))
    for name, value in zip(names, bar[1:5], strict=True):
        parts += [(f"{name} ", "dim"), (f"{chart.price(value)}  ", role)]
    parts.append((f"{chart.told_change(index)}  ", "up" if chart.change(index)[0] >= 0 else "down"))
    if chart.has_volume:
        parts += [(f"{tr('Vol')} ", "dim"), (chart.told_volume(index), role)]
    return parts


def bar_time(chart: ChartState, time: int) -> str:
    """A bar's moment (µs UTC) in the person's time."""
    moment = datetime.fromtimestamp(time / 1e6, UTC).astimezone()
    return whole_moment(moment, chart.bars.interval_us)


def study_line(chart: ChartState, followed: Followed, index: int) -> list[tuple[str, str]]:
    """A study in parts: what it is called, and its values in the colours of its lines."""
    over = followed in chart.over_price
    own = chart.tone(followed)
    parts = [(f"{study_title(followed.study)}  ", "dim")]
    for place, values in enumerate(followed.values):
        value = float(values[index])
        text = "—" if np.isnan(value) else number(value, _digits(chart, followed))
        parts.append((f"{text}  ", own if over else _STUDY_TONES[place]))
    return parts


def _digits(chart: ChartState, followed: Followed) -> int:
    return 2 if followed.study.kind is Kind.RSI else chart.decimals
