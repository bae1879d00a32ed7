"""One price out of several exchanges': the median of what is fresh and does not stand apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STALE_NS = 30_000_000_000
"""A price that nobody has confirmed for so long says nothing of now."""

MOST_OFF_BIPS = 300
"""How far from the median of all a price may be."""

_BIPS = 10_000


@dataclass(frozen=True, slots=True)
class Quote:
    """What an exchange says: the middle of its best prices (or its last), in any unit, at a moment (ns)."""

    source: str
    price: int
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """The price (0 where nobody says one), whose prices are in it, and whose were left out and why."""

    price: int
    used: tuple[str, ...]
    stale: tuple[str, ...]
    apart: tuple[str, ...]


def index_price(
    quotes: Iterable[Quote], now: int, *, stale_ns: int = STALE_NS, most_off_bips: int = MOST_OFF_BIPS
) -> Index:
    """The index of these quotes; of a source the newest one counts.

    The median of all fresh ones decides what stands apart; the index is the median of what is left. With two
    that contradict each other there is no telling which is wrong, so neither is used.
    """
    newest: dict[str, Quote] = {}
    for quote in quotes:
        there = newest.get(quote.source)
        if there is None or quote.at >= there.at:
            newest[quote.source] = quote
    fresh = [quote for quote in newest.values() if quote.price > 0 and now - quote.at <= stale_ns]
    stale = tuple(sorted(newest.keys() - {quote.source for quote in fresh}))
    middle = _median([quote.price for quote in fresh])
    used = [quote for quote in fresh if abs(quote.price - middle) * _BIPS <= middle * most_off_bips]
    apart = sorted(quote.source for quote in fresh if quote not in used)
    return Index(
        price=_median([quote.price for quote in used]),
        used=tuple(sorted(quote.source for quote in used)),
        stale=stale,
        apart=tuple(apart),
    )


def _median(prices: list[int]) -> int:
    """Of an even number the mean of the two in the middle, rounded down; 0 of none."""
    if not prices:
        return 0
    ordered = sorted(prices)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2
