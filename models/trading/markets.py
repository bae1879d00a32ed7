"""Exchanges, their pairs and customers: opened, joined, changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import derive
from models.core.registry import Authority, Permission, handles
from models.core.tables import Member, Space
from models.core.text import tr
from models.core.types import from_microseconds
from models.ledger.assets import asset
from models.ledger.posting import open_account
from models.ledger.purposes import EXCHANGE, FEES, PAPER
from models.trading.amounts import PPM, unit_of, whole_number
from models.trading.commands import (
    AddPair,
    CreateExchange,
    EditPair,
    JoinExchange,
    ResumePairs,
    SetPairStatus,
    SetReferrer,
    UseDiscount,
)
from models.trading.desk import Desk
from models.trading.entities import Filters, PairStatus
from models.trading.loading import line_of
from models.trading.market import Market
from models.trading.orders import Line, Person
from models.trading.refusals import no_exchange
from models.trading.tables import Customer, Exchange, Pair

PUBLIC = "public"
"""The audience of an exchange that anybody finds and may join."""

MOST_PPM = 100_000
"""Of a fee: a tenth."""

_NAME = 60
_RANDOM = (1 << 64) - 1


def exchange_of(account: UUID, command_id: UUID) -> UUID:
    """The space of the exchange that this command of this person opens: nobody else can name it."""
    return derive(account, command_id.int & _RANDOM)


@handles(
    "trading.exchange.create", CreateExchange, permission=Permission.OUTSIDER, authority=Authority.DECIDED
)
def create_exchange(ctx: Context, cmd: CreateExchange) -> None:
    """Its maker owns it, and is its first customer."""
    if cmd.space_id != exchange_of(cmd.actor, cmd.id) or ctx.get(Member, cmd.actor, cmd.actor) is None:
        raise NotAllowed(tr("An exchange can only be opened by the person it belongs to."))
    name = " ".join(cmd.name.split())
    if not name or len(name) > _NAME:
        raise Invalid(tr("A name has 1 to {most} characters.", most=_NAME), field="name")
    open_exchange(ctx, name, cmd.reference, audience=PUBLIC)


def open_exchange(ctx: Context, name: str, reference: str, *, audience: str) -> None:
    """Write down an exchange in the command's space, which is the actor's; anybody finds a "public" one.

    What is owned on one on paper (`PAPER`) counts in no wallet and goes nowhere.
    """
    space_id, owner = ctx.command.space_id, ctx.command.actor
    kind = PAPER if audience == PAPER else EXCHANGE
    ctx.insert(Space, space_id=space_id, kind=kind, created_at=ctx.now, change_number=0)
    ctx.insert(Member, space_id=space_id, account_id=owner, role=int(Role.OWNER))
    ctx.insert(
        Exchange,
        space_id=space_id,
        name=name,
        audience=audience,
        created_at=ctx.now,
        halted=False,
        reference=asset(reference).code,
        tiers=[],
        discount_asset="",
        discount_ppm=0,
        referral_ppm=0,
        orders_per_10s=0,
        max_open_orders=0,
    )
    add_customer(ctx, Person(owner, 1, None, False, False, False, 0))


@handles("trading.exchange.join", JoinExchange, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def join_exchange(ctx: Context, cmd: JoinExchange) -> int:
    """Whoever has an account may trade; the result is the customer's number. Again, it changes nothing."""
    exchange = ctx.get(Exchange, cmd.space_id)
    if exchange is None or exchange.audience != PUBLIC:
        raise no_exchange()
    if ctx.get(Member, cmd.actor, cmd.actor) is None:
        raise NotAllowed(tr("Sign in first."))
    there = ctx.get(Customer, cmd.space_id, cmd.actor)
    if there is not None:
        return there.number
    market = ctx.engine(Market)
    if cmd.referrer is not None and (cmd.referrer == cmd.actor or cmd.referrer not in market.people):
        raise NotFound(tr("Whoever brought you here is no customer of this exchange."), field="referrer")
    if ctx.get(Member, cmd.space_id, cmd.actor) is None:
        ctx.insert(Member, space_id=cmd.space_id, account_id=cmd.actor, role=int(Role.VIEWER))
    person = Person(cmd.actor, market.next_person, cmd.referrer, False, False, False, 0)
    market.add_person(person)
    add_customer(ctx, person)
    return person.number


def add_customer(ctx: Context, person: Person) -> None:
    """Write down a customer whom the engine knows already."""
    ctx.insert(
        Customer,
        space_id=ctx.command.space_id,
        account_id=person.account_id,
        number=person.number,
        joined_at=ctx.now,
        referrer=person.referrer,
        discount=person.discount,
        stopped=person.stopped,
        blocked=person.blocked,
        max_notional=person.max_notional,
        stopped_until=None,
    )


@handles("trading.pair.add", AddPair, permission=Permission.OWNER, authority=Authority.DECIDED)
def add_pair(ctx: Context, cmd: AddPair) -> str:
    """A tick times a lot must be worth a whole number of quote units: then every amount is exact."""
    desk = Desk(ctx)
    base, quote = asset(cmd.base).code, asset(cmd.quote).code
    pair = f"{base}/{quote}"
    if base == quote:
        raise Invalid(tr("A pair has two different assets."), field="quote")
    if pair in desk.market.lines:
        raise Conflict(tr("{pair} is traded here already.", pair=pair), field="base")
    for name in ("tick", "lot"):
        if not whole_number(getattr(cmd, name), name):
            raise Invalid(tr("It needs a size."), field=name)
    unit = unit_of(base, cmd.tick, cmd.lot)
    if not unit:
        words = tr(
            "One step of the price for one step of the quantity must be worth a whole unit of {code}.",
            code=quote,
        )
        raise Invalid(words, what_now=tr("Choose a larger one."), field="lot")
    row = ctx.insert(
        Pair,
        space_id=cmd.space_id,
        pair=pair,
        base=base,
        quote=quote,
        tick=cmd.tick,
        lot=cmd.lot,
        unit=unit,
        status=PairStatus.TRADING.value,
        reason="",
        filters=_limits(cmd.filters),
        maker_ppm=_fee(cmd.maker_ppm, "maker_ppm"),
        taker_ppm=_fee(cmd.taker_ppm, "taker_ppm"),
        created_at=ctx.now,
        resumes_at=None,
        counts_from=None,
    )
    for code in (base, quote):
        open_account(ctx, None, code, FEES)
    desk.market.add_line(line_of(row))
    return pair


