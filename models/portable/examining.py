"""What a domain wants to know of foreign files before rows may name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Names = Callable[[Mapping[str, Any]], Sequence[str]]
"""The names of the blobs of a row that are to be examined."""
Examine = Callable[[Sequence[Path], Callable[[], None]], None]
"""Look at files together; the second is called often meanwhile and may raise. Raises PersonError."""

_examiners: dict[str, tuple[Names, Examine]] = {}


def examines(table: str, names: Names) -> Callable[[Examine], Examine]:
    """Register how the files that rows of a table name are looked at, in a child that may come to harm."""

    def register(examine: Examine) -> Examine:
        _examiners[table] = names, examine
        return examine

    return register


def examiner(table: str) -> tuple[Names, Examine] | None:
    """How files of a table are looked at; None where nobody wants to."""
    return _examiners.get(table)
