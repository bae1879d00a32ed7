"""A pair elsewhere as one here: which it is by the name of a file, and what its ticks and lots are."""

from __future__ import annotations

import re
from uuid import UUID

from models.core.errors import Invalid
from models.core.text import tr
from models.ledger.assets import ASSETS, asset
from models.trading.amounts import Scale, scale, unit_of
from models.trading.entities import NO_LIMITS, PairInfo, PairStatus
from models.trading.providers.captures import QUOTES, pair_of
from models.trading.providers.feed import ONE, PLACES
from models.trading.starting import STARTING_PAIRS
from models.trading.terms_of_pair import PairScale

NOWHERE = UUID(int=0)
"""The exchange of pairs that are only looked at."""

_PARTS = 100_000
"""How many ticks a price has, at least, and how many lots what that price buys."""


def pair_in_name(name: str) -> str:
    """The pair that a file's name tells ("btc-perp-2021.csv" is BTC/USDT); "" where it tells none."""
    words = [word.upper() for word in re.split(r"[^A-Za-z]+", name) if word]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        base, slash, quote = pair_of(word).partition("/")
        if slash and base in ASSETS and quote in ASSETS:
            return f"{base}/{quote}"
        if word in ASSETS and word not in ("USDT", "USDC"):
            return f"{word}/{following if following in QUOTES and following != word else 'USDT'}"
    return ""


def known_pair(pair: str) -> tuple[str, str]:
    """Its two coins; `Invalid` where Nonet does not know one of them, or counts the second otherwise than
    feeds do."""
    base, _, quote = pair.partition("/")
    unknown = next((code for code in (base, quote) if code not in ASSETS), None)
    if unknown is not None or base == quote:
        raise Invalid(
            tr("Nonet does not know the pair “{pair}”.", pair=pair[:40]),
            what_now=tr("Write it like BTC/USDT; known are {coins}.", coins=", ".join(ASSETS)),
            field="pair",
        )
    if asset(quote).decimals != PLACES:
        raise Invalid(
            tr("Prices in {coin} cannot be shown here.", coin=quote),
            what_now=tr("Choose a pair in USDT, USDC or BTC."),
            field="pair",
        )
    return base, quote


def scale_for(pair: str, price: int) -> PairScale:
    """Ticks and lots to show a pair in: those of exchanges here, or such as suit a price (1e-8).

    Raises `Invalid` for coins that are not known.
    """
    base, quote = known_pair(pair)
    for known in STARTING_PAIRS:
        if (known["base"], known["quote"]) == (base, quote):
            return PairScale(base, quote, known["tick"], known["lot"])
    tick = _power_below(price // _PARTS)
    lot = _power_below(scale(base) * ONE // max(1, price) // _PARTS)
    while not unit_of(base, tick, lot):
        lot *= 10
    return PairScale(base, quote, tick, lot)


def _power_below(number: int) -> int:
    """The greatest power of ten that is not greater, at least 1."""
    return int(10 ** (len(str(max(1, number))) - 1))


def outside_lot(scale: Scale) -> int:
    """A lot in the units of feeds, which count every coin in 1e-8 of it."""
    return scale.lot * int(10 ** (PLACES - asset(scale.base).decimals))


def outside_info(terms: PairScale) -> PairInfo:
    """As the screens want it: nobody trades it here."""
    return PairInfo(
        space_id=NOWHERE, pair=terms.pair, base=terms.base, quote=terms.quote, tick=terms.tick,
        lot=terms.lot, unit=terms.unit, status=PairStatus.TRADING, filters=NO_LIMITS, maker_ppm=0,
        taker_ppm=0,
    )  # fmt: skip
