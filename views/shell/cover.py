"""A page in the place of the workspaces: nobody is signed in, or the data cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from views.shell.window import MainWindow

_STILL = frozenset({"view.theme", "view.full_screen", "keys", "quit"})


class Cover:
    """Covers a window's workspaces; meanwhile nothing behind the page can be reached, by keys neither."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._page: QWidget | None = None

    def show(self, page: QWidget) -> None:
        """Show `page` instead of the workspaces, in place of another page that may be there."""
        self.clear()
        self._page = page
        window = self._window
        window.services.actions.only = _STILL
        for part in (window.rail, window.top, window.status):
            part.setEnabled(False)
        window.setAcceptDrops(False)
        for detached in window.stack.windows.values():
            detached.hide()
        window.stack.hide()
        layout = window.body.layout()
        assert layout is not None
        layout.addWidget(page)
        page.show()
        if not page.isAncestorOf(QApplication.focusWidget() or window):  # it may have chosen a field already
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Show the workspaces again."""
        if self._page is None:
            return
        window = self._window
        self._page.hide()
        self._page.deleteLater()
        self._page = None
        window.services.actions.only = None
        for part in (window.rail, window.top, window.status):
            part.setEnabled(True)
        window.setAcceptDrops(True)
        for detached in window.stack.windows.values():
            detached.show()
        window.stack.show()
        window.activateWindow()
