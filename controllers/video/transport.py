"""Opening, playing, pausing and seeking: the states between what was asked and what libvlc has done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from controllers.video.clock import PlaybackClock, WatchLog
from controllers.video.engine import Engine, load_vlc
from controllers.video.frames import Frame, FramePool, Shape
from controllers.video.playback import State
from models.core.errors import PersonError

TICK_MS = 100
TIMEOUT = 1.5  # s: where no picture follows (in a tail of sound alone), a seek has arrived all the same
FALLBACK_FRAME_RATE = 25.0


class Media(NamedTuple):
    """What libvlc is given: an address, its options and the picture sizes it may have."""

    url: str
    options: Sequence[str]
    shapes: list[Shape]
    frame_rate: float = FALLBACK_FRAME_RATE


class _Busy(Enum):
    OPEN = auto()
    SEEK = auto()
    PAUSE = auto()


class _News(NamedTuple):
    generation: int
    name: str
    value: object


class _Home(QObject):
    """Brings news from any thread to the Qt thread, in order."""

    told = Signal(object)
    frame = Signal(int)

    def report(self, generation: int, name: str, value: object) -> None:
        self.told.emit(_News(generation, name, value))

    def frame_came(self, generation: int) -> None:
        self.frame.emit(generation)


class Transport(QObject):
    """Moves through one medium at a time; lives on the Qt thread and never blocks it (but in `close`).

    Positions and durations are microseconds of media time.
    """

    state_changed = Signal(object)  # State
    buffering_changed = Signal(bool)
    position_changed = Signal(object)  # µs
    duration_changed = Signal(object)  # µs
    shape_changed = Signal(object)  # Shape of the pictures
    tracks_changed = Signal(object)  # tuple[AudioTrack, ...]
    frame_ready = Signal()
    watched = Signal(object, object)  # (start µs, end µs)
    finished = Signal()
    failed = Signal(object)  # PersonError

    def __init__(self, parent: QObject | None = None, *, load: Callable[[], Any] = load_vlc) -> None:
        super().__init__(parent)
        self._load = load
        self._home = _Home(self)
        self._home.told.connect(self._take)
        self._home.frame.connect(self._take_frame)
        self._engine: Engine | None = None
        self._media: Media | None = None
        self._generation = 0
        self._clock = PlaybackClock()
        self._watch = WatchLog()
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self.state = State.IDLE
        self.buffering = False
        self.duration_us = 0
        self.wants_play = True
        self._shape = Shape(0, 0)
        self._busy: _Busy | None = None  # what libvlc was asked for and has not yet done,
        self._since = 0.0  # since when,
        self._flushes = 0  # how often pictures had been flushed then,
        self._displayed: int | None = None  # and how many had been shown when it said that it is paused
        self._refine = False  # opening: the exact place is still to be sought
        self._next_us: int | None = None  # the newest place asked for, still to be sought
        self._steps = 0  # pictures still to be stepped over
        self._paused = False  # what libvlc was told last
        self._stepped = False
        self._speed = 1.0

    # -- what is so ------------------------------------------------------------------------------------------

    @property
    def position_us(self) -> int:
        return self._next_us if self._next_us is not None else self._clock.position_us(time.monotonic())

    @property
    def seeking(self) -> bool:
        """Whether the picture of `position_us` is still to come."""
        return self._next_us is not None or self._busy in (_Busy.OPEN, _Busy.SEEK)

    @property
    def frames(self) -> FramePool | None:
        return self._engine.frames if self._engine else None

    def engine(self) -> Engine:
        """The engine, started on first use."""
        if self._engine is None:
            self._engine = Engine(self._home, load=self._load)
        return self._engine

    def newest(self) -> Frame | None:
        return self._engine.frames.newest() if self._engine else None

    # -- opening and closing ---------------------------------------------------------------------------------

    def open(self, media: Media, position_us: int, *, play: bool, keep_picture: bool = False) -> None:
        """Play `media` from a place, instead of what is playing; the last picture may stay meanwhile."""
        self._end_watching()
        engine = self.engine()
        if not keep_picture:
            engine.frames.clear()
        self._media = media
        self._shape = Shape(0, 0)  # told anew, also where it is the same as before
        self._generation += 1
        self.wants_play, self._next_us, self._steps = play, None, 0
        self._stepped = self._paused = False
        self._clock.seek(position_us)
        self._begin(_Busy.OPEN)
        self._refine = position_us > 0
        engine.frames.hide(position_us > 0)
        engine.frames.still(False)
        options = [f":start-time={position_us / 1_000_000:.3f}", *media.options]
        engine.open(self._generation, media.url, options, media.shapes)
        self._set_state(State.OPENING)
        self._set_buffering(True)
        self._tell_position()

    def _reopen(self, position_us: int) -> None:
        if self._media is not None:
            self.open(self._media, position_us, play=self.wants_play, keep_picture=True)

    def stop(self) -> None:
        """Play nothing; the last picture is forgotten."""
        self._end_watching()
        self._media = None
        if self._engine:
            self._generation += 1
            self._engine.stop(self._generation)
            self._engine.frames.clear()
        self._clock.seek(0)
        self._rest(State.IDLE)
        self.frame_ready.emit()

    def close(self) -> None:
        """Stop and release libvlc; waits until no thread of it is left. Harmless when repeated."""
        self.stop()
        if self._engine:
            self._engine.close()
            self._engine = None

    def set_duration(self, duration_us: int) -> None:
        self._clock.set_end(duration_us)
        if duration_us != self.duration_us:
            self.duration_us = duration_us
            self.duration_changed.emit(duration_us)

    # -- play, pause, seek, step -----------------------------------------------------------------------------

    def play(self) -> None:
        """Go on; from the start where the end was reached."""
        self.wants_play = True
        match self.state:
            case State.PAUSED if self._stepped:  # libvlc loses its place when it resumes after a step
                self._reopen(self.position_us)
            case State.PAUSED:
                self._set_state(State.PLAYING)
                self._proceed()
            case State.ENDED:
                self._reopen(0)
            case State.ERROR:
                self._reopen(self.position_us)

    def pause(self) -> None:
        self.wants_play = False
        if self.state is State.PLAYING:
            self._end_watching()
            self._clock.hold(time.monotonic())
            self._set_state(State.PAUSED)
            self._tell_position()
            self._proceed()

    def seek(self, position_us: int) -> None:
        """Go to a place, to the picture; while something is under way only the newest place is kept."""
        if self._media is None:
            return
        position_us = max(0, min(position_us, self.duration_us) if self.duration_us else position_us)
        self._end_watching()
        if self.state in (State.ENDED, State.ERROR):
            self._reopen(position_us)
            return
        self._next_us, self._steps = position_us, 0
        self._tell_position()
        self._proceed()

    def step(self, frames: int) -> None:
        """Pause and show the next (1) or the previous (-1) picture."""
        if self._media is None or self.state not in (State.PLAYING, State.PAUSED):
            return
        self.pause()
        place = self.position_us + round(frames * 1_000_000 / self._media.frame_rate)
        if frames < 0 or self._next_us is not None:
            self.seek(place)
            return
        self._clock.seek(min(place, self.duration_us or place))
        self._steps += 1
        self._tell_position()
        self._proceed()

    def _proceed(self) -> None:
        """Let libvlc do the next thing that is wanted and not yet done.

        One at a time: it loses the place, or the picture, when a seek follows a pause (or another seek)
        before its picture has come.
        """
        if self._busy is not None or self.state not in (State.PLAYING, State.PAUSED):
            return
        engine = self.engine()
        if self.state is State.PAUSED and not self._paused:
            self._begin(_Busy.PAUSE)
            self._paused = True
            engine.frames.still(True)
            engine.pause(True)
        elif self._next_us is not None:
            self._begin(_Busy.SEEK)
            self._clock.seek(self._next_us)
            engine.seek(self._next_us)
            self._next_us = None
        elif self._steps:
            self._stepped = True
            engine.step()
            self._steps -= 1
            self._proceed()
        elif self.state is State.PLAYING and self._paused:
            self._paused = False
            engine.frames.still(False)
            engine.pause(False)
            self._ticks.start()

    def _begin(self, busy: _Busy) -> None:
        frames = self.engine().frames
        self._busy, self._since = busy, time.monotonic()
        self._flushes, self._displayed = frames.flushes, None
        if self._speed != 1.0 and busy is not _Busy.PAUSE:
            self.engine().set_speed(1.0)  # at any other, libvlc misses the place by up to two seconds
        self._ticks.start()

    def set_speed(self, speed: float) -> None:
        self._speed = speed
        self._clock.set_speed(speed, time.monotonic())
        if self._busy not in (_Busy.OPEN, _Busy.SEEK):
            self.engine().set_speed(speed)

    # -- news from the engine --------------------------------------------------------------------------------

    @Slot(object)
    def _take(self, news: _News) -> None:
        if news.generation != self._generation or self._engine is None or self._media is None:
            return
        match news.name:
            case "paused" if self._busy is _Busy.PAUSE:
                self._displayed = self._engine.frames.displayed
            case "buffering" if news.value != 100 and self._busy is None:
                self._end_watching()
                self._clock.hold(time.monotonic())
                self._set_buffering(True)
            case "length" if isinstance(news.value, int) and not self.duration_us:
                self.set_duration(news.value)
            case "tracks":
                self.tracks_changed.emit(news.value)
            case "ended":
                self._reached_end()
            case "failed" if isinstance(news.value, PersonError):
                self._end_watching()
                self._rest(State.ERROR)
                self.failed.emit(news.value)

    @Slot(int)
    def _take_frame(self, generation: int) -> None:
        if self._engine is None:
            return
        self._engine.frames.noticed()  # also where it comes too late to be used
        if generation == self._generation and self._media is not None:
            self._frame_arrived(self._engine.frames)

    def _frame_arrived(self, frames: FramePool) -> None:
        if frames.shape is not self._shape:
            self._shape = frames.shape
            self.shape_changed.emit(self._shape)
        if self._refine:
            # libvlc has started at the segment that holds the place: the place itself is sought from here.
            self._refine = False
            self._begin(_Busy.OPEN)
            place = self._next_us if self._next_us is not None else self.position_us
            self._next_us = None
            self._clock.seek(place)
            self.engine().seek(place)
        elif self._busy in (_Busy.OPEN, _Busy.SEEK):
            # After a flush libvlc may still show one old picture: the second is certainly a new one.
            if frames.flushes > self._flushes and frames.since_flush >= 2:
                self._arrived(frames)
        elif self.state is State.PLAYING and not self._paused:
            self._set_buffering(False)
            self._clock.run(frames.shown_at)
            if not self._watch.running:
                self._watch.begin(self.position_us)
        self.frame_ready.emit()

    def _arrived(self, frames: FramePool) -> None:
        """What was under way is done: the picture of the place is there, or the pause has settled."""
        busy, self._busy = self._busy, None
        frames.hide(False)
        if self._speed != 1.0 and busy is not _Busy.PAUSE:
            self.engine().set_speed(self._speed)
        self._set_buffering(False)
        if self.state is State.OPENING:
            self._set_state(State.PLAYING)
            if not self.wants_play:
                self.pause()
        if busy is not _Busy.PAUSE and self.state is State.PLAYING and self._next_us is None and self._media:
            self._clock.run(frames.shown_at - (frames.since_flush - 1) / self._media.frame_rate)
            self._watch.begin(self.position_us)
        self._proceed()

    def _reached_end(self) -> None:
        if self._next_us is not None:
            self._reopen(self._next_us)
            return
        self._end_watching()
        self._clock.seek(self.duration_us or self.position_us)
        self._rest(State.ENDED)
        self.finished.emit()

    @Slot()
    def _tick(self) -> None:
        frames = self.frames
        if frames and self._busy in (_Busy.SEEK, _Busy.PAUSE):
            settled = self._displayed is not None and frames.displayed > self._displayed
            if settled or time.monotonic() - self._since > TIMEOUT:
                self._arrived(frames)
        if self.state is State.PAUSED and self._busy is None:
            self._ticks.stop()
        if self.state is State.PLAYING and self._clock.running:
            if interval := self._watch.tick(self.position_us):
                self.watched.emit(*interval)
            self._tell_position()

    # -- telling ---------------------------------------------------------------------------------------------

    def _end_watching(self) -> None:
        if interval := self._watch.end(self.position_us):
            self.watched.emit(*interval)

    def _rest(self, state: State) -> None:
        self._ticks.stop()
        self._busy = self._next_us = None
        self._refine = self._stepped = self._paused = False
        self._set_buffering(False)
        self._set_state(state)
        self._tell_position()

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _set_buffering(self, buffering: bool) -> None:
        if buffering != self.buffering:
            self.buffering = buffering
            self.buffering_changed.emit(buffering)

    def _tell_position(self) -> None:
        self.position_changed.emit(self.position_us)
