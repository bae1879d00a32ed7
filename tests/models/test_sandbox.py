"""A child keeps to its limits, sees only what it is shown, and never outlives the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from models.core.errors import Unavailable
from models.core.sandbox import Limits, ask_worker, confinement, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and signals are POSIX's")
in_room = pytest.mark.skipif(not confinement().bubblewrap, reason="bubblewrap does not work here")


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while not gone(pid):
        assert time.monotonic() < deadline, "the child outlived its parent"
        os.sched_yield()


@pytest.mark.parametrize("confine", [True, False])
def test_lines_arrive_in_order_and_the_exit_code_is_told(confine: bool) -> None:
    out: list[str] = []
    finished = run(
        ["/bin/sh", "-c", "echo a; echo b; echo oops >&2; exit 3"], on_line=out.append, confine=confine
    )
    assert out == ["a", "b"]
    assert (finished.code, finished.ended, finished.error_lines) == (3, "exit", ("oops",))


def test_an_endless_child_ends_at_its_time() -> None:
    start = time.monotonic()
    assert run(["/bin/sleep", "60"], limits=Limits(wall_s=0.3)).ended == "time"
    assert time.monotonic() - start < 5


def test_a_busy_child_ends_at_its_cpu_limit() -> None:
    assert run(["/bin/sh", "-c", "while :; do :; done"], limits=Limits(cpu_s=1, wall_s=60)).ended == "cpu"


def test_a_file_stops_growing_at_its_limit(tmp_path: Path) -> None:
    target = tmp_path / "big"
    finished = run(
        ["/bin/dd", "if=/dev/zero", f"of={target}", "bs=1k", "count=100"],
        limits=Limits(file_size=10_000),
        writable=[tmp_path],
    )
    assert not finished.ok
    assert finished.ended == "size" or finished.says("File too large")
    assert target.stat().st_size <= 10_000


def test_memory_is_limited() -> None:
    finished = run([sys.executable, "-c", "bytes(1 << 30)"], limits=Limits(memory=512 << 20), confine=False)
    assert finished.says("MemoryError")


def test_what_a_tick_raises_kills_the_child() -> None:
    pids: list[int] = []

    class Cancelled(Exception):
        pass

    def tick() -> None:
        if pids:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(
            ["/bin/sh", "-c", "echo $$; exec sleep 60"],
            on_line=lambda line: pids.append(int(line)),
            tick=tick,
            confine=False,
        )
    [pid] = pids
    wait_until_gone(pid)


@in_room
def test_only_named_paths_can_be_seen(tmp_path: Path) -> None:
    shown, hidden = tmp_path / "shown", tmp_path / "hidden"
    shown.write_text("yes")
    hidden.write_text("no")
    out: list[str] = []
    finished = run(["/bin/cat", str(shown), str(hidden)], readable=[shown], on_line=out.append)
    assert out == ["yes"]
    assert finished.says("No such file")
    assert not run(["/bin/sh", "-c", f"echo x > '{shown}'"], readable=[shown]).ok
    assert shown.read_text() == "yes"


@in_room
def test_there_is_no_network() -> None:
    out: list[str] = []
    run(["/bin/cat", "/proc/net/dev"], on_line=out.append)
    assert not any(name in line for line in out for name in ("eth", "wlan", "en"))
    assert any("lo:" in line for line in out)


def members(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group and not gone(process.pid):
                found.append(process.pid)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
@pytest.mark.parametrize("at_once", range(6))
def test_killed_at_any_moment_of_its_start_nothing_is_left(at_once: int) -> None:
    """bubblewrap's processes look after each other only some time after they were made."""
    code = (
        "from models.core import sandbox\n"
        "sandbox._bubblewrap()\n"
        "real = sandbox.spawn.start\n"
        "def told(*a, **k):\n    made = real(*a, **k); print(made.pid, flush=True); return made\n"
        "sandbox.spawn.start = told\n"
        "sandbox.run(['/bin/sleep', '60'])\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        group = int(parent.stdout.readline())
        deadline = time.monotonic() + at_once * 0.015
        while time.monotonic() < deadline:
            os.sched_yield()
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while left := members(group):
        assert time.monotonic() < deadline, f"{left} outlived the application"
        os.sched_yield()
    assert not members(group)


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
@pytest.mark.parametrize("confine", [True, False])
def test_where_the_child_itself_is_killed_nothing_of_it_is_left(confine: bool) -> None:
    children: list[int] = []

    def kill_the_first(line: str) -> None:
        [first] = [child for child in psutil.Process().children() if line in child.cmdline()[-1]]
        children.extend(child.pid for child in (first, *first.children(recursive=True)))
        first.kill()

    orphan = ["/bin/sh", "-c", "sleep 60 & echo waiting; wait"]
    finished = run(orphan, on_line=kill_the_first, confine=confine)
    assert finished.code == -signal.SIGKILL
    assert len(children) > 1
    for child in children:
        wait_until_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
@pytest.mark.parametrize("confine", [True, False])
def test_a_child_dies_with_its_parent(confine: bool) -> None:
    mark = f"60.{os.getpid()}{int(confine)}"
    code = (
        "from models.core.sandbox import run\n"
        f"run(['/bin/sh', '-c', 'sleep {mark} & echo ready; wait'],"
        f" on_line=lambda line: print(line, flush=True), confine={confine})"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == "ready\n"
        children = psutil.Process(parent.pid).children(recursive=True)
        assert children
        parent.send_signal(signal.SIGKILL)
    for child in children:
        wait_until_gone(child.pid)


def test_a_missing_program_is_a_sentence() -> None:
    finished = run(["/nowhere/ffmpeg"], confine=False)
    assert not finished.ok
    with pytest.raises(Unavailable, match="could not be started"):
        run(["x" * 300_000])


def test_a_worker_that_says_nothing_has_no_result() -> None:
    result, finished = ask_worker("models.video.no_such_worker")
    assert result is None
    assert finished.says("No module named")


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="sessions are not weighed here")
def test_the_session_of_a_child_weighs_as_little_as_the_child() -> None:
    waits = 'until grep -q "nice 7" /proc/self/autogroup; do :; done; echo yes'
    seen: list[str] = []
    run(["/bin/sh", "-c", waits], limits=Limits(wall_s=20, nice=7), on_line=seen.append, confine=False)
    assert seen == ["yes"]
