"""What can be owned and counted, and amounts of it in words.

An amount is a whole number of the asset's smallest unit (cents, satoshis), at most 64 bits with its sign.
Fiat money has the decimals of ISO 4217, crypto money eight: eighteen would overflow at 9.2 ETH.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from models.core.errors import Invalid
from models.core.text import mark, number, tr

MOST = (1 << 63) - 1
"""The most of anything, in smallest units."""

LEAST = -(1 << 63)

_GROUPS = " \u00a0\u202f'\u2019_"  # between groups of digits, whatever the language
_WRITTEN = re.compile(r"(\d*)(?:\.(\d*))?")


class Kind(StrEnum):
    """What sort of thing an asset is."""

    FIAT = "fiat"
    CRYPTO = "crypto"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Asset:
    """Something that can be owned: `code` is what it is called in orders, `symbol` how it is marked."""

    code: str
    name: str
    decimals: int
    symbol: str
    kind: Kind

    @property
    def title(self) -> str:
        """Its name in the person's language."""
        return tr(self.name)


ASSETS: dict[str, Asset] = {
    code: Asset(code, name, decimals, symbol, kind)
    for code, name, decimals, symbol, kind in (
        ("EUR", mark("Euro"), 2, "€", Kind.FIAT),
        ("USD", mark("US dollar"), 2, "$", Kind.FIAT),
        ("GBP", mark("Pound sterling"), 2, "£", Kind.FIAT),
        ("CHF", mark("Swiss franc"), 2, "CHF", Kind.FIAT),
        ("JPY", mark("Japanese yen"), 0, "¥", Kind.FIAT),
        ("INR", mark("Indian rupee"), 2, "₹", Kind.FIAT),
        ("BTC", "Bitcoin", 8, "₿", Kind.CRYPTO),
        ("ETH", "Ether", 8, "Ξ", Kind.CRYPTO),
        ("USDT", "Tether", 8, "USDT", Kind.CRYPTO),
        ("USDC", "USD Coin", 8, "USDC", Kind.CRYPTO),
        ("BNB", "BNB", 8, "BNB", Kind.CRYPTO),
        ("SOL", "Solana", 8, "SOL", Kind.CRYPTO),
        ("XRP", "XRP", 8, "XRP", Kind.CRYPTO),
        ("ADA", "Cardano", 8, "ADA", Kind.CRYPTO),
        ("DOGE", "Dogecoin", 8, "DOGE", Kind.CRYPTO),
        ("LTC", "Litecoin", 8, "Ł", Kind.CRYPTO),
        ("TRX", "Tron", 8, "TRX", Kind.CRYPTO),
        ("AVAX", "Avalanche", 8, "AVAX", Kind.CRYPTO),
        ("LINK", "Chainlink", 8, "LINK", Kind.CRYPTO),
        ("NNT", mark("Nonet token"), 8, "NNT", Kind.HOUSE),
    )
}
"""In the order in which they are listed."""


def asset(code: str) -> Asset:
    """The asset with this code; `Invalid` where there is none."""
    found = ASSETS.get(code)
    if found is None:
        raise Invalid(
            tr("There is no asset “{code}”.", code=code[:20]),
            what_now=tr("Choose one of the list, such as EUR or BTC."),
            field="asset",
        )
    return found


def format_amount(amount: int, asset: Asset, *, with_code: bool = True) -> str:
    """An amount as the person's language writes numbers, exact to the last digit: "1,250.00 EUR"."""
    units, rest = divmod(abs(amount), 10**asset.decimals)
    text = number(units)
    if asset.decimals:
        zero = ord(number(0))
        digits = "".join(chr(zero + int(digit)) for digit in f"{rest:0{asset.decimals}d}")
        text = f"{text}{_point()}{digits}"
    text = f"\u2212{text}" if amount < 0 else text
    return f"{text}\u00a0{asset.code}" if with_code else text


def short_amount(amount: int, asset: Asset) -> str:
    """The same, where room is short, without zeros at the end of what is finer than cents: "0.0412 BTC"."""
    text = format_amount(amount, asset, with_code=False)
    spare = max(0, asset.decimals - 2)
    kept = text[: len(text) - spare] + text[len(text) - spare :].rstrip(number(0))
    return f"{kept}\u00a0{asset.code}"


def plain_amount(amount: int, asset: Asset) -> str:
    """An amount as programs write numbers: "-1250.00"."""
    units, rest = divmod(abs(amount), 10**asset.decimals)
    sign = "-" if amount < 0 else ""
    return f"{sign}{units}.{rest:0{asset.decimals}d}" if asset.decimals else f"{sign}{units}"


def parse_amount(text: str, asset: Asset, field: str = "amount") -> int:
    """The amount that a person typed in the way of their language, with or without the asset's code.

    Exact, or `Invalid` for `field`: what is not a number, less than nothing, finer than the smallest unit, or
    more than 64 bits can hold.
    """
    bare = _bare(text, asset)
    if not bare:
        raise Invalid(tr("There is no amount."), what_now=_example(asset), field=field)
    if bare[0] in "-\u2212":
        raise Invalid(tr("An amount cannot be less than nothing."), what_now=_example(asset), field=field)
    written = _WRITTEN.fullmatch(_without_groups(bare))
    units, fraction = ("", "") if written is None else (written[1], (written[2] or "").rstrip("0"))
    if written is None or not (written[1] or written[2]):
        raise Invalid(tr("“{text}” is no amount.", text=text.strip()[:40]), what_now=_example(asset),
                      field=field)  # fmt: skip
    if len(fraction) > asset.decimals:
        least = format_amount(1, asset)
        raise Invalid(
            tr("{code} cannot be divided that finely: {least} is the least.", code=asset.code, least=least),
            field=field,
        )
    if len(units.lstrip("0")) > len(str(MOST)):  # before a long text is made a number
        raise _too_much(asset, field)
    amount = int((units + fraction.ljust(asset.decimals, "0")) or "0")
    if amount > MOST:
        raise _too_much(asset, field)
    return amount


def _too_much(asset: Asset, field: str) -> Invalid:
    most = format_amount(MOST, asset)
    return Invalid(tr("That is more than can be counted: {most} is the most.", most=most), field=field)


def _example(asset: Asset) -> str:
    return tr("Write it like {example}.", example=format_amount(1250 * 10**asset.decimals, asset))


def _point() -> str:
    return number(0.5, 1)[1:-1]


def _bare(text: str, asset: Asset) -> str:
    """Without the asset's code or symbol on either side, and the digits of any script as 0 to 9."""
    bare = text.strip()
    for word in (asset.code, asset.symbol):
        if bare.upper().endswith(word):
            bare = bare[: -len(word)].rstrip()
        elif bare.upper().startswith(word):
            bare = bare[len(word) :].lstrip()
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in bare)


def _without_groups(bare: str) -> str:
    """Digits with "." as their point; nothing where a sign between groups is not where it belongs: whether
    "1.5" was meant as a half more than one is not guessed where the point groups."""
    before, point, after = bare.partition(_point())
    sign = next((c for c in number(1_234_567) if not c.isdecimal()), "")
    if any(mark in before for mark in (*_GROUPS, sign) if mark):
        for mark in (*_GROUPS, sign):
            before = before.replace(mark, ",") if mark else before
        first, *groups = before.split(",")
        in_threes = 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)
        in_twos = 1 <= len(first) <= 2 and all(len(group) == 2 for group in groups[:-1])  # as in India
        if not (in_threes or (in_twos and len(groups[-1]) == 3)):
            return ""
        before = first + "".join(groups)
    return f"{before}.{after}" if point else before
