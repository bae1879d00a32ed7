"""What every benchmark shares: rows, alternating runs, medians and the CPU time of children."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison. `ratio` is above 1 where ours is better; `extra` holds counts that explain it."""

    name: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    unit: str
    detail: str = ""
    extra: Mapping[str, float | int | str] = field(default_factory=dict)

    def as_json(self) -> str:
        values = asdict(self)
        extra = values.pop("extra")
        return json.dumps({**values, **extra})


def alternate(ours: Callable[[], float], peer: Callable[[], float], *, runs: int = 3) -> tuple[float, float]:
    """Medians of measured figures, the two sides taking turns so that a busy machine slows both."""
    mine: list[float] = []
    theirs: list[float] = []
    for turn in range(runs):
        pair = ((ours, mine), (peer, theirs))
        for side, figures in pair if turn % 2 == 0 else reversed(pair):
            figures.append(side())
    return statistics.median(mine), statistics.median(theirs)


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds that `work` and everything it starts take."""
    _adopt_orphans()
    before = _cpu()
    work()
    _wait_for_orphans()
    return _cpu() - before


def wall_seconds(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent ends without waiting, as bubblewrap's does (Linux).

    Their CPU time would be counted nowhere otherwise.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def report(rows: Iterable[Row], *, as_json: bool) -> None:
    """Print each row as soon as it is there: a JSON object a line, or a table to read."""
    for number, row in enumerate(rows):
        if as_json:
            print(row.as_json(), flush=True)
            continue
        if number == 0:
            print(f"{'':24} {'ours':>12} {'peer':>12} {'ratio':>7}  unit, peer")
        print(
            f"{row.name:24} {row.ours:12.4g} {row.peer:12.4g} {row.ratio:7.2f}  {row.unit}, {row.peer_name}"
        )
        for line in (row.detail, ", ".join(f"{key} {value}" for key, value in row.extra.items())):
            if line:
                print(f"{'':24} {line}")
        sys.stdout.flush()
