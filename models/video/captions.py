"""What the name of a caption file says: which video it is for, in which language, and for whom."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.core.text import tr
from models.video.entities import CaptionKind
from models.video.languages import code, loose_word

PLAIN = (".srt", ".vtt")
CONVERTED = (".ass", ".ssa", ".sbv", ".sub", ".smi", ".ttxt", ".lrc")
"""What ffmpeg turns into WebVTT first."""
SUFFIXES = (*PLAIN, *CONVERTED)

MOST_BESIDE = 50
_MOST_ENTRIES = 20_000
_KINDS = {
    "forced": CaptionKind.FORCED, "signs": CaptionKind.FORCED, "foreign": CaptionKind.FORCED,
    "sdh": CaptionKind.CAPTIONS, "cc": CaptionKind.CAPTIONS, "hoh": CaptionKind.CAPTIONS,
    "descriptions": CaptionKind.DESCRIPTIONS, "ad": CaptionKind.DESCRIPTIONS,
}  # fmt: skip
_MEANINGLESS = frozenset(("default", "full", "subs", "sub", "subtitles", "captions", "utf8", "utf-8"))


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says; `language` is BCP 47 or empty."""

    language: str
    kind: CaptionKind


def is_caption_file(path: Path | str) -> bool:
    """Whether a file's name says that it holds captions."""
    return os.fspath(path).casefold().endswith(SUFFIXES)


def named(path: Path) -> Named:
    """Language and kind from names such as `film.en.srt`, `film.pt-BR.forced.vtt`, `film_Deutsch.srt`."""
    language, kind = "", CaptionKind.SUBTITLES
    words = path.stem.split(".")
    for word in reversed(words[1:]):
        folded = word.strip().casefold()
        if folded in _KINDS:
            kind = _KINDS[folded]
        elif folded == "hi" and any(code(other) for other in words[-3:] if other.casefold() != "hi"):
            kind = CaptionKind.CAPTIONS  # "hearing impaired" beside a language, Hindi alone
        elif not language and (found := code(word)):
            language = found
        elif folded not in _MEANINGLESS:
            break
    if not language:
        parts = [part for part in re.split(r"[\s._\-\[\]()]+", path.stem) if part]
        language = next((found for part in reversed(parts[-2:]) if (found := loose_word(part))), "")
    return Named(language, kind)


def belongs_to(caption: Path, video: Path) -> bool:
    """Whether a caption file is called like a video: the same name, with more words after a point."""
    stem, name = video.stem.casefold(), caption.name.casefold()
    return name.startswith(f"{stem}.") and is_caption_file(caption)


def beside(video: Path) -> list[Path]:
    """The caption files that lie beside a video and are called like it, by name; none where nothing can
    be read."""
    try:
        return sorted(path for path in _first_entries(video.parent) if belongs_to(path, video))[:MOST_BESIDE]
    except OSError:
        return []


def _first_entries(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= _MOST_ENTRIES:
                return
            if is_caption_file(entry.name) and entry.is_file():
                yield Path(entry.path)


def kind_word(kind: CaptionKind) -> str:
    """What a kind is called; "" for ordinary subtitles."""
    words = {
        CaptionKind.SUBTITLES: "",
        CaptionKind.CAPTIONS: tr("with sounds"),
        CaptionKind.FORCED: tr("foreign parts only"),
        CaptionKind.DESCRIPTIONS: tr("descriptions"),
    }
    return words[kind]
