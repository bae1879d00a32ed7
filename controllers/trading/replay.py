"""Replays a recording: play, pause, speed, seek. The recording is read on a thread beside the window."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from controllers.trading.reading import LOOK_MS, Reading
from models.trading.frames import Gathering
from models.trading.providers.feed import Trouble
from models.trading.recording import Recording
from models.trading.replay import Due, Transport

_BEAT_S = 0.02
_TELL_S = LOOK_MS / 1000


class Replay(Reading):
    """`moved`: the transport is in another state (opened, playing, speed, a jump, the end)."""

    moved = Signal()
    _moved_on = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news = threading.Condition(self.lock)
        self._transport: Transport | None = None
        self._path: Path | None = None
        self._pair = ""
        self._closing = self._plays_at_once = False
        self._troubles: Counter[Trouble] = Counter()
        self.frame.connect(self.moved)
        self._moved_on.connect(self.moved, Qt.ConnectionType.QueuedConnection)

    # What the person does

    def open(self, path: Path, *, pair: str = "", playing: bool = False) -> None:
        """Open a recording; it stands at its beginning, or plays at once. `pair` is what a file of bars is
        of."""
        self.close()
        self._path, self._pair, self._closing = path, pair, False
        self._troubles, self._plays_at_once = Counter(), playing
        self.begin(self._read, f"replay of {path.name}")

    def play(self) -> None:
        """Go on."""
        self._do(lambda transport, now: transport.play(now))

    def pause(self) -> None:
        """Stand still."""
        self._do(lambda transport, now: transport.pause(now))

    def set_speed(self, speed: float) -> None:
        """One of `SPEEDS`."""
        self._do(lambda transport, now: transport.set_speed(speed, now))

    def seek(self, position: int) -> None:
        """Be at this moment of the recording (ns)."""
        self._do(lambda transport, now: transport.seek(position, now))

    def tell_again(self) -> None:
        """Tell anew how everything stands, and how it came to this."""
        self._do(lambda transport, now: transport.seek(transport.position(now), now, anew=True))

    def close(self) -> None:
        """End it; returns when the thread has gone."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._join()
        self._transport = None

    def _do(self, change: Callable[[Transport, int], None]) -> None:
        with self._news:
            if self._transport is not None:
                change(self._transport, time.monotonic_ns())
                self._news.notify()
        self.moved.emit()

    # How it stands

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self._transport is not None and self._transport.playing

    @property
    def speed(self) -> float:
        """One of `SPEEDS`."""
        return 1.0 if self._transport is None else self._transport.speed

    @property
    def position(self) -> int:
        """Where it is (ns); 0 while nothing is open."""
        with self.lock:
            return 0 if self._transport is None else self._transport.position(time.monotonic_ns())

    @property
    def span(self) -> tuple[int, int]:
        """Its first moment, and its last (0 while that is not known)."""
        transport = self._transport
        return (0, 0) if transport is None else (transport.start, transport.end or 0)

    @property
    def path(self) -> Path | None:
        """What is open."""
        return self._path if self.busy or self._transport is not None else None

    @property
    def troubles(self) -> Counter[Trouble]:
        """How often what was wrong with the recording, as far as it was read."""
        with self.lock:
            return Counter(self._troubles)

    # On its own thread

    def _read(self, life: int) -> None:
        assert self._path is not None
        recording = Recording(self._path, self._pair)
        with self._news:
            self._transport = Transport(recording.at)
        ends = recording.feed.last_moment()
        with self._news:
            self._transport.end = ends or None
            if self._plays_at_once:
                self._transport.play(time.monotonic_ns())
        self._moved_on.emit()
        gathering, told = Gathering(), 0.0
        while (due := self._wait_for_due()) is not None:
            if due.anew:
                recording.go_back(due.until)
                gathering = Gathering()
            position, over = recording.read(due.until, due.shown_from, gathering)
            now = time.monotonic_ns()
            over = over or 0 < ends <= position
            with self._news:
                if over:
                    self._transport.ended(position, now)
                else:
                    self._transport.read(position, now)
            if over or time.monotonic() - told > _TELL_S or position >= due.until:
                told = time.monotonic()
                self.put(life, recording.frames(gathering, position))
                with self.lock:
                    self._troubles = Counter(recording.troubles)
            if over:
                self._moved_on.emit()
        recording.feed.close()

    def _wait_for_due(self) -> Due | None:
        """What is to be played; None when it is closed."""
        with self._news:
            while not self._closing:
                assert self._transport is not None
                due = self._transport.due(time.monotonic_ns())
                if due is not None:
                    return due
                self._news.wait(_BEAT_S if self._transport.playing else None)
        return None
