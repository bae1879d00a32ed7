"""Sound tracks given to a video, named, and taken off it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QUrl

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from controllers.video.languages import language_code, language_name
from controllers.video.uploads import Upload, Uploads
from models.core.errors import PersonError
from models.core.jobs import StartJob
from models.core.text import tr
from models.video.sound_commands import EditSound, RemoveSound, RestoreSound
from models.video.sound_tracks import ADD, SUFFIXES, SoundInfo, SoundRole, is_sound_file, role_word

MOST_FILES = 20


class Sounds(QObject):
    """What is done to the sounds of videos; adding is a job, which says in `uploads` how far it is."""

    def __init__(
        self, actor: Actor, notices: Notices, uploads: Uploads, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actor, self._notices = actor, notices
        self.uploads = uploads

    def add(self, space_id: UUID, video_id: UUID, paths: Sequence[Path]) -> None:
        """Give the video the sound of each of these files."""
        for path in list(paths)[:MOST_FILES]:
            arguments = {"path": str(path), "for_channel": str(space_id), "for_video": str(video_id)}
            place = _place(space_id, video_id)
            made = self._actor.make(StartJob, kind=ADD, title=path.name, place=place, arguments=arguments)
            self._actor.send_made(made, failed=self._fail)

    def coming(self, space_id: UUID, video_id: UUID) -> list[Upload]:
        """The files that are being taken in for a video, and those that were refused."""
        place = _place(space_id, video_id)
        jobs = [job for job in self.uploads.all() if job.kind == ADD and job.place == place]
        return [job for job in jobs if job.is_open or job.can_retry]

    def dismiss(self, job: Upload) -> None:
        """Stop taking a file in, or take what was refused off the list."""
        if job.is_open:
            self.uploads.cancel(job.id)
        else:
            self.uploads.remove(job.id)

    def edit(
        self,
        sound: SoundInfo,
        place: tuple[UUID, UUID],
        failed: Callable[[PersonError], None],
        *,
        language: str | None = None,
        label: str | None = None,
        role: SoundRole | None = None,
    ) -> None:
        """Call a sound track something else; `failed` is told the error, whose `field` is the wrong one."""
        self._actor.send(
            EditSound,
            space_id=place[0],
            video_id=place[1],
            name=sound.name,
            language=None if language is None else language_code(language),
            label=label,
            role=role,
            failed=failed,
            title=tr("Edit a sound track"),
        )

    def remove(self, sound: SoundInfo, place: tuple[UUID, UUID]) -> None:
        """Take a sound track off its video, with a way back in the notice."""
        undo = NoticeAction(tr("Undo"), partial(self._restore, sound, place))

        def removed(_: object) -> None:
            text = tr("The sound track “{name}” is removed.", name=sound_name(sound))
            self._notices.post(text, actions=[undo], source="video", key="video.sounds")

        self._actor.send(
            RemoveSound,
            space_id=place[0],
            video_id=place[1],
            name=sound.name,
            title=tr("Remove a sound track"),
            done=removed,
            failed=self._fail,
        )

    def refuse_foreign(self) -> None:
        """Sound files were dropped on a video of somebody else's."""
        self._notices.post(
            tr("Sound tracks can only be added to videos of your own."),
            NoticeKind.WARNING,
            source="video",
            key="video.sounds",
        )

    def _restore(self, sound: SoundInfo, place: tuple[UUID, UUID]) -> None:
        self._actor.send(
            RestoreSound, space_id=place[0], video_id=place[1], name=sound.name, failed=self._fail
        )

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")


def _place(space_id: UUID, video_id: UUID) -> str:
    return f"nonet://video/watch/{space_id}/{video_id}"


def sound_name(sound: SoundInfo) -> str:
    """What a sound is called in a list: its language, and what tells it from others in it."""
    language = language_name(sound.language)
    more = sound.label or role_word(sound.role.value)
    if not language:
        return more or sound.file_name or tr("Sound")
    return f"{language} ({more})" if more and more.casefold() != language.casefold() else language


def sound_files(urls: Sequence[QUrl]) -> list[Path]:
    """The files that are sounds, if all of them are; none where something else is among them."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(map(is_sound_file, paths)) else []


def sound_kinds() -> str:
    """The endings of sound files, as a file dialog wants them."""
    return " ".join(f"*{ending}" for ending in SUFFIXES)
