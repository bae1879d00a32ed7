"""Prices, quantities and money of a pair in words, and what a person typed as ticks and lots.

Everything is exact: a price is a whole number of ticks of `tick` quote units for one whole base coin, a
quantity a whole number of lots of `lot` base units, and a tick times a lot is worth `unit` quote units.
"""

from __future__ import annotations

from typing import Final, Protocol

from models.core.errors import Invalid
from models.core.text import number, tr
from models.ledger.assets import MOST, Asset, Kind, asset, format_amount, parse_amount, plain_amount

BIPS: Final = 10_000
PPM: Final = 1_000_000


class Scale(Protocol):
    """What is needed of a pair: of `PairInfo`, a row of `Pair`, or the market's own."""

    @property
    def base(self) -> str: ...

    @property
    def quote(self) -> str: ...

    @property
    def tick(self) -> int: ...

    @property
    def lot(self) -> int: ...


def format_price(ticks: int, pair: Scale, *, with_code: bool = True) -> str:
    """A price in the quote's own decimals: "64,000.00000000 USDT"."""
    return format_amount(ticks * pair.tick, asset(pair.quote), with_code=with_code)


def format_quantity(lots: int, pair: Scale, *, with_code: bool = True) -> str:
    """A quantity in the base's own decimals."""
    return format_amount(lots * pair.lot, asset(pair.base), with_code=with_code)


def format_quote(units: int, pair: Scale, *, with_code: bool = True) -> str:
    """Money of the pair."""
    return format_amount(units, asset(pair.quote), with_code=with_code)


def plain_price(ticks: int, pair: Scale) -> str:
    """A price as programs write numbers, with the quote's code: the same in every language."""
    return f"{plain_amount(ticks * pair.tick, asset(pair.quote))} {pair.quote}"


def plain_quantity(lots: int, pair: Scale) -> str:
    """A quantity as programs write numbers, with the base's code."""
    return f"{plain_amount(lots * pair.lot, asset(pair.base))} {pair.base}"


def parse_price(text: str, pair: Scale, field: str = "price") -> int:
    """The price that a person typed, in ticks; `Invalid` where it lies between two ticks."""
    return _whole(parse_amount(text, asset(pair.quote), field), pair.tick, pair.quote, field)


def parse_quantity(text: str, pair: Scale, field: str = "quantity") -> int:
    """The quantity that a person typed, in lots; `Invalid` where it is no whole number of them."""
    return _whole(parse_amount(text, asset(pair.base), field), pair.lot, pair.base, field)


def parse_percent(text: str, decimals: int, field: str) -> int:
    """The share that a person typed in percent, with so many decimals of a percent: 4 for millionths, 2 for
    basis points; nothing is 0."""
    if not text.strip():
        return 0
    try:
        return parse_amount(text, Asset("%", "%", decimals, "%", Kind.HOUSE), field)
    except Invalid as error:
        raise Invalid(error.sentence, field=field) from None


def percent_of(share: int, decimals: int) -> str:
    """A share as it would be typed, without zeros at its end: "0.075"."""
    units, rest = divmod(share, 10**decimals)
    digits = f"{rest:0{decimals}d}".rstrip("0")
    return number(units + rest / 10**decimals, len(digits))


def parse_count(text: str, field: str) -> int:
    """A whole number that a person typed; nothing is 0."""
    bare = text.strip()
    if not bare:
        return 0
    if not bare.isdecimal() or len(bare) > len(str(MOST)):
        raise Invalid(tr("A whole number is needed here."), field=field)
    return whole_number(int(bare), field)


def _whole(units: int, step: int, code: str, field: str) -> int:
    count, rest = divmod(units, step)
    if rest:
        raise Invalid(
            tr("It goes in steps of {step}.", step=format_amount(step, asset(code))),
            what_now=tr("The nearest is {amount}.",
                        amount=format_amount((count + (2 * rest >= step)) * step, asset(code))),
            field=field,
        )  # fmt: skip
    return count


def scale(code: str) -> int:
    """The units of a whole coin."""
    units: int = 10 ** asset(code).decimals
    return units


def unit_of(base: str, tick: int, lot: int) -> int:
    """What a tick times a lot is worth in quote units; 0 where that is no whole number."""
    unit, rest = divmod(tick * lot, scale(base))
    return 0 if rest else unit


def whole_number(value: object, field: str) -> int:
    """The value where it is a whole number that 64 bits hold; `Invalid` for anything else."""
    if type(value) is not int:
        raise Invalid(tr("A whole number is needed here."), field=field)
    if value < 0:
        raise Invalid(tr("This cannot be less than nothing."), field=field)
    if value > MOST:
        raise Invalid(tr("This is more than can be counted."), field=field)
    return value
