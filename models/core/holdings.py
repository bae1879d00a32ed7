"""What spaces hold, counted and in words: for whoever is about to delete or export them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from uuid import UUID

from sqlalchemy import Connection, func, select

from models.core.tables import Base


@dataclass(frozen=True, slots=True)
class Holding:
    """So many rows of a kind, in words."""

    words: str
    count: int


Teller = Callable[[Connection, Sequence[UUID]], Iterable[Holding]]

_words: dict[str, Callable[[int], str]] = {}
_told: list[Teller] = []


def adds_holdings(teller: Teller) -> Teller:
    """Say what else there is: sums of money rather than rows."""
    _told.append(teller)
    return teller


def holds(table: type[Base], words: Callable[[int], str]) -> None:
    """Say what rows of a table are: `words(count)`, such as "3 videos". In the order in which it is said."""
    _words[table.__tablename__] = words


def holdings(connection: Connection, spaces: Sequence[UUID]) -> tuple[Holding, ...]:
    """What the spaces hold of what was said, where there is any."""
    import_module("models.schema")  # every domain has to have said what its rows are
    found = []
    for name, words in _words.items():
        table = Base.metadata.tables[name]
        mine = table.c.space_id.in_(spaces)
        count = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
        if count:
            found.append(Holding(words(count), count))
    return tuple(found) + tuple(each for teller in _told for each in teller(connection, spaces))
