"""The notice centre in the window: the bell, the dots of the tabs, the desktop, the tray."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication

from app.services import Services

if TYPE_CHECKING:
    from app.kernel.desktop import Note
    from views.shell.tray import Tray
    from views.shell.window import MainWindow


class NoticesDesk(QObject):
    """The notice centre in the window: the bell, the dots of the tabs, the desktop, the tray."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._centre = centre = services.centre
        centre.away = lambda: QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
        window.panels.centre = centre
        centre.changed.connect(self._show)
        services.desktop.clicked.connect(self._open)
        services.desktop.untold.connect(self._tell_in_tray)
        self._show()

    @cached_property
    def tray(self) -> Tray:
        """The icon in the tray, for a desktop that has no other way."""
        from views.shell.tray import Tray

        return Tray(self._window, self._open)

    @Slot()
    def _show(self) -> None:
        for id_ in self._window.tab_ids:
            self._window.set_unread(id_, self._centre.unread_of(id_))
        self._window.show_unread()

    @Slot(str)
    def _open(self, link: str) -> None:
        """Bring the window to the front, at the place; whoever is there now finds only what is theirs."""
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if link and self._centre.session.account is not None:
            self._window.go(link)

    @Slot(object)
    def _tell_in_tray(self, note: Note) -> None:
        self.tray.tell(note)
