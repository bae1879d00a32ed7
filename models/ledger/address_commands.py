"""A person's address book: where they send money outside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Authority, Command, Permission, handles
from models.core.text import tr
from models.ledger.addresses import NETWORKS, read_address
from models.ledger.tables import LedgerAddress

LONGEST_LABEL = 60
MOST = 500
"""Addresses of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAddress(Command):
    """Put an address into the book; `network` is the id of one (`addresses.NETWORKS`)."""

    network: str
    address: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAddress(Command):
    """Call an address something else."""

    address_id: UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAddress(Command):
    """Take an address out of the book. What was sent there keeps its own copy."""

    address_id: UUID


@handles("ledger.address.add", AddAddress, permission=Permission.OWNER, authority=Authority.DECIDED)
def add_address(ctx: Context, cmd: AddAddress) -> None:
    """It counts as new for a day: whoever got into an account is not to empty it at once. Its id is the
    command's."""
    if cmd.space_id != ctx.actor:
        raise NotAllowed(tr("An address book is a person's own."))
    network = NETWORKS.get(cmd.network)
    if network is None:
        raise Invalid(tr("Choose what kind of address it is."), field="network")
    address = read_address(cmd.address, network)
    label = _label(cmd.label)
    mine = select(LedgerAddress.label).where(LedgerAddress.space_id == cmd.space_id)
    same = ctx.rows(mine.where(LedgerAddress.network == network.id, LedgerAddress.address == address))
    if same:
        raise Conflict(
            tr("This address is in your book already, as “{label}”.", label=same[0].label), field="address"
        )
    if int(ctx.rows(select(func.count()).select_from(mine.subquery()))[0][0]) >= MOST:
        raise Conflict(
            tr("Your book is full."),
            what_now=tr("Remove an address that you need no longer."),
            field="address",
        )
    ctx.insert(
        LedgerAddress,
        space_id=cmd.space_id,
        id=cmd.id,
        network=network.id,
        label=label,
        address=address,
        added_at=ctx.now,
    )
    ctx.undo_with(RemoveAddress, address_id=cmd.id)


@handles("ledger.address.rename", RenameAddress, permission=Permission.OWNER, authority=Authority.DECIDED)
def rename_address(ctx: Context, cmd: RenameAddress) -> None:
    """Undone by its old name."""
    row = _address(ctx, cmd.address_id)
    ctx.update(LedgerAddress, cmd.space_id, row.id, label=_label(cmd.label))
    ctx.undo_with(RenameAddress, address_id=row.id, label=row.label)


@handles("ledger.address.remove", RemoveAddress, permission=Permission.OWNER, authority=Authority.DECIDED)
def remove_address(ctx: Context, cmd: RemoveAddress) -> None:
    """Undone by adding it again, as a new one."""
    row = _address(ctx, cmd.address_id)
    ctx.delete(LedgerAddress, cmd.space_id, row.id)
    ctx.undo_with(AddAddress, network=row.network, address=row.address, label=row.label)


def _address(ctx: Context, id_: UUID) -> LedgerAddress:
    row = ctx.get(LedgerAddress, ctx.command.space_id, id_)
    if row is None:
        raise NotFound(tr("This address is not in your address book."), field="address")
    return row


def _label(text: str) -> str:
    label = " ".join(text.encode("utf-8", "replace").decode().split())
    if not label:
        raise Invalid(tr("Give the address a name that you know it by."), field="label")
    if len(label) > LONGEST_LABEL:
        raise Invalid(tr("A name has {count} letters at most.", count=LONGEST_LABEL), field="label")
    return label
