"""Threads and the way home: work runs elsewhere, its answer arrives on the Qt thread through one QObject."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

T = TypeVar("T")

SLICE_S = 0.008


class Home(QObject):
    """Runs what other threads hand in, on the thread it lives on, a slice of a frame at a time."""

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` run on the Qt thread soon; from any thread, in the order they were handed in."""
        self._waiting.append(call)
        self._arrived.emit()

    @Slot()
    def _run(self) -> None:
        """Each arrival wakes this once; a wake-up that finds the time used up leaves the rest to the next."""
        end = time.perf_counter() + SLICE_S
        while self._waiting:
            call = self._waiting.popleft()
            try:
                call()
            except Exception:
                log.exception("an answer could not be taken in")
            if time.perf_counter() > end:
                if self._waiting:
                    self._arrived.emit()
                return


class Tasks:
    """A small pool for work that waits (files, children, hashing); answers come home."""

    def __init__(self, home: Home, threads: int = 4) -> None:
        self._home = home
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="task")

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        """Run `work` on the pool; then `done` or `failed` on the Qt thread. Without `failed` it is logged."""
        future = self._pool.submit(work)
        future.add_done_callback(lambda ended: self._ended(ended, done, failed))
        return future

    def _ended(
        self,
        future: Future[T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if done is not None:
                result = future.result()
                self._home.post(lambda: done(result))
        elif isinstance(error, Exception) and failed is not None:
            self._home.post(lambda: failed(error))
        else:
            log.error("a task failed", exc_info=error)

    def close(self) -> None:
        """Let what runs finish, drop what waits, and end the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)
