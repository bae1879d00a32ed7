"""Where the window, its place and its detached workspaces were, kept for the next start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.kernel.settings import Setting, Settings
from models.core.errors import Unavailable
from views.shell.navigation import link, parse

if TYPE_CHECKING:
    from views.shell.window import MainWindow

_log = logging.getLogger(__name__)
_WINDOW: Setting[dict[str, object]] = Setting(key="window", default={})
_AFTER = 400  # ms of quiet before it is written


class Session(QObject):
    """Keeps how the window is, a moment after the last `touch` and on `save`.

    Nothing is kept before `restore`: a window that waits for its person has not gone anywhere yet. `person`
    (any text) says whose place it is: only they are taken there again.
    """

    def __init__(self, settings: Settings, window: MainWindow) -> None:
        super().__init__(window)
        settings.declare(_WINDOW)
        self.person = ""
        self.restored = False
        self._settings = settings
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self.save)

    def restore(self) -> None:
        """Make the window what it was last time, and go where the person was; else to the first workspace."""
        window, state = self._window, self._settings.get(_WINDOW)
        self.restored = True
        unpack(window, state.get("geometry"))
        theirs = state.get("person", "") == self.person
        if theirs:
            window.going.load(state.get("going"))
        detached = state.get("detached")
        for id_, geometry in (detached if isinstance(detached, dict) else {}).items():
            if id_ in window.tab_ids:
                unpack(window.stack.detach(id_), geometry)
        place = parse(str(state.get("place", "")))
        if place is None or place.workspace not in window.stack or not theirs:
            window.open_workspace(window.tab_ids[0])
        else:
            window.go(link(*place))

    def _state(self) -> dict[str, Any]:
        window = self._window
        return {
            "geometry": packed(window),
            "place": window.history.current,
            "person": self.person,
            "going": window.going.state(),
            "detached": {id_: packed(each) for id_, each in window.stack.windows.items()},
        }

    @Slot()
    def touch(self) -> None:
        """Something has changed that should be kept."""
        if self.restored:
            self._timer.start()

    @Slot()
    def save(self) -> None:
        self._timer.stop()
        if not self.restored:
            return
        try:
            self._settings.set(_WINDOW, self._state())
        except Unavailable as problem:
            _log.warning("the window's place is not kept: %s", problem)


def packed(widget: QWidget) -> str:
    """A window's geometry as text."""
    return bytes(widget.saveGeometry().toBase64().data()).decode()


def unpack(widget: QWidget, text: object) -> bool:
    """Give a window the geometry of `packed`; False where it cannot be read."""
    if not isinstance(text, str) or not text:
        return False
    return widget.restoreGeometry(QByteArray.fromBase64(text.encode()))
