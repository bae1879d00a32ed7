"""Captions that come with a video: those inside its file, those beside it, and those dropped with it.

No caption file is a reason to refuse a video. One that cannot be taken becomes a job of its own that says
why, and that can be tried again when the file has been mended.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from models.blobs.store import BlobStore
from models.core.errors import Conflict, Invalid, NotFound, PersonError
from models.core.jobs import JobRun, Obsolete, StartJob, job
from models.core.text import tr
from models.video.caption_commands import AddCaption
from models.video.caption_files import Taken, extract, take, texts
from models.video.captions import beside, named
from models.video.entities import CaptionKind
from models.video.languages import code
from models.video.media import MediaInfo
from models.video.queries import OneVideo

log = logging.getLogger(__name__)

TAKE = "video.captions"


def take_beside(run: JobRun, where: tuple[UUID, UUID], video: Path, given: Iterable[str]) -> None:
    """The caption files that were dropped with a video or lie beside it; `where` is (space, video)."""
    for path in dict.fromkeys([*map(Path, given), *beside(video)]):
        run.check()
        try:
            _take(run, where, path)
        except PersonError as error:
            log.info("the captions %s were not taken: %s", path.name, error)
            run.submit(
                StartJob,
                space_id=run.space_id,
                kind=TAKE,
                title=path.name,
                place=f"nonet://video/watch/{where[0]}/{where[1]}",
                arguments={"path": str(path), "for_channel": str(where[0]), "for_video": str(where[1])},
            )


def take_inside(run: JobRun, where: tuple[UUID, UUID], path: Path, media: MediaInfo) -> None:
    """The captions inside the video's own file; those that are pictures are left where they are."""
    streams = texts(media.subtitles)
    if not streams:
        return
    try:
        for stream, taken in extract(path, streams, run.scratch, tick=run.check):
            _add(
                run,
                where,
                taken,
                language=code(stream.language),
                label=stream.title,
                kind=CaptionKind(stream.kind),
            )
    except Invalid as error:
        log.info("the captions inside the video %s are left out: %s", where[1], error)


def once(run: JobRun, name: str, do: Callable[[], None]) -> None:
    """Do what need not be done again by a later attempt of the same job."""
    note = run.scratch / f"{name}.done"
    if not note.exists():
        do()
        note.touch()


@job(TAKE)
def take_captions(run: JobRun) -> None:
    """Take one caption file; it was refused before, and says why again unless it was mended."""
    arguments = run.arguments
    where = UUID(arguments["for_channel"]), UUID(arguments["for_video"])
    try:
        run.ask(OneVideo(actor=run.actor, space_id=where[0], video_id=where[1]))
    except NotFound as gone:
        raise Obsolete from gone
    run.progress(None, tr("Reading the captions"))
    _take(run, where, Path(arguments["path"]))


def _take(run: JobRun, where: tuple[UUID, UUID], path: Path) -> None:
    said = named(path)
    taken = take(path, run.scratch, language=said.language, tick=run.check)
    _add(run, where, taken, language=said.language, kind=said.kind, file_name=path.name)


def _add(run: JobRun, where: tuple[UUID, UUID], taken: Taken, **said: Any) -> None:
    blobs: BlobStore = run.service("blobs")
    blob = blobs.put_bytes(taken.vtt)
    try:
        run.submit(
            AddCaption,
            space_id=where[0],
            video_id=where[1],
            blob=blob.name,
            size=blob.size,
            lines=taken.lines,
            **said,
        )
    except Conflict:
        log.info("the video %s has the captions %s already", where[1], blob.name)
