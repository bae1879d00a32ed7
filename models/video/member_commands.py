"""Who else may work in a channel or playlist: named by its owner, or come by a link."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

from models.accounts.people import account_called
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Command, Permission, handles
from models.core.tables import Member
from models.core.text import tr
from models.video.tables import Channel, Playlist, PlaylistInvite

ROLES = (Role.VIEWER, Role.EDITOR)
_SHORTEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember(Command):
    """Let the person of this name see (10) or change (20) what is in a channel or playlist."""

    name: str
    role: int = int(Role.EDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRole(Command):
    """The same for somebody whose id is known; None takes the role away. Anybody may leave."""

    account_id: UUID
    role: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInvite(Command):
    """Whoever has this word may join a playlist; "" ends that. Those who joined stay."""

    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPlaylist(Command):
    """Come by the link of an invitation, to add videos and to order them."""

    token: str


@handles("video.member.name", AddMember, permission=Permission.OWNER)
def add_member(ctx: Context, cmd: AddMember) -> None:
    """Finds whom the name means."""
    _give(ctx, cmd.space_id, account_called(ctx, cmd.name), cmd.role)


@handles("video.member.set", SetRole, permission=Permission.VIEWER)
def set_role(ctx: Context, cmd: SetRole) -> None:
    """The owner gives and takes roles; everybody else may only go."""
    own = ctx.get(Member, cmd.space_id, cmd.actor)
    leaves = cmd.account_id == cmd.actor and cmd.role is None
    if not leaves and (own is None or own.role < Role.OWNER):
        raise NotAllowed(tr("Only the owner can say who may do what here."))
    _give(ctx, cmd.space_id, cmd.account_id, cmd.role)


@handles("video.playlist.invite", SetInvite, permission=Permission.OWNER)
def set_invite(ctx: Context, cmd: SetInvite) -> None:
    """One link at a time; a new one makes the old one useless."""
    playlist = ctx.get(Playlist, cmd.space_id)
    if playlist is None or playlist.kind != "list":
        raise NotFound(tr("Others can be invited to playlists that you made yourself."))
    if cmd.token and len(cmd.token) < _SHORTEST:
        raise Invalid(tr("This word could be guessed."), field="token")
    ctx.delete(PlaylistInvite, cmd.space_id)
    if cmd.token:
        ctx.insert(PlaylistInvite, space_id=cmd.space_id, token=cmd.token)


@handles("video.playlist.join", JoinPlaylist, permission=Permission.OUTSIDER)
def join_playlist(ctx: Context, cmd: JoinPlaylist) -> None:
    """Whoever is a member already stays what they are."""
    invite = ctx.get(PlaylistInvite, cmd.space_id)
    if invite is None or not compare_digest(invite.token.encode(), cmd.token.encode()):
        raise NotAllowed(
            tr("This invitation does not hold any more."), what_now=tr("Ask its owner for a new link.")
        )
    if ctx.get(Member, cmd.space_id, cmd.actor) is None:
        ctx.insert(Member, space_id=cmd.space_id, account_id=cmd.actor, role=int(Role.EDITOR))


def _give(ctx: Context, space_id: UUID, account: UUID, role: int | None) -> None:
    if ctx.get(Channel, space_id) is None and ctx.get(Playlist, space_id) is None:
        raise NotFound(tr("This does not exist any more."))
    if role is not None and role not in ROLES:
        raise Invalid(tr("Others can see or change what is here, not own it."), field="role")
    there = ctx.get(Member, space_id, account)
    if there is not None and there.role == Role.OWNER:
        raise Conflict(tr("The owner cannot be given another role."), field="name")
    before = None if there is None else there.role
    if role is None:
        ctx.delete(Member, space_id, account)
    elif there is None:
        ctx.insert(Member, space_id=space_id, account_id=account, role=role)
    else:
        ctx.update(Member, space_id, account, role=role)
    if before != role and account != ctx.actor:
        ctx.undo_with(SetRole, account_id=account, role=before)
