"""Sizes and lengths as people read them."""

from __future__ import annotations

from models.core.text import number, tr

_STEP = 1000


def byte_size(size: int) -> str:
    """A size in decimal units (SI), as file managers show it: "840 KB", "2.1 MB"."""
    if size < _STEP:
        return tr("{count} bytes", count=size)
    value = float(size)
    for unit in ("KB", "MB", "GB", "TB", "PB"):
        value /= _STEP
        if value < 999.5 or unit == "PB":
            break
    return f"{number(value, 1)} {unit}" if value < 9.95 else f"{number(value)} {unit}"


def clock(us: int) -> str:
    """A length or a place in a video: "4:07", "1:02:09"."""
    seconds = max(0, us) // 1_000_000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours}:{minutes:02d}:{seconds % 60:02d}"
    return f"{minutes}:{seconds % 60:02d}"
