"""What a person does with their wallet: money in from the faucet, out to an address, between accounts.

All of it needs authority: a balance is decided in one place (`Authority.DECIDED`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound, PersonError
from models.core.registry import Authority, Command, Permission, handles
from models.core.text import tr
from models.ledger import posting
from models.ledger.addresses import network_of
from models.ledger.assets import Asset, asset, format_amount
from models.ledger.limits import DAY, limits
from models.ledger.purposes import FAUCET, FUNDING, OUTSIDE, demand
from models.ledger.tables import PENDING, LedgerAddress, LedgerHold, LedgerTransfer, LedgerWithdrawal
from models.ledger.wording import about_withdrawal
from models.notifications.commands import AddNotice

DEPOSIT: Final = "deposit"
WITHDRAWAL: Final = "withdrawal"
MOVE: Final = "move"

ASKED: Final = "asked"
CONFIRMED: Final = "confirmed"
CANCELLED: Final = "cancelled"
EXPIRED: Final = "expired"

TIME_TO_CONFIRM = timedelta(minutes=30)
ENDING = 4
"""Letters of a new address that are to be typed once more."""

SOME = 200
"""Holds that one sweep ends."""

WITHDRAWN: Final = "ledger.withdrawn"
"""The kind of the notification that money has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit(Command):
    """Take play money from the faucet into one's own funding account; `amount` in smallest units."""

    asset: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """Set money aside to be sent to an address of the address book, once it is confirmed."""

    asset: str
    amount: int
    address_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmWithdrawal(Command):
    """Send what was set aside. For a new address `ending` is to be its last letters."""

    withdrawal_id: UUID
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWithdrawal(Command):
    """Take back what was set aside."""

    withdrawal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMoney(Command):
    """Move one's own money from one purpose to another of the same space."""

    asset: str
    amount: int
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepHolds(Command):
    """End some holds of this space whose time is over. The result is how many."""


@handles("ledger.wallet.deposit", Deposit, permission=Permission.OWNER, authority=Authority.DECIDED)
def deposit(ctx: Context, cmd: Deposit) -> None:
    """At most as much within 24 hours as the limit says."""
    what = _own(ctx, cmd.asset)
    faucet = posting.open_account(ctx, None, what.code, FAUCET, may_go_negative=True)
    mine = posting.open_account(ctx, ctx.actor, what.code, FUNDING)
    came = _sum_of(
        ctx,
        select(func.sum(LedgerTransfer.amount)).where(
            LedgerTransfer.space_id == cmd.space_id,
            LedgerTransfer.debit_id == faucet,
            LedgerTransfer.at > ctx.now - DAY,
        ),
    )
    most = limits(what).deposit
    if cmd.amount > most - came:
        raise _over(what, most, came)
    posting.transfer(ctx, id=ctx.new_id(), debit=faucet, credit=mine, amount=cmd.amount, code=DEPOSIT)


@handles("ledger.wallet.withdraw", Withdraw, permission=Permission.OWNER, authority=Authority.DECIDED)
def withdraw(ctx: Context, cmd: Withdraw) -> None:
    """Nothing leaves yet: the amount is held for half an hour."""
    what = _own(ctx, cmd.asset)
    network = network_of(what)
    to = ctx.get(LedgerAddress, cmd.space_id, cmd.address_id)
    if to is None:
        raise NotFound(tr("This address is not in your address book."), field="address")
    if to.network != network.id:
        raise Invalid(
            tr("{code} goes to addresses of {network}, and this one is another.",
               code=what.code, network=network.name),
            field="address",
        )  # fmt: skip
    _may_leave(ctx, what, cmd.amount)
    ends = ctx.now + TIME_TO_CONFIRM
    posting.hold(
        ctx,
        id=cmd.id,
        debit=posting.open_account(ctx, ctx.actor, what.code, FUNDING),
        credit=posting.open_account(ctx, None, what.code, OUTSIDE, may_go_negative=True),
        amount=cmd.amount,
        code=WITHDRAWAL,
        about=about_withdrawal(cmd.id),
        expires_at=ends,
    )
    ctx.insert(
        LedgerWithdrawal,
        space_id=cmd.space_id,
        id=cmd.id,
        asset=what.code,
        amount=cmd.amount,
        network=to.network,
        label=to.label,
        address=to.address,
        is_new=to.added_at > ctx.now - DAY,
        state=ASKED,
        asked_at=ctx.now,
        expires_at=ends,
    )


