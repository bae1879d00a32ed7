"""Decoded pictures on their way from libvlc's threads to the view, without a copy of our own.

libvlc writes into one of three buffers while the view holds another and the newest finished one waits in
the third: neither side ever waits for the other, and the view always gets the newest.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

BYTES_PER_PIXEL = 4
_ALIGNMENT = 64
_BUFFERS = 3
_PADDING = 64  # decoders pad the picture by less than this, to the right and below


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture in memory: B, G, R and an unused byte per pixel (RV32), rows of `stride` bytes.

    `aspect` is the shape to show it in (width over height, pixel shape included).
    """

    memory: ctypes.Array[ctypes.c_char]
    address: int
    width: int
    height: int
    stride: int
    aspect: float

    def view(self) -> memoryview:
        """The pixels, not copied; valid as long as the frame is held."""
        offset = self.address - ctypes.addressof(self.memory)
        return memoryview(self.memory).cast("B")[offset : offset + self.stride * self.height]


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture's visible size in pixels, upright, and the shape of one pixel (width over height)."""

    width: int
    height: int
    pixel: float = 1.0


def visible(coded: tuple[int, int], known: list[Shape]) -> Shape:
    """The shape the picture really has inside the padded size libvlc gives its decoders' buffers."""
    fitting = [
        shape
        for shape in known
        if 0 <= coded[0] - shape.width < _PADDING and 0 <= coded[1] - shape.height < _PADDING
    ]
    return max(fitting, key=lambda shape: shape.width * shape.height, default=Shape(*coded))


def _same(one: Frame, other: Frame) -> bool:
    """Whether both are the same picture: libvlc repeats the last one 14 times a second in a pause.

    Neither copied nor compared with the interpreter's lock held: that would keep the window from painting.
    """
    size = one.stride * one.height
    if size != other.stride * other.height:
        return False
    return bool(_memory().memcmp(one.address, other.address, size) == 0)


@cache
def _memory() -> Any:
    """The C library; calls through ctypes run without the interpreter's lock."""
    library = ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("msvcrt")
    library.memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
    return library


class FramePool:
    """Three buffers between one writer (libvlc's output thread) and one reader (the Qt thread).

    `arrived` is called on libvlc's thread, once until the reader has `noticed`.
    """

    def __init__(self, arrived: Callable[[], None]) -> None:
        self._arrived = arrived
        self._lock = threading.Lock()
        self._frames: list[Frame] = []
        self._writing: Frame | None = None
        self._ready: Frame | None = None
        self._held: Frame | None = None
        self._told = False
        self._hidden = False
        self._still = False
        self.shape = Shape(0, 0)
        self.decoded = 0
        self.displayed = 0
        self.flushes = 0
        self.since_flush = 0
        self.shown_at = 0.0

    # -- libvlc's side -----------------------------------------------------------------------------------

    def allocate(self, shape: Shape) -> int:
        """Make buffers for pictures of `shape`; returns the bytes of a row."""
        stride = -(-shape.width * BYTES_PER_PIXEL // _ALIGNMENT) * _ALIGNMENT
        size = stride * shape.height + 2 * _ALIGNMENT
        aspect = shape.width * shape.pixel / max(1, shape.height)
        frames = []
        for _ in range(_BUFFERS):
            memory = (ctypes.c_char * size)()
            address = -(-ctypes.addressof(memory) // _ALIGNMENT) * _ALIGNMENT
            frames.append(Frame(memory, address, shape.width, shape.height, stride, aspect))
        with self._lock:
            self._frames = frames
            self._writing = None
            self.shape = shape
        return stride

    def begin(self) -> int:
        """The address libvlc may write the next picture to."""
        with self._lock:
            free = (frame for frame in self._frames if frame is not self._ready and frame is not self._held)
            self._writing = next(free)
            self.decoded += 1
            return self._writing.address

    def finish(self) -> None:
        """The picture that was written is due now."""
        writing, last = self._writing, self._ready or self._held
        # Outside of the lock, which the Qt thread takes to paint; none of the buffers changes meanwhile.
        same = self._still and writing is not None and last is not None and _same(writing, last)
        with self._lock:
            if self._writing is None:
                return
            self.displayed += 1
            self.since_flush += 1
            self.shown_at = time.monotonic()
            repeated = same and last in (self._ready, self._held)
            if not self._hidden and not repeated:
                self._ready = self._writing
            self._writing = None
            # The first two after a flush are always told: they say that a seek has arrived.
            if self._told or (repeated and self.since_flush > 2):
                return
            self._told = True
        self._arrived()

    def flushed(self) -> None:
        """What is shown from now on comes from after a seek or a stall."""
        with self._lock:
            self.flushes += 1
            self.since_flush = 0

    # -- the reader's side -------------------------------------------------------------------------------

    def newest(self) -> Frame | None:
        """The newest picture, held (not written to) until the next call; None before the first."""
        with self._lock:
            if self._ready is not None:
                self._held, self._ready = self._ready, None
            return self._held

    def noticed(self) -> None:
        """The reader knows of what arrived: the next picture is told again."""
        with self._lock:
            self._told = False

    def hide(self, hidden: bool) -> None:
        """Keep new pictures from the view, while a seek finds its place."""
        with self._lock:
            self._hidden = hidden

    def still(self, still: bool) -> None:
        """Tell whether playback is paused: then pictures that repeat the last one are left out."""
        with self._lock:
            self._still = still

    def clear(self) -> None:
        """Forget the pictures of the last video."""
        with self._lock:
            self._ready = self._held = None
