"""Caption files (SubRip and WebVTT) as timed cues.

Reads what people really have: a byte order mark, Windows line ends, comma or point before the
milliseconds, missing hours, missing numbers, markup. What cannot be read of a file is skipped; a file
without a single readable cue is refused.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.core.errors import Invalid, NotFound
from models.core.text import tr

MAX_BYTES = 8 * 1024 * 1024
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>|</>|<\d[\d:.]{4,15}>|\{\\[^{}]{0,200}\}")
_BLOCKS_WITHOUT_TEXT = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """One text shown from `start_us` until `end_us` (microseconds of media time); lines end in a newline."""

    start_us: int
    end_us: int
    text: str


class Cues(Protocol):
    """What a player asks: the text that belongs on the picture at a time."""

    def at(self, position_us: int) -> str: ...


class CueList:
    """Cues in order of their start, with look-up in O(log n + cues that overlap)."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = sorted(cues, key=lambda cue: (cue.start_us, cue.end_us))
        self._starts = [cue.start_us for cue in self._cues]
        # The latest end of this cue and all before it: where it has passed, nothing earlier is on.
        self._latest: list[int] = []
        for cue in self._cues:
            self._latest.append(max(cue.end_us, self._latest[-1] if self._latest else 0))

    def __len__(self) -> int:
        return len(self._cues)

    def __iter__(self) -> Iterator[Cue]:
        return iter(self._cues)

    def at(self, position_us: int) -> str:
        """The texts of all cues on at `position_us`, earliest first, one below the other; "" for none."""
        shown: list[str] = []
        index = bisect_right(self._starts, position_us) - 1
        while index >= 0 and self._latest[index] > position_us:
            if self._cues[index].end_us > position_us:
                shown.append(self._cues[index].text)
            index -= 1
        return "\n".join(reversed(shown))


def parse(text: str) -> CueList:
    """The cues of an SRT or WebVTT text; raises `Invalid` where there is none."""
    cues: list[Cue] = []
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.split(" ", 1)[0] in _BLOCKS_WITHOUT_TEXT:
            number = _after_block(lines, number)
            continue
        number += 1
        if timing := _TIMING.match(line):
            end = _after_block(lines, number)
            parts = timing.groups()
            cue = Cue(_micros(parts[:4]), _micros(parts[4:]), _plain(lines[number:end]))
            if cue.text and cue.end_us > cue.start_us:
                cues.append(cue)
            number = end
    if not cues:
        raise Invalid(
            tr("This file holds no captions that can be read."),
            what_now=tr("Choose a SubRip (.srt) or WebVTT (.vtt) file."),
        )
    return CueList(cues)


def read(path: Path) -> CueList:
    """The cues of a caption file: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Raises `Invalid` for a file that is too large or holds no cue, `NotFound` where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFound(tr("The captions cannot be read: {reason}.", reason=error.strerror or "")) from error
    if len(data) > MAX_BYTES:
        raise Invalid(tr("The caption file is larger than {size} MB.", size=MAX_BYTES >> 20))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return parse(data.decode("utf-16", errors="replace"))
    try:
        return parse(data.decode("utf-8"))
    except UnicodeDecodeError:
        return parse(data.decode("cp1252", errors="replace"))


def _after_block(lines: Sequence[str], number: int) -> int:
    """The number of the first empty line from `number` on, or of a timing that follows without one."""
    while number < len(lines) and lines[number].strip() and not _TIMING.match(lines[number]):
        number += 1
    return number


def _micros(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1_000_000 + int((fraction or "0").ljust(3, "0")) * 1000


def _plain(lines: Sequence[str]) -> str:
    """The text without markup and empty lines."""
    kept = [html.unescape(_MARKUP.sub("", line)).strip() for line in lines]
    return "\n".join(line for line in kept if line)