@handles(
    "ledger.withdrawal.confirm", ConfirmWithdrawal, permission=Permission.OWNER, authority=Authority.DECIDED
)
def confirm_withdrawal(ctx: Context, cmd: ConfirmWithdrawal) -> None:
    """It leaves now, and the person is told, wherever they are signed in."""
    row = _asked(ctx, cmd.withdrawal_id)
    if row.expires_at <= ctx.now:
        raise Conflict(tr("The time to confirm this is over, and the money is yours again."),
                       what_now=tr("Withdraw it anew."))  # fmt: skip
    if row.is_new and cmd.ending.strip() != row.address[-ENDING:]:
        raise Invalid(
            tr("These are not the last {count} letters of the address.", count=ENDING),
            what_now=tr("The address is new: compare it with the one you were given."),
            field="ending",
        )
    posting.post(ctx, row.id, id=ctx.new_id())
    ctx.update(LedgerWithdrawal, cmd.space_id, row.id, state=CONFIRMED, decided_at=ctx.now)
    ctx.follow_up(
        AddNotice,
        space_id=cmd.space_id,
        kind=WITHDRAWN,
        title=f"{format_amount(row.amount, asset(row.asset))} → {row.label}",
        link="nonet://wallet/history",
    )


@handles(
    "ledger.withdrawal.cancel", CancelWithdrawal, permission=Permission.OWNER, authority=Authority.DECIDED
)
def cancel_withdrawal(ctx: Context, cmd: CancelWithdrawal) -> None:
    """The money is available again."""
    row = _asked(ctx, cmd.withdrawal_id)
    posting.void(ctx, row.id)
    ctx.update(LedgerWithdrawal, cmd.space_id, row.id, state=CANCELLED, decided_at=ctx.now)


@handles("ledger.wallet.move", MoveMoney, permission=Permission.VIEWER, authority=Authority.DECIDED)
def move_money(ctx: Context, cmd: MoveMoney) -> None:
    """Only the actor's own; undone by moving it back."""
    what = asset(cmd.asset)
    if cmd.source == cmd.target:
        raise Invalid(tr("Choose another account to move it to."), field="target")
    source = demand(ctx, cmd.space_id, cmd.source, "source")
    demand(ctx, cmd.space_id, cmd.target, "target")
    if source.guard is not None:
        source.guard(ctx, ctx.actor, what.code, cmd.amount)
    posting.transfer(
        ctx,
        id=ctx.new_id(),
        debit=posting.open_account(ctx, ctx.actor, what.code, cmd.source),
        credit=posting.open_account(ctx, ctx.actor, what.code, cmd.target),
        amount=cmd.amount,
        code=MOVE,
    )
    ctx.undo_with(MoveMoney, asset=cmd.asset, amount=cmd.amount, source=cmd.target, target=cmd.source)


@handles("ledger.hold.sweep", SweepHolds, permission=Permission.OWNER, authority=Authority.DECIDED)
def sweep_holds(ctx: Context, cmd: SweepHolds) -> int:
    """What was set aside is available again; withdrawals that nobody confirmed say so."""
    due = ctx.rows(
        select(LedgerHold.id)
        .where(
            LedgerHold.space_id == cmd.space_id,
            LedgerHold.state == PENDING,
            LedgerHold.expires_at.is_not(None),
            LedgerHold.expires_at <= ctx.now,
        )
        .order_by(LedgerHold.expires_at)
        .limit(SOME)
    )
    for hold in due:
        posting.expire(ctx, hold.id)
        if ctx.get(LedgerWithdrawal, cmd.space_id, hold.id) is not None:
            ctx.update(LedgerWithdrawal, cmd.space_id, hold.id, state=EXPIRED, decided_at=ctx.now)
    return len(due)


def _may_leave(ctx: Context, what: Asset, amount: int) -> None:
    """Raise where more would leave within a day than the limit says."""
    row = LedgerWithdrawal
    went = _sum_of(
        ctx,
        select(func.sum(row.amount)).where(
            row.space_id == ctx.command.space_id,
            row.asked_at > ctx.now - DAY,
            row.asset == what.code,
            (row.state == CONFIRMED) | ((row.state == ASKED) & (row.expires_at > ctx.now)),
        ),
    )
    most = limits(what).withdrawal
    if amount > most - went:
        raise _over(what, most, went)


def _own(ctx: Context, code: str) -> Asset:
    """The asset, where the space is the person's own: money comes in and goes out nowhere else."""
    if ctx.command.space_id != ctx.actor:
        raise NotAllowed(tr("Money comes in and goes out through your own wallet only."))
    return asset(code)


def _asked(ctx: Context, withdrawal_id: UUID) -> LedgerWithdrawal:
    row = ctx.get(LedgerWithdrawal, ctx.command.space_id, withdrawal_id)
    if row is None:
        raise NotFound(tr("There is no such withdrawal."))
    if row.state != ASKED:
        raise Conflict(tr("This withdrawal is decided already."))
    return row


def _sum_of(ctx: Context, statement: object) -> int:
    return int(ctx.rows(statement)[0][0] or 0)  # type: ignore[arg-type]


def _over(what: Asset, most: int, already: int) -> PersonError:
    left = format_amount(max(0, most - already), what)
    return Conflict(
        tr("{most} within 24 hours is the limit, and {left} of it are left.",
           most=format_amount(most, what), left=left),
        what_now=tr("Take less, or come back tomorrow."),
        field="amount",
    )  # fmt: skip
