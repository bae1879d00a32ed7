"""What a comment's text means: bold, italic, struck and code, links, moments and people, as spans.

The markup is YouTube's: `*bold*`, `_italic_`, `-struck-`, and `code` between backticks. A span carries plain
text and flags; whoever shows it sets a character format, so nothing in a text can ever become markup of
another kind. Every step is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

MARKS = {"*": "bold", "_": "italic", "-": "struck"}
MOST_MARKS = 5
"""Combining marks that are shown on one character; a flood of them would paint over its neighbours."""

_SECOND = 1_000_000
# No white space, quotes, brackets, nor what turns the direction of a text around or is not seen.
_URL = r"(?:https?|nonet)://[^\s<>\"'`\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_ATOM = re.compile(
    rf"`(?P<code>[^`\n]+)`|(?P<link>{_URL})"
    r"|(?<![\w:.,])(?P<time>(?:\d{1,3}:[0-5]\d|\d{1,4}):[0-5]\d)(?![\w:]|[.,]\d)",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?*_-)]}'\""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text that is shown in one way. At most one of `link`, `time_us`, `person` is set."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""
    time_us: int | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Atom:
    """Characters from `start` to `end` that are one thing; `inner` is what is shown of them."""

    start: int
    end: int
    inner: tuple[int, int]
    values: dict[str, Any] = field(default_factory=dict)


def spans(text: str, mentions: Iterable[Sequence[Any]] = ()) -> tuple[Span, ...]:
    """The text as spans in their order. Mentions are [start, end, account]; wrong ones are passed over."""
    atoms = _atoms(text, mentions)
    hidden, styles = _styles(text, atoms)
    found: list[Span] = []
    place = 0
    for atom in [*atoms, None]:
        until = len(text) if atom is None else atom.start
        found += _plain(text, place, until, hidden, styles)
        if atom is not None:
            shown = _styled(text[slice(*atom.inner)], styles[atom.start])
            found.append(replace(shown, **atom.values))
            place = atom.end
    return tuple(span for span in found if span.text)


def calm(text: str) -> str:
    """The text with at most `MOST_MARKS` combining marks in a row."""
    if text.isascii():
        return text
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def excerpt(text: str, longest: int = 140) -> str:
    """The first characters on one line, as plain text."""
    line = " ".join(calm("".join(span.text for span in spans(text))).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


_BITS = {name: 1 << n for n, name in enumerate(MARKS.values())}


def _atoms(text: str, mentions: Iterable[Sequence[Any]]) -> list[_Atom]:
    """Mentions, code, links and moments, none inside another."""
    atoms = []
    for start, end, account in mentions:
        if 0 <= start < end <= len(text) and text[start] == "@":
            atoms.append(_Atom(start, end, (start, end), {"person": UUID(str(account))}))
    atoms.sort(key=lambda atom: atom.start)
    taken = [(atom.start, atom.end) for atom in atoms]
    for match in _ATOM.finditer(text):
        if not _overlaps(taken, match.start(), match.end()):
            atoms.append(_atom(match))
    atoms.sort(key=lambda atom: atom.start)
    apart: list[_Atom] = []
    for atom in atoms:
        if not apart or atom.start >= apart[-1].end:
            apart.append(atom)
    return apart


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _atom(match: re.Match[str]) -> _Atom:
    start, end = match.span()
    if match["code"] is not None:
        return _Atom(start, end, match.span("code"), {"code": True})
    if match["time"] is not None:
        seconds = 0
        for part in match["time"].split(":"):
            seconds = seconds * 60 + int(part)
        return _Atom(start, end, (start, end), {"time_us": seconds * _SECOND})
    link = match["link"].rstrip(_TRAILING)
    if link.endswith(("//", ":")):
        return _Atom(start, end, (start, end))
    return _Atom(start, start + len(link), (start, start + len(link)), {"link": link})


def _styles(text: str, atoms: list[_Atom]) -> tuple[set[int], list[int]]:
    """Which characters are marks that are not shown, and the styles of each character as bits."""
    inside = bytearray(len(text))
    for atom in atoms:
        inside[atom.start : atom.end] = b"\1" * (atom.end - atom.start)
    hidden: set[int] = set()
    changes = [0] * (len(text) + 1)
    opened: dict[str, int] = {}
    for place, character in enumerate(text):
        if character == "\n":
            opened.clear()
        if character not in MARKS or inside[place]:
            continue
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        begun = opened.get(character)
        if begun is not None and place > begun + 1 and _ends(before, after):
            hidden |= {begun, place}
            changes[begun] ^= _BITS[MARKS[character]]
            changes[place] ^= _BITS[MARKS[character]]
            del opened[character]
        elif _begins(before, after):
            opened[character] = place
    styles, now = [], 0
    for change in changes:
        now ^= change
        styles.append(now)
    return hidden, styles


def _begins(before: str, after: str) -> bool:
    return bool(after) and not after.isspace() and not _is_word(before)


def _ends(before: str, after: str) -> bool:
    return not before.isspace() and not _is_word(after)


def _is_word(character: str) -> bool:
    return bool(character) and (character.isalnum() or unicodedata.category(character).startswith("M"))


def _plain(text: str, start: int, end: int, hidden: set[int], styles: list[int]) -> list[Span]:
    """The characters between two atoms, parted where the style changes."""
    found: list[Span] = []
    piece: list[str] = []
    style = -1
    for place in range(start, end):
        if place in hidden:
            continue
        if styles[place] != style and piece:
            found.append(_styled("".join(piece), style))
            piece = []
        style = styles[place]
        piece.append(text[place])
    if piece:
        found.append(_styled("".join(piece), style))
    return found


def _styled(text: str, style: int) -> Span:
    bold, italic, struck = (style & bit != 0 for bit in _BITS.values())
    return Span(calm(text), bold, italic, struck)
