"""Values by type for the permission matrix: arguments of any command or query, and rows of any table."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from models.core.audience import Role
from models.core.tables import Base

AT = datetime(2026, 1, 1, tzinfo=UTC)
THING = UUID(int=0x7000_8000_0000_0000_0001)
"""The id of every marked thing in its space, so that whatever names another one finds it."""

_WORDS = {"kind": "video", "audience": "members", "privacy": "private", "state": "ready"}


def _plain(hint: Any, ids: Mapping[str, UUID], name: str) -> Any:
    made: dict[Any, Any] = {
        UUID: ids.get(name, THING),
        str: "video" if name == "kind" else "mark",
        bool: True,
        int: 1,
        float: 1.0,
        bytes: b"mark",
        datetime: AT,
    }
    if hint in made:
        return made[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**arguments(hint, ids))
    return None


def value(hint: Any, ids: Mapping[str, UUID], name: str = "") -> Any:
    """Something of this type; ids by the name of the field, where it is known."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return value(next(one for one in inner if one is not type(None)), ids, name)
    if origin is tuple:
        return tuple(value(one, ids, name) for one in inner if one is not Ellipsis)
    if origin in (list, frozenset, set):
        return origin([value(inner[0], ids, name)])
    if origin is not None:
        return {}
    return _plain(hint, ids, name)


def arguments(
    kind: type, ids: Mapping[str, UUID], *, optional: bool = True, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The fields of a dataclass; those with a default only if they are wanted."""
    hints = typing.get_type_hints(kind)
    missing = dataclasses.MISSING
    return {
        field.name: value(hints[field.name], ids, field.name)
        for field in dataclasses.fields(kind)
        if field.name not in without
        and (optional or (field.default is missing and field.default_factory is missing))
    }


def tables() -> Iterator[type[Base]]:
    """Every declared table that belongs to spaces and has an audience."""
    waiting: list[Any] = [Base]
    while waiting:
        table = waiting.pop()
        waiting += table.__subclasses__()
        if "__tablename__" in table.__dict__ and table.metadata is Base.metadata:  # no toy of another test
            yield table


def mark(table: type[Base]) -> str:
    """What every text of a marked row of this table says."""
    return f"mark of {table.__tablename__}"


def marked_row(table: type[Base], space_id: UUID, ids: Mapping[str, UUID]) -> dict[str, Any]:
    """A row that is for the members its table is for, and whose texts all say where it comes from."""
    shown = table.__audience__.column
    row: dict[str, Any] = {}
    for column in table.__table__.columns:
        kind = str(table.__annotations__.get(column.name, "str"))
        row[column.name] = _cell(table, column.name, kind, space_id, ids)
    if shown:
        row[shown] = "members"
    return row


def _cell(table: type[Base], name: str, kind: str, space_id: UUID, ids: Mapping[str, UUID]) -> Any:
    kind = kind.removeprefix("Mapped[").removesuffix("]")
    if name == "space_id":
        return space_id
    if kind in ("UUID | None", "datetime | None"):  # not the answer to another, not thrown away
        return None
    kind = kind.removesuffix(" | None")
    if kind == "str":
        return _WORDS.get(name, mark(table))
    made: dict[str, Any] = {
        "UUID": ids.get(name, THING),
        "bytes": uuid5(THING, table.__tablename__).bytes,
        "bool": False,
        "int": int(Role.VIEWER) if name == "role" else 6_000_000,
        "float": 1.0,
        "datetime": AT,
        "dict[str, Any]": {"text": mark(table)},
        "list[Any]": [[0, mark(table)]],
    }
    return made[kind]
