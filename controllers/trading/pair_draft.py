"""A trading pair as it is typed: amounts in its own assets, shares in percent; nothing is no limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from models.core.errors import Invalid
from models.core.text import tr
from models.ledger.assets import asset, parse_amount, short_amount
from models.trading.amounts import (
    parse_count,
    parse_percent,
    parse_price,
    parse_quantity,
    percent_of,
)
from models.trading.entities import Filters, PairInfo
from models.trading.figures import price_text, quantity_text
from models.trading.terms_of_pair import PairScale

PRICES: Final = ("min_price", "max_price")
QUANTITIES: Final = ("min_quantity", "max_quantity", "max_market_quantity", "max_position")
MONEY: Final = ("min_notional", "max_notional")
PERCENTS: Final = ("price_up", "price_down", "breaker_bips")
COUNTS: Final = ("breaker_pause", "max_orders", "iceberg_parts")
FEES: Final = ("maker_ppm", "taker_ppm")
LIMITS: Final = (*PRICES, *QUANTITIES, *MONEY, *PERCENTS, *COUNTS)
MINUTE: Final = 60

_LEAST: Final = {"min_price": 1, "min_quantity": 1}


@dataclass(frozen=True, slots=True)
class PairDraft:
    """What stands in the form; `limits` and `fees` by the names of `Filters` and of the command.

    `breaker_pause` is in minutes.
    """

    base: str
    quote: str
    tick: str = ""
    lot: str = ""
    limits: dict[str, str] = field(default_factory=dict)
    fees: dict[str, str] = field(default_factory=dict)

    def added(self) -> dict[str, Any]:
        """The fields of `AddPair`; `Invalid` for the field that is wrong."""
        if self.base == self.quote:
            raise Invalid(tr("A pair has two different assets."), field="quote")
        tick = _step(self.tick, self.quote, "tick")
        lot = _step(self.lot, self.base, "lot")
        scale = PairScale(self.base, self.quote, tick, lot)
        return {"base": self.base, "quote": self.quote, "tick": tick, "lot": lot} | self._rest(scale)

    def edited(self, pair: PairInfo) -> dict[str, Any]:
        """The fields of `EditPair`; `Invalid` for the field that is wrong."""
        return {"pair": pair.pair} | self._rest(PairScale(pair.base, pair.quote, pair.tick, pair.lot))

    def _rest(self, scale: PairScale) -> dict[str, Any]:
        limits = {name: self._limit(name, scale) for name in LIMITS}
        fees = {name: parse_percent(self.fees.get(name, ""), 4, name) for name in FEES}
        return {"filters": Filters(**limits), **fees}

    def _limit(self, name: str, scale: PairScale) -> int:
        text = self.limits.get(name, "").strip()
        if not text:
            return _LEAST.get(name, 0)
        if name in PRICES:
            return parse_price(text, scale, name)
        if name in QUANTITIES:
            return parse_quantity(text, scale, name)
        if name in MONEY:
            return parse_amount(text, asset(scale.quote), name)
        if name in PERCENTS:
            return parse_percent(text, 2, name)
        return parse_count(text, name) * (MINUTE if name == "breaker_pause" else 1)


def _step(text: str, code: str, name: str) -> int:
    if not text.strip():
        raise Invalid(tr("It needs a size."), field=name)
    step = parse_amount(text, asset(code), name)
    if not step:
        raise Invalid(tr("It needs a size."), field=name)
    return step


def written(pair: PairInfo) -> dict[str, str]:
    """The limits and fees of a pair as they would be typed; "" for no limit."""
    said: dict[str, str] = {}
    for name in LIMITS:
        value = getattr(pair.filters, name)
        if value == _LEAST.get(name, 0):
            said[name] = ""
        elif name in PRICES:
            said[name] = price_text(value, pair)
        elif name in QUANTITIES:
            said[name] = quantity_text(value, pair)
        elif name in MONEY:
            said[name] = short_amount(value, asset(pair.quote)).split("\u00a0")[0]
        elif name in PERCENTS:
            said[name] = percent_of(value, 2)
        else:
            said[name] = str(-(-value // MINUTE) if name == "breaker_pause" else value)
    return said | {name: percent_of(getattr(pair, name), 4) for name in FEES}
