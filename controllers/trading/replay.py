"""Replays a recording: play, pause, speed, seek. The recording is read on a thread beside the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from controllers.trading.reading import LOOK_MS, Reading
from models.trading.frames import Gathering
from models.trading.providers.feed import FeedEvent
from models.trading.providers.recorded import RecordedFeed
from models.trading.replay import Due, Transport

_SLICE = 500
"""Events between two looks at the controls: some milliseconds."""
_BEAT_S = 0.02
_TELL_S = LOOK_MS / 1000


class Replay(Reading):
    """`moved`: the transport is in another state (opened, playing, speed, a jump, the end)."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news = threading.Condition(self.lock)
        self._transport: Transport | None = None
        self._path: Path | None = None
        self._pair = ""
        self._closing = False
        self.frame.connect(self.moved)

    # What the person does

    def open(self, path: Path, *, pair: str = "") -> None:
        """Open a recording; it stands at its beginning. `pair` is what a file of bars is of."""
        self.close()
        self._path, self._pair, self._closing = path, pair, False
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

    # On its own thread

    def _read(self) -> None:
        assert self._path is not None
        reader = _Reader(self._path, self._pair)
        start = reader.next_at()
        with self._news:
            self._transport = Transport(start)
        gathering, told = Gathering(), 0.0
        while (due := self._wait_for_due()) is not None:
            if due.anew:
                reader.begin()
                gathering = Gathering()
            position, over = reader.read(due, gathering)
            now = time.monotonic_ns()
            with self._news:
                if over:
                    self._transport.ended(position, now)
                else:
                    self._transport.read(position, now)
            if over or time.monotonic() - told > _TELL_S or position >= due.until:
                told = time.monotonic()
                self.put(gathering.take(reader.feed))
        reader.feed.close()

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


class _Reader:
    """A recording and the event that comes next."""

    def __init__(self, path: Path, pair: str) -> None:
        self._path, self._pair = path, pair
        self.begin()

    def begin(self) -> None:
        """Be at the beginning again."""
        self.feed = RecordedFeed(self._path, pair=self._pair)
        events = self.feed.events()
        first: list[FeedEvent] = []
        for event in events:
            first.append(event)
            if event.at:  # lines that could not be read before it have no moment
                break
        self._at = first[-1].at if first else 0
        self._events: Iterator[FeedEvent] = chain(first, events)
        self._next = next(self._events, None)

    def next_at(self) -> int:
        """The moment of the next event (of the last one, at the end)."""
        return self._at

    def read(self, due: Due, gathering: Gathering) -> tuple[int, bool]:
        """Read on, not past `due.until` nor for long; how far it came, and whether that is the end."""
        for _ in range(_SLICE):
            event = self._next
            if event is None:
                return self._at, True
            if event.at > due.until:
                return due.until, False
            self._at = max(self._at, event.at)
            gathering.add(event, quiet=event.at < due.shown_from)
            self._next = next(self._events, None)
        return self._at - 1, False  # there may be more of this moment
