"""Finding who is spoken of: "@" and a name, the longest that somebody here has."""

from __future__ import annotations

import re
from uuid import UUID

from models.accounts.names import LONGEST, name_key
from models.accounts.people import by_keys
from models.community.targets import Rows

MOST = 20
"""People who can be mentioned in one comment; further ones stay plain text."""

_WORDS = 5
_AT = re.compile(r"(?<!\w)@(?=\S)")
_WORD = re.compile(r"\S+")
_CLOSING = ".,;:!?)]}\"'”’»…"


def find(rows: Rows, text: str) -> list[list[object]]:
    """[start, end, account as text] for each mention, in their order."""
    places = [match.start() for match in _AT.finditer(text)][: MOST * 2]
    candidates = {place: _candidates(text, place) for place in places}
    known = by_keys(rows, {key for found in candidates.values() for key, _ in found})
    mentions: list[list[object]] = []
    end = 0
    for place, found in candidates.items():
        if place < end or len(mentions) == MOST:
            continue
        fitting = next(((until, known[key]) for key, until in found if key in known), None)
        if fitting is not None:
            end, account = fitting
            mentions.append([place, end, str(account)])
    return mentions


def accounts(mentions: list[list[object]]) -> list[UUID]:
    """Who is mentioned, each once, in their order."""
    return list(dict.fromkeys(UUID(str(account)) for _, _, account in mentions))


def _candidates(text: str, place: int) -> list[tuple[str, int]]:
    """(name as compared, its end) for what may follow the "@" at `place`, the longest first."""
    line = text[place + 1 : place + 1 + LONGEST + 1].split("\n")[0]
    found: list[tuple[str, int]] = []
    for word in list(_WORD.finditer(line))[:_WORDS]:
        whole = line[: word.end()]
        for name in dict.fromkeys((whole.rstrip(_CLOSING), whole)):
            key = name_key(name)
            if key:
                found.append((key, place + 1 + len(name)))
    return found[::-1]
