"""Chips (one of several filters) and segmented controls (one of a few views)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from views.widgets import tokens
from views.widgets.checkable import Checkable
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight


class Chip(Checkable, QAbstractButton):
    """A round filter that is on or off; a chosen one is the text's colour turned over."""

    def __init__(self, text: str, parent: QWidget | None = None, *, checkable: bool = True) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(checkable)
        self.setFont(theme().font(Type.BODY))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        font = theme().font(Type.BODY, Weight.MEDIUM)  # room for the chosen weight, so that nothing moves
        return QSize(QFontMetrics(font).horizontalAdvance(self.text()) + 2 * 11, tokens.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        radius = self.height() / 2
        if self.isChecked():
            rounded(painter, self.rect(), radius, colours.text)
            painter.setFont(theme().font(Type.BODY, Weight.MEDIUM))
            ink = colours.background
        else:
            rounded(painter, self.rect(), radius, colours.surface, colours.line)
            ink = colours.text if self.underMouse() else colours.dim
        if self.isDown() or (self.underMouse() and self.isEnabled()):
            rounded(painter, self.rect(), radius, colours.hover)
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segmented(QWidget):
    """One of a few choices in a row: arrows move, `chosen` tells the key."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
        *,
        icons: Sequence[str] = (),
    ) -> None:
        """`choices` are (key, title) pairs; with `icons` the titles become tooltips."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        edge = tokens.HAIR
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(edge)
        for index, (_, title) in enumerate(choices):
            segment = _Segment(title, icons[index] if icons else "", self)
            self._group.addButton(segment, index)
            segment.clicked.connect(partial(self._clicked, index))
            row.addWidget(segment)
        self._group.button(0).setChecked(True)

    def value(self) -> str:
        """The key that is chosen; "" where it was let go of."""
        place = self._group.checkedId()
        return self._keys[place] if place >= 0 else ""

    def choose(self, key: str) -> None:
        """Show `key` as chosen without telling it."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def let_go(self) -> None:
        """Show none of them as chosen: something else is."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def button(self, key: str) -> QAbstractButton:
        """The part that is clicked for a choice."""
        return self._group.button(self._keys.index(key))

    def set_title(self, key: str, title: str) -> None:
        """Call a choice differently (a count that changed)."""
        button = self._group.button(self._keys.index(key))
        if button.text() != title:
            button.setText(title)
            button.setAccessibleName(title)
            button.updateGeometry()

    def _clicked(self, index: int, _on: bool = False) -> None:
        self.chosen.emit(self._keys[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        button = self._group.button((self._group.checkedId() + step) % len(self._keys))
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(smooth(self), self.rect(), tokens.RADIUS, theme().colours.surface, theme().colours.line)


class _Segment(Checkable, QAbstractButton):
    def __init__(self, title: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText("" if icon else title)
        self.setAccessibleName(title)
        self._icon = icon
        if icon:
            self.setToolTip(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(theme().font(Type.BODY, Weight.MEDIUM))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        high = tokens.CONTROL - 4
        if self._icon:
            return QSize(high + tokens.SMALL, high)
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2 * tokens.MEDIUM, high)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the whole control moves, not Qt's button group
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        colours = theme().colours
        ink = colours.dim
        if self.isChecked():
            accent = accent_of(self)
            rounded(painter, self.rect(), tokens.RADIUS - 2, accent.selection)
            ink = accent.colour
        elif self.underMouse():
            ink = colours.text
        if self._icon:
            side = tokens.ICON_SMALL
            at = self.rect().center() - self.rect().topLeft()
            painter.drawPixmap(
                at.x() - side // 2 + 1,
                at.y() - side // 2 + 1,
                pixmap(self._icon, side, ink, self.devicePixelRatioF()),
            )
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
