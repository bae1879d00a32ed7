"""What a trade costs: maker and taker fees by the volume of 30 days, the discount asset, the referral.

A fee is taken from what a person receives, as Binance does. Whoever chose the discount asset and has enough
of it pays there instead, `discount_ppm` less, at the last prices.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from models.ledger.assets import MOST
from models.trading.amounts import PPM, scale
from models.trading.desk import Desk
from models.trading.entities import FeeTier
from models.trading.market import Market
from models.trading.orders import Line, Person
from models.trading.tables import DayVolume

DAYS: Final = 30
"""Of a volume; today's does not count yet, so a tier holds for a day of UTC."""

_DAY_US: Final = 86_400_000_000


class Fee(NamedTuple):
    """What is taken, and of which asset."""

    amount: int
    code: str


def fee_of(desk: Desk, person: Person, line: Line, *, maker: bool, code: str, amount: int) -> Fee:
    """The fee of receiving this amount of an asset by a trade."""
    tier = _tier(desk, person)
    ppm = line.maker_ppm if maker else line.taker_ppm
    if tier is not None:
        ppm = min(ppm, tier.maker_ppm if maker else tier.taker_ppm)
    fee = amount * ppm // PPM
    if fee and person.discount:
        return _discounted(desk, person, line, code, fee)
    return Fee(fee, code)


def worth(market: Market, code: str, amount: int) -> int:
    """An amount in the reference asset at the last price; 0 where there is none."""
    if code == market.terms.reference:
        return amount
    line = market.lines.get(f"{code}/{market.terms.reference}")
    if line is None:
        return 0
    return min(MOST, amount * line.last * line.tick // scale(code))


def _discounted(desk: Desk, person: Person, line: Line, code: str, fee: int) -> Fee:
    terms = desk.market.terms
    other = terms.discount_asset
    less = fee * (PPM - terms.discount_ppm) // PPM
    if code == other:
        return Fee(less, code)
    if other in (line.base, line.quote):  # what is being traded is not spent on fees meanwhile
        return Fee(fee, code)
    coin = desk.market.lines.get(f"{other}/{terms.reference}")
    value = worth(desk.market, code, less)
    if coin is None or not coin.last or not value:
        return Fee(fee, code)
    due = value * scale(other) // (coin.last * coin.tick)
    purse = desk.purse(person.account_id, other)
    if not due or desk.ledger.available(purse) < due:
        return Fee(fee, code)
    return Fee(due, other)


def _tier(desk: Desk, person: Person) -> FeeTier | None:
    """The tier that the person has reached; looked up once a day, as rows of days that are over stay."""
    if not desk.market.terms.tiers:
        return None
    today = desk.now // _DAY_US
    if person.day != today:
        person.day, person.tier = (
            today,
            reached(desk.market.terms.tiers, _volume(desk, person.account_id, today)),
        )
    return person.tier


def reached(tiers: tuple[FeeTier, ...], volume: int) -> FeeTier | None:
    """The highest tier of this volume; they are in the order of their volumes."""
    return next((tier for tier in reversed(tiers) if tier.volume <= volume), None)


def _volume(desk: Desk, account: UUID, today: int) -> int:
    mine = (DayVolume.space_id == desk.space_id, DayVolume.account_id == account)
    days = (DayVolume.day >= today - DAYS, DayVolume.day < today)
    return int(desk.ctx.rows(select(func.coalesce(func.sum(DayVolume.value), 0)).where(*mine, *days))[0][0])
