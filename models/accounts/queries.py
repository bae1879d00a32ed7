"""Accounts as they may be seen: one's own, and those of this machine for the list to switch user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from models.accounts.credentials import SESSION_LIFE
from models.accounts.entities import Account, AccountRole, Safety, SignIn
from models.accounts.erasing import own_spaces
from models.accounts.tables import Account as AccountRow
from models.accounts.tables import Credential, Factor, Profile, Recovery, Session, SpareCode
from models.blobs.ref import BlobRef
from models.core.context import Read
from models.core.holdings import Holding, holdings
from models.core.registry import Audience, Query, answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount(Query[Account | None]):
    """The actor's account; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineAccounts(Query[list[Account]]):
    """Every account of this record, by name: the places of the list do not change under the pointer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSafety(Query[Safety]):
    """Where the actor is signed in, and what protects their account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHoldings(Query[tuple[Holding, ...]]):
    """What would go if the actor's account were deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesInUse(Query[frozenset[BlobRef]]):
    """Every blob that a profile names, for the sweep of the store."""


@answers("accounts.account.own", OwnAccount, audience=Audience.OWN)
def own_account(read: Read, query: OwnAccount) -> Account | None:
    """The account whose space is the actor's."""
    row = read.one(_accounts().where(AccountRow.space_id == query.actor))
    return None if row is None else _account(row)


@answers("accounts.account.machine", MachineAccounts, audience=Audience.MACHINE)
def machine_accounts(read: Read, query: MachineAccounts) -> list[Account]:
    """All accounts in the order of their names."""
    return [_account(row) for row in read.rows(_accounts().order_by(AccountRow.name_key))]


@answers("accounts.account.safety", OwnSafety, audience=Audience.OWN)
def own_safety(read: Read, query: OwnSafety) -> Safety:
    """What is known of the actor's ways in; never a hash."""
    mine = query.actor
    living = (
        Session.space_id == mine,
        Session.ended_at.is_(None),
        Session.used_at >= read.now - SESSION_LIFE,
    )
    sign_ins = read.rows(
        select(Session.id, Session.created_at, Session.used_at)
        .where(*living)
        .order_by(Session.used_at.desc())
    )
    unused = (SpareCode.space_id == mine, SpareCode.used_at.is_(None))
    return Safety(
        sign_ins=tuple(SignIn(row.id, row.created_at, row.used_at) for row in sign_ins),
        spares_left=read.value(select(func.count()).select_from(SpareCode.__table__).where(*unused)),
        two_factor_since=read.value(select(Factor.enabled_at).where(Factor.space_id == mine)),
        recovery_made_at=read.value(select(Recovery.made_at).where(Recovery.space_id == mine)),
        password_changed_at=read.value(select(Credential.changed_at).where(Credential.space_id == mine)),
    )


@answers("accounts.account.holdings", OwnHoldings, audience=Audience.OWN)
def own_holdings(read: Read, query: OwnHoldings) -> tuple[Holding, ...]:
    """Everything in the spaces that nobody but the actor owns, counted."""
    return holdings(read.connection, own_spaces(read.connection, query.actor))


@answers("accounts.pictures.used", PicturesInUse, audience=Audience.MACHINE)
def pictures_in_use(read: Read, _query: PicturesInUse) -> frozenset[BlobRef]:
    """The pictures of all profiles."""
    return frozenset(BlobRef.of(row.picture) for row in read.rows(select(Profile.picture)) if row.picture)


def _accounts() -> Select[Any]:
    own = AccountRow.space_id
    used = select(func.max(Session.used_at)).where(Session.space_id == own).scalar_subquery()
    return select(
        AccountRow.space_id,
        AccountRow.name,
        AccountRow.role,
        AccountRow.created_at,
        select(1).where(Credential.space_id == own).exists().label("has_password"),
        select(1).where(Factor.space_id == own).exists().label("has_two_factor"),
        select(1).where(Recovery.space_id == own).exists().label("has_recovery"),
        used.label("last_used"),
        select(Profile.picture).where(Profile.space_id == own).scalar_subquery().label("picture"),
    )


def _account(row: Any) -> Account:
    return Account(
        id=row.space_id,
        name=row.name,
        role=AccountRole(row.role),
        created_at=row.created_at,
        has_password=bool(row.has_password),
        last_used=row.last_used,
        has_two_factor=bool(row.has_two_factor),
        has_recovery=bool(row.has_recovery),
        picture=row.picture or "",
    )
