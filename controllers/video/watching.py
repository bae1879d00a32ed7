"""Opens a video in the player, records what was really played, and goes on to the next of the queue."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.streams import StreamServer
from app.kernel.tasks import Tasks
from controllers.video.caption_tracks import CaptionChoice, Held, hold
from controllers.video.playback import CaptionTrack, Chapter, PlayRequest, Rung, Sheet
from controllers.video.player import Player
from controllers.video.streaming import RenditionSource
from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core.dispatcher import Status, Verdict
from models.core.errors import NotFound, PersonError, Unavailable
from models.core.ids import new_id
from models.core.text import tr
from models.video.entities import RESUME_AFTER_US, Source, VideoCard, VideoDetail, VideoState
from models.video.queries import OneVideo
from models.video.watch_commands import RecordWatch

FINISHED_SHARE = 0.95


@dataclass(frozen=True)
class _Prepared:
    """Everything a video is played from, on disk and held there until it is played no more."""

    detail: VideoDetail
    source: RenditionSource
    poster: Path | None
    sheet: Sheet | None
    waveform: tuple[float, ...]
    captions: tuple[CaptionTrack, ...]
    leases: ExitStack


class Watching(QObject):
    """What is being watched. One for the window: the player goes on while other places are looked at."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        actor: Actor,
        player: Player,
        streams: StreamServer,
        blobs: BlobStore,
        tasks: Tasks,
        choice: CaptionChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.player = player
        self.detail: VideoDetail | None = None
        self._actor = actor
        self._streams = streams
        self._blobs = blobs
        self._tasks = tasks
        self._choice = choice
        self._prepared: _Prepared | None = None
        self._address = ""
        self._session = new_id()
        self._wanted: tuple[UUID, UUID] | None = None
        self._start_us: int | None = None
        self._end_us = 0
        self._source = Source.UNKNOWN
        self._waited_for: tuple[UUID, UUID] | None = None
        player.watched.connect(self._record)
        player.finished.connect(self._finish)
        player.captions_chosen.connect(choice.chose)
        actor.leaving.connect(self.stop)

    def open(
        self,
        space_id: UUID,
        video_id: UUID,
        start_us: int | None = None,
        source: Source = Source.UNKNOWN,
        end_us: int = 0,
    ) -> None:
        """Play a video from where it was left, or from `start_us`, and up to `end_us` where that is not 0;
        what already plays goes on as it is.

        `source` is told with the view: from where the person came.
        """
        if self._wanted == (space_id, video_id):
            if start_us is not None and self.detail is not None:
                if end_us > start_us:
                    self.player.part.play(start_us, end_us)
                else:
                    self.player.seek(start_us)
            return
        self._wanted, self._waited_for = (space_id, video_id), None
        self._start_us, self._end_us = start_us, end_us
        self._source = source
        self._actor.ask(OneVideo, self._found, failed=self._fail, space_id=space_id, video_id=video_id)

    def is_open(self, space_id: UUID, video_id: UUID) -> bool:
        """Whether it is this video that plays, stands still or is being opened."""
        return self._wanted == (space_id, video_id)

    def find(self, space_id: UUID, video_id: UUID, done: Callable[[VideoDetail], None]) -> None:
        """Ask what is known of a video that is not to be played yet."""
        self._actor.ask(OneVideo, done, space_id=space_id, video_id=video_id)

    def refresh(self) -> None:
        """Ask again what is said about the video; the playing is left alone.

        A video that was not ready when it was opened is opened once it is.
        """
        if self._waited_for is not None:
            space_id, video_id = self._waited_for
            self._actor.ask(
                OneVideo, self._found_later, failed=self._gone, space_id=space_id, video_id=video_id
            )
        if self.detail is not None:
            card = self.detail.card
            self._actor.ask(
                OneVideo, self._refreshed, failed=self._gone, space_id=card.space_id, video_id=card.id
            )

    @Slot()
    def stop(self) -> None:
        """Play nothing."""
        if self.player.request is not None:
            self.player.stop()
        self._release()
        self._wanted = self.detail = self._waited_for = None
        self.changed.emit()

    def close(self) -> None:
        """Stop for good: what was watched last is recorded before the gateway closes."""
        self.stop()
        self.player.close()

    def _found(self, detail: VideoDetail) -> None:
        if self._wanted != (detail.card.space_id, detail.card.id):
            return
        if detail.card.state is not VideoState.READY:
            self._fail(
                Unavailable(
                    tr("“{title}” is still being made playable.", title=detail.card.title),
                    what_now=tr("It opens here as soon as it is ready."),
                )
            )
            self._waited_for = (detail.card.space_id, detail.card.id)
            return
        self._tasks.run(lambda: _prepare(self._blobs, detail), self._play, self._broken)

    def _found_later(self, detail: VideoDetail) -> None:
        place = (detail.card.space_id, detail.card.id)
        if self._waited_for == place and detail.card.state is VideoState.READY:
            self.open(*place, self._start_us, self._source, self._end_us)

    def _play(self, prepared: _Prepared) -> None:
        detail = prepared.detail
        if self._wanted != (detail.card.space_id, detail.card.id):
            prepared.leases.close()
            return
        if self.player.request is not None:
            self.player.stop()
        self._release()
        self._prepared, self.detail = prepared, detail
        self._session = new_id()
        self._address = self._streams.add(prepared.source)
        self.player.open(self._request(prepared))
        self.changed.emit()
        self.refresh()  # what was said about it while its files were being prepared

    def _request(self, prepared: _Prepared) -> PlayRequest:
        detail = prepared.detail
        card = detail.card
        left = card.position_us if not card.finished and card.position_us > RESUME_AFTER_US else 0
        caption, captions_on = self._choice.first(prepared.captions, detail.language)
        return PlayRequest(
            master_url=f"{self._address}{RenditionSource.MASTER}",
            duration_us=card.duration_us,
            title=card.title,
            poster=prepared.poster,
            sheet=prepared.sheet,
            waveform=prepared.waveform,
            chapters=tuple(Chapter(part.start_us, part.title) for part in detail.chapters),
            captions=prepared.captions,
            caption=caption,
            captions_on=captions_on,
            rungs=tuple(Rung(width, height) for width, height in prepared.source.sizes()),
            start_us=left if self._start_us is None else self._start_us,
            end_us=self._end_us,
            frame_rate=float(detail.media.get("frame_rate", 0.0)),
            damaged=card.damaged,
        )

    def _refreshed(self, detail: VideoDetail) -> None:
        if self._wanted == (detail.card.space_id, detail.card.id):
            others = self.detail is not None and self.detail.captions != detail.captions
            sounds = self.detail is not None and self.detail.renditions != detail.renditions
            self.detail = detail
            self.changed.emit()
            if sounds:
                self._tasks.run(lambda: _prepare(self._blobs, detail), self._go_on, self._broken)
                return
            if others:
                self._tasks.run(
                    lambda: hold(self._blobs, detail.captions), lambda held: self._offer(detail, held)
                )

    def _go_on(self, prepared: _Prepared) -> None:
        """What plays has other sounds now: it goes on with them where it is."""
        player, detail = self.player, prepared.detail
        if self._prepared is None or self.detail is not detail or player.request is None:
            prepared.leases.close()
            return
        begin, plays = player.position_us, player.playing
        player.stop()
        self._release()
        self._prepared = prepared
        self._address = self._streams.add(prepared.source)
        player.open(replace(self._request(prepared), start_us=begin, end_us=0), play=plays)

    def _offer(self, detail: VideoDetail, held: Held) -> None:
        """What plays has other captions now."""
        if self._prepared is None or self.detail is not detail:
            held[1].close()
            return
        self._prepared.leases.enter_context(held[1])
        self.player.offer_captions(held[0])

    def _gone(self, _error: PersonError) -> None:
        """The video was deleted, or is no longer for this person."""
        self.stop()

    def _fail(self, error: PersonError) -> None:
        """What played before does not go on behind the sentence that says why this one cannot."""
        self.stop()
        self.failed.emit(error)

    def _broken(self, error: Exception) -> None:
        if not isinstance(error, PersonError):
            raise error
        self._fail(error)

    @Slot(object, object)
    def _record(self, start_us: int, end_us: int) -> None:
        self._tell(start_us, end_us, end_us)

    @Slot()
    def _finish(self) -> None:
        if self.detail is not None:
            end = self.detail.card.duration_us
            self._tell(end, end, end)

    def _tell(self, start_us: int, end_us: int, position_us: int) -> None:
        if self.detail is None:
            return
        card = self.detail.card
        self._actor.send(
            RecordWatch,
            channel_id=card.space_id,
            video_id=card.id,
            session_id=self._session,
            start_us=start_us,
            end_us=end_us,
            position_us=position_us,
            finished=position_us >= card.duration_us * FINISHED_SHARE,
            source=self._source,
            failed=lambda error: self._lost(card, error),
        )

    def _lost(self, card: VideoCard, error: PersonError) -> None:
        """What was watched could not be kept: because the video is gone, or for a reason to be told."""
        if not isinstance(error, NotFound):
            self._actor.refused.emit(Verdict(card.id, Status.FAILED, error=error))
        elif self._wanted == (card.space_id, card.id):
            self.stop()

    def _release(self) -> None:
        if self._address:
            self._streams.remove(self._address)
            self._address = ""
        if self._prepared is not None:
            self._prepared.leases.close()
            self._prepared = None


def _prepare(blobs: BlobStore, detail: VideoDetail) -> _Prepared:
    """Hold the blobs and read what is small. Off the Qt thread."""
    with ExitStack() as stack:

        def held(name: str) -> Path:
            return stack.enter_context(blobs.lease(BlobRef.of(name)))

        files = {rendition.name: held(rendition.blob) for rendition in detail.renditions}
        poster = held(detail.card.poster) if detail.card.poster else None
        sheet = _sheet(detail.sheet, held(detail.sheet["blob"])) if detail.sheet else None
        waveform = _waveform(held(detail.waveform)) if detail.waveform else ()
        captions, leases = hold(blobs, detail.captions)
        stack.enter_context(leases)
        source = RenditionSource(detail.renditions, files)
        return _Prepared(detail, source, poster, sheet, waveform, captions, stack.pop_all())


def _sheet(details: Any, path: Path) -> Sheet:
    names = ("columns", "rows", "tile_width", "tile_height", "interval_us")
    return Sheet(path=path, **{name: details[name] for name in names})


def _waveform(path: Path) -> tuple[float, ...]:
    """Peaks as bytes, one a bucket, spread evenly over the video."""
    return tuple(value / 255 for value in path.read_bytes())
