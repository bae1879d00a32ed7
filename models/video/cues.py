"""Caption files (SubRip and WebVTT) as timed cues.

Reads what people really have: any usual encoding, Windows line ends, comma or point before the
milliseconds, missing hours, numbers or empty lines, times before the start, markup. What cannot be read of a
file is skipped; a file without a single readable cue is refused. Texts are plain: whatever was markup is
taken off, and what is left is only ever shown as it is.
"""

from __future__ import annotations

import heapq
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from models.core.errors import Invalid, NotFound
from models.core.text import tr
from models.video.encodings import decode

MAX_BYTES = 8 * 1024 * 1024
MAX_CUES = 100_000
MAX_TEXT = 2_000
"""Characters of one cue; the rest is left out."""
MOST_AT_ONCE = 20
"""Cues shown together at most: the latest ones."""

_TIME = r"(-)?(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-{{1,3}}>\s*{_TIME}(?:\s.*)?$")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>|</>|<\d[\d:.]{4,15}>|\{\\[^{}]{0,200}\}")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
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
    """Cues in order of their start; what is on at a time is found in O(log n), however they overlap."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = sorted(cues, key=lambda cue: (cue.start_us, cue.end_us))
        self._moments, self._shown = _timeline(self._cues)

    def __len__(self) -> int:
        return len(self._cues)

    def __iter__(self) -> Iterator[Cue]:
        return iter(self._cues)

    def __getitem__(self, number: int) -> Cue:
        return self._cues[number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CueList) and self._cues == other._cues

    __hash__ = None  # type: ignore[assignment]

    def at(self, position_us: int) -> str:
        """The texts of the cues on at `position_us`, earliest first, one below the other; "" for none."""
        index = bisect_right(self._moments, position_us) - 1
        return "\n".join(self._cues[number].text for number in self._shown[index]) if index >= 0 else ""


def _timeline(cues: Sequence[Cue]) -> tuple[list[int], list[tuple[int, ...]]]:
    """Every moment at which something changes, and which cues are on from then: at most `MOST_AT_ONCE`."""
    moments: list[int] = []
    shown: list[tuple[int, ...]] = []
    on: dict[int, None] = {}
    ends: list[tuple[int, int]] = []
    begun = 0
    while begun < len(cues) or ends:
        now = min(([cues[begun].start_us] if begun < len(cues) else []) + [end for end, _ in ends[:1]])
        while ends and ends[0][0] <= now:
            del on[heapq.heappop(ends)[1]]
        while begun < len(cues) and cues[begun].start_us <= now:
            on[begun] = None
            heapq.heappush(ends, (cues[begun].end_us, begun))
            begun += 1
        moments.append(now)
        shown.append(tuple(islice(reversed(on), MOST_AT_ONCE))[::-1])
    return moments, shown


def parse(text: str) -> CueList:
    """The cues of an SRT or WebVTT text; raises `Invalid` where there are none, or far too many."""
    lines = _LINE_ENDS.sub("\n", text.lstrip("\ufeff")).split("\n")
    is_vtt = lines[0].startswith("WEBVTT")
    cues: list[Cue] = []
    number = 0
    while number < len(lines):
        if _is_block(lines[number]):
            number = _after_paragraph(lines, number)
            continue
        number += 1
        if timing := _TIMING.match(lines[number - 1]):
            end = _after_paragraph(lines, number) if is_vtt else _after_text(lines, number)
            parts = timing.groups()
            cue = Cue(_micros(parts[:5]), _micros(parts[5:]), _plain(lines[number:end]))
            if cue.text and cue.end_us > cue.start_us:
                cues.append(cue)
            number = end
        if len(cues) > MAX_CUES:
            raise refusal("many")
    if not cues:
        raise refusal("none")
    return CueList(cues)


def read(path: Path, language: str = "") -> CueList:
    """The cues of a caption file; `language` (BCP 47) helps to tell its encoding where nothing else does.

    Raises `Invalid` for a file that is too large or holds no cue, `NotFound` where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFound(tr("The captions cannot be read: {reason}.", reason=error.strerror or "")) from error
    if len(data) > MAX_BYTES:
        raise refusal("large")
    return parse(decode(data, language))


