"""What whoever runs an exchange sets: fees, limits, the kill switch. And a person's own kill switch."""

from __future__ import annotations

from collections.abc import Sequence

from models.core.context import Context
from models.core.errors import Conflict, Invalid
from models.core.registry import Authority, Permission, handles
from models.core.text import mark, tr
from models.core.types import from_microseconds, to_microseconds
from models.ledger.assets import asset
from models.ledger.posting import open_account
from models.ledger.purposes import FEES
from models.trading.amounts import PPM, whole_number
from models.trading.cancelling import cancel_each
from models.trading.commands import HaltExchange, SetCustomerLimit, SetFeeTiers, SetLimits, StopTrading
from models.trading.desk import Desk
from models.trading.entities import FeeTier
from models.trading.market import SOME
from models.trading.markets import MOST_PPM
from models.trading.refusals import no_exchange
from models.trading.tables import Customer, Exchange

_MOST_TIERS = 50


@handles("trading.fees.tiers", SetFeeTiers, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_fee_tiers(ctx: Context, cmd: SetFeeTiers) -> None:
    """From the next trade on; a person's tier is looked up again the next day at the latest."""
    desk = Desk(ctx)
    check_tiers(cmd.tiers)
    for name in ("discount_ppm", "referral_ppm"):
        if whole_number(getattr(cmd, name), name) > PPM:
            raise Invalid(tr("This is more than the whole."), field=name)
    code = cmd.discount_asset and asset(cmd.discount_asset).code
    if code:
        open_account(ctx, None, code, FEES)
    terms = desk.market.terms
    ctx.undo_with(SetFeeTiers, tiers=terms.tiers, discount_asset=terms.discount_asset,
                  discount_ppm=terms.discount_ppm, referral_ppm=terms.referral_ppm)  # fmt: skip
    said = {"discount_asset": code, "discount_ppm": cmd.discount_ppm, "referral_ppm": cmd.referral_ppm}
    tiers = [[tier.volume, tier.maker_ppm, tier.taker_ppm] for tier in cmd.tiers]
    ctx.update(Exchange, cmd.space_id, tiers=tiers, **said)
    desk.market.put(desk.market.terms, tiers=tuple(cmd.tiers), **said)
    for person in desk.market.people.values():
        desk.market.put(person, day=-1)


def check_tiers(tiers: Sequence[FeeTier]) -> None:
    """`Invalid` where they are no tiers; `field` is "maker_ppm.2" for the maker fee of the third."""
    if len(tiers) > _MOST_TIERS:
        raise Invalid(tr("There can be {most} tiers.", most=_MOST_TIERS), field="tiers")
    for n, tier in enumerate(tiers):
        before = tiers[n - 1] if n else None
        if before is not None and whole_number(tier.volume, f"volume.{n}") <= before.volume:
            words = tr("Each tier begins at a larger volume than the one before it.")
            raise Invalid(words, field=f"volume.{n}")
        for name in ("maker_ppm", "taker_ppm"):
            field = f"{name}.{n}"
            ppm = whole_number(getattr(tier, name), field)
            if ppm > MOST_PPM:
                raise Invalid(tr("A fee is {most} % at most.", most=MOST_PPM * 100 // PPM), field=field)
            if before is not None and ppm > getattr(before, name):
                raise Invalid(tr("Who trades more pays no more: the fee may only fall."), field=field)


@handles("trading.risk.limits", SetLimits, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_limits(ctx: Context, cmd: SetLimits) -> None:
    """Memory begins to count from the record: it is made anew at the next order."""
    said = {name: whole_number(getattr(cmd, name), name) for name in ("orders_per_10s", "max_open_orders")}
    there = ctx.get(Exchange, cmd.space_id)
    if there is None:
        raise no_exchange()
    ctx.undo_with(SetLimits, orders_per_10s=there.orders_per_10s, max_open_orders=there.max_open_orders)
    ctx.update(Exchange, cmd.space_id, **said)


@handles("trading.risk.customer", SetCustomerLimit, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_customer_limit(ctx: Context, cmd: SetCustomerLimit) -> int:
    """What rests stays, unless it is to be cancelled. The result is how many orders were."""
    desk = Desk(ctx)
    person = desk.person(cmd.account_id)
    said = {"max_notional": whole_number(cmd.max_notional, "max_notional"), "blocked": cmd.blocked}
    ctx.undo_with(
        SetCustomerLimit,
        account_id=cmd.account_id,
        max_notional=person.max_notional,
        blocked=person.blocked,
    )
    ctx.update(Customer, cmd.space_id, cmd.account_id, **said)
    desk.market.put(person, **said)
    stopped = mark("The exchange has stopped your trading.")
    ended = cancel_each(desk, person.open_orders(), stopped) if cmd.cancel else 0
    desk.finish()
    return ended


@handles("trading.exchange.halt", HaltExchange, permission=Permission.OWNER, authority=Authority.DECIDED)
def halt_exchange(ctx: Context, cmd: HaltExchange) -> int:
    """The result is how many orders were cancelled, `SOME` at most: it is sent again until there are none."""
    desk = Desk(ctx)
    if desk.market.terms.halted is not cmd.halted:
        ctx.undo_with(HaltExchange, halted=not cmd.halted)
        ctx.update(Exchange, cmd.space_id, halted=cmd.halted)
        desk.market.put(desk.market.terms, halted=cmd.halted)
    ended = 0
    if cmd.halted and cmd.cancel:
        resting = [desk.market.orders[number] for number in sorted(desk.market.orders)[:SOME]]
        ended = cancel_each(desk, resting, mark("The exchange was halted."))
    desk.finish()
    return ended


@handles("trading.person.stop", StopTrading, permission=Permission.VIEWER, authority=Authority.DECIDED)
def stop_trading(ctx: Context, cmd: StopTrading) -> int:
    """The result is how many orders were cancelled. What the exchange has blocked it must open again."""
    desk = Desk(ctx)
    person = desk.person()
    if cmd.until is not None and (not cmd.stopped or cmd.until <= ctx.now):
        raise Invalid(tr("The end must be in the future."), field="until")
    until = 0 if cmd.until is None else to_microseconds(cmd.until)
    bound = person.stopped_until if person.has_stopped(desk.now) else 0
    if bound and (not cmd.stopped or 0 < until < bound):
        raise Conflict(
            tr("You have stopped your trading for a time that is not over."),
            what_now=tr("It goes on by itself then; cancelling and withdrawing go on meanwhile."),
            field="until",
        )
    ends = until or (bound if cmd.stopped else 0)
    if (person.stopped, person.stopped_until) != (cmd.stopped, ends):
        at = from_microseconds(ends) if ends else None
        ctx.update(Customer, cmd.space_id, cmd.actor, stopped=cmd.stopped, stopped_until=at)
        desk.market.put(person, stopped=cmd.stopped, stopped_until=ends)
    ended = cancel_each(desk, person.open_orders()) if cmd.stopped else 0
    desk.finish()
    return ended
