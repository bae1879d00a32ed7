"""The pairs that an exchange begins with: play money, in ticks and lots as traders know them."""

from __future__ import annotations

from typing import Any

from models.trading.entities import Filters

_BAND = Filters(
    price_up=2_000, price_down=2_000, max_orders=200, iceberg_parts=10, breaker_bips=1_000, breaker_pause=300
)

STARTING_PAIRS: tuple[dict[str, Any], ...] = (
    {"base": "BTC", "quote": "USDT", "tick": 1_000_000, "lot": 1_000},
    {"base": "ETH", "quote": "USDT", "tick": 1_000_000, "lot": 10_000},
    {"base": "SOL", "quote": "USDT", "tick": 100_000, "lot": 1_000_000},
    {"base": "ETH", "quote": "BTC", "tick": 100, "lot": 1_000_000},
    {"base": "NNT", "quote": "USDT", "tick": 10_000, "lot": 10_000_000},
)
"""Fields of `AddPair`: a tick in quote units a base coin, a lot in base units."""


def starting_pairs() -> list[dict[str, Any]]:
    """The pairs with limits that let people trade and keep a slip of the hand from going far."""
    return [{**pair, "filters": _BAND} for pair in STARTING_PAIRS]
