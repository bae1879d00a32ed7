"""Names of accounts: what may be one, and when two are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from models.core.errors import Invalid
from models.core.text import tr

LONGEST = 60

_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(text: str) -> str:
    """The name as it is kept: NFC, without white space around it, 1 to 60 characters.

    Refused (`Invalid`, field "name") are control characters, characters that are none, those that turn the
    direction of the text around, and names of which nothing can be seen. Joiners stay: Hindi and Persian
    are written with them.
    """
    if any(unicodedata.category(character) in _REFUSED for character in text.strip()):
        raise _invalid(tr("A name is one line of letters; this one has characters that cannot be shown."))
    if not _TURNERS.isdisjoint(text):
        raise _invalid(tr("This name has hidden characters that turn its direction around."))
    name = unicodedata.normalize("NFC", text.strip())
    if not name_key(name):
        raise _invalid(tr("Type a name."))
    if len(name) > LONGEST:
        raise _invalid(
            tr("A name has at most {longest} characters; this has {count}.", longest=LONGEST, count=len(name))
        )
    return name


def name_key(name: str) -> str:
    """What names are compared by: without case, width, joiners and doubled spaces. Empty: nothing to see."""
    seen = "".join(character for character in _folded(name) if not _invisible(character))
    return " ".join(_folded(seen).split())


def first_good(candidates: Iterable[str]) -> str:
    """The first of the candidates that may be a name, for an account that nobody has named yet."""
    for candidate in candidates:
        try:
            return clean_name(candidate)
        except Invalid:
            continue
    return tr("Me")


def _folded(text: str) -> str:
    """Compatibility case folding (Unicode 3.13, D147)."""
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def _invisible(character: str) -> bool:
    """Format characters (joiners, soft hyphens), variation selectors, letters drawn as nothing."""
    return (
        unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F or character in _BLANKS
    )


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, field="name")
