"""How much may come in and go out within a day: play money comes from a faucet, and is not to flood."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from models.ledger.assets import Asset

DAY = timedelta(hours=24)


class Limits(NamedTuple):
    """The most of an asset within 24 hours, in smallest units."""

    deposit: int
    withdrawal: int


_UNITS = {
    "JPY": (1_000_000, 500_000), "INR": (1_000_000, 500_000), "BTC": (1, 1), "ETH": (20, 10),
    "BNB": (50, 25), "SOL": (200, 100), "LTC": (200, 100), "AVAX": (1_000, 500), "LINK": (2_000, 1_000),
    "XRP": (50_000, 20_000), "ADA": (50_000, 20_000), "DOGE": (200_000, 100_000), "TRX": (200_000, 100_000),
}  # fmt: skip
_OTHERWISE = (10_000, 5_000)


def limits(asset: Asset) -> Limits:
    """The limits of an asset."""
    return Limits(*(units * 10**asset.decimals for units in _UNITS.get(asset.code, _OTHERWISE)))
