"""SIGTERM and SIGINT ask the window to close, as a person would; a second one ends the process at once.

Qt's loop runs no Python between its events, so Python's handlers would wait for the next one: a signal is
written to a pipe as it arrives, which the loop listens to.
"""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_ENDING = (signal.SIGTERM, signal.SIGINT)


class EndSignals(QObject):
    """Listens from its making until `close`. `asked` is emitted once, on the Qt thread, which makes it."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()
        for end in (self._out, self._in):
            os.set_blocking(end, False)
        self._before: dict[signal.Signals, Any] = {
            number: signal.signal(number, self._came) for number in _ENDING
        }
        self._wakeup = signal.set_wakeup_fd(self._in, warn_on_full_buffer=False)
        self._listener = QSocketNotifier(self._out, QSocketNotifier.Type.Read, self)
        self._listener.activated.connect(self._read)

    @staticmethod
    def _came(_number: int, _frame: FrameType | None) -> None:
        """The first has been written to the pipe; the next is not waited for."""
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)

    @Slot()
    def _read(self) -> None:
        if any(number in _ENDING for number in os.read(self._out, 64)):
            self.asked.emit()

    def close(self) -> None:
        """As it was before."""
        self._listener.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._out)
        os.close(self._in)
