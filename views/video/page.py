"""What a page of Video is, and what the workspace gives to its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QUrl

from app.kernel.actions import Actions
from controllers.video.playlists import Saver
from controllers.video.watching import Watching
from models.video.entities import VideoCard
from views.shell import places as shell
from views.video.parts import Parts


class Hall(Protocol):
    """The workspace as its pages see it: what they work with, and the ways to other places."""

    @property
    def parts(self) -> Parts: ...

    @property
    def watching(self) -> Watching:
        """The player and what it holds; libvlc is loaded with the first use."""

    @property
    def registry(self) -> Actions: ...

    def visit(self, place: str) -> None:
        """Go to a place of Video (`watch/<space>/<video>`, `trash`, "") as a step of back and forward."""

    def open_video(self, space_id: UUID, video_id: UUID, new_tab: bool = False) -> None:
        """Watch a video."""

    def edit(self, space_id: UUID, video_id: UUID) -> None:
        """Open the details of a video beside what is there."""

    def open_queue(self) -> None:
        """The play queue, beside what is there."""

    @property
    def saver(self) -> Saver:
        """Puts videos into playlists."""

    def save(self, places: Sequence[tuple[UUID, UUID]]) -> None:
        """Ask into which playlists videos, (space, video) each, should go, beside what is there."""

    def play(self, places: Sequence[tuple[UUID, UUID]], *, shuffle: bool = False) -> None:
        """Play videos one after the other: they become the play queue."""

    def store_picture(self, picture: Path, size: tuple[int, int], done: Callable[[str], None]) -> None:
        """Make a picture file safe and of this size; `done` gets its blob."""


class Page(shell.Page):
    """The base of Video's pages."""

    @property
    def current(self) -> VideoCard | None:
        """The video that actions mean (edit the details), if there is one."""
        return None

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Take dropped files; False leaves them to the library."""
        return False
