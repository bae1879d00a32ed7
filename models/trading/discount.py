"""Paying fees in the discount asset: the rule that the exchange goes by, and that the order form foresees."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.ledger.assets import MOST
from models.trading.amounts import PPM, scale


class Fee(NamedTuple):
    """What is taken, and of which asset."""

    amount: int
    code: str


class Discount(NamedTuple):
    """Fees are `ppm` less in `asset`; both are compared by their last prices in the `reference` asset."""

    asset: str
    ppm: int
    reference: str


def discounted(
    fee: Fee,
    traded: tuple[str, str],
    terms: Discount,
    price: Callable[[str], int],
    available: Callable[[], int],
) -> Fee:
    """The fee of a trade of the `traded` pair as whoever chose the discount asset pays it.

    `price` is what a whole coin is worth in units of the reference asset (0: not known), `available` how
    much of the discount asset may be spent. Where either is missing, the fee stays as it is.
    """
    less = fee.amount * (PPM - terms.ppm) // PPM
    if fee.code == terms.asset:
        return Fee(less, fee.code)
    if terms.asset in traded:  # what is being traded is not spent on fees meanwhile
        return fee
    value = worth(fee.code, less, terms.reference, price)
    coin = price(terms.asset)
    due = value * scale(terms.asset) // coin if coin else 0
    return Fee(due, terms.asset) if due and available() >= due else fee


def worth(code: str, amount: int, reference: str, price: Callable[[str], int]) -> int:
    """An amount in units of the reference asset; 0 where its price is not known."""
    return amount if code == reference else min(MOST, amount * price(code) // scale(code))
