"""Parts that take long to make are made a step at a time, so that the window goes on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SLICE_S = 0.008
"""How long steps follow each other within one event: half a frame at 60 Hz."""


def in_turn(steps: Iterable[Callable[[], object]]) -> Iterator[None]:
    """Calls, a step each."""
    for step in steps:
        step()
        yield


class ByAndBy(QObject):
    """Goes through `steps`, an iterator whose every `next` makes a part. Each event takes as many as fit into
    `SLICE_S`, at least one.

    `done` is told when all of them were made.
    """

    done = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = steps
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether everything was made."""
        return self._steps is None

    def start(self) -> None:
        """Begin, or go on."""
        if self._steps is not None:
            self._next.start()

    def finish(self) -> None:
        """Make what is left now: somebody needs it."""
        if self._steps is not None:
            steps, self._steps = self._steps, None
            self._next.stop()
            for _ in steps:
                pass
            self.done.emit()

    @Slot()
    def _go_on(self) -> None:
        end = time.perf_counter() + SLICE_S
        for _ in self._steps or ():
            if time.perf_counter() > end:
                self._next.start()
                return
        if self._steps is not None:
            self._steps = None
            self.done.emit()
