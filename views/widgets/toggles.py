"""Things that are turned: a switch and a slider."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QSlider, QStyle, QWidget

from views.widgets.checkable import Checkable
from views.widgets.paint import dot, rounded, smooth
from views.widgets.theme import accent_of, theme

_WIDE, _HIGH, _INSET = 34, 20, 3


class Switch(Checkable, QAbstractButton):
    """On or off, at once. Its state shows by the knob's place as well as by colour."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(_WIDE, _HIGH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, accent = theme().colours, accent_of(self)
        painter = smooth(self)
        on = self.isChecked()
        if on:
            rounded(painter, self.rect(), _HIGH / 2, accent.colour)
        else:
            rounded(painter, self.rect(), _HIGH / 2, colours.background, colours.dim)
        at_end = on is not (self.layoutDirection() is Qt.LayoutDirection.RightToLeft)
        radius = _HIGH / 2 - _INSET
        x = _WIDE - _INSET - radius if at_end else _INSET + radius
        dot(painter, QPointF(x, _HIGH / 2), radius, accent.on if on else colours.dim)


class Slider(QSlider):
    """A level slider; a click jumps there, the wheel and arrows step."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def _inverted(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _value_at(self, x: float) -> int:
        room = max(1, self.width() - 12)
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x - 6), room, self._inverted()
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, accent = theme().colours, accent_of(self)
        painter = smooth(self)
        span = max(1, self.maximum() - self.minimum())
        share = (self.sliderPosition() - self.minimum()) / span
        middle, room = self.height() / 2, self.width() - 12
        x = 6 + room * (1 - share if self._inverted() else share)
        rounded(painter, QRectF(6, middle - 2, room, 4), 2, colours.line)
        done = QRectF(x, middle - 2, 6 + room - x, 4) if self._inverted() else QRectF(6, middle - 2, x - 6, 4)
        rounded(painter, done, 2, accent.colour)
        dot(painter, QPointF(x, middle), 6, accent.colour)
