"""Links and the history of places."""

from __future__ import annotations

import json
from urllib.parse import quote, unquote, urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.shell.navigation import History, Target, link, parse


@pytest.mark.parametrize(
    "text", ["", "http://video/x", "nonet://", "nonet://../etc", "nonet://a b/c", "video"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert parse(text) is None


@given(st.sampled_from(["home", "video", "files"]), st.text(max_size=30))
def test_a_link_leads_to_its_place(workspace: str, path: str) -> None:
    """What a place is written in comes back; what cannot stand in a link is encoded once and for good."""
    place = parse(link(workspace, path))
    assert place is not None and place.workspace == workspace
    assert unquote(place.path) == unquote(path.lstrip("/"))
    assert place.path.isascii() and " " not in place.path
    assert parse(link(*place)) == place


@given(st.sampled_from(["home", "video", "settings"]), st.text(max_size=30), st.integers(0, 10**8))
def test_every_place_as_workspaces_write_it_is_the_same_after_its_link(
    workspace: str, typed: str, seconds: int
) -> None:
    ids = f"{UUID(int=seconds)}/{UUID(int=7)}"
    for place in (
        "",
        "trash",
        "appearance",
        f"watch/{ids}?t={seconds}",
        f"?{urlencode({'words': typed})}",
        f"?find={quote(typed, safe='')}",
    ):
        assert parse(link(workspace, place)) == Target(workspace, place)


@given(st.lists(st.sampled_from(["visit a", "visit b", "back", "forward"]), max_size=30))
def test_history_comes_back_as_it_was_kept(steps: list[str]) -> None:
    history, again = History(), History()
    for number, step in enumerate(steps):
        if step == "back":
            history.back()
        elif step == "forward":
            history.forward()
        else:
            history.visit(f"nonet://video/{step[-1]}", number % 3 + 1)
    again.load(json.loads(json.dumps(history.state())))
    assert (again.step, again.behind(), again.ahead()) == (history.step, history.behind(), history.ahead())


@pytest.mark.parametrize("kept", [None, 7, [], {"steps": 3, "at": "x"}, {"steps": [["x"], 1, ["a", 1]]}])
def test_a_history_that_makes_no_sense_is_empty(kept: object) -> None:
    history = History()
    history.load(kept)
    assert (history.current, history.can_back, history.can_forward) == ("", False, False)


def test_several_steps_at_once() -> None:
    history = History()
    for name in "abcd":
        history.visit(name)
    assert history.back(3) == "a"
    assert [step.link for step in history.ahead()] == ["b", "c", "d"]
    assert history.back(1) == ""
    assert history.forward(2) == "c"
    assert history.forward(2) == ""
    assert [step.link for step in history.behind()] == ["b", "a"]


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
