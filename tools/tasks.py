"""The tasks behind the Makefile, with Python's own library alone: python tools/tasks.py TASK [ARGUMENT…]"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # python -I leaves it out

import system
from setup import PYTHON, ROOT, ensure_environment

SCREEN = ("xvfb-run", "--auto-servernum", "--server-args=-screen 0 1920x1200x24")
_IN_A_CHECKOUT = ("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports",)


def set_up(_: Sequence[str]) -> int:
    """Everything that running and checking need, and nothing started."""
    _ready_for_checks()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open Nonet, on a virtual screen where there is no other."""
    system.provide(_for_a_window())
    python = ensure_environment("run")
    if system.has_display():
        return _become(python, "main.py", *arguments)
    print(
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Nonet starts on a virtual"
    )
    print(
        "screen that nobody sees. `make tour` leaves pictures of it in build/tour. Ctrl+C ends it.",
        flush=True,
    )
    return _become(*SCREEN, python, "main.py", *arguments)


def test(arguments: Sequence[str]) -> int:
    """Every check: style, types, layers, tests. What fails beside others is run once more, alone."""
    _ready_for_checks()
    workers = str((os.cpu_count() or 1) + 1)  # a quarter of the time is waiting for films, keys and the disk
    beside = "-n", workers, "--dist", "loadfile"
    failed = _static_checks() or _call(PYTHON, "-m", "pytest", *beside, *arguments)
    if failed != 1:
        return failed
    print("Running what failed once more, alone.", flush=True)
    return _call(PYTHON, "-m", "pytest", "--last-failed", "--last-failed-no-failures", "none", *arguments)


def lint(_: Sequence[str]) -> int:
    """Style, types, layers."""
    _ready_for_checks()
    return _static_checks()


def format_code(_: Sequence[str]) -> int:
    """Put the code into its one style."""
    ensure_environment("dev")
    return _tool("ruff", "check", "--fix", ".") or _tool("ruff", "format", ".")


def tour(arguments: Sequence[str]) -> int:
    """Drive the real window through every workspace; pictures and tour.json go to build/tour."""
    system.provide((*_for_a_window(), *system.VIRTUAL_SCREEN))
    python = ensure_environment("run")
    screen = SCREEN if shutil.which("xvfb-run") else ()
    return _become(*screen, python, "main.py", "--tour", "build/tour", *arguments)


def bench(arguments: Sequence[str]) -> int:
    """Measure: python -m benchmarks NAME."""
    system.provide((*_for_a_window(), *system.VIRTUAL_SCREEN))
    return _become(ensure_environment("dev"), "-m", "benchmarks", *arguments)


def lock(_: Sequence[str]) -> int:
    """Pin and hash what pyproject.toml allows: one set of versions for every platform and every Python.

    Neither file names a registry; which one is asked is the business of the machine (UV_INDEX_URL and so on).
    """
    ensure_environment("dev")
    uv = ("uv", "pip", "compile", "--quiet", "--no-config", "--upgrade", "--generate-hashes", "--universal")
    same_for_all = ("--python-version", "3.11", "--fork-strategy", "fewest")
    plain = ("--no-emit-index-url", "--no-header", "--no-annotate")
    pin = (*uv, *same_for_all, *plain, "pyproject.toml", "--output-file")
    dev = ("--group", "pyproject.toml:dev", "--constraints", "requirements.txt")
    return _tool(*pin, "requirements.txt") or _tool(*pin, "requirements-dev.txt", *dev)


def _for_a_window() -> tuple[system.Need, ...]:
    virtual = () if system.has_display() else system.VIRTUAL_SCREEN
    return (*system.WINDOW, *system.VIDEO, *virtual)


def _ready_for_checks() -> None:
    system.provide((*system.WINDOW, *system.VIDEO, *system.VIRTUAL_SCREEN, *system.CHECKS))
    ensure_environment("dev")


def _static_checks() -> int:
    for check in _IN_A_CHECKOUT:
        print("·", *check, flush=True)
        code = _tool(*check)
        if code:
            return code
    return 0


def _tool(name: str, *arguments: str) -> int:
    return _call(PYTHON.with_name(name + PYTHON.suffix), *arguments)


def _call(*command: str | Path) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def _become(*command: str | Path) -> int:
    """Run as the last thing: in this process where the system can, so that signals reach it directly."""
    os.chdir(ROOT)
    parts = [str(part) for part in command]
    if os.name != "nt":
        os.execvp(parts[0], parts)
    return subprocess.run(parts, check=False).returncode


TASKS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": set_up,
    "run": run,
    "test": test,
    "tour": tour,
    "bench": bench,
    "lint": lint,
    "format": format_code,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in TASKS:
        print("Tasks: " + ", ".join(TASKS), file=sys.stderr)
        return 2
    try:
        return TASKS[arguments[0]](arguments[1:])
    except system.Missing as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
