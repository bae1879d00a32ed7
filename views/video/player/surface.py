"""The picture: the newest frame in its shape, the poster before it, captions over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from controllers.video.frames import Frame
from controllers.video.playback import State
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.widgets import tokens
from views.widgets.paint import rounded
from views.widgets.theme import theme, themed
from views.widgets.tokens import Type, Weight

_WIDE = 16 / 9
_KEPT = 3  # frames of one size
_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform  # looked up once, not for each picture


class Surface(QWidget):
    """Paints what the player shows, letterboxed; costs nothing while nothing changes.

    `lifted` says how many pixels at the bottom belong to the controls: captions stay above them.
    """

    def __init__(
        self, player: Player, parent: QWidget | None = None, *, radius: int = tokens.RADIUS_CARD
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._radius = radius
        self._poster = QPixmap()
        self._painted: Frame | None = None
        self._images: dict[Frame, QImage] = {}
        self._caption = QPixmap()
        self._corners: list[tuple[QPoint, QPixmap]] = []
        self._area: tuple[float, QRect] = (0.0, QRect())
        self._lifted = 0
        self._waiting = QTimer(self, singleShot=True, interval=tokens.SKELETON_AFTER)
        self._waiting.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Video picture"))
        player.frame_ready.connect(self.update)  # Qt's own slot: no Python runs for it
        player.cue_changed.connect(self._cue_changed)
        player.buffering_changed.connect(self._buffering_changed)
        player.state_changed.connect(self._state_changed)

    # -- what it shows ---------------------------------------------------------------------------------------

    def set_poster(self, poster: QPixmap) -> None:
        """The picture before the first frame; a null one for none."""
        self._poster = poster
        self.update()

    def set_radius(self, radius: int) -> None:
        """How round the corners are; 0 when it fills the screen."""
        self._radius = radius
        self._corners.clear()
        self.update()

    def set_lifted(self, pixels: int) -> None:
        if pixels != self._lifted:
            self._lifted = pixels
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.MINI_WIDTH * 2, round(look.MINI_WIDTH * 2 / _WIDE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width / _WIDE)

    def picture_rect(self, aspect: float | None = None) -> QRect:
        """Where the picture lies inside the widget, whole and in its shape."""
        shape = aspect or (self._painted.aspect if self._painted else _WIDE)
        if shape != self._area[0]:
            self._area = shape, self._fitted(shape)
        return self._area[1]

    def _fitted(self, shape: float) -> QRect:
        width = min(self.width(), round(self.height() * shape))
        height = min(self.height(), round(width / shape))
        return QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    @property
    def waiting(self) -> bool:
        """Whether it says that the picture is still loading (never before 150 ms)."""
        return self._player.buffering and not self._waiting.isActive()

    # -- news ------------------------------------------------------------------------------------------------

    @Slot(str)
    def _cue_changed(self, text: str) -> None:
        self._caption = QPixmap()
        self.update()

    @Slot(bool)
    def _buffering_changed(self, buffering: bool) -> None:
        if buffering:
            self._waiting.start()
        else:
            self._waiting.stop()
            self.update()

    @Slot(object)
    def _state_changed(self, state: State) -> None:
        if state is State.IDLE:
            self._painted = None
            self._images.clear()
        self.update()

    # -- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._paint_frame(painter):
            self._paint_poster(painter)
        if self._radius:
            # Drawn over the picture's corners: to clip the picture itself would cost as much again.
            self._corners = self._corners or self._cut_corners()
            for place, corner in self._corners:
                painter.drawPixmap(place, corner)
        if self._player.cue:
            self._paint_caption(painter)
        if self.waiting:
            self._paint_note(painter, tr("Loading…"))

    def _paint_frame(self, painter: QPainter) -> bool:
        frame = self._player.frame()
        if frame is None:
            return False
        image = self._image_of(frame)
        area = self.picture_rect(frame.aspect)
        if area != self.rect():
            self._paint_bars(painter, area)
        # Smooth scaling of 720p is 1–3 ms; a picture that fits pixel by pixel is copied.
        painter.setRenderHint(_SMOOTH)
        painter.drawImage(area, image)
        if frame is not self._painted:
            self._painted = frame
            self._player.frames_painted += 1
        return True

    def _image_of(self, frame: Frame) -> QImage:
        """The frame's memory as a QImage; frames are few and come again."""
        known = self._images.get(frame)
        if known is None:
            if len(self._images) >= _KEPT:
                self._images.clear()
            known = QImage(frame.view(), frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32)
            self._images[frame] = known
        return known

    def _paint_poster(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), look.ground())
        if not self._poster.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.picture_rect(self._poster.width() / self._poster.height()), self._poster)

    def _paint_bars(self, painter: QPainter, area: QRect) -> None:
        """Dark where the picture does not reach."""
        for bar in (
            QRect(0, 0, self.width(), area.top()),
            QRect(0, area.bottom() + 1, self.width(), self.height()),
            QRect(0, area.top(), area.left(), area.height()),
            QRect(area.right() + 1, area.top(), self.width(), area.height()),
        ):
            painter.fillRect(bar, look.ground())

    def _paint_caption(self, painter: QPainter) -> None:
        text = self._player.cue
        if self._player.state is State.ERROR:
            return
        area = self.picture_rect()
        if self._caption.isNull():
            self._caption = self._draw_caption(text, area)
        box = self._caption.deviceIndependentSize().toSize()
        bottom = min(area.bottom() - area.height() // 20, self.height() - self._lifted) - tokens.SMALL
        painter.drawPixmap(area.center().x() - box.width() // 2, bottom - box.height(), self._caption)

    def _draw_caption(self, text: str, area: QRect) -> QPixmap:
        """The caption's box, drawn once per text and size."""
        font = theme().font(Type.BODY, Weight.MEDIUM)
        font.setPixelSize(max(look.CAPTION_LEAST, round(area.height() * look.CAPTION_SHARE)))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        across = QRect(0, 0, area.width() * 4 // 5, area.height())
        needed = QFontMetrics(font).boundingRect(across, int(flags), text)
        box = QRect(0, 0, needed.width() + 2 * tokens.MEDIUM, needed.height() + tokens.MEDIUM)
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(box.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, box, tokens.TINY, theme().colours.picture_shade)
        painter.setFont(font)
        painter.setPen(look.ink())
        painter.drawText(box, int(flags), text)
        painter.end()
        return drawn

    def _paint_note(self, painter: QPainter, text: str) -> None:
        font = theme().font(Type.BODY, Weight.MEDIUM)
        wide = QFontMetrics(font).horizontalAdvance(text) + 2 * tokens.MEDIUM
        box = QRect(0, 0, wide, tokens.CONTROL)
        box.moveCenter(self.rect().center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, box, tokens.RADIUS, theme().colours.picture_shade)
        painter.setFont(font)
        painter.setPen(look.ink())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._caption = QPixmap()
        self._corners.clear()
        self._area = 0.0, QRect()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if themed(event) or event.type() is QEvent.Type.DevicePixelRatioChange:
            self._corners.clear()

    def _cut_corners(self) -> list[tuple[QPoint, QPixmap]]:
        """What lies outside of the rounded rectangle, as a small picture for each corner and its place."""
        whole, inside = QRectF(self.rect()), QPainterPath()
        inside.addRoundedRect(whole, self._radius, self._radius)
        ratio, side = self.devicePixelRatioF(), self._radius
        right, below = self.width() - side, self.height() - side
        corners = []
        for place in (QPoint(0, 0), QPoint(right, 0), QPoint(0, below), QPoint(right, below)):
            square = QPainterPath()
            square.addRect(QRectF(place, QSizeF(side, side)))
            drawn = QPixmap(QSize(side, side) * ratio)
            drawn.setDevicePixelRatio(ratio)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-place)
            painter.fillPath(square.subtracted(inside), theme().colours.background)
            painter.end()
            corners.append((place, drawn))
        return corners
