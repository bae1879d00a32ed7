"""P1: the window, its tabs, and finding everything again."""

from __future__ import annotations

from tests.support.house import House


def test_a_tab_is_built_when_it_is_first_opened(house: House) -> None:
    stack = house.window.stack
    assert stack.current_id == "home"
    assert not stack.is_built("video")
    house.press("Ctrl+2")
    assert stack.current_id == "video"
    house.press("Ctrl+1")
    assert stack.current_id == "home"
