"""What the ear needs: the waveform to draw and the loudness by EBU R 128, in one pass over the sound."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from models.core.sandbox import Limits, run
from models.video import ffmpeg
from models.video.media import AudioStream

BUCKETS = 1_500
_RATE = 48_000
_LIMITS = Limits(file_size=0)
_SILENT_LUFS = -70.0


@dataclass(frozen=True, slots=True)
class Waveform:
    """`peaks`: one byte a bucket, 255 for full scale. `lufs`: integrated loudness; None for silence."""

    peaks: bytes
    bucket_us: int
    lufs: float | None


def waveform(
    path: Path, stream: AudioStream, *, buckets: int = BUCKETS, tick: Callable[[], None] | None = None
) -> Waveform:
    """Measure one sound stream of a file (by its own index there).

    Raises PersonError where ffmpeg fails: a number from a failed run would look like a measured one.
    """
    length = max(ceil(stream.end_us * _RATE / 1_000_000 / buckets), 1)
    peaks = bytearray()

    def take(line: str) -> None:
        if line.startswith("lavfi.astats.Overall.Peak_level="):
            peaks.append(_byte(line.partition("=")[2]))

    loudness: list[float] = []

    def measure(line: str) -> None:
        if found := re.match(r"\s*I:\s+(-?[\d.]+) LUFS", line.rpartition("[info]")[2]):
            loudness.append(float(found[1]))

    graph = (
        f"[0:{stream.index}]aresample={_RATE}:first_pts=0,asplit[a][b];[a]ebur128=framelog=quiet,anullsink;"
        f"[b]asetnsamples=n={length}:p=0,astats=metadata=1:reset=1:measure_perchannel=none:"
        "measure_overall=Peak_level,ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-[out]"
    )
    finished = run(
        ffmpeg.find().command(
            *("-loglevel", "level+info", "-max_error_rate", "1", *ffmpeg.reading(path)),
            *("-filter_complex", graph, "-map", "[out]", "-f", "null", "-"),
        ),
        limits=_LIMITS,
        readable=[path],
        on_line=take,
        on_error_line=measure,
        tick=tick,
    )
    if not finished.ok:
        raise ffmpeg.explain(finished)
    lufs = loudness[-1] if loudness and loudness[-1] > _SILENT_LUFS else None
    return Waveform(bytes(peaks[:buckets]), length * 1_000_000 // _RATE, lufs)


def _byte(decibels: str) -> int:
    """A peak in dBFS as a byte on a linear scale; silence is "-inf"."""
    try:
        return min(round(255 * 10 ** (float(decibels) / 20)), 255)
    except (ValueError, OverflowError):
        return 0
