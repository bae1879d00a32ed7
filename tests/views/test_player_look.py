"""How the player writes times and speeds."""

from __future__ import annotations

from views.video.player import look


def test_times_are_written_as_people_read_them() -> None:
    places = (0, 65_000_000, 3_661_999_999, -5)
    assert [look.time_text(place) for place in places] == ["0:00", "1:05", "1:01:01", "0:00"]


def test_speeds_are_written_as_people_read_them() -> None:
    assert [look.speed_text(speed) for speed in (1.0, 0.25, 1.5)] == ["1×", "0.25×", "1.5×"]
