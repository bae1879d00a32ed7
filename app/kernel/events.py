"""Change flags: many changes in a row become one refresh, and none while nobody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class Refresher(QObject):
    """Tells `due` once for all `mark`s since the last, while it is `active` (its view can be seen).

    A mark that came while it was not active is told when it becomes so. Lives on the Qt thread.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None, *, after: int = 0) -> None:
        """`after`: how long to gather marks, in ms (0: until the event loop turns)."""
        super().__init__(parent)
        self._marked = False
        self._active = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after)
        self._timer.timeout.connect(self._tell)

    @Slot()
    def mark(self) -> None:
        """Something that is shown may have changed."""
        self._marked = True
        if self._active and not self._timer.isActive():
            self._timer.start()

    def set_active(self, active: bool) -> None:
        """Whether the view can be seen: call it from `showEvent` and `hideEvent`."""
        self._active = active
        if active and self._marked:
            self._timer.start()
        elif not active:
            self._timer.stop()

    @Slot()
    def _tell(self) -> None:
        if self._marked and self._active:
            self._marked = False
            self.due.emit()
