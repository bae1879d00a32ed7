"""A part of a video that is played alone: playing stops at its end, and goes on as usual from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from controllers.video.playback import PlayRequest

if TYPE_CHECKING:
    from controllers.video.player import Player

_NEAR_US = 1_500_000
"""Who goes this far outside of the part wants to see something else."""


class Part(QObject):
    """`range` is (start µs, end µs), None where the whole is played; `changed` when it is another."""

    changed = Signal()

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self.range: tuple[int, int] | None = None
        player.opened.connect(self._opened)
        player.position_changed.connect(self._moved)

    def play(self, start_us: int, end_us: int) -> None:
        """Play this part of what is open, from its beginning."""
        self._player.seek(start_us)
        self._set((start_us, end_us))
        self._player.play()

    def _set(self, part: tuple[int, int] | None) -> None:
        if part != self.range:
            self.range = part
            self.changed.emit()

    @Slot(object)
    def _opened(self, request: PlayRequest | None) -> None:
        alone = request is not None and request.end_us > request.start_us
        self._set((request.start_us, request.end_us) if request is not None and alone else None)

    @Slot(object)
    def _moved(self, position_us: int) -> None:
        if self.range is None:
            return
        start_us, end_us = self.range
        if position_us >= end_us - 1 and position_us < end_us + _NEAR_US:
            self._set(None)
            self._player.pause()
        elif not start_us - _NEAR_US <= position_us < end_us:
            self._set(None)
