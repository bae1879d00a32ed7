"""The lines of a file, plain or gzip, which can be read on from any place that was marked before."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

_GZIP = b"\x1f\x8b"
_WINDOW = 16 + zlib.MAX_WBITS
"""Of gzip, its heading and its checksum included (zlib.h, inflateInit2)."""

_PIECE = 1 << 18
LONGEST = 1 << 24
"""A line that is longer is told in parts."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """A place between two lines: how far the file was read, what was unpacked but not told yet, and how
    unpacking goes on there."""

    offset: int
    rest: bytes
    unpacker: Any


class Lines:
    """Iterate it for the lines with their ends. `mark` may be asked between any two, `go_to` at any time.

    Raises EOFError where a packed file ends in the middle, and zlib.error where it is broken; the lines
    before that are told first.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        head = file.read(len(_GZIP))
        self._packed = head == _GZIP
        self._unpacker: Any = None
        self.go_to(LineMark(0, b"", self._new()))

    def _new(self) -> Any:
        return zlib.decompressobj(_WINDOW) if self._packed else None

    def mark(self) -> LineMark:
        """Where it stands."""
        unpacker = self._unpacker and self._unpacker.copy()
        return LineMark(self._offset, self._buffer[self._told :], unpacker)

    def go_to(self, mark: LineMark) -> None:
        """Stand where a mark was made of this file."""
        self._file.seek(mark.offset)
        self._offset, self._buffer, self._told = mark.offset, mark.rest, 0
        self._unpacker = mark.unpacker and mark.unpacker.copy()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        while True:
            end = self._buffer.find(b"\n", self._told)
            if end < 0 and len(self._buffer) - self._told < LONGEST and self._more():
                continue
            if end < 0 and self._told == len(self._buffer):
                raise StopIteration
            stop = min(len(self._buffer) if end < 0 else end + 1, self._told + LONGEST)
            line, self._told = self._buffer[self._told : stop], stop
            return line

    def _more(self) -> bool:
        """Unpack some more behind what is not told yet; False at the end."""
        piece = self._file.read(_PIECE)
        self._offset += len(piece)
        if self._unpacker is None:
            unpacked = piece
        elif not piece:
            if not self._unpacker.eof:
                raise EOFError("the packed file ends in the middle")
            return False
        else:
            unpacked = self._unpack(piece)
        self._buffer, self._told = self._buffer[self._told :] + unpacked, 0
        return bool(piece)

    def last(self, size: int, stopped: Callable[[], bool]) -> bytes:
        """The last bytes of all, at least `size` where there are so many; what is broken ends it."""
        try:
            while not stopped() and self._more():
                self._told = max(0, len(self._buffer) - size)
        except (EOFError, zlib.error):
            return self._buffer
        return self._buffer

    def _unpack(self, piece: bytes) -> bytes:
        """One packed file may follow on another in the same file (RFC 1952, 2.2)."""
        unpacked = []
        while piece:
            if self._unpacker.eof:
                piece = piece.lstrip(b"\0")  # padding
                if not piece:
                    break
                self._unpacker = self._new()
            unpacked.append(self._unpacker.decompress(piece))
            piece = self._unpacker.unused_data
        return b"".join(unpacked)


def tail(file: IO[bytes], size: int, stopped: Callable[[], bool]) -> bytes:
    """The last `size` bytes of what a file says; a packed one is unpacked, unless it is `stopped`."""
    lines = Lines(file)
    if lines.mark().unpacker is None:
        file.seek(max(0, file.seek(0, 2) - size))
        return file.read(size)
    return lines.last(size, stopped)
