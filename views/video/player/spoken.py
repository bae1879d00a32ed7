"""What the player's keys have done, said to those who cannot see or hear it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from controllers.video.playback import State
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.widgets.announcing import announce


class Spoken(QObject):
    """Follows a player for as long as its view is there."""

    def __init__(self, player: Player, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        player.state_changed.connect(self._state)
        player.speed_changed.connect(self._speed)
        player.volume_changed.connect(self._volume)
        player.muted_changed.connect(self._muted)
        player.captions_changed.connect(self._captions)

    def _say(self, text: str) -> None:
        announce(self._view, text, at_once=True)

    @Slot(object)
    def _state(self, state: State) -> None:
        words = {State.PLAYING: tr("Playing"), State.PAUSED: tr("Paused"), State.ENDED: tr("The end")}
        self._say(words.get(state, ""))

    @Slot(float)
    def _speed(self, speed: float) -> None:
        self._say(tr("Speed: {speed}", speed=look.speed_text(speed)))

    @Slot(int)
    def _volume(self, share: int) -> None:
        self._say(tr("Volume: {share} %", share=share))

    @Slot(bool)
    def _muted(self, muted: bool) -> None:
        self._say(tr("Sound off") if muted else tr("Sound on"))

    @Slot(int)
    def _captions(self, track: int) -> None:
        self._say(tr("Captions off") if track < 0 else tr("Captions on"))
