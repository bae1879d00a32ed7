"""Buttons: normal, primary, ghost and danger ones, icon buttons, links."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from views.widgets import tokens
from views.widgets.checkable import Checkable
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight


class Kind(StrEnum):
    """What a button is for, which is how loud it looks."""

    NORMAL = "normal"
    PRIMARY = "primary"
    GHOST = "ghost"
    DANGER = "danger"
    LINK = "link"


_PADDING = {Kind.LINK: 0, Kind.GHOST: tokens.SMALL}


class Button(Checkable, QPushButton):
    """A push button with an optional icon before and after its text.

    A button without text needs `tip`, which becomes its accessible name. `role` colours the icon and text
    of a ghost button.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        kind: Kind = Kind.NORMAL,
        tip: str = "",
        trailing: str = "",
        role: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        if not (text or tip):
            raise ValueError("a button needs a text or a tip")
        self.kind = kind
        self.icon_name = icon
        self.trailing = trailing
        self.role = role
        self.icon_size = tokens.ICON_SMALL
        self._over = False
        weight = Weight.SEMIBOLD if kind is Kind.PRIMARY else Weight.MEDIUM
        self.setFont(theme().font(Type.BODY, Weight.REGULAR if kind is Kind.LINK else weight))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_tip(tip)
        if not text:
            self.setAccessibleName(tip)
        if kind is Kind.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_tip(self, tip: str, shortcut: str = "") -> None:
        """What hovering shows: the tip and the shortcut."""
        self.setToolTip(f"{tip}  {shortcut}".strip())

    def does(self, do: Callable[[], object]) -> None:
        """Call `do`, without the state of the button, when it is pressed."""
        self.clicked.connect(lambda: do())

    def set_icon(self, name: str) -> None:
        self.icon_name = name
        self.updateGeometry()
        self.update()

    # -- size -----------------------------------------------------------------------------------------

    def _parts(self) -> tuple[int, int, int]:
        """Widths of the leading icon, the text and the trailing icon, gaps included."""
        gap = tokens.SMALL if self.text() else 0
        before = self.icon_size + gap if self.icon_name else 0
        after = self.icon_size + gap if self.trailing else 0
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 1 if self.text() else 0
        return before, wide, after

    def sizeHint(self) -> QSize:
        if self.kind is Kind.LINK:
            return QSize(sum(self._parts()), QFontMetrics(self.font()).height() + tokens.TINY)
        padding = _PADDING.get(self.kind, 13)
        return QSize(max(sum(self._parts()) + 2 * padding, tokens.CONTROL), tokens.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # -- painting -------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        super().leaveEvent(event)
        self.update()

    @property
    def _hovered(self) -> bool:
        return self._over and self.isEnabled()

    def _ink(self) -> QColor:
        colours = theme().colours
        match self.kind:
            case Kind.PRIMARY:
                return colours.on_accent
            case Kind.DANGER:
                return colours.negative
            case Kind.LINK:
                return colours.role(self.role) if self.role else accent_of(self).colour
            case Kind.GHOST if self.role:
                return colours.role(self.role)
            case Kind.GHOST:
                return colours.text if self._hovered or self.isChecked() else colours.dim
        return colours.text

    def _paint_ground(self, painter: QPainter) -> None:
        colours = theme().colours
        if self.kind is Kind.LINK:
            return
        if self.kind is Kind.PRIMARY:
            rounded(painter, self.rect(), tokens.RADIUS, accent_of(self).colour)
        elif self.kind is not Kind.GHOST:
            rounded(painter, self.rect(), tokens.RADIUS, colours.raised, colours.line)
        if self.isChecked():
            rounded(painter, self.rect(), tokens.RADIUS, accent_of(self).selection)
        if self.isDown():
            rounded(painter, self.rect(), tokens.RADIUS, colours.pressed)
        elif self._hovered:
            rounded(painter, self.rect(), tokens.RADIUS, colours.hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        self._paint_ground(painter)
        ink = self._ink()
        icon_ink = theme().colours.dim if self.kind is Kind.NORMAL and self.text() else ink
        before, wide, after = self._parts()
        free = self.width() - before - after
        left = max(0, (free - wide) // 2)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        top = (self.height() - self.icon_size) // 2
        first, last = left, self.width() - left - self.icon_size
        if self.icon_name:
            at = QPoint(last if rtl else first, top)
            painter.drawPixmap(at, pixmap(self.icon_name, self.icon_size, icon_ink, self.devicePixelRatioF()))
        if self.trailing:
            at = QPoint(first if rtl else last, top)
            painter.drawPixmap(at, pixmap(self.trailing, self.icon_size, icon_ink, self.devicePixelRatioF()))
        self._paint_text(
            painter, ink, QRect(left + (after if rtl else before), 0, min(wide, free), self.height())
        )

    def _paint_text(self, painter: QPainter, ink: QColor, area: QRect) -> None:
        if not self.text():
            return
        font = self.font()
        font.setUnderline(self.kind is Kind.LINK and self._hovered)
        painter.setFont(font)
        painter.setPen(ink)
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


class IconButton(Button):
    """A square button that shows only an icon; `tip` is its name for those who cannot see it."""

    def __init__(
        self,
        icon: str,
        tip: str,
        *,
        size: int = tokens.ICON,
        side: int = tokens.CONTROL,
        role: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", icon=icon, kind=Kind.GHOST, tip=tip, role=role, parent=parent)
        self.icon_size = size
        self._side = side

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def set_name(self, tip: str, shortcut: str = "") -> None:
        """Change what the button is called and does."""
        self.setAccessibleName(tip)
        self.set_tip(tip, shortcut)
        if self._over:
            QToolTip.hideText()


def link(text: str, parent: QWidget | None = None) -> Button:
    """A button that looks like a link, in the accent."""
    return Button(text, kind=Kind.LINK, parent=parent)
