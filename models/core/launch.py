"""The first thing a child runs: takes its limits on, starts the program, and watches that it does not outlive
the application.

Run by path with `python -I -S`, never imported by the app. It stands where `preexec_fn` would, which is not
safe in a program with threads. Arguments: a JSON object (limits, nice, parent), then the program and its own.

It stays until the program ends, because bubblewrap's own processes are bound to their parents only some time
after they were made: one whose parent is killed before would wait for ever. All of them are of this process's
group, and the group is killed as one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

_PR_SET_PDEATHSIG = 1
_MOST_FILES = 1 << 20
_CANNOT_START = 127
_TRIES, _AGAIN_S = 5, 0.12


def _signalled_at_death_of(parent: int, number: int) -> None:
    """Ask Linux for a signal when the parent (thread) ends; have it now if that was before."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


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


def _be_modest(nice: int) -> None:
    """Linux weighs whole sessions against each other, whatever the nice of what runs in them (sched(7),
    autogroup): without this two encodings would get twice as much of the machine as the window."""
    for _ in range(_TRIES):
        try:
            group = os.open("/proc/self/autogroup", os.O_WRONLY)
            try:
                os.write(group, b"%d" % nice)
            finally:
                os.close(group)
        except BlockingIOError:  # somebody has just asked for the same
            time.sleep(_AGAIN_S)
        except OSError:  # there is no such thing here: it was only a wish
            return
        else:
            return


def _become(program: list[str], watcher: int) -> None:
    """In the child: be the program, which is killed where the watcher is."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _signalled_at_death_of(watcher, signal.SIGKILL)
        os.execv(program[0], program)
    except OSError as error:
        print(f"{program[0]}: {error.strerror}", file=sys.stderr, flush=True)
    finally:
        os._exit(_CANNOT_START)


def _kill_all(_number: int, _frame: object) -> None:
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    os.closerange(3, _MOST_FILES)  # what a library opened without care is not for the program
    wish = json.loads(sys.argv[1])
    os.nice(wish["nice"])
    _limit(wish["limits"])
    signal.signal(signal.SIGTERM, _kill_all)
    _signalled_at_death_of(wish["parent"], signal.SIGTERM)
    watcher = os.getpid()
    child = os.fork()
    if child == 0:
        _become(sys.argv[2:], watcher)
    _be_modest(wish["nice"])
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:  # end as the program did
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main()
