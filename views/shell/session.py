"""Where the window, its place and its detached workspaces were, kept for the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.kernel.settings import Setting, Settings
from models.core.errors import Unavailable

_log = logging.getLogger(__name__)
_WINDOW: Setting[dict[str, object]] = Setting(key="window", default={})
_AFTER = 400  # ms of quiet before it is written


class Session(QObject):
    """Keeps what `collect` returns, a moment after the last `touch` and on `save`."""

    def __init__(self, settings: Settings, collect: Callable[[], dict[str, object]], parent: QObject) -> None:
        super().__init__(parent)
        settings.declare(_WINDOW)
        self._settings = settings
        self._collect = collect
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self.save)

    def read(self) -> dict[str, Any]:
        """What was kept last time."""
        return self._settings.get(_WINDOW)

    @Slot()
    def touch(self) -> None:
        """Something has changed that should be kept."""
        self._timer.start()

    @Slot()
    def save(self) -> None:
        self._timer.stop()
        try:
            self._settings.set(_WINDOW, self._collect())
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
