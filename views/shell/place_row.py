"""The row of a workspace's places: one tab each; what has no room goes into a menu at its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app.kernel.actions import Actions
from models.core.text import tr
from views.shell.keys import native
from views.shell.places import Place
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.checkable import Checkable
from views.widgets.icons import icon, pixmap
from views.widgets.paint import mirrored, rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_GAP = 6  # between the icon and the name
_AROUND = 10
_LINE = 2


class PlaceTab(Checkable, QAbstractButton):
    """A place: its icon and name, underlined in the accent where one is."""

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._over = False
        self.setText(place.title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(place.title)
        self.setProperty("radius", tokens.RADIUS)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(theme().font(Type.BODY, Weight.SEMIBOLD)).horizontalAdvance(self.text())
        return QSize(wide + tokens.ICON_SMALL + _GAP + 2 * _AROUND, tokens.CONTROL)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the row moves, not Qt's groups of buttons
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        here = self.isChecked()
        if self._over and not here:
            rounded(painter, self.rect(), tokens.RADIUS, colours.hover)
        ink = colours.text if here or self._over else colours.dim
        sign = accent_of(self).colour if here else ink
        side = tokens.ICON_SMALL
        at = mirrored(self, QRect(_AROUND, (self.height() - side) // 2, side, side))
        painter.drawPixmap(at.topLeft(), pixmap(self.place.icon, side, sign, self.devicePixelRatioF()))
        painter.setFont(theme().font(Type.BODY, Weight.SEMIBOLD if here else Weight.MEDIUM))
        painter.setPen(ink)
        text = QRect(_AROUND + side + _GAP, 0, self.width() - 2 * _AROUND - side - _GAP, self.height())
        painter.drawText(
            mirrored(self, text),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading),
            self.text(),
        )


class PlaceRow(QWidget):
    """Tabs in a row. `chosen` tells the segment; Left and Right go along it, `left` is told by Down.

    Tab stops once, where one is.
    """

    chosen = Signal(str)
    left = Signal()

    def __init__(
        self,
        places: Sequence[Place],
        actions: Actions,
        name: str,
        *,
        height: int = tokens.ROW_TOUCH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tabs = [PlaceTab(place, self) for place in places if place.listed]
        for tab in self.tabs:
            tab.clicked.connect(lambda _=False, segment=tab.place.segment: self.chosen.emit(segment))
        self.more = Button(tr("More"), kind=Kind.GHOST, trailing="chevron-down", parent=self)
        self.more.set_tip(tr("More places"))
        self.more.clicked.connect(self._open_more)
        actions.changed.connect(self._tell_keys)
        self._tell_keys()
        self._arrange()

    def choose(self, segment: str) -> None:
        """Mark where one is."""
        stop = next((tab for tab in self.tabs if tab.place.segment == segment), self.tabs[0])
        for tab in self.tabs:
            tab.setAutoExclusive(False)  # it may be none of them
            tab.setChecked(tab.place.segment == segment)
            tab.setAutoExclusive(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab is stop else Qt.FocusPolicy.NoFocus)
        self._arrange()
        self.update()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in this row."""
        return self.isAncestorOf(focused) if (focused := self.window().focusWidget()) else False

    @Slot()
    def _tell_keys(self) -> None:
        for tab in self.tabs:
            keys = native(self._actions.shortcut(tab.place.action))
            tab.setToolTip(f"{tab.place.title}  {keys}".strip())

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The first tabs that have room, always the one where one is; the others go into the menu."""
        room = self.width() - 2 * (tokens.WIDE - _AROUND)
        shown = self._fitting(room)
        at = tokens.WIDE - _AROUND
        top = (self.height() - tokens.CONTROL) // 2
        for tab in self.tabs:
            tab.setVisible(tab in shown)
            if tab in shown:
                wide = tab.sizeHint().width()
                tab.setGeometry(mirrored(self, QRect(at, top, wide, tokens.CONTROL)))
                at += wide + tokens.TINY
        self.more.setVisible(len(shown) < len(self.tabs))
        self.more.setGeometry(mirrored(self, QRect(QPoint(at, top), self.more.sizeHint())))
        self.update()

    def _fitting(self, room: int) -> list[PlaceTab]:
        wide = {tab: tab.sizeHint().width() + tokens.TINY for tab in self.tabs}
        if sum(wide.values()) <= room:
            return self.tabs
        room -= self.more.sizeHint().width()
        here = [tab for tab in self.tabs if tab.isChecked()]
        shown = list(here)
        room -= sum(wide[tab] for tab in here)
        for tab in self.tabs:
            if tab in here:
                continue
            if wide[tab] > room:
                break
            shown.append(tab)
            room -= wide[tab]
        return [tab for tab in self.tabs if tab in shown]

    @Slot()
    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self.tabs:
            if not tab.isVisibleTo(self):
                place = tab.place
                keys = native(self._actions.shortcut(place.action))
                line = menu.addAction(icon(place.icon, size=tokens.ICON_SMALL), f"{place.title}\t{keys}")
                line.triggered.connect(lambda _=False, segment=place.segment: self.chosen.emit(segment))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + tokens.TINY)))

    # Hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        elif step:
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                step = -step
            self._step(step)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        shown: list[QAbstractButton] = [tab for tab in self.tabs if tab.isVisible()]
        if self.more.isVisible():
            shown.append(self.more)
        here = next((n for n, each in enumerate(shown) if each.hasFocus()), 0)
        shown[(here + by) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # beside the tabs there is nothing to be done

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), tokens.HAIRLINE, theme().colours.line)
        for tab in self.tabs:
            if tab.isChecked() and tab.isVisible():
                under = QRect(tab.x() + _AROUND, self.height() - _LINE, tab.width() - 2 * _AROUND, _LINE)
                painter.fillRect(under, accent_of(self).colour)
