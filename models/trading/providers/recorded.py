"""A feed out of files: raw captures of streams (plain or gzip), and bars as CSV."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

from models.core.errors import Invalid, Unavailable
from models.core.text import tr
from models.trading.depth_book import DepthBook
from models.trading.providers.bars_csv import moment_of, read_bars
from models.trading.providers.captures import CaptureReader
from models.trading.providers.feed import FeedEvent, FeedNote, Trouble
from models.trading.providers.lines import LineMark, Lines, tail

MARKS = 200
"""How many places are remembered at most; then every other one is let go, and they are made less often."""

_APART = 2_000
"""Lines between two marks, to begin with: some hundredths of a second of reading."""

_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a recording: what came before it, `heard` events, has moments of at most `at`."""

    at: int
    heard: int
    lines: LineMark
    reader: CaptureReader


class RecordedFeed:
    """A recording; `pair` names what a file of bars is of, or is left to its name.

    While it is read, `marks` are made (of captures, not of bars): `events_since` goes on from any of them.
    """

    def __init__(self, path: Path, *, pair: str = "") -> None:
        self.path, self.name = path, path.name
        self.marks: list[Mark] = []
        self._apart = _APART
        self._pair = pair
        self._reader = CaptureReader()
        self._heard = 0
        self._bar_pair = ""
        self._closed = Event()

    def pairs(self) -> tuple[str, ...]:
        """The pairs that were met so far."""
        return (self._bar_pair,) if self._bar_pair else tuple(self._reader.stitchers)

    @property
    def has_bars(self) -> bool:
        """Whether it has bars and no books; known with the first event."""
        return bool(self._bar_pair)

    def last_moment(self) -> int:
        """When it ends (ns), found without reading all of it; 0 where that cannot be said."""
        try:
            with self.path.open("rb") as file:
                first = file.readline(_TAIL)
                file.seek(0)
                ends = tail(file, _TAIL, self._closed.is_set).splitlines()
        except OSError:
            return 0  # whoever reads it is told
        of_bars = first.lstrip()[:1].isalpha()
        for line in reversed(ends):
            with suppress(ValueError):
                return moment_of(first, line) if of_bars else int(line.partition(b" ")[0])
        return 0

    def book(self, pair: str) -> DepthBook:
        """The book as of the last event."""
        return self._reader.stitcher(pair).book

    def in_step(self, pair: str) -> bool:
        """Whether nothing is missing in it."""
        return self._reader.stitcher(pair).in_step

    def close(self) -> None:
        """End `events`."""
        self._closed.set()

    def events(self) -> Iterator[FeedEvent]:
        """Everything in the file. Raises Unavailable where it cannot be read, Invalid where it is none."""
        return self.events_since(None)

    def events_since(self, since: Mark | None) -> Iterator[FeedEvent]:
        """What comes after a mark (None: everything): the books are those of then again. Raises as `events`
        does."""
        try:
            file: IO[bytes] = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from error
        self._reader = CaptureReader() if since is None else since.reader.copy()
        self._heard = 0 if since is None else since.heard
        with closing(file):
            try:
                lines = Lines(file)
                if since is not None:
                    lines.go_to(since.lines)
                yield from self._read(lines) if since is None else self._capture(lines)
            except (EOFError, zlib.error) as error:  # what came before it is good
                yield FeedNote("", self._reader.at, Trouble.CUT, str(error))
            except OSError as error:
                raise _unreadable(self.path, error) from error

    def _read(self, lines: Lines) -> Iterator[FeedEvent]:
        first = next(lines, b"")
        if first.lstrip()[:1].isalpha():
            self._bar_pair = self._pair or self.path.name.split(".")[0].upper()
            yield from self._until_closed(read_bars(self._bar_pair, first, lines))
            return
        if not first:
            raise Invalid(tr("“{name}” is empty: there is nothing to play.", name=self.name))
        yield from self._told(first)
        yield from self._capture(lines)

    def _capture(self, lines: Lines) -> Iterator[FeedEvent]:
        for number, line in enumerate(lines, 1):
            if self._closed.is_set():
                return
            yield from self._told(line)
            if number % self._apart == 0:
                self._mark(lines)

    def _told(self, line: bytes) -> Iterator[FeedEvent]:
        for event in self._reader.read(line):
            self._heard += 1
            yield event

    def _mark(self, lines: Lines) -> None:
        """Remember this place, unless it was read before."""
        if self.marks and self.marks[-1].heard >= self._heard:
            return
        if len(self.marks) == MARKS:
            del self.marks[::2]
            self._apart *= 2
        self.marks.append(Mark(self._reader.at, self._heard, lines.mark(), self._reader.copy()))

    def _until_closed(self, events: Iterator[FeedEvent]) -> Iterator[FeedEvent]:
        for event in events:
            if self._closed.is_set():
                return
            yield event


def _unreadable(path: Path, error: OSError) -> Unavailable:
    reason = error.strerror or str(error)
    return Unavailable(tr("“{name}” could not be read: {reason}.", name=path.name, reason=reason))
