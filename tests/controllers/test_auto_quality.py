"""Auto plays what the picture has room for, and less where the machine does not keep up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.video.auto import Pace, fitting
from controllers.video.playback import Rung

LADDER = (Rung(1920, 1080), Rung(640, 360), Rung(1280, 720))


@pytest.mark.parametrize(
    ("room", "height"), [(0, 360), (200, 360), (360, 360), (361, 720), (800, 1080), (2160, 1080)]
)
def test_the_smallest_that_fills_the_room_is_taken(room: int, height: int) -> None:
    assert fitting(LADDER, room) == height


def test_nothing_is_chosen_where_nothing_is_known() -> None:
    assert fitting((), 720) == 0


@given(st.lists(st.integers(1, 4000), min_size=1), st.integers(0, 5000))
def test_more_room_is_never_filled_with_less(heights: list[int], room: int) -> None:
    rungs = [Rung(height, height) for height in heights]
    assert fitting(rungs, room) <= fitting(rungs, room + 100)
    assert fitting(rungs, room) in heights


def lagging(shown_a_second: float, *, seconds: int = 20) -> list[int]:
    """The seconds at which a machine that shows so many of 30 pictures is found to lag."""
    pace = Pace()
    return [now for now in range(seconds) if pace.lags(float(now), round(now * shown_a_second), 30.0)]


def test_only_a_machine_that_shows_fewer_than_half_lags() -> None:
    assert lagging(30) == lagging(16) == []
    assert lagging(14) == [5, 10, 15]


def test_a_rest_begins_the_count_anew() -> None:
    pace = Pace()
    assert not pace.lags(0.0, 0, 30.0)
    pace.rest()
    assert not pace.lags(5.0, 0, 30.0)
    assert pace.lags(10.0, 0, 30.0)
