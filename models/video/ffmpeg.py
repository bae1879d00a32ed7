"""Finds the ffmpeg program, and the arguments every call of it shares."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from models.core.errors import Invalid, PersonError, Unavailable
from models.core.sandbox import Finished, Limits, run
from models.core.text import tr

_QUICK = Limits(wall_s=30, cpu_s=20, nice=0)


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg program. `version` is its own word; `libavutil` (major, minor, micro) orders builds."""

    path: Path
    version: str
    libavutil: tuple[int, ...]

    def command(self, *arguments: str) -> list[str]:
        """A quiet call: errors only, each with its level, never asking anything."""
        return [
            str(self.path),
            "-hide_banner",
            "-nostdin",
            "-nostats",
            "-loglevel",
            "level+error",
            *arguments,
        ]


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
            tr("The ffmpeg program, which reads and converts videos, is missing or cannot make H.264."),
            what_now=tr("Install ffmpeg with your system's package manager, then start Nonet again."),
        )
    return max(found, key=lambda ffmpeg: ffmpeg.libavutil)


def is_error(line: str) -> bool:
    """Whether a line of stderr tells of damage in what was read (and not of trouble with what is written)."""
    return ("[error]" in line or "[fatal]" in line) and not line.startswith(
        ("[out#", "[mp4 @", "[vost#", "[aost#")
    )


def explain(finished: Finished) -> PersonError:
    """Why a run of ffmpeg failed, for the person."""
    if finished.says("No space left on device", "Disk quota exceeded"):
        return Unavailable(
            tr("The disk is full."), what_now=tr("Free some space, then resume: what is done is kept.")
        )
    if finished.ended == "size" or finished.says("File too large"):
        return Unavailable(tr("The disk does not take files of the size that this video needs."))
    if finished.says("Read-only file system", "Permission denied"):
        return Unavailable(tr("The folder for unfinished work may not be written to."))
    if finished.ended in ("time", "cpu"):
        return Invalid(tr("Converting this video took too long, so it was stopped."))
    if finished.says("Cannot allocate memory"):
        return Unavailable(tr("This video needs more memory than there is."))
    if finished.says("No such file or directory", "Can't find source path"):
        return Unavailable(tr("The file is no longer there."), what_now=tr("Put it back, then resume."))
    if finished.crashed:
        return Invalid(tr("This file made the converter stop, so it was refused."))
    return Invalid(tr("The video could not be converted: it is damaged or of an unknown kind."))


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
    system = shutil.which("ffmpeg")
    return [*([Path(system)] if system else ()), *_shipped()]


def _shipped() -> list[Path]:
    """What the wheel for this platform carries. Its own function to ask would start it, with every thread
    held up until it runs."""
    package = find_spec("imageio_ffmpeg")
    if package is None or package.origin is None:
        return []
    return sorted((Path(package.origin).parent / "binaries").glob("ffmpeg-*"))


def _ask(path: Path) -> Ffmpeg | None:
    lines: list[str] = []
    if not path.is_file() or not run([str(path), "-version"], limits=_QUICK, on_line=lines.append).ok:
        return None
    text = "\n".join(lines)
    version = re.search(r"^ffmpeg version (\S+)", text)
    library = re.search(r"^libavutil\s+(\d+)\.\s*(\d+)\.\s*(\d+)", text, re.MULTILINE)
    if version is None or library is None or "--enable-libx264" not in text:
        return None
    return Ffmpeg(path, version[1], tuple(int(part) for part in library.groups()))
