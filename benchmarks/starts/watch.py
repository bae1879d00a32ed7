"""What both programs do to be measured: note when something was there, and press a key."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_PATIENCE_MS = 30_000


class Marks:
    """When what was there: moments on the monotonic clock, which all processes share, and CPU seconds."""

    def __init__(self) -> None:
        self._marks: dict[str, dict[str, float]] = {}

    def set(self, name: str) -> None:
        """It is there now."""
        self._marks[name] = {"at": time.monotonic(), "cpu": time.process_time()}
        print(f"mark {name}", file=sys.stderr)  # between the lines of -X importtime

    def tell(self, **values: object) -> None:
        """Print everything as one line of JSON."""
        print(json.dumps({"marks": self._marks, **values}), flush=True)


class Painted(QObject):
    """Calls `then` once, as soon as something that `fits` and all around it has been painted.

    A pass of painting is one event: when the event loop is back, all of the window is on the screen.
    """

    def __init__(self, fits: Callable[[QWidget], bool], then: Callable[[], None], watched: QObject) -> None:
        super().__init__(watched)
        self._fits = fits
        self._then = then
        self._watched = watched
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and self._fits(watched):
            self._watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def is_it(wanted: QWidget) -> Callable[[QWidget], bool]:
    """Whether a painted widget is this one."""
    return lambda widget: widget is wanted


def application() -> QApplication:
    """The application that runs."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def give_up_in_time() -> None:
    """End the process with a message where it does not come to its end by itself."""

    def give_up() -> None:
        print("the window did not become usable", file=sys.stderr, flush=True)
        os._exit(1)

    QTimer.singleShot(_PATIENCE_MS, give_up)
