"""Playlists written to files and read from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Signal
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from app.kernel.tasks import Tasks
from models.core.errors import PersonError
from models.core.files import open_source, shown_name, write_atomic, write_error
from models.core.ids import new_id
from models.core.text import tr
from models.video.channel_commands import space_of
from models.video.commands import channel_of
from models.video.entities import PlaylistView
from models.video.playlist_commands import CreatePlaylist, VideoPlace
from models.video.playlist_files import (
    MAX_BYTES,
    SUFFIXES,
    Listed,
    ListFile,
    parse,
    write_json,
    write_m3u8,
)
from models.video.playlist_matching import MatchListed


@dataclass(frozen=True, slots=True)
class Found:
    """A playlist's file with the videos it means, in its order, and the entries that are not here."""

    list: ListFile
    places: tuple[tuple[UUID, UUID], ...]
    unknown: tuple[Listed, ...]


class PlaylistFiles(QObject):
    """`found` carries what a file means before anything is made of it; `refused` why it is no playlist."""

    found = Signal(object)
    refused = Signal(object)

    def __init__(self, actor: Actor, tasks: Tasks, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._tasks, self._notices = actor, tasks, notices

    def export(self, view: PlaylistView, path: Path) -> None:
        """Write a playlist, as its ending says; what is not for the person any more is left out."""
        card = view.card
        cards = [entry.card for entry in view.entries if entry.card is not None]

        def write() -> None:
            if path.suffix.casefold() == ".json":
                text = write_json(card.title, card.description, cards)
            else:
                text = write_m3u8(card.title, cards)
            try:
                write_atomic(path, text.encode(), mode=0o644)
            except OSError as error:
                raise write_error(error, path.parent, name=path.name) from error

        def written(_: None) -> None:
            text = tr("The playlist is in “{name}”.", name=path.name)
            self._notices.post(text, NoticeKind.SUCCESS, source="video", key="video.playlist")

        self._tasks.run(write, written, self._failed)

    def read(self, path: Path) -> None:
        """Read a file and find its videos; nothing is made yet."""
        self._tasks.run(lambda: _parsed(path), self._match, lambda error: self._refuse(path, error))

    def _match(self, read: ListFile) -> None:
        def matched(places: tuple[tuple[UUID, UUID] | None, ...]) -> None:
            if isValid(self):
                unknown = [entry for entry, place in zip(read.entries, places, strict=True) if place is None]
                here = [place for place in places if place is not None]
                self.found.emit(Found(read, tuple(here), tuple(unknown)))

        self._actor.ask(MatchListed, matched, failed=self._failed, entries=read.entries)

    def make(self, found: Found, title: str, done: Callable[[UUID], None]) -> None:
        """Make the playlist with all that was found, or nothing of it."""
        id_ = new_id()
        space = space_of(self._actor.account, id_)
        made = self._actor.make(
            CreatePlaylist,
            space_id=space,
            id=id_,
            title=title,
            description=found.list.description,
            channel_id=channel_of(self._actor.account),
            videos=[VideoPlace(channel_id=channel, video_id=video) for channel, video in found.places],
        )
        self._actor.send_made(
            made, done=lambda _: done(space), failed=self.refused.emit, title=tr("Import a playlist")
        )

    def _refuse(self, path: Path, error: Exception) -> None:
        if not isinstance(error, PersonError):
            self._notices.error(error, source="video")
            return
        text = tr("“{name}” was not imported. {problem}", name=shown_name(path), problem=str(error))
        self._notices.post(text, NoticeKind.ERROR, source="video")

    def _failed(self, error: Exception) -> None:
        self._notices.error(error, source="video")


def _parsed(path: Path) -> ListFile:
    handle, _ = open_source(path)
    with os.fdopen(handle, "rb") as file:
        return parse(file.read(MAX_BYTES + 1), path.name)


def playlist_file(urls: Sequence[QUrl]) -> Path | None:
    """The one file that is a playlist by its name; None where it is something else, or more than one."""
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.casefold() in SUFFIXES else None


def file_kinds() -> str:
    """The endings of playlists, as a file dialog wants them."""
    return " ".join(f"*{ending}" for ending in SUFFIXES)
