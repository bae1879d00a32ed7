"""Finding things by typing: what finders offer, and how commands are matched."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found. Opening it goes to `link`, or calls `open` where that is set.

    `kind` is the word at the end of its row; one that `completes` is a suggestion, which is filled in and
    searched for.
    """

    title: str
    detail: str = ""
    icon: str = "search"
    kind: str = ""
    link: str = ""
    open: Callable[[], object] | None = None
    completes: bool = False


class Finder(Protocol):
    """Finds one kind of thing. `find` may answer at once or later, once, on the Qt thread."""

    @property
    def title(self) -> str: ...

    def find(self, text: str, limit: int, done: Callable[[Sequence[Found]], None]) -> None: ...


def folded(text: str) -> str:
    """A text as it is compared where accents and capitals do not matter."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def has_all(text: str, there: str) -> bool:
    """Whether every word of `text` is somewhere in `there`."""
    place = folded(there)
    return all(word in place for word in folded(text).split())


def score(text: str, title: str) -> int:
    """How well what was typed fits a title: 0 for not at all, more is better. Every typed word must be in the
    title; starts of the title and of words count more; letters in order are the last resort."""
    wanted, there = text.casefold().strip(), title.casefold()
    if not wanted:
        return 1
    if there.startswith(wanted):
        return 100
    words = wanted.split()
    if all(word in there for word in words):
        starts = sum(any(part.startswith(word) for part in there.split()) for word in words)
        return 40 + 40 * starts // len(words) + (10 if wanted in there else 0)
    letters = iter(there)
    return 10 if len(wanted) > 1 and all(letter in letters for letter in wanted if letter != " ") else 0


def matched(text: str, title: str) -> list[tuple[int, int]]:
    """The parts of the title that were typed, as (start, length), in order, not overlapping."""
    there = folded(title)
    if len(there) != len(title):
        return []
    marks = [False] * len(title)
    for word in folded(text).split():
        start = there.find(word)
        if start >= 0:
            marks[start : start + len(word)] = [True] * len(word)
    parts: list[tuple[int, int]] = []
    for place, mark in enumerate(marks):
        if mark and parts and sum(parts[-1]) == place:
            parts[-1] = (parts[-1][0], parts[-1][1] + 1)
        elif mark:
            parts.append((place, 1))
    return parts
