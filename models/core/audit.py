"""Whether a record agrees with itself: its change streams, replayed from nothing, give its rows.

It reads everything and takes its time: for tests, benchmarks and diagnostics. Rows that services write beside
the dispatcher (passwords, sessions) are in no stream and have to be named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, select

from models.core.changes import unpack
from models.core.tables import Base, Change, CommandLog, FollowUp, Space

_KEPT_BY_THE_DISPATCHER = {table.__tablename__ for table in (CommandLog, Change, FollowUp)}

Row = dict[str, Any]
Rows = dict[tuple[str, str], dict[str, Row]]
"""Rows by space and table, then by the rest of their key."""


def verdicts(connection: Connection) -> dict[UUID, str]:
    """How each command in the log was decided."""
    return {row.id: row.verdict for row in connection.execute(select(CommandLog.id, CommandLog.verdict))}


def faults(connection: Connection, beside: frozenset[str] = frozenset()) -> list[str]:
    """What does not agree, a sentence each. `beside`: tables that services write."""
    return [*_gaps(connection), *_differences(_replayed(connection), _present(connection, beside))]


def _gaps(connection: Connection) -> Iterator[str]:
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for row in connection.execute(select(CommandLog.space_id, CommandLog.number)):
        numbers[row.space_id].append(row.number)
    for space in connection.execute(select(Space.space_id, Space.change_number)):
        if sorted(numbers[space.space_id]) != list(range(1, space.change_number + 1)):
            yield f"the commands of space {space.space_id} are not numbered 1 to {space.change_number}"
    for change in connection.execute(select(Change.space_id, Change.number)):
        if change.number not in numbers[change.space_id]:
            yield f"change {change.number} of space {change.space_id} belongs to no command"


def _replayed(connection: Connection) -> Rows:
    rows: Rows = defaultdict(dict)
    for change in connection.execute(select(Change).order_by(Change.space_id, Change.number)):
        for name, _, before, after in unpack(change.rows):
            table = Base.metadata.tables[name]
            held = rows[str(change.space_id), name]
            at = _key(table, after or before or {})
            if after is None:
                held.pop(at, None)
            else:
                held[at] = after if before is None else held.get(at, {}) | after
    return rows


def _present(connection: Connection, beside: frozenset[str]) -> Rows:
    import_module("models.schema")  # every table has to be known
    rows: Rows = defaultdict(dict)
    for table in Base.metadata.sorted_tables:
        if table.name in _KEPT_BY_THE_DISPATCHER | beside:
            continue
        for row in connection.execute(select(table)):
            plain = msgspec.to_builtins(dict(row._mapping))
            rows[plain["space_id"], table.name][_key(table, plain)] = plain
    return rows


def _differences(replayed: Rows, present: Rows) -> Iterator[str]:
    for where in sorted(replayed.keys() | present.keys()):
        ours, theirs = replayed.get(where, {}), present.get(where, {})
        for key in sorted(ours.keys() | theirs.keys()):
            one, other = (_shown(where[1], rows.get(key)) for rows in (ours, theirs))
            if one is not None and other is not None:  # a migration adds columns that no change tells of
                other = {name: value for name, value in other.items() if name in one}
            if one != other:
                yield f"{where[1]} {key} of space {where[0]} is not what its changes give"


def _shown(table: str, row: Row | None) -> Row | None:
    """A space counts its own changes, which are in no stream."""
    if row is None or table != Space.__tablename__:
        return row
    return {name: value for name, value in row.items() if name != "change_number"}


def _key(table: Table, row: Row) -> str:
    return "/".join(str(row[column.name]) for column in table.primary_key if column.name != "space_id")
