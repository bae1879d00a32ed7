"""The volume profile: at the right edge, how much was traded at each price in sight."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from models.trading.bars import Bars
from models.trading.indicators import Profile, volume_profile
from views.trading.chart.bars import Rects
from views.trading.chart.panes import PricePane
from views.widgets.theme import theme

_SHARE = 0.18  # of the width
_BIN = 9.0  # pixels
_TONE, _TONE_MOST = 0.3, 0.5


class ProfileItem(QGraphicsItem):
    """Bars from the right edge: what rose, then what fell; the price most was traded at is stronger."""

    def __init__(self, pane: PricePane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._area = QRectF()
        self._rects = Rects()
        self.profile: Profile | None = None
        self._over: Profile | None = None
        self._shown: tuple[int, int, float, float, int] | None = None
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        return self._area

    def refresh(self) -> None:
        """Add up what is in sight."""
        chart, frame = self._pane.chart, self._pane.frame
        start, stop = frame.visible(len(chart.bars))
        self.setVisible(chart.has_profile and stop > start)
        if not self.isVisible():
            self.profile = None
            return
        wide = frame.width * _SHARE
        area = QRectF(frame.width - wide, 0, wide, frame.height)
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        part = chart.bars.part(start, stop)
        low, high = float(part.low.min()), float(part.high.max())
        pixels = frame.y(low) - frame.y(high)
        self.profile = None
        if high > low and pixels >= _BIN:
            self.profile = self._added_up(part, low, high, max(1, int(min(pixels, frame.height) / _BIN)))
        self.update()

    def _added_up(self, part: Bars, low: float, high: float, count: int) -> Profile:
        """The profile of these bars; what is over is added up once, the last bar at every tick."""
        over, last = part.part(0, len(part) - 1), part.part(len(part) - 1, len(part))
        shown = (int(part.time[0]), int(last.time[0]), low, high, count)
        if self._over is None or self._shown != shown:
            self._shown, self._over = shown, volume_profile(over, low, high, count)
        now = volume_profile(last, low, high, count)
        return Profile(now.edges, self._over.up + now.up, self._over.down + now.down)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.profile is None:
            return
        colours, profile = theme().colours, self.profile
        total = profile.up + profile.down
        most = float(total.max())
        if most <= 0:
            return
        y = np.round(self._pane.frame.y(profile.edges))
        top, height = y[1:], np.maximum(y[:-1] - y[1:] - 1, 1)
        scale = self._area.width() / most
        right = self._area.right()
        painter.setPen(Qt.PenStyle.NoPen)
        strongest = total == most
        for side, offset, colour in (
            (profile.up, np.zeros(len(total)), colours.up),
            (profile.down, profile.up, colours.down),
        ):
            for chosen, tone in ((~strongest, _TONE), (strongest, _TONE_MOST)):
                painter.setBrush(_thin(colour, tone))
                width = (side * scale)[chosen]
                left = right - (offset * scale)[chosen] - width
                self._rects.draw(painter, left, top[chosen], width, height[chosen])


def _thin(colour: QColor, share: float) -> QColor:
    thin = QColor(colour)
    thin.setAlphaF(share)
    return thin
