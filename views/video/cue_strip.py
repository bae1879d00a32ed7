"""A strip of time around the playing position: the sound, the cues on it, and their edges to pull."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from controllers.video.player import Player
from models.core.text import tr
from models.video.cue_editing import Track
from views.widgets import tokens
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

_HEIGHT = 76
_SPAN_US = 16_000_000
"""How much of the film is seen at once."""
_REACH = 6  # pixels around an edge that take hold of it
_BAR = 2


class CueStrip(QWidget):
    """`chosen` carries the number of a cue that was clicked on, `pulled` ("start" or "end", µs) where an edge
    of the one in hand was let go, `seeked` a moment that was clicked on."""

    chosen = Signal(int)
    pulled = Signal(str, object)
    seeked = Signal(object)

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._track: Track | None = None
        self._pulling = ""
        self._moment = 0
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs one way
        self.setAccessibleName(tr("Captions along the sound"))
        player.position_changed.connect(self._moved)

    def show_track(self, track: Track | None) -> None:
        """Show the cues of this track."""
        self._track = track
        self.update()

    @Slot(object)
    def _moved(self, _position_us: int) -> None:
        if self.isVisible() and not self._pulling:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SPAN_US // 50_000, _HEIGHT)

    # Moments and pixels

    @property
    def first_us(self) -> int:
        """The moment at the strip's start: the playing position stands in its middle."""
        last = max(self._player.duration_us - _SPAN_US, 0)
        return min(max(self._player.position_us - _SPAN_US // 2, 0), last)

    def x_of(self, moment_us: int) -> float:
        return (moment_us - self.first_us) / _SPAN_US * self.width()

    def moment_at(self, x: float) -> int:
        return max(0, self.first_us + round(x / max(1, self.width()) * _SPAN_US))

    def _area(self, number: int) -> QRectF:
        assert self._track is not None
        cue = self._track.cues[number]
        start, end = self.x_of(cue.start_us), self.x_of(cue.end_us)
        if self._pulling and number == self._track.selected:
            start = self.x_of(self._moment) if self._pulling == "start" else start
            end = self.x_of(self._moment) if self._pulling == "end" else end
        return QRectF(start, tokens.TINY, max(2.0, end - start), _HEIGHT - 2 * tokens.TINY)

    def _edge_at(self, x: float) -> str:
        track = self._track
        if track is None or track.selected < 0:
            return ""
        area = self._area(track.selected)
        near = {"end": abs(x - area.right()), "start": abs(x - area.left())}
        edge = min(near, key=lambda name: near[name])
        return edge if near[edge] <= _REACH else ""

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._pulling, self._moment = self._edge_at(x), self.moment_at(x)
        if self._pulling or self._track is None:
            return
        number = self._track.at(self._moment)
        if number >= 0 and number != self._track.selected:
            self.chosen.emit(number)
        else:
            self.seeked.emit(self._moment)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pulling:
            self._moment = self.moment_at(event.position().x())
            self.update()
        else:
            edge = self._edge_at(event.position().x())
            self.setCursor(Qt.CursorShape.SplitHCursor if edge else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pulling:
            edge, self._pulling = self._pulling, ""
            self.pulled.emit(edge, self._moment)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = smooth(self), theme().colours
        rounded(painter, self.rect(), tokens.RADIUS, colours.raised, colours.line)
        painter.setClipRect(self.rect())
        self._paint_sound(painter)
        if self._track is not None:
            self._paint_cues(painter, self._track)
        x = self.x_of(self._player.position_us)
        painter.setPen(QPen(accent_of(self).colour, 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_sound(self, painter: QPainter) -> None:
        request = self._player.request
        values = request.waveform if request is not None else ()
        if not values or not self._player.duration_us:
            return
        middle, colour = self.height() / 2, QColor(theme().colours.dim)
        colour.setAlphaF(0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x in range(0, self.width(), _BAR + 1):
            share = self.moment_at(x) / self._player.duration_us
            if share < 1:
                high = max(1.0, values[int(share * len(values))] * (self.height() - tokens.LARGE))
                painter.drawRect(QRectF(x, middle - high / 2, _BAR, high))

    def _paint_cues(self, painter: QPainter, track: Track) -> None:
        first, last = self.first_us, self.first_us + _SPAN_US
        accent, colours = accent_of(self), theme().colours
        font = theme().font(Type.CAPTION)
        for number in track.between(first, last):
            area, chosen = self._area(number), number == track.selected
            fill = QColor(accent.colour if chosen else colours.dim)
            fill.setAlphaF(0.32 if chosen else 0.2)
            rounded(painter, area, tokens.TINY, fill, accent.colour if chosen else None)
            painter.setFont(font)
            painter.setPen(colours.text)
            room = area.adjusted(tokens.TINY, tokens.TINY, -tokens.TINY, -tokens.TINY)
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap), track.cues[number].text
            )
