"""One running copy per data folder: a lock that the kernel lets go of when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from models.core.errors import Conflict, Unavailable
from models.core.files import write_error
from models.core.text import tr


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock (0 and "" when it has not said)."""

    process: int = 0
    machine: str = ""


class InUse(Conflict):
    """Another running copy holds the data folder."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        if holder.machine and holder.machine != _machine():
            sentence = tr(
                "Nonet is already running with this data on the computer “{machine}” (process {process}).",
                machine=holder.machine,
                process=holder.process,
            )
        elif holder.process:
            sentence = tr(
                "Nonet is already running with this data (process {process}).", process=holder.process
            )
        else:
            sentence = tr("Nonet is already running with this data.")
        super().__init__(
            sentence,
            what_now=tr("Use the window that is open, or start Nonet with another data folder (--data)."),
        )


class DataLock:
    """The held lock on a data folder; `release` it, or let the process end in any way at all.

    The file stays when the lock goes: removing it would let two processes lock two files of one name.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def acquire(cls, path: Path) -> DataLock:
        """Lock at once or raise InUse (which says who), Unavailable where nothing can be locked."""
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise write_error(error, path.parent, name=path.name) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = _read_holder(handle)
            os.close(handle)
            if error.errno in {errno.EAGAIN, errno.EACCES}:
                raise InUse(holder) from error
            raise Unavailable(
                tr("The data folder is on a disk that cannot be locked ({reason}).", reason=error.strerror),
                what_now=tr("Start Nonet with a data folder on a disk of this computer (--data)."),
            ) from error
        _write_holder(handle)
        return cls(handle)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> DataLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _machine() -> str:
    return os.uname().nodename


def _write_holder(handle: int) -> None:
    """For the sentence only: a full disk must not keep Nonet from starting."""
    text = json.dumps({"process": os.getpid(), "machine": _machine()})
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)


def _read_holder(handle: int) -> Holder:
    try:
        said = json.loads(os.pread(handle, 1000, 0))
        return Holder(int(said["process"]), str(said["machine"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Holder()
