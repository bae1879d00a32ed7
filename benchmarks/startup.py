"""From the start of the process to a window that is painted, and to a Home that is filled and takes keys.

Against a bare PySide6 window with as many tabs, processes taking turns, medians. `painted` ends when the
first pass of painting is over. `usable` ends when the answer to a real key is painted: it is pressed as soon
as Home shows everything, and opens the palette (in the bare window it turns to another tab).

    python -m benchmarks startup --json
    NONET_BENCH_PLATFORM=xcb xvfb-run python -m benchmarks startup --json
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import worlds
from benchmarks.harness import Row

_RUNS = 9
_VIDEOS = 10_000
_ONE_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")


@dataclass(frozen=True)
class Start:
    """One process: wall and CPU seconds from its start to each mark, and how many tabs it showed."""

    wall: Mapping[str, float]
    cpu: Mapping[str, float]
    tabs: int


def rows() -> Iterator[Row]:
    """The rows `painted` and `usable`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        worlds.library(place, _VIDEOS)
        tabs = _start("house", folder).tabs  # the first start of either also writes the bytecode
        _start("bare", str(tabs))
        ours: list[Start] = []
        bare: list[Start] = []
        for turn in range(_RUNS):
            sides = [(ours, ("house", folder)), (bare, ("bare", str(tabs)))]
            for starts, (program, argument) in sides if turn % 2 == 0 else reversed(sides):
                starts.append(_start(program, argument))
        shares = _import_shares(folder)
    yield _row("painted", "painted", ours, bare, shares["painted"])
    yield _row("usable", "answered", ours, bare, shares["answered"])


def _row(name: str, mark: str, ours: Sequence[Start], bare: Sequence[Start], shares: str) -> Row:
    mine, theirs = (_median([start.wall[mark] for start in side]) for side in (ours, bare))
    return Row(
        name=name,
        ours=mine,
        peer=theirs,
        peer_name=f"a bare PySide6 window with {bare[0].tabs} tabs",
        ratio=theirs / mine,
        unit="s",
        detail=f"imports, ms: {shares}",
        extra={
            "cpu_s": _median([start.cpu[mark] for start in ours]),
            "peer_cpu_s": _median([start.cpu[mark] for start in bare]),
            "filled_s": _median([start.wall["usable"] for start in ours]),
            "slowest_s": max(start.wall[mark] for start in ours),
            "runs": len(ours),
            "videos": _VIDEOS,
            "platform": _platform(),
        },
    )


def _median(figures: Sequence[float]) -> float:
    return round(statistics.median(figures), 4)


def _platform() -> str:
    return os.environ.get("NONET_BENCH_PLATFORM", "offscreen")


def _command(program: str, argument: str, *options: str) -> list[str]:
    return [sys.executable, *options, "-m", f"benchmarks.starts.{program}", argument]


def _environment() -> dict[str, str]:
    """As a person's, who has the bytecode of an earlier start."""
    without = {"PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME"}
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "QT_QPA_PLATFORM": _platform()}


def _start(program: str, argument: str) -> Start:
    """Start one of the programs and wait until it has ended by itself."""
    began = time.monotonic()
    done = subprocess.run(
        _command(program, argument), env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    marks = told["marks"]
    return Start(
        wall={name: mark["at"] - began for name, mark in marks.items()},
        cpu={name: mark["cpu"] for name, mark in marks.items()},
        tabs=told["tabs"],
    )


def _import_shares(folder: str) -> dict[str, str]:
    """Milliseconds of importing by origin up to each mark, largest first; measuring makes them longer."""
    command = _command("house", folder, "-X", "importtime")
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    spent: Counter[str] = Counter()
    told: dict[str, str] = {}
    for line in done.stderr.splitlines():
        found = _ONE_IMPORT.match(line)
        if found is not None:
            spent[_origin(found[2])] += int(found[1])
        elif line.startswith("mark "):
            most = [f"{name} {us / 1000:.0f}" for name, us in spent.most_common(7)]
            told[line.removeprefix("mark ")] = ", ".join(most)
    return told


def _origin(module: str) -> str:
    top = module.partition(".")[0]
    if top in {"app", "controllers", "models", "views", "sqlalchemy", "msgspec", "keyring"}:
        return top
    return "PySide6" if top in {"PySide6", "shiboken6", "shibokensupport"} else "the rest"
