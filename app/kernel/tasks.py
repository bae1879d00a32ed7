"""Threads and the way home: work runs elsewhere, its answer arrives on the Qt thread through one QObject."""

from __future__ import annotations

import logging
import threading
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
        self._lock = threading.Lock()
        self._awake = False
        self._closed = False
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` run on the Qt thread soon; from any thread, in the order they were handed in."""
        with self._lock:
            if self._closed:
                return
            self._waiting.append(call)
            self._wake()

    def _wake(self) -> None:
        """With the lock held. One wake-up is under way at a time: keys and paint come between the slices."""
        if self._waiting and not self._awake:
            self._awake = True
            self._arrived.emit()

    def close(self) -> None:
        """Take nothing in any more. To be called before the application goes, once the threads have ended."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    @Slot()
    def _run(self) -> None:
        """Calls may open an event loop of their own, which is woken like this one."""
        end = time.perf_counter() + SLICE_S
        with self._lock:
            self._awake = False
        while self._waiting:
            call = self._waiting.popleft()
            try:
                call()
            except Exception:
                log.exception("an answer could not be taken in")
            if time.perf_counter() > end:
                break
        with self._lock:
            self._wake()


class Tasks:
    """A small pool for work that waits (files, children, hashing); answers come home."""

    def __init__(self, home: Home, threads: int = 4) -> None:
        self._home = home
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="task")
        self._closed = False

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Future[T]:
        """Run `work` on the pool; then `done` or `failed` on the Qt thread. Without `failed` it is logged.

        After `close` nothing is run: an answer that is still on its way may ask for more.
        """
        if self._closed:
            dropped: Future[T] = Future()
            dropped.cancel()
            return dropped
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
        """Let what runs finish, drop what waits, and end the threads. On the Qt thread, as `run`."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
