"""Once a day: what was thrown away 30 days ago, what deleted accounts had, and blobs that nothing names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from app.kernel.tasks import Tasks
from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef

log = logging.getLogger(__name__)

FIRST_MS = 2 * 60 * 1000
EVERY_MS = 24 * 60 * 60 * 1000


class Sweeper(QObject):
    """Begins by itself, some time after the start. `erase_some` takes rows of deleted accounts away and says
    whether there were any. `swept` is told each time it begins, for others with things to throw away."""

    swept = Signal()

    def __init__(
        self, actor: Actor, tasks: Tasks, blobs: DiskStore, erase_some: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actor, self._tasks, self._blobs = actor, tasks, blobs
        self._erase_some = erase_some
        self._closing = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.sweep)
        self._timer.start(FIRST_MS)

    @Slot()
    def sweep(self) -> None:
        """Do all of it, on behalf of whoever is there."""
        self._timer.start(EVERY_MS)
        if self._actor.account == NOBODY:
            return
        from models.community.queries import DueComments
        from models.video.queries import ExpiredTrash

        self._actor.ask(ExpiredTrash, self._purge)
        self._actor.ask(DueComments, self._purge_comments)
        self._sweep_lists()
        self.erase()
        self.swept.emit()

    def _sweep_lists(self) -> None:
        """Channels and playlists that were deleted 30 days ago."""
        from models.video.channel_commands import PurgeChannel
        from models.video.channel_queries import ExpiredChannels
        from models.video.playlist_commands import PurgePlaylist
        from models.video.playlist_queries import ExpiredPlaylists

        def channels(expired: tuple[UUID, ...]) -> None:
            for space_id in expired:
                self._actor.send(PurgeChannel, space_id=space_id, now=False)

        def playlists(expired: tuple[UUID, ...]) -> None:
            for space_id in expired:
                self._actor.send(PurgePlaylist, space_id=space_id)

        self._actor.ask(ExpiredChannels, channels)
        self._actor.ask(ExpiredPlaylists, playlists)

    def _purge(self, expired: tuple[tuple[UUID, UUID], ...]) -> None:
        from models.video.caption_queries import ExpiredCaptions
        from models.video.commands import PurgeVideo

        for space_id, video_id in expired:
            self._actor.send(PurgeVideo, space_id=space_id, video_id=video_id, now=False)
        self._actor.ask(ExpiredCaptions, self._purge_captions)
        self._sweep_sounds()
        self.sweep_blobs()

    def _purge_captions(self, expired: tuple[tuple[UUID, UUID], ...]) -> None:
        from models.video.caption_commands import PurgeCaption

        for space_id, caption_id in expired:
            self._actor.send(PurgeCaption, space_id=space_id, caption_id=caption_id)

    def _sweep_sounds(self) -> None:
        """Sound tracks that were taken off their videos 30 days ago."""
        from models.video.sound_commands import ExpiredSounds, PurgeSound

        def purge(expired: tuple[tuple[UUID, UUID, str], ...]) -> None:
            for space_id, video_id, name in expired:
                self._actor.send(PurgeSound, space_id=space_id, video_id=video_id, name=name)

        self._actor.ask(ExpiredSounds, purge)

    def _purge_comments(self, due: tuple[tuple[UUID, UUID], ...]) -> None:
        from models.community.commands import PurgeComment

        for space_id, comment_id in due:
            self._actor.send(PurgeComment, space_id=space_id, comment_id=comment_id)

    def sweep_blobs(self) -> None:
        """Delete the blobs that nothing names."""
        from models.accounts.queries import PicturesInUse
        from models.video.queries import BlobsInUse

        def in_use() -> frozenset[BlobRef]:
            ask = self._actor.gateway.ask_now
            return frozenset([*ask(BlobsInUse(actor=NOBODY)), *ask(PicturesInUse(actor=NOBODY))])

        self._tasks.run(
            lambda: self._blobs.sweep(in_use),
            lambda swept: log.info("the sweep deleted %d blobs, %d bytes", swept.deleted, swept.freed),
        )

    @Slot()
    def erase(self) -> None:
        """Take away what accounts that were deleted had, some rows at a time, and then their files."""
        from models.accounts.erasing import every_table

        def work() -> bool:
            some = False
            while not self._closing and self._erase_some():
                some = True
            return some

        def erased(some: bool) -> None:
            if some:
                self._actor.gateway.changed.emit(Changes(every_table(), frozenset()))
                self.sweep_blobs()

        self._tasks.run(work, erased)

    def close(self) -> None:
        """Begin nothing any more, and let what runs stop soon."""
        self._closing = True
        self._timer.stop()
