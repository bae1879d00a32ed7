"""Stills of a video: posters to choose from, a poster from a picture file, and the sheet for the seek bar."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from models.core.errors import Invalid, PersonError
from models.core.sandbox import Finished, Limits, run
from models.core.text import tr
from models.video import ffmpeg
from models.video.media import MediaInfo
from models.video.probe import look_at

POSTER_WIDTH = 1280
TILE_HEIGHT = 90
_MOST_PIXELS = 50_000_000
_MOST_BYTES = 50_000_000
_MOST_TILES = 100
_SHORT_US = 60_000_000
"""A film this short is decoded in full: that is quick, and its tiles are a second apart."""
_DARKEST_MEAN = 24.0
"""Mean luma (16–235) below which a picture is as good as black."""
_LIMITS = Limits(cpu_s=120, wall_s=120, memory=4 << 30, file_size=64 << 20)
_SHEET_LIMITS = Limits(cpu_s=3600, wall_s=3600, file_size=64 << 20)
_SCALE = f"scale='min({POSTER_WIDTH},iw*sar)':-2,setsar=1"
_JPEG = ("-frames:v", "1", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "image2", "-update", "1", "-y")


@dataclass(frozen=True, slots=True)
class Poster:
    """A candidate: a JPEG file, its moment, and its mean luma (16 black – 235 white)."""

    path: Path
    moment_us: int
    brightness: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A JPEG of `columns` × `rows` tiles, one every `interval_us`; `count` of them are used."""

    path: Path
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    interval_us: int
    count: int

    def tile_at(self, moment_us: int) -> tuple[int, int]:
        """Left and top of the tile for a moment, in pixels."""
        number = min(max(moment_us, 0) // self.interval_us, self.count - 1)
        return number % self.columns * self.tile_width, number // self.columns * self.tile_height


def poster_candidates(
    path: Path, media: MediaInfo, folder: Path, *, count: int = 6, tick: Callable[[], None] | None = None
) -> tuple[Poster, ...]:
    """Up to `count` typical pictures spread over the film, in its order; black ones only where all are.

    Writes `poster0.jpg`, … into `folder`.
    """
    found = []
    for number in range(count):
        moment_us = media.picture.end_us * (2 * number + 1) // (2 * count)
        target = folder / f"poster{number}.jpg"
        brightness = _still(path, media, moment_us, target, tick)
        if brightness is not None:
            found.append(Poster(target, moment_us, brightness))
    if not found:
        raise Invalid(tr("None of this file's pictures can be decoded."))
    bright = [poster for poster in found if poster.brightness > _DARKEST_MEAN]
    return tuple(bright or found[:1])


def poster_from_picture(picture: Path, target: Path, *, tick: Callable[[], None] | None = None) -> None:
    """Turn a picture file that a person dropped into the JPEG `target`, at most 1280 pixels wide.

    Raises Invalid where it is none, or one that would blow up when decoded.
    """
    _from_picture(picture, target, _SCALE, tick)


def picture_to_fit(
    picture: Path, target: Path, width: int, height: int, *, tick: Callable[[], None] | None = None
) -> None:
    """The same, cut around its middle to fill `width` × `height` pixels."""
    fill = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height},setsar=1"
    _from_picture(picture, target, fill, tick)


def _from_picture(picture: Path, target: Path, graph: str, tick: Callable[[], None] | None) -> None:
    if look_at(picture).st_size > _MOST_BYTES:
        raise Invalid(tr("This picture's file is larger than {limit} MB.", limit=_MOST_BYTES // 1_000_000))
    # A copy with a plain name: ffmpeg takes "%03d" in a picture's name for a row of pictures.
    plain = target.with_suffix(".dropped")
    shutil.copyfile(picture, plain)
    try:
        words = ["-max_pixels", str(_MOST_PIXELS), *ffmpeg.reading(plain), "-vf", graph, *_JPEG]
        finished = _ffmpeg(words, plain, target, tick)
    finally:
        plain.unlink()
    if not finished.ok or not target.exists() or target.stat().st_size == 0:
        target.unlink(missing_ok=True)
        raise _no_picture(finished)


def seek_sheet(
    path: Path, media: MediaInfo, target: Path, *, tick: Callable[[], None] | None = None
) -> Sheet:
    """The seek bar's pictures, at most 100, from the key frames alone where those come often enough.

    Cheapest from a small rendition: its key frames are at most a segment apart.
    """
    picture = media.picture
    interval_us = max(ceil(picture.end_us / _MOST_TILES), 1_000_000)
    keys_only = picture.end_us > _SHORT_US and picture.key_frame_gap_us <= max(interval_us, 6_000_000)
    count = max(ceil(picture.end_us / interval_us), 1)
    columns = min(count, 10)
    rows = ceil(count / columns)
    width = max(round(TILE_HEIGHT * picture.display_width / picture.display_height / 2) * 2, 2)
    tiles = f"fps=1000000/{interval_us}:start_time=0:round=up,scale={width}:{TILE_HEIGHT},setsar=1"
    graph = f"{tiles},tpad=stop_mode=clone:stop={columns * rows},tile={columns}x{rows}"
    before = ["-skip_frame", "nokey"] if keys_only else []
    finished = _ffmpeg(
        [*ffmpeg.reading(path, *before), "-map", f"0:{picture.index}", "-vf", graph, *_JPEG],
        path,
        target,
        tick,
        limits=_SHEET_LIMITS,
    )
    if not finished.ok or not target.exists():
        raise ffmpeg.explain(finished)
    return Sheet(target, columns, rows, width, TILE_HEIGHT, interval_us, count)


def _still(
    path: Path, media: MediaInfo, moment_us: int, target: Path, tick: Callable[[], None] | None
) -> float | None:
    """Write the most typical of the pictures from a moment on; its mean luma, None where none came."""
    brightness: list[float] = []

    def take(line: str) -> None:
        if line.startswith("lavfi.signalstats.YAVG="):
            brightness.append(float(line.partition("=")[2]))

    mean = "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-"
    graph = f"thumbnail=n=20,{_SCALE},format=yuv420p,{mean}"
    seek = ["-ss", f"{moment_us / 1e6:.6f}"]
    words = [*ffmpeg.reading(path, *seek), "-map", f"0:{media.picture.index}", "-vf", graph, *_JPEG]
    finished = _ffmpeg(words, path, target, tick, on_line=take)
    if not finished.ok or not brightness or not target.exists():
        target.unlink(missing_ok=True)
        return None
    return brightness[0]


def _ffmpeg(
    words: list[str],
    source: Path,
    target: Path,
    tick: Callable[[], None] | None,
    *,
    limits: Limits = _LIMITS,
    on_line: Callable[[str], None] | None = None,
) -> Finished:
    return run(
        ffmpeg.find().command("-max_error_rate", "1", *words, f"file:{target.absolute()}"),
        limits=limits,
        readable=[source],
        writable=[target.parent],
        on_line=on_line,
        tick=tick,
    )


def _no_picture(finished: Finished) -> PersonError:
    if finished.ended != "exit" or finished.says("Cannot allocate memory", "exceeds", "max_pixels"):
        return Invalid(
            tr(
                "This picture is too large: more than {limit} million pixels.",
                limit=_MOST_PIXELS // 1_000_000,
            )
        )
    if finished.says("No space left", "Read-only"):
        return ffmpeg.explain(finished)
    return Invalid(tr("This is not a picture that can be read."))
