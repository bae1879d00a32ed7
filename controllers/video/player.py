"""The player: one video at a time, everything a person does to it, and what is to be shown of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from controllers.video.auto import Pace, fitting, heights
from controllers.video.engine import load_vlc
from controllers.video.frames import Frame, Shape
from controllers.video.part import Part
from controllers.video.playback import (
    AUTO,
    SPEEDS,
    AudioTrack,
    CaptionTrack,
    Chapter,
    PlayRequest,
    Rung,
    State,
)
from controllers.video.sleep import SleepTimer
from controllers.video.transport import FALLBACK_FRAME_RATE, Media, Transport
from models.core.errors import PersonError
from models.video import cues


class _Reader(QObject):
    """Brings home captions that were read on the engine's thread."""

    read = Signal(object, int, object)  # PlayRequest, number of the track, Cues or PersonError


class Player(QObject):
    """Plays one `PlayRequest` at a time; lives on the Qt thread and never blocks it.

    Positions and durations are microseconds of media time. Where libvlc is missing, the first `open` ends
    in `State.ERROR` with an `Unavailable` in `error`. `close()` must be called before the app ends.
    """

    opened = Signal(object)  # the PlayRequest, or None when it was stopped
    state_changed = Signal(object)  # State
    buffering_changed = Signal(bool)
    position_changed = Signal(object)  # µs
    duration_changed = Signal(object)  # µs
    volume_changed = Signal(int)  # 0–100
    muted_changed = Signal(bool)
    speed_changed = Signal(float)
    quality_changed = Signal(int)  # the height asked for, or AUTO
    rung_changed = Signal(object)  # the Rung that is on the screen
    audio_tracks_changed = Signal(object)  # tuple[AudioTrack, ...]
    captions_changed = Signal(int)  # number of the caption track that is shown, -1 for none
    captions_chosen = Signal(object)  # the CaptionTrack that the person wants, or None for none
    caption_tracks_changed = Signal()  # the request offers others
    cue_changed = Signal(str)  # the text that belongs on the picture
    chapter_changed = Signal(object)  # Chapter or None
    frame_ready = Signal()
    watched = Signal(object, object)  # (start µs, end µs) that was really played
    finished = Signal()  # the end was reached
    failed = Signal(object)  # PersonError: playback stopped, or captions that cannot be read
    next_wanted = Signal()
    previous_wanted = Signal()

    def __init__(self, parent: QObject | None = None, *, load: Callable[[], Any] = load_vlc) -> None:
        super().__init__(parent)
        self.sleep = SleepTimer(self.pause, self)
        self.request: PlayRequest | None = None
        self.error: PersonError | None = None
        self.volume = 100
        self.muted = False
        self.speed = 1.0
        self.quality = AUTO
        self.rung: Rung | None = None
        self.audio_tracks: tuple[AudioTrack, ...] = ()
        self.audio_track = -1  # the number of the chosen one; -1: libvlc's own choice
        self.caption_track = -1
        self.cue = ""
        self.chapter: Chapter | None = None
        self.frames_painted = 0
        self._pace = Pace()
        self._room = 0  # pixels that the picture is high on the screen
        self._most = 0  # the greatest height that this machine keeps up with; 0: not known to have one
        self._height = 0  # what libvlc was asked for
        self._wanted_captions = -1
        self._last_captions = 0
        self._cues: cues.Cues | None = None
        self._preview: cues.Cues | None = None
        self._reader = _Reader(self)
        self._reader.read.connect(self._captions_read)
        self._transport = Transport(self, load=load)
        self._connect(self._transport)
        self.part = Part(self)

    def _connect(self, transport: Transport) -> None:
        for told, tell in (
            (transport.state_changed, self.state_changed),
            (transport.buffering_changed, self.buffering_changed),
            (transport.duration_changed, self.duration_changed),
            (transport.frame_ready, self.frame_ready),
            (transport.watched, self.watched),
            (transport.finished, self.finished),
        ):
            told.connect(tell)
        transport.position_changed.connect(self._moved)
        transport.shape_changed.connect(self._reshaped)
        transport.tracks_changed.connect(self._set_audio_tracks)
        transport.failed.connect(self._fail)

    # -- what is so ------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self._transport.state

    @property
    def playing(self) -> bool:
        """Whether it plays, or will as soon as it can."""
        return self.state in (State.OPENING, State.PLAYING) and self._transport.wants_play

    @property
    def buffering(self) -> bool:
        return self._transport.buffering

    @property
    def seeking(self) -> bool:
        return self._transport.seeking

    @property
    def position_us(self) -> int:
        return self._transport.position_us

    @property
    def duration_us(self) -> int:
        return self._transport.duration_us

    def frame(self) -> Frame | None:
        """The newest picture; its memory stays as it is until the next call."""
        return self._transport.newest()

    def counters(self) -> dict[str, int]:
        """Pictures since the start: decoded, displayed (due on libvlc's clock), painted by the view."""
        frames = self._transport.frames
        return {
            "decoded": frames.decoded if frames else 0,
            "displayed": frames.displayed if frames else 0,
            "painted": self.frames_painted,
        }

    # -- opening and closing ---------------------------------------------------------------------------------

    def open(self, request: PlayRequest, *, play: bool = True) -> None:
        """Play `request` from where it was left, instead of what is playing."""
        self.request, self.error, self.rung = request, None, None
        self._most = 0
        self._show_captions(-1, None)
        self._set_audio_tracks(())
        self.audio_track = -1
        self._apply_sound()
        at_end = request.duration_us and request.start_us >= request.duration_us
        self._transport.open(self._media(), 0 if at_end else request.start_us, play=play)
        self._transport.set_duration(request.duration_us)
        self.opened.emit(request)
        self._last_captions = request.caption
        self._want_captions(request.caption if request.captions_on else -1)

    def _media(self) -> Media:
        request = self.request or PlayRequest(master_url="")
        self._pace.rest()
        self._height = self.quality if self.quality != AUTO else self._auto_height()
        options = [":adaptive-logic=rate"]
        if self._height:
            options = [":adaptive-logic=highest", f":adaptive-maxheight={self._height}"]
        shapes = [Shape(rung.width, rung.height) for rung in request.rungs]
        return Media(request.master_url, options, shapes, request.frame_rate or FALLBACK_FRAME_RATE)

    def _auto_height(self) -> int:
        """What "Auto" plays; 0 leaves it to libvlc, where the renditions or the room are not known."""
        height = fitting(self.request.rungs, self._room) if self.request and self._room else 0
        return min(height, self._most) if self._most else height

    def set_room(self, height: int) -> None:
        """Tell how many pixels high the picture is on the screen: "Auto" follows, at once if it grew."""
        self._room = height
        if self.quality == AUTO and self._auto_height() > self._height > 0:
            self._reopen()

    def _keep_up(self) -> None:
        """On "Auto", go on in a smaller rendition where this one is too much for the machine."""
        frames = self._transport.frames
        plays = self.state is State.PLAYING and not self.buffering and not self.seeking
        if frames is None or self.request is None or self.quality != AUTO or not plays:
            self._pace.rest()
        else:
            due = min(1.0, self.speed) * (self.request.frame_rate or FALLBACK_FRAME_RATE)
            smaller = [height for height in heights(self.request.rungs) if height < self._height]
            if self._pace.lags(time.monotonic(), frames.displayed, due) and smaller:
                self._most = smaller[-1]
                self._reopen()

    def _reopen(self) -> None:
        """Go on at the same place in what the quality now asks for."""
        if self.state in (State.OPENING, State.PLAYING, State.PAUSED):
            self._transport.open(
                self._media(), self.position_us, play=self._transport.wants_play, keep_picture=True
            )

    def stop(self) -> None:
        """Play nothing; the last picture is forgotten."""
        self._transport.stop()
        self.request = None
        self._show_captions(-1, None)
        self.opened.emit(None)

    def close(self) -> None:
        """Stop and release libvlc; waits until no thread of it is left. Harmless when repeated."""
        self._transport.close()

    # -- play, pause, seek -----------------------------------------------------------------------------------

    def play(self) -> None:
        """Go on; from the start where the end was reached."""
        self._transport.play()

    def pause(self) -> None:
        self._transport.pause()

    def toggle(self) -> None:
        """Pause where it plays, play where it does not."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def seek(self, position_us: int) -> None:
        """Go to a place, to the picture. While one seek is under way only the newest place is kept, so
        that it may be called at every movement of a drag."""
        self._transport.seek(position_us)

    def skip(self, by_us: int) -> None:
        """Go forward (or back, where negative)."""
        self.seek(self.position_us + by_us)

    def seek_share(self, share: float) -> None:
        """Go to a share (0–1) of the duration."""
        self.seek(round(self.duration_us * share))

    def step(self, frames: int) -> None:
        """Pause and show the next (1) or the previous (-1) picture."""
        self._transport.step(frames)

    def want_next(self) -> None:
        """Ask whoever keeps the queue for the next video."""
        self.next_wanted.emit()

    def want_previous(self) -> None:
        self.previous_wanted.emit()

    # -- choices ---------------------------------------------------------------------------------------------

    def set_volume(self, volume: int) -> None:
        """0–100; choosing a volume ends the silence."""
        self.volume = max(0, min(100, volume))
        self.set_muted(False)
        self._apply_sound()
        self.volume_changed.emit(self.volume)

    def set_muted(self, muted: bool) -> None:
        if muted != self.muted:
            self.muted = muted
            self._apply_sound()
            self.muted_changed.emit(muted)

    def _apply_sound(self) -> None:
        self._transport.engine().set_volume(self.volume, self.muted)

    def set_speed(self, speed: float) -> None:
        """0.25–2 times the normal speed."""
        self.speed = max(SPEEDS[0], min(SPEEDS[-1], speed))
        self._transport.set_speed(self.speed)
        self.speed_changed.emit(self.speed)

    def change_speed(self, steps: int) -> None:
        """The next faster (1) or slower (-1) of the usual speeds."""
        faster = [speed for speed in SPEEDS if speed > self.speed]
        slower = [speed for speed in SPEEDS if speed < self.speed]
        self.set_speed((faster or SPEEDS[-1:])[0] if steps > 0 else (slower or SPEEDS[:1])[-1])

    def set_quality(self, height: int) -> None:
        """Keep to the rendition of that height (or the best below it), or to what fits (`AUTO`)."""
        if height == self.quality:
            return
        self.quality = height
        self._most = 0
        self.quality_changed.emit(height)
        self._reopen()

    def set_audio_track(self, number: int) -> None:
        """Play the sound track of that `AudioTrack.number`."""
        self.audio_track = number
        self._transport.engine().set_audio_track(number)

    def set_captions(self, number: int) -> None:
        """Show the caption track at that place in the request, or none (-1), as the person wants it."""
        self._want_captions(number)
        if self.request is not None and self.request.captions:
            wanted = self._wanted_captions
            self.captions_chosen.emit(self.request.captions[wanted] if wanted >= 0 else None)

    def offer_captions(self, tracks: tuple[CaptionTrack, ...]) -> None:
        """Other captions for what plays; those that are shown stay, also in another version."""
        if self.request is None or tracks == self.request.captions:
            return
        before, wanted = self.request.captions, self._wanted_captions
        self.request = replace(self.request, captions=tracks)
        shown = before[wanted].found_in(tracks) if wanted >= 0 else -1
        self._last_captions = max(shown, 0)
        self._want_captions(shown)
        self.caption_tracks_changed.emit()

    def preview(self, shown: cues.Cues | None) -> None:
        """Show these instead of what is chosen, while they are written; None ends it."""
        self._preview = shown
        self._show_texts(self.position_us)

    def _want_captions(self, number: int) -> None:
        request = self.request
        if request is None or not 0 <= number < len(request.captions):
            self._wanted_captions = -1
            self._show_captions(-1, None)
            return
        self._wanted_captions = self._last_captions = number
        reader, path = self._reader, request.captions[number].path

        def read() -> None:
            try:
                reader.read.emit(request, number, cues.read(path))
            except PersonError as error:
                reader.read.emit(request, number, error)

        self._transport.engine().post(read)

    def toggle_captions(self) -> None:
        """Captions off, or the last track again."""
        self.set_captions(-1 if self.caption_track >= 0 else self._last_captions)

    # -- what the transport tells ----------------------------------------------------------------------------

    @Slot(object, int, object)
    def _captions_read(self, request: PlayRequest, number: int, read: object) -> None:
        if request is not self.request or number != self._wanted_captions:
            return
        if isinstance(read, PersonError):
            self._wanted_captions = -1
            self.failed.emit(read)
        elif isinstance(read, cues.CueList):
            self._show_captions(number, read)

    def _show_captions(self, number: int, shown: cues.Cues | None) -> None:
        self._cues = shown
        if number != self.caption_track:
            self.caption_track = number
            self.captions_changed.emit(number)
        self._show_texts(self.position_us)

    @Slot(object)
    def _moved(self, position_us: int) -> None:
        self._keep_up()
        self._show_texts(position_us)
        self.position_changed.emit(position_us)

    def _show_texts(self, position_us: int) -> None:
        shown = self._preview or self._cues
        cue = shown.at(position_us) if shown else ""
        if cue != self.cue:
            self.cue = cue
            self.cue_changed.emit(cue)
        chapter = self.request.chapter_at(position_us) if self.request else None
        if chapter != self.chapter:
            self.chapter = chapter
            self.chapter_changed.emit(chapter)

    @Slot(object)
    def _reshaped(self, shape: Shape) -> None:
        self.rung = Rung(round(shape.width * shape.pixel), shape.height)
        self.rung_changed.emit(self.rung)

    @Slot(object)
    def _set_audio_tracks(self, tracks: tuple[AudioTrack, ...]) -> None:
        if tracks != self.audio_tracks:
            self.audio_tracks = tracks
            self.audio_tracks_changed.emit(tracks)

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.error = error
        self.failed.emit(error)
