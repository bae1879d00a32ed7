"""Tables declared as typed classes, as with SQLAlchemy's declarative mapping but without its mapper.

Nothing here maps objects: rows are read and written as values. So the classes are made into plain `Table`s,
and the whole of `sqlalchemy.orm`, a quarter of what the start imports, is only needed by the type checker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, MetaData, Table

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase as Declared
    from sqlalchemy.orm import Mapped, mapped_column
else:

    class _Declared(type):
        """Makes a table of a class that names one; the class stands for it in statements."""

        metadata: MetaData

        def __init__(cls, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> None:
            super().__init__(name, bases, content)
            if "__tablename__" in content:
                cls.__table__ = _table(cls, content)
                for column in cls.__table__.columns:
                    setattr(cls, column.name, column)

        def __clause_element__(cls) -> Table:
            return cls.__table__

    class Declared(metaclass=_Declared):
        """What tables are declared on; a subclass has `metadata` and `column_types` by annotation."""

    class Mapped:
        """`Mapped[T]`: a column of T, with ` | None` one that may be NULL. Only read as an annotation."""

    def mapped_column(**options: Any) -> dict[str, Any]:
        """Options of a column."""
        return options


def _table(cls: Any, content: dict[str, Any]) -> Table:
    given = content.get("__table_args__", ())
    parts, options = (given[:-1], given[-1]) if isinstance(given, tuple) else ((), given)
    columns = [
        _column(cls, name, annotation.removeprefix("Mapped[").removesuffix("]"), content.get(name, {}))
        for name, annotation in content["__annotations__"].items()
        if annotation.startswith("Mapped[")
    ]
    return Table(content["__tablename__"], cls.metadata, *columns, *parts, **options)


def _column(cls: Any, name: str, kind: str, options: dict[str, Any]) -> Column[Any]:
    column_type = cls.column_types[kind.removesuffix(" | None")]
    return Column(name, column_type, nullable=kind.endswith(" | None"), **options)


__all__ = ["Declared", "Mapped", "mapped_column"]
