"""What coins are worth where nobody has traded yet: round figures to begin a simulated market at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.ledger.assets import asset
from models.trading.amounts import Scale
from models.trading.participants import Terms

_DOLLARS = {
    "USDT": 1.0, "USDC": 1.0, "USD": 1.0, "EUR": 1.09, "GBP": 1.27, "CHF": 1.12, "BTC": 64_000.0,
    "ETH": 3_400.0, "SOL": 150.0, "BNB": 580.0, "NNT": 1.2,
}  # fmt: skip
_VOLATILITY = {"BTC": 0.5, "ETH": 0.65, "SOL": 0.85, "NNT": 0.9}
_USUAL_DOLLARS = 400.0
"""What an everyday order is worth."""


def usual_terms(pair: str, scale: Scale, last: int = 0) -> Terms:
    """How a pair is traded: from its last price (ticks) on, or from round figures where there is none (0)."""
    base, quote = _DOLLARS.get(scale.base, 1.0), _DOLLARS.get(scale.quote, 1.0)
    price = last or max(1, round(base / quote * 10 ** asset(scale.quote).decimals / scale.tick))
    size = max(1, round(_USUAL_DOLLARS / base * 10 ** asset(scale.base).decimals / scale.lot))
    return Terms(pair, price, size, volatility=_VOLATILITY.get(scale.base, 0.8))


def usual_market(scales: Mapping[str, Scale], lasts: Mapping[str, int]) -> tuple[Terms, ...]:
    """The terms of all pairs of an exchange; `lasts` as far as they were traded."""
    return tuple(
        replace(usual_terms(pair, scale, lasts.get(pair, 0)), cross=_cross(scale, scales))
        for pair, scale in scales.items()
    )


def _cross(scale: Scale, scales: Mapping[str, Scale]) -> tuple[str, str] | None:
    """Two pairs that say the price of this one: both of its coins for a third."""
    for third in sorted({each.quote for each in scales.values()} - {scale.base, scale.quote}):
        legs = f"{scale.base}/{third}", f"{scale.quote}/{third}"
        if all(leg in scales for leg in legs):
            return legs
    return None
