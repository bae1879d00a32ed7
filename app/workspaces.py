"""What the workspaces are made of: views' own services on top of those that live with the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QUrl

from app.services import Services
from models.core.ids import new_id
from models.core.text import tr
from views.video.thumbnails import Thumbnails

if TYPE_CHECKING:
    from controllers.video.caption_editor import CaptionEditor
    from controllers.video.watching import Watching
    from views.video.parts import Parts

LIKELY = (
    "models.handlers",
    "app.notices_desk",
    "controllers.notifications.occasions",
    "controllers.trading.upkeep",
    "views.accounts.side",
    "views.video.parts",
    "views.video.workspace",
)


class VideoDesk:
    """What Video's pages and Home share. Home needs only a few of the parts, and is not to wait for more."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.thumbnails = Thumbnails(services.tasks, services.read_blob)
        services.import_soon(LIKELY)

    @cached_property
    def parts(self) -> Parts:
        """All that the pages of Video work with."""
        from controllers.video.editing import Editor, Shelf
        from controllers.video.library import Library
        from controllers.video.library import Watching as ContinueWatching
        from controllers.video.playlist_files import PlaylistFiles
        from controllers.video.sounds import Sounds
        from views.video.parts import Parts

        services = self._services
        actor, notices = services.actor, services.notices
        return Parts(
            actor=actor,
            notices=notices,
            library=Library(actor),
            watching=ContinueWatching(actor),
            trash=Library(actor, trashed=True),
            uploads=services.uploads,
            importer=services.importer,
            captions=services.captions,
            sounds=Sounds(actor, notices, services.uploads),
            editor=Editor(actor),
            shelf=Shelf(actor, notices),
            queue=services.queue,
            thumbnails=self.thumbnails,
            recommender=services.recommender,
            playlist_files=PlaylistFiles(actor, services.tasks, notices),
            fetch=services.fetch,
            export=services.exports.file_of,
        )

    @cached_property
    def watching(self) -> Watching:
        """What is being watched; libvlc is loaded with the first video."""
        return self._services.watching

    @cached_property
    def caption_editor(self) -> CaptionEditor:
        """The captions that are written beside the player."""
        from controllers.video.caption_editor import CaptionEditor

        services = self._services
        return CaptionEditor(
            services.actor, services.tasks, services.notices, services.blobs, services.player
        )

    def take(self, urls: Sequence[QUrl]) -> bool:
        """Make dropped files playable; False where there are none."""
        self.parts.importer.add([url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls])
        return bool(urls)

    def store_poster(self, space_id: UUID, video_id: UUID, picture: Path) -> None:
        """Turn a dropped picture into a JPEG in a child, store it, and choose it."""
        from models.video.commands import SetPoster

        actor = self._services.actor

        def make(target: Path) -> None:
            from models.video.pictures import poster_from_picture

            poster_from_picture(picture, target)

        def stored(blob: str) -> None:
            actor.send(SetPoster, space_id=space_id, video_id=video_id, poster=blob,
                       title=tr("Choose a picture"))  # fmt: skip

        self._store(make, stored)

    def store_picture(self, picture: Path, size: tuple[int, int], done: Callable[[str], None]) -> None:
        """Turn a dropped picture into a JPEG of this size in a child, and store it; `done` gets its blob."""

        def make(target: Path) -> None:
            from models.video.pictures import picture_to_fit

            picture_to_fit(picture, target, *size)

        self._store(make, done)

    def _store(self, make: Callable[[Path], None], done: Callable[[str], None]) -> None:
        services = self._services
        target = services.paths.scratch / f"picture-{new_id()}.jpg"

        def store() -> str:
            try:
                make(target)
                return services.blobs.adopt(target).name
            finally:
                target.unlink(missing_ok=True)

        def failed(error: Exception) -> None:
            services.notices.error(error, source="video")

        services.tasks.run(store, done, failed)
