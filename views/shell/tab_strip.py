"""The row of a workspace's tabs, over its page, while there are two or more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from models.core.text import tr
from views.shell.tabs import Tabs
from views.shell.workspace import Workspace
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.surfaces import Hairline

_TORN = 48  # pixels below or above the row at which a tab that is dragged has been taken out of it
_MOST = 240
_LEAST = 124


class TabBar(QTabBar):
    """The tabs: a click chooses, a middle click closes, dragging along orders, dragging out tears off."""

    chosen = Signal(int)
    closed = Signal(int)
    torn = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, tabs: Tabs, name: str) -> None:
        super().__init__()
        self._tabs = tabs
        self._name = name
        self._filling = False
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Tabs of {workspace}", workspace=name))
        self.currentChanged.connect(self._current_changed)
        self.tabMoved.connect(self._moved)
        tabs.changed.connect(self.fill)
        self.fill()

    @Slot()
    def fill(self) -> None:
        """Show the tabs as they are; what is there already stays."""
        self._filling = True
        wanted = [tab.number for tab in self._tabs.all]
        if [self.number(place) for place in range(self.count())] != wanted:
            while self.count():
                self.removeTab(0)
            for tab in self._tabs.all:
                self._add(tab.number)
        for place, tab in enumerate(self._tabs.all):
            title = tab.title or self._name
            if self.tabText(place) != title.replace("&", "&&"):
                self.setTabText(place, title.replace("&", "&&"))
                self.setTabToolTip(place, title)
        self.setCurrentIndex(self._tabs.at)
        self._filling = False

    def _add(self, number: int) -> None:
        place = self.addTab("")
        self.setTabData(place, number)
        close = IconButton("x", tr("Close this tab"), size=14, side=tokens.LARGE + tokens.TINY)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(lambda: self.closed.emit(number))
        self.setTabButton(place, QTabBar.ButtonPosition.RightSide, close)

    def number(self, place: int) -> int:
        """The number of the tab that stands there; 0 for none."""
        data = self.tabData(place)
        return data if isinstance(data, int) else 0

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return QSize(max(_LEAST, min(_MOST, hint.width())), tokens.ROW)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(_LEAST, tokens.ROW)

    @Slot(int)
    def _current_changed(self, place: int) -> None:
        if not self._filling and place >= 0:
            self.chosen.emit(self.number(place))

    @Slot(int, int)
    def _moved(self, place: int, to: int) -> None:
        if not self._filling:
            self._tabs.move(place, to)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        if event.button() is Qt.MouseButton.MiddleButton:
            number = self.number(self.tabAt(at))
            if number:
                self.closed.emit(number)
        elif event.button() is Qt.MouseButton.LeftButton and not -_TORN < at.y() < self.height() + _TORN:
            self.torn.emit(self.number(self.currentIndex()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        place = self.currentIndex() if by_key else self.tabAt(event.pos())
        if place >= 0:
            at = self.tabRect(place).bottomLeft() if by_key else event.pos()
            self.menu_asked.emit(self.number(place), self.mapToGlobal(at))


class Tabbed(QWidget):
    """A workspace under the row of its tabs."""

    chosen = Signal(int)
    closed = Signal(int)
    others_closed = Signal(int)
    torn = Signal(int)
    new_asked = Signal()

    def __init__(self, workspace: Workspace, tabs: Tabs, name: str, parent: QWidget) -> None:
        super().__init__(parent)  # at once: what gets a parent later is styled anew, with all that is in it
        self.workspace = workspace
        self._tabs = tabs
        self.bar = TabBar(tabs, name)
        self.new = IconButton("plus", tr("New tab"), side=tokens.WIDE + tokens.TINY)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(tokens.SMALL, tokens.TINY, tokens.SMALL, tokens.TINY)
        row.setSpacing(tokens.TINY)
        row.addWidget(self.bar)
        row.addWidget(self.new)
        row.addStretch(1)
        self._line = Hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self._line)
        column.addWidget(workspace, 1)
        self.bar.chosen.connect(self.chosen)
        self.bar.closed.connect(self.closed)
        self.bar.torn.connect(self.torn)
        self.bar.menu_asked.connect(self._open_menu)
        self.new.clicked.connect(self.new_asked)
        tabs.changed.connect(self._show_row)
        self._show_row()

    @property
    def strip_shown(self) -> bool:
        return not self._row.isHidden()

    @Slot()
    def _show_row(self) -> None:
        several = len(self._tabs.all) > 1
        self._row.setVisible(several)
        self._line.setVisible(several)

    @Slot(int, QPoint)
    def _open_menu(self, number: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("New tab")).triggered.connect(self.new_asked)
        menu.addAction(tr("Close this tab")).triggered.connect(lambda: self.closed.emit(number))
        menu.addAction(tr("Close the others")).triggered.connect(lambda: self.others_closed.emit(number))
        menu.addSeparator()
        window = menu.addAction(tr("Open in a window of its own"))
        window.triggered.connect(lambda: self.torn.emit(number))
        menu.popup(at)
