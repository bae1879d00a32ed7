"""What a trade costs: maker and taker fees by the volume of 30 days, the discount asset, the referral.

A fee is taken from what a person receives, as Binance does. Whoever chose the discount asset and has enough
of it pays there instead, `discount_ppm` less, at the last prices.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from models.trading import discount
from models.trading.amounts import PPM
from models.trading.desk import Desk
from models.trading.discount import Discount, Fee
from models.trading.entities import FeeTier
from models.trading.market import Market
from models.trading.orders import Line, Person
from models.trading.tables import DayVolume

DAYS: Final = 30
"""Of a volume; today's does not count yet, so a tier holds for a day of UTC."""

_DAY_US: Final = 86_400_000_000


def fee_of(desk: Desk, person: Person, line: Line, *, maker: bool, code: str, amount: int) -> Fee:
    """The fee of receiving this amount of an asset by a trade."""
    tier = _tier(desk, person)
    ppm = line.maker_ppm if maker else line.taker_ppm
    if tier is not None:
        ppm = min(ppm, tier.maker_ppm if maker else tier.taker_ppm)
    fee = amount * ppm // PPM
    if fee and person.discount:
        return _discounted(desk, person, line, Fee(fee, code))
    return Fee(fee, code)


def worth(market: Market, code: str, amount: int) -> int:
    """An amount in the reference asset at the last price; 0 where there is none."""
    return discount.worth(code, amount, market.terms.reference, lambda coin: _price(market, coin))


def _price(market: Market, code: str) -> int:
    """What a whole coin was last traded at, in units of the reference asset."""
    line = market.lines.get(f"{code}/{market.terms.reference}")
    return 0 if line is None else line.last * line.tick


def _discounted(desk: Desk, person: Person, line: Line, fee: Fee) -> Fee:
    terms = desk.market.terms
    chosen = Discount(terms.discount_asset, terms.discount_ppm, terms.reference)
    return discount.discounted(
        fee,
        (line.base, line.quote),
        chosen,
        lambda coin: _price(desk.market, coin),
        lambda: desk.ledger.available(desk.purse(person.account_id, chosen.asset)),
    )


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
