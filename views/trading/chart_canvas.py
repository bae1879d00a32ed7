"""The canvas: a pyqtgraph view with the panes over each other, their axes, and what lies over the bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from models.trading.bars import Bar
from views.trading.chart_axes import TIME_HEIGHT, TimeAxis, ValueAxis
from views.trading.chart_panes import PricePane, StudyPane
from views.trading.chart_state import ChartState
from views.widgets import tokens
from views.widgets.theme import theme

_STUDY_SHARE = 0.2  # of the height, for each study's pane
_STUDY_LEAST, _STUDY_MOST = 56, 140
_STUDIES_SHARE = 0.55  # of the height, for all of them


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Lays the panes out and keeps them on what `chart` says."""

    def __init__(self, state: ChartState, parent: QWidget) -> None:
        super().__init__(parent, useOpenGL=False, background=theme().colours.background)
        self.chart = state
        self.clicked: Callable[[QPointF], None] = lambda at: None
        """Told where the price pane was clicked on."""
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # a plain colour is painted faster
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.price = PricePane(state)
        self.studies: list[StudyPane] = []
        self.axes: list[ValueAxis] = []
        self._axis_width = 0.0
        self.times = TimeAxis(self.price)
        for item in (self.price, self.times):
            self.scene().addItem(item)
        self._rebuild_axes()

    @property
    def panes(self) -> list[PricePane | StudyPane]:
        return [self.price, *self.studies]

    # -- layout ----------------------------------------------------------------------------------------------

    def set_studies(self) -> None:
        """A pane for every study that has its own scale, kept where there was one."""
        before = self.studies
        known = {pane.followed.study: pane for pane in before}
        self.studies = []
        for followed in self.chart.in_panes:
            pane = known.pop(followed.study, None)
            if pane is None:
                pane = StudyPane(self.chart, followed)
                self.scene().addItem(pane)
            pane.followed = followed
            self.studies.append(pane)
        for gone in known.values():
            self.scene().removeItem(gone)
        if self.studies != before:
            self._rebuild_axes()
            self.lay_out()

    def _rebuild_axes(self) -> None:
        for axis in self.axes:
            self.scene().removeItem(axis)
        self.axes = [ValueAxis(pane) for pane in self.panes]
        for axis in self.axes:
            self.scene().addItem(axis)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if hasattr(self, "axes"):  # pyqtgraph calls it while it is being made
            self.lay_out()

    def lay_out(self) -> None:
        """Give every pane its place: studies a share each, prices the rest."""
        wide, high = float(self.width()), float(self.height() - TIME_HEIGHT)
        plot = max(1.0, wide - self._axis_width)
        count = len(self.studies)
        each = min(max(high * _STUDY_SHARE, _STUDY_LEAST), _STUDY_MOST)
        each = min(each, high * _STUDIES_SHARE / count) if count else 0.0
        top = 0.0
        for place, (pane, axis) in enumerate(zip(self.panes, self.axes, strict=True)):
            tall = max(1.0, round(each) if place else high - count * round(each))
            pane.setGeometry(QRectF(0, top, plot, tall))
            axis.place(QRectF(plot, top, wide - plot, tall))
            top += tall
        self.times.place(QRectF(0, high, wide, TIME_HEIGHT))
        self.refresh()
        self.viewport().update()

    # -- following the state ---------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Show what the state says; says whether any pane shows another part than before."""
        window, changed = self.chart.window, False
        for pane in self.panes:
            area = pane.area
            frame = replace(
                pane.frame,
                left=window.left,
                right=window.right,
                width=area.width(),
                height=area.height(),
                scale=self.chart.scale,
            )
            changed |= pane.set_frame(pane.fit(frame))
        wanted = max(axis.wanted_width() for axis in self.axes)
        if (
            not self._axis_width - tokens.LARGE <= wanted <= self._axis_width
        ):  # it does not jump with every label
            self._axis_width = wanted + tokens.TINY
            self.lay_out()
            return True
        self.times.refresh()
        if changed:
            for axis in self.axes:
                axis.update()
        return changed

    def repaint_bars(self) -> None:
        """Everything anew: other colours, another style."""
        self.setBackground(theme().colours.background)
        for pane in self.panes:
            pane.layer.forget()
        self.viewport().update()

    def tick(self, bar: Bar) -> bool:
        """Follow the market, painting what changed; says whether a bar was added."""
        added = self.chart.tick(bar)
        if not self.refresh():
            since = len(self.chart.series) - (2 if added else 1)
            for pane in self.panes:
                pane.layer.touch(since)
        return added

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """The lines between the panes."""
        painter.setPen(QPen(theme().colours.line, tokens.HAIRLINE))
        tops = [axis.area.top() for axis in self.axes[1:]] + [self.times.area.top()]
        painter.drawLines([QLineF(0, top + 0.5, self.width(), top + 0.5) for top in tops])
