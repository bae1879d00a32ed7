"""What the sample world's channels, films, playlists and people say; the words are in resources/sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.video.films import Film


@dataclass(frozen=True, slots=True)
class ChannelText:
    """A channel's name and what it says about itself."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """A film of one of the people (by number), uploaded so many days ago.

    `liked` is how likely somebody watches it on its first day, `best` where in it people go back to (0–1);
    `spoken` becomes its English captions and `hablado` its Spanish ones, spread evenly over its length.
    """

    owner: int
    title: str
    description: str
    category: str
    tags: Sequence[str]
    days_ago: int
    liked: float
    best: float
    drawn: Film
    spoken: Sequence[str]
    hablado: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ListText:
    """A playlist of one of the people: films by their number."""

    owner: int
    title: str
    description: str
    days_ago: int
    films: Sequence[int]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment under a film (by number), so many hours after it came out; `answers` is the number of the
    comment it answers. A `heart` is from the film's owner, and `liked` are people by their numbers."""

    film: int
    who: int
    hours: int
    text: str
    answers: int | None = None
    heart: bool = False
    liked: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Script:
    channels: tuple[ChannelText, ...]
    films: tuple[Told, ...]
    playlists: tuple[ListText, ...]
    comments: tuple[Said, ...]


_script = msgspec.json.decode(
    (Path(__file__).parents[2] / "resources" / "sample" / "video.json").read_bytes(), type=_Script
)
CHANNELS, FILMS = _script.channels, _script.films
PLAYLISTS, COMMENTS = _script.playlists, _script.comments
