"""How far a run of ffmpeg is, from its own `-progress` lines."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models.core.errors import Invalid
from models.core.text import tr

Phase = Literal["check", "sound", "picture"]
_STALL_S = 300


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: `done_us` of `total_us` of film in this phase, at `speed` × real time."""

    phase: Phase
    fraction: float
    done_us: int
    total_us: int
    speed: float
    left_s: float | None


class Watch:
    """Turns ffmpeg's `-progress` lines into Progress, and notices when nothing moves any more."""

    def __init__(
        self,
        phase: Phase,
        start_us: int,
        total_us: int,
        part: tuple[float, float],
        tell: Callable[[Progress], None],
    ) -> None:
        self.phase, self.start_us, self.total_us, self.part, self.tell = phase, start_us, total_us, part, tell
        self.began = self.moved = time.monotonic()
        self.reached_us = start_us

    def line(self, line: str) -> None:
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.lstrip("-").isdigit():
            self.at(int(value))

    def at(self, moment_us: int) -> None:
        """The film is done up to this moment."""
        now = time.monotonic()
        if moment_us > self.reached_us:
            self.reached_us, self.moved = min(moment_us, self.total_us), now
        speed = (self.reached_us - self.start_us) / 1e6 / max(now - self.began, 1e-3)
        left = (self.total_us - self.reached_us) / 1e6 / speed if speed else None
        low, high = self.part
        fraction = low + (high - low) * self.reached_us / self.total_us
        self.tell(Progress(self.phase, fraction, self.reached_us, self.total_us, speed, left))

    def stalled(self) -> None:
        if time.monotonic() - self.moved > _STALL_S:
            raise Invalid(tr("Converting this video stopped moving, so it was ended."))
