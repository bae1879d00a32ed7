"""The transport of a replay: what of a recording is to be played by now. Pure: moments in, what to do out.

Two clocks: `now` is any monotonic one, in nanoseconds; positions are the recording's own moments. Whoever
plays asks again and again what is due, does it, and says how far it has come: where reading does not keep up
with the speed, the position waits for it and nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_SPEED = 0.0
"""As fast as it can be read."""

SPEEDS = (1.0, 2.0, 5.0, 10.0, 100.0, 1_000.0, 10_000.0, MAX_SPEED)
AHEAD_NS = 1_000_000_000
"""How far the clock may run ahead of the reading before it waits, in nanoseconds of the person's time."""


@dataclass(frozen=True, slots=True)
class Due:
    """Play up to `until` (the recording's time); `anew`: what was read is read again, as it goes back. What
    comes before `shown_from` only builds the book up: nobody is to see or to trade it."""

    until: int
    anew: bool
    shown_from: int


class Transport:
    """Play, pause, speed and seek over a recording from `start` to `end`.

    `end` may be `None` while nobody knows it. It begins paused at its start.
    """

    def __init__(self, start: int, end: int | None = None) -> None:
        self.start, self.end = start, end
        self.speed = 1.0
        self.playing = False
        self._origin = start
        self._origin_at = 0
        self._read = start
        self._shown_from = start
        self._anew = False

    def position(self, now: int) -> int:
        """Where it is: what the clock says, but never far ahead of what was read."""
        if not self.playing:
            return self._origin
        if self.speed == MAX_SPEED:
            return max(self._origin, self._read)
        clocked = self._origin + round((now - self._origin_at) * self.speed)
        return self._clamp(min(clocked, max(self._read, self._origin) + round(AHEAD_NS * self.speed)))

    def due(self, now: int) -> Due | None:
        """What is to be played now; None where nothing is."""
        until = self.position(now)
        if self.playing and self.speed == MAX_SPEED:
            until = self.end if self.end is not None else until + 3_600 * 1_000_000_000
        if until <= self._read and not self._anew:
            return None
        return Due(until, self._anew, self._shown_from)

    def read(self, position: int, now: int) -> None:
        """Everything up to here was played. Where the clock had run too far ahead, it goes on from here."""
        self._anew = False
        self._read = position
        if self.playing and self.speed != MAX_SPEED:
            clocked = self._origin + round((now - self._origin_at) * self.speed)
            if clocked > self._read + round(AHEAD_NS * self.speed):
                self._origin, self._origin_at = max(self._read, self._origin), now

    def ended(self, position: int, now: int) -> None:
        """The recording ends here."""
        self.end = max(position, self.start)
        self._anew = False
        self._origin = self._read = self.end
        self._origin_at = now
        self.playing = False

    def play(self, now: int) -> None:
        """Go on; from the start where it was at its end."""
        if self.playing:
            return
        if self.end is not None and self._origin >= self.end:
            self.seek(self.start, now)
        self._origin_at = now
        self.playing = True

    def pause(self, now: int) -> None:
        """Stand still."""
        self._origin, self._origin_at = self.position(now), now
        self.playing = False

    def set_speed(self, speed: float, now: int) -> None:
        """One of `SPEEDS`; ValueError for another."""
        if speed not in SPEEDS:
            raise ValueError(f"no speed: {speed}")
        self._origin, self._origin_at = self.position(now), now
        self.speed = speed

    def seek(self, position: int, now: int, *, anew: bool = False) -> None:
        """Be at this moment: backwards (or `anew`) the recording is read again, as a book is only built
        forwards."""
        position = self._clamp(position)
        if anew or position < self._read:
            self._anew = True
            self._read = self.start - 1
        self._origin, self._origin_at = position, now
        self._shown_from = position

    def _clamp(self, position: int) -> int:
        later = max(position, self.start)
        return later if self.end is None else min(later, self.end)
