"""A child is started without holding up any other thread, and gets nothing but its three descriptors."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from models.core import spawn
from models.core.sandbox import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is subprocess")


@pytest.mark.timeout(30)
def test_other_threads_run_while_a_child_is_slow_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child waits for a pipe to be opened from the other side, which takes the interpreter's lock."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    monkeypatch.setattr(os, "devnull", str(gate))
    children: list[spawn.Child] = []
    starting = threading.Thread(target=lambda: children.append(spawn.start(["/bin/cat"], {})))
    starting.start()
    with gate.open("wb") as writing:
        writing.write(b"through")
    starting.join()
    (child,) = children
    assert child.stdout is not None and child.stderr is not None
    with child.stdout, child.stderr:
        assert child.stdout.read() == b"through"
    assert child.wait() == 0


def test_how_a_child_ended_is_told() -> None:
    for script, code in (("exit 7", 7), ("kill -TERM $$", -15), ("kill -PIPE $$", -13)):
        child = spawn.start(["/bin/sh", "-c", script], {})
        assert child.stdout is not None and child.stderr is not None
        with child.stdout, child.stderr:
            assert (child.wait(), child.poll()) == (code, code)


def test_a_program_that_is_not_there_leaves_no_descriptor_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(FileNotFoundError):
        spawn.start(["/nonexistent/program"], {})
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_child_inherits_no_file_that_is_open_here(tmp_path: Path) -> None:
    careless = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(careless, True)
    lines: list[str] = []
    try:
        assert run(["/bin/ls", "/proc/self/fd"], on_line=lines.append, confine=False).ok
    finally:
        os.close(careless)
    assert str(careless) not in lines
    assert {"0", "1", "2"} <= set(lines)
