"""What is known about a media file: frozen values that also live in a job's arguments as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

HDR_TRANSFERS = frozenset({16, 18})
"""SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG), by their ITU-T H.273 numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream:
    """One picture stream.

    `width`, `height`: as coded; `display_width`, `display_height`: after sample aspect ratio and rotation
    (degrees, counter-clockwise, 0–359). `start_us`, `end_us`: first and last moment of its packets from the
    start of the file. `bit_rate` in bits/s. `key_frames_us`: times of all key frames. `clean_key_frames`:
    each can be decoded without what stood before it (H.264: IDR). `constant`: its parameters never change.
    """

    index: int
    codec: str
    profile: str
    pix_fmt: str
    width: int
    height: int
    display_width: int
    display_height: int
    rotation: int
    sample_aspect: Fraction
    frame_rate: Fraction
    bit_rate: int
    transfer: int
    interlaced: bool
    start_us: int
    end_us: int
    key_frames_us: tuple[int, ...]
    clean_key_frames: bool
    constant: bool

    @property
    def hdr(self) -> bool:
        return self.transfer in HDR_TRANSFERS

    @property
    def key_frame_gap_us(self) -> int:
        """The longest time without a key frame."""
        moments = (*self.key_frames_us, self.end_us)
        return max((b - a for a, b in pairwise(moments)), default=self.end_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStream:
    """One sound stream. `language` is ISO 639 or empty; `bit_rate` in bits/s."""

    index: int
    codec: str
    profile: str
    channels: int
    sample_rate: int
    bit_rate: int
    language: str
    title: str
    start_us: int
    end_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitleStream:
    """One stream of captions inside the file; `kind` as in `CaptionKind`."""

    index: int
    codec: str
    language: str
    title: str
    kind: str = "subtitles"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled part of the file, in µs from its start."""

    start_us: int
    end_us: int
    title: str


NAMED_BY_CONTENT = 0
"""For `modified_ns`: the file is a blob, which never changes, whenever it was last put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """A video file as it was found: `container` by ffmpeg's name, `size` in bytes, times in µs.

    `stated_us` is the length the file claims, `duration_us` where its last packet ends. `modified_ns` and
    `size` tell whether the file has changed since.
    """

    container: str
    size: int
    modified_ns: int
    stated_us: int
    duration_us: int
    video: tuple[VideoStream, ...]
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    chapters: tuple[Chapter, ...]
    tags: dict[str, str]

    @property
    def picture(self) -> VideoStream:
        """The stream that is shown."""
        return self.video[0]

    @property
    def title(self) -> str:
        return self.tags.get("title", "")


def to_json(value: object) -> bytes:
    """Any of this package's values as JSON; a fraction becomes "30000/1001"."""
    return msgspec.json.encode(value, enc_hook=str)


def from_json(kind: type[T], data: bytes | str) -> T:
    """The value that `to_json` wrote; raises msgspec.ValidationError where it is none."""
    return msgspec.json.decode(data, type=kind, dec_hook=_decode)


def from_plain(kind: type[T], data: Any) -> T:
    """The value from parsed JSON."""
    return msgspec.convert(data, type=kind, dec_hook=_decode)


def _decode(kind: type, value: Any) -> Any:
    return kind(value)
