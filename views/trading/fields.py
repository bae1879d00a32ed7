"""Fields of the order form: an amount with its unit that steps by key, and the share of what one has."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.labels import KeyCap
from views.widgets.paint import dot, rounded, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

STOPS = (0, 25, 50, 75, 100)


class AmountField(QLineEdit):
    """A number with its unit behind it. The arrows, and the wheel while it has the focus, tell `stepped`;
    `entered`: it got the keyboard."""

    stepped = Signal(int)
    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(theme().font(Type.BODY, tabular=True))
        self.setFixedHeight(tokens.CONTROL)
        self.setMaxLength(40)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a number and its unit are read so anywhere
        self._unit = ""

    def set_unit(self, unit: str) -> None:
        """What the number counts."""
        self._unit = unit
        wide = QFontMetrics(theme().font(Type.CAPTION)).horizontalAdvance(unit)
        self.setTextMargins(0, 0, wide + tokens.TINY if unit else 0, 0)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.stepped.emit(step * (10 if far else 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._unit:
            return
        painter = smooth(self)
        painter.setFont(theme().font(Type.CAPTION))
        painter.setPen(theme().colours.dim)
        area = self.rect().adjusted(tokens.MEDIUM, 0, -tokens.MEDIUM, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._unit)


class ShareBar(QWidget):
    """How much of what one has: five stops, any percent between them. `chosen` carries the percent."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Share of what you have"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.percent = 0
        self._role = "up"

    def sizeHint(self) -> QSize:
        return QSize(160, 24)

    def set_role(self, role: str) -> None:
        """The colour of what is bought or sold: "up" or "down"."""
        self._role = role
        self.update()

    def show_percent(self, percent: int) -> None:
        """Show it without telling it."""
        percent = max(0, min(100, percent))
        if percent != self.percent:
            self.percent = percent
            self.setAccessibleDescription(f"{percent} %")
            self.update()

    def _choose(self, percent: int) -> None:
        self.show_percent(percent)
        self.chosen.emit(self.percent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 5, Qt.Key.Key_Left: -5, Qt.Key.Key_Up: 25, Qt.Key.Key_Down: -25}
        change = step.get(Qt.Key(event.key()), 0)
        if change:
            self._choose(self.percent + change)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self._percent_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self._percent_at(event.position().toPoint()))

    def _percent_at(self, place: QPoint) -> int:
        percent = round((place.x() - 7) * 100 / max(1, self.width() - 14))
        near = min(STOPS, key=lambda stop: abs(stop - percent))
        return near if abs(near - percent) <= 3 else percent

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        y, wide = self.height() / 2, self.width() - 14
        ink = colours.role(self._role)
        rounded(painter, QRectF(7, y - 2, wide, 4), 2, colours.line)
        rounded(painter, QRectF(7, y - 2, wide * self.percent / 100, 4), 2, ink)
        for stop in STOPS:
            at = QPoint(round(7 + wide * stop / 100), round(y)).toPointF()
            dot(painter, at, 5, ink if stop <= self.percent and self.percent else colours.dim)
            dot(painter, at, 3.5, colours.background)
        dot(painter, QPoint(round(7 + wide * self.percent / 100), round(y)).toPointF(), 6, ink)


class SideButton(Button):
    """A wide button in the colour of buying or selling, with the key that presses it."""

    def __init__(self, text: str, role: str, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, kind=Kind.PRIMARY, parent=parent)
        self._side_role = role
        self._quiet = quiet
        self._key = ""
        self.setFont(theme().font(Type.BODY, Weight.SEMIBOLD))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_role(self, role: str) -> None:
        """The colour: "up" or "down"."""
        self._side_role = role
        self.update()

    def set_quiet(self, quiet: bool) -> None:
        """Whether it only offers its side, and is not the one that is chosen."""
        self._quiet = quiet
        self.update()

    def set_key(self, key: str) -> None:
        self._key = key
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 32 if not self._key else 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        ink = colours.role(self._side_role)
        if self._quiet:
            rounded(painter, self.rect(), tokens.RADIUS, colours.raised, colours.line)
        else:
            rounded(painter, self.rect(), tokens.RADIUS, ink)
        if self.isDown():
            rounded(painter, self.rect(), tokens.RADIUS, colours.pressed)
        elif self.underMouse() and self.isEnabled():
            rounded(painter, self.rect(), tokens.RADIUS, colours.hover)
        painter.setFont(self.font())
        painter.setPen(colours.text if self._quiet else colours.on_accent)
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        cap = tokens.LARGE + tokens.TINY if self._key else 0
        room = self.width() - 2 * tokens.SMALL - cap
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        area = self.rect().adjusted(0, 0, -cap, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
        if self._key:
            left = min((self.width() - cap + wide) // 2 + tokens.SMALL, self.width() - cap - tokens.TINY)
            key = QRect(left, (self.height() - 18) // 2, 18, 18)
            painter.setOpacity(0.35)
            rounded(painter, key, tokens.TINY, None, colours.on_accent)
            painter.setOpacity(1)
            painter.setFont(theme().font(Type.CAPTION, Weight.SEMIBOLD))
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self._key)


def key_cap(text: str) -> KeyCap:
    """A key in a legend."""
    return KeyCap(text)
