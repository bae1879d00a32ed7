"""Checking what people write about videos: cleaned, and refused with a sentence where it does not fit."""

from __future__ import annotations

import unicodedata

from models.core.errors import Invalid
from models.core.text import tr

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 20_000
TAGS = 50
TAG_LENGTH = 60


def clean(text: str) -> str:
    """The text composed, and without control characters and lone surrogates (a file name can hold both)."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def line(text: str, field: str, longest: int, *, empty: bool = False) -> str:
    """One line of at most `longest` characters; Invalid names the field."""
    whole = " ".join(clean(text).split())
    if not whole and not empty:
        raise Invalid(tr("This cannot be empty."), field=field)
    if len(whole) > longest:
        raise Invalid(
            tr("This is {length} characters long; {longest} fit.", length=len(whole), longest=longest),
            field=field,
        )
    return whole


def lines(text: str, field: str) -> str:
    """A text of several lines."""
    cleaned = clean(text)
    if len(cleaned) > DESCRIPTION_LENGTH:
        raise Invalid(
            tr(
                "This is {length} characters long; {longest} fit.",
                length=len(cleaned),
                longest=DESCRIPTION_LENGTH,
            ),
            field=field,
        )
    return cleaned.strip()


def tags(words: list[str]) -> list[str]:
    """Tags without "#", each once, in their order."""
    cleaned = [line(tag.lstrip("#"), "tags", TAG_LENGTH, empty=True) for tag in words]
    unique = list({tag.casefold(): tag for tag in reversed(cleaned) if tag}.values())[::-1]
    if len(unique) > TAGS:
        raise Invalid(tr("A video can have {count} tags.", count=TAGS), field="tags")
    return unique
