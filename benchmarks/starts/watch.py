"""What both programs do to be measured: note when something was there, and press a key."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

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


def when_painted(kind: type[QWidget], fits: Callable[[QWidget], bool], then: Callable[[], None]) -> None:
    """Call `then` once, as soon as a widget of this kind that `fits` and all around it has been painted.

    A pass of painting is one event: when the event loop is back, all of the window is on the screen. Only
    this kind is watched, since a filter of every event would cost more where there are more of them.
    """
    original = kind.paintEvent
    waiting = [then]

    def noting(widget: QWidget, event: QPaintEvent) -> None:
        original(widget, event)
        if waiting and fits(widget):
            QTimer.singleShot(0, waiting.pop())

    kind.paintEvent = noting  # type: ignore[method-assign]


def give_up_in_time() -> None:
    """End the process with a message where it does not come to its end by itself."""

    def give_up() -> None:
        print("the window did not become usable", file=sys.stderr, flush=True)
        os._exit(1)

    QTimer.singleShot(_PATIENCE_MS, give_up)
