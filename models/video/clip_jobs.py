"""Cutting clips: whole samples of the renditions are copied, so that nothing is encoded and nothing is lost.

Only files that were written here are read, so that no parser of foreign ones is needed; what looks at
pictures or joins tracks runs in a child like everywhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core import files
from models.core.errors import Conflict, Invalid, NotFound, Unavailable
from models.core.jobs import JobRun, job
from models.core.sandbox import Limits, run
from models.core.text import tr
from models.video import ffmpeg
from models.video.caption_commands import AddCaption
from models.video.caption_jobs import once
from models.video.clips import CLIP_FILE, ClipOf, begin_at, cut_points
from models.video.cues import Cue, parse, write_vtt
from models.video.cutting import cut
from models.video.encoding import Encoded, Rendition
from models.video.entities import CLIP, CaptionInfo, RenditionInfo, VideoDetail, VideoState
from models.video.jobs import Making, abandon_import
from models.video.media import AudioStream, MediaInfo, from_plain
from models.video.pieces import whole_track
from models.video.probe import probe
from models.video.queries import OneVideo
from models.video.segments import build_index

_LIMITS = Limits(memory=None)
_CUT, _PICTURED = 0.6, 0.95
_SEGMENT_US = 4_000_000


class _Source:
    """The video that is cut, and the stretch of it: from the key frame before what was asked for."""

    def __init__(self, task: JobRun, space_id: UUID, video_id: UUID) -> None:
        self._run = task
        self.blobs: BlobStore = task.service("blobs")
        try:
            asked = OneVideo(actor=task.actor, space_id=space_id, video_id=video_id)
            self.detail: VideoDetail = task.ask(asked)
        except NotFound as gone:
            raise Invalid(tr("The video that the clip is from is gone.")) from gone
        self.start_us = begin_at(cut_points(self.detail.renditions), int(task.arguments["start_us"]))
        self.end_us = int(task.arguments["end_us"])

    def cut(self, folder: Path, share: float) -> list[Rendition]:
        """Cut every rendition into the folder; those that an earlier attempt has finished are left."""
        folder.mkdir(exist_ok=True)
        renditions = self.detail.renditions
        made = []
        for number, rendition in enumerate(renditions):
            if _ends(rendition) <= self.start_us:
                continue  # a sound that has ended before
            self._run.progress(share * number / len(renditions), tr("Cutting the clip"))
            made.append(self._cut(rendition, folder / f"{rendition.name}.mp4"))
        return made

    def _cut(self, rendition: RenditionInfo, target: Path) -> Rendition:
        whole = from_plain(Rendition, {**rendition.details, "path": ""})
        if not target.exists():
            partial = target.with_suffix(".part")
            with self.blobs.lease(BlobRef.of(rendition.blob)) as path:
                cut(
                    path,
                    partial,
                    self.start_us,
                    self.end_us,
                    pictures=whole.kind == "picture",
                    check=self._run.check,
                )
            partial.replace(target)
        starts = [part.start_us - self.start_us for part in whole.index.segments]
        if whole.kind == "sound":
            starts = list(range(0, self.end_us - self.start_us, _SEGMENT_US))
        inside = [0, *(start for start in starts if start > 0)]
        return replace(whole, path=target, index=build_index(whole_track(target), inside))


class _Clip(Making):
    """One attempt at a clip that becomes a video."""

    def __call__(self) -> None:
        if self.video().card.state is VideoState.READY:
            return
        of = UUID(self.run.arguments["of"])
        source = _Source(self.run, self.channel_id, of)
        cuts = self.run.scratch / "cuts"
        encoded = self.kept(
            "encoded.json",
            Encoded,
            lambda: Encoded(tuple(source.cut(cuts, _CUT)), source.end_us - source.start_us, 0),
            whole=self.is_here,
        )
        encoded = replace(encoded, errors=int(source.detail.card.damaged))
        largest = max((r for r in encoded.renditions if r.kind == "picture"), key=lambda each: each.width)
        self._describe(source, largest, ClipOf(of, source.start_us, source.end_us))
        once(self.run, "pictures", lambda: self._take_pictures(largest, encoded))
        once(self.run, "captions", lambda: self._take_captions(source))
        self.publish(encoded)

    def _describe(self, source: _Source, largest: Rendition, of: ClipOf) -> None:
        detail = source.detail
        chapters = [
            {
                "start_us": max(part.start_us - of.start_us, 0),
                "end_us": min(part.end_us, of.end_us) - of.start_us,
                "title": part.title,
            }
            for part in detail.chapters
            if part.start_us < of.end_us and part.end_us > of.start_us
        ]
        media: Mapping[str, Any] = detail.media
        self.tell(
            duration_us=largest.index.duration_us,
            size=largest.path.stat().st_size if largest.path.exists() else None,
            width=largest.width,
            height=min(largest.width, largest.height),
            media={**media, "tags": {}, "container": "mp4", "video": "h264", **of.as_media()},
            chapters=chapters,
        )

    def _take_pictures(self, largest: Rendition, encoded: Encoded) -> None:
        sounds = [each for each in encoded.renditions if each.kind == "sound"]
        heard = (sounds[0].path, _stream(sounds[0])) if sounds else None
        found: MediaInfo = probe(largest.path, tick=self.run.check)
        self.picture(largest.path, found, heard)

    def _take_captions(self, source: _Source) -> None:
        """What is said in the stretch, at its moments."""
        for caption in source.detail.captions:
            self.run.check()
            cues = list(_moved(caption, source))
            if not cues:
                continue
            blob = self.blobs.put_bytes(write_vtt(cues).encode())
            self.run.submit(
                AddCaption,
                space_id=self.channel_id,
                video_id=self.video_id,
                blob=blob.name,
                size=blob.size,
                lines=[[cue.start_us, cue.text] for cue in cues],
                language=caption.language,
                label=caption.label,
                kind=caption.kind,
                file_name=caption.file_name,
            )


def _ends(rendition: RenditionInfo) -> int:
    last = rendition.details["index"]["segments"][-1]
    return int(last["start_us"] + last["duration_us"])


def _stream(sound: Rendition) -> AudioStream:
    """A cut sound as the stream that its own file has."""
    return AudioStream(
        index=0,
        codec="aac",
        profile="LC",
        channels=sound.channels,
        sample_rate=0,
        bit_rate=0,
        language=sound.language,
        title=sound.title,
        start_us=0,
        end_us=sound.index.duration_us,
    )


def _moved(caption: CaptionInfo, source: _Source) -> Iterator[Cue]:
    with source.blobs.open_range(BlobRef.of(caption.blob)) as file:
        cues = parse(file.read().decode())
    for cue in cues:
        start, end = max(cue.start_us, source.start_us), min(cue.end_us, source.end_us)
        if end > start:
            yield Cue(start - source.start_us, end - source.start_us, cue.text)


@contextmanager
def _refusing(task: JobRun) -> Iterator[None]:
    """What cannot be cut is refused, and leaves nothing behind."""
    try:
        yield
    except OSError as error:
        raise files.write_error(error, task.scratch, name=tr("unfinished work")) from error


@job(CLIP, abandon=abandon_import)
def make_clip(task: JobRun) -> None:
    """Cut a video out of another one, in the same channel."""
    try:
        with _refusing(task):
            _Clip(task)()
    except (Invalid, NotFound, Conflict):
        abandon_import(task)
        shutil.rmtree(task.scratch / "cuts", ignore_errors=True)
        raise


@job(CLIP_FILE)
def write_clip(task: JobRun) -> None:
    """Write a clip to the file that the person named: the largest picture and every sound."""
    arguments = task.arguments
    target = Path(arguments["path"])
    with _refusing(task):
        source = _Source(task, UUID(arguments["of_channel"]), UUID(arguments["of"]))
        made = source.cut(task.scratch / "cuts", _CUT)
        largest = max((each for each in made if each.kind == "picture"), key=lambda each: each.width)
        joined = task.scratch / "clip.mp4"
        task.progress(_CUT, tr("Joining picture and sound"))
        _join(task, largest, [each for each in made if each.kind == "sound"], joined)
    task.progress(_PICTURED, tr("Writing “{name}”", name=target.name))
    partial = target.with_name(f".{target.name}.{task.id}.part")
    try:
        shutil.copyfile(joined, partial)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise files.write_error(error, target.parent, name=target.name) from error


def _join(task: JobRun, picture: Rendition, sounds: list[Rendition], target: Path) -> None:
    """One file of them all, packet by packet, with its index at its beginning."""
    # Where pictures are stored out of order, ffmpeg takes all of them for later than they are; and without
    # `copyts` each file for one that begins at 0, which a sound does not.
    words = ["-y", "-copyts", *ffmpeg.reading(picture.path)]
    for sound in sounds:
        words += ffmpeg.reading(sound.path)
    words += ["-map", "0:v", "-bsf:v", "setts=pts=PTS-STARTPTS:dts=DTS-STARTPTS"]
    for number, sound in enumerate(sounds):
        words += ["-map", f"{number + 1}:a", f"-metadata:s:a:{number}", f"language={sound.language or 'und'}"]
        words += [f"-metadata:s:a:{number}", f"title={sound.title}"]
    words += ["-map_metadata", "-1", "-c", "copy", "-movflags", "+faststart", "-f", "mp4", f"file:{target}"]
    finished = run(
        ffmpeg.find().command(*words),
        limits=_LIMITS,
        readable=[picture.path, *(sound.path for sound in sounds)],
        writable=[target.parent],
        tick=task.check,
    )
    if not finished.ok:
        target.unlink(missing_ok=True)
        raise ffmpeg.explain(finished)
    if not target.exists():
        raise Unavailable(tr("The clip could not be written."))
