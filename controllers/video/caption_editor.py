"""The captions that are written beside the player: read, changed, kept as a new version, exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.video.languages import caption_name
from controllers.video.moments import moment_of
from controllers.video.player import Player
from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.files import shown_name, write_error
from models.core.text import tr
from models.video.caption_commands import AddCaption, ReplaceCaption
from models.video.cue_editing import Track
from models.video.cues import Cue, CueList, read, write_srt, write_vtt
from models.video.entities import CaptionInfo


@dataclass(frozen=True, slots=True)
class _Stored:
    """What was written: the blob, its cues, and the lines for the search."""

    blob: BlobRef
    cues: tuple[Cue, ...]


class _Written:
    """A track as the player asks for cues."""

    def __init__(self, track: Track) -> None:
        self._track = track

    def at(self, position_us: int) -> str:
        number = self._track.at(position_us)
        return self._track.cues[number].text if number >= 0 else ""


class CaptionEditor(QObject):
    """One track in hand, with the player that plays what it belongs to.

    `opened` when another track is in hand (or none), `changed` after every step, `kept` after it was
    saved, `failed` with a `PersonError`.
    """

    opened = Signal()
    changed = Signal()
    kept = Signal()
    failed = Signal(object)

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        notices: Notices,
        blobs: BlobStore,
        player: Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._tasks = tasks
        self._notices = notices
        self._blobs = blobs
        self.player = player
        self.track: Track | None = None
        self.name = ""
        self.looping = False
        self._caption: UUID | None = None
        self._place: tuple[UUID, UUID] | None = None
        self._saving = False
        actor.leaving.connect(self.close)
        player.position_changed.connect(self._moved)
        self.opened.connect(self._preview)
        self.changed.connect(self._preview)

    # Which track

    def open(self, space_id: UUID, video_id: UUID, caption: CaptionInfo | None) -> None:
        """Take captions of a video in hand, or new ones; what was in hand before is kept first."""
        self.close()
        self._place = (space_id, video_id)
        if caption is None:
            self._take(self._place, None, tr("New captions"), Track())
            return
        found = partial(self._read, caption)
        self._tasks.run(found, partial(self._found, self._place, caption), self._fail)

    def _read(self, caption: CaptionInfo) -> CueList:
        with self._blobs.lease(BlobRef.of(caption.blob)) as path:
            return read(path)

    def _found(self, place: tuple[UUID, UUID], caption: CaptionInfo, cues: CueList) -> None:
        if place == self._place:
            self._take(place, caption.id, caption_name(caption), Track(list(cues)))

    def _take(self, place: tuple[UUID, UUID], caption: UUID | None, name: str, track: Track) -> None:
        self._place, self._caption, self.name, self.track = place, caption, name, track
        self.looping = False
        self.opened.emit()

    @Slot()
    def close(self) -> None:
        """Keep what was changed and have nothing in hand."""
        self.save()
        self._place = self._caption = self.track = None
        self.looping = False
        self.opened.emit()

    # What is done

    def step(self, name: str) -> None:
        """Do something to the cue in hand, by the names that keys and buttons have."""
        track = self.track
        if track is None:
            return
        steps: dict[str, Callable[[], object]] = {
            "undo": track.undo,
            "redo": track.redo,
            "insert": lambda: track.insert(self.player.position_us),
            "delete": lambda: track.delete([track.selected] if track.selected >= 0 else []),
            "merge": partial(self._merge, track),
            "start_here": lambda: self._set(track.set_start),
            "end_here": lambda: self._set(track.set_end),
        }
        try:
            steps[name]()
        except PersonError as error:
            self.failed.emit(error)
        self.changed.emit()

    def _merge(self, track: Track) -> None:
        if track.selected >= 0:
            track.merge(track.selected)

    def _set(self, set_moment: Callable[[int, int], None]) -> None:
        if self.track is not None and self.track.selected >= 0:
            set_moment(self.track.selected, self.player.position_us)

    def set_text(self, text: str) -> None:
        """What the cue in hand says."""
        if self.track is not None and self.track.selected >= 0:
            self.track.set_text(self.track.selected, text)
            self.changed.emit()

    def set_moment(self, field: str, text: str) -> None:
        """Start ("start") or end ("end") of the cue in hand as it was typed; refused where it is no time."""
        track = self.track
        if track is None or track.selected < 0:
            return
        change = track.set_start if field == "start" else track.set_end
        try:
            change(track.selected, moment_of(text, field))
        except PersonError as error:
            self.failed.emit(error)
            return
        self.changed.emit()

    def split(self, at: int) -> None:
        """Cut the cue in hand at a letter of its text; in time where the player is, if that is within."""
        track = self.track
        if track is None or track.selected < 0:
            return
        try:
            track.split(track.selected, at, self.player.position_us)
        except PersonError as error:
            self.failed.emit(error)
        self.changed.emit()

    def shift(self, by_us: int) -> None:
        """Move every cue in time."""
        if self.track is not None:
            self.track.shift(by_us)
            self.changed.emit()

    def select(self, number: int, *, seek: bool = True) -> None:
        """Take a cue in hand, and show its picture."""
        track = self.track
        if track is not None and 0 <= number < len(track.cues) and number != track.selected:
            track.selected = number
            if seek:
                self.player.seek(track.cues[number].start_us)
            self.changed.emit()

    def toggle_loop(self) -> None:
        """Play the cue in hand over and over, or no more."""
        track = self.track
        if track is None or track.selected < 0:
            return
        self.looping = not self.looping
        if self.looping:
            self.player.seek(track.cues[track.selected].start_us)
            self.player.play()
        self.changed.emit()

    @Slot(object)
    def _moved(self, position_us: int) -> None:
        track = self.track
        if self.looping and track is not None and track.selected >= 0:
            cue = track.cues[track.selected]
            if position_us >= cue.end_us or position_us < cue.start_us - 500_000:
                self.player.seek(cue.start_us)

    @Slot()
    def _preview(self) -> None:
        """The picture shows what is written as it is written."""
        self.player.preview(None if self.track is None else _Written(self.track))

    # Keeping

    def save(self) -> None:
        """Keep what there is as a new version; the one before can be brought back by undo."""
        track, place = self.track, self._place
        if track is None or place is None or not track.changed or self._saving:
            return
        cues, edited = track.written(), track.cues
        if not cues:
            return
        self._saving = True
        self._tasks.run(
            partial(self._store, cues), partial(self._stored, place, self._caption, track, edited), self._fail
        )

    def _store(self, cues: tuple[Cue, ...]) -> _Stored:
        return _Stored(self._blobs.put_bytes(write_vtt(cues).encode()), cues)

    def _stored(
        self,
        place: tuple[UUID, UUID],
        caption: UUID | None,
        track: Track,
        edited: tuple[Cue, ...],
        stored: _Stored,
    ) -> None:
        lines: list[object] = [[cue.start_us, cue.text] for cue in stored.cues]
        said: dict[str, Any] = {"blob": stored.blob.name, "size": stored.blob.size, "lines": lines}
        made: AddCaption | ReplaceCaption
        if caption is None:
            made = self._actor.make(AddCaption, space_id=place[0], video_id=place[1], **said)
        else:
            made = self._actor.make(ReplaceCaption, space_id=place[0], caption_id=caption, **said)

        def done(_: Verdict) -> None:
            self._saving = False
            track.keep(edited)
            if self.track is track:
                self._caption = made.id
                self.kept.emit()

        self._actor.send_made(made, done=done, failed=self._fail, title=tr("Edit captions"))

    def export(self, path: Path) -> None:
        """Write the track as it stands into a file: WebVTT where it ends in .vtt, else SubRip."""
        if self.track is None:
            return
        cues = self.track.written()
        text = write_vtt(cues) if path.suffix.casefold() == ".vtt" else write_srt(cues)

        def write() -> None:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise write_error(error, path.parent, name=path.name) from error

        def written(_: None) -> None:
            self._notices.post(
                tr("The captions are in “{name}”.", name=shown_name(path)), NoticeKind.SUCCESS, source="video"
            )

        self._tasks.run(write, written, self._fail)

    def _fail(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, PersonError):
            self.failed.emit(error)
        self._notices.error(error, source="video")
