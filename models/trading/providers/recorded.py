"""A feed out of files: raw captures of streams (plain or gzip), and bars as CSV."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import IO

from models.core.errors import Invalid, Unavailable
from models.core.text import tr
from models.trading.depth_book import DepthBook
from models.trading.providers.bars_csv import read_bars
from models.trading.providers.captures import CaptureReader
from models.trading.providers.feed import FeedEvent, FeedNote, Trouble

_LONGEST_LINE = 1 << 24
_GZIP = b"\x1f\x8b"
_Lines = IO[bytes] | gzip.GzipFile


class RecordedFeed:
    """A recording, read once through; `pair` names what a file of bars is of, or is left to its name."""

    def __init__(self, path: Path, *, pair: str = "") -> None:
        self.path, self.name = path, path.name
        self._pair = pair
        self._reader = CaptureReader()
        self._bar_pair = ""
        self._closed = Event()

    def pairs(self) -> tuple[str, ...]:
        """The pairs that were met so far."""
        return (self._bar_pair,) if self._bar_pair else tuple(self._reader.stitchers)

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
        try:
            file: IO[bytes] = self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.path, error) from error
        with closing(file):
            head = file.read(2)
            file.seek(0)
            try:
                if head == _GZIP:
                    with gzip.open(file) as unpacked:
                        yield from self._lines(unpacked)
                else:
                    yield from self._lines(file)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:  # what came before it is good
                yield FeedNote("", self._reader.at, Trouble.CUT, str(error))
            except OSError as error:
                raise _unreadable(self.path, error) from error

    def _lines(self, file: _Lines) -> Iterator[FeedEvent]:
        first = file.readline(_LONGEST_LINE)
        if first.lstrip()[:1].isalpha():
            self._bar_pair = self._pair or self.path.name.split(".")[0].upper()
            yield from self._until_closed(read_bars(self._bar_pair, first, file))
            return
        if not first:
            raise Invalid(tr("“{name}” is empty: there is nothing to play.", name=self.name))
        read, line = self._reader.read, first
        while line and not self._closed.is_set():
            yield from read(line)
            line = file.readline(_LONGEST_LINE)

    def _until_closed(self, events: Iterator[FeedEvent]) -> Iterator[FeedEvent]:
        for event in events:
            if self._closed.is_set():
                return
            yield event


def _unreadable(path: Path, error: OSError) -> Unavailable:
    reason = error.strerror or str(error)
    return Unavailable(tr("“{name}” could not be read: {reason}.", name=path.name, reason=reason))
