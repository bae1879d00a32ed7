"""Editing captions: cues in order with every step undone and redone, and what is wrong with them.

Limits are those that broadcasters agree on: 42 characters a line, two lines, 20 characters a second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from models.core.errors import Invalid
from models.core.text import tr
from models.video.cues import MAX_CUES, Cue, tidy

LINE_LENGTH = 42
LINES = 2
READING_SPEED = 20.0
"""Characters a second."""
SHORTEST_US = 700_000
LEAST_US = 1_000
NEW_US = 2_000_000
"""The length of a cue that is put in."""
STEPS = 500
_NEAR = 20
"""How many cues before a moment may still be on."""


class Fault(Enum):
    """What may be wrong with a cue."""

    OVERLAPS = "overlaps"
    FAST = "fast"
    LONG_LINE = "long line"
    MANY_LINES = "many lines"
    SHORT = "short"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class _Step:
    before: tuple[Cue, ...]
    after: tuple[Cue, ...]
    selected_before: int
    selected_after: int
    name: str


class Track:
    """The cues of one language while they are edited; `selected` is the number of the one in hand, or -1.

    Cues stay in the order of their start. What is typed into one text is one step, however many letters.
    """

    def __init__(self, cues: Sequence[Cue] = ()) -> None:
        self.cues: tuple[Cue, ...] = tuple(sorted(cues, key=_order))
        self.selected = 0 if self.cues else -1
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._kept = self.cues

    # What there is

    @property
    def changed(self) -> bool:
        """Whether it is not what was kept last."""
        return self.cues != self._kept

    def keep(self, cues: tuple[Cue, ...]) -> None:
        """These were kept."""
        self._kept = cues

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def at(self, position_us: int) -> int:
        """The number of the last cue that has begun at a moment and is on; -1 for none."""
        begun = bisect_right(self.cues, position_us, key=lambda cue: cue.start_us)
        near = range(begun - 1, max(begun - 1 - _NEAR, -1), -1)
        return next((n for n in near if position_us < self.cues[n].end_us), -1)

    def between(self, first_us: int, last_us: int) -> range:
        """The numbers of the cues of which something is on from one moment to another."""
        begun = bisect_right(self.cues, first_us, key=lambda cue: cue.start_us)
        ended = bisect_right(self.cues, last_us, key=lambda cue: cue.start_us)
        return range(max(begun - _NEAR, 0), ended)

    def faults(self, number: int) -> list[Fault]:
        """What is wrong with a cue, the worst first."""
        cue = self.cues[number]
        lines = cue.text.split("\n")
        before = self.cues[number - 1] if number else None
        seconds = (cue.end_us - cue.start_us) / 1e6
        found = {
            Fault.EMPTY: not cue.text.strip(),
            Fault.OVERLAPS: before is not None and before.end_us > cue.start_us,
            Fault.SHORT: cue.end_us - cue.start_us < SHORTEST_US,
            Fault.FAST: len(cue.text.replace("\n", "")) / seconds > READING_SPEED,
            Fault.LONG_LINE: max(map(len, lines)) > LINE_LENGTH,
            Fault.MANY_LINES: len(lines) > LINES,
        }
        return [fault for fault, is_so in found.items() if is_so]

    def written(self) -> tuple[Cue, ...]:
        """What a file gets: tidy texts, and no cue that says nothing."""
        tidied = (replace(cue, text=tidy(cue.text)) for cue in self.cues)
        return tuple(cue for cue in tidied if cue.text)

    # What is done

    def set_text(self, number: int, text: str) -> None:
        """Say something else; letter after letter in the same cue is one step."""
        self._change(f"text {number}", number, {number: replace(self.cues[number], text=text)})

    def set_start(self, number: int, start_us: int) -> None:
        """Begin at another moment; the end gives way where it has to."""
        start = max(0, start_us)
        end = max(self.cues[number].end_us, start + LEAST_US)
        self._change("start", number, {number: replace(self.cues[number], start_us=start, end_us=end)})

    def set_end(self, number: int, end_us: int) -> None:
        """End at another moment; an end before the start is refused."""
        if end_us < self.cues[number].start_us + LEAST_US:
            raise Invalid(tr("A caption has to end after it begins."), field="end")
        self._change("end", number, {number: replace(self.cues[number], end_us=end_us)})

    def insert(self, at_us: int, text: str = "") -> None:
        """Put a cue in at a moment; it ends before the next one begins."""
        if len(self.cues) >= MAX_CUES:
            raise Invalid(tr("There can be {count} captions.", count=MAX_CUES))
        start = max(0, at_us)
        later = [cue.start_us for cue in self.cues if cue.start_us > start]
        end = min([start + NEW_US, *(one for one in later if one >= start + LEAST_US)])
        self._change("insert", -1, {}, [Cue(start, end, text)])

    def delete(self, numbers: Sequence[int]) -> None:
        """Take cues out."""
        self._change("delete", min(numbers, default=-1), dict.fromkeys(numbers))

    def split(self, number: int, at: int, position_us: int | None = None) -> None:
        """Make two of one: the text before and after `at`; in time at `position_us`, or by their length."""
        cue = self.cues[number]
        first, second = cue.text[:at].rstrip(), cue.text[at:].lstrip()
        share = len(first) / max(1, len(first) + len(second))
        middle = cue.start_us + round((cue.end_us - cue.start_us) * share)
        if position_us is not None and cue.start_us < position_us < cue.end_us:
            middle = position_us
        if cue.end_us - cue.start_us < 2 * LEAST_US:
            raise Invalid(tr("This caption is too short to be split."))
        middle = min(max(middle, cue.start_us + LEAST_US), cue.end_us - LEAST_US)
        parts = [Cue(cue.start_us, middle, first), Cue(middle, cue.end_us, second)]
        self._change("split", number, {number: None}, parts)

    def merge(self, number: int) -> None:
        """Make one of this and the next."""
        if number + 1 >= len(self.cues):
            raise Invalid(tr("There is no caption after this one."))
        one, two = self.cues[number : number + 2]
        text = "\n".join(part for part in (one.text, two.text) if part)
        whole = Cue(one.start_us, max(one.end_us, two.end_us), text)
        self._change("merge", number, {number: whole, number + 1: None})

    def shift(self, by_us: int, numbers: Sequence[int] | None = None) -> None:
        """Move all cues, or these, in time; none begins before the film."""
        moved = range(len(self.cues)) if numbers is None else numbers
        earliest = min((self.cues[n].start_us for n in moved), default=0)
        by = max(by_us, -earliest)
        changed: dict[int, Cue | None] = {
            n: replace(self.cues[n], start_us=self.cues[n].start_us + by, end_us=self.cues[n].end_us + by)
            for n in moved
        }
        self._change("shift", self.selected, changed)

    def undo(self) -> None:
        """Take the last step back."""
        self._go(self._done, self._undone, back=True)

    def redo(self) -> None:
        """Do the step again that was taken back."""
        self._go(self._undone, self._done, back=False)

    def _go(self, steps: list[_Step], others: list[_Step], *, back: bool) -> None:
        if steps:
            step = steps.pop()
            others.append(step)
            self.cues = step.before if back else step.after
            self.selected = step.selected_before if back else step.selected_after

    def _change(
        self, name: str, number: int, changed: dict[int, Cue | None], added: Sequence[Cue] = ()
    ) -> None:
        """One step: cues that become others or go, and new ones; the one in hand stays in hand."""
        held: Cue | None = added[0] if added else changed.get(number)
        kept = [changed.get(n, cue) for n, cue in enumerate(self.cues)]
        after = tuple(sorted([cue for cue in (*kept, *added) if cue is not None], key=_order))
        if after == self.cues:
            return
        selected = _place(after, held) if held is not None else min(max(number, 0), len(after) - 1)
        step = _Step(self.cues, after, self.selected, selected, name)
        last = self._done[-1] if self._done else None
        if name.startswith("text") and last is not None and last.name == name and not self._undone:
            step = replace(step, before=last.before, selected_before=last.selected_before)
            self._done.pop()
        self._done = [*self._done[-STEPS + 1 :], step]
        self._undone.clear()
        self.cues, self.selected = after, selected


def _order(cue: Cue) -> tuple[int, int]:
    return cue.start_us, cue.end_us


def _place(cues: Sequence[Cue], cue: Cue) -> int:
    return next(n for n, one in enumerate(cues) if one is cue)
