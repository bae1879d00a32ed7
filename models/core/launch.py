"""The first thing a child runs: takes its limits on, then becomes the program.

Run by path with `python -I -S`, never imported by the app. It stands where `preexec_fn` would, which is not
safe in a program with threads. Arguments: a JSON object (limits, nice, parent), then the program and its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_MOST_FILES = 1 << 20


def _die_with(parent: int) -> None:
    """Ask Linux to kill this process when the parent thread ends; leave if it already has."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def _limit(limits: dict[str, int]) -> None:
    import resource

    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # One second between the soft and the hard CPU limit lets SIGXCPU name the reason.
        resource.setrlimit(
            kind, (soft, soft + 1 if name == "CPU" and hard == resource.RLIM_INFINITY else soft)
        )


def main() -> None:
    os.closerange(3, _MOST_FILES)  # what a library opened without care is not for the program
    wish = json.loads(sys.argv[1])
    os.nice(wish["nice"])
    _limit(wish["limits"])
    _die_with(wish["parent"])
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
