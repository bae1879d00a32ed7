"""A feed read on a thread of its own, and looked at on the Qt thread a few times a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from models.core.errors import PersonError
from models.core.text import tr
from models.trading.frames import Frame, Gathering

log = logging.getLogger(__name__)

LOOK_MS = 66  # about 15 times a second


class Reading(QObject):
    """What replay and live prices have in common: a thread that reads, frames that come home.

    `frame` carries a `Frame`. `failed` carries a `PersonError`. `ended`: there is no more to read. `close`
    must be called, and waits until the thread has gone.
    """

    frame = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _error = Signal(int, object)
    _end = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lock = threading.Lock()
        self.gathering = Gathering()
        self.latest: list[Frame] = []
        self._thread: threading.Thread | None = None
        self._gone: list[threading.Thread] = []
        self.life = 0
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._take)
        queued = Qt.ConnectionType.QueuedConnection
        self._error.connect(self._fail, queued)
        self._end.connect(self._finish, queued)

    @property
    def busy(self) -> bool:
        """Whether a thread reads."""
        return self._thread is not None

    def begin(self, work: Callable[[int], None], name: str) -> None:
        """Run `work` on a thread, with the number of this life; what it raises is told."""
        self.life += 1
        life, self.gathering = self.life, Gathering()

        def run() -> None:
            try:
                work(life)
            except PersonError as error:
                self._error.emit(life, error)
            except Exception:
                log.exception("%s failed", name)
                self._error.emit(life, PersonError(tr("These prices could not be read.")))
            self._end.emit(life)

        self._thread = threading.Thread(target=run, name=name)
        self._thread.start()
        self._look.start()

    def put(self, life: int, frames: tuple[Frame, ...]) -> None:
        """Lay frames ready for the next look; on the thread that reads. Of another life they are void."""
        with self.lock:
            if life == self.life:
                self.latest += frames

    @Slot()
    def _take(self) -> None:
        with self.lock:
            frames, self.latest = self.latest, []
        for frame in frames:
            self.frame.emit(frame)

    @Slot(int, object)
    def _fail(self, life: int, error: PersonError) -> None:
        if life == self.life:
            self.failed.emit(error)

    @Slot(int)
    def _finish(self, life: int) -> None:
        """The thread has come to its end by itself; one that was closed is nobody's news."""
        if life == self.life and self._thread is not None:
            self._join()
            self.ended.emit()

    def _join(self) -> None:
        thread, self._thread = self._thread, None
        self.life += 1
        if thread is not None:
            thread.join()
        self._look.stop()
        self._take()

    def let_go(self) -> None:
        """Have nothing to do with the thread any more, which is about to end; `join_all` waits for it."""
        if self._thread is not None:
            self._gone = [thread for thread in self._gone if thread.is_alive()] + [self._thread]
        self._thread = None
        with self.lock:
            self.life += 1
            self.latest = []
        self._look.stop()

    def join_all(self) -> None:
        """Wait for those that were let go."""
        gone, self._gone = self._gone, []
        for thread in gone:
            thread.join()
