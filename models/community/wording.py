"""Checking what people write: cleaned, counted, and refused with a sentence where it does not fit."""

from __future__ import annotations

import unicodedata

from models.core.errors import Invalid
from models.core.text import number, tr

COMMENT_LENGTH = 10_000
NOTE_LENGTH = 1_000

_KEPT = frozenset("\n\t")


def sendable(text: str) -> str:
    """The text without halves of characters, which no command can carry."""
    return text.encode("utf-8", "replace").decode()


def comment_text(text: str) -> str:
    """A comment as it is kept; Invalid (field "text") where it says nothing or too much."""
    return _text(text, COMMENT_LENGTH)


def note(text: str) -> str:
    """A reason in the person's own words; may be empty."""
    return _text(text, NOTE_LENGTH, empty=True)


def too_long(length: int, longest: int = COMMENT_LENGTH) -> str:
    """The sentence for a text of so many characters; empty where it fits."""
    if length <= longest:
        return ""
    return tr(
        "This is {length} characters long; {longest} fit.", length=number(length), longest=number(longest)
    )


def _text(text: str, longest: int, *, empty: bool = False) -> str:
    # Measured first: composing a flood of combining marks takes the square of its length.
    sentence = too_long(len(text), longest)
    if sentence:
        raise Invalid(sentence, what_now=tr("Make it shorter."), field="text")
    composed = unicodedata.normalize("NFC", sendable(text))
    plain = composed.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs"))
    kept = kept.strip()
    if not empty and not _is_seen(kept):
        raise Invalid(tr("Write something first."), field="text")
    return kept


def _is_seen(text: str) -> bool:
    """Whether there is anything to see: not only white space, joiners and marks on nothing."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)