def refusal(why: str) -> Invalid:
    """The sentence for a file that is refused; `why` ("none", "many", "large") is its field."""
    sentences = {
        "none": tr("This file holds no captions that can be read."),
        "many": tr("This file holds more than {count} captions.", count=MAX_CUES),
        "large": tr("The caption file is larger than {size} MB.", size=MAX_BYTES >> 20),
    }
    what_now = tr("Choose a SubRip (.srt) or WebVTT (.vtt) file.") if why == "none" else ""
    return Invalid(sentences[why], what_now=what_now, field=why)


def tidy(text: str) -> str:
    """A cue's text as it is kept: no control characters, no empty lines, no blanks around a line."""
    broken = _LINE_ENDS.sub("\n", text)
    visible = "".join(c for c in broken if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    lines = (line.strip() for line in visible[:MAX_TEXT].split("\n"))
    return "\n".join(line for line in lines if line)


def write_vtt(cues: Sequence[Cue] | CueList) -> str:
    """The cues as a WebVTT file; `parse` gives them back (times to the millisecond)."""
    blocks = [f"{_time(c.start_us, '.')} --> {_time(c.end_us, '.')}\n{_escaped(c.text)}\n" for c in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def write_srt(cues: Sequence[Cue] | CueList) -> str:
    """The cues as a SubRip file; only what would be taken for markup is written in another way."""
    blocks = []
    for number, cue in enumerate(cues, 1):
        lines = cue.text.split("\n")
        text = cue.text if _plain(lines) == cue.text and not any(map(_means, lines)) else _escaped(cue.text)
        blocks.append(f"{number}\n{_time(cue.start_us, ',')} --> {_time(cue.end_us, ',')}\n{text}\n")
    return "\n".join(blocks)


def _is_block(line: str) -> bool:
    return line.split(" ", 1)[0] in _BLOCKS_WITHOUT_TEXT


def _means(line: str) -> bool:
    return _TIMING.match(line) is not None


def _after_paragraph(lines: Sequence[str], number: int) -> int:
    """The number of the first empty line from `number` on, or of a timing that follows without one."""
    while number < len(lines) and lines[number].strip() and not _TIMING.match(lines[number]):
        number += 1
    return number


def _after_text(lines: Sequence[str], begin: int) -> int:
    """Where a SubRip text ends: it may have empty lines in it, and only the next timing ends it for sure.

    The line before that is its number if it is one, and stands alone or is all there is besides the text.
    """
    end = begin
    while end < len(lines) and not _TIMING.match(lines[end]):
        if end > begin and not lines[end - 1].strip() and _is_block(lines[end]):
            return end
        end += 1
    if end == len(lines):
        return end
    last = end - 1
    while last > begin and not lines[last].strip():
        last -= 1
    alone = last == begin or not lines[last - 1].strip()
    numbered = lines[last].strip().isdecimal() and (alone or _follows(lines, begin, lines[last]))
    return last if last >= begin and numbered else end


def _follows(lines: Sequence[str], begin: int, number: str) -> bool:
    """Whether this is the number after that of the cue whose text begins here (files without empty lines)."""
    before = lines[begin - 2].strip() if begin >= 2 else ""
    return before.isdecimal() and len(before) < 9 and number.strip() == str(int(before) + 1)


def _micros(parts: Sequence[str | None]) -> int:
    sign, hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    moment = whole * 1_000_000 + int((fraction or "0")[:3].ljust(3, "0")) * 1000
    return 0 if sign else moment


def _time(moment_us: int, point: str) -> str:
    millis = round(moment_us / 1000)
    seconds, minutes = millis // 1000, millis // 60_000
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds % 60:02}{point}{millis % 1000:03}"


def _plain(lines: Sequence[str]) -> str:
    """The text without markup and empty lines."""
    return tidy("\n".join(html.unescape(_MARKUP.sub("", line[: 6 * MAX_TEXT])) for line in lines))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("{", "&#123;")
