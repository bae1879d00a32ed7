"""The picture that stands for a playlist."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, rounded_path, smooth
from views.widgets.theme import theme


class Cover(QWidget):
    """The picture of the first video."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._blob, self._sign = "", "list-video"
        thumbnails.arrived.connect(self._arrived)

    def show_cover(self, blob: str, sign: str) -> None:
        self._blob, self._sign = blob, sign
        self.update()

    @Slot(str)
    def _arrived(self, blob: str) -> None:
        if blob == self._blob:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = smooth(self), theme().colours
        area = QRectF(self.rect())
        ratio = self.devicePixelRatioF()
        picture = self._thumbnails.get(self._blob, round(area.width() * ratio)) if self._blob else None
        rounded(painter, area, tokens.RADIUS_ITEM, colours.raised, colours.line)
        if picture is None:
            side = tokens.HUGE
            sign = pixmap(self._sign, side, colours.dim, ratio)
            painter.drawPixmap(area.center().toPoint() - QPoint(side // 2, side // 2), sign)
            return
        painter.setClipPath(rounded_path(area, tokens.RADIUS_ITEM))
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(area, picture, QRectF(picture.rect()))
