"""Taking an account away with everything in its spaces, in steps short enough that nobody waits.

The first step is the one that counts: nobody can sign in any more, and the spaces are marked. The others take
rows away, some at a time; after a crash they go on with whatever is marked. What the person wrote in spaces
of others stays there, by an account that is no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, delete, select, tuple_, update

from models.accounts import credentials
from models.accounts.entities import AccountRole
from models.accounts.tables import Account
from models.core.audience import Role
from models.core.errors import Conflict, NotFound
from models.core.tables import Base, Member, Space
from models.core.text import tr

GOING = "going"
"""The kind of a space that is being taken away."""

SOME = 2_000
"""Rows a step: about 20 ms of the writer's time."""

_LAST = (Member.__tablename__, Space.__tablename__)


def every_table() -> frozenset[str]:
    """The names of all tables: what has changed when an account has gone."""
    import_module("models.schema")  # also of domains that nobody has opened
    return frozenset(Base.metadata.tables)


def own_spaces(connection: Connection, account_id: UUID) -> list[UUID]:
    """The spaces that nobody but this account owns."""
    other = Member.__table__.alias("other")
    shared = (
        select(1)
        .where(
            other.c.space_id == Member.space_id,
            other.c.account_id != account_id,
            other.c.role >= int(Role.OWNER),
        )
        .exists()
    )
    mine = (Member.account_id == account_id, Member.role >= int(Role.OWNER), ~shared)
    return [row.space_id for row in connection.execute(select(Member.space_id).where(*mine))]


def shared_spaces(connection: Connection, account_id: UUID) -> list[UUID]:
    """The spaces of others that this account is a member of."""
    own = own_spaces(connection, account_id)
    mine = (Member.account_id == account_id, Member.space_id.not_in(own))
    return [row.space_id for row in connection.execute(select(Member.space_id).where(*mine))]


def check_may_go(connection: Connection, account_id: UUID) -> None:
    """Raise where the account is the last admin of people who stay."""
    role = connection.execute(select(Account.role).where(Account.space_id == account_id)).scalar()
    if role is None:
        raise NotFound(tr("This account does not exist."))
    others = select(Account.role).where(Account.space_id != account_id)
    roles = [row.role for row in connection.execute(others)]
    if roles and role == AccountRole.ADMIN.value and role not in roles:
        raise Conflict(
            tr("You are the only admin here, and others stay."),
            what_now=tr("Make somebody else an admin first."),
        )


def begin(connection: Connection, account_id: UUID, verified: str | None) -> frozenset[UUID]:
    """Take away the account and what lets it in, and mark its spaces; returns those."""
    with connection.begin():
        credentials.require(credentials.present_hash(connection, account_id), verified)
        check_may_go(connection, account_id)
        spaces = own_spaces(connection, account_id)
        connection.execute(update(Space).where(Space.space_id.in_(spaces)).values(kind=GOING))
        for name, table in Base.metadata.tables.items():
            if name == "account" or name.startswith("account_"):
                connection.execute(delete(table).where(table.c.space_id == account_id))
        return frozenset(spaces)


def some(connection: Connection, limit: int = SOME) -> bool:
    """Take away at most so many rows of the marked spaces; whether there was anything left to take."""
    with connection.begin():
        going = [
            row.space_id
            for row in connection.execute(select(Space.space_id).where(Space.kind == GOING).limit(10))
        ]
        if not going:
            return False
        for table in _in_order():
            left = table.c.space_id.in_(going)
            keys = list(table.primary_key.columns)
            chosen = select(*keys).where(left).limit(limit)
            gone = connection.execute(delete(table).where(tuple_(*keys).in_(chosen)))
            if gone.rowcount >= limit:
                return True
        return True


def _in_order() -> Iterator[Table]:
    """Every table of the record: what names others first, memberships and the space itself last."""
    every_table()
    tables: dict[str, Any] = {table.name: table for table in reversed(Base.metadata.sorted_tables)}
    for name in (*(name for name in tables if name not in _LAST), *_LAST):
        if "space_id" in tables[name].c:
            yield tables[name]
