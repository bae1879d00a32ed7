"""Captions given to a video, named, and taken off it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QUrl

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.video.languages import caption_name, language_code, language_name
from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core.errors import PersonError
from models.core.files import shown_name
from models.core.text import tr
from models.video.caption_commands import AddCaption, EditCaption, RemoveCaption, RestoreCaption
from models.video.captions import CONVERTED, PLAIN, Named, is_caption_file, named
from models.video.entities import CaptionInfo, CaptionKind

MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class _Read:
    """A caption file that was read and stored."""

    path: Path
    blob: BlobRef
    lines: list[object]
    said: Named


class Captions(QObject):
    """What is done to captions; where it cannot be, a notice says why."""

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        notices: Notices,
        blobs: BlobStore,
        scratch: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._tasks = tasks
        self._notices = notices
        self._blobs = blobs
        self._scratch = scratch

    def add(self, space_id: UUID, video_id: UUID, paths: Sequence[Path]) -> None:
        """Read these files beside the window, and give the video what is in them."""
        for path in list(paths)[:MOST_FILES]:
            self._tasks.run(
                partial(self._read, path),
                partial(self._give, space_id, video_id),
                partial(self._refuse, path),
            )

    def edit(
        self,
        caption: CaptionInfo,
        space_id: UUID,
        failed: Callable[[PersonError], None],
        *,
        language: str | None = None,
        label: str | None = None,
        kind: CaptionKind | None = None,
    ) -> None:
        """Call captions something else; `failed` is told the error, whose `field` is the wrong one."""
        self._actor.send(
            EditCaption,
            space_id=space_id,
            caption_id=caption.id,
            language=None if language is None else language_code(language),
            label=label,
            kind=kind,
            failed=failed,
            title=tr("Edit captions"),
        )

    def remove(self, caption: CaptionInfo, space_id: UUID) -> None:
        """Take captions off their video, with a way back in the notice."""
        undo = NoticeAction(tr("Undo"), partial(self._restore, space_id, caption.id))

        def removed(_: object) -> None:
            text = tr("The captions “{name}” are removed.", name=caption_name(caption))
            self._notices.post(text, actions=[undo], source="video", key="video.captions")

        self._actor.send(
            RemoveCaption,
            space_id=space_id,
            caption_id=caption.id,
            title=tr("Remove captions"),
            done=removed,
            failed=self._fail,
        )

    def refuse_lonely(self) -> None:
        """Caption files were dropped where there is no video that they could be for."""
        self._notices.post(
            tr("Captions belong to a video: drop them on its card, on its page, or together with its file."),
            NoticeKind.WARNING,
            source="video",
            key="video.captions",
        )

    def refuse_foreign(self) -> None:
        """Caption files were dropped on a video of somebody else's."""
        self._notices.post(
            tr("Captions can only be added to videos of your own."),
            NoticeKind.WARNING,
            source="video",
            key="video.captions",
        )

    def _read(self, path: Path) -> _Read:
        from models.video.caption_files import take  # with ffmpeg and the sandbox, when first needed

        said = named(path)
        self._scratch.mkdir(parents=True, exist_ok=True)
        taken = take(path, self._scratch, language=said.language)
        return _Read(path, self._blobs.put_bytes(taken.vtt), taken.lines, said)

    def _give(self, space_id: UUID, video_id: UUID, read: _Read) -> None:
        made = self._actor.make(
            AddCaption,
            space_id=space_id,
            video_id=video_id,
            blob=read.blob.name,
            size=read.blob.size,
            lines=read.lines,
            language=read.said.language,
            kind=read.said.kind,
            file_name=read.path.name,
        )
        undo = NoticeAction(tr("Undo"), partial(self._take_back, space_id, made.id))
        language = language_name(read.said.language)
        count = len(read.lines)
        text = (
            tr("Captions added: {language}, {count} lines.", language=language, count=count)
            if language
            else tr("Captions added: {count} lines. Say their language in the details.", count=count)
        )

        def given(_: object) -> None:
            self._notices.post(text, NoticeKind.SUCCESS, actions=[undo], source="video")

        self._actor.send_made(
            made, done=given, failed=partial(self._refuse, read.path), title=tr("Add captions")
        )

    def _refuse(self, path: Path, error: Exception) -> None:
        if not isinstance(error, PersonError):
            self._notices.error(error, source="video")
            return
        text = tr("“{name}” was not added. {problem}", name=shown_name(path), problem=str(error))
        self._notices.post(text, NoticeKind.ERROR, source="video")

    def _take_back(self, space_id: UUID, caption_id: UUID) -> None:
        self._actor.send(RemoveCaption, space_id=space_id, caption_id=caption_id, failed=self._fail)

    def _restore(self, space_id: UUID, caption_id: UUID) -> None:
        self._actor.send(RestoreCaption, space_id=space_id, caption_id=caption_id, failed=self._fail)

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")


def caption_files(urls: Sequence[QUrl]) -> list[Path]:
    """The files that are captions, if all of them are; none where something else is among them."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(map(is_caption_file, paths)) else []


def file_kinds() -> str:
    """The endings of caption files, as a file dialog wants them."""
    return " ".join(f"*{ending}" for ending in (*PLAIN, *CONVERTED))
