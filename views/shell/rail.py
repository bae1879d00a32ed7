"""The rail: the logo, a tab for each workspace, and what stands at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.checkable import Checkable
from views.widgets.icons import pixmap
from views.widgets.paint import dot, mirrored, rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_ITEM = QSize(58, 52)


class Logo(QAbstractButton):
    """The letter on its tile, in the accent of where one is; the menu is behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(34, 34)
        self.setAccessibleName(tr("Menu"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("radius", tokens.RADIUS_CARD)

    def paintEvent(self, event: QPaintEvent) -> None:
        accent = accent_of(self)
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.RADIUS_CARD, accent.colour)
        painter.setFont(theme().font(Type.FIELD, Weight.BOLD))
        painter.setPen(accent.on)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "N")


class RailItem(Checkable, QAbstractButton):
    """A tab: an icon with its name, a dot where something is unread."""

    middle_clicked = Signal()

    def __init__(self, title: str, icon: str, *, bare: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._icon, self._bare = title, icon, bare
        self._unread = 0
        self._over = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setFixedSize(_ITEM)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("radius", tokens.RADIUS_ITEM)

    @property
    def unread(self) -> int:
        return self._unread

    def set_unread(self, count: int) -> None:
        self._unread = count
        name = tr("{title}, {count} unread", title=self._title, count=count) if count else self._title
        self.setAccessibleName(name)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.MiddleButton:
            self.middle_clicked.emit()
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, accent = theme().colours, accent_of(self)
        painter = smooth(self)
        ink = colours.dim
        if self.isChecked():
            rounded(painter, self.rect(), tokens.RADIUS_ITEM, accent.selection)
            ink = accent.colour
        elif self._over:
            rounded(painter, self.rect(), tokens.RADIUS_ITEM, colours.hover)
            ink = colours.text
        side = tokens.ICON
        left = (self.width() - side) // 2
        top = (self.height() - side) // 2 if self._bare else 7
        painter.drawPixmap(left, top, pixmap(self._icon, side, ink, self.devicePixelRatioF()))
        if self._unread:
            spot = mirrored(self, QRect(left + side - 2, top - 2, 8, 8))
            dot(painter, QRectF(spot).center(), 3.5, accent.colour)
        if not self._bare:
            weight = Weight.SEMIBOLD if self.isChecked() else Weight.REGULAR
            painter.setFont(theme().font(Type.CAPTION, weight))
            painter.setPen(ink)
            painter.drawText(QRectF(0, 30, self.width(), 16), Qt.AlignmentFlag.AlignCenter, self._title)


class Rail(QWidget):
    """The tabs of the workspaces. `chosen(id)` is told on a click, `detach(id)` on a middle click."""

    chosen = Signal(str)
    detach = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(tokens.RAIL_WIDTH)
        self.setAccessibleName(tr("Workspaces"))
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, tokens.MEDIUM, 0, tokens.MEDIUM)
        self._column.setSpacing(tokens.TINY)
        self.logo = Logo()
        self._column.addWidget(self.logo, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(10)
        self._tabs = self._column.count()  # where the next tab goes
        self._column.addStretch(1)

    def add(self, id_: str, title: str, icon: str, tip: str = "", *, at_bottom: bool = False) -> RailItem:
        """Add a tab; at the bottom without its name."""
        item = RailItem(title, icon, bare=at_bottom)
        item.setToolTip(tip or title)
        item.clicked.connect(lambda: self.chosen.emit(id_))
        item.middle_clicked.connect(lambda: self.detach.emit(id_))
        item.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._items[id_] = item
        self._group.addButton(item)
        place = self._column.count() if at_bottom else self._tabs
        self._tabs += not at_bottom
        self._column.insertWidget(place, item, 0, Qt.AlignmentFlag.AlignHCenter)
        return item

    def item(self, id_: str) -> RailItem:
        return self._items[id_]

    def choose(self, id_: str) -> None:
        """Show a tab as the current one; none for a place that has no tab."""
        item = self._items.get(id_)
        shown = self._group.checkedButton()
        if item is not None:
            item.setChecked(True)
        elif shown is not None:
            self._group.setExclusive(False)
            shown.setChecked(False)
            self._group.setExclusive(True)

    def set_unread(self, id_: str, count: int) -> None:
        if id_ in self._items:
            self._items[id_].set_unread(count)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colours.surface)
        edge = mirrored(self, QRect(self.width() - 1, 0, 1, self.height()))
        painter.fillRect(edge, theme().colours.line)
