"""The line of a recording's time: where it is, and a way to be elsewhere."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.core.text import tr
from models.core.types import from_microseconds
from views.widgets import tokens
from views.widgets.paint import dot, rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

HIGH = 40
_EDGE = 9
_LINE = 12
_US = 1_000
_DAY_NS = 86_400_000_000_000
_STEPS = (
    1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 86_400, 2 * 86_400, 7 * 86_400,
    30 * 86_400, 90 * 86_400, 365 * 86_400,
)  # fmt: skip
"""Seconds between two times that are written below."""


def moment_text(moment: int, *, dated: bool = True) -> str:
    """A moment (ns) in local time: "8 Aug 2024 14:03:07"."""
    at = local(moment)
    return f"{day_text(at, 'd MMM yyyy')} {at:%H:%M:%S}" if dated else f"{at:%H:%M:%S}"


def day_text(at: datetime, form: str) -> str:
    """A day in the person's language; `form` as Qt writes it."""
    return QLocale().toString(QDate(at.year, at.month, at.day), form)


def local(moment: int) -> datetime:
    """A moment (ns) in local time."""
    return from_microseconds(moment // _US).astimezone()


class Timeline(QWidget):
    """`sought` carries the moment (ns) a person wants to be at."""

    sought = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Time of the recording"))
        self._start = self._end = self._at = 0
        self._dragged: int | None = None

    def show_time(self, start: int, end: int, at: int) -> None:
        """From where to where it goes, and where it is (ns); `end` is 0 while that is not known."""
        if (start, end, at) != (self._start, self._end, self._at):
            self._start, self._end, self._at = start, end, at
            self.setAccessibleDescription(moment_text(at) if start else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HIGH)

    @property
    def _known(self) -> bool:
        return 0 < self._start < self._end

    def _x(self, moment: int) -> float:
        share = (moment - self._start) / (self._end - self._start)
        return _EDGE + min(1.0, max(0.0, share)) * (self.width() - 2 * _EDGE)

    def moment_at(self, x: float) -> int:
        """The moment below a place (ns)."""
        share = (x - _EDGE) / max(1, self.width() - 2 * _EDGE)
        return self._start + round(min(1.0, max(0.0, share)) * (self._end - self._start))

    # Hands: Left and Right are the replay's own keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._known and event.button() is Qt.MouseButton.LeftButton:
            self._dragged = self.moment_at(event.position().x())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._known:
            return
        moment = self.moment_at(event.position().x())
        if self._dragged is not None:
            self._dragged = moment
            self.update()
        QToolTip.showText(event.globalPosition().toPoint(), moment_text(moment), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            moment, self._dragged = self._dragged, None
            self._at = moment
            self.sought.emit(moment)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        QToolTip.hideText()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = smooth(self), theme().colours
        wide = self.width() - 2 * _EDGE
        rounded(painter, QRectF(_EDGE, _LINE - 2, wide, 4), 2, colours.line)
        if not self._known:
            return
        accent = accent_of(self).colour
        x = self._x(self._at if self._dragged is None else self._dragged)
        rounded(painter, QRectF(_EDGE, _LINE - 2, x - _EDGE, 4), 2, accent)
        self._paint_times(painter)
        dot(painter, QPointF(x, _LINE), 7, colours.background)
        dot(painter, QPointF(x, _LINE), 5.5, accent)

    def _paint_times(self, painter: QPainter) -> None:
        painter.setFont(theme().font(Type.CAPTION, tabular=True))
        painter.setPen(theme().colours.dim)
        dated = self._end - self._start > 2 * _DAY_NS
        wide = QFontMetrics(painter.font()).horizontalAdvance("00:00:00") + tokens.MEDIUM
        most = max(1, (self.width() - 2 * _EDGE) // wide)
        span = (self._end - self._start) // 1_000_000_000
        step = next((each for each in _STEPS if span / each <= most), _STEPS[-1])
        shift = _offset(self._start)
        seconds = self._start // 1_000_000_000 + shift
        at = (seconds // step + 1) * step
        while at - shift < self._end // 1_000_000_000:
            moment = (at - shift) * 1_000_000_000
            x, there = self._x(moment), local(moment)
            form = "%H:%M:%S" if step < 60 else "%H:%M"
            text = day_text(there, "d MMM") if dated else there.strftime(form)
            painter.drawLine(QPointF(x, _LINE + 4), QPointF(x, _LINE + 7))
            area = QRect(round(x) - wide // 2, _LINE + 8, wide, HIGH - _LINE - 8)
            if area.left() >= 0 and area.right() <= self.width():
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            at += step


def _offset(moment: int) -> int:
    """How far local time was from UTC then, in seconds: times are written where they are round here."""
    offset = local(moment).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
