"""The panes: prices with volume and what lies over them, and one for each study that has its own scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from models.trading.bars import Floats
from models.trading.studies import Followed, Kind
from views.trading.chart.bars import (
    BarPainter,
    BarStyle,
    Rects,
    paint_band,
    paint_curve,
    paint_histogram,
    toned,
)
from views.trading.chart.frame import Frame, Scale, fitted
from views.trading.chart.pane import Pane
from views.trading.chart.state import ChartState
from views.trading.chart.ticks import Tick, percent_ticks, value_ticks
from views.widgets import tokens
from views.widgets.theme import theme

_VOLUME = 0.2  # of the height
_FREE = 0.06
_LEGEND_LINE = 16
_LEGEND_MOST = 0.25
_BAND = 0.08
_RSI_LEVELS = (30.0, 70.0)  # Wilder's: sold too far, bought too far
_MOST_DECIMALS = 8


def paint_grid(painter: QPainter, frame: Frame, ticks: list[Tick]) -> None:
    """A hairline at every label of the axis."""
    painter.setPen(QPen(theme().colours.line, tokens.HAIRLINE))
    lines = [QLineF(0, y, frame.width, y) for y in (round(frame.y(tick.value)) + 0.5 for tick in ticks)]
    painter.drawLines(lines)


class PricePane(Pane):
    """Bars, the volume below them, and the studies that are prices."""

    def __init__(self, state: ChartState) -> None:
        super().__init__()
        self.chart = state
        self.ticks: list[Tick] = []
        self.base = 1.0
        """What percents are counted from: the first close in sight."""
        self._volume_top = 1.0
        self._painter = BarPainter()

    def fit(self, frame: Frame) -> Frame:
        state, bars = self.chart, self.chart.bars
        self.bars = bars
        start, stop = frame.visible(len(bars))
        if stop > start:
            part = bars.part(start, stop)
            self.base = float(part.close[0])
            top = float(part.volume.max()) or 1.0
            if top != self._volume_top:
                self._volume_top = top
                self.layer.forget()
            if state.auto:
                low, high = self._reach(float(part.low.min()), float(part.high.max()), start, stop)
                below = _FREE / 2 + (_VOLUME if state.has_volume else _FREE / 2)
                legend = (_LEGEND_LINE * (1 + len(state.over_price)) + tokens.LARGE) / frame.height
                above = max(_FREE, min(legend, _LEGEND_MOST))
                bottom, top_ = fitted(low, high, frame.scale, above=above, below=below)
                frame = replace(frame, low=bottom, high=top_)
        if frame.scale is Scale.PERCENT:
            self.ticks = percent_ticks(frame, self.base)
        else:
            self.ticks = value_ticks(frame, state.decimals, state.tick_size)
        return frame

    def _reach(self, low: float, high: float, start: int, stop: int) -> tuple[float, float]:
        """The least and the greatest of prices and studies in sight."""
        for followed in self.chart.over_price:
            for line in followed.values:
                part = line[start:stop]
                known = part[~np.isnan(part)]
                if len(known):
                    low, high = min(low, float(known.min())), max(high, float(known.max()))
        return low, high

    def paint_bars(self, painter: QPainter, frame: Frame, start: int, stop: int, ratio: float) -> None:
        state, colours = self.chart, theme().colours
        self._paint_bands(painter, frame, start, stop, ratio)
        paint_grid(painter, frame, self.ticks)
        found = self._painter.gather(frame, self.bars, ratio, start, stop)
        if state.has_volume:
            high = frame.height * _VOLUME
            below = replace(frame, low=0.0, high=self._volume_top, height=high, scale=Scale.LINEAR)
            painter.save()
            painter.translate(0, round((frame.height - high) * ratio) / ratio)
            self._painter.paint_volume(painter, below, found, colours, ratio)
            painter.restore()
        if state.style is BarStyle.LINE:
            paint_curve(painter, frame, self.bars.close, theme().accent("trade").colour, start, stop, ratio)
        else:
            self._painter.paint(painter, frame, found, state.style, colours, ratio)
        for followed in state.over_price:
            for values in followed.values:
                paint_curve(painter, frame, values, self._colour(followed), start, stop, ratio)

    def _paint_bands(self, painter: QPainter, frame: Frame, start: int, stop: int, ratio: float) -> None:
        """The area between Bollinger's bands, below everything else."""
        for followed in self.chart.over_price:
            if followed.study.kind is Kind.BOLLINGER:
                _, upper, lower = followed.values
                fill = toned(self._colour(followed), _BAND, theme().colours.background)
                paint_band(painter, frame, lower, upper, fill, start, stop, ratio)

    def _colour(self, followed: Followed) -> QColor:
        return theme().accent(self.chart.tone(followed)).colour


class StudyPane(Pane):
    """A study with a scale of its own, below the prices."""

    def __init__(self, state: ChartState, followed: Followed) -> None:
        super().__init__()
        self.chart = state
        self.followed = followed
        self.ticks: list[Tick] = []
        self._rects = Rects()

    def fit(self, frame: Frame) -> Frame:
        self.bars = self.chart.bars
        frame = replace(frame, scale=Scale.LINEAR)
        if self.followed.study.kind is Kind.RSI:
            frame = replace(frame, low=0.0, high=100.0 / (1 - min(self._legend(frame), _LEGEND_MOST)))
            self.ticks = [Tick(level, f"{level:g}") for level in _RSI_LEVELS]
            return frame
        start, stop = frame.visible(len(self.bars))
        known = np.concatenate([_known(line[start:stop]) for line in self.followed.values])
        if len(known):
            least, most = float(known.min()), float(known.max())
            if self.followed.study.kind is Kind.MACD:
                least, most = min(least, 0.0), max(most, 0.0)
            low, high = fitted(least, most, Scale.LINEAR, above=self._legend(frame), below=_FREE)
            frame = replace(frame, low=low, high=high)
        self.ticks = value_ticks(frame, _MOST_DECIMALS)
        return frame

    @staticmethod
    def _legend(frame: Frame) -> float:
        """The share of the height that the pane's words take."""
        return min((_LEGEND_LINE + tokens.MEDIUM) / frame.height, 2 * _LEGEND_MOST)

    def paint_bars(self, painter: QPainter, frame: Frame, start: int, stop: int, ratio: float) -> None:
        colours, accents = theme().colours, [theme().accent(name).colour for name in ("files", "trade")]
        if self.followed.study.kind is Kind.RSI:
            self._paint_levels(painter, frame)
        else:
            paint_grid(painter, frame, self.ticks)
        lines = self.followed.values
        if self.followed.study.kind is Kind.MACD:
            paint_histogram(painter, frame, lines[2], colours, ratio, start, stop, self._rects)
            lines = lines[:2]
        for values, colour in zip(lines, accents, strict=False):
            paint_curve(painter, frame, values, colour, start, stop, ratio)

    @staticmethod
    def _paint_levels(painter: QPainter, frame: Frame) -> None:
        """Between Wilder's levels a tint, at them dashes."""
        top, bottom = (frame.y(level) for level in reversed(_RSI_LEVELS))
        painter.fillRect(0, round(top), round(frame.width), round(bottom - top), theme().colours.hover)
        painter.setPen(QPen(theme().colours.line, tokens.HAIRLINE, Qt.PenStyle.DashLine))
        painter.drawLines([QLineF(0, y, frame.width, y) for y in (round(top) + 0.5, round(bottom) + 0.5)])


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
