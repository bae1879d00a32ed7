"""Sound tracks that are given to a video: an audio description, a comment, or another language."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from models.core.text import tr
from models.video.entities import RenditionInfo
from models.video.languages import code, loose_word

ADD = "video.sound"
"""The kind of the job that gives a video a sound track."""

MOST = 20
"""Sound tracks that can be added to one video."""

SUFFIXES = (
    ".mp3", ".m4a", ".m4b", ".aac", ".wav", ".flac", ".ogg", ".oga", ".opus", ".wma", ".aif", ".aiff", ".ac3",
    ".eac3", ".mka", ".amr", ".caf",
)  # fmt: skip
_PREFIX = "soundx"  # stands behind the film's own sounds, of which the first is the one to begin with


class SoundRole(Enum):
    """What an added sound is: the film's with a description for those who do not see it, with somebody's
    comments, or in another way."""

    DESCRIPTION = "description"
    COMMENTARY = "commentary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """A sound of a video; `added` ones can be named and removed. `language` is BCP 47, ISO 639 or empty."""

    name: str
    language: str
    label: str
    role: SoundRole
    file_name: str
    duration_us: int
    added: bool


def name_of(id_: UUID) -> str:
    """The rendition that an added sound is kept as."""
    return f"{_PREFIX}{id_.hex}"


def sounds_of(renditions: Sequence[RenditionInfo]) -> tuple[SoundInfo, ...]:
    """The sounds of a video, its own first."""
    found = [_sound(each) for each in renditions if each.details.get("kind") == "sound"]
    return tuple(sorted(found, key=lambda sound: sound.name))


def _sound(rendition: RenditionInfo) -> SoundInfo:
    details = rendition.details
    return SoundInfo(
        name=rendition.name,
        language=str(details.get("language", "")),
        label=str(details.get("title", "")),
        role=SoundRole(details.get("role") or SoundRole.OTHER.value),
        file_name=str(details.get("file_name", "")),
        duration_us=_duration_us(details),
        added=rendition.name.startswith(_PREFIX),
    )


def _duration_us(details: Mapping[str, Any]) -> int:
    segments = details.get("index", {}).get("segments", ())
    return int(segments[-1]["start_us"] + segments[-1]["duration_us"]) if segments else 0


def role_word(role: str) -> str:
    """What a role is called; "" for an ordinary sound."""
    words = {
        SoundRole.DESCRIPTION.value: tr("Audio description"),
        SoundRole.COMMENTARY.value: tr("Commentary"),
    }
    return words.get(role, "")


def is_sound_file(path: Path | str) -> bool:
    """Whether a file's name says that it holds sound alone."""
    return os.fspath(path).casefold().endswith(SUFFIXES)


def language_named(path: Path) -> str:
    """The language that a file is called by, as in `film.de.mp3` and `film.de.audio description.mp3`."""
    parts = [found for part in path.stem.split(".")[1:] if (found := code(part))]
    return parts[0] if parts else loose_word(path.stem.split()[-1])


def role_named(file_name: str) -> SoundRole:
    """What the name of a file says that it is."""
    words = file_name.casefold().replace("_", " ").replace("-", " ").replace(".", " ").split()
    if {"description", "descriptions", "ad", "descriptive", "described"} & set(words):
        return SoundRole.DESCRIPTION
    return SoundRole.COMMENTARY if "commentary" in words else SoundRole.OTHER
