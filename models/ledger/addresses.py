"""Where money can be sent outside: what an address of each network looks like, and its typing errors.

IBAN: ISO 13616, lengths from its register, check digits ISO 7064 (mod 97). Bitcoin: base58check, BIP 173/350.
Ethereum and what lives on its kind of chain: EIP-55. The others by their public documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from models.core.errors import Invalid
from models.core.text import tr
from models.ledger.assets import Asset, Kind
from models.ledger.encodings import (
    BECH32,
    BECH32M,
    RIPPLE58,
    base58,
    base58check,
    bech32,
    eight_bits,
    keccak256,
)

LONGEST = 130  # characters: Cardano's are the longest

_COUNTRIES = {
    15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC",
}  # fmt: skip
_LENGTHS = {country: length for length, names in _COUNTRIES.items() for country in names.split()}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_HEX = re.compile(r"0x[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class Network:
    """A way out: what its addresses are called and look like. `read` gives an address as it is kept, and
    raises ValueError (or `Invalid` where more can be said) for what is none."""

    id: str
    name: str
    example: str
    read: Callable[[str], str]


def network_of(asset: Asset) -> Network:
    """The way out for an asset; `Invalid` where it has none."""
    if asset.kind is Kind.FIAT:
        return NETWORKS["iban"]
    found = _OWN.get(asset.code)
    if found is None:
        raise Invalid(tr("{code} cannot leave Nonet.", code=asset.code), field="asset")
    return NETWORKS[found]


def read_address(text: str, network: Network) -> str:
    """The address as it is kept; `Invalid` for what is none, or has a typing error."""
    bare = "".join(text.split())
    if not bare:
        raise Invalid(tr("There is no address."), what_now=_like(network), field="address")
    try:
        if len(bare) > LONGEST or not bare.isascii():
            raise ValueError("no address is like this")
        return network.read(bare)
    except ValueError as error:
        raise Invalid(
            tr("This is no address of {network}, or it has a typing error.", network=network.name),
            what_now=_like(network),
            field="address",
        ) from error


def shown(address: str, network_id: str) -> str:
    """An address as people read it: in groups where it is an IBAN."""
    if network_id != "iban":
        return address
    return " ".join(address[n : n + 4] for n in range(0, len(address), 4))


def _like(network: Network) -> str:
    return tr("One looks like {example}.", example=network.example)


def _iban(text: str) -> str:
    plain = text.upper()
    if not _IBAN.fullmatch(plain):
        raise ValueError("no IBAN")
    length = _LENGTHS.get(plain[:2])
    if length is None:
        raise Invalid(tr("No country with IBANs is called {country}.", country=plain[:2]), field="address")
    if len(plain) != length:
        raise Invalid(
            tr("An IBAN of {country} has {length} letters and digits, and this one has {given}.",
               country=plain[:2], length=length, given=len(plain)),
            field="address",
        )  # fmt: skip
    if int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 != 1:
        raise Invalid(
            tr("This IBAN has a typing error: its check digits do not fit."),
            what_now=tr("Compare it with the one you were given."),
            field="address",
        )
    return plain


def _bitcoin_like(prefix: str, versions: bytes) -> Callable[[str], str]:
    """Addresses of Bitcoin and its relatives: base58check of 20 bytes, or segregated witness."""

    def read(text: str) -> str:
        if not text.lower().startswith(f"{prefix}1"):
            content = base58check(text)
            if len(content) != 21 or content[0] not in versions:
                raise ValueError("of another network")
            return text
        found, values, constant = bech32(text)
        program = eight_bits(values[1:])
        if found != prefix or not values or values[0] > 16 or constant != (BECH32M if values[0] else BECH32):
            raise ValueError("the checksum does not fit")
        if not 2 <= len(program) <= 40 or (values[0] == 0 and len(program) not in (20, 32)):
            raise ValueError("of the wrong length")
        return text.lower()

    return read


def _ethereum(text: str) -> str:
    if not _HEX.fullmatch(text):
        raise ValueError("not 40 hexadecimal digits")
    digits = text[2:]
    kept = checksummed(digits.lower())
    if digits not in (digits.lower(), digits.upper()) and digits != kept[2:]:
        raise Invalid(
            tr("This address has a typing error: its capital letters do not fit."),
            what_now=tr("Compare it with the one you were given."),
            field="address",
        )
    return kept


def checksummed(digits: str) -> str:
    """An Ethereum address with the capital letters of EIP-55, from 40 hexadecimal digits in lower case."""
    ruled = keccak256(digits.encode()).hex()
    return "0x" + "".join(d.upper() if int(r, 16) > 7 else d for d, r in zip(digits, ruled, strict=False))


def _tron(text: str) -> str:
    content = base58check(text)
    if len(content) != 21 or content[0] != 0x41:
        raise ValueError("of another network")
    return text


def _ripple(text: str) -> str:
    content = base58check(text, RIPPLE58)
    if len(content) != 21 or content[0]:
        raise ValueError("of another kind")
    return text


def _solana(text: str) -> str:
    if len(base58(text)) != 32:
        raise ValueError("not 32 bytes")
    return text


def _cardano(text: str) -> str:
    prefix, values, constant = bech32(text, LONGEST)
    payload = eight_bits(values)
    if prefix != "addr" or constant != BECH32 or len(payload) not in (29, 57) or payload[0] & 15 != 1:
        raise ValueError("of another kind")
    return text.lower()


NETWORKS: dict[str, Network] = {
    network.id: network
    for network in (
        Network("iban", "IBAN", "DE89 3704 0044 0532 0130 00", _iban),
        Network("bitcoin", "Bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                _bitcoin_like("bc", b"\x00\x05")),
        Network("ethereum", "Ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", _ethereum),
        Network("litecoin", "Litecoin", "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
                _bitcoin_like("ltc", b"\x30\x32\x05")),
        Network("dogecoin", "Dogecoin", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
                _bitcoin_like("none", b"\x1e\x16")),
        Network("tron", "Tron", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", _tron),
        Network("ripple", "XRP Ledger", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", _ripple),
        Network("solana", "Solana", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", _solana),
        Network("cardano", "Cardano", "addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8", _cardano),
    )
}  # fmt: skip

_OWN = {
    "BTC": "bitcoin", "ETH": "ethereum", "USDT": "ethereum", "USDC": "ethereum", "BNB": "ethereum",
    "AVAX": "ethereum", "LINK": "ethereum", "LTC": "litecoin", "DOGE": "dogecoin", "TRX": "tron",
    "XRP": "ripple", "SOL": "solana", "ADA": "cardano",
}  # fmt: skip
