"""A QR code for the camera of a phone: dark on light in every look, since readers want it so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.paint import rounded, smooth

_QUIET = 4  # modules of quiet around it (ISO/IEC 18004, 6.3.8)
_MODULE = 4  # pixels
_SIDE = 200  # while there is nothing to show


class QrView(QWidget):
    """Shows a text as a QR code; empty until it is given one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modules: list[bytes] = []
        self._text = ""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("QR code for the authenticator app; the same as text is beside it"))

    def show_text(self, text: str) -> None:
        """Show this text, with a quarter of it to spare for dirt; "" for nothing."""
        self._text = text
        self.modules = []
        self._soon.start()  # it takes as long as the form around it

    @Slot()
    def _make(self) -> None:
        if self._text:
            import segno

            self.modules = [bytes(row) for row in segno.make_qr(self._text, error="m").matrix]
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = (len(self.modules) + 2 * _QUIET) * _MODULE if self.modules else _SIDE
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.RADIUS_ITEM, QColor(tokens.ON_PICTURE))
        if not self.modules:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        side = self.width() // (len(self.modules) + 2 * _QUIET)  # whole pixels: no grey edges
        start = (self.width() - side * len(self.modules)) // 2
        ink = QColor(tokens.PICTURE_SHADE)
        for y, row in enumerate(self.modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRectF(start + x * side, start + y * side, side, side), ink)
