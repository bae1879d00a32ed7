"""Column types of our own: STRICT tables on SQLite, native types on PostgreSQL.

STRICT accepts only INTEGER, TEXT, BLOB, REAL and ANY, and SQLAlchemy's own `Uuid`, `DateTime`, `Boolean`
and `JSON` either render other names or lose what they were given (an offset, a digit). These do neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import REAL, BigInteger, Dialect, Double, Integer, LargeBinary, Text, TypeDecorator, Uuid
from sqlalchemy.types import TypeEngine

Bind = Callable[[Any], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Microseconds since 1970 (UTC) of an aware instant, exactly."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {instant!r}")
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The UTC instant that many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=value)


# These bind or read nearly every value there is, so they stand beside the driver as they are, without the
# calls that SQLAlchemy puts around `process_bind_param` and `process_result_value`.


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.int.to_bytes(16, "big")  # as `bytes`, without a property


def _whole(value: int | None) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError(f"a whole number is needed, not {value!r}")
    return value


def _words(value: str | None) -> str | None:
    if value is not None and type(value) is not str:
        raise TypeError(f"a text is needed, not {value!r}")
    return value


@lru_cache(maxsize=256)  # a command writes its moment into every row
def _instant(value: datetime | None) -> int | None:
    return None if value is None else to_microseconds(value)


def _flag(value: bool | None) -> int | None:
    if value is None:
        return None
    if type(value) is not bool:
        raise TypeError(f"true or false is needed, not {value!r}")
    return int(value)


CHECKED = {_whole: frozenset((int, type(None))), _words: frozenset((str, type(None)))}
"""What only looks at a value, and the types that it lets through: many can be looked at in one step."""


def _read_id(value: Any) -> UUID | None:
    return UUID(bytes=value) if isinstance(value, bytes) else value


def _read_instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _read_flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite (they sort as they were made), UUID on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def bind_processor(self, dialect: Dialect) -> Bind | None:
        return _bytes if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Bind | None:
        return _read_id if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Whole(TypeDecorator[int]):
    """A 64-bit integer. Refuses anything else: numpy's integers wrap around without a word."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> Bind:
        return _whole


class Words(TypeDecorator[str]):
    """A text. Refuses anything else: STRICT turns a number in a TEXT column into its digits."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Bind:
        return _words


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as whole microseconds since 1970 (UTC)."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> Bind:
        return _instant

    def result_processor(self, dialect: Dialect, coltype: object) -> Bind:
        return _read_instant


class Flag(TypeDecorator[bool]):
    """True or false, stored as 1 or 0. Refuses anything else: "no" is true to Python."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> Bind:
        return _flag

    def result_processor(self, dialect: Dialect, coltype: object) -> Bind:
        return _read_flag


class Real(TypeDecorator[float]):
    """A measurement (never something people own): REAL, or DOUBLE PRECISION on PostgreSQL."""

    impl = Double
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(REAL() if dialect.name == "sqlite" else Double())


class Json(TypeDecorator[Any]):
    """Plain data (dicts, lists, strings, numbers) as JSON text, keys in order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value, order="sorted").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)
