"""V3: watching in the real window, with YouTube's keys, the mouse, and the real player."""

from __future__ import annotations

from tests.support.films import FILM_SECONDS, LONG, Cinema

SECOND = 1_000_000


def test_a_video_plays_from_the_library(cinema: Cinema) -> None:
    cinema.watch(LONG)
    player = cinema.player
    assert player.playing
    assert player.duration_us // SECOND == FILM_SECONDS
    cinema.until(lambda: player.position_us > SECOND)
