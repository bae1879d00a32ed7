"""Finds the ffmpeg program, and the arguments every call of it shares."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.core.errors import Unavailable
from models.core.sandbox import Limits, run
from models.core.text import tr

_QUICK = Limits(wall_s=30, cpu_s=20, nice=0)


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program. `version` is its own word for it, `libavutil` (major, minor, micro) orders builds."""

    path: Path
    version: str
    libavutil: tuple[int, ...]

    def command(self, *arguments: str) -> list[str]:
        """A quiet call: errors only, each with its level, never asking anything."""
        return [str(self.path), "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+error", *arguments]


def reading(path: Path, *before: str) -> list[str]:
    """Arguments that open a file whatever its name is, and nothing else that a playlist in it might name."""
    return [*before, "-protocol_whitelist", "file", "-i", f"file:{path.absolute()}"]


@cache
def find() -> Ffmpeg:
    """The newer one of the system's ffmpeg and the one that came with the program.

    Raises Unavailable where there is none.
    """
    found = [ffmpeg for place in _places() if (ffmpeg := _ask(place)) is not None]
    if not found:
        raise Unavailable(
            tr("The ffmpeg program, which reads and converts videos, is missing."),
            what_now=tr("Install ffmpeg with your system's package manager, then start Nonet again."),
        )
    return max(found, key=lambda ffmpeg: ffmpeg.libavutil)


@cache
def filters() -> frozenset[str]:
    """Names of the filters that the found ffmpeg has."""
    names: set[str] = set()

    def take(line: str) -> None:
        words = line.split()
        if len(words) >= 3 and "->" in words[2]:
            names.add(words[1])

    run(find().command("-filters"), limits=_QUICK, on_line=take)
    return frozenset(names)


def _places() -> list[Path]:
    import imageio_ffmpeg

    places = [shutil.which("ffmpeg")]
    try:
        places.append(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # its wheel for this platform carries none
        places.append(None)
    return [Path(place) for place in places if place]


def _ask(path: Path) -> Ffmpeg | None:
    lines: list[str] = []
    if not path.is_file() or not run([str(path), "-version"], limits=_QUICK, on_line=lines.append).ok:
        return None
    text = "\n".join(lines)
    version = re.search(r"^ffmpeg version (\S+)", text)
    library = re.search(r"^libavutil\s+(\d+)\.\s*(\d+)\.\s*(\d+)", text, re.MULTILINE)
    if version is None or library is None:
        return None
    return Ffmpeg(path, version[1], tuple(int(part) for part in library.groups()))
