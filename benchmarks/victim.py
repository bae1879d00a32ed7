"""A child process that is to be killed while it works, and what it has said until then."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Victim:
    """A process that is warm (everything imported) before it is told what to work on.

    It runs a module that writes a line when it is warm, reads one line of JSON, and then tells what it does,
    a line each.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._said = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            cwd=Path(__file__).parents[1],
            start_new_session=True,
        )

    def begin(self, asked: dict[str, Any]) -> None:
        """Wait until it is warm, and have it work."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdout.readline()
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()

    def wait_for(self, line: str, longest_s: float) -> bool:
        """Read until it says `line`; False where it ends before, or takes longer."""
        return self._read(longest_s, lambda: f"{line}\n".encode() in self._said)

    def wait_for_lines(self, count: int, longest_s: float) -> bool:
        """Read until it has said so many lines."""
        return self._read(longest_s, lambda: self._said.count(b"\n") >= count)

    def _read(self, longest_s: float, enough: Callable[[], bool]) -> bool:
        assert self._process.stdout is not None
        end = time.monotonic() + longest_s
        while not enough() and (left := end - time.monotonic()) > 0:
            if select.select([self._process.stdout], [], [], left)[0]:
                said = os.read(self._process.stdout.fileno(), 1 << 16)
                self._said += said
                if not said:
                    break
        return enough()

    def kill(self) -> list[str]:
        """Kill -9; what it had said until then, as far as the lines are whole."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.send_signal(signal.SIGKILL)
        said = self._said + self._process.stdout.read()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        return said[: said.rfind(b"\n") + 1].decode().splitlines()
