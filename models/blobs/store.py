"""What the rest of Nonet knows of media: content-addressed blobs behind one small interface."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from models.blobs.ref import BlobRef, Check, Progress

__all__ = ["BlobRef", "BlobStore", "Check", "Progress", "Swept"]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: blobs deleted, the bytes they took, and blobs left."""

    deleted: int
    freed: int
    left: int


class BlobStore(Protocol):
    """Media by content. All methods may be called from any thread, and none from the Qt thread.

    A put is acknowledged by returning: from then on the content survives a power cut, until it is deleted
    or swept. A sweep spares what was put less than the grace time ago (24 hours), so whoever takes longer
    to name a blob in the record holds a lease meanwhile.
    """

    def put_file(
        self,
        path: Path,
        progress: Progress | None = None,
        check: Check | None = None,
        *,
        partial: Path | None = None,
    ) -> BlobRef:
        """Copy a person's file in; the file itself is only read.

        With `partial`, a path in a scratch folder, a copy that was interrupted goes on there next time
        (`<partial>.json` beside it tells how far it is safe); without, nothing is left behind.
        Raises PersonError, and whatever `check` raises.
        """

    def put_bytes(self, data: bytes) -> BlobRef:
        """Store a small content. Raises Unavailable when the disk is full or read-only."""

    def adopt(
        self,
        path: Path,
        progress: Progress | None = None,
        check: Check | None = None,
        *,
        note: Callable[[BlobRef], None] | None = None,
    ) -> BlobRef:
        """Take over a finished file that nobody writes any more: hashed, then moved, not copied.

        `note` is told the name before the file leaves its place, so that a crash cannot lose track of it.

        It is copied and removed where moving is impossible (other disk) or unsafe (a second hard link).
        """

    def open_range(self, ref: BlobRef, offset: int = 0, length: int | None = None) -> BinaryIO:
        """A seekable reader of the bytes from `offset`, `length` of them at most. Raises NotFound."""

    def lease(self, ref: BlobRef) -> AbstractContextManager[Path]:
        """A path to read the blob at, which is neither deleted nor swept while the lease is held."""

    def exists(self, ref: BlobRef) -> bool:
        """Whether it is there, whole by its size (`verify` reads it)."""

    def size(self, ref: BlobRef) -> int:
        """Bytes stored. Raises NotFound."""

    def delete(self, ref: BlobRef) -> bool:
        """Delete now; False if it is leased (a later sweep takes it) or was not there.

        Equal contents are one blob: leave deleting to the sweep unless nothing else can name it.
        """

    def refs(self) -> Iterator[BlobRef]:
        """All blobs, in no order."""

    def sweep(self, keep: Callable[[], Iterable[BlobRef]]) -> Swept:
        """Delete what nothing names. `keep` gives all blobs that are named anywhere.

        It is called once, after the candidates were listed, so that a blob named meanwhile is spared.
        """

    def verify(self, ref: BlobRef, progress: Progress | None = None, check: Check | None = None) -> bool:
        """Read it all: whether the content still is what its name says. Raises NotFound."""

    def free_space(self) -> int:
        """Bytes that can still be stored."""
