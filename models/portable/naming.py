"""What files are called where people see them: each domain tells the names of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from models.core.context import Read

Namer = Callable[[Read, Sequence[UUID]], Iterable[tuple[str, str]]]
"""Of these spaces: (blob's name, its path such as `Videos/Channel/Title.mp4`), the most wanted name first."""

_namers: list[Namer] = []
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120  # bytes of a part of a path: it must fit beside a folder of the person's


def names_files(namer: Namer) -> Namer:
    """Register a domain's names."""
    _namers.append(namer)
    return namer


def part(text: str, otherwise: str) -> str:
    """A text as the name of a file or folder that every system takes."""
    plain = "".join(
        " " if unicodedata.category(character)[0] == "C" else character
        for character in unicodedata.normalize("NFC", text)
    )
    kept = " ".join(_UNSAFE.sub(" ", plain).split()).strip(". ")
    while len(kept.encode("utf-8", "replace")) > _LONGEST:
        kept = kept[:-1]
    kept = kept.strip(". ")
    return otherwise if not kept or _RESERVED.fullmatch(kept) else kept


def names(read: Read, spaces: Sequence[UUID]) -> dict[str, str]:
    """The path of every blob that has a name for people; no two have the same on any system."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for namer in _namers:
        for blob, path in namer(read, spaces):
            if blob not in found:
                found[blob] = _free(path, taken)
    return found


def paths(blobs: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    """Where each blob goes: its name for people, or a place among the data."""
    return {blob: named.get(blob) or f"data/blobs/{blob[:2]}/{blob}" for blob in sorted(set(blobs))}


def _free(path: str, taken: set[str]) -> str:
    stem, dot, ending = path.rpartition(".") if "." in path.rpartition("/")[2] else (path, "", "")
    number, free = 1, path
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    taken.add(free.casefold())
    return free
