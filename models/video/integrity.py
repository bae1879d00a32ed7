"""Decodes a file to its end in a child, to know that it can be, and how much of it is damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.core.sandbox import Limits, run
from models.video import ffmpeg
from models.video.media import MediaInfo
from models.video.probe import falls_short, unchanged

_LIMITS = Limits(file_size=0)


@dataclass(frozen=True, slots=True)
class Integrity:
    """`decoded_us`: how far the picture (or else the sound) goes; `errors`: what the decoders complained of.

    `complete`: it goes to the stated end. `damaged`: to some end, but with errors.
    """

    decoded_us: int
    errors: int
    complete: bool

    @property
    def damaged(self) -> bool:
        return self.errors > 0


def check(
    source: Path,
    media: MediaInfo,
    *,
    picture: bool = True,
    sounds: Sequence[int] | None = None,
    on_progress: Callable[[int], None] | None = None,
    tick: Callable[[], None] | None = None,
) -> Integrity:
    """Decode the picture and the sound streams (by stream index; None: all) once from end to end.

    `on_progress` gets µs of film. Raises Invalid where the file breaks the decoder or changed meanwhile.
    """
    streams = [stream.index for stream in media.audio] if sounds is None else list(sounds)
    runs = ([[media.picture.index]] if picture else []) + ([streams] if streams else [])
    reached, errors = [], 0
    for wanted in runs:
        moment, complaints = _decode(source, media, wanted, on_progress, tick)
        reached.append(moment)
        errors += complaints
    goal = (
        media.picture.end_us
        if picture
        else max((s.end_us for s in media.audio if s.index in streams), default=0)
    )
    decoded_us = reached[0] if reached else 0
    return Integrity(decoded_us, errors, not falls_short(decoded_us, goal))


def _decode(
    source: Path,
    media: MediaInfo,
    streams: Sequence[int],
    on_progress: Callable[[int], None] | None,
    tick: Callable[[], None] | None,
) -> tuple[int, int]:
    moment = errors = 0

    def progress(line: str) -> None:
        nonlocal moment
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.isdigit():
            moment = int(value)
            if on_progress is not None:
                on_progress(moment)

    def note(line: str) -> None:
        nonlocal errors
        errors += ffmpeg.is_error(line)

    maps = [word for stream in streams for word in ("-map", f"0:{stream}")]
    finished = run(
        ffmpeg.find().command(
            *("-progress", "pipe:1", "-stats_period", "0.5", "-max_error_rate", "1"),
            *ffmpeg.reading(source),
            *maps,
            *("-fps_mode", "passthrough", "-f", "null", "-"),
        ),
        limits=_LIMITS,
        readable=[source],
        on_line=progress,
        on_error_line=note,
        tick=tick,
    )
    if not finished.ok:
        unchanged(source, media)
        raise ffmpeg.explain(finished)
    return moment, errors
