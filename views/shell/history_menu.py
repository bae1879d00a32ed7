"""The list of where one was, on the arrows of the top bar: a long press or the menu button of the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QMenu

from views.shell.navigation import Step, parse
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.icons import icon

if TYPE_CHECKING:
    from views.shell.window import MainWindow

_SHOWN = 15
_LONG_PRESS = 450  # ms
_WIDE = 360


class HistoryMenus(QObject):
    """Gives both arrows their menus."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        history, going, top = window.history, window.going, window.top
        self.back = _Arrow(window, top.back, history.behind, going.back)
        self.forward = _Arrow(window, top.forward, history.ahead, going.forward)


class _Arrow(QObject):
    """One arrow: a click is one step, a press that lasts opens the list."""

    def __init__(
        self,
        window: MainWindow,
        button: IconButton,
        steps: Callable[[], Sequence[Step]],
        go: Callable[[int], None],
    ) -> None:
        super().__init__(button)
        self._window, self._button, self._steps, self._go = window, button, steps, go
        self._pressed = QTimer(self, singleShot=True, interval=_LONG_PRESS)
        self._pressed.timeout.connect(self.open)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            self.open()
            return True
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            if event.type() is QEvent.Type.MouseButtonPress:
                self._pressed.start()
            elif event.type() is QEvent.Type.MouseButtonRelease:
                self._pressed.stop()
        return False

    @Slot()
    def open(self) -> None:
        """Show the places, the nearest first."""
        menu = self.menu()
        if not menu.isEmpty():
            self._button.setDown(False)
            menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + tokens.TINY)))

    def menu(self) -> QMenu:
        """A place a line; choosing one goes all the way there."""
        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        metrics = QFontMetrics(menu.font())
        for number, step in enumerate(self._steps()[:_SHOWN], start=1):
            place = parse(step.link)
            title = self._window.title_of(step.link) or step.link
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, _WIDE).replace("&", "&&")
            known = self._window.icon_of(place.workspace) if place is not None else "link"
            action = menu.addAction(icon(known, "dim", tokens.ICON_SMALL), shown)
            action.triggered.connect(partial(self._chosen, number))
        return menu

    def _chosen(self, number: int, _checked: bool = False) -> None:
        self._go(number)
