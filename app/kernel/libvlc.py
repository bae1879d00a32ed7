"""Whether VLC's library is there, and anything to hear it with."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any


def find_vlc() -> Any:
    """The python-vlc module; None where it or libvlc is missing. Slow the first time: off the Qt thread."""
    try:
        import vlc
    except (ImportError, OSError, NameError, AttributeError):  # it dies differently on each system
        return None
    return None if getattr(vlc, "dll", None) is None else vlc


def has_sound() -> bool:
    """Whether this system has a sound server or card; libvlc would retry in vain at every start."""
    if not sys.platform.startswith("linux"):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    if os.environ.get("PULSE_SERVER") or (runtime / "pulse" / "native").exists():
        return True
    with contextlib.suppress(OSError):
        return any(
            line.lstrip()[:1].isdigit() for line in Path("/proc/asound/cards").read_text().splitlines()
        )
    return False
