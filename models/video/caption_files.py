"""Foreign captions made ours: read in sandboxed children, whatever they come in, and written as WebVTT.

Here only bytes are copied and their encoding is told; what a text means is found out by a child that sees
nothing but a folder of its own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.core.errors import Invalid, Unavailable
from models.core.files import open_source, read_error, shown_name
from models.core.sandbox import Limits, ask_worker, run
from models.core.text import tr
from models.video import ffmpeg
from models.video.captions import CONVERTED, PLAIN
from models.video.cues import MAX_BYTES, parse, refusal
from models.video.encodings import decode
from models.video.media import SubtitleStream

_LIMITS = Limits(cpu_s=60, wall_s=120, memory=2 << 30, file_size=8 * MAX_BYTES)
_EXTRACTING = Limits(file_size=8 * MAX_BYTES)
_TEXTS = frozenset(
    (
        *("ass", "ssa", "subrip", "srt", "mov_text", "webvtt", "text", "microdvd", "subviewer", "subviewer1"),
        *("sami", "realtext", "jacosub", "mpl2", "pjs", "stl", "vplayer", "hdmv_text_subtitle"),
    )
)
"""The decoders of ffmpeg that give texts; the others give pictures."""

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """Captions to be stored: the WebVTT file, and [start in µs, text] of each cue for the search."""

    vtt: bytes
    lines: list[Any]


def take(path: Path, scratch: Path, *, language: str = "", tick: Tick | None = None) -> Taken:
    """The captions of a person's file; `scratch` is a folder to work in.

    Raises PersonError: too large, empty, nothing in it that can be read, not there, not to be read, …
    """
    text = decode(_bytes(path), language)
    with tempfile.TemporaryDirectory(prefix="captions-", dir=scratch) as name:
        folder = Path(name)
        suffix = path.suffix.casefold()
        if text.lstrip("\ufeff\r\n ").startswith("[Script Info]"):
            suffix = ".ass"
        source = folder / f"in{suffix if suffix in CONVERTED else PLAIN[0]}"
        source.write_text(text.lstrip("\ufeff"), encoding="utf-8", errors="replace")
        if suffix in CONVERTED:
            source = _converted(source, folder, tick)
        return _read(source, folder, tick)


def texts(streams: Sequence[SubtitleStream]) -> list[SubtitleStream]:
    """The streams inside a file that hold texts and not pictures of them."""
    return [stream for stream in streams if stream.codec in _TEXTS]


def extract(
    video: Path, streams: Sequence[SubtitleStream], scratch: Path, *, tick: Tick | None = None
) -> Iterator[tuple[SubtitleStream, Taken]]:
    """The captions inside a video file, read in one pass; a stream without any is left out.

    Raises PersonError where ffmpeg finds nothing at all.
    """
    with tempfile.TemporaryDirectory(prefix="captions-", dir=scratch) as name:
        folder = Path(name)
        outputs = {stream.index: folder / f"{stream.index}.vtt" for stream in streams}
        _convert(video, {f"0:{index}": path for index, path in outputs.items()}, folder, tick, _EXTRACTING)
        for stream in streams:
            try:
                yield stream, _read(outputs[stream.index], folder, tick)
            except Invalid:
                continue


def _bytes(path: Path) -> bytes:
    handle, found = open_source(path)
    with os.fdopen(handle, "rb") as file:
        if found.st_size > MAX_BYTES:
            raise refusal("large")
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise read_error(error, path) from error
    if not data:
        raise Invalid(tr("“{name}” is empty.", name=shown_name(path)))
    return data


def _converted(source: Path, folder: Path, tick: Tick | None) -> Path:
    target = folder / "converted.vtt"
    _convert(source, {"0:s:0": target}, folder, tick, _LIMITS)
    return target


def _convert(source: Path, outputs: dict[str, Path], folder: Path, tick: Tick | None, limits: Limits) -> None:
    """Have ffmpeg write streams of texts as WebVTT; what it cannot is empty or not there."""
    words: list[str] = []
    for stream, path in outputs.items():
        words += ["-map", stream, "-c:s", "webvtt", "-f", "webvtt", f"file:{path}"]
    finished = run(
        ffmpeg.find().command(*ffmpeg.reading(source), *words),
        limits=limits,
        readable=[source],
        writable=[folder],
        tick=tick,
    )
    if not finished.ok and not any(path.exists() for path in outputs.values()):
        raise refusal("none")


def _read(source: Path, folder: Path, tick: Tick | None) -> Taken:
    if not source.exists() or source.stat().st_size == 0:
        raise refusal("none")
    target = folder / "ours.vtt"
    found, finished = ask_worker(
        "models.video.caption_child", str(source), str(target), limits=_LIMITS, writable=[folder], tick=tick
    )
    if found is None:
        if finished.ended in ("time", "cpu"):
            raise Invalid(tr("Reading these captions took too long, so it was stopped."))
        if finished.says("No space left on device"):
            raise Unavailable(tr("The disk is full."), what_now=tr("Free some space, then try again."))
        raise Invalid(tr("These captions made their reader stop, so they were refused."))
    if "refused" in found:
        raise refusal(found["refused"])
    data = target.read_bytes()
    return Taken(data, [[cue.start_us, cue.text] for cue in parse(data.decode())])
