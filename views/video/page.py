"""What a page of Video is, and what the workspace gives to its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QWidget

from app.kernel.actions import Actions
from controllers.video.playlists import Saver
from controllers.video.watching import Watching
from models.video.entities import VideoCard
from views.shell.workspace import Crumb
from views.video.parts import Parts
from views.widgets.focus import HandsOn


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


class Page(HandsOn):
    """The base of Video's pages. Where the keyboard begins on it is `begins` (of `HandsOn`).

    A page's module has a function `make(hall: Hall) -> Page`, and a line in `views/video/places.py`.
    `title_changed` says that `title` or `breadcrumb` is another. A page that went on by itself tells its
    new path in Video: `moved` is a step of back and forward, `adjusted` says the same step differently.
    `keeps_query` says whether the query of a link is part of where one is, or was only for coming.
    """

    keeps_query = True

    title_changed = Signal()
    moved = Signal(str)
    adjusted = Signal(str)

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        """Show what a link means: `channel/<id>/about?words=sea` comes as `["<id>", "about"]` and
        `{"words": "sea"}`. False where there is no such place, which leads to the library."""
        return not ids

    @property
    def title(self) -> str:
        """What a window of its own is called here; "" for the name of the workspace."""
        return ""

    def breadcrumb(self) -> Sequence[Crumb]:
        """The way here from the library."""
        return ()

    @property
    def current(self) -> VideoCard | None:
        """The video that actions mean (edit the details), if there is one."""
        return None

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Take dropped files; False leaves them to the library."""
        return False

    def focus_search(self) -> bool:
        """Ctrl+F: go to the field that searches here; False leaves it to the library."""
        return False

    def forget(self) -> None:
        """Somebody else has come: nothing of the person before may stay."""


class Body(HandsOn):
    """What a page shows once it is there, in its `StateStack`: the focus begins where the page's does."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def begins(self) -> QWidget | None:
        return self._page.begins()
