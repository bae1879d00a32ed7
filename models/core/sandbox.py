"""Runs programs that read foreign files in a child with limits, out of reach of everything else.

Linux: resource limits, niceness, death with the parent, and a bubblewrap room (no network, nothing readable
but the system's libraries and the named paths) where bubblewrap works. macOS: limits and niceness. Windows:
only the time-out and the kill. `confinement()` says which of them hold here.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal

from models.core import spawn
from models.core.errors import Unavailable
from models.core.text import tr

ROOT = Path(__file__).resolve().parents[2]
_LAUNCH = Path(__file__).with_name("launch.py")
_POSIX = os.name == "posix"
_TICK_S = 0.2
_LONGEST_LINE = 1 << 20
_KEPT_ERROR_LINES = 200
_CRASHES = frozenset({4, 6, 7, 8, 9, 11})
"""SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGSEGV."""
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds of CPU and of wall clock, bytes of address space and of any one file."""

    cpu_s: int | None = None
    wall_s: float | None = None
    memory: int | None = None
    file_size: int | None = None
    open_files: int = 256
    nice: int = 10

    def as_rlimits(self) -> dict[str, int]:
        wishes = {"CPU": self.cpu_s, "AS": self.memory, "FSIZE": self.file_size, "NOFILE": self.open_files}
        return {"CORE": 0} | {name: value for name, value in wishes.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended.

    `code`: exit code, negative for a signal. `ended`: "exit" by itself, else the limit that ended it.
    `error_lines`: the last lines of stderr; `error_count`: how many there were in all.
    """

    code: int
    ended: Literal["exit", "time", "cpu", "size"]
    error_lines: tuple[str, ...]
    error_count: int

    @property
    def ok(self) -> bool:
        return self.code == 0 and self.ended == "exit"

    @property
    def crashed(self) -> bool:
        """Whether a signal ended it (bubblewrap passes one on as 128 + its number)."""
        return self.code < 0 or self.code - 128 in _CRASHES

    def says(self, *words: str) -> bool:
        """Whether any kept line of stderr has one of the words."""
        return any(word in line for line in self.error_lines for word in words)


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which protections hold on this machine."""

    bubblewrap: bool
    limits: bool
    dies_with_parent: bool


def run(
    arguments: Sequence[str],
    *,
    limits: Limits | None = None,
    readable: Iterable[Path] = (),
    writable: Iterable[Path] = (),
    on_line: Callable[[str], None] | None = None,
    on_error_line: Callable[[str], None] | None = None,
    tick: Callable[[], None] | None = None,
    environment: Mapping[str, str] | None = None,
    confine: bool = True,
) -> Finished:
    """Run a program to its end and say how it ended; blocks the calling thread, which must stay alive.

    `on_line` / `on_error_line` get the lines of stdout / stderr in the calling thread. `tick` is called at
    least every 0.2 s. Whatever one of these raises kills the child and all of its own, and is passed on.
    """
    limits = limits or Limits()
    process = _start(arguments, limits, list(readable), list(writable), dict(environment or {}), confine)
    try:
        return _follow(process, limits, on_line, on_error_line, tick)
    finally:
        _kill(process)


def python_worker(module: str, *arguments: str) -> list[str]:
    """The arguments that run a module of this program in a Python of its own."""
    return [sys.executable, "-s", "-P", "-m", module, *arguments]


def ask_worker(
    module: str,
    *arguments: str,
    limits: Limits | None = None,
    readable: Iterable[Path] = (),
    writable: Iterable[Path] = (),
    on_progress: Callable[[float], None] | None = None,
    tick: Callable[[], None] | None = None,
) -> tuple[Mapping[str, Any] | None, Finished]:
    """Run a Python worker that prints JSON objects: `{"progress": 0.5}` and at the end `{"result": {…}}`.

    The result is None where the worker ended without one.
    """
    result: Mapping[str, Any] | None = None

    def take(line: str) -> None:
        nonlocal result
        message = json.loads(line)
        if "result" in message:
            result = message["result"]
        elif on_progress is not None:
            on_progress(float(message["progress"]))

    finished = run(
        python_worker(module, *arguments),
        limits=limits,
        readable=[*readable, *_python_paths()],
        writable=writable,
        on_line=take,
        tick=tick,
        environment={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
    )
    return result, finished


def confinement() -> Confinement:
    """Which protections hold here (bubblewrap is tried once)."""
    return Confinement(
        bubblewrap=_bubblewrap() is not None, limits=_POSIX, dies_with_parent=sys.platform == "linux"
    )


def _python_paths() -> list[Path]:
    """What a Python worker needs to see: this program's `models`, its interpreter and its packages."""
    places = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent}
    return [ROOT / "models", *sorted(places)]


@cache
def _bubblewrap() -> str | None:
    """Path of a bubblewrap that works; some containers and distributions refuse user namespaces."""
    program = shutil.which("bwrap") if sys.platform == "linux" else None
    if program is None:
        return None
    command = [program, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    try:
        trial = _follow(spawn.start(command, {}), Limits(wall_s=10), None, None, None)
    except OSError:
        return None
    return program if trial.ok else None


def _room(bubblewrap: str, program: Path, readable: list[Path], writable: list[Path]) -> list[str]:
    """The bubblewrap arguments in front of the program."""
    # No --new-session: the child has a session of its own already, and its group can be killed as one.
    words = [bubblewrap, "--unshare-all", "--die-with-parent"]
    for place in _SYSTEM:
        words += ["--ro-bind-try", place, place]
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for path in (program, *readable):
        words += ["--ro-bind", str(path.resolve()), str(path.absolute())]
    for path in writable:
        words += ["--bind", str(path.resolve()), str(path.absolute())]
    return [*words, "--chdir", "/", "--"]


def _start(
    arguments: Sequence[str],
    limits: Limits,
    readable: list[Path],
    writable: list[Path],
    environment: dict[str, str],
    confine: bool,
) -> spawn.Child:
    command = list(arguments)
    bubblewrap = _bubblewrap() if confine else None
    if bubblewrap is not None:
        command = [*_room(bubblewrap, Path(command[0]), readable, writable), *command]
    if _POSIX:
        wish = {"limits": limits.as_rlimits(), "nice": limits.nice, "parent": os.getpid()}
        command = [sys.executable, "-I", "-S", str(_LAUNCH), json.dumps(wish), *command]
    inherited = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
    known = {name: os.environ[name] for name in inherited if name in os.environ}
    try:
        return spawn.start(command, {"LC_ALL": "C.UTF-8", **known, **environment})
    except OSError as error:
        raise Unavailable(
            tr("A helper program could not be started ({reason}).", reason=error.strerror or error)
        ) from error


type_of_line = tuple[Literal["out", "err"], str | None]


def _read(stream: IO[bytes], name: Literal["out", "err"], lines: queue.Queue[type_of_line]) -> None:
    """Reader thread: puts each line, then None at the end of the stream."""
    with stream:
        while line := stream.readline(_LONGEST_LINE):
            lines.put((name, line.decode("utf-8", "replace").rstrip("\r\n")))
    lines.put((name, None))


def _follow(
    process: spawn.Child,
    limits: Limits,
    on_line: Callable[[str], None] | None,
    on_error_line: Callable[[str], None] | None,
    tick: Callable[[], None] | None,
) -> Finished:
    assert process.stdout is not None and process.stderr is not None
    lines: queue.Queue[type_of_line] = queue.Queue()
    threading.Thread(target=_read, args=(process.stdout, "out", lines), daemon=True).start()
    threading.Thread(target=_read, args=(process.stderr, "err", lines), daemon=True).start()
    errors: deque[str] = deque(maxlen=_KEPT_ERROR_LINES)
    takers = {"out": on_line, "err": on_error_line}
    error_count, open_streams = 0, 2
    start = ticked = time.monotonic()
    timed_out = False
    while open_streams:
        now = time.monotonic()
        if limits.wall_s is not None and now - start > limits.wall_s and not timed_out:
            timed_out = True
            _kill(process)
        if tick is not None and now - ticked >= _TICK_S:
            ticked = now
            tick()
        try:
            name, line = lines.get(timeout=_TICK_S)
        except queue.Empty:
            _clear_up(process, os.WNOHANG)  # what it left would hold the streams open
            continue
        if line is None:
            open_streams -= 1
            continue
        if name == "err":
            error_count += 1
            errors.append(line)
        if (taker := takers[name]) is not None:
            taker(line)
    _clear_up(process)
    code = process.wait()
    return Finished(code, "time" if timed_out else _reason(code), tuple(errors), error_count)


def _reason(code: int) -> Literal["exit", "cpu", "size"]:
    """What the exit code says; bubblewrap passes a signal on as 128 + its number."""
    if not _POSIX:
        return "exit"
    number = -code if code < 0 else code - 128
    return {int(signal.SIGXCPU): "cpu", int(signal.SIGXFSZ): "size"}.get(number, "exit")  # type: ignore[return-value]


def _clear_up(process: spawn.Child, how: int = 0) -> None:
    """Kill what a child that has ended leaves of its group; waits for the end, or not (`os.WNOHANG`)."""
    if sys.platform == "linux" and process.returncode is None:
        # Until it is buried its number stands for its group and nobody else's.
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | how) is not None:
            os.killpg(process.pid, signal.SIGKILL)


def _kill(process: spawn.Child) -> None:
    """Kill the child's whole process group and wait for it; nothing where it has ended."""
    if process.returncode is None:
        if _POSIX:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
