"""The import of a file: look, copy, encode, take pictures, publish. Each step can be run again.

What is finished is kept in the job's scratch folder, so that after a restart the work goes on where it was:
the copy at its last safe byte, the encoding at its last complete segment.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core import files
from models.core.errors import Conflict, Invalid, NotFound, PersonError, Unavailable
from models.core.jobs import JobRun, Obsolete, job
from models.core.text import tr
from models.core.units import byte_size
from models.video.caption_jobs import once, take_beside, take_inside
from models.video.commands import DescribeMedia, DiscardVideo, PublishVideo
from models.video.encoding import Encoded, Rendition, encode
from models.video.encoding import Progress as EncodeProgress
from models.video.entities import IMPORT, VideoDetail, VideoState
from models.video.media import NAMED_BY_CONTENT, AudioStream, MediaInfo, from_json, to_json
from models.video.pictures import poster_candidates, seek_sheet
from models.video.probe import look_at, probe
from models.video.queries import OneVideo
from models.video.renditions import Plan, plan
from models.video.sound import waveform

log = logging.getLogger(__name__)

T = TypeVar("T")

_LOOKED, _COPIED, _ENCODED = 0.02, 0.10, 0.92
_DARK = 40.0
"""Mean luma (16–235) below which a picture is too dark to stand for a video."""


class Making:
    """One attempt to make a video playable; what is found is kept in the scratch folder."""

    def __init__(self, run: JobRun) -> None:
        self.run = run
        self.channel_id = UUID(run.arguments["channel_id"])
        self.video_id = UUID(run.arguments["video_id"])
        self.blobs: BlobStore = run.service("blobs")

    def video(self) -> VideoDetail:
        try:
            detail: VideoDetail = self.run.ask(
                OneVideo(actor=self.run.actor, space_id=self.channel_id, video_id=self.video_id)
            )
        except NotFound as gone:
            raise Obsolete from gone
        return detail

    def picture(self, path: Path, media: MediaInfo, sound: tuple[Path, AudioStream] | None) -> None:
        """Posters, the preview sheet, the waveform: wanted, but no reason to refuse a video. `sound` is the
        file and the stream in it that is heard."""
        self.run.progress(_ENCODED, tr("Taking pictures"))
        folder = self.run.scratch / "pictures"
        folder.mkdir(exist_ok=True)
        found: dict[str, Any] = {}
        takes: list[Callable[[], dict[str, Any]]] = [
            lambda: self._posters(path, media, folder),
            lambda: self._sheet(path, media, folder),
        ]
        if sound is not None:
            takes.append(lambda: self._sound(*sound))
        for take in takes:
            self.run.check()
            try:
                found |= take()
            except Invalid as error:
                log.info("a picture of the video %s is left out: %s", self.video_id, error)
        if found:
            self.tell(**found)

    def _posters(self, path: Path, media: MediaInfo, folder: Path) -> dict[str, Any]:
        """The brightest of the typical pictures first: it stands for the video until another is chosen."""
        taken = poster_candidates(path, media, folder, tick=self.run.check)
        chosen = sorted(taken, key=lambda poster: poster.brightness < _DARK)
        return {"posters": [self.blobs.adopt(poster.path).name for poster in chosen]}

    def _sheet(self, path: Path, media: MediaInfo, folder: Path) -> dict[str, Any]:
        sheet = seek_sheet(path, media, folder / "sheet.jpg", tick=self.run.check)
        details = msgspec.to_builtins(replace(sheet, path=Path()), enc_hook=str)
        return {"sheet": {**details, "blob": self.blobs.adopt(sheet.path).name}}

    def _sound(self, path: Path, stream: AudioStream) -> dict[str, Any]:
        heard = waveform(path, stream, tick=self.run.check)
        found: dict[str, Any] = {"waveform": self.blobs.put_bytes(heard.peaks).name}
        return found if heard.lufs is None else {**found, "loudness": heard.lufs}

    def publish(self, encoded: Encoded, *, keep_original: bool = False) -> None:
        """Make the video ready with these renditions."""
        self.run.progress(0.99, tr("Publishing"))
        renditions = [self._adopt(rendition) for rendition in encoded.renditions]
        self.run.submit(
            PublishVideo,
            space_id=self.channel_id,
            video_id=self.video_id,
            renditions=renditions,
            damaged=encoded.damaged,
            keep_original=keep_original,
        )

    def _adopt(self, rendition: Rendition) -> dict[str, Any]:
        """The rendition as a blob; which one it is becoming is noted before its file leaves the folder."""

        def becoming(blob: BlobRef) -> None:
            _write(_note(rendition), msgspec.json.encode(blob))

        blob = self._became(rendition)
        if blob is None:
            blob = self.blobs.adopt(rendition.path, check=self.run.check, note=becoming)
        details = msgspec.to_builtins(replace(rendition, path=Path()), enc_hook=str)
        return {"name": rendition.name, "blob": blob.name, "size": blob.size, "details": details}

    def tell(self, **found: Any) -> None:
        self.run.submit(DescribeMedia, space_id=self.channel_id, video_id=self.video_id, **found)

    def is_here(self, encoded: Encoded) -> bool:
        """Whether every rendition of an earlier attempt is still in the folder or in the store."""
        return all(r.path.exists() or self._became(r) is not None for r in encoded.renditions)

    def _became(self, rendition: Rendition) -> BlobRef | None:
        try:
            blob = msgspec.json.decode(_note(rendition).read_bytes(), type=BlobRef)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return blob if self.blobs.exists(blob) else None

    def kept(
        self, name: str, kind: type[T], make: Callable[[], T], whole: Callable[[T], bool] = lambda _: True
    ) -> T:
        """A value that an earlier attempt has found already, or that is made now and kept."""
        path = self.run.scratch / name
        try:
            value = from_json(kind, path.read_bytes())
            if whole(value):
                return value
        except (FileNotFoundError, msgspec.DecodeError):
            pass
        value = make()
        _write(path, to_json(value))
        return value


class _Import(Making):
    """One attempt at one file."""

    def __init__(self, run: JobRun) -> None:
        super().__init__(run)
        self.source = Path(run.arguments["path"])
        self.keep_original = bool(run.arguments["keep_original"])

    def __call__(self) -> None:
        media = self.kept("media.json", MediaInfo, self._look)
        detail = self.video()
        if detail.card.state is VideoState.READY:
            return
        where, given = (self.channel_id, self.video_id), self.run.arguments.get("captions", ())
        once(self.run, "captions-beside", lambda: take_beside(self.run, where, self.source, given))
        original = self._copy(media)
        with self.blobs.lease(original) as path:
            media = replace(media, modified_ns=NAMED_BY_CONTENT)  # the store touches a blob put once more
            work = self.kept("plan.json", Plan, lambda: plan(media))
            self._describe(media, original)
            encoded = self.kept(
                "encoded.json", Encoded, lambda: self._encode(path, media, work), whole=self.is_here
            )
            self.picture(path, media, (path, media.audio[0]) if media.audio else None)
            once(self.run, "captions-inside", lambda: take_inside(self.run, where, path, media))
        self.publish(encoded, keep_original=self.keep_original)

    def _look(self) -> MediaInfo:
        self.run.progress(0.0, tr("Looking into the file"))
        return probe(self.source, tick=self.run.check)

    def _copy(self, media: MediaInfo) -> BlobRef:
        """The person's file in the store; it goes with the next sweep if it is not to be kept."""
        room = self.blobs.free_space()
        needed = media.size + plan(media).disk_bytes
        if needed > room and not (self.run.scratch / "original.part").exists():
            raise Unavailable(
                tr(
                    "This video needs up to {needed} while it is made playable; {room} are free.",
                    needed=byte_size(needed),
                    room=byte_size(room),
                ),
                what_now=tr("Free some space, then try again."),
            )

        def copied(done: int, total: int) -> None:
            share = done / total if total else 1.0
            self.run.progress(
                _LOOKED + share * (_COPIED - _LOOKED),
                tr("Copying {done} of {total}", done=byte_size(done), total=byte_size(total)),
            )

        note = self.run.scratch / "original.json"
        if note.exists():
            kept = msgspec.json.decode(note.read_bytes(), type=BlobRef)
            if self.blobs.exists(kept):
                return kept
        look_at(self.source)
        original = self.blobs.put_file(
            self.source, copied, self.run.check, partial=self.run.scratch / "original.part"
        )
        _write(note, msgspec.json.encode(original))
        return original

    def _describe(self, media: MediaInfo, original: BlobRef) -> None:
        picture = media.picture
        self.tell(
            duration_us=media.duration_us,
            size=media.size,
            width=picture.display_width,
            height=min(picture.display_width, picture.display_height),
            media={
                "container": media.container,
                "video": picture.codec,
                "audio": [stream.codec for stream in media.audio],
                "frame_rate": float(picture.frame_rate),
                "rotation": picture.rotation,
                "hdr": picture.hdr,
                "tags": media.tags,
            },
            chapters=[
                {"start_us": part.start_us, "end_us": part.end_us, "title": part.title}
                for part in media.chapters
            ],
            original=original.name,
        )

    def _encode(self, path: Path, media: MediaInfo, work: Plan) -> Encoded:
        names = ", ".join(rung.name for rung in work.rungs)

        def encoding(progress: EncodeProgress) -> None:
            self.run.progress(
                _COPIED + progress.fraction * (_ENCODED - _COPIED),
                tr("Encoding {renditions}", renditions=names),
                speed=progress.speed,
                left_s=progress.left_s,
                phase=progress.phase,
            )

        return encode(
            path, media, work, self.run.scratch / "encoding", on_progress=encoding, check=self.run.check
        )


def abandon_import(run: JobRun) -> None:
    """Take the draft back; a video that became ready meanwhile stays."""
    arguments = run.arguments
    try:
        run.submit(DiscardVideo, space_id=UUID(arguments["channel_id"]), video_id=UUID(arguments["video_id"]))
    except PersonError as error:
        if isinstance(error, Unavailable):
            raise


@job(IMPORT, abandon=abandon_import)
def import_video(run: JobRun) -> None:
    """Make the file of a drop playable; what can never play, or is another file by now, is refused and
    leaves nothing behind."""
    try:
        _Import(run)()
    except (Invalid, NotFound, Conflict):
        abandon_import(run)
        for left in run.scratch.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        raise
    except OSError as error:
        raise files.write_error(error, run.scratch, name=tr("unfinished work")) from error


def _note(rendition: Rendition) -> Path:
    """Where the name of the blob is kept that a rendition's file becomes."""
    return rendition.path.with_name(f"{rendition.path.name}.blob")


def _write(path: Path, data: bytes) -> None:
    """Small and made again if lost: whole or not there is all it has to be."""
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(data)
    partial.replace(path)
