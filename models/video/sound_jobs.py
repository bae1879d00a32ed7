"""Giving a video a sound track: a person's file is looked into, decoded and encoded once, in children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core import files
from models.core.errors import Conflict, Invalid, NotFound, PersonError
from models.core.jobs import JobRun, Obsolete, job
from models.core.sandbox import Finished, Limits, run
from models.core.text import tr
from models.core.units import clock
from models.video import ffmpeg
from models.video.encoding import Rendition
from models.video.languages import code
from models.video.media import AudioStream
from models.video.probe import falls_short, look_at, probe_sound
from models.video.progress import Progress, Watch
from models.video.queries import OneVideo
from models.video.segments import Index, build_index, read_track
from models.video.sound_commands import AddSound
from models.video.sound_tracks import ADD, language_named, role_named
from models.video.transcoding import sound_arguments

_LIMITS = Limits(memory=None)
_LOOKED, _ENCODED = 0.05, 0.95


def take(
    path: Path,
    folder: Path,
    longest_us: int,
    *,
    check: Callable[[], None] | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> tuple[Rendition, AudioStream]:
    """Make a rendition of the first sound in a file, up to `longest_us`, in `folder`; and what it was.

    Raises Invalid where it holds no sound, or cannot be decoded to its end.
    """
    stream = probe_sound(path, tick=check)
    expected_us = min(stream.end_us, longest_us)
    target = folder / "sound.mp4"
    watch = Watch("sound", 0, max(expected_us, 1), (_LOOKED, _ENCODED), on_progress)

    def tick() -> None:
        if check is not None:
            check()
        watch.stalled()

    finished = run(
        sound_arguments(ffmpeg.find(), path, stream, target, longest_us),
        limits=_LIMITS,
        readable=[path],
        writable=[folder],
        on_line=watch.line,
        tick=tick,
    )
    if not finished.ok:
        look_at(path)
        raise _failed(finished)
    index = _index(target)
    if falls_short(index.duration_us, expected_us):
        raise _cut_off(index.duration_us, stream.end_us)
    channels = min(stream.channels, 2)
    return Rendition(name="", kind="sound", path=target, index=index, channels=channels), stream


def _index(path: Path) -> Index:
    track = read_track(path)
    if track is None or not track.fragments:
        raise Invalid(tr("Nothing can be heard in this file."))
    return build_index(track)


def _failed(finished: Finished) -> PersonError:
    if finished.says("No space left on device", "Disk quota exceeded"):
        return ffmpeg.explain(finished)
    return Invalid(tr("The sound could not be decoded: it is damaged or of an unknown kind."))


def _cut_off(reached_us: int, stated_us: int) -> Invalid:
    return Invalid(
        tr(
            "The sound stops at {reached} of {stated}: the rest of the file is missing or unreadable.",
            reached=clock(reached_us),
            stated=clock(stated_us),
        ),
        what_now=tr("Copy or download it again."),
    )


@job(ADD)
def add_sound(task: JobRun) -> None:
    """Run again, it begins anew: sound alone takes a minute at most."""
    arguments = task.arguments
    where = UUID(arguments["for_channel"]), UUID(arguments["for_video"])
    try:
        detail = task.ask(OneVideo(actor=task.actor, space_id=where[0], video_id=where[1]))
    except NotFound as gone:
        raise Obsolete from gone

    def encoding(at: Progress) -> None:
        task.progress(at.fraction, tr("Encoding the sound"), speed=at.speed, left_s=at.left_s)

    task.progress(0.0, tr("Looking into the file"))
    blobs: BlobStore = task.service("blobs")
    path, longest_us = Path(arguments["path"]), detail.card.duration_us
    try:
        sound, stream = take(path, task.scratch, longest_us, check=task.check, on_progress=encoding)
        blob = blobs.adopt(sound.path, check=task.check)
    except OSError as error:
        raise files.write_error(error, task.scratch, name=tr("unfinished work")) from error
    _give(task, where, blob, sound, stream)


def _give(
    task: JobRun, where: tuple[UUID, UUID], blob: BlobRef, sound: Rendition, stream: AudioStream
) -> None:
    path, sent = Path(task.arguments["path"]), task.scratch / "sent"
    before = sent.exists()
    sent.touch()
    try:
        task.submit(
            AddSound,
            space_id=where[0],
            video_id=where[1],
            blob=blob.name,
            size=blob.size,
            details=msgspec.to_builtins(replace(sound, path=Path()), enc_hook=str),
            language=language_named(path) or code(stream.language),
            label=stream.title,
            role=role_named(path.name),
            file_name=path.name,
        )
    except Conflict:
        if not before:  # or else an earlier attempt has added it, and only did not come to say so
            raise
