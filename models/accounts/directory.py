"""Finding people by name and names by person, for the handlers and queries of other domains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, Row, select

from models.accounts.names import name_key
from models.accounts.tables import Account
from models.core.errors import Invalid
from models.core.text import tr


class Rows(Protocol):
    """What reads: a handler's context or a query's `Read`."""

    def rows(self, statement: Executable, /) -> Sequence[Row[Any]]:
        """All rows of a statement."""


def account_called(rows: Rows, name: str, field: str = "name") -> UUID:
    """Whose name this is, however it is written; `Invalid` for `field` where it is nobody's."""
    found = rows.rows(select(Account.space_id).where(Account.name_key == name_key(name)).limit(1))
    if not found:
        raise Invalid(
            tr("Nobody here is called “{name}”.", name=name.strip()),
            what_now=tr("Type the name as it is in the list of people."),
            field=field,
        )
    account: UUID = found[0].space_id
    return account


def names_of(rows: Rows, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, as far as they are known."""
    found = rows.rows(select(Account.space_id, Account.name).where(Account.space_id.in_(set(accounts))))
    return {row.space_id: row.name for row in found}
