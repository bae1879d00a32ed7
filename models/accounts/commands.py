"""Registering and renaming. Passwords are no part of it: see `service`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.accounts.entities import AccountRole
from models.accounts.names import clean_name, name_key
from models.accounts.tables import Account
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Command, Permission, handles
from models.core.tables import Member, Space
from models.core.text import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAccount(Command):
    """Make an account with its space; `space_id` and `actor` are both its new id."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAccount(Command):
    """Give one's own account another name."""

    name: str


@handles("accounts.account.register", RegisterAccount, permission=Permission.OUTSIDER)
def register_account(ctx: Context, cmd: RegisterAccount) -> None:
    """The space, its owner and the account. The first account of a record looks after it: an admin."""
    if cmd.space_id != cmd.actor:
        raise NotAllowed(tr("An account can only be made by the person it is for."))
    if ctx.get(Space, cmd.space_id) is not None:
        raise Conflict(tr("This account exists already."))
    name = clean_name(cmd.name)
    _unused(ctx, name)
    first = not ctx.rows(select(Account.space_id).limit(1))
    ctx.insert(Space, space_id=cmd.space_id, kind="person", created_at=ctx.now, change_number=0)
    ctx.insert(Member, space_id=cmd.space_id, account_id=cmd.actor, role=int(Role.OWNER))
    ctx.insert(
        Account,
        space_id=cmd.space_id,
        name=name,
        name_key=name_key(name),
        role=(AccountRole.ADMIN if first else AccountRole.USER).value,
        created_at=ctx.now,
    )


@handles("accounts.account.rename", RenameAccount, permission=Permission.OWNER)
def rename_account(ctx: Context, cmd: RenameAccount) -> None:
    """Change the name; undone by the old one."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can change the name of an account."))
    account = ctx.get(Account, cmd.space_id)
    if account is None:
        raise NotFound(tr("This account does not exist."))
    name, old = clean_name(cmd.name), account.name
    if name == old:
        return
    if name_key(name) != account.name_key:
        _unused(ctx, name)
    ctx.update(Account, cmd.space_id, name=name, name_key=name_key(name))
    ctx.undo_with(RenameAccount, name=old)


def _unused(ctx: Context, name: str) -> None:
    """No unique index does this, since keys of a big table must lead with the space; the one writer does."""
    if ctx.rows(select(Account.space_id).where(Account.name_key == name_key(name)).limit(1)):
        raise Invalid(
            tr("Somebody here is called {name} already.", name=name),
            what_now=tr("Choose another name, or add something to it."),
            field="name",
        )
