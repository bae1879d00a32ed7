"""Starting a child without holding the interpreter up.

`subprocess` forks with the interpreter's lock held, and on Linux the forking thread sleeps until the child
has become its program: on a busy machine no other thread runs, and no window is painted, for tens of
milliseconds. Here posix_spawn does the same through ctypes, which lets go of the lock. What posix_spawn
cannot do (limits, closing what was inherited) the child does itself, see `launch.py`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from typing import IO, Any, Protocol

_LINUX = sys.platform == "linux"
_SETSIGDEF = 0x04
_SETSID = 0x80
_ROOM = 1024  # bytes; the C library's structures are at most 400
_SIGNALS = (signal.SIGPIPE, signal.SIGXFSZ) if os.name == "posix" else ()


class Child(Protocol):
    """A running program; its output is to be read from two pipes."""

    pid: int
    returncode: int | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def poll(self) -> int | None:
        """The exit code (negative for a signal) where it has ended."""

    def wait(self) -> int:
        """The exit code, once it has ended."""

    def kill(self) -> None:
        """End it now."""


def start(command: Sequence[str], environment: Mapping[str, str]) -> Child:
    """Start a program in a session of its own, with no input and its output in pipes; raises OSError."""
    if _LINUX:
        return _Spawned(command, environment)
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(environment),
        start_new_session=os.name == "posix",
    )


class _Spawned:
    """A child of posix_spawn. Used by one thread at a time."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.returncode: int | None = None
        with ExitStack() as ours, ExitStack() as theirs:
            out, out_in = _pipe(ours, theirs)
            err, err_in = _pipe(ours, theirs)
            self.pid = _spawn(command, environment, {1: out_in, 2: err_in})
            ours.pop_all()
        self.stdout: IO[bytes] | None = os.fdopen(out, "rb")
        self.stderr: IO[bytes] | None = os.fdopen(err, "rb")

    def poll(self) -> int | None:
        return self._wait(os.WNOHANG)

    def wait(self) -> int:
        code = self._wait(0)
        assert code is not None
        return code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _wait(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _pipe(ours: ExitStack, theirs: ExitStack) -> tuple[int, int]:
    """The ends to read from and to write to; the latter is none of the child's own three descriptors."""
    import fcntl

    reading, low = os.pipe()
    ours.callback(os.close, reading)
    try:
        writing = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 3)
    finally:
        os.close(low)
    theirs.callback(os.close, writing)
    return reading, writing


@cache
def _library() -> Any:
    """The C library; calls through it run without the interpreter's lock."""
    return ctypes.CDLL(None)


def _spawn(command: Sequence[str], environment: Mapping[str, str], streams: Mapping[int, int]) -> int:
    """The id of the new process, whose descriptors `streams` maps to ours; raises OSError."""
    library = _library()
    actions, attributes = ctypes.create_string_buffer(_ROOM), ctypes.create_string_buffer(_ROOM)
    pid = ctypes.c_int()
    _try(library.posix_spawn_file_actions_init(actions))
    _try(library.posix_spawnattr_init(attributes))
    try:
        null = os.devnull.encode()
        _try(library.posix_spawn_file_actions_addopen(actions, 0, null, os.O_RDONLY, 0))
        for theirs, ours in streams.items():
            _try(library.posix_spawn_file_actions_adddup2(actions, ours, theirs))
        _try(library.posix_spawnattr_setflags(attributes, ctypes.c_short(_SETSID | _SETSIGDEF)))
        _try(library.posix_spawnattr_setsigdefault(attributes, _signal_set(library)))
        words = _strings(command)
        values = _strings([f"{name}={value}" for name, value in environment.items()])
        program = os.fsencode(command[0])
        _try(library.posix_spawn(ctypes.byref(pid), program, actions, attributes, words, values))
    finally:
        library.posix_spawnattr_destroy(attributes)
        library.posix_spawn_file_actions_destroy(actions)
    return pid.value


def _signal_set(library: Any) -> Any:
    """The signals that the interpreter ignores, which programs expect to end them."""
    signals = ctypes.create_string_buffer(_ROOM)
    library.sigemptyset(signals)
    for number in _SIGNALS:
        library.sigaddset(signals, int(number))
    return signals


def _strings(items: Sequence[str]) -> Any:
    """A C array of strings with a null at its end."""
    encoded = [os.fsencode(item) for item in items]
    if any(b"\0" in item for item in encoded):
        raise ValueError("embedded null byte")
    return (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)


def _try(error: int) -> None:
    if error:
        raise OSError(error, os.strerror(error))
