"""The crosshair, and what it reads: the bar under it, in words at the top of each pane."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from models.core.text import number, tr
from models.trading.studies import Followed, Kind
from views.trading.chart.axes import whole_moment
from views.trading.chart.panes import PricePane, StudyPane
from views.trading.chart.state import ChartState, study_title
from views.widgets import tokens
from views.widgets.theme import theme
from views.widgets.tokens import Type

_DASHES = [4.0, 4.0]
_LINE = 16.0
_STUDY_TONES = ("files", "trade", "text")


class Rule(QGraphicsItem):
    """A dashed or dotted line across the chart, moved as an item of its own: only where it was and where it
    is now is painted."""

    def __init__(self, dashes: list[float], *, upright: bool) -> None:
        super().__init__()
        self._dashes, self._upright = dashes, upright
        self._length = 0.0
        self.role = "dim"

    def boundingRect(self) -> QRectF:
        if self._upright:
            return QRectF(-1, 0, 3, self._length)
        return QRectF(0, -1, self._length, 3)

    def place(self, at: float, length: float, role: str = "dim") -> None:
        """Stand at this pixel, as long as this, in the colour of a role."""
        if length != self._length or role != self.role:
            self.prepareGeometryChange()
            self._length, self.role = length, role
            self.update()
        self.setPos(int(at) if self._upright else 0, 0 if self._upright else int(at))
        self.show()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        pen = QPen(tone(self.role), tokens.HAIRLINE)
        pen.setDashPattern(self._dashes)
        painter.setPen(pen)
        end = QPointF(0.5, self._length) if self._upright else QPointF(self._length, 0.5)
        painter.drawLine(QPointF(0.5, 0) if self._upright else QPointF(0, 0.5), end)


class Cross:
    """Two lines over all panes; `at` is where they meet, in pixels of the scene, None without."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.at: QPointF | None = None
        self._area = QRectF()
        self._upright, self._level = Rule(_DASHES, upright=True), Rule(_DASHES, upright=False)
        for rule in (self._upright, self._level):
            rule.setZValue(20)
            rule.hide()
            scene.addItem(rule)

    def set_area(self, area: QRectF) -> None:
        self._area = area

    def move(self, at: QPointF | None) -> None:
        """Meet here, or be gone."""
        self.at = at
        if at is None:
            self._upright.hide()
            self._level.hide()
            return
        self._upright.place(at.x(), self._area.height())
        self._level.place(at.y(), self._area.width())


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
        volume = tr("Vol")
        parts += [(f"{volume} ", "dim"), (chart.told_volume(index), role)]
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
