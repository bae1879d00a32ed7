"""The sleep timer: playing stops by itself after some minutes, or at the end of the video."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

MINUTES = (15, 30, 45, 60, 90)
_MINUTE_MS = 60_000


class SleepTimer(QObject):
    """`stop` is called when the time is over, and `stopped` tells that it was; `changed` what was chosen.

    `minutes` is what was chosen, 0 for none; `at_end` that the next one does not play by itself.
    """

    changed = Signal()
    stopped = Signal()

    def __init__(self, stop: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = stop
        self.minutes = 0
        self.at_end = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._over)

    @property
    def left_ms(self) -> int:
        """Milliseconds until it stops; 0 while no time is set."""
        return max(0, self._timer.remainingTime())

    def off(self) -> None:
        """Play on."""
        self._set(0, at_end=False)

    def after(self, minutes: int) -> None:
        """Stop so many minutes from now."""
        self._set(minutes, at_end=False)
        self._timer.start(minutes * _MINUTE_MS)

    def at_the_end(self) -> None:
        """Stop when the video ends."""
        self._set(0, at_end=True)

    def ends_here(self) -> bool:
        """Whether the end of this video is to be the end of playing; asked once, when it ends."""
        if not self.at_end:
            return False
        self._set(0, at_end=False)
        self.stopped.emit()
        return True

    def _set(self, minutes: int, *, at_end: bool) -> None:
        self._timer.stop()
        self.minutes, self.at_end = minutes, at_end
        self.changed.emit()

    @Slot()
    def _over(self) -> None:
        self._set(0, at_end=False)
        self._stop()
        self.stopped.emit()
