"""The focus ring: one overlay for a window that follows the focus of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from views.widgets import tokens
from views.widgets.theme import accent_of

_WRITTEN_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_REACH = tokens.FOCUS_RING + tokens.HAIRLINE


class HandsOn(QWidget):
    """A page that hands the focus it is given on to `begins`, where its keys work.

    A focus proxy would do the same, but take everything else on the page out of the reach of Tab.
    """

    def begins(self) -> QWidget | None:
        """Where the keyboard begins; None for the page itself."""
        return None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = self.begins()
        if first is not None:
            first.setFocus(event.reason())


class FocusRing(QWidget):
    """A 1 px line of the accent with a 3 px ring outside it, around what the keyboard would change.

    A click does not show it (the person knows where they clicked), except in fields that are written in.
    Give a widget the property `ring` = False where it shows its focus itself.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self.hide()
        self._target: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    @property
    def target(self) -> QWidget | None:
        """What the ring is around, while it shows."""
        return self._target

    @Slot(QWidget, QWidget)
    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._release()
        if new is None or new.window() is not self.parentWidget() or not self._wanted(new):
            return
        self._target = new
        new.installEventFilter(self)
        self._follow()

    @staticmethod
    def _wanted(widget: QWidget) -> bool:
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or widget.property("ring") is False:
            return False
        if isinstance(widget, QAbstractItemView):
            return False  # the current row shows it
        if isinstance(widget, _WRITTEN_IN):
            return not widget.property("bare")
        return QApplication.mouseButtons() is Qt.MouseButton.NoButton

    def _release(self) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        self._target = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Move | QEvent.Type.Resize | QEvent.Type.Show:
                self._follow()
            case QEvent.Type.Hide | QEvent.Type.DeferredDelete:
                self._release()
            case QEvent.Type.Paint if self.geometry() != self._around():
                self._follow()  # an ancestor scrolled
            case _:
                pass
        return False

    def _around(self) -> QRect:
        if self._target is None:
            return QRect()
        at = self._target.mapTo(self.window(), QPoint(0, 0))
        return QRect(at, self._target.size()).adjusted(-_REACH, -_REACH, _REACH, _REACH)

    def _follow(self) -> None:
        if self._target is None:
            return
        self.setGeometry(self._around())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None:
            return
        accent = accent_of(self._target)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = min(float(self._target.property("radius") or tokens.RADIUS), self._target.height() / 2)
        reach = tokens.FOCUS_RING
        painter.setPen(QPen(accent.ring, reach))
        ring = QRectF(self.rect()).adjusted(reach / 2, reach / 2, -reach / 2, -reach / 2)
        painter.drawRoundedRect(ring, radius + reach / 2 + 1, radius + reach / 2 + 1)
        painter.setPen(QPen(accent.colour, tokens.HAIRLINE))
        line = QRectF(self.rect()).adjusted(reach + 0.5, reach + 0.5, -reach - 0.5, -reach - 0.5)
        painter.drawRoundedRect(line, radius, radius)
