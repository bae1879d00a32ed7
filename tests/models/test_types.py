"""Column types of our own: what goes in comes out, exactly, or is refused; every table keeps the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, insert, select
from sqlalchemy.exc import SQLAlchemyError

import models.schema
from models.core import types
from models.core.audience import Role, Rule, admits
from models.core.database import write_engine
from models.core.spaces import visible
from models.core.tables import STRICT, Base, Member
from tests.support.toy import NOW, SPACES, Tally
from tests.support.worlds import furnish

assert models.schema

_OURS = (types.Id, types.Whole, types.Words, types.Instant, types.Flag, types.Real, types.Json)
_KINDS = {kind.__name__: kind for kind in _OURS}
_VALUES = Table(
    "value",
    MetaData(),
    Column("key", types.Id, primary_key=True),
    *(Column(name, kind) for name, kind in _KINDS.items()),
    **cast(Any, STRICT),
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    engine = write_engine(tmp_path_factory.mktemp("types") / "record #1 50%?.db")
    with engine.begin() as connection:
        _VALUES.create(connection)
        furnish(connection)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _through(connection: Connection, name: str, value: Any) -> Any:
    """Write and read a value; nothing of it stays."""
    with connection.begin() as transaction:
        connection.execute(insert(_VALUES).values({"key": UUID(int=1), name: value}))
        found = connection.execute(select(_VALUES.c[name])).scalar_one()
        transaction.rollback()
    return found


_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 63) - 1)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=6,
)


@settings(max_examples=60)
@given(
    case=st.one_of(
        st.tuples(st.just("Id"), st.uuids()),
        st.tuples(st.just("Whole"), st.integers(-(1 << 63), (1 << 63) - 1)),
        st.tuples(st.just("Words"), st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
        st.tuples(st.just("Instant"), st.datetimes(datetime(1900, 1, 1), timezones=_OFFSETS)),
        st.tuples(st.just("Flag"), st.booleans()),
        st.tuples(st.just("Real"), st.floats(allow_nan=False)),
        st.tuples(st.just("Json"), _PLAIN),
    )
)
def test_what_goes_in_comes_out(connection: Connection, case: tuple[str, Any]) -> None:
    name, value = case
    found = _through(connection, name, value)
    assert found == value
    assert type(found) is type(value)
    if name == "Instant":
        assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Whole", numpy.int64(5)),
        ("Whole", True),
        ("Whole", 1.0),
        ("Whole", 1 << 63),
        ("Words", 5),
        ("Words", b"bytes"),
        ("Flag", 1),
        ("Flag", "no"),
        ("Instant", datetime(2026, 1, 1)),
        ("Real", "far"),
        ("Id", "01000000-0000-7668-b460-e2612c2cce53"),
    ],
)
def test_anything_else_is_refused(connection: Connection, name: str, value: Any) -> None:
    with pytest.raises((SQLAlchemyError, TypeError, ValueError, OverflowError, AttributeError)):
        _through(connection, name, value)


def test_microseconds_are_exact_far_from_now() -> None:
    far = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert types.from_microseconds(types.to_microseconds(far)) == far


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_table_keeps_the_rules(name: str) -> None:
    table = Base.metadata.tables[name]
    assert table.dialect_options["sqlite"]["strict"], "it would take 1.5 for a whole number"
    assert next(iter(table.primary_key)).name == "space_id"
    for column in table.columns:
        assert isinstance(column.type, (*_OURS, LargeBinary)), f"{column.name} has a type of others"


def test_every_table_has_an_audience() -> None:
    tables = (table for table in Base.__subclasses__() if table.__module__.startswith("models."))
    declared = {table.__tablename__: table for table in tables}
    assert {table.name for table in Base.metadata.sorted_tables} == set(declared)
    for table in declared.values():
        rule = table.__audience__
        assert isinstance(rule, Rule)
        assert not rule.column or rule.column in table.__table__.c


@settings(max_examples=40)
@given(
    rule=st.builds(
        Rule,
        role=st.sampled_from([Role.VIEWER, Role.EDITOR, Role.OWNER]),
        column=st.sampled_from(["", "shown"]),
        public=st.frozensets(st.sampled_from(["all", "some"])),
    ),
    shown=st.sampled_from(["all", "some", "us"]),
    role=st.sampled_from(Role),
)
def test_a_query_shows_what_the_stream_admits(
    connection: Connection, rule: Rule, shown: str, role: Role
) -> None:
    kept, Tally.__audience__ = Tally.__audience__, rule
    somebody = UUID(int=77)
    try:
        with connection.begin() as transaction:
            row = {"space_id": SPACES[0], "k": 1, "n": 1, "shown": shown, "at": NOW}
            connection.execute(insert(Tally).values(**row))
            if role is not Role.NONE:
                connection.execute(
                    insert(Member).values(space_id=SPACES[0], account_id=somebody, role=int(role))
                )
            seen = connection.execute(select(Tally.k).where(visible(Tally, somebody))).scalars().all()
            transaction.rollback()
        assert bool(seen) == admits(rule.label(row), role)
    finally:
        Tally.__audience__ = kept


def test_any_path_can_hold_a_record(tmp_path: Path) -> None:
    path = tmp_path / "what? 100% & #1.db"
    engine = write_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x INTEGER) STRICT")
    engine.dispose()
    assert path.stat().st_size > 0
