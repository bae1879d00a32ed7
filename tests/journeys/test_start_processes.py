"""P3, P5 and P14 with real processes: starting twice, being refused, being killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from app.kernel.lock import DataLock
from tests.support.shared import REPOSITORY
from tests.support.starts import Process, Processes

END_SECONDS = 3.0
OFFSCREEN = "This plugin does not support"


def refused(*arguments: str) -> str:
    """Start Nonet where it cannot start; what it says. It ends with code 1 and without a traceback."""
    done = subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_a_fresh_folder_is_usable_and_a_second_start_hands_over(processes: Processes) -> None:
    first = processes.start()
    first.until("usable")
    second = processes.start("nonet://video/trash")
    assert second.wait() == 0
    assert second.errors == ""
    assert first.until("at nonet://video") == "/trash"
    first.tell("close")
    assert first.wait() == 0
    assert first.errors == ""  # no traceback, and no warning of Qt's while everything is taken down
    lines = (processes.data / "logs" / "nonet.log").read_text().splitlines()
    assert lines, "nothing was logged"
    assert not [
        line for line in lines if (" ERROR " in line or " WARNING " in line) and OFFSCREEN not in line
    ]


def test_a_second_copy_that_is_not_answered_is_told_so(processes: Processes) -> None:
    first = processes.start()
    first.until("usable")
    os.kill(first.child.pid, signal.SIGSTOP)
    said = refused("--data", str(processes.data), "film.mp4")
    assert f"already running with this data (process {first.child.pid})" in said
    assert "It does not answer." in said
    os.kill(first.child.pid, signal.SIGCONT)


@pytest.mark.parametrize("trouble", ["read-only", "a file in its place"])
def test_a_data_folder_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, trouble: str) -> None:
    place = tmp_path / "place"
    if trouble == "read-only" and not os.geteuid() and not Path("/sys/kernel").exists():
        pytest.skip("root may write everywhere here")
    if trouble == "read-only":
        place.mkdir(mode=0o500)
        folder = place / "data" if os.geteuid() else Path("/sys/nonet")  # where root may not write either
        assert "may not write into the folder" in refused("--data", str(folder))
    else:
        place.write_text("mine")
        assert "there is a file in its place" in refused("--data", str(place))
        assert place.read_text() == "mine"


def test_killed_while_it_works_everything_acknowledged_is_there(processes: Processes) -> None:
    for acknowledged in (3, 40):
        worker = processes.start()
        worker.until("usable")
        worker.tell("rename")
        kept = 0
        while kept < acknowledged:
            kept = int(worker.until("kept"))
        worker.kill()
        for line in worker.rest():  # told before it died
            kept = max(kept, int(line.removeprefix("kept")))
        again = processes.start()
        name = again.until("usable")
        assert int(name.removeprefix("Ada ")) >= kept
        again.tell("close")
        assert again.wait() == 0
        assert again.errors == ""


def test_killed_while_it_starts_it_starts_again(processes: Processes) -> None:
    for stage in ("painted", "at", "painted", "usable"):
        process = processes.start()
        process.until(stage)
        process.kill()
    last = processes.start()
    last.until("usable")
    last.tell("close")
    assert last.wait() == 0


@pytest.mark.parametrize("stage", ["painted", "at", "usable"])
def test_closed_at_any_moment_of_the_start_it_ends_soon(processes: Processes, stage: str) -> None:
    process = processes.start()
    process.until(stage)
    process.tell("close")
    asked = time.monotonic()
    assert process.wait() == 0
    assert time.monotonic() - asked < END_SECONDS
    assert process.errors == ""


def children_of(data: Path) -> list[psutil.Process]:
    """The living helper programs that work on what is in this folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or ()
        if str(data) in " ".join(words) and "--data" not in words and process.info["status"] != "zombie":
            found.append(process)
    return found


def wait_for(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        os.sched_yield()


@pytest.fixture(scope="module")
def long_film(footage: Callable[..., Path]) -> Path:
    """Takes a while to be made playable."""
    return footage("ended.avi", "-q:v", "3", size="1280x720", seconds=60, rate="30", codec="mpeg4")


def encoding(processes: Processes, film: Path) -> Process:
    """A start that is in the middle of making a film playable."""
    process = processes.start(str(film))
    process.until("usable")
    pieces = processes.data / "scratch"
    wait_for(lambda: list(pieces.glob("*/encoding/piece/*.mp4")), "nothing is encoded", 60)
    assert children_of(processes.data)
    return process


def job_states(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "record.db")) as record:
        return [state for (state,) in record.execute("SELECT state FROM job")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_in_good_order_and_work_goes_on_later(
    processes: Processes, long_film: Path, number: signal.Signals
) -> None:
    process = encoding(processes, long_film)
    process.child.send_signal(number)
    assert process.wait() == 0
    assert process.errors == ""
    assert job_states(processes.data) == ["waiting"]
    assert children_of(processes.data) == []
    with DataLock.acquire(processes.data / "lock"):
        pass
    again = processes.start()
    again.until("usable")
    wait_for(lambda: job_states(processes.data) == ["running"], "the work does not go on")
    again.tell("close")
    assert again.wait() == 0


def test_told_twice_it_ends_at_once(processes: Processes) -> None:
    process = processes.start()
    process.until("usable")
    process.child.send_signal(signal.SIGSTOP)
    process.child.send_signal(signal.SIGTERM)
    process.child.send_signal(signal.SIGINT)
    process.child.send_signal(signal.SIGCONT)
    assert process.wait() in (0, -signal.SIGTERM, -signal.SIGINT)
    again = processes.start()
    again.until("usable")
    again.tell("close")
    assert again.wait() == 0


def test_killed_in_the_middle_of_work_no_helper_outlives_it(processes: Processes, long_film: Path) -> None:
    process = encoding(processes, long_film)
    helpers = children_of(processes.data)
    process.kill()
    wait_for(lambda: not children_of(processes.data), f"{helpers} outlived the application")
    assert job_states(processes.data) == ["running"]
    again = processes.start()
    again.until("usable")
    wait_for(lambda: children_of(processes.data), "the work does not go on", 60)
    again.kill()
