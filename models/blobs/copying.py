"""Reading and copying the bytes of a file: holes stay holes, and a source that changes is noticed."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from models.blobs.ref import Check, Progress
from models.core.errors import Conflict, NotFound, PersonError
from models.core.files import read_error, shown_name
from models.core.text import tr

if TYPE_CHECKING:
    from hashlib import _Hash

CHUNK = 4 << 20
_ZEROS = bytes(CHUNK)
_FICLONE = 0x40049409  # linux/fs.h: share the blocks of another file (btrfs, XFS, bcachefs)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells whether a file is still the one it was: inode, size in bytes, mtime in ns."""

    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, found: os.stat_result) -> Identity:
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


def refuse_if_changed(handle: int, before: Identity, path: Path) -> None:
    """Raise the sentence if the open file `path` is gone, growing or otherwise changed since `before`."""
    found = os.fstat(handle)
    name = shown_name(path)
    if found.st_nlink == 0:
        raise NotFound(
            tr("“{name}” was removed or replaced while it was being added.", name=name),
            what_now=tr("Add it again from where it is now."),
        )
    if found.st_size > before.size:
        raise Conflict(
            tr("“{name}” is still growing: something is writing to it.", name=name),
            what_now=tr("Wait until the recording or download has finished and add it again."),
        )
    if Identity.of(found) != before:
        raise _changed(name)


def _changed(name: str) -> PersonError:
    return Conflict(
        tr("“{name}” was changed while it was being added.", name=name),
        what_now=tr("Add it again when nothing writes to it any more."),
    )


def spans(handle: int, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """(offset, length, has data) from `start` to `end` in pieces of at most CHUNK bytes.

    What the file system calls a hole is not data; one that does not know calls everything data.
    """
    position = start
    while position < end:
        data = _seek(handle, position, os.SEEK_DATA, default=position, none=end)
        border, has_data = min(data, end), False
        if data <= position:
            border, has_data = min(_seek(handle, position, os.SEEK_HOLE, default=end, none=end), end), True
        while position < border:
            length = min(CHUNK, border - position)
            yield position, length, has_data
            position += length


def _seek(handle: int, position: int, how: int, *, default: int, none: int) -> int:
    try:
        return os.lseek(handle, position, how)
    except OSError as error:
        if error.errno == errno.ENXIO:  # no data from here on
            return none
        if error.errno in {errno.EINVAL, errno.ENOTSUP}:
            return default
        raise


def read_exactly(handle: int, offset: int, length: int, path: Path) -> bytes:
    """`length` bytes at `offset`; raises PersonError if the file ends before or cannot be read."""
    parts: list[bytes] = []
    while length:
        try:
            part = os.pread(handle, length, offset)
        except OSError as error:
            raise read_error(error, path) from error
        if not part:
            raise _changed(shown_name(path))
        parts.append(part)
        offset += len(part)
        length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def write_all(handle: int, data: bytes, offset: int) -> None:
    """Write all of `data` at `offset`. Raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view = view[written:]
        offset += written


def hash_open(
    handle: int,
    end: int,
    path: Path,
    progress: Progress | None = None,
    check: Check | None = None,
    *,
    total: int | None = None,
) -> _Hash:
    """The running SHA-256 of the first `end` bytes (`total` is what progress is told to be the whole)."""
    digest = sha256()
    for offset, length, has_data in spans(handle, 0, end):
        if check:
            check()
        digest.update(read_exactly(handle, offset, length, path) if has_data else _ZEROS[:length])
        if progress:
            progress(offset + length, end if total is None else total)
    return digest


def copy_span(
    source: int, target: int, offset: int, length: int, has_data: bool, digest: _Hash, path: Path
) -> None:
    """Copy one span and hash what was written; a hole is hashed as zeros and left out."""
    if not has_data:
        digest.update(_ZEROS[:length])
        return
    data = read_exactly(source, offset, length, path)
    write_all(target, data, offset)
    digest.update(data)


def clone(source: int, target: int, size: int) -> bool:
    """Share all blocks of `source` with the empty `target` where the file system can: no room, no time."""
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError:  # cannot here: copied instead, which reports what is really wrong
        return False
    return os.fstat(target).st_size == size
