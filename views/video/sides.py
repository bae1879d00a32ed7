"""The panels beside Video's pages: a video's details, the play queue, the playlists to save to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import sample
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from models.core.text import tr
from views.video.edit_panel import EditPanel
from views.video.queue_panel import QueuePanel
from views.video.save_panel import SavePanel

if TYPE_CHECKING:
    from controllers.video.caption_editor import CaptionEditor
    from models.video.entities import CaptionInfo
    from views.video.caption_editor import CaptionPanel
    from views.video.clip_panel import ClipPanel
    from views.video.workspace import VideoWorkspace


class PosterStore(Protocol):
    """What takes in a dropped picture, and what captions are written with."""

    @property
    def caption_editor(self) -> CaptionEditor: ...

    def store_poster(self, space_id: UUID, video_id: UUID, picture: Path) -> None:
        """Make it the video's poster."""


class Sides(QObject):
    """Makes each panel when it is first wanted. `entry_chosen` carries the entry of the queue to play."""

    entry_chosen = Signal(object)

    def __init__(self, workspace: VideoWorkspace, desk: PosterStore) -> None:
        super().__init__(workspace)
        self._workspace, self._desk = workspace, desk
        self._edit: EditPanel | None = None
        self._queue: QueuePanel | None = None
        self._save: SavePanel | None = None
        self._captions: CaptionPanel | None = None
        self._clip: ClipPanel | None = None

    def edit(self, space_id: UUID, video_id: UUID) -> None:
        """The details of a video."""
        if self._edit is None:
            parts = self._workspace.parts
            self._edit = EditPanel(
                parts.editor, parts.thumbnails, parts.captions, parts.sounds, self._workspace
            )
            self._edit.picture_dropped.connect(self._store_poster)
            self._edit.captions.write_asked.connect(self.write_captions)
        self._edit.edit(space_id, video_id)

    @Slot(object, object, object)
    def write_captions(self, space_id: UUID, video_id: UUID, caption: CaptionInfo | None) -> None:
        """Write captions of a video, or new ones, beside the player."""
        from views.video.caption_editor import CaptionPanel

        workspace, editor = self._workspace, self._desk.caption_editor
        if self._captions is None:
            self._captions = CaptionPanel(editor, workspace.registry, workspace)
            self._captions.shut.connect(self._back_to_player)
        if self._edit is not None:
            self._edit.close_panel()
        workspace.open_video(space_id, video_id)
        editor.open(space_id, video_id, caption)
        self._captions.open_panel()
        workspace.watch.make_room(self._captions.wide)

    @Slot(str)
    def clip(self, edge: str = "") -> None:
        """Cut a clip out of what is watched; `edge` of it is where the player is."""
        from controllers.video.clips import Clipper
        from views.video.clip_panel import ClipPanel

        workspace = self._workspace
        if self._clip is None:
            parts, bar = workspace.parts, workspace.watch.view.stage.controls.seek_bar
            clipper = Clipper(parts.actor, workspace.watching, parts.notices, self)
            self._clip = ClipPanel(clipper, bar, parts.notices, workspace.visit, workspace)
            self._clip.shut.connect(self._back_to_player)
        self._clip.cut(edge)
        if self._clip.is_open:
            workspace.watch.make_room(self._clip.wide)

    @Slot()
    def _back_to_player(self) -> None:
        self._workspace.watch.make_room(0)
        self._workspace.watch.view.setFocus()

    @Slot(object, object, str)
    def _store_poster(self, space_id: UUID, video_id: UUID, picture: str) -> None:
        self._desk.store_poster(space_id, video_id, Path(picture))

    def open_queue(self) -> None:
        """The play queue, or not any more."""
        if self._queue is None:
            parts = self._workspace.parts
            self._queue = QueuePanel(parts.queue, parts.thumbnails, self._workspace)
            self._queue.open_entry.connect(self.entry_chosen)
            self.mark_playing()
        self._queue.toggle()

    def mark_playing(self) -> None:
        """Show in the queue what plays."""
        if self._queue is not None:
            card = self._workspace.watch.card
            entry = None if card is None else self._workspace.parts.queue.entry_of(card.id)
            self._queue.set_playing(None if entry is None else entry.id)

    def save(self, places: Sequence[tuple[UUID, UUID]]) -> None:
        """Into which playlists videos should go."""
        if self._save is None:
            self._save = SavePanel(self._workspace.parts.actor, self._workspace.saver, self._workspace)
        if places:
            self._save.save(places)

    def play(self, places: Sequence[tuple[UUID, UUID]], *, shuffle: bool = False) -> None:
        """Make videos the play queue, and begin with the first."""
        order = sample(list(places), len(places)) if shuffle else list(places)
        if order:
            queue = self._workspace.parts.queue
            if queue.entries:
                queue.clear()
            queue.add(order)
            self._workspace.open_video(*order[0])

    @Slot()
    def tell_sleep(self) -> None:
        """Playing was stopped by the timer."""
        notices = self._workspace.parts.notices
        notices.post(tr("Stopped by the sleep timer."), source="video", key="video.sleep")

    def close(self) -> None:
        """Nothing of the person before stays on the screen."""
        for panel in (self._edit, self._queue, self._save, self._captions, self._clip):
            if panel is not None:
                panel.close_panel()
        self._workspace.parts.editor.close()
