"""A panel that slides in from the end of the writing direction, over what is there."""

from __future__ import annotations

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.core.text import tr
from views.widgets import tokens
from views.widgets.labels import ElidedLabel, KeyButton
from views.widgets.theme import theme
from views.widgets.tokens import Type

_SHADE = tokens.LARGE


class SidePanel(QWidget):
    """A panel over the end of its parent. Esc closes it; the focus goes back to where it was.

    `body` takes the content, `header` controls beside the title.
    """

    closed = Signal()

    def __init__(self, title: str, host: QWidget, width: int = tokens.PANEL_WIDTH) -> None:
        super().__init__(host)
        self._host = host
        self._wide = width
        self._before: QWidget | None = None
        self._leaving = False
        self._frame = host
        self.hide()
        self.setAccessibleName(title)
        self.title = ElidedLabel(title, Type.STRONG)
        self.header = QHBoxLayout()
        self.header.setSpacing(tokens.SMALL)
        self.header.addWidget(self.title, 1)
        self.close_button = KeyButton(tr("Esc"), tr("Close {panel}", panel=title))
        self.close_button.clicked.connect(self.close_panel)
        self.header.addWidget(self.close_button)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(tokens.LARGE)
        column.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.SMALL)
        column.addLayout(self.body, 1)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.finished.connect(self._arrived)
        host.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        return self.isVisible() and not self._leaving

    def open_panel(self) -> None:
        """Slide in and take the focus."""
        if self.is_open:
            return
        self._before = QApplication.focusWidget()
        self._leaving = False
        self._frame = self._host.window()  # another one where the host has been taken out into its own
        self._frame.installEventFilter(self)
        self._size()
        self.move(self._outside())
        self.show()
        self.raise_()
        self._go(self._inside())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_panel(self) -> None:
        """Slide out and give the focus back."""
        if not self.is_open:
            return
        self._leaving = True
        self._listen_to_host_alone()
        if self._before is not None and self.isAncestorOf(QApplication.focusWidget() or self):
            back = self._before if isValid(self._before) else self._host
            if not (back.isVisible() and back.isEnabled()):  # what was done here took it away
                back = self._host
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go(self._outside())

    def _listen_to_host_alone(self) -> None:
        if self._frame is not self._host and isValid(self._frame):
            self._frame.removeEventFilter(self)

    def toggle(self) -> None:
        if self.is_open:
            self.close_panel()
        else:
            self.open_panel()

    # -- moving ---------------------------------------------------------------------------------------

    def _size(self) -> None:
        near, far = tokens.LARGE, _SHADE + tokens.LARGE
        left, right = (near, far) if self._rtl() else (far, near)
        self._column.setContentsMargins(left, tokens.LARGE + 2, right, tokens.LARGE)
        self.resize(min(self._wide, self._host.width()) + _SHADE, self._host.height())

    def _rtl(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _inside(self) -> QPoint:
        return QPoint(0 if self._rtl() else self._host.width() - self.width(), 0)

    def _outside(self) -> QPoint:
        return QPoint(-self.width() if self._rtl() else self._host.width(), 0)

    def _go(self, to: QPoint) -> None:
        self._slide.stop()
        duration = theme().motion()
        if not duration:
            self.move(to)
            self._arrived()
            return
        self._slide.setDuration(duration)
        self._slide.setStartValue(self.pos())
        self._slide.setEndValue(to)
        self._slide.start()

    @Slot()
    def _arrived(self) -> None:
        if self._leaving:
            self.hide()
            self._leaving = False
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._slide.stop()
            self._size()
            if self._leaving:
                QTimer.singleShot(0, self, self._arrived)
            else:
                self.move(self._inside())
        # Esc that nothing below the focus had a use for reaches the host, or, from the bars around it, the
        # window: it closes the panel from anywhere. Of several the one that was opened last hears it first.
        pressed = event.type() == QEvent.Type.KeyPress and self.is_open
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        shade = QRectF(self.width() - _SHADE, 0, _SHADE, self.height())
        ground = QRectF(0, 0, self.width() - _SHADE, self.height())
        edge = ground.right()
        if not self._rtl():
            shade.moveLeft(0)
            ground.moveLeft(_SHADE)
            edge = float(_SHADE)
        far = shade.left() if not self._rtl() else shade.right()
        fade = QLinearGradient(edge, 0, far, 0)
        near = QColor(colours.shadow)
        near.setAlphaF(near.alphaF() * 0.5)
        fade.setColorAt(0, near)
        near.setAlphaF(0)
        fade.setColorAt(1, near)
        painter.fillRect(shade, fade)
        painter.fillRect(ground, colours.raised)
        line = QRectF(edge if not self._rtl() else edge - 1, 0, 1, self.height())
        painter.fillRect(line, colours.line)
