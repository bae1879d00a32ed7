"""Rows as plain data and back, for every table there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Column, LargeBinary, Table

from models.core.errors import Invalid
from models.core.tables import Base
from models.core.text import tr
from models.core.types import Flag, Id, Instant, Real, Whole, Words

Plain = dict[str, Any]

_BLOB = re.compile(r"[0-9a-f]{64}-\d{1,19}")
_KINDS: Mapping[type, Any] = {
    Id: UUID,
    Words: str,
    LargeBinary: bytes,
    Flag: bool,
    Whole: int,
    Real: float,
    Instant: datetime,
}
_EMPTY: Mapping[Any, Any] = {str: "", int: 0, bool: False, float: 0.0}
_LARGEST = 2**63


def tables() -> dict[str, type[Base]]:
    """The tables whose rows a person takes along, by their names."""
    found = {}
    for cls in Base.__subclasses__():
        table = cast("Table | None", getattr(cls, "__table__", None))
        if table is not None and table.metadata is Base.metadata and cls.__portable__:
            found[str(table.name)] = cls  # not as the marked string that SQLAlchemy keeps
    return dict(sorted(found.items()))


def encode(row: Mapping[str, Any]) -> bytes:
    """One row as one line."""
    return msgspec.json.encode(dict(row), order="deterministic") + b"\n"


def decode(line: bytes) -> Plain:
    """A line again. Raises Invalid."""
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise broken() from error


def values(cls: type[Base], plain: Plain) -> Plain:
    """What the columns of a table hold; a column that is new since the export is empty. Raises Invalid."""
    columns = _columns(cls)
    if plain.keys() - columns.keys():
        raise broken()
    return {name: _value(column, plain) for name, column in columns.items()}


def key(cls: type[Base], row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The key of a row in the order of its columns."""
    return tuple(row[column.name] for column in _table(cls).primary_key.columns)


def blobs_in(value: Any) -> Iterator[str]:
    """The names of blobs anywhere in plain data."""
    if isinstance(value, str):
        if _BLOB.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from blobs_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from blobs_in(part)


def swapped(value: Any, old: str, new: str) -> Any:
    """Plain data with one id in place of another, wherever it stands alone."""
    if isinstance(value, str):
        return new if value == old else value
    if isinstance(value, dict):
        return {name: swapped(part, old, new) for name, part in value.items()}
    if isinstance(value, list):
        return [swapped(part, old, new) for part in value]
    return value


def broken() -> Invalid:
    """What is said of rows that no Nonet has written."""
    return Invalid(
        tr("The export holds something that is not as Nonet writes it."),
        what_now=tr("Nothing was changed. Make the export again where it came from."),
    )


def _table(cls: type[Base]) -> Table:
    return cast(Table, cls.__table__)


@cache
def _columns(cls: type[Base]) -> dict[str, Column[Any]]:
    return {column.name: column for column in _table(cls).columns}


def _value(column: Column[Any], plain: Plain) -> Any:
    kind = _KINDS.get(type(column.type))
    if column.name not in plain:
        if column.nullable:
            return None
        if kind not in _EMPTY or column.primary_key:
            raise broken()
        return _EMPTY[kind]
    value = plain[column.name]
    if value is None:
        if not column.nullable:
            raise broken()
        return None
    if kind is None:  # plain data
        if not isinstance(value, (dict, list)):
            raise broken()
        return value
    try:
        made = msgspec.convert(value, kind)
    except (msgspec.ValidationError, ValueError) as error:
        raise broken() from error
    out_of_range = kind is int and not -_LARGEST <= made < _LARGEST
    if out_of_range or (kind is datetime and made.tzinfo is None):
        raise broken()
    return made
