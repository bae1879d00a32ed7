"""Links and the history of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.shell.navigation import History, Place, link, parse


@pytest.mark.parametrize(
    "text", ["", "http://video/x", "nonet://", "nonet://../etc", "nonet://a b/c", "video"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert parse(text) is None


@given(st.sampled_from(["home", "video", "files"]), st.text(max_size=30))
def test_a_link_leads_to_its_place(workspace: str, path: str) -> None:
    assert parse(link(workspace, path)) == Place(workspace, path.lstrip("/"))


@given(st.lists(st.one_of(st.sampled_from(["back", "forward"]), st.sampled_from("abcde")), max_size=60))
def test_history_is_that_of_a_browser(steps: list[str]) -> None:
    history = History()
    past: list[str] = []
    future: list[str] = []
    for step in steps:
        if step == "back":
            assert history.can_back == (len(past) > 1)
            if history.back():
                future.append(past.pop())
        elif step == "forward":
            assert history.can_forward == bool(future)
            if history.forward():
                past.append(future.pop())
        else:
            history.visit(step)
            if not past or past[-1] != step:
                past.append(step)
                future.clear()
        assert history.current == (past[-1] if past else "")


def test_history_is_bounded() -> None:
    history = History()
    for number in range(500):
        history.visit(f"nonet://video/{number}")
    steps = 0
    while history.back():
        steps += 1
    assert steps == 199
    assert history.current == "nonet://video/300"
