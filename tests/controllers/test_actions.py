"""The registry of actions: one spelling of keys, no key twice where both live, keys that can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.actions import Action, Actions, normal, overlap
from app.kernel.settings import Settings
from models.core.errors import Conflict, Invalid


def action(id_: str, shortcut: str = "", context: str = "global", **more: object) -> Action:
    return Action(id=id_, title=id_.title(), handler=lambda: None, shortcut=shortcut, context=context, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("shift+ctrl+p", "Ctrl+Shift+P"),
        ("F1", "F1"),
        ("space", "Space"),
        ("Ctrl++", "Ctrl++"),
        ("ctrl + ,", "Ctrl+,"),
        ("Escape", "Esc"),
        ("", ""),
    ],
)
def test_keys_have_one_spelling(given_: str, expected: str) -> None:
    assert normal(given_) == expected


@pytest.mark.parametrize("keys", ["Ctrl+", "Hyper+X", "Ctrl+Shift", "+A"])
def test_what_is_no_combination_is_refused(keys: str) -> None:
    with pytest.raises(Invalid):
        normal(keys)


@given(
    st.lists(st.sampled_from(["Ctrl", "Alt", "Shift", "Meta"]), unique=True),
    st.sampled_from(["A", "1", "F5", "Space", "PgUp", ",", "+"]),
)
def test_spelling_does_not_depend_on_order_or_case(modifiers: list[str], key: str) -> None:
    keys = "+".join([*modifiers, key])
    assert normal(normal(keys)) == normal(keys)
    assert normal("+".join([*reversed(modifiers), key]).lower()) == normal(keys)


def test_contexts_that_can_be_live_together_overlap() -> None:
    assert overlap("global", "video")
    assert overlap("video", "video.player")
    assert not overlap("video", "home")
    assert not overlap("video.player", "video.library")


def test_a_key_cannot_be_given_twice_where_both_live() -> None:
    actions = Actions()
    actions.register(action("search", "Ctrl+K"), action("play", "K", "video.player"))
    with pytest.raises(ValueError, match="taken by search"):
        actions.register(action("link", "ctrl+k", "video"))
    actions.register(action("knock", "K", "home"))
    with pytest.raises(ValueError, match="taken by play"):
        actions.register(action("keep", "", "video", more=("K",)))


def test_a_changed_key_is_kept_and_a_taken_one_refused(tmp_path: Path) -> None:
    def made() -> Actions:
        actions = Actions(Settings(tmp_path / "settings.json"))
        actions.register(action("search", "Ctrl+K"), action("save", "Ctrl+S"))
        return actions

    actions = made()
    actions.set_shortcut("save", "f2")
    assert made().shortcut("save") == "F2"
    with pytest.raises(Conflict, match="Ctrl\\+K is taken by “Search”"):
        actions.set_shortcut("save", "Ctrl+K")
    actions.set_shortcut("save", "Ctrl+K", take=True)
    again = made()
    assert (again.shortcut("save"), again.shortcut("search")) == ("Ctrl+K", "")
    with pytest.raises(Conflict):
        again.reset_shortcut("search")
    again.reset_shortcut("save")
    again.reset_shortcut("search")
    assert (again.shortcut("save"), again.shortcut("search")) == ("Ctrl+S", "Ctrl+K")


def test_a_fixed_key_cannot_be_taken_away() -> None:
    actions = Actions()
    actions.register(action("play", "Space", more=("K",)), action("mute", "M"))
    with pytest.raises(Conflict):
        actions.set_shortcut("mute", "K", take=True)


def test_what_cannot_be_done_now_is_not_done() -> None:
    done: list[int] = []
    actions = Actions()
    ready = False
    actions.register(Action(id="a", title="A", handler=lambda: done.append(1), when=lambda: ready))
    assert not actions.run("a")
    ready = True
    assert actions.run("a")
    assert done == [1]
