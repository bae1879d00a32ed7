"""Opens what takes its time on a thread of its own, beside a window that is there already."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from models.core.errors import PersonError

log = logging.getLogger(__name__)


class Opener(QObject):
    """Tells `opened` with what `work` returned, or `failed` with its error, on the Qt thread.

    Nothing is told any more once it is closed.
    """

    opened = Signal(object)
    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self._thread: threading.Thread | None = None
        self._untold: object | None = None
        self._closed = False
        self._ended.connect(self._tell)

    @property
    def begun(self) -> bool:
        """Whether it has been started."""
        return self._thread is not None

    def start(self) -> None:
        """Begin, or begin again after it failed."""
        if not self._closed:
            self._thread = threading.Thread(target=self._run, name="opener")
            self._thread.start()

    def _run(self) -> None:
        try:
            self._untold = self._work()
        except Exception as error:
            if not isinstance(error, PersonError):
                log.exception("the record could not be opened")
            self._ended.emit(None, error)
        else:
            self._ended.emit(self._untold, None)

    @Slot(object, object)
    def _tell(self, opened: object, error: Exception | None) -> None:
        if self._closed:
            return
        self._untold = None
        if error is not None:
            self.failed.emit(error)
        else:
            self.opened.emit(opened)

    def close(self) -> object | None:
        """Wait for the thread; what it opened, where nobody has been told of it."""
        self._closed = True
        if self._thread is not None:
            self._thread.join()
        return self._untold
