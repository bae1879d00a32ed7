"""What is played: the request, its parts, and the states a player can be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

AUTO = 0
"""The quality that lets the player choose the rendition by the room for the picture (see `auto.py`)."""

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)


class State(StrEnum):
    """Where a player is with what it was asked to play."""

    IDLE = "idle"
    OPENING = "opening"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition: its picture in square pixels, upright."""

    width: int
    height: int

    @property
    def label(self) -> str:
        """The name people know it by: "1080p" (the shorter side, so that upright films are named alike)."""
        return f"{min(self.width, self.height)}p"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The preview pictures of the seek bar in one image, row by row, one every `interval_us`."""

    path: Path
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    interval_us: int

    def tile(self, position_us: int) -> tuple[int, int, int, int]:
        """The (x, y, width, height) in the image that shows `position_us`; the last one after the end."""
        number = min(max(0, position_us) // max(1, self.interval_us), self.columns * self.rows - 1)
        row, column = divmod(number, self.columns)
        return column * self.tile_width, row * self.tile_height, self.tile_width, self.tile_height


@dataclass(frozen=True, slots=True)
class Chapter:
    start_us: int
    title: str


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """A caption file (SRT or WebVTT) as the person may choose it; `id` tells it from others."""

    label: str
    path: Path
    language: str = ""
    id: str = ""
    kind: str = ""

    def found_in(self, tracks: Sequence[CaptionTrack]) -> int:
        """The number of this track among others, or of another version of it; -1 where it is gone."""
        same = [number for number, track in enumerate(tracks) if track.id == self.id]
        alike = [number for number, track in enumerate(tracks) if track.label == self.label]
        return next(iter((*same, *alike)), -1)


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """A sound track as libvlc names it."""

    number: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRequest:
    """Everything a player needs to show one video; times in microseconds of media time.

    `master_url` is an HLS master playlist (or any address libvlc reads), `waveform` holds loudness values
    0–1 spread evenly over the duration, `rungs` the renditions in any order, `start_us` where it was left.
    Up to `end_us`, unless it is 0, it plays alone (see `Part`).
    `caption` is the track that is meant when captions are wanted, `captions_on` whether they are at once.
    """

    master_url: str
    duration_us: int = 0
    title: str = ""
    poster: Path | None = None
    sheet: Sheet | None = None
    waveform: tuple[float, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    captions: tuple[CaptionTrack, ...] = ()
    caption: int = 0
    captions_on: bool = False
    rungs: tuple[Rung, ...] = ()
    start_us: int = 0
    end_us: int = 0
    frame_rate: float = 0.0
    damaged: bool = False

    def chapter_at(self, position_us: int) -> Chapter | None:
        """The chapter that `position_us` lies in, or None before the first one."""
        inside = [chapter for chapter in self.chapters if chapter.start_us <= position_us]
        return max(inside, key=lambda chapter: chapter.start_us) if inside else None
