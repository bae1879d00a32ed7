"""The canvas: a pyqtgraph view with the panes over each other, their axes, and what lies over the bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from models.trading.bars import Bar
from models.trading.studies import Study
from views.trading.chart.axes import TIME_HEIGHT, TimeAxis, ValueAxis
from views.trading.chart.heights import heights, moved, shares_of
from views.trading.chart.panes import PricePane, StudyPane
from views.trading.chart.state import ChartState
from views.widgets import tokens
from views.widgets.theme import theme

_BORDER = 4.0  # pixels around a border that take hold of it


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
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chart has the keys
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
        self.chart.border = min(self.chart.border, len(self.studies))
        top = 0.0
        for pane, axis, tall in zip(self.panes, self.axes, self.tall(), strict=True):
            pane.setGeometry(QRectF(0, top, plot, tall))
            axis.place(QRectF(plot, top, wide - plot, tall))
            top += tall
        self.times.place(QRectF(0, high, wide, TIME_HEIGHT))
        self.refresh()
        self.viewport().update()

    def tall(self) -> list[int]:
        """How high each pane is to be, in pixels."""
        return heights(self.height() - TIME_HEIGHT, self._shown, self.chart.shares)

    @property
    def _shown(self) -> list[Study]:
        return [pane.followed.study for pane in self.studies]

    def border_at(self, y: float) -> int:
        """The border between two panes at this pixel, the first study's being 1; 0 for none."""
        tops = [pane.area.top() for pane in self.studies]
        return next((n for n, top in enumerate(tops, 1) if abs(y - top) <= _BORDER), 0)

    def move_border(self, tall: Sequence[int], border: int, by: int) -> None:
        """Put a border `by` pixels below where it was when panes were so `tall`."""
        self.chart.shares |= shares_of(moved(tall, border, by), self._shown)
        self.lay_out()

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
                width=max(1.0, area.width()),
                height=max(1.0, area.height()),  # 0 where the chart has no place yet
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
        if self.chart.border:
            top = tops[self.chart.border - 1]
            painter.setPen(QPen(theme().accent("trade").colour, tokens.HAIR))
            painter.drawLine(QLineF(0, top + 0.5, self.width(), top + 0.5))
