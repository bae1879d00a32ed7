"""libvlc behind one thread: every call into it is made there, in order, and none of them on the Qt thread.

Calls can block (stopping waits for libvlc's own threads), and none may be made from libvlc's callbacks, so
both the callbacks and the callers only leave a note: callers in the queue of this thread, callbacks in
`EngineSink`, which brings them home.
"""

from __future__ import annotations

import ctypes
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from app.kernel.libvlc import find_vlc, has_sound
from controllers.video.frames import FramePool, Shape, visible
from controllers.video.playback import AudioTrack
from models.core.errors import PersonError, Unavailable
from models.core.text import tr

log = logging.getLogger(__name__)

_OPTIONS = (
    "--quiet",
    "--no-video-title-show",
    "--no-osd",
    "--no-spu",
    "--no-stats",
    "--no-xlib",
    "--no-lua",
    "--audio-resampler=speex_resampler",  # as good as libvlc's own choice for a third of the CPU
    "--avcodec-hw=none",  # the pictures go to memory anyway, and drivers crash inside this process
)
_CHROMA = b"RV32"

_Pointers = ctypes.POINTER(ctypes.c_void_p)
_Numbers = ctypes.POINTER(ctypes.c_uint)
_Format = ctypes.CFUNCTYPE(ctypes.c_uint, _Pointers, ctypes.c_void_p, _Numbers, _Numbers, _Numbers, _Numbers)
_Cleanup = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Lock = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, _Pointers)
_Unlock = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, _Pointers)
_Display = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)


class EngineSink(Protocol):
    """Where the engine leaves its news. Called on any thread; must return at once and never call back."""

    def report(self, generation: int, name: str, value: object) -> None: ...

    def frame_came(self, generation: int) -> None: ...


def load_vlc() -> Any:
    """The python-vlc module; raises `Unavailable` where it or libvlc is missing."""
    vlc = find_vlc()
    if vlc is None:
        raise _missing()
    return vlc


def _missing() -> Unavailable:
    return Unavailable(
        tr("Videos cannot be played: VLC's library is missing or incomplete."),
        what_now=tr(
            "Install VLC and start Nonet again. On Debian or Ubuntu: "
            "apt install libvlc5 vlc-plugin-base vlc-plugin-video-output"
        ),
    )


