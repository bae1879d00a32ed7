"""The driver's own statements for the rows of a table, compiled once, and values as the driver takes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Dialect, MetaData, Table, bindparam, delete, insert, select, update

from models.core.tables import Base, Space
from models.core.types import CHECKED

Values = dict[str, Any]


class _Plan:
    """How the values of some columns are made what the driver takes, in as few steps as there can be."""

    __slots__ = ("_checked", "_converted", "_taken")

    def __init__(self, names: tuple[str, ...], bind: Mapping[str, Any]) -> None:
        several = (*names, names[0])  # an itemgetter of one gives no tuple
        self._taken = itemgetter(*several)
        steps = [(place, bind[name]) for place, name in enumerate(names)]
        self._checked: list[tuple[frozenset[Any], Any, itemgetter[Any]]] = [
            (of_type, check, itemgetter(*places, places[0]))
            for check, of_type in CHECKED.items()
            if (places := [place for place, step in steps if step is check])
        ]
        self._converted = [(place, step) for place, step in steps if step is not None and step not in CHECKED]

    def bind(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        row = list(self._taken(values))
        row.pop()
        for allowed, check, taken in self._checked:
            if not allowed.issuperset(map(type, taken(row))):
                for value in taken(row):
                    check(value)
        for place, convert in self._converted:
            row[place] = convert(row[place])
        return tuple(row)


class Sql:
    """The compiled statements of one table for one dialect."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.table = table
        # The driver's own statements take parameters by position: `?`, or `%s` for psycopg.
        self.dialect = dialect if dialect.positional else cast(Any, type(dialect))(paramstyle="format")
        self.rank = _ranks(table.metadata, len(table.metadata.tables))[table.name]
        self.columns = tuple(column.name for column in table.columns)
        self.key = tuple(column.name for column in table.primary_key.columns)
        self.key_of = itemgetter(*self.key) if len(self.key) > 1 else lambda values: (values[self.key[0]],)
        self.settable = frozenset(self.columns) - frozenset(self.key)
        self.empty: Values = {column.name: None for column in table.columns if column.nullable}
        impls = {column.name: column.type.dialect_impl(dialect) for column in table.columns}
        self._bind = {name: impl.bind_processor(dialect) for name, impl in impls.items()}
        self._result = [(name, impl.result_processor(dialect, None)) for name, impl in impls.items()]
        where = [table.c[name] == bindparam(f"k_{name}") for name in self.key]
        found = select(*table.columns).where(*where)
        # Where there are several writers they queue for the space that a command counts up (SQLite has one).
        self.select = self._text(found.with_for_update() if table is Space.__table__ else found)
        self.insert = self._text(insert(table))
        self.delete = self._text(delete(table).where(*where))
        self._where = where
        self._updates: dict[tuple[str, ...], str] = {}
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def _text(self, statement: Any) -> str:
        return str(statement.compile(dialect=self.dialect))

    def update(self, names: tuple[str, ...]) -> str:
        """The statement that sets these columns of the row with a key."""
        if names not in self._updates:
            changed = update(self.table).where(*self._where).values({name: bindparam(name) for name in names})
            self._updates[names] = self._text(changed)
        return self._updates[names]

    def bind(self, names: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Values as the driver takes them, in the order of `names`."""
        plan = self._plans.get(names)
        if plan is None:
            plan = self._plans[names] = _Plan(names, self._bind)
        return plan.bind(values)

    def row(self, row: tuple[Any, ...]) -> Values:
        """A row of the driver as Python values by column."""
        return {
            name: value if process is None else process(value)
            for (name, process), value in zip(self._result, row, strict=True)
        }


@lru_cache(maxsize=1024)
def sql_of(table: type[Base], dialect: Dialect) -> Sql:
    """The statements of a table."""
    return Sql(cast(Table, table.__table__), dialect)


@lru_cache(maxsize=16)
def _ranks(metadata: MetaData, _known: int) -> dict[str, int]:
    return {table.name: rank for rank, table in enumerate(metadata.sorted_tables)}
