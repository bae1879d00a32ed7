"""Blocked words: found whole, in any case, width and accent, with `*` for any letters. Linear, no pattern
language: a list of words from one person must not be able to hold up everybody's writer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from models.core.errors import Invalid
from models.core.text import number, tr

MOST_WORDS = 1_000
WORD_LENGTH = 100

_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|[a-z0-9]\.(?:com|net|org|info|biz|io|co|me|ru|de|in|uk|tv|xyz|ly|gg)\b"
)


def fold(text: str) -> str:
    """The text as words are compared: compatible forms, no case, no accents, nothing that is not seen."""
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in flat if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


def tokens(folded: str, also: str = "") -> list[str]:
    """The words of a folded text, and runs of the characters in `also` with them."""
    cut = "".join(c if c.isalnum() or c in also or unicodedata.category(c) == "Mc" else " " for c in folded)
    return cut.split()


def clean_words(words: Iterable[str]) -> list[str]:
    """Entries as they are kept: trimmed, each once in its order; Invalid where there are too many."""
    kept: dict[str, str] = {}
    for word in words:
        entry = " ".join(word.split())
        if len(entry) > WORD_LENGTH:
            raise Invalid(
                tr("A blocked word has at most {longest} characters.", longest=WORD_LENGTH), field="words"
            )
        if any(part.strip("*") for part in tokens(fold(entry), "*")):
            kept.setdefault(fold(entry), entry)
    if len(kept) > MOST_WORDS:
        raise Invalid(tr("{count} words can be blocked.", count=number(MOST_WORDS)), field="words")
    return list(kept.values())


def blocked(text: str, entries: Iterable[str]) -> str:
    """The first entry that is in the text; empty where none is."""
    single, phrases = _prepared(tuple(entries))
    if not single and not phrases:
        return ""
    found = tokens(fold(text))
    for word in found:
        if word in single:
            return single[word]
    distinct = set(found)
    for pattern, entry in phrases:
        if len(pattern) == 1:
            if any(_fits(word, pattern[0]) for word in distinct):
                return entry
        elif _in_a_row(found, pattern):
            return entry
    return ""


def has_link(text: str) -> bool:
    """Whether the text leads somewhere, also with a name of a site alone."""
    return _LINK.search(fold(text)) is not None


@lru_cache(maxsize=64)
def _prepared(entries: tuple[str, ...]) -> tuple[dict[str, str], list[tuple[list[str], str]]]:
    single: dict[str, str] = {}
    phrases: list[tuple[list[str], str]] = []
    for entry in entries:
        pattern = tokens(fold(entry), "*")
        if len(pattern) == 1 and "*" not in pattern[0]:
            single[pattern[0]] = entry
        elif pattern:
            phrases.append((pattern, entry))
    return single, phrases


def _in_a_row(found: list[str], pattern: list[str]) -> bool:
    last = len(found) - len(pattern)
    return any(
        all(_fits(found[start + n], part) for n, part in enumerate(pattern)) for start in range(last + 1)
    )


def _fits(word: str, pattern: str) -> bool:
    """Whether a word is `pattern`; a star stands for any letters, so the first place of a piece will do."""
    if "*" not in pattern:
        return word == pattern
    first, *middle, last = pattern.split("*")
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        place = word.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
