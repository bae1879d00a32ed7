"""Rows that stay in memory between runs, for tables that say so (`__remembered__`): what thousands of
commands read again and again by the key, such as balances.

It is right for the same reason as an engine (`models.core.engines`): every command counts its space up, and
nobody else writes these tables. Beside the rows of a space stands its change number; where the record says
another one, they are forgotten.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

Values = dict[str, Any]
Where = tuple[type, tuple[Any, ...]]

MOST = 50_000
"""Rows of a space; more are forgotten at once."""


class Remembered:
    """Committed rows (None: there is none) by table and key, of the spaces whose number is known."""

    def __init__(self) -> None:
        self._numbers: dict[UUID, int] = {}
        self._rows: dict[UUID, dict[Where, Values | None]] = {}

    def rows(self, space_id: UUID, number: int) -> dict[Where, Values | None]:
        """What is known of a space that has this change number now."""
        if self._numbers.get(space_id) != number:
            self._rows.pop(space_id, None)
        return self._rows.get(space_id, {})

    def keep(self, space_id: UUID, before: int | None, number: int, rows: dict[Where, Values | None]) -> None:
        """A run was committed that counted the space from `before` up to `number`, and knows these rows."""
        if self._numbers.get(space_id) != before:
            self._rows.pop(space_id, None)
        known = self._rows.setdefault(space_id, {})
        known.update(rows)
        if len(known) > MOST:
            known.clear()
        self._numbers[space_id] = number
