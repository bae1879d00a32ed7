"""Looks into a file that a person brought, in a sandboxed child; says in one sentence why it is no video."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.core.errors import Invalid, NotAllowed, NotFound, PersonError, Unavailable
from models.core.sandbox import Finished, Limits, ask_worker
from models.core.text import number, tr
from models.video.media import NAMED_BY_CONTENT, AudioStream, MediaInfo, from_plain

MAX_SIDE = 16_384
"""Pixels; what H.264 decoders and encoders stop at (16,384 macroblock-aligned)."""
_LIMITS = Limits(cpu_s=600, wall_s=1800, memory=4 << 30, file_size=0)
_SHORTFALL_US = 2_000_000
_SHORTFALL_PART = 0.02


def probe(
    path: Path,
    *,
    on_progress: Callable[[float], None] | None = None,
    tick: Callable[[], None] | None = None,
) -> MediaInfo:
    """Everything about a video file; reads it once from end to end without decoding it.

    Raises Invalid (not a video, cut off, empty, …), NotFound, NotAllowed, Unavailable.
    """
    before = look_at(path)
    found, finished = ask_worker(
        "models.video.probe_child",
        str(path.resolve()),
        limits=_LIMITS,
        readable=[path.resolve()],
        on_progress=on_progress,
        tick=tick,
    )
    if found is None:
        look_at(path)
        raise _failed(finished)
    if "media" not in found:
        raise _refusal(found)
    media = from_plain(
        MediaInfo, {**found["media"], "size": before.st_size, "modified_ns": before.st_mtime_ns}
    )
    _refuse_cut(media, found.get("extent"))
    if max(media.picture.width, media.picture.height) > MAX_SIDE:
        raise Invalid(
            tr(
                "The picture is {width} × {height} pixels, more than the {limit} that can be shown.",
                width=media.picture.width,
                height=media.picture.height,
                limit=MAX_SIDE,
            )
        )
    return media


def probe_sound(path: Path, *, tick: Callable[[], None] | None = None) -> AudioStream:
    """The first sound in a file, which need not be a video; reads it once without decoding it.

    Raises Invalid (no sound, cut off, empty, …), NotFound, NotAllowed, Unavailable.
    """
    look_at(path)
    found, finished = ask_worker(
        "models.video.probe_child",
        str(path.resolve()),
        "sound",
        limits=_LIMITS,
        readable=[path.resolve()],
        tick=tick,
    )
    if found is None:
        look_at(path)
        raise _failed(finished)
    if "sound" not in found:
        if found["problem"] == "unknown format" and found.get("extent") is None:
            raise Invalid(tr("This is not a sound file: its contents are in no known format."))
        raise _refusal(found)
    extent = found["extent"]
    if extent is not None and extent["actual"] < extent["stated"]:
        raise _cut_sentence(extent, tr("the rest is missing"))
    return from_plain(AudioStream, found["sound"])


def look_at(path: Path) -> Any:
    """The file's stat; a PersonError where it is no readable file with something in it."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise Invalid(
                tr("This is a folder, not a video file."), what_now=tr("Drop the videos inside it instead.")
            )
        if not stat.S_ISREG(state.st_mode):
            raise Invalid(tr("This is a device or a pipe, not a video file."))
        if state.st_size == 0:
            raise Invalid(tr("This file is empty."))
        with path.open("rb"):
            return state
    except FileNotFoundError as error:
        raise NotFound(tr("The file is no longer there.")) from error
    except PermissionError as error:
        raise NotAllowed(
            tr("This file may not be read."), what_now=tr("Change its permissions, then try again.")
        ) from error
    except OSError as error:
        raise Invalid(tr("This file cannot be opened: {reason}.", reason=error.strerror or error)) from error


def unchanged(path: Path, media: MediaInfo) -> None:
    """Raise where the file is not the one that was probed any more; a blob is always the same."""
    state = look_at(path)
    touched = media.modified_ns not in (NAMED_BY_CONTENT, state.st_mtime_ns)
    if touched or state.st_size != media.size:
        raise Invalid(
            tr("The file changed while it was being read."),
            what_now=tr("Wait until it is completely written, then add it again."),
        )


def clock(moment_us: int) -> str:
    """A moment as people write it: 1:05 or 2:03:09."""
    seconds = moment_us // 1_000_000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def falls_short(reached_us: int, stated_us: int) -> bool:
    """Whether a film that stated a length ends well before it."""
    return stated_us - reached_us > max(_SHORTFALL_US, stated_us * _SHORTFALL_PART)


def cut_off(reached_us: int, stated_us: int) -> Invalid:
    """The refusal of a film that stops too early."""
    return Invalid(
        tr(
            "The video stops at {reached} of {stated}: the rest of the file is missing or unreadable.",
            reached=clock(reached_us),
            stated=clock(stated_us),
        ),
        what_now=tr("Copy or download it again."),
    )


def _refuse_cut(media: MediaInfo, extent: Mapping[str, Any] | None) -> None:
    if extent is not None and extent["actual"] < extent["stated"]:
        raise _cut_sentence(extent, tr("the rest is missing"))
    if falls_short(media.duration_us, media.stated_us):
        raise cut_off(media.duration_us, media.stated_us)


def _cut_sentence(extent: Mapping[str, Any], missing: str) -> Invalid:
    digits = 0 if extent["stated"] >= 10_000_000 else 1
    return Invalid(
        tr(
            "The file ends after {actual} of {stated} MB: {missing}.",
            actual=number(extent["actual"] / 1e6, digits),
            stated=number(extent["stated"] / 1e6, digits),
            missing=missing,
        ),
        what_now=tr("Copy or download it again."),
    )


def _refusal(found: Mapping[str, Any]) -> Invalid:
    extent = found.get("extent")
    if found["problem"] == "unknown format" and extent is not None:
        if extent["actual"] < extent["stated"]:
            missing = tr("the rest is missing") if extent["index"] else tr("its index is missing")
            return _cut_sentence(extent, missing)
        if not extent["index"]:
            return Invalid(tr("The file's index is missing, so nothing in it can be found."))
    sentences = {
        "unknown format": tr("This is not a video: its contents are in no known format."),
        "still": tr("This is a picture or a list, not a video."),
        "sound only": tr("This file has sound but no picture."),
        "no picture": tr("This file has no picture."),
        "no sound": tr("There is no sound in this file."),
        "undecodable": tr("None of this file's pictures can be decoded."),
    }
    return Invalid(sentences[found["problem"]])


def _failed(finished: Finished) -> PersonError:
    """The child gave no answer: it ran out of a limit, or a parser crashed on the file."""
    if finished.ended in ("time", "cpu"):
        return Invalid(tr("Reading this file took too long, so it was stopped."))
    if finished.says("ModuleNotFoundError", "ImportError"):
        return Unavailable(tr("The library that reads videos (PyAV) is missing."))
    return Invalid(tr("This file made the video reader stop, so it was refused."))
