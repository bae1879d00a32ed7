"""The playlists that hold a video, kept true while it is in view."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.video.entities import PlaylistCard
from models.video.playlist_queries import PlaylistsWith

_TABLES = frozenset({"playlist", "playlist_item", "member"})


class Holding(QObject):
    """`lists` are those with the video that the person may find; `changed` when they are others."""

    changed = Signal()

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._video: UUID | None = None
        self.lists: tuple[PlaylistCard, ...] = ()
        actor.gateway.changed.connect(self._changed)

    def open(self, video_id: UUID | None) -> None:
        """Say it of this video; None: of none."""
        if video_id != self._video:
            self._video = video_id
            self._take(video_id, ())
            self._ask()

    def _ask(self) -> None:
        wanted = self._video
        if wanted is not None:
            # Where it cannot be told, nothing is said: it stands beside what one came for.
            self._actor.ask(
                PlaylistsWith,
                lambda lists: self._take(wanted, lists),
                failed=lambda _: self._take(wanted, ()),
                video_id=wanted,
            )

    def _take(self, video_id: UUID | None, lists: tuple[PlaylistCard, ...]) -> None:
        if isValid(self) and video_id == self._video and lists != self.lists:
            self.lists = lists
            self.changed.emit()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self._ask()
