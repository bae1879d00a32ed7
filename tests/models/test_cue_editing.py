"""Editing captions: in order, undone step by step, and told what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import Invalid
from models.video.cue_editing import Fault, Track
from models.video.cues import Cue, parse, write_vtt

S = 1_000_000


def track(*cues: tuple[float, float, str]) -> Track:
    return Track([Cue(round(start * S), round(end * S), text) for start, end, text in cues])


def shown(edited: Track) -> list[tuple[float, float, str]]:
    return [(cue.start_us / S, cue.end_us / S, cue.text) for cue in edited.cues]


def test_split_merge_insert_delete_and_shift() -> None:
    edited = track((1, 3, "Hello there"), (4, 5, "Bye"))
    edited.split(0, 6)
    assert shown(edited)[:2] == [(1, 2, "Hello"), (2, 3, "there")]
    edited.merge(0)
    assert shown(edited)[0] == (1, 3, "Hello\nthere")
    edited.insert(3_200_000, "new")
    assert (shown(edited)[1], edited.selected) == ((3.2, 4, "new"), 1)
    edited.shift(-5 * S)
    assert [start for start, _, _ in shown(edited)] == [0, 2.2, 3]
    edited.delete([0, 2])
    assert shown(edited) == [(2.2, 3, "new")]
    edited.set_start(0, 10 * S)
    assert shown(edited) == [(10, 10.001, "new")]
    with pytest.raises(Invalid, match="end after it begins"):
        edited.set_end(0, 9 * S)


def test_a_cue_that_is_moved_stays_in_hand_and_all_in_order() -> None:
    edited = track((1, 2, "a"), (3, 4, "b"), (5, 6, "c"))
    edited.set_start(0, 4_500_000)
    assert [cue.text for cue in edited.cues] == ["b", "a", "c"]
    assert edited.cues[edited.selected].text == "a"
    edited.undo()
    assert ([cue.text for cue in edited.cues], edited.selected) == (["a", "b", "c"], 0)


def test_letters_are_one_step() -> None:
    edited = track((1, 2, ""))
    for text in ("H", "He", "Hey"):
        edited.set_text(0, text)
    edited.undo()
    assert (edited.cues[0].text, edited.can_undo) == ("", False)
    edited.redo()
    assert edited.cues[0].text == "Hey"
    assert edited.changed
    edited.keep(edited.cues)
    assert not edited.changed


@pytest.mark.parametrize(
    ("cue", "faults"),
    [
        ((2, 4, "Fine"), []),
        ((0.5, 4, "Over the first"), [Fault.OVERLAPS]),
        ((2, 3, "Twenty-one characters"), [Fault.FAST]),
        ((2, 30, "x" * 43), [Fault.LONG_LINE]),
        ((2, 9, "a\nb\nc"), [Fault.MANY_LINES]),
        ((2, 2.5, "a"), [Fault.SHORT]),
        ((2, 9, " "), [Fault.EMPTY]),
    ],
)
def test_what_is_wrong_is_told(cue: tuple[float, float, str], faults: list[Fault]) -> None:
    assert track((0, 1, "First"), cue).faults(1) == faults


_STEP = st.tuples(
    st.sampled_from(("text", "start", "end", "insert", "delete", "split", "merge", "shift", "undo", "redo")),
    st.integers(0, 9),
    st.integers(-3 * S, 20 * S),
)


def _do(edited: Track, name: str, number: int, moment: int) -> None:
    count = len(edited.cues)
    n = number % count if count else 0
    acts: dict[str, Any] = {
        "text": lambda: edited.set_text(n, f"text {moment}"),
        "start": lambda: edited.set_start(n, moment),
        "end": lambda: edited.set_end(n, moment),
        "delete": lambda: edited.delete([n]),
        "split": lambda: edited.split(n, number, moment),
        "merge": lambda: edited.merge(n),
        "shift": lambda: edited.shift(moment),
        "undo": edited.undo,
        "redo": edited.redo,
    }
    if name == "insert":
        edited.insert(moment, "new")
    elif count or name in ("undo", "redo"):
        acts[name]()


@given(st.lists(_STEP, max_size=25))
def test_whatever_is_done_is_in_order_and_all_of_it_is_undone(steps: list[tuple[str, int, int]]) -> None:
    edited = track((1, 2, "a"), (3, 4, "b"), (3.5, 6, "c"))
    begun = edited.cues
    for name, number, moment in steps:
        try:
            _do(edited, name, number, moment)
        except Invalid as error:
            assert error.sentence
        cues = edited.cues
        assert list(cues) == sorted(cues, key=lambda cue: (cue.start_us, cue.end_us))
        assert all(0 <= cue.start_us < cue.end_us for cue in cues)
        assert -1 <= edited.selected < max(len(cues), 1)
        assert all(isinstance(edited.faults(n), list) for n in range(len(cues)))
    ended = edited.cues
    while edited.can_undo:
        edited.undo()
    assert edited.cues == begun
    while edited.can_redo:
        edited.redo()
    if not any(name in ("undo", "redo") for name, _, _ in steps):
        assert edited.cues == ended


@given(st.lists(_STEP, max_size=10))
def test_what_is_written_holds_what_says_something(steps: list[tuple[str, int, int]]) -> None:
    edited = track((1, 2, "a"))
    for name, number, moment in steps:
        try:
            _do(edited, name, number, moment // 1000 * 1000)
        except Invalid:
            continue
    written = edited.written()
    assert all(cue.text for cue in written)
    if written:
        assert len(parse(write_vtt(written))) == len(written)
