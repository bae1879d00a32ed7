"""A disk whose power can be cut: what was not fsynced may be lost, in the two ways file systems lose it.

Wraps the functions of `os` that change a disk. After `crash_after` changing calls everything raises Crash,
also in clean-up code, as a killed process cleans nothing up. `cut` then takes away what no fsync covers:
either the data of files (their names survive, empty or full of zeros), or the changes of names as well.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_CHANGING = (
    "open",
    "pwrite",
    "write",
    "ftruncate",
    "fsync",
    "fdatasync",
    "replace",
    "rename",
    "unlink",
    "mkdir",
)


class Crash(BaseException):
    """The process is dead; nothing may catch this."""


class Disk:
    """The simulated disk; only what lies under `root` is watched."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root = str(root)
        self._real = {name: getattr(os, name) for name in _CHANGING}
        self._dirty: set[int] = set()
        self._pending: list[tuple[int, Callable[[], None]]] = []
        self._steps: int | None = None
        for name in _CHANGING:
            patch.setattr(os, name, self._wrapped(name))

    def crash_after(self, steps: int | None) -> None:
        """Die at the changing call after so many (None: live, again)."""
        self._steps = steps

    def cut(self, *, names_too: bool, zeros: bool) -> None:
        """Lose what was not fsynced; with `zeros` the files keep their length, without their blocks."""
        self._steps = None
        if names_too:
            for _folder, undo in reversed(self._pending):
                undo()
        for path in Path(self.root).rglob("*"):
            if path.is_file() and path.stat().st_ino in self._dirty:
                path.chmod(0o600)
                length = path.stat().st_size
                os.truncate(path, 0)
                os.truncate(path, length if zeros else 0)
        self._pending.clear()
        self._dirty.clear()

    def _wrapped(self, name: str) -> Callable[..., Any]:
        real, note = self._real[name], getattr(self, f"_{name}", None)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self._steps is not None:
                if self._steps <= 0:
                    raise Crash
                self._steps -= 1
            return note(*args, **kwargs) if note else real(*args, **kwargs)

        return call

    def _watched(self, path: Any) -> bool:
        return str(path).startswith(self.root)

    def _pwrite(self, handle: int, *args: Any) -> Any:
        self._dirty.add(os.fstat(handle).st_ino)
        return self._real["pwrite"](handle, *args)

    def _ftruncate(self, handle: int, length: int) -> None:
        self._dirty.add(os.fstat(handle).st_ino)
        self._real["ftruncate"](handle, length)

    def _fsync(self, handle: int) -> None:
        """Nothing real happens: the simulated disk decides what is safe."""
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            self._pending = [entry for entry in self._pending if entry[0] != found.st_ino]
        else:
            self._dirty.discard(found.st_ino)

    _fdatasync = _fsync

    def _replace(self, source: Any, target: Any) -> None:
        if not self._watched(target):
            self._real["replace"](source, target)
            return
        old = Path(target).read_bytes() if Path(target).exists() else None
        self._real["replace"](source, target)

        def undo() -> None:
            if Path(target).exists():
                self._real["replace"](target, source)
            if old is not None:
                Path(target).write_bytes(old)

        self._pending.append((Path(target).parent.stat().st_ino, undo))

    _rename = _replace

    def _unlink(self, path: Any, **kwargs: Any) -> None:
        if not self._watched(path) or not Path(path).exists():
            self._real["unlink"](path, **kwargs)
            return
        old, inode = Path(path).read_bytes(), Path(path).stat().st_ino
        self._real["unlink"](path, **kwargs)

        def undo() -> None:
            if Path(path).parent.exists():
                Path(path).write_bytes(old if inode not in self._dirty else b"")

        self._pending.append((Path(path).parent.stat().st_ino, undo))

    def _mkdir(self, path: Any, *args: Any, **kwargs: Any) -> None:
        self._real["mkdir"](path, *args, **kwargs)
        if self._watched(path):
            folder = Path(path).parent.stat().st_ino
            self._pending.append((folder, lambda: shutil.rmtree(path, ignore_errors=True)))
