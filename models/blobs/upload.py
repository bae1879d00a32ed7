"""Copying a person's file into the store so that a pause, a crash or a power cut costs little."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from models.blobs.copying import Identity, clone, copy_span, hash_open, refuse_if_changed, spans
from models.blobs.ref import BlobRef, Check, Progress
from models.core.errors import Conflict, NotFound
from models.core.files import DiskFull, need_space, open_source, shown_name, write_error

if TYPE_CHECKING:
    from hashlib import _Hash

SAFE_STEP = 64 << 20  # bytes copied between two points that a power cut cannot undo


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `safe` bytes of the partial file are on the disk and hash to `sha256`."""

    source: Identity
    safe: int
    sha256: str

    @property
    def ref(self) -> BlobRef | None:
        """The blob this has become, once all of it is safe."""
        return BlobRef(self.sha256, self.safe) if self.safe == self.source.size else None


class Upload:
    """One file on its way into the store: `run` it until it returns, over any number of attempts.

    The copy grows in `partial`; `<partial>.json` says how far it is safe. What is there is hashed again
    before it goes on; a source that is another one by now (inode, size or mtime) starts from the beginning.
    `claim(ref)` says whether the store has the blob already (and spares it from the sweep), `publish(path,
    ref)` moves the finished file in.
    """

    def __init__(
        self,
        source: Path,
        partial: Path,
        *,
        claim: Callable[[BlobRef], bool],
        publish: Callable[[Path, BlobRef], None],
        resumable: bool = True,
    ) -> None:
        self._source = source
        self._partial = partial
        self._note = partial.with_name(f"{partial.name}.json")
        self._claim = claim
        self._publish = publish
        self._resumable = resumable

    def run(self, progress: Progress | None = None, check: Check | None = None) -> BlobRef:
        """Copy what is missing, make it durable and publish it. Raises PersonError and what `check` raises.

        A changed source and a full disk leave no partial; a pause, a crash or a disk that was pulled do.
        """
        found = self._noted()
        if found and found.ref and self._claim(found.ref):
            return found.ref
        try:
            return self._copy(found, progress, check)
        except BaseException as error:
            failure = self._explained(error)
            if not self._resumable or isinstance(failure, (Conflict, NotFound, DiskFull)):
                self.discard()
            if failure is error:
                raise
            raise failure from error

    def _explained(self, error: BaseException) -> BaseException:
        """The sentence for a disk that refused, or the error itself."""
        if not isinstance(error, OSError):
            return error
        needed = 0
        with suppress(OSError):
            needed = self._source.stat().st_size - self._partial.stat().st_size
        return write_error(error, self._partial.parent, name=shown_name(self._source), needed=needed)

    def discard(self) -> None:
        """Remove what was copied so far."""
        for path in (self._partial, self._note):
            with suppress(OSError):  # called on the way out of an error that matters more
                path.unlink()

    def _copy(self, noted: Checkpoint | None, progress: Progress | None, check: Check | None) -> BlobRef:
        source, stat = open_source(self._source)
        target = -1
        try:
            identity = Identity.of(stat)
            target = self._open_partial()
            digest, done = self._resume(target, noted, identity, progress, check)
            # A sparse file takes what its blocks take, not what its length says.
            missing = min(identity.size, stat.st_blocks * 512 or identity.size) - done
            if done == 0 and identity.size and clone(source, target, identity.size):
                digest = hash_open(target, identity.size, self._source, progress, check)
            else:
                need_space(self._partial.parent, max(missing, 0), name=shown_name(self._source))
                os.ftruncate(target, done)
                self._append(source, target, identity, digest, done, progress, check)
            refuse_if_changed(source, identity, self._source)
            os.fsync(target)
        finally:
            os.close(source)
            if target >= 0:
                os.close(target)
        ref = BlobRef(digest.hexdigest(), identity.size)
        if self._resumable:
            self._write_note(Checkpoint(identity, ref.size, ref.sha256))
        self._publish(self._partial, ref)
        return ref

    def _append(
        self,
        source: int,
        target: int,
        identity: Identity,
        digest: _Hash,
        done: int,
        progress: Progress | None,
        check: Check | None,
    ) -> None:
        checkpoint = Checkpoint(identity, done, digest.hexdigest())
        for offset, length, has_data in spans(source, done, identity.size):
            if check:
                check()
            refuse_if_changed(source, identity, self._source)
            copy_span(source, target, offset, length, has_data, digest, self._source)
            if progress:
                progress(offset + length, identity.size)
            if self._resumable and offset + length - checkpoint.safe >= SAFE_STEP:
                os.ftruncate(target, offset + length)  # a hole at the end counts as copied
                os.fdatasync(target)
                checkpoint = replace(checkpoint, safe=offset + length, sha256=digest.hexdigest())
                self._write_note(checkpoint)
        os.ftruncate(target, identity.size)

    def _resume(
        self,
        target: int,
        noted: Checkpoint | None,
        identity: Identity,
        progress: Progress | None,
        check: Check | None,
    ) -> tuple[_Hash, int]:
        """The hash of what can be kept and its length; (hash of nothing, 0) to begin again."""
        if noted and noted.source == identity and os.fstat(target).st_size >= noted.safe:
            digest = hash_open(target, noted.safe, self._partial, progress, check, total=identity.size)
            if digest.hexdigest() == noted.sha256:
                return digest, noted.safe
        os.ftruncate(target, 0)
        return sha256(), 0

    def _open_partial(self) -> int:
        if self._partial.exists():
            self._partial.chmod(0o600)  # a crash between closing the file and moving it left it read-only
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(self._partial, flags, 0o600)

    def _noted(self) -> Checkpoint | None:
        if not self._resumable:
            return None
        try:
            noted = json.loads(self._note.read_bytes())
            found = Checkpoint(Identity(**noted["source"]), int(noted["safe"]), str(noted["sha256"]))
            BlobRef(found.sha256, found.safe)
        except (OSError, ValueError, TypeError, KeyError):  # none yet, or torn by a power cut
            return None
        return found

    def _write_note(self, checkpoint: Checkpoint) -> None:
        # Not fsynced: losing a note costs copying again, never a wrong byte, as the partial is hashed.
        scratch = self._note.with_name(f"{self._note.name}.new")
        scratch.write_text(json.dumps(asdict(checkpoint)), encoding="utf-8")
        scratch.replace(self._note)
