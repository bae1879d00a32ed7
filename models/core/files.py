"""Durable files: what a power cut may not undo, and the sentences for what a disk may refuse."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from pathlib import Path
from typing import IO

from models.core.errors import Invalid, NotAllowed, NotFound, PersonError, Unavailable
from models.core.text import number, tr

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")
_SHOWN_LENGTH = 60
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class DiskFull(Unavailable):
    """There is not enough room on a disk; the sentence says how much is missing."""


def shown_size(size: int) -> str:
    """A size for people, in powers of 1000 as disks are sold: `999 bytes`, `1.2 GB`."""
    value, unit = float(size), _UNITS[0]
    for unit in _UNITS:
        if value < 999.95 or unit == _UNITS[-1]:
            break
        value /= 1000
    return tr("{count} bytes", count=size) if unit == _UNITS[0] else f"{number(value, 1)} {unit}"


def shown_name(path: Path | str) -> str:
    """The last part of a path as one line of at most 60 characters, safe inside a sentence.

    Line breaks, control and direction characters become a space, undecodable bytes `�`; a long name loses
    its middle, so that its ending stays in sight.
    """
    raw = Path(path).name or str(path)
    kept = "".join(_shown_character(character) for character in raw)
    if len(kept) <= _SHOWN_LENGTH:
        return kept
    return f"{kept[: _SHOWN_LENGTH - 20]}…{kept[-19:]}"


def _shown_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "�"
    return " " if category in {"Cc", "Cf", "Zl", "Zp"} else character


def fsync_folder(folder: Path) -> None:
    """Make the names in `folder` durable (a rename survives a power cut only after this)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fsync_file(path: Path) -> None:
    """Make the bytes of a file at rest durable. Never for an open SQLite file: closing drops its locks."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush(handle: IO[bytes]) -> None:
    """Python's buffer to the kernel, the kernel's to the disk."""
    handle.flush()
    os.fsync(handle.fileno())


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace the whole file or leave the old one; durable when it returns. Raises OSError."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            flush(file)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def free_space(folder: Path) -> int:
    """Bytes that this person may still write to the disk `folder` is on."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def need_space(folder: Path, needed: int, *, name: str) -> None:
    """Raise DiskFull, saying how much is missing, if `needed` bytes do not fit beside `folder`."""
    free = free_space(folder)
    if free < needed:
        raise disk_full(name, needed=needed, free=free)


def disk_full(name: str, *, needed: int, free: int) -> DiskFull:
    """The sentence for a full disk: `name` needs `needed` more bytes, `free` are there."""
    missing = max(needed - free, 1)
    return DiskFull(
        tr(
            "The disk is too full for “{name}”: it needs {needed} more and {free} is free.",
            name=name,
            needed=shown_size(needed),
            free=shown_size(free),
        ),
        what_now=tr("Free at least {missing} and try again.", missing=shown_size(missing)),
    )


def write_error(error: OSError, folder: Path, *, name: str, needed: int = 0) -> PersonError:
    """The sentence for an OSError while writing `name` into `folder`, which needs `needed` bytes there."""
    if error.errno in _FULL:
        try:
            free = free_space(folder)
        except OSError:
            free = 0
        return disk_full(name, needed=max(needed, free + 1), free=free)
    if error.errno in _READ_ONLY:
        return Unavailable(
            tr("Nonet may not write into the folder “{folder}”.", folder=shown_name(folder)),
            what_now=tr("Make it writable for you, or start Nonet with another data folder."),
        )
    return Unavailable(
        tr(
            "“{name}” could not be written to the disk ({reason}).",
            name=name,
            reason=os.strerror(error.errno or errno.EIO),
        ),
        what_now=tr("Check that the disk is connected and healthy, and try again."),
    )


def read_error(error: OSError, path: Path) -> PersonError:
    """The sentence for an OSError while opening or reading the person's file `path`."""
    name = shown_name(path)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return NotFound(
            tr("“{name}” is not there any more.", name=name),
            what_now=tr("Add it again from where it is now."),
        )
    if error.errno == errno.ELOOP:
        return Invalid(
            tr("“{name}” is a link that only leads back to itself.", name=name),
            what_now=tr("Add the file that was meant."),
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return NotAllowed(
            tr("You may not read “{name}”.", name=name),
            what_now=tr("Change its permissions, or copy it into a folder of yours, and try again."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return Invalid(
            tr("The name “{name}” is longer than a file's name can be.", name=name),
            what_now=tr("Give the file a shorter name and try again."),
        )
    return Unavailable(
        tr(
            "“{name}” could not be read ({reason}).",
            name=name,
            reason=os.strerror(error.errno or errno.EIO),
        ),
        what_now=tr("Check that the disk it is on is connected and healthy, and try again."),
    )


def open_source(path: Path) -> tuple[int, os.stat_result]:
    """Open a file a person pointed at, for reading: (descriptor, its stat).

    Only regular files: a folder, pipe, socket or device is refused with its sentence, and is never opened
    in a way that can block. Raises PersonError.
    """
    try:
        _refuse_unless_regular(path, path.stat().st_mode)
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise read_error(error, path) from error
    except ValueError as error:  # a NUL in the name
        raise Invalid(tr("“{name}” is not a name a file can have.", name=shown_name(path))) from error
    try:
        found = os.fstat(handle)
        _refuse_unless_regular(path, found.st_mode)
    except BaseException:
        os.close(handle)
        raise
    return handle, found


def _refuse_unless_regular(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise Invalid(
            tr("“{name}” is a folder, not a file.", name=shown_name(path)),
            what_now=tr("Open it and add the files in it."),
        )
    raise Invalid(
        tr("“{name}” is a device or a pipe, not a file.", name=shown_name(path)),
        what_now=tr("Save what it delivers into a file and add that."),
    )
