"""Which rendition "Auto" plays: the sharpest that the picture has room for, a smaller one on a slow machine.

The bytes come from this computer, so bandwidth says nothing: libvlc's own measure of it begins with the
smallest rendition, for no reason. What can be too slow is decoding, which shows in pictures that come late
and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from controllers.video.playback import Rung

_WINDOW_S = 5.0
_TOO_FEW = 0.5


def heights(rungs: Sequence[Rung]) -> list[int]:
    """The heights to choose from, the smallest first."""
    return sorted({rung.height for rung in rungs})


def fitting(rungs: Sequence[Rung], room: int) -> int:
    """The height that fills `room` pixels: the smallest that is not below it, or the greatest; 0 for none."""
    known = heights(rungs)
    return next((height for height in known if height >= room), known[-1] if known else 0)


class Pace:
    """Notices when fewer than half of the pictures that are due are shown, for five seconds on end."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._shown = 0

    def rest(self) -> None:
        """Playback stands still, or goes on from elsewhere."""
        self._since = None

    def lags(self, now: float, shown: int, rate: float) -> bool:
        """Whether the machine falls behind: `shown` pictures so far at `now` (s), `rate` due a second."""
        if self._since is None:
            self._since, self._shown = now, shown
            return False
        passed = now - self._since
        if passed < _WINDOW_S:
            return False
        late = (shown - self._shown) < _TOO_FEW * rate * passed
        self._since, self._shown = now, shown
        return late
