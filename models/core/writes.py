"""The write API: what handlers change goes through here, is buffered, and is flushed in bulk.

Rows that were read or written stay in memory for the run of commands, so a later command sees what an
earlier one did before anything is in the database. Every change keeps its image from before, which takes a
refused command back, and its image from after, for the change stream. Statements are compiled once a table;
a flush is one executemany for each kind of statement (facts: per-statement overhead rules).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.exc import DBAPIError

from models.core.changes import RowChange
from models.core.statements import Sql, Values, sql_of
from models.core.tables import Base

T = TypeVar("T", bound=Base)
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


class _Entry:
    """A row of the run: as the database has it, and as it stands now (None: there is none).

    Of a `part` only some columns are known: those of a `patch`. `command` is the last one that changed it,
    `waits` whether it is to be written.
    """

    __slots__ = ("command", "now", "part", "sql", "stored", "table", "waits")

    def __init__(self, table: type[Base], sql: Sql, stored: Values | None, *, part: bool = False) -> None:
        self.table = table
        self.sql = sql
        self.stored = stored
        self.now = stored
        self.part = part
        self.command = 0
        self.waits = False


class Writes:
    """The buffered changes of a run of commands on one connection, inside its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.broken: Exception | None = None
        self._dialect = connection.dialect
        self._cursor: Any = None
        self._entries: dict[type[Base], dict[RowKey, _Entry]] = {}
        self._waiting: list[_Entry] = []
        self._logged: dict[tuple[int, int, str], list[tuple[Any, ...]]] = {}
        self._command = 1
        self._journal: list[tuple[_Entry, Values | None]] = []

    # Rows

    def get(self, table: type[T], *key: Any) -> T | None:
        """The row with this key as it stands in the run, or None."""
        values = self._entry(table, key).now
        return None if values is None else cast(T, Record(values))

    def insert(self, table: type[T], **values: Any) -> T:
        """Add a row; a column that may be empty can be left out. The key must be free."""
        sql = sql_of(table, self._dialect)
        row = sql.empty | values
        if len(row) != len(sql.columns) or not row.keys() >= sql.settable:
            raise TypeError(f"{table.__tablename__}: columns {sorted(row.keys() ^ set(sql.columns))}")
        key = sql.key_of(row)
        entry = self._entry(table, key)
        if entry.now is not None:
            raise ValueError(f"{table.__tablename__}: there is a row with the key {key}")
        self._set(entry, row)
        return cast(T, Record(row))

    def add(self, table: type[Base], values: Values) -> None:
        """Add a row that is known to be new, with all its columns: as `insert`, without looking."""
        sql = sql_of(table, self._dialect)
        entry = self._of(table)[sql.key_of(values)] = _Entry(table, sql, None)
        self._set(entry, values)

    def log(self, table: type[Base], values: Values) -> None:
        """Add a row that is new, is not read in this run and never taken back (log, change stream)."""
        sql = sql_of(table, self._dialect)
        self._logged.setdefault((1, sql.rank, sql.insert), []).append(sql.bind(sql.columns, values))

    def patch(self, table: type[Base], *key: Any, before: Values, after: Values) -> None:
        """Change columns of a row whose values in them are known to be `before`, without reading it.

        Of a table that is patched, `before` and `after` always hold the same columns, those that its audience
        goes by among them, and no command reads by its key what it has patched itself.
        """
        entries = self._of(table)
        entry = entries.get(key)
        if entry is None:
            sql = sql_of(table, self._dialect)
            known = dict(zip(sql.key, key, strict=True)) | before
            entry = entries[key] = _Entry(table, sql, known, part=True)
        assert entry.now is not None
        self._set(entry, entry.now | after)

    def update(self, table: type[T], *key: Any, **values: Any) -> T:
        """Change columns of a row that exists; what stays the same is not written."""
        entry = self._entry(table, key)
        now = entry.now
        if now is None:
            raise LookupError(f"{table.__tablename__}: there is no row with the key {key}")
        if not values.keys() <= entry.sql.settable:
            raise TypeError(f"{table.__tablename__}: columns {sorted(values)}")
        for name, value in values.items():
            if now[name] != value:
                now = now | values
                self._set(entry, now)
                break
        return cast(T, Record(now))

    def delete(self, table: type[Base], *key: Any) -> bool:
        """Take a row away; False where there was none."""
        entry = self._entry(table, key)
        if entry.now is None:
            return False
        self._set(entry, None)
        return True

    def _of(self, table: type[Base]) -> dict[RowKey, _Entry]:
        entries = self._entries.get(table)
        if entries is None:
            entries = self._entries[table] = {}
        return entries

    def _entry(self, table: type[Base], key: RowKey) -> _Entry:
        entries = self._entries.get(table)
        if entries is None:
            entries = self._entries[table] = {}
        entry = entries.get(key)
        if entry is None:
            entry = entries[key] = self._find(table, key)
        elif entry.part:
            entry = entries[key] = self._whole(entry, key)
        return entry

    def _whole(self, part: _Entry, key: RowKey) -> _Entry:
        """A row that an earlier command of the run has patched, read after all."""
        if part.command == self._command:
            raise LookupError(
                f"{part.table.__tablename__}: a row was patched, and is read by the same command"
            )
        self.flush()
        return self._find(part.table, key)

    def _find(self, table: type[Base], key: RowKey) -> _Entry:
        sql = sql_of(table, self._dialect)
        found = self._read(sql.select, sql.bind(sql.key, dict(zip(sql.key, key, strict=True))))
        return _Entry(table, sql, sql.row(found[0]) if found else None)

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

    def _set(self, entry: _Entry, values: Values | None) -> None:
        if entry.command != self._command:
            entry.command = self._command
            self._journal.append((entry, entry.now))
        self._put(entry, values)

    def _put(self, entry: _Entry, values: Values | None) -> None:
        entry.now = values
        if not entry.waits:
            entry.waits = True
            self._waiting.append(entry)

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
        self._command += 1
        self._journal = []

    def rollback(self) -> None:
        """Take back what the command did, also what a read in between has flushed already."""
        for entry, before in self._journal:
            self._put(entry, before)
        self.mark()

    def changes(self) -> Iterator[RowChange]:
        """What the command did, a row at a time, in the order in which rows were first touched.

        A row whose audience changes leaves the one and comes to the other whole: those who lose it are
        told, those who gain it get all of it, and neither sees what is not theirs.
        """
        for entry, before in self._journal:
            after = entry.now
            if before is after or (before is None and after is None):
                continue
            rule, name = entry.table.__audience__, entry.table.__tablename__
            label = rule.label(cast(Values, after if after is not None else before))
            if before is None or after is None:
                yield RowChange(name, label, before, after)
                continue
            if (shown := rule.label(before)) != label:
                yield RowChange(name, shown, before, None)
                yield RowChange(name, label, None, after)
                continue
            changed = [column for column, value in after.items() if value != before[column]]
            if changed:
                changed += entry.sql.key[1:]
                first, last = ({column: image[column] for column in changed} for image in (before, after))
                yield RowChange(name, label, first, last)

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
        waiting, self._waiting = self._waiting, []
        for entry in waiting:
            entry.waits = False
            planned = self._statement(entry)
            if planned is not None:
                statements.setdefault(planned[0], []).append(planned[1])
            entry.stored = entry.now
        for (_, _, text), rows in sorted(statements.items(), key=lambda item: item[0][:2]):
            self.connection.exec_driver_sql(text, rows)

    def _statement(self, entry: _Entry) -> tuple[tuple[int, int, str], tuple[Any, ...]] | None:
        sql, stored, now = entry.sql, entry.stored, entry.now
        if now is None:
            if stored is None:
                return None
            return (0, -sql.rank, sql.delete), sql.bind(sql.key, stored)
        if stored is None:
            return (1, sql.rank, sql.insert), sql.bind(sql.columns, now)
        known = [name for name in sql.columns if name in now] if entry.part else sql.columns
        names = tuple([name for name in known if now[name] != stored[name]])
        if not names:
            return None
        return (2, sql.rank, sql.update(names)), sql.bind(names + sql.key, now)
