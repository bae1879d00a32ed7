"""People as others meet them: by their names, with their names, and whether they look after everything here.

For other packages' handlers and queries; who asks has already decided that the person may be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, Row, select

from models.accounts.entities import AccountRole
from models.accounts.names import name_key
from models.accounts.tables import Account
from models.core.errors import Invalid
from models.core.text import tr

_AT_ONCE = 500


class Rows(Protocol):
    """What reads: a handler's context or a query's `Read`."""

    def rows(self, statement: Executable, /) -> Sequence[Row[Any]]:
        """All rows of a statement."""


def names(rows: Rows, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these accounts; who is gone has none."""
    wanted = sorted(set(accounts))
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = select(Account.space_id, Account.name).where(
            Account.space_id.in_(wanted[start : start + _AT_ONCE])
        )
        found |= {row.space_id: row.name for row in rows.rows(part)}
    return found


def account_called(rows: Rows, name: str, field: str = "name") -> UUID:
    """Whose name this is, however it is written; `Invalid` for `field` where it is nobody's."""
    key = name_key(name)
    account = by_keys(rows, [key]).get(key)
    if account is None:
        raise Invalid(
            tr("Nobody here is called “{name}”.", name=name.strip()),
            what_now=tr("Type the name as it is in the list of people."),
            field=field,
        )
    return account


def by_keys(rows: Rows, keys: Iterable[str]) -> dict[str, UUID]:
    """The accounts with these names as they are compared (`names.name_key`)."""
    wanted = sorted(set(keys))
    found: dict[str, UUID] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = select(Account.name_key, Account.space_id).where(
            Account.name_key.in_(wanted[start : start + _AT_ONCE])
        )
        found |= {row.name_key: row.space_id for row in rows.rows(part)}
    return found


def looks_after_all(rows: Rows, account: UUID) -> bool:
    """Whether the account moderates what is reported anywhere in this record."""
    found = rows.rows(select(Account.role).where(Account.space_id == account))
    return bool(found) and found[0].role in (AccountRole.MODERATOR.value, AccountRole.ADMIN.value)


def is_admin(rows: Rows, account: UUID) -> bool:
    """Whether the account looks after this record itself."""
    found = rows.rows(select(Account.role).where(Account.space_id == account))
    return bool(found) and found[0].role == AccountRole.ADMIN.value
