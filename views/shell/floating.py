"""What floats over the window: a panel on a scrim that darkens what waits behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from views.widgets import tokens
from views.widgets.paint import rounded, shadow, smooth
from views.widgets.theme import theme

_TOP = tokens.SMALL  # the panel's distance below the top of what it covers


class Floating(QWidget):
    """A panel in the middle of `host`, over a scrim. Esc, or a click beside the panel, closes it; the focus
    stays inside meanwhile and goes back afterwards. `column` takes the content."""

    closed = Signal()

    def __init__(self, host: QWidget, name: str, width: int, height: int) -> None:
        super().__init__(host)
        self._host = host
        self._wanted = (width, height)
        self._before: QWidget | None = None
        self.hide()
        self.setAccessibleName(name)
        self.panel = _Panel(self)
        self.column = QVBoxLayout(self.panel)
        edge = tokens.HAIRLINE
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(0)
        host.installEventFilter(self)

    def open_panel(self, focus: QWidget) -> None:
        """Open over the host and put the focus on `focus`."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.setGeometry(self._host.rect())
        self._place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def set_height(self, height: int) -> None:
        """The height the panel would like."""
        if height != self._wanted[1]:
            self._wanted = (self._wanted[0], height)
            self._place()

    def _place(self) -> None:
        wide = min(self._wanted[0], self.width() - 2 * tokens.LARGE)
        high = min(self._wanted[1], self.height() - _TOP - tokens.LARGE)
        self.panel.setGeometry((self.width() - wide) // 2, _TOP, wide, high)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._host.rect())
            self._place()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus inside."""
        focused = QApplication.focusWidget()
        chain = [
            widget
            for widget in self.panel.findChildren(QWidget)
            if widget.isVisibleTo(self)
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not chain:
            return True
        step = 1 if forward else -1
        at = chain.index(focused) + step if focused in chain else 0
        chain[at % len(chain)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colours.scrim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shadow(painter, QRectF(self.panel.geometry()), tokens.RADIUS_FLOAT, theme().colours.shadow)


class _Panel(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        rounded(smooth(self), self.rect(), tokens.RADIUS_FLOAT, colours.raised, colours.line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
