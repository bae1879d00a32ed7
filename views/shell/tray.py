"""An icon in the tray, where that is the desktop's only way to tell anything (macOS, Windows)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.kernel.desktop import Note
from models.core.text import tr


class Tray(QObject):
    """Shows the icon with the first thing to tell. `opened(link)` on a click on the message."""

    def __init__(self, window: QWidget, opened: Callable[[str], None]) -> None:
        super().__init__(window)
        self._opened = opened
        self._link = ""
        self._icon = QSystemTrayIcon(window.windowIcon(), self) if self.is_there() else None
        if self._icon is not None:
            self._icon.setToolTip(tr("Nonet"))
            self._icon.messageClicked.connect(self._clicked)
            self._icon.activated.connect(self._clicked)
            self._icon.show()

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop has a tray that can tell anything."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def tell(self, note: Note) -> None:
        """Show it; nothing happens where there is no tray (the centre has it in any case)."""
        if self._icon is not None:
            self._link = note.link
            self._icon.showMessage(note.title, note.text, self._icon.icon())

    @Slot()
    def _clicked(self) -> None:
        self._opened(self._link)
