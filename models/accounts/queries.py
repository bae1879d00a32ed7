"""Accounts as they may be seen: one's own, and those of this machine for the list to switch user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from models.accounts.entities import Account, AccountRole
from models.accounts.tables import Account as AccountRow
from models.accounts.tables import Credential, Session
from models.core.context import Read
from models.core.registry import Audience, Query, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount(Query[Account | None]):
    """The actor's account; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineAccounts(Query[list[Account]]):
    """Every account of this record, by name: the places of the list do not change under the pointer."""


@answers("accounts.account.own", OwnAccount, audience=Audience.OWN)
def own_account(read: Read, query: OwnAccount) -> Account | None:
    """The account whose space is the actor's."""
    row = read.one(_accounts().where(AccountRow.space_id == query.actor))
    return None if row is None else _account(row)


@answers("accounts.account.machine", MachineAccounts, audience=Audience.MACHINE)
def machine_accounts(read: Read, query: MachineAccounts) -> list[Account]:
    """All accounts in the order of their names."""
    return [_account(row) for row in read.rows(_accounts().order_by(AccountRow.name_key))]


def _accounts() -> Select[UUID, str, str, datetime, bool, datetime]:
    used = select(func.max(Session.used_at)).where(Session.space_id == AccountRow.space_id).scalar_subquery()
    has_password = select(1).where(Credential.space_id == AccountRow.space_id).exists()
    return select(
        AccountRow.space_id,
        AccountRow.name,
        AccountRow.role,
        AccountRow.created_at,
        has_password.label("has_password"),
        used.label("last_used"),
    )


def _account(row: Any) -> Account:
    return Account(
        id=row.space_id,
        name=row.name,
        role=AccountRole(row.role),
        created_at=row.created_at,
        has_password=bool(row.has_password),
        last_used=row.last_used,
    )
