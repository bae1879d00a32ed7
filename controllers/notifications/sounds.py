"""Short sounds for what a person wants to hear, through libvlc; silence where there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.kernel.libvlc import find_vlc, has_sound
from app.kernel.resources import resource
from app.kernel.settings import Setting, Settings
from models.core.text import tr

log = logging.getLogger(__name__)

_OPTIONS = ("--quiet", "--no-video", "--no-stats", "--no-xlib", "--no-lua")
_FILES = {"trade.alert": "alert"}
_USUAL = "fill"


def settings_of() -> tuple[Setting[bool], Setting[int]]:
    """Whether anything is to be heard, and how loud."""
    where = tr("Notices")
    also = (tr("audio"), tr("mute"), tr("beep"), tr("loudness"))
    on = Setting(
        key="notices.sounds",
        default=True,
        title=tr("Sounds"),
        description=tr("For the kinds that are told with a sound, but not in quiet hours."),
        where=where,
        also=also,
    )
    volume = Setting(
        key="notices.volume", default=60, title=tr("Volume of sounds (%)"), where=where, low=0, high=100,
        also=also,
    )  # fmt: skip
    return on, volume


class Sounds(QObject):
    """Plays one sound at a time, on a thread of its own, which comes with the first and `close` ends.

    `output` are options of libvlc for where the sound goes; without them it needs a sound server or card.
    """

    def __init__(
        self, settings: Settings, *, load: Callable[[], Any] = find_vlc, output: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._settings, self._load, self._output = settings, load, tuple(output)
        self._on, self._volume = settings_of()
        settings.declare(self._on, self._volume)
        self._pool: ThreadPoolExecutor | None = None
        self._instance: Any = None
        self._player: Any = None
        self._missing = False
        settings.changed.connect(self._setting_changed)

    @property
    def able(self) -> bool:
        """Whether there is something to play with, as far as is known."""
        return not self._missing and (bool(self._output) or has_sound())

    def play(self, kind: str) -> None:
        """Play what stands for a kind of notification; returns at once."""
        volume = self._settings.get(self._volume)
        if not (self._settings.get(self._on) and volume):
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="sounds")
        path = resource("sounds", f"{_FILES.get(kind, _USUAL)}.wav")
        self._pool.submit(self._play, path, volume)

    @Slot(str, object)
    def _setting_changed(self, key: str, _value: object) -> None:
        """Whoever sets the volume hears it."""
        if key in (self._on.key, self._volume.key):
            self.play("")

    # On the thread

    def _play(self, path: Path, volume: int) -> None:
        try:
            if self._player is None:
                self._start()
            if self._player is not None:
                self._player.stop()
                media = self._instance.media_new_path(str(path))
                self._player.set_media(media)
                media.release()
                self._player.audio_set_volume(volume)
                self._player.play()
        except Exception:
            log.exception("a sound could not be played")

    def _start(self) -> None:
        if self._missing:
            return
        vlc = self._load() if self.able else None
        instance = None if vlc is None else vlc.Instance(*_OPTIONS, *self._output)
        if instance is None:
            self._missing = True
            log.info("sounds stay silent: there is no libvlc, or nothing to hear it with")
            return
        self._instance, self._player = instance, instance.media_player_new()

    def _release(self) -> None:
        if self._player is not None:
            self._player.stop()
            self._player.release()
            self._instance.release()
        self._player = self._instance = None

    def close(self) -> None:
        """Stop, let libvlc go, and end the thread."""
        if self._pool is not None:
            self._pool.submit(self._release)
            self._pool.shutdown(wait=True)
