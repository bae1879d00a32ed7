"""Reading an export, which anybody may have made: a folder or a zip file."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from models.core import files
from models.core.errors import Invalid
from models.core.text import tr
from models.portable import manifest as manifests
from models.portable.manifest import File, Manifest

_CHUNK = 1 << 20
_HONEST_RATIO = 250
_SMALL = 16 << 20


class Source(Protocol):
    """Files by their names, each with the size that can be read."""

    def size(self, name: str) -> int | None:
        """Bytes; None where there is no such file."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The content of a file that is there."""


class Folder:
    """A folder. Links are not followed: they lead out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def size(self, name: str) -> int | None:
        path = self._root / name
        try:
            found = path.lstat()
            inside = path.parent.resolve().is_relative_to(self._root)
        except OSError:
            return None
        return found.st_size if inside and stat.S_ISREG(found.st_mode) else None

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        handle = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            yield file


class Zip:
    """A zip file; what would grow beyond all measure is refused before anything of it is read."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise manifests.cut_off() from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        packed = sum(entry.compress_size for entry in self._entries.values())
        if len(self._entries) < len(self._zip.infolist()) or packed > path.stat().st_size:
            raise _bomb()  # entries that share their bytes
        for entry in self._entries.values():
            if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise manifests.not_ours()
            if entry.file_size > _SMALL and entry.file_size > _HONEST_RATIO * entry.compress_size:
                raise _bomb()

    def size(self, name: str) -> int | None:
        entry = self._entries.get(name)
        return None if entry is None or entry.is_dir() else entry.file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(self._entries[name]) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise manifests.damaged(name) from error


@contextmanager
def opened(path: Path) -> Iterator[tuple[Source, Manifest]]:
    """An export and what it holds, every file of it there in its size. Raises PersonError."""
    try:
        if path.is_dir():
            source: Source = Folder(path)
            yield source, _looked_through(source)
            return
        handle, _ = files.open_source(path)
        with os.fdopen(handle, "rb") as file:
            if not zipfile.is_zipfile(file):
                raise manifests.not_ours()
            file.seek(0)
            source = Zip(path, file)
            yield source, _looked_through(source)
    except OSError as error:
        raise files.read_error(error, path) from error


def _looked_through(source: Source) -> Manifest:
    size = source.size(manifests.NAME)
    if size is None:
        raise manifests.not_ours()
    if size > manifests.LARGEST:
        raise _bomb()
    with source.open(manifests.NAME) as file:
        manifest = manifests.read(file.read(manifests.LARGEST))
    for entry in manifest.files:
        if source.size(entry.path) is None:
            raise manifests.cut_off()
        if source.size(entry.path) != entry.size:
            raise manifests.damaged(entry.path)
    return manifest


def copy(source: Source, entry: File, target: Path, check: Callable[[], None]) -> None:
    """A file of the export at `target`, if it is what the manifest says. Raises Invalid, OSError."""
    digest, size = sha256(), 0
    with source.open(entry.path) as reading, target.open("wb") as writing:
        while data := reading.read(min(_CHUNK, entry.size + 1 - size)):
            check()
            size += len(data)
            digest.update(data)
            writing.write(data)
    if size != entry.size or digest.hexdigest() != entry.sha256:
        target.unlink()
        raise manifests.damaged(entry.path)


def _bomb() -> Invalid:
    return Invalid(
        tr("This zip file would grow far beyond its size, as no export of Nonet does, so it was not opened."),
        what_now=tr("Do not trust where it came from."),
    )
