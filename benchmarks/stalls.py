"""How long one event holds the Qt thread while the tour is walked and two encodings run beside it; from the
moment Trade is opened on, its market runs at 200 orders a second.

Counted is every event that a person's hands, a timer, a thread or the screen brings, from the moment the
window can be used; left out is only what the tour does by itself (looking, waiting, taking pictures).
`longest_ms` is CPU time of the Qt thread, `blocked_ms` what is left of the time on the clock without it and
without the time that the thread waited for a core (Linux: /proc/self/task/…/schedstat), or a virtual machine
for its host (steal in /proc/stat). What the process has read of its programs and files stays in memory
(Linux: mlockall): a system that takes it away meanwhile, as some virtual machines do at once, is not what is
measured; `faults` says how often the event that was blocked longest waited for the disk to bring some in.

Every event inside of another one passes through Python as well while it is measured, which it does not
otherwise. What that costs is measured at the start and taken off (`meter_ms`: the most of one event).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from benchmarks.harness import Row

if TYPE_CHECKING:
    from app.tour.driver import Driver

LIMIT_MS = 50.0
_ENCODINGS = 2
_ORDERS = 200.0  # a second
_LISTED = 8
_WORTH_KEEPING_NS = 8_000_000
_THREAD = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)
_TRIED = 2000  # events to find out what passing one through Python costs


def rows() -> Iterator[Row]:
    """The row `stalls`."""
    with tempfile.TemporaryDirectory() as folder, _encodings(Path(folder)):
        found = _tour(Path(folder))
    events: list[dict[str, Any]] = found["events"]
    longest = max(events, key=lambda event: float(event["cpu_ms"]))
    blocked = max(events, key=lambda event: float(event["blocked_ms"]))
    slow = sorted(events, key=lambda event: -float(event["cpu_ms"]))[:_LISTED]
    yield Row(
        name="stalls",
        ours=round(longest["cpu_ms"], 1),
        peer=LIMIT_MS,
        peer_name="the limit",
        ratio=LIMIT_MS / longest["cpu_ms"],
        unit="ms of one event",
        detail="; ".join(_told(event) for event in slow) + f"; most blocked: {_told(blocked)}",
        extra={
            "longest_ms": round(longest["cpu_ms"], 1),
            "blocked_ms": round(blocked["blocked_ms"], 1),
            "events": found["count"],
            "over_16_ms": found["over_16_ms"],
            "faults": blocked["faults"],
            "kept_in_memory": int(found["kept"]),
            "meter_ms": round(max(event["meter_ms"] for event in events), 1),
            "encodings": _ENCODINGS,
            "orders_per_second": _ORDERS,
            "tour_ok": int(found["ok"]),
        },
    )


def _told(event: Mapping[str, Any]) -> str:
    times = f"{event['cpu_ms']:.1f} ms CPU, {event['blocked_ms']:.1f} ms blocked"
    return f"{event['what']} during “{event['step']}”: {times}"


class _Over(Exception):
    """Nobody measures any more."""


@contextmanager
def _encodings(folder: Path) -> Iterator[None]:
    """Two encodings as the import runs them, over and over until the tour has ended."""
    from models.core import sandbox
    from models.video import ffmpeg

    clip = folder / "clip.mp4"
    made = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=20", "-c:v", "libx264")
    _run(str(ffmpeg.find().path), "-v", "error", "-y", *made, "-preset", "ultrafast", str(clip))
    ended = threading.Event()
    command = ffmpeg.find().command("-stream_loop", "-1", "-i", str(clip))
    command += ["-c:v", "libx264", "-preset", "veryfast", "-f", "null", os.devnull]

    def over() -> None:
        if ended.is_set():
            raise _Over

    def encode() -> None:
        with suppress(_Over):
            sandbox.run(command, limits=sandbox.Limits(wall_s=None), readable=[folder], tick=over)

    threads = [threading.Thread(target=encode) for _ in range(_ENCODINGS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _tour(folder: Path) -> dict[str, Any]:
    """Walk the tour in a process of its own."""
    told = folder / "stalls.json"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}  # a display server's own delays are not ours
    command = [sys.executable, "-m", "benchmarks.stalls", str(folder / "tour"), str(told)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if not told.exists():
        raise RuntimeError(f"the tour ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    if not found["ok"]:
        print("the tour did not go well:", *found["failed"][:5], sep="\n", file=sys.stderr)
    return found


# In the process of the tour


@dataclass(frozen=True)
class Held:
    """An event and how long it held the thread."""

    what: str
    step: str
    cpu_ms: float
    blocked_ms: float
    meter_ms: float
    faults: int


class Waiting:
    """How long (ns) the calling thread has waited for a core so far, and the machine for its host; 0 where
    the system does not tell."""

    def __init__(self) -> None:
        self._thread = _opened(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._machine = _opened("/proc/stat")
        self._tick_ns = 1_000_000_000 // os.sysconf("SC_CLK_TCK") if self._machine >= 0 else 0

    def __call__(self) -> int:
        waited = int(os.pread(self._thread, 64, 0).split()[1]) if self._thread >= 0 else 0
        stolen = int(os.pread(self._machine, 256, 0).split()[8]) if self._machine >= 0 else 0
        return waited + stolen * self._tick_ns


def keep_in_memory() -> bool:
    """Have what this process reads of programs and files stay in memory; False where it may not."""
    every = 1 | 2 | 4  # MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT: what is there and what comes, once it is used
    if sys.platform != "linux":
        return False
    refused: int = ctypes.CDLL(None).mlockall(every)
    return not refused


def _faults() -> int:
    """How often this thread has waited for the disk to bring in a page."""
    return resource.getrusage(_THREAD).ru_majflt


def _opened(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return -1


class Meter:
    """What was measured so far, and during which step of whose tour."""

    def __init__(self) -> None:
        self.driver: Driver | None = None
        self.held: list[Held] = []
        self.count = self.over_16_ms = 0
        self.inside = False
        self.nested = 0
        self._nested_ns = 0
        self._waited = Waiting()

    def calibrate(self) -> None:
        """Find out what it costs that an event inside of another one passes through Python."""
        receiver = QObject()
        for _ in range(_TRIED):
            QCoreApplication.postEvent(receiver, QEvent(QEvent.Type.User))
        self.inside = True
        before = time.thread_time_ns()
        QCoreApplication.sendPostedEvents(receiver)
        self._nested_ns = (time.thread_time_ns() - before) // _TRIED
        self.inside, self.nested = False, 0

    def counts(self, receiver: object) -> bool:
        """Whether an event for `receiver` is to be measured: not before the start, nor the tour's own."""
        driver = self.driver
        return (
            driver is not None and bool(driver.done) and not driver.resting and receiver is not driver.timer
        )

    def begin(self) -> tuple[int, int, int, int]:
        """How often this thread waited for the disk to bring in a page; how long it waited for a core, its
        CPU time and the time on the clock, in ns.

        The clock comes last, and first at the end: what happens while the others are read is not the event's.
        """
        return _faults(), self._waited(), time.thread_time_ns(), time.perf_counter_ns()

    def add(self, what: Callable[[], str], before: tuple[int, int, int, int]) -> None:
        """Count an event that began at `before` and is over now."""
        end = time.perf_counter_ns(), time.thread_time_ns(), self._waited(), _faults()
        wall, cpu, waited, faults = (now - then for now, then in zip(end, reversed(before), strict=True))
        blocked = max(0, wall - cpu - waited)
        meter, self.nested = self.nested * self._nested_ns, 0
        cpu = max(0, cpu - meter)
        self.count += 1
        self.over_16_ms += cpu > 16_000_000
        if max(cpu, blocked) > _WORTH_KEEPING_NS and self.driver is not None:
            self.held.append(Held(what(), self.driver.step, cpu / 1e6, blocked / 1e6, meter / 1e6, faults))


