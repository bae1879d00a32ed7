"""Plans what a video becomes: which sizes and rates, cut where, what is copied, how much disk it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from models.video.media import AudioStream, MediaInfo, VideoStream

LADDER = (2160, 1440, 1080, 720, 480, 360)
"""Heights (of the short side) that are offered, largest first."""
LONGEST_COPIED_GAP_US = 6_000_000
SEGMENT_US = 4_000_000
_STANDARD_RATES = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001),
        (24, 1),
        (25, 1),
        (30000, 1001),
        (30, 1),
        (48, 1),
        (50, 1),
        (60000, 1001),
        (60, 1),
    )
)
_NEXT_STEP = 0.85
_MOST_SEGMENTS = 9_000
_MOST_SOUNDS = 8
_SLACK = 1.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The person's wishes. `heights`: short sides to make; `copy`: keep the source's stream where it fits."""

    heights: tuple[int, ...] = LADDER
    copy: bool = True
    preset: str = "veryfast"
    quality: int = 23
    max_rate: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rendition of the picture. `bit_rate` is the most it may use over a few seconds, in bits/s."""

    name: str
    width: int
    height: int
    bit_rate: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One rendition of the sound, from stream `stream` of the source; `bit_rate` in bits/s."""

    name: str
    stream: int
    language: str
    title: str
    channels: int
    bit_rate: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to make.

    `frame_rate`: pictures a second of every encoded rung. `starts`: number of the first picture of each
    segment, on that rate's grid, common to all rungs. `duration_us`: expected length. `output_bytes`: the
    most the renditions should take; `disk_bytes`: the most the work takes at once.
    """

    stream: int
    rungs: tuple[Rung, ...]
    sounds: tuple[Sound, ...]
    frame_rate: Fraction
    starts: tuple[int, ...]
    duration_us: int
    tone_map: bool
    deinterlace: bool
    preset: str
    quality: int
    output_bytes: int
    disk_bytes: int

    @property
    def encoded(self) -> tuple[Rung, ...]:
        """The rungs that need the picture decoded and encoded again."""
        return tuple(rung for rung in self.rungs if not rung.copied)

    @property
    def starts_us(self) -> tuple[int, ...]:
        return tuple(round(start * 1_000_000 / self.frame_rate) for start in self.starts)


def plan(media: MediaInfo, settings: Settings | None = None) -> Plan:
    """The renditions of a video under the person's settings; touches nothing."""
    settings = settings or Settings()
    picture = media.picture
    rate = frame_rate(picture.frame_rate, settings.max_rate)
    copied = settings.copy and can_copy(picture)
    starts = _copied_starts(picture, rate) if copied else _even_starts(media.duration_us, rate)
    copied = copied and len(starts) <= _MOST_SEGMENTS
    if not copied:
        starts = _even_starts(media.duration_us, rate)
    rungs = _rungs(picture, rate, settings, copied)
    sounds = tuple(_sound(stream, number) for number, stream in enumerate(media.audio[:_MOST_SOUNDS]))
    rates = sum(rung.bit_rate for rung in rungs) + sum(sound.bit_rate for sound in sounds)
    output = round(rates * media.duration_us / 8_000_000 * _SLACK) + (1 << 20)
    folded = (
        max((rung.bit_rate for rung in rungs if not rung.copied), default=0) * media.duration_us // 8_000_000
    )
    return Plan(
        stream=picture.index,
        rungs=rungs,
        sounds=sounds,
        frame_rate=rate,
        starts=starts,
        duration_us=media.duration_us,
        tone_map=picture.hdr,
        deinterlace=picture.interlaced,
        preset=settings.preset,
        quality=settings.quality,
        output_bytes=output,
        disk_bytes=output + folded,
    )


def can_copy(picture: VideoStream) -> bool:
    """Whether the stream can be played as it is, everywhere, cut at its own key frames."""
    return (
        picture.codec == "h264"
        and picture.pix_fmt == "yuv420p"
        and picture.rotation == 0
        and picture.sample_aspect == 1
        and picture.constant
        and picture.clean_key_frames
        and not picture.interlaced
        and not picture.hdr
        and picture.key_frames_us[:1] == (picture.start_us,)
        and picture.key_frame_gap_us <= LONGEST_COPIED_GAP_US
    )


def frame_rate(rate: Fraction, most: int = 60) -> Fraction:
    """The constant rate of the renditions: the source's own up to `most`, tidied to one that is in use."""
    rate = min(max(rate, Fraction(1)), Fraction(most))
    if rate.denominator in (1, 1001):
        return rate
    near = min(_STANDARD_RATES, key=lambda standard: abs(standard - rate))
    if abs(near - rate) < rate / 1000:
        return min(near, Fraction(most))
    return min(Fraction(ceil(rate)), Fraction(most))


def size_at(picture: VideoStream, short: int) -> tuple[int, int]:
    """Even width and height of the upright picture at a short side, never above its own."""
    width, height = picture.display_width, picture.display_height
    short = min(short, width, height)
    part = Fraction(short, min(width, height))
    return _even(width * part), _even(height * part)


def _even(side: Fraction) -> int:
    return max(int(side) // 2 * 2, 2)


def _rungs(picture: VideoStream, rate: Fraction, settings: Settings, copied: bool) -> tuple[Rung, ...]:
    own = min(picture.display_width, picture.display_height)
    largest = own if copied else min(own, max(settings.heights, default=own))
    heights = [largest]
    heights += sorted((h for h in settings.heights if h <= largest * _NEXT_STEP), reverse=True)
    rungs = []
    for place, short in enumerate(heights):
        width, height = size_at(picture, short)
        source = copied and place == 0
        if source:
            width, height = picture.width, picture.height
        bit_rate = picture.bit_rate if source else _bit_rate(width, height, rate)
        rungs.append(Rung(name=f"{short}p", width=width, height=height, bit_rate=bit_rate, copied=source))
    return tuple(rungs)


def _bit_rate(width: int, height: int, rate: Fraction) -> int:
    """Most bits/s: 5 Mbit/s at 1080p30, growing slower than the pixels, as encoders' need does."""
    pixels = (width * height) / (1920 * 1080)
    need = 500.0 * math.pow(pixels, 0.8) * math.sqrt(max(1.0, float(rate / 30)))
    return max(round(need) * 10_000, 100_000)


def _sound(stream: AudioStream, number: int) -> Sound:
    copied = stream.codec == "aac" and stream.profile == "LC" and stream.sample_rate in (44_100, 48_000)
    channels = stream.channels if copied else min(stream.channels, 2)
    bit_rate = stream.bit_rate if copied else 80_000 * channels
    return Sound(
        name=f"sound{number}",
        stream=stream.index,
        language=stream.language,
        title=stream.title,
        channels=channels,
        bit_rate=bit_rate,
        copied=copied,
    )


def _even_starts(duration_us: int, rate: Fraction) -> tuple[int, ...]:
    """Segments of 4 s, longer in films of more than ten hours."""
    step = SEGMENT_US * max(1, ceil(duration_us / SEGMENT_US / _MOST_SEGMENTS))
    moments = range(0, max(duration_us, 1), step)
    return _distinct([ceil(moment * rate / 1_000_000) for moment in moments])


def _copied_starts(picture: VideoStream, rate: Fraction) -> tuple[int, ...]:
    """Segments that start at the source's own key frames, at least 4 s apart where those allow it."""
    starts, last = [0], 0
    for moment in picture.key_frames_us:
        if moment - last >= SEGMENT_US - 40_000:
            starts.append(round(moment * rate / 1_000_000))
            last = moment
    return _distinct(starts)


def _distinct(starts: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(starts)))
