"""The seek bar: played, loaded, chapters, loudness; hover shows a picture of the place, drag goes there."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from controllers.video.playback import PlayRequest
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.widgets import tokens
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_STEP_MS = 5_000
_PAGE_MS = 10_000


class SeekBar(QSlider):
    """A slider over the duration in milliseconds, so that screen readers know it; the player follows."""

    hovered = Signal(object, int)  # the place in µs (None: left), the x of the pointer
    clip_pulled = Signal(str, object)  # an edge of the clip ("start", "end"), and its new place in µs

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._player = player
        self._request: PlayRequest | None = None
        self._wave = QPixmap()
        self._curve: tuple[float, ...] = ()
        self._dragging = False
        self._clip: tuple[int, int] | None = None
        self._edge = ""
        self._hover_x: int | None = None
        self.setMouseTracking(True)
        self.setSingleStep(_STEP_MS)
        self.setPageStep(_PAGE_MS)
        self.setAccessibleName(tr("Position"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.valueChanged.connect(self.update)
        player.part.changed.connect(self.update)
        self.actionTriggered.connect(self._stepped)
        player.position_changed.connect(self._moved)
        player.duration_changed.connect(self._set_duration)

    def set_request(self, request: PlayRequest | None) -> None:
        self._request = request
        self._wave = QPixmap()
        self.update()

    def set_curve(self, curve: tuple[float, ...]) -> None:
        """How much each part of the whole is played, as shares of the most (see `Replayed`)."""
        self._curve = curve
        self.update()

    def is_most_replayed(self, position_us: int) -> bool:
        """Whether this place is in the part that is played most."""
        parts = len(self._curve)
        part = position_us // 1000 * parts // max(1, self.maximum())
        return parts > 0 and self._curve[min(part, parts - 1)] == max(self._curve)

    def set_clip(self, clip: tuple[int, int] | None) -> None:
        """Show a stretch (start and end in µs) with a handle at each end to be pulled; None for none."""
        self._clip = clip
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.PREVIEW_WIDTH, look.WAVE + look.KNOB)

    # -- the player ------------------------------------------------------------------------------------------

    @Slot(object)
    def _moved(self, position_us: int) -> None:
        if not self._dragging and self.isVisible():
            self.setValue(position_us // 1000)
            self.setAccessibleDescription(look.time_text(position_us))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved(self._player.position_us)

    @Slot(object)
    def _set_duration(self, duration_us: int) -> None:
        self.setRange(0, duration_us // 1000)

    @Slot(int)
    def _stepped(self, action: int) -> None:
        self._player.seek(self.sliderPosition() * 1000)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right and page keys move it; up and down are the volume's, as everywhere in the player."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    # -- the pointer -----------------------------------------------------------------------------------------

    def position_at(self, x: float) -> int:
        """The place (µs) under a horizontal position of the pointer."""
        share = (x - look.KNOB / 2) / max(1, self.width() - look.KNOB)
        return round(min(1.0, max(0.0, share)) * self.maximum()) * 1000

    def x_of(self, position_us: int) -> float:
        """Where a place lies on the bar."""
        return look.KNOB / 2 + (self.width() - look.KNOB) * position_us / max(1, self.maximum() * 1000)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._edge = self._edge_at(event.position().x())
            self._dragging = True
            self._drag_to(event)

    def _edge_at(self, x: float) -> str:
        """The handle of the clip that a hand at this place means."""
        if self._clip is None:
            return ""
        far = {edge: abs(self.x_of(at) - x) for edge, at in zip(("start", "end"), self._clip, strict=True)}
        nearest = min(far, key=lambda edge: far[edge])
        return nearest if far[nearest] <= look.KNOB else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_x = round(event.position().x())
        self.hovered.emit(self.position_at(event.position().x()), self._hover_x)
        if self._dragging:
            self._drag_to(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() is Qt.MouseButton.LeftButton:
            self._drag_to(event)
            self._dragging, self._edge = False, ""

    def _drag_to(self, event: QMouseEvent) -> None:
        place = self.position_at(event.position().x())
        if self._edge:
            self.clip_pulled.emit(self._edge, place)
        self.setValue(place // 1000)
        self._player.seek(place)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_x = None
        self.hovered.emit(None, 0)
        self.update()
        super().leaveEvent(event)

    # -- painting --------------------------------------------------------------------------------------------

    def _bar(self) -> QRectF:
        top = look.WAVE + (look.KNOB - look.BAR) / 2
        return QRectF(look.KNOB / 2, top, self.width() - look.KNOB, look.BAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        bar = self._bar()
        if self._hover_x is not None and self._curve:
            self._paint_curve(painter, bar)  # in the place of the loudness: both would be a tangle
        elif self._request and self._request.waveform:
            painter.drawPixmap(QPointF(bar.left(), 0), self._waveform(round(bar.width())))
        accent = accent_of(self).colour
        played = self.x_of(self.value() * 1000)
        radius = look.BAR / 2
        for part in self._parts(bar):
            rounded(painter, part, radius, look.ink(look.FAINT))
            if self._hover_x is not None and self._hover_x > part.left():
                hovered = QRectF(part)
                hovered.setRight(min(part.right(), float(self._hover_x)))
                rounded(painter, hovered, radius, look.ink(look.LOUD))
            if played > part.left():
                done = QRectF(part)
                done.setRight(min(part.right(), played))
                rounded(painter, done, radius, accent)
        stretch = self._clip or self._player.part.range
        if stretch is not None:
            self._paint_stretch(painter, bar, *stretch)
        if self._hover_x is not None or self._dragging or self.hasFocus():
            knob = QRectF(0, 0, look.KNOB, look.KNOB)
            knob.moveCenter(QPointF(played, bar.center().y()))
            rounded(painter, knob, look.KNOB / 2, accent)

    def _paint_stretch(self, painter: QPainter, bar: QRectF, start_us: int, end_us: int) -> None:
        """A clip that is cut, or the part that is played alone; the clip with its handles."""
        left, right = self.x_of(start_us), self.x_of(end_us)
        over = QRectF(left, bar.top() - look.BAR, right - left, look.BAR / 2)
        rounded(painter, over, look.BAR / 4, look.ink())
        if self._clip is not None:
            for x in (left, right):
                handle = QRectF(x - look.BAR / 2, 0, look.BAR, look.KNOB + look.BAR)
                handle.moveBottom(bar.bottom() + look.BAR)
                rounded(painter, handle, look.BAR / 2, look.ink())

    def _paint_curve(self, painter: QPainter, bar: QRectF) -> None:
        """Which parts are played most, as a hill over the bar."""
        step = bar.width() / len(self._curve)
        tops = [
            QPointF(bar.left() + step * (n + 0.5), look.WAVE * (1 - share))
            for n, share in enumerate(self._curve)
        ]
        hill = QPainterPath(QPointF(bar.left(), look.WAVE))
        hill.lineTo(bar.left(), tops[0].y())
        for one, other in pairwise(tops):
            hill.quadTo(one, (one + other) / 2)
        hill.lineTo(bar.right(), tops[-1].y())
        hill.lineTo(bar.right(), look.WAVE)
        painter.fillPath(hill, look.ink(look.LOUD))

    def _parts(self, bar: QRectF) -> list[QRectF]:
        """The bar, cut where a chapter starts."""
        starts = [chapter.start_us for chapter in self._request.chapters] if self._request else []
        cuts = [self.x_of(start) for start in sorted(starts) if 0 < start < self.maximum() * 1000]
        edges = [bar.left(), *cuts, bar.right()]
        gap = tokens.HAIRLINE if cuts else 0
        return [
            QRectF(
                left + (gap if number else 0), bar.top(), right - left - (gap if number else 0), bar.height()
            )
            for number, (left, right) in enumerate(pairwise(edges))
            if right - left > 2 * gap
        ]

    def _waveform(self, width: int) -> QPixmap:
        """The loudness, drawn once per width."""
        ratio = self.devicePixelRatioF()
        if self._request and (self._wave.isNull() or self._wave.width() != round(width * ratio)):
            values = self._request.waveform
            points = [QPointF(0, look.WAVE)]
            points += [
                QPointF(x, look.WAVE * (1 - values[min(len(values) - 1, x * len(values) // width)]))
                for x in range(0, width + 1, 2)
            ]
            points.append(QPointF(width, look.WAVE))
            self._wave = QPixmap(QSize(width, look.WAVE) * ratio)
            self._wave.setDevicePixelRatio(ratio)
            self._wave.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._wave)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.ink(look.FAINT))
            painter.drawPolygon(QPolygonF(points))
            painter.end()
        return self._wave


class Preview(QWidget):
    """The picture, the time and the chapter of the place under the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._request: PlayRequest | None = None
        self._sheet = QImage()
        self._tile = QRect()
        self._lines: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_request(self, request: PlayRequest | None) -> None:
        self._request, self._sheet = request, QImage()
        self.hide()

    def set_sheet(self, sheet: QImage) -> None:
        self._sheet = sheet

    @property
    def tile(self) -> QRect:
        """The part of the sheet that is shown; empty where there is no picture."""
        return self._tile

    @property
    def lines(self) -> list[str]:
        return list(self._lines)

    def show_at(self, position_us: int, x: int, bottom: int, *, most: bool = False) -> None:
        """Show the place, centred on `x` of the parent as far as it fits, above `bottom`; `most` says that
        it is replayed most."""
        if self._request is None:
            return
        chapter = self._request.chapter_at(position_us)
        self._lines = [chapter.title] if chapter else []
        if most:
            self._lines.insert(0, tr("Most replayed"))
        self._lines.append(look.time_text(position_us))
        sheet = self._request.sheet
        self._tile = QRect(*sheet.tile(position_us)) if sheet and not self._sheet.isNull() else QRect()
        metrics = QFontMetrics(theme().font(Type.CAPTION, Weight.MEDIUM))
        widest = max(metrics.horizontalAdvance(line) for line in self._lines) + 2 * tokens.SMALL
        picture = self._picture_size()
        self.resize(
            max(picture.width(), min(widest, look.MINI_WIDTH)),
            picture.height() + len(self._lines) * metrics.height() + tokens.SMALL,
        )
        parent = self.parentWidget()
        room = (parent.width() if parent else 0) - self.width() - tokens.SMALL
        self.move(max(tokens.SMALL, min(x - self.width() // 2, room)), bottom - self.height())
        self.show()
        self.raise_()
        self.update()

    def _picture_size(self) -> QSize:
        if self._tile.isEmpty():
            return QSize(0, 0)
        return QSize(look.PREVIEW_WIDTH, round(look.PREVIEW_WIDTH * self._tile.height() / self._tile.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rounded(painter, self.rect(), tokens.RADIUS, theme().colours.picture_shade)
        picture = QRect((self.width() - self._picture_size().width()) // 2, 0, 0, 0)
        picture.setSize(self._picture_size())
        if not self._tile.isEmpty():
            inset = tokens.HAIRLINE
            painter.drawImage(picture.adjusted(inset, inset, -inset, -inset), self._sheet, self._tile)
        font = theme().font(Type.CAPTION, Weight.MEDIUM)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(look.ink())
        top = picture.height() + tokens.TINY
        for line in self._lines:
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width() - tokens.SMALL)
            painter.drawText(
                QRect(0, top, self.width(), metrics.height()), Qt.AlignmentFlag.AlignCenter, shown
            )
            top += metrics.height()
