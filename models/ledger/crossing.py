"""Money from one space to another and back: from a person's wallet to their account at an exchange.

A command changes its own space only (docs/decisions/006). So the amount is held where it leaves, on its way
to the clearing account; a follow-up takes it in where it goes, out of the clearing account there; another one
posts the hold, or voids it where the money could not be taken in.

A person may send the two follow-ups by hand, and nothing comes of it that they did not ask for before.
Receiving looks at the hold in the other space: what it is worth, whose it is and where it goes is read there,
never from the command, and its transfer has an id that follows from the hold's: it happens once. Settling
looks whether that transfer is there: if so the hold is posted, if not it is voided, after which it can never
be received.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from uuid import UUID

from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Invalid, NotAllowed, NotFound, PersonError
from models.core.registry import Authority, Command, Permission, handles
from models.core.tables import Member, Space
from models.core.text import tr
from models.ledger import posting
from models.ledger.assets import asset, format_amount
from models.ledger.purposes import CLEARING, demand
from models.ledger.tables import PENDING, LedgerHold, LedgerTransfer
from models.ledger.wording import about_place, place_of
from models.notifications.commands import AddNotice

CROSSING: Final = "crossing"
"""The code of such holds and transfers."""

RECEIVED: Final = "ledger.received"
"""The kind of the notification that money came in."""

RETURNED: Final = "ledger.returned"
"""The kind of the notification that money came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMoney(Command):
    """Send one's own money from an account of this space to one's own in another space."""

    asset: str
    amount: int
    source: str
    target_space: UUID
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveMoney(Command):
    """Take in, in this space, what is held for it in another."""

    from_space: UUID
    hold_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleMoney(Command):
    """End a hold of this space: post it if it was received, void it if it was not."""

    hold_id: UUID


@handles("ledger.transfer.send", SendMoney, permission=Permission.VIEWER, authority=Authority.DECIDED)
def send_money(ctx: Context, cmd: SendMoney) -> None:
    """Held under the command's id. What can be seen now to go wrong there is refused here."""
    what = asset(cmd.asset)
    if cmd.target_space == cmd.space_id:
        raise Invalid(tr("Choose another account to move it to."), field="target")
    source = demand(ctx, cmd.space_id, cmd.source, "source")
    _may_enter(ctx, cmd.target_space, ctx.actor, cmd.target)
    if source.guard is not None:
        source.guard(ctx, ctx.actor, what.code, cmd.amount)
    posting.hold(
        ctx,
        id=cmd.id,
        debit=posting.open_account(ctx, ctx.actor, what.code, cmd.source),
        credit=posting.open_account(ctx, None, what.code, CLEARING, may_go_negative=True),
        amount=cmd.amount,
        code=CROSSING,
        about=about_place("to", cmd.target_space, cmd.target),
    )
    ctx.follow_up(ReceiveMoney, space_id=cmd.target_space, from_space=cmd.space_id, hold_id=cmd.id)


@handles("ledger.transfer.receive", ReceiveMoney, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def receive_money(ctx: Context, cmd: ReceiveMoney) -> bool:
    """Whether it was taken in. Either way the hold is settled next."""
    hold = ctx.get(LedgerHold, cmd.from_space, cmd.hold_id)
    if hold is None or hold.owner != ctx.actor or hold.code != CROSSING or cmd.from_space == cmd.space_id:
        raise NotAllowed(tr("Only what was sent here can be received."))
    space_id, target = _destination(hold)
    if space_id != cmd.space_id or hold.state != PENDING:
        raise NotAllowed(tr("Only what was sent here can be received."))
    try:
        _may_enter(ctx, cmd.space_id, ctx.actor, target)
        posting.transfer(
            ctx,
            id=crossing_id(hold.space_id, hold.id),
            debit=posting.open_account(ctx, None, hold.asset, CLEARING, may_go_negative=True),
            credit=posting.open_account(ctx, ctx.actor, hold.asset, target),
            amount=hold.left,
            code=CROSSING,
            about=about_place("from", cmd.from_space),
        )
        received = True
    except PersonError:  # whatever it is, the money goes back: a refusal here would leave it held for ever
        received = False
    ctx.follow_up(SettleMoney, space_id=cmd.from_space, hold_id=cmd.hold_id)
    if received:
        title = format_amount(hold.left, asset(hold.asset))
        ctx.follow_up(AddNotice, space_id=ctx.actor, kind=RECEIVED, title=title, link="nonet://wallet")
    return received


@handles("ledger.transfer.settle", SettleMoney, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def settle_money(ctx: Context, cmd: SettleMoney) -> None:
    """What is true in both spaces decides, not what the command says. The second time does nothing."""
    hold = ctx.get(LedgerHold, cmd.space_id, cmd.hold_id)
    if hold is None or hold.code != CROSSING or hold.owner != ctx.actor:
        raise NotFound(tr("There is no such amount set aside here."))
    if hold.state != PENDING:
        return
    target_space, _ = _destination(hold)
    id_ = crossing_id(hold.space_id, hold.id)
    if ctx.get(LedgerTransfer, target_space, id_) is not None:
        posting.post(ctx, hold.id, id=id_)
        return
    posting.void(ctx, hold.id)
    ctx.follow_up(
        AddNotice,
        space_id=ctx.actor,
        kind=RETURNED,
        title=format_amount(hold.left, asset(hold.asset)),
        link="nonet://wallet",
    )


def crossing_id(space_id: UUID, hold_id: UUID) -> UUID:
    """The id of the transfers that a hold becomes, in both spaces. No command's own ids are like it
    (`models.core.ids.derive` gives version 7), so nobody can take it before."""
    digest = blake2b(space_id.bytes + hold_id.bytes, digest_size=16, person=b"ledger crossing").digest()
    return UUID(int=int.from_bytes(digest, "big") & ~(0xF << 76 | 0x3 << 62) | 0x8 << 76 | 0x2 << 62)


def _destination(hold: LedgerHold) -> tuple[UUID, str]:
    space_id = place_of(hold.about)
    assert space_id is not None, "a crossing says where it goes"
    return space_id, hold.about.partition("/")[2]


def _may_enter(ctx: Context, space_id: UUID, owner: UUID, purpose: str) -> None:
    """Raise where this person can have no such account there."""
    if ctx.get(Space, space_id) is None:
        raise NotFound(tr("This place does not exist any more."), field="target")
    member = ctx.get(Member, space_id, owner)
    if member is None or member.role < Role.VIEWER:
        raise NotAllowed(
            tr("You are no customer there."), what_now=tr("Open an account there first."), field="target"
        )
    demand(ctx, space_id, purpose, "target")