class Engine:
    """One libvlc instance and one media player, driven from one thread that `close` ends.

    News for the sink: `opening`, `playing`, `paused`, `ended`, `failed` (a `PersonError`), `buffering`
    (per cent), `length` (µs), `tracks` (a tuple of `AudioTrack`), and by `frame_came` that one or more
    pictures are due; each with the number of the `open` they belong to.
    """

    def __init__(self, sink: EngineSink, *, load: Callable[[], Any] = load_vlc) -> None:
        self._sink = sink
        self._load = load
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._vlc: Any = None
        self._instance: Any = None
        self._player: Any = None
        self._callbacks: list[object] = []  # libvlc holds only their addresses
        self._shapes: list[Shape] = []
        self._volume, self._muted = 100, False
        self._generation = 0
        self.frames = FramePool(self._frame_arrived)
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    # -- what callers ask, on any thread ------------------------------------------------------------------

    def open(self, generation: int, url: str, options: Sequence[str], shapes: list[Shape]) -> None:
        self.post(lambda: self._open(generation, url, options, shapes))

    def stop(self, generation: int) -> None:
        self.post(lambda: self._stop(generation))

    def pause(self, paused: bool) -> None:
        self.post(lambda: self._with(lambda player: player.set_pause(1 if paused else 0)))

    def seek(self, position_us: int) -> None:
        self.post(lambda: self._with(lambda player: player.set_time(position_us // 1000)))

    def step(self) -> None:
        self.post(lambda: self._with(lambda player: player.next_frame()))

    def set_speed(self, speed: float) -> None:
        self.post(lambda: self._with(lambda player: player.set_rate(speed)))

    def set_volume(self, volume: int, muted: bool) -> None:
        self._volume, self._muted = volume, muted
        self.post(self._apply_sound)

    def set_audio_track(self, number: int) -> None:
        self.post(lambda: self._with(lambda player: player.audio_set_track(number)))

    def post(self, work: Callable[[], None]) -> None:
        """Do `work` on the engine's thread, after what was asked before."""
        self._queue.put(work)

    def close(self) -> None:
        """Stop, release libvlc and end the thread; waits until they are gone."""
        self._queue.put(None)
        self._thread.join()

    # -- on the engine's thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except PersonError as error:
                self._sink.report(self._generation, "failed", error)
            except Exception:
                log.exception("the player failed")
        if self._player is not None:
            self._player.stop()
            self._player.release()
            self._instance.release()
        self._player = self._instance = None

    def _with(self, act: Callable[[Any], object]) -> None:
        if self._player is not None:
            act(self._player)

    def _open(self, generation: int, url: str, options: Sequence[str], shapes: list[Shape]) -> None:
        try:
            self._start()
        finally:
            if self._player is not None:
                self._player.stop()  # returns when the last event of what was playing has been told
            self._generation = generation
        self._shapes = shapes
        media = self._instance.media_new(url)
        for option in options:
            media.add_option(option)
        self._player.set_media(media)
        media.release()
        self._apply_sound()
        if self._player.play() != 0:
            raise Unavailable(tr("This video cannot be opened."))

    def _stop(self, generation: int) -> None:
        self._with(lambda player: player.stop())
        self._generation = generation

    def _apply_sound(self) -> None:
        if self._player is not None:
            self._player.audio_set_volume(self._volume)
            self._player.audio_set_mute(self._muted)

    def _start(self) -> None:
        if self._player is not None:
            return
        self._vlc = vlc = self._load()
        instance = vlc.Instance(*_OPTIONS, *(() if has_sound() else ("--aout=dummy",)))
        if instance is None:
            raise _missing()
        self._instance = instance
        self._player = instance.media_player_new()
        self._attach_pictures(vlc)
        self._attach_events(vlc)

    def _attach_pictures(self, vlc: Any) -> None:
        types = vlc.CallbackDecorators
        ours = (
            _Lock(self._lock_picture),
            _Unlock(),  # none: written, it is due when libvlc says so
            _Display(self._display_picture),
            _Format(self._set_format),
            _Cleanup(self._end_format),
        )
        theirs = (
            types.VideoLockCb,
            types.VideoUnlockCb,
            types.VideoDisplayCb,
            types.VideoFormatCb,
            types.VideoCleanupCb,
        )
        cast = [ctypes.cast(function, kind) for function, kind in zip(ours, theirs, strict=True)]
        self._callbacks += [*ours, *cast]
        vlc.libvlc_video_set_callbacks(self._player, *cast[:3], None)
        vlc.libvlc_video_set_format_callbacks(self._player, *cast[3:])

    def _attach_events(self, vlc: Any) -> None:
        manager = self._player.event_manager()
        kinds = vlc.EventType
        names = {
            kinds.MediaPlayerOpening: "opening",
            kinds.MediaPlayerPlaying: "playing",
            kinds.MediaPlayerPaused: "paused",
            kinds.MediaPlayerEndReached: "ended",
            kinds.MediaPlayerEncounteredError: "failed",
            kinds.MediaPlayerBuffering: "buffering",
            kinds.MediaPlayerLengthChanged: "length",
            kinds.MediaPlayerESAdded: "tracks",
            kinds.MediaPlayerESDeleted: "tracks",  # a change of rendition makes new ones
        }
        for kind, name in names.items():
            manager.event_attach(kind, self._happened, name)

    # -- on libvlc's threads: leave a note, call nothing ---------------------------------------------------

    def _happened(self, event: Any, name: str) -> None:
        generation, value = self._generation, None
        match name:
            case "buffering":
                value = round(event.u.new_cache)
                if value >= 100:
                    self.frames.flushed()
            case "length":
                value = int(event.u.new_length) * 1000
            case "failed":
                value = Unavailable(tr("This video cannot be played: it is missing or damaged."))
            case "tracks":
                self.post(lambda: self._tell_tracks(generation))
                return
        self._sink.report(generation, name, value)

    def _tell_tracks(self, generation: int) -> None:
        listed = self._player.audio_get_track_description() or []
        tracks = [
            AudioTrack(number, _label(name.decode(errors="replace")))
            for number, name in listed
            if number >= 0
        ]
        self._sink.report(generation, "tracks", tuple(tracks))

    def _frame_arrived(self) -> None:
        self._sink.frame_came(self._generation)

    def _set_format(self, _: Any, chroma: int, width: Any, height: Any, pitches: Any, lines: Any) -> int:
        known = self._shapes or self._track_shapes()
        shape = visible((width[0], height[0]), known)
        ctypes.memmove(chroma, _CHROMA, len(_CHROMA))
        width[0], height[0] = shape.width, shape.height
        pitches[0], lines[0] = self.frames.allocate(shape), shape.height
        return 1

    def _end_format(self, _: Any) -> None:
        """The buffers stay: the view may hold the last picture until the next comes."""

    def _lock_picture(self, _: Any, planes: Any) -> None:
        planes[0] = self.frames.begin()

    def _display_picture(self, _: Any, __: Any) -> None:
        self.frames.finish()

    def _track_shapes(self) -> list[Shape]:
        """The sizes of the video tracks as the file tells them, turned upright."""
        vlc = self._vlc
        media = self._player.get_media()
        tracks = ctypes.POINTER(ctypes.POINTER(vlc.MediaTrack))()
        count = vlc.libvlc_media_tracks_get(media, ctypes.byref(tracks)) if media else 0
        shapes = []
        for track in (tracks[index].contents for index in range(count)):
            if track.type != vlc.TrackType.video:
                continue
            # The three kinds share one pointer (a union in C), which python-vlc declares as three fields.
            video = ctypes.cast(track.audio, ctypes.POINTER(vlc.VideoTrack)).contents
            pixel = video.sar_num / video.sar_den if video.sar_num and video.sar_den else 1.0
            turned = video.orientation.value >= 4
            size = (video.height, video.width) if turned else (video.width, video.height)
            shapes.append(Shape(*size, 1 / pixel if turned else pixel))
        if count:
            vlc.libvlc_media_tracks_release(tracks, count)
        if media:
            media.release()
        return shapes


def _label(name: str) -> str:
    """A track as people call it: libvlc says "sound fin - [Finnish]" and "sound Commentary - [English]"."""
    title, _, language = name.removesuffix("]").partition(" - [")
    title = title.removeprefix("sound ").strip()
    if not language or title.casefold() == language.casefold():
        return title or name
    return language if len(title) <= 3 else f"{title} ({language})"
