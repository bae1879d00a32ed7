"""The images of rows in the change stream, packed: all that a command did is one text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

Values = dict[str, Any]


class RowChange(NamedTuple):
    """What one command did to one row; an image holds the key and, for an update, the changed columns.

    `audience` says who may see it (`audience.Rule.label`). The space is the command's, and in no image of an
    update.
    """

    table: str
    audience: str
    before: Values | None
    after: Values | None


_ENCODER = msgspec.json.Encoder()


def pack(rows: Sequence[RowChange]) -> str:
    """The text that is kept of a command's changes, in the order in which rows were first touched."""
    return _ENCODER.encode(rows).decode()


def unpack(text: str) -> list[RowChange]:
    """The changes again, with images of plain data."""
    return msgspec.json.decode(text, type=list[RowChange])