def measured_application(meter: Meter) -> type[QApplication]:
    """A QApplication that times every event that is not part of another one."""

    class Measured(QApplication):
        def __init__(self, arguments: list[str]) -> None:
            super().__init__(arguments)
            meter.calibrate()

        def notify(self, receiver: QObject, event: QEvent) -> bool:
            if meter.inside:
                meter.nested += 1
                return super().notify(receiver, event)
            if not meter.counts(receiver):
                return super().notify(receiver, event)
            kind = event.type()

            def what() -> str:
                name = receiver.objectName() if isValid(receiver) else ""
                return f"{kind.name} of {type(receiver).__name__} {name}".strip()

            meter.inside = True
            before = meter.begin()
            try:
                return super().notify(receiver, event)
            finally:
                meter.add(what, before)
                meter.inside = False

    return Measured


def measure(folder: Path, told: Path) -> int:
    """Walk the tour in `folder` and write what was measured to `told`; the tour's exit code."""
    from app import bootstrap
    from app.kernel import application
    from app.tour import trade, walks

    vars(trade)["RATE"] = _ORDERS
    kept = keep_in_memory()
    meter = Meter()
    begin = walks.begin

    def begin_measured(*arguments: Any) -> walks.Tour:
        tour = begin(*arguments)
        meter.driver = tour.hands
        return tour

    vars(application)["QApplication"] = measured_application(meter)
    vars(walks)["begin"] = begin_measured
    code = bootstrap.main(["--tour", str(folder)])
    steps = meter.driver.done if meter.driver is not None else []
    failed = [f"{step.name} ({step.look}): {step.error}" for step in steps if not step.ok]
    said = {
        "count": meter.count,
        "over_16_ms": meter.over_16_ms,
        "ok": code == 0,
        "failed": failed,
        "kept": kept,
    }
    events = [asdict(event) for event in meter.held]
    told.write_text(json.dumps({**said, "events": events}), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(measure(Path(sys.argv[1]), Path(sys.argv[2])))