@handles("trading.pair.edit", EditPair, permission=Permission.OWNER, authority=Authority.DECIDED)
def edit_pair(ctx: Context, cmd: EditPair) -> None:
    """What rests was allowed when it came, and stays."""
    desk = Desk(ctx)
    line = desk.line(cmd.pair)
    fees = {"maker_ppm": _fee(cmd.maker_ppm, "maker_ppm"), "taker_ppm": _fee(cmd.taker_ppm, "taker_ppm")}
    filters = _limits(cmd.filters)
    ctx.undo_with(
        EditPair, pair=line.pair, filters=line.filters, maker_ppm=line.maker_ppm, taker_ppm=line.taker_ppm
    )
    ctx.update(Pair, cmd.space_id, line.pair, filters=filters, **fees)
    desk.market.put(line, filters=cmd.filters, **fees)


@handles("trading.pair.status", SetPairStatus, permission=Permission.OWNER, authority=Authority.DECIDED)
def set_pair_status(ctx: Context, cmd: SetPairStatus) -> None:
    """Halted, nothing trades and nothing is set off."""
    desk = Desk(ctx)
    line = desk.line(cmd.pair)
    ctx.undo_with(SetPairStatus, pair=line.pair, status=PairStatus(line.status))
    if cmd.status is PairStatus.HALTED:
        halt(desk, line)
    else:
        resume(desk, line)


@handles("trading.pair.resume", ResumePairs, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def resume_pairs(ctx: Context, cmd: ResumePairs) -> int:
    """Whoever says so: the authority's clock decides. The result is how many."""
    desk = Desk(ctx)
    over = [line for line in desk.market.lines.values() if 0 < line.resumes_at <= desk.now]
    for line in over:
        resume(desk, line)
    return len(over)


def halt(desk: Desk, line: Line, reason: str = "", pause: int = 0) -> None:
    """Halt a pair, with the reason that everybody sees, for `pause` seconds (0: until it is opened)."""
    end = desk.now + pause * 1_000_000 if pause else 0
    resumes_at = from_microseconds(end) if end else None
    status = PairStatus.HALTED.value
    desk.ctx.update(Pair, desk.space_id, line.pair, status=status, reason=reason, resumes_at=resumes_at)
    desk.market.put(line, status=status, resumes_at=end)


def resume(desk: Desk, line: Line) -> None:
    """Let a pair trade again; the prices that it was halted for no longer count."""
    if line.status == PairStatus.TRADING:
        return
    said = {"status": PairStatus.TRADING.value, "reason": "", "resumes_at": None}
    desk.ctx.update(Pair, desk.space_id, line.pair, counts_from=desk.market.next_trade, **said)
    desk.market.put(line, status=PairStatus.TRADING.value, resumes_at=0, seconds=())


@handles("trading.fees.discount", UseDiscount, permission=Permission.VIEWER)
def use_discount(ctx: Context, cmd: UseDiscount) -> None:
    """From the next trade on."""
    desk = Desk(ctx)
    person = desk.person()
    if person.discount is not cmd.use:
        ctx.update(Customer, cmd.space_id, cmd.actor, discount=cmd.use)
        desk.market.put(person, discount=cmd.use)
        ctx.undo_with(UseDiscount, use=not cmd.use)


@handles("trading.fees.referrer", SetReferrer, permission=Permission.VIEWER, authority=Authority.DECIDED)
def set_referrer(ctx: Context, cmd: SetReferrer) -> None:
    """They get their share from the next trade on."""
    desk = Desk(ctx)
    person = desk.person()
    if person.referrer is not None:
        raise Conflict(tr("It was said before who brought you here."), field="number")
    number = whole_number(cmd.number, "number")
    found = next((each for each in desk.market.people.values() if each.number == number), None)
    if found is None:
        raise NotFound(tr("Nobody here has the number {number}.", number=number), field="number")
    if found is person:
        raise Invalid(tr("This is your own number."), field="number")
    if found.referrer == person.account_id:
        raise Invalid(tr("You have brought them here yourself."), field="number")
    ctx.update(Customer, cmd.space_id, cmd.actor, referrer=found.account_id)
    desk.market.put(person, referrer=found.account_id)


def _fee(ppm: int, field: str) -> int:
    if whole_number(ppm, field) > MOST_PPM:
        raise Invalid(tr("A fee is {most} % at most.", most=MOST_PPM * 100 // PPM), field=field)
    return ppm


def _limits(filters: Filters) -> dict[str, Any]:
    """The filters as they are kept; refused where one is no limit, or they leave nothing between them."""
    plain: dict[str, Any] = msgspec.to_builtins(filters)
    for name, value in plain.items():
        whole_number(value, name)
    for least, most in (
        ("min_price", "max_price"),
        ("min_quantity", "max_quantity"),
        ("min_notional", "max_notional"),
    ):
        if plain[most] and plain[most] < plain[least]:
            raise Invalid(tr("The most is less than the least."), field=most)
    return plain
