"""The write API: what handlers change goes through here, is buffered, and is flushed in bulk.

Rows that were read or written stay in memory for the run of commands, so a later command sees what an
earlier one did before anything is in the database. Every change keeps its image from before, which takes a
refused command back, and its image from after, for the change stream. Statements are compiled once a table;
a flush is one executemany for each kind of statement (facts: per-statement overhead rules).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    MetaData,
    Row,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from models.core.changes import RowChange
from models.core.remembered import Remembered
from models.core.tables import Base, Space
from models.core.types import CHECKED

T = TypeVar("T", bound=Base)
Values = dict[str, Any]
RowKey = tuple[Any, ...]


class Record:
    """A row as it stands in the run, read by attribute; typed for callers as its table's class."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", values)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("rows are changed through the write API")


class _Plan:
    """How the values of some columns are made what the driver takes, in as few steps as there can be."""

    __slots__ = ("_checked", "_converted", "_taken")

    def __init__(self, names: tuple[str, ...], bind: Mapping[str, Any]) -> None:
        several = (*names, names[0])  # an itemgetter of one gives no tuple
        self._taken = itemgetter(*several)
        steps = [(place, bind[name]) for place, name in enumerate(names)]
        self._checked = [
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


class _Sql:
    """The compiled statements of one table for one dialect."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.table = table
        # The driver's own statements take parameters by position: `?`, or `%s` for psycopg.
        self.dialect = dialect if dialect.positional else cast(Any, type(dialect))(paramstyle="format")
        self.rank = _ranks(table.metadata, len(table.metadata.tables))[table.name]
        self.columns = tuple(column.name for column in table.columns)
        self.key = tuple(column.name for column in table.primary_key.columns)
        self.nullable = frozenset(column.name for column in table.columns if column.nullable)
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
def _sql(table: type[Base], dialect: Dialect) -> _Sql:
    return _Sql(cast(Table, table.__table__), dialect)


class _Entry:
    """A row of the run: as the database has it, and as it stands now (None: there is none).

    Of a `part` only some columns are known: those of a `patch`.
    """

    __slots__ = ("now", "part", "stored")

    def __init__(self, stored: Values | None, *, part: bool = False) -> None:
        self.stored = stored
        self.now = stored
        self.part = part


class Writes:
    """The buffered changes of a run of commands on one connection, inside its transaction."""

    def __init__(self, connection: Connection, remembered: Remembered | None = None) -> None:
        self.connection = connection
        self._remembered = remembered
        self._numbers: dict[UUID, int | None] = {}
        self._logged: dict[tuple[int, int, str], list[tuple[Any, ...]]] = {}
        self._dialect = connection.dialect
        self._entries: dict[tuple[type[Base], RowKey], _Entry] = {}
        self._dirty: dict[tuple[type[Base], RowKey], _Entry] = {}
        self._journal: dict[tuple[type[Base], RowKey], Values | None] = {}
        self.broken: Exception | None = None
        self._cursor: Any = None

    # Rows

    def get(self, table: type[T], *key: Any) -> T | None:
        """The row with this key as it stands in the run, or None."""
        values = self._entry(table, key).now
        return None if values is None else cast(T, Record(values))

    def insert(self, table: type[T], **values: Any) -> T:
        """Add a row; a column that may be empty can be left out. The key must be free."""
        sql = _sql(table, self._dialect)
        row = dict.fromkeys(sql.nullable)
        row.update(values)
        if row.keys() != set(sql.columns):
            raise TypeError(f"{table.__tablename__}: columns {sorted(row.keys() ^ set(sql.columns))}")
        key = tuple(row[name] for name in sql.key)
        entry = self._entry(table, key)
        if entry.now is not None:
            raise ValueError(f"{table.__tablename__}: there is a row with the key {key}")
        self._set((table, key), entry, row)
        return cast(T, Record(row))

    def add(self, table: type[Base], **values: Any) -> None:
        """Add a row that is known to be new, with all its columns: as `insert`, without looking."""
        key = tuple([values[name] for name in _sql(table, self._dialect).key])
        entry = self._entries[table, key] = _Entry(None)
        self._set((table, key), entry, values)

    def log(self, table: type[Base], values: Values) -> None:
        """Add a row that is new, is not read in this run and never taken back (log, change stream)."""
        sql = _sql(table, self._dialect)
        self._logged.setdefault((1, sql.rank, sql.insert), []).append(sql.bind(sql.columns, values))

    def patch(self, table: type[Base], *key: Any, before: Values, after: Values) -> None:
        """Change columns of a row whose values in them are known to be `before`, without reading it.

        Of a table that is patched, `before` and `after` always hold the same columns, those that its audience
        goes by among them, and its rows are not read by their key in the same run.
        """
        entry = self._entries.get((table, key))
        if entry is None:
            at = dict(zip(_sql(table, self._dialect).key, key, strict=True))
            entry = self._entries[table, key] = _Entry(at | before, part=True)
        assert entry.now is not None
        self._set((table, key), entry, entry.now | after)

    def update(self, table: type[T], *key: Any, **values: Any) -> T:
        """Change columns of a row that exists; what stays the same is not written."""
        sql = _sql(table, self._dialect)
        entry = self._entry(table, key)
        if entry.now is None:
            raise LookupError(f"{table.__tablename__}: there is no row with the key {key}")
        if not values.keys() <= set(sql.columns) - set(sql.key):
            raise TypeError(f"{table.__tablename__}: columns {sorted(values)}")
        if any(entry.now[name] != value for name, value in values.items()):
            self._set((table, key), entry, entry.now | values)
        return cast(T, Record(entry.now))

    def delete(self, table: type[Base], *key: Any) -> bool:
        """Take a row away; False where there was none."""
        entry = self._entry(table, key)
        if entry.now is None:
            return False
        self._set((table, key), entry, None)
        return True

    def _entry(self, table: type[Base], key: RowKey) -> _Entry:
        entry = self._entries.get((table, key))
        if entry is None:
            entry = self._entries[table, key] = self._find(table, key)
        elif entry.part:
            raise LookupError(f"{table.__tablename__}: a row that was patched cannot be read in the same run")
        return entry

    def _find(self, table: type[Base], key: RowKey) -> _Entry:
        """The row from memory, or from the record."""
        if table.__remembered__:
            rows = self._rows_of(key[0])
            if (table, key) in rows:
                return _Entry(rows[table, key])
        sql = _sql(table, self._dialect)
        bound = sql.bind(sql.key, dict(zip(sql.key, key, strict=True)))
        found = self._read(sql.select, bound)
        values = sql.row(found[0]) if found else None
        if table is Space:
            self._numbers[key[0]] = None if values is None else values["change_number"]
        return _Entry(values)

    def _rows_of(self, space_id: UUID) -> Mapping[Any, Values | None]:
        """What is remembered of a space as the run found it."""
        self._entry(Space, (space_id,))
        number = self._numbers[space_id]
        if self._remembered is None or number is None:
            return {}
        return self._remembered.rows(space_id, number)

    def remember(self) -> None:
        """The run is committed."""
        if self._remembered is None:
            return
        rows: dict[UUID, dict[Any, Values | None]] = {space_id: {} for space_id in self._numbers}
        for (table, key), entry in self._entries.items():
            if table.__remembered__ and not entry.part:
                rows[key[0]][table, key] = entry.now
        for space_id, before in self._numbers.items():
            space = self._entries[Space, (space_id,)].now
            if space is not None:
                self._remembered.keep(space_id, before, space["change_number"], rows[space_id])

    def _read(self, text: str, bound: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Rows as the driver has them: describing 30 columns anew takes longer than finding the row."""
        dbapi = self._dialect.loaded_dbapi
        try:
            if self._cursor is None:
                self._cursor = self.connection.connection.cursor()
            self._cursor.execute(text, bound)
            rows: list[tuple[Any, ...]] = self._cursor.fetchall()
            return rows
        except dbapi.Error as error:
            self.broken = DBAPIError.instance(text, bound, error, dbapi.Error, dialect=self._dialect)
            raise self.broken from error

    def _set(self, where: tuple[type[Base], RowKey], entry: _Entry, values: Values | None) -> None:
        self._journal.setdefault(where, entry.now)
        entry.now = values
        self._dirty[where] = entry

    def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """All rows of a statement, with everything written so far in them."""
        self.flush()
        try:
            return self.connection.execute(statement).all()
        except Exception as error:
            self.broken = error
            raise

    # One command within the run

    def mark(self) -> None:
        """Begin a command: `changes` and `rollback` speak of what came since."""
        self._journal = {}

    def rollback(self) -> None:
        """Take back what the command did, also what a read in between has flushed already."""
        for where, before in self._journal.items():
            entry = self._entries[where]
            entry.now = before
            self._dirty[where] = entry
        self._journal = {}

    def changes(self) -> Iterator[RowChange]:
        """What the command did, a row at a time, in the order in which rows were first touched.

        A row whose audience changes leaves the one and comes to the other whole: those who lose it are
        told, those who gain it get all of it, and neither sees what is not theirs.
        """
        for (table, key), before in self._journal.items():
            after = self._entries[table, key].now
            if before is after or (before is None and after is None):
                continue
            row = cast(Values, after if after is not None else before)
            label = table.__audience__.label(row)
            if before is not None and after is not None:
                if (shown := table.__audience__.label(before)) != label:
                    yield RowChange(table.__tablename__, shown, before, None)
                    yield RowChange(table.__tablename__, label, None, after)
                    continue
                names = [name for name in after if after[name] != before[name]]
                if not names:
                    continue
                names += [name for name in _sql(table, self._dialect).key if name != "space_id"]
                before, after = ({name: image[name] for name in names} for image in (before, after))
            yield RowChange(table.__tablename__, label, before, after)

    # The run

    def flush(self) -> None:
        """Write all that is buffered; inserts in the order of dependence, deletes in the opposite order.

        If it fails, some of it is written and some is not: `broken` says so, whoever catches the error, and
        the transaction has to be given up.
        """
        try:
            self._flush()
        except Exception as error:
            self.broken = error
            raise

    def _flush(self) -> None:
        statements, self._logged = self._logged, {}
        for (table, key), entry in self._dirty.items():
            planned = self._statement(table, key, entry)
            if planned is not None:
                statements.setdefault(planned[0], []).append(planned[1])
            entry.stored = entry.now
        self._dirty = {}
        for (_, _, text), rows in sorted(statements.items(), key=lambda item: item[0][:2]):
            self.connection.exec_driver_sql(text, rows)

    def _statement(
        self, table: type[Base], key: RowKey, entry: _Entry
    ) -> tuple[tuple[int, int, str], tuple[Any, ...]] | None:
        sql, stored, now = _sql(table, self._dialect), entry.stored, entry.now
        if now is None:
            if stored is None:
                return None
            return (0, -sql.rank, sql.delete), sql.bind(sql.key, dict(zip(sql.key, key, strict=True)))
        if stored is None:
            return (1, sql.rank, sql.insert), sql.bind(sql.columns, now)
        known = [name for name in sql.columns if name in now] if entry.part else sql.columns
        names = tuple([name for name in known if now[name] != stored[name]])
        if not names:
            return None
        return (2, sql.rank, sql.update(names)), sql.bind(names + sql.key, now)


@lru_cache(maxsize=16)
def _ranks(metadata: MetaData, _known: int) -> dict[str, int]:
    return {table.name: rank for rank, table in enumerate(metadata.sorted_tables)}
