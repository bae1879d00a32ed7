"""The media time of the picture that is on the screen.

libvlc tells its time about once a second and, over HLS, up to two seconds off; but it shows pictures
exactly on its own clock. So the time is counted from the place the last seek asked for, from the moment
its first picture was shown, and stands still while no picture comes. Pure: moments are handed in, in
seconds of any monotonic clock; positions are microseconds.
"""

from __future__ import annotations

STALL = 1.0
"""Seconds without a picture after which the time no longer runs on by itself."""


class PlaybackClock:
    """Counts while it runs; `seek` and `hold` stop it until `run` starts it again."""

    def __init__(self) -> None:
        self._origin_us = 0
        self._origin_at: float | None = None
        self._speed = 1.0
        self._picture_at = 0.0
        self._end_us: int | None = None

    @property
    def running(self) -> bool:
        return self._origin_at is not None

    def position_us(self, now: float) -> int:
        """Where playback is at `now`, never outside of the video."""
        position = self._origin_us
        if self._origin_at is not None:
            counted_to = min(now, self._picture_at + STALL)
            position += max(0, round((counted_to - self._origin_at) * self._speed * 1_000_000))
        return min(position, self._end_us) if self._end_us is not None else position

    def set_end(self, end_us: int) -> None:
        """The video's duration; 0 while it is not known."""
        self._end_us = end_us or None

    def seek(self, position_us: int) -> None:
        """Stand still at `position_us`."""
        self._origin_us, self._origin_at = max(0, position_us), None

    def hold(self, now: float) -> None:
        """Stand still where it is."""
        self.seek(self.position_us(now))

    def run(self, now: float) -> None:
        """Count from here on, from `now`, when a picture was shown."""
        if self._origin_at is None:
            self._origin_at = now
        self.picture(now)

    def picture(self, now: float) -> None:
        """A picture was shown at `now`: after a stall the time goes on from where it stood."""
        if self._origin_at is not None and now - self._picture_at > STALL > 0 and self._picture_at:
            stood_at = self.position_us(now)
            self._origin_us, self._origin_at = stood_at, now
        self._picture_at = now

    def set_speed(self, speed: float, now: float) -> None:
        """Count `speed` times as fast from `now` on."""
        running = self.running
        self.hold(now)
        self._speed = speed
        if running:
            self._origin_at = now


class WatchLog:
    """Turns play and stop into intervals of media time that were really watched."""

    def __init__(self, longest_us: int = 10_000_000) -> None:
        self._longest_us = longest_us
        self._start_us: int | None = None

    @property
    def running(self) -> bool:
        """Whether an interval has begun."""
        return self._start_us is not None

    def begin(self, position_us: int) -> None:
        """Playback runs from `position_us` on (harmless while it already runs)."""
        if self._start_us is None:
            self._start_us = position_us

    def tick(self, position_us: int) -> tuple[int, int] | None:
        """The interval to record now, when the last one has become long enough."""
        if self._start_us is None or position_us - self._start_us < self._longest_us:
            return None
        interval = self._start_us, position_us
        self._start_us = position_us
        return interval

    def end(self, position_us: int) -> tuple[int, int] | None:
        """Playback stops at `position_us` (before a seek moves it): what was watched since the last one."""
        start_us, self._start_us = self._start_us, None
        return (start_us, position_us) if start_us is not None and position_us > start_us else None
