"""Prices and quantities as traders read them: only the decimals that a tick or a lot needs."""

from __future__ import annotations

from models.core.text import number
from models.ledger.assets import asset
from models.trading.amounts import Scale


def _whole(code: str) -> int:
    """One of an asset, in its smallest units."""
    return int(10 ** asset(code).decimals)


def _decimals(step: int, decimals: int) -> int:
    """How many decimals a multiple of `step` smallest units can have."""
    while decimals and step % 10 == 0:
        step //= 10
        decimals -= 1
    return decimals


def price_decimals(pair: Scale) -> int:
    """Decimals of a price: 2 where a tick is 0.01."""
    return _decimals(pair.tick, asset(pair.quote).decimals)


def quantity_decimals(pair: Scale) -> int:
    """Decimals of a quantity: 5 where a lot is 0.00001."""
    return _decimals(pair.lot, asset(pair.base).decimals)


def money_decimals(pair: Scale) -> int:
    """Decimals of money that is shown beside prices: never more than people compare at a glance."""
    return min(asset(pair.quote).decimals, max(2, price_decimals(pair)))


def price_value(ticks: int, pair: Scale) -> float:
    """A price as a number to draw with."""
    return ticks * pair.tick / _whole(pair.quote)


def quantity_value(lots: int, pair: Scale) -> float:
    """A quantity as a number to draw with."""
    return lots * pair.lot / _whole(pair.base)


def nearest_tick(price: float, pair: Scale) -> int:
    """The tick nearest to a price that was pointed at, at least one."""
    return max(1, round(price * _whole(pair.quote) / pair.tick))


def price_text(ticks: int, pair: Scale) -> str:
    """A price: "64,000.00"."""
    return number(price_value(ticks, pair), price_decimals(pair))


def quantity_text(lots: int, pair: Scale) -> str:
    """A quantity: "0.01500"."""
    return number(quantity_value(lots, pair), quantity_decimals(pair))


def money_text(units: int, code: str, decimals: int | None = None) -> str:
    """Money for the eye, rounded to `decimals` (the asset's own where none are given)."""
    kind = asset(code)
    return number(units / _whole(code), kind.decimals if decimals is None else decimals)


def change_bips(ticker_open: int, last: int) -> int:
    """How far the price has moved, in basis points."""
    return round((last - ticker_open) * 10_000 / ticker_open) if ticker_open else 0


def percent_text(bips: int) -> str:
    """Basis points as a signed percentage: "+1.84 %"."""
    sign = "+" if bips > 0 else "−" if bips < 0 else ""
    return f"{sign}{number(abs(bips) / 100, 2)} %"
