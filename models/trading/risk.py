"""What whoever runs an exchange sets: fees, limits, the kill switch. And a person's own kill switch."""

from __future__ import annotations

from models.core.context import Context
from models.core.errors import Invalid
from models.core.registry import Authority, Permission, handles
from models.core.text import mark, tr
from models.ledger.assets import asset
from models.ledger.posting import open_account
from models.ledger.purposes import FEES
from models.trading.amounts import PPM, whole_number
from models.trading.cancelling import cancel_each
from models.trading.commands import HaltExchange, SetCustomerLimit, SetFeeTiers, SetLimits, StopTrading
from models.trading.desk import Desk
from models.trading.market import SOME
from models.trading.markets import MOST_PPM
from models.trading.refusals import no_exchange
from models.trading.tables import Customer, Exchange

_MOST_TIERS = 50


@handles("trading.fees.tiers", SetFeeTiers, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_fee_tiers(ctx: Context, cmd: SetFeeTiers) -> None:
    """From the next trade on; a person's tier is looked up again the next day at the latest."""
    desk = Desk(ctx)
    volumes = [whole_number(tier.volume, "tiers") for tier in cmd.tiers]
    if volumes != sorted(set(volumes)) or len(volumes) > _MOST_TIERS:
        raise Invalid(tr("Each tier begins at a larger volume than the one before it."), field="tiers")
    for tier in cmd.tiers:
        if max(whole_number(tier.maker_ppm, "tiers"), whole_number(tier.taker_ppm, "tiers")) > MOST_PPM:
            raise Invalid(tr("A fee is {most} % at most.", most=MOST_PPM * 100 // PPM), field="tiers")
    for name in ("discount_ppm", "referral_ppm"):
        if whole_number(getattr(cmd, name), name) > PPM:
            raise Invalid(tr("This is more than the whole."), field=name)
    code = asset(cmd.discount_asset).code
    open_account(ctx, None, code, FEES)
    said = {"discount_asset": code, "discount_ppm": cmd.discount_ppm, "referral_ppm": cmd.referral_ppm}
    tiers = [[tier.volume, tier.maker_ppm, tier.taker_ppm] for tier in cmd.tiers]
    ctx.update(Exchange, cmd.space_id, tiers=tiers, **said)
    desk.market.put(desk.market.terms, tiers=tuple(cmd.tiers), **said)
    for person in desk.market.people.values():
        desk.market.put(person, day=-1)


@handles("trading.risk.limits", SetLimits, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_limits(ctx: Context, cmd: SetLimits) -> None:
    """Memory begins to count from the record: it is made anew at the next order."""
    said = {name: whole_number(getattr(cmd, name), name) for name in ("orders_per_10s", "max_open_orders")}
    if ctx.get(Exchange, cmd.space_id) is None:
        raise no_exchange()
    ctx.update(Exchange, cmd.space_id, **said)


@handles("trading.risk.customer", SetCustomerLimit, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_customer_limit(ctx: Context, cmd: SetCustomerLimit) -> None:
    """What rests stays."""
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


@handles("trading.exchange.halt", HaltExchange, permission=Permission.OWNER, authority=Authority.DECIDED)
def halt_exchange(ctx: Context, cmd: HaltExchange) -> int:
    """The result is how many orders were cancelled, `SOME` at most: it is sent again until there are none."""
    desk = Desk(ctx)
    if desk.market.terms.halted is not cmd.halted:
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
    if person.stopped is not cmd.stopped:
        ctx.update(Customer, cmd.space_id, cmd.actor, stopped=cmd.stopped)
        desk.market.put(person, stopped=cmd.stopped)
    ended = cancel_each(desk, person.open_orders()) if cmd.stopped else 0
    desk.finish()
    return ended
