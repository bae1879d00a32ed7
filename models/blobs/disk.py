"""Blobs as files on a disk: `<root>/ab/cd/<sha256>`, read-only, each there whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO, cast
from uuid import uuid4

from models.blobs.copying import Identity, hash_open, refuse_if_changed, write_all
from models.blobs.ref import BlobRef, Check, Progress
from models.blobs.store import Swept
from models.blobs.upload import Upload
from models.core import files
from models.core.errors import NotFound
from models.core.text import tr

GRACE = timedelta(hours=24)


class DiskStore:
    """A BlobStore in a folder that one process at a time owns (app.kernel.lock sees to that).

    Temporary name → hash while copying → fsync → rename → fsync of the folder → acknowledged. `clock` is
    monotonic seconds; it guards what this process put against a wall clock that jumps.
    """

    def __init__(
        self, root: Path, *, grace: timedelta = GRACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._grace = grace.total_seconds()
        self._clock = clock
        self._lock = Lock()
        self._leases: Counter[str] = Counter()
        self._fresh: dict[str, float] = {}
        self._durable: set[Path] = set()
        try:
            self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.fsync_folder(root.parent)
        except OSError as error:
            raise files.write_error(error, root, name=root.name) from error

    def recover(self) -> int:
        """Remove what a crash left half copied (how many files); call once, before the first put."""
        with suppress(FileNotFoundError):
            left = list(self._incoming.iterdir())
            for path in left:
                path.unlink()
            return len(left)
        return 0

    def put_file(
        self,
        path: Path,
        progress: Progress | None = None,
        check: Check | None = None,
        *,
        partial: Path | None = None,
    ) -> BlobRef:
        """See BlobStore. A `partial` on another disk than the store's is copied a second time at the end."""
        upload = Upload(
            path,
            partial or self._temporary(),
            claim=self._claim,
            publish=self._publish,
            resumable=partial is not None,
        )
        return upload.run(progress, check)

    def put_bytes(self, data: bytes) -> BlobRef:
        ref = BlobRef(sha256(data).hexdigest(), len(data))
        temporary = self._temporary()
        try:
            files.need_space(self._root, len(data), name=tr("new content"))
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                write_all(handle, data, 0)
                os.fsync(handle)
            finally:
                os.close(handle)
            self._publish(temporary, ref)
        except BaseException as error:
            with suppress(OSError):
                temporary.unlink()
            if isinstance(error, OSError):
                name = tr("new content")
                raise files.write_error(error, self._root, name=name, needed=len(data)) from error
            raise
        return ref

    def adopt(
        self,
        path: Path,
        progress: Progress | None = None,
        check: Check | None = None,
        *,
        note: Callable[[BlobRef], None] | None = None,
    ) -> BlobRef:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise ValueError(f"not a finished file: {path}")
        if found.st_nlink > 1 or found.st_dev != self._root.stat().st_dev:
            ref = self.put_file(path, progress, check)
            if note is not None:
                note(ref)
            path.unlink()
            return ref
        handle, opened = files.open_source(path)
        try:
            identity = Identity.of(opened)
            digest = hash_open(handle, identity.size, path, progress, check)
            refuse_if_changed(handle, identity, path)
            os.fsync(handle)
        finally:
            os.close(handle)
        ref = BlobRef(digest.hexdigest(), identity.size)
        if note is not None:
            note(ref)
        try:
            self._publish(path, ref)
        except OSError as error:
            raise files.write_error(error, self._root, name=files.shown_name(path)) from error
        return ref

    def open_range(self, ref: BlobRef, offset: int = 0, length: int | None = None) -> BinaryIO:
        if offset < 0 or (length is not None and length < 0):
            raise ValueError(f"no such range: {offset}, {length}")
        end = ref.size if length is None else min(ref.size, offset + length)
        try:
            handle = os.open(self._path(ref.sha256), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise _missing() from error
        reader = io.BufferedReader(_Range(handle, min(offset, ref.size), end), 256 << 10)
        return cast("BinaryIO", reader)

    @contextmanager
    def lease(self, ref: BlobRef) -> Iterator[Path]:
        path = self._path(ref.sha256)
        with self._lock:
            if not path.exists():
                raise _missing()
            self._leases[ref.sha256] += 1
        try:
            yield path
        finally:
            with self._lock:
                self._leases[ref.sha256] -= 1
                if not self._leases[ref.sha256]:
                    del self._leases[ref.sha256]

    def exists(self, ref: BlobRef) -> bool:
        try:
            return self.size(ref) == ref.size
        except NotFound:
            return False

    def size(self, ref: BlobRef) -> int:
        try:
            return self._path(ref.sha256).stat().st_size
        except FileNotFoundError as error:
            raise _missing() from error

    def delete(self, ref: BlobRef) -> bool:
        with self._lock:
            if self._leases[ref.sha256]:
                return False
            try:
                self._path(ref.sha256).unlink()
            except FileNotFoundError:
                return False
            self._fresh.pop(ref.sha256, None)
        return True

    def refs(self) -> Iterator[BlobRef]:
        for entry in self._entries():
            with suppress(FileNotFoundError):  # deleted while we looked
                yield BlobRef(entry.name, entry.stat().st_size)

    def sweep(self, keep: Callable[[], Iterable[BlobRef]]) -> Swept:
        names = [entry.name for entry in self._entries()]
        kept = frozenset(ref.sha256 for ref in keep())
        freed = [self._collect(name) for name in names if name not in kept]
        taken = [size for size in freed if size is not None]
        self._sweep_incoming()
        with self._lock:
            border = self._clock() - self._grace
            self._fresh = {name: at for name, at in self._fresh.items() if at > border}
        return Swept(deleted=len(taken), freed=sum(taken), left=len(names) - len(taken))

    def verify(self, ref: BlobRef, progress: Progress | None = None, check: Check | None = None) -> bool:
        with self.lease(ref) as path:
            handle, found = files.open_source(path)
            try:
                digest = hash_open(handle, found.st_size, path, progress, check)
            finally:
                os.close(handle)
        return digest.hexdigest() == ref.sha256

    def free_space(self) -> int:
        return files.free_space(self._root)

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name[2:4] / name

    def _temporary(self) -> Path:
        return self._incoming / uuid4().hex

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        """Files that are named as blobs, where blobs are; anything else is not ours and is left alone."""
        for outer in _scan(self._root, 2):
            for inner in _scan(Path(outer.path), 2):
                yield from _scan(Path(inner.path), 64)

    def _claim(self, ref: BlobRef) -> bool:
        """Whether the store has it; if so it counts as put now."""
        with self._lock:
            if not self.exists(ref):
                return False
            path = self._path(ref.sha256)
            os.utime(path)
            # Who put it may have died between giving it its name and making that name durable.
            self._make_folder(path.parent)
            files.fsync_folder(path.parent)
            self._fresh[ref.sha256] = self._clock()
        return True

    def _publish(self, path: Path, ref: BlobRef) -> None:
        """Move a durable temporary file to its name; an equal blob that is there already stays."""
        final = self._path(ref.sha256)
        if path.stat().st_dev != self._root.stat().st_dev:
            self.put_file(path)
            path.unlink()
            return
        path.chmod(0o444)
        os.utime(path)
        with self._lock:
            self._make_folder(final.parent)
            if self.exists(ref):
                os.utime(final)
                path.unlink()
            else:
                path.replace(final)
            # Also when it was there: who put it may have died before this line.
            files.fsync_folder(final.parent)
            self._fresh[ref.sha256] = self._clock()

    def _make_folder(self, folder: Path) -> None:
        if folder in self._durable:
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.fsync_folder(folder.parent)
        files.fsync_folder(self._root)
        self._durable.add(folder)

    def _collect(self, name: str) -> int | None:
        """Delete one blob that nothing names, unless it is leased or new; the bytes freed."""
        path = self._path(name)
        with self._lock:
            if self._leases[name] or self._is_fresh(name):
                return None
            try:
                found = path.stat()
                if time.time() - found.st_mtime < self._grace:
                    return None
                path.unlink()
            except FileNotFoundError:
                return None
            return found.st_size

    def _is_fresh(self, name: str) -> bool:
        put_at = self._fresh.get(name)
        return put_at is not None and self._clock() - put_at < self._grace

    def _sweep_incoming(self) -> None:
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime >= self._grace:
                    path.unlink()


def _scan(folder: Path, length: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if len(entry.name) == length and _is_hex(entry.name)]
    except FileNotFoundError:
        return
    yield from found


def _is_hex(name: str) -> bool:
    return not set(name) - set("0123456789abcdef")


def _missing() -> NotFound:
    return NotFound(
        tr("This media file is missing from the data folder."),
        what_now=tr("Restore it from a backup, or add the original again."),
    )


class _Range(io.RawIOBase):
    """The bytes [start, end) of a file as a file of their own."""

    def __init__(self, handle: int, start: int, end: int) -> None:
        super().__init__()
        self._handle = handle
        self._start = start
        self._length = max(end - start, 0)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = min(len(view), self._length - self._position)
        if wanted <= 0:
            return 0
        count = os.preadv(self._handle, [view[:wanted]], self._start + self._position)
        self._position += count
        return count

    def close(self) -> None:
        if not self.closed:
            os.close(self._handle)
            super().close()
