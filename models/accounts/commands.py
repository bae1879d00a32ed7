"""Registering and renaming. Passwords are no part of it: see `service`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from models.accounts.entities import AccountRole
from models.accounts.names import clean_name, name_key
from models.accounts.tables import Account, Profile
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Authority, Command, Permission, handles
from models.core.tables import Member, Space
from models.core.text import tr

LONGEST_BLOB = 100  # characters of a blob's name


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAccount(Command):
    """Make an account with its space; `space_id` and `actor` are both its new id."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAccount(Command):
    """Give one's own account another name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPicture(Command):
    """Show a picture (the name of its blob) for one's own account; "" for none."""

    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole(Command):
    """Say what the account of this space may do for everyone here."""

    role: AccountRole


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSpace(Command):
    """Be a member of this space no longer."""


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


@handles("accounts.account.picture", SetPicture, permission=Permission.OWNER)
def set_picture(ctx: Context, cmd: SetPicture) -> None:
    """Set or take away the picture; undone by the old one."""
    if cmd.actor != cmd.space_id or ctx.get(Account, cmd.space_id) is None:
        raise NotAllowed(tr("Only the person themselves can change the picture of an account."))
    if len(cmd.picture) > LONGEST_BLOB:
        raise Invalid(tr("This is not a picture that is kept here."), field="picture")
    present = ctx.get(Profile, cmd.space_id)
    old = "" if present is None else present.picture
    if old == cmd.picture:
        return
    if present is None:
        ctx.insert(Profile, space_id=cmd.space_id, picture=cmd.picture)
    else:
        ctx.update(Profile, cmd.space_id, picture=cmd.picture)
    ctx.undo_with(SetPicture, picture=old)


@handles("accounts.account.role", GiveRole, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def give_role(ctx: Context, cmd: GiveRole) -> None:
    """An admin's business: nobody has a role of their own making, and there is always an admin left."""
    giver, account = ctx.get(Account, cmd.actor), ctx.get(Account, cmd.space_id)
    if giver is None or giver.role != AccountRole.ADMIN.value:
        raise NotAllowed(tr("Only an admin gives roles."), what_now=tr("Ask an admin of this computer."))
    if account is None:
        raise NotFound(tr("This account does not exist."))
    old = AccountRole(account.role)
    if old is cmd.role:
        return
    if old is AccountRole.ADMIN and len(_admins(ctx)) == 1:
        raise Conflict(
            tr("{name} is the only admin here.", name=account.name),
            what_now=tr("Make somebody else an admin first."),
        )
    ctx.update(Account, cmd.space_id, role=cmd.role.value)
    if cmd.actor != cmd.space_id:
        ctx.undo_with(GiveRole, role=old)


@handles("accounts.membership.leave", LeaveSpace, permission=Permission.VIEWER)
def leave_space(ctx: Context, cmd: LeaveSpace) -> None:
    """Give up one's membership; its last owner stays with a space."""
    role = int(Role.OWNER)
    others = select(Member.account_id).where(
        Member.space_id == cmd.space_id, Member.account_id != cmd.actor, Member.role >= role
    )
    if not ctx.rows(others.limit(1)):
        raise Conflict(tr("Nobody else owns this place."), what_now=tr("Give it to somebody first."))
    ctx.delete(Member, cmd.space_id, cmd.actor)


def _admins(ctx: Context) -> Sequence[Row[Any]]:
    return ctx.rows(select(Account.space_id).where(Account.role == AccountRole.ADMIN.value).limit(2))


def _unused(ctx: Context, name: str) -> None:
    """No unique index does this, since keys of a big table must lead with the space; the one writer does."""
    if ctx.rows(select(Account.space_id).where(Account.name_key == name_key(name)).limit(1)):
        raise Invalid(
            tr("Somebody here is called {name} already.", name=name),
            what_now=tr("Choose another name, or add something to it."),
            field="name",
        )
