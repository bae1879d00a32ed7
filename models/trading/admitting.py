"""Letting simulated participants into an exchange: customers without accounts, with play money of the house.

Nobody can sign in as one of them: they have no account. Their ids follow from the exchange's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from models.core.audience import Role
from models.core.context import Context, Read
from models.core.ids import derive
from models.core.registry import Audience, Authority, Command, Permission, Query, answers, handles
from models.core.spaces import member_of
from models.core.tables import Member
from models.ledger import posting
from models.ledger.assets import asset
from models.ledger.purposes import FAUCET, SPOT
from models.trading.desk import Desk
from models.trading.markets import add_customer
from models.trading.orders import Person
from models.trading.participants import PARTICIPANTS
from models.trading.tables import Customer

PLAY: Final = "play"
"""The code of the transfers that give them money."""

_FIRST = 7_000
"""The number, among the ids that follow from an exchange's, of the first participant."""

_COINS = 200_000_000
"""Whole coins of each asset that each of them is filled up to: no book is too deep for them."""


def participant(space_id: UUID, who: int) -> UUID:
    """The id of a participant of this exchange by their number, be they there or not."""
    return derive(space_id, _FIRST + who)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitParticipants(Command):
    """Let the simulated participants in, and fill up what they have of every asset that is traded here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants(Query[tuple[UUID, ...]]):
    """The simulated participants of an exchange in their order, for its members; empty before they came."""

    space_id: UUID


@handles(
    "trading.participants.admit", AdmitParticipants, permission=Permission.OWNER, authority=Authority.DECIDED
)
def admit_participants(ctx: Context, cmd: AdmitParticipants) -> int:
    """Again, it only fills up. The result is how many they are."""
    market = Desk(ctx).market
    codes = sorted({code for line in market.lines.values() for code in (line.base, line.quote)})
    for who in range(len(PARTICIPANTS)):
        id_ = participant(cmd.space_id, who)
        if id_ not in market.people:
            ctx.insert(Member, space_id=cmd.space_id, account_id=id_, role=int(Role.VIEWER))
            person = Person(id_, market.next_person, None, False, False, False, 0)
            market.add_person(person)
            add_customer(ctx, person)
        for code in codes:
            _fill_up(ctx, id_, code)
    return len(PARTICIPANTS)


def _fill_up(ctx: Context, owner: UUID, code: str) -> None:
    faucet = posting.open_account(ctx, None, code, FAUCET, may_go_negative=True)
    purse = posting.open_account(ctx, owner, code, SPOT)
    missing = _COINS * 10 ** asset(code).decimals - posting.balance(ctx, purse).posted
    if missing > 0:
        posting.transfer(ctx, id=ctx.new_id(), debit=faucet, credit=purse, amount=missing, code=PLAY)


@answers("trading.participants.list", Participants, audience=Audience.VISIBLE)
def participants(read: Read, query: Participants) -> tuple[UUID, ...]:
    """Whether the market can live."""
    ids = [participant(query.space_id, who) for who in range(len(PARTICIPANTS))]
    there = select(Customer.account_id).where(
        Customer.space_id == query.space_id,
        Customer.account_id.in_(ids),
        member_of(Customer.space_id, query.actor),
    )
    found = {row.account_id for row in read.rows(there)}
    return tuple(id_ for id_ in ids if id_ in found)
