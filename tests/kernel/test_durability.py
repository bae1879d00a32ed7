"""What the system calls say: no acknowledgement leaves before the record's log is on the disk."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.acknowledging import ACKNOWLEDGEMENTS
from tests.support.shared import REPOSITORY
from tests.support.worlds import make_record

_WRITTEN = re.compile(r"(?:pwrite64|write)\(\d+<[^>]*record\.db-wal>.*\) = \d+")
_SYNCED = re.compile(r"(?:fsync|fdatasync)\(\d+<[^>]*record\.db-wal>\) += 0")
_ACKNOWLEDGED = re.compile(r'write\(1<[^>]*>, "ack \d+')
_UNFINISHED = re.compile(r"^(\d+) +.*?(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +.*?<\.\.\. (\w+) resumed>(.*)$")


def _trace(folder: Path, synchronous: str) -> list[str]:
    """The calls of a child that acknowledges, a line each, in the order in which they ended."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    if subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], capture_output=True).returncode:
        pytest.skip("tracing is not permitted here")
    record, told = folder / "record.db", folder / "trace"
    make_record(record)
    calls = "trace=write,pwrite64,fsync,fdatasync"
    words = [strace, "-f", "-y", "-qq", "-e", calls, "-o", str(told)]
    child = [sys.executable, "-m", "tests.support.acknowledging", str(record), synchronous]
    subprocess.run([*words, *child], cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, timeout=100)
    return _joined(told.read_text().splitlines())


def _joined(lines: list[str]) -> list[str]:
    """Calls that another thread's line has split are put together, where they ended."""
    open_calls: dict[tuple[str, str], str] = {}
    whole = []
    for line in lines:
        if begun := _UNFINISHED.match(line):
            open_calls[begun[1], begun[2]] = f"{begun[2]}({begun[3]}"
        elif ended := _RESUMED.match(line):
            whole.append(open_calls.pop((ended[1], ended[2]), "") + ended[3])
        else:
            whole.append(line)
    return whole


def _too_early(calls: list[str]) -> tuple[int, int]:
    """How many acknowledgements there are, and how many left before what they tell was synced."""
    synced = True
    fresh = False  # whether something was written and synced since the last acknowledgement
    acknowledged = early = 0
    for call in calls:
        if _WRITTEN.search(call):
            synced = False
        elif _SYNCED.search(call):
            fresh, synced = True, True
        elif _ACKNOWLEDGED.search(call):
            acknowledged += 1
            early += not (fresh and synced)
            fresh = False
    return acknowledged, early


def test_every_acknowledgement_follows_a_sync_of_the_log(tmp_path: Path) -> None:
    assert _too_early(_trace(tmp_path, "FULL")) == (ACKNOWLEDGEMENTS, 0)


@pytest.mark.parametrize("planted", ["OFF", "NORMAL"])
def test_a_record_that_does_not_wait_for_the_disk_is_caught(tmp_path: Path, planted: str) -> None:
    acknowledged, early = _too_early(_trace(tmp_path, planted))
    assert acknowledged == ACKNOWLEDGEMENTS
    assert early >= ACKNOWLEDGEMENTS - 1
