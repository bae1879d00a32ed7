"""Writing an export: a folder, or one zip file. It has its own name only once it is whole."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from models.core.files import flush, fsync_folder
from models.portable.manifest import File

_CHUNK = 1 << 20
_DAY = (2000, 1, 1, 0, 0, 0)  # zip needs one; the manifest says when it was made

Check = Callable[[], None]


class Target(Protocol):
    """Where an export is written. Raises OSError."""

    def has(self, path: str, size: int) -> bool:
        """Whether an earlier attempt has written this file."""

    def put(self, path: str, content: IO[bytes], check: Check, *, packed: bool = False) -> File:
        """Write a file; `packed` where that saves room."""

    def finish(self, path: Path) -> None:
        """Make it durable and give it its name."""


def unfinished(path: Path) -> Path:
    """Where an export to `path` is made."""
    return path.with_name(f".{path.name}.unfinished")


class FolderTarget:
    """A folder; what an earlier attempt wrote stays."""

    def __init__(self, path: Path) -> None:
        self._root = unfinished(path)
        self._root.mkdir(exist_ok=True)

    def has(self, path: str, size: int) -> bool:
        there = self._root / path
        return there.is_file() and there.stat().st_size == size

    def put(self, path: str, content: IO[bytes], check: Check, *, packed: bool = False) -> File:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{len(path)}.part")
        with partial.open("wb") as file:
            written = _copy(path, content, file, check)
            flush(file)
        partial.replace(target)
        return written

    def finish(self, path: Path) -> None:
        for folder in sorted(found for found in self._root.rglob("*") if found.is_dir()):
            fsync_folder(folder)
        fsync_folder(self._root)
        self._root.rename(path)
        fsync_folder(path.parent)


class ZipTarget:
    """One zip file. It cannot be gone on with where it was cut off: each attempt begins it again."""

    def __init__(self, path: Path) -> None:
        self._path = unfinished(path)
        self._file = self._path.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    def has(self, path: str, size: int) -> bool:
        return False

    def put(self, path: str, content: IO[bytes], check: Check, *, packed: bool = False) -> File:
        entry = zipfile.ZipInfo(path, _DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(entry, "w", force_zip64=True) as file:
            return _copy(path, content, file, check)

    def finish(self, path: Path) -> None:
        self._zip.close()
        flush(self._file)
        self._file.close()
        self._path.rename(path)
        fsync_folder(path.parent)

    def close(self) -> None:
        """Let go of it, unfinished or not."""
        with suppress(OSError):  # the disk is full, which is being told already
            self._zip.close()
        with suppress(OSError):
            self._file.close()


def clear(path: Path) -> None:
    """Remove what was begun for an export to `path`."""
    begun = unfinished(path)
    if begun.is_dir():
        shutil.rmtree(begun)
    else:
        begun.unlink(missing_ok=True)


def _copy(path: str, content: IO[bytes], file: IO[bytes], check: Check) -> File:
    digest, size = sha256(), 0
    while data := content.read(_CHUNK):
        check()
        digest.update(data)
        size += len(data)
        file.write(data)
    return File(path, size, digest.hexdigest())
