"""How addresses are written: base58 with its checksum, bech32 and bech32m, and Ethereum's hash.

Sources: BIP 173 and BIP 350 (bech32, bech32m, segregated witness), Bitcoin's base58check, the Keccak
submission to SHA-3 (whose padding Ethereum kept). Everything raises ValueError for what is not one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE58: Final = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

BECH32: Final = 1
BECH32M: Final = 0x2BC830A3

_BECH_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LANE = (1 << 64) - 1
_RATE = 136  # bytes that a 256-bit Keccak takes in at once


def base58(text: str, alphabet: str = BASE58) -> bytes:
    """The bytes behind a base58 text, with its leading zeros."""
    value = 0
    for letter in text:
        value = value * 58 + alphabet.index(letter)
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + value.to_bytes((value.bit_length() + 7) // 8, "big")


def base58check(text: str, alphabet: str = BASE58) -> bytes:
    """The version and payload behind a base58 text whose last four bytes are their checksum."""
    whole = base58(text, alphabet)
    content, checksum = whole[:-4], whole[-4:]
    if len(whole) < 5 or sha256(sha256(content).digest()).digest()[:4] != checksum:
        raise ValueError("the checksum does not fit")
    return content


def bech32(text: str, longest: int = 90) -> tuple[str, list[int], int]:
    """The prefix of a bech32 text, its values of five bits, and the constant that its checksum gives."""
    lower = text.lower()
    if text not in (lower, text.upper()) or len(text) > longest:
        raise ValueError("letters of both cases, or too long")
    prefix, one, data = lower.rpartition("1")
    if not one or not prefix or len(data) < 6 or not all(33 <= ord(letter) <= 126 for letter in prefix):
        raise ValueError("no prefix, or no checksum")
    values = [_BECH_LETTERS.index(letter) for letter in data]
    letters = [ord(letter) for letter in prefix]
    spread = [*(code >> 5 for code in letters), 0, *(code & 31 for code in letters)]
    return prefix, values[:-6], _polymod([*spread, *values])


def eight_bits(values: Iterable[int]) -> bytes:
    """Bytes from values of five bits; what is left over has to be less than five bits of nothing."""
    collected, bits, out = 0, 0, bytearray()
    for value in values:
        collected, bits = (collected << 5 | value) & 0xFFF, bits + 5
        if bits >= 8:
            bits -= 8
            out.append(collected >> bits & 0xFF)
    if bits >= 5 or collected & ((1 << bits) - 1):
        raise ValueError("the padding is not zero")
    return bytes(out)


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum


def keccak256(data: bytes) -> bytes:
    """The hash that Ethereum uses: Keccak with its first padding, not the one of SHA3-256."""
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for n in range(_RATE // 8):
            lanes[n] ^= int.from_bytes(padded[start + 8 * n : start + 8 * n + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _rotated(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> (64 - by)) & _LANE


def _permuted(a: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) is at x + 5 y. The round constants come out of its shift register."""
    register = 1
    for _ in range(24):
        columns = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        spread = [columns[x - 1] ^ _rotated(columns[(x + 1) % 5], 1) for x in range(5)]
        a = [lane ^ spread[n % 5] for n, lane in enumerate(a)]
        x, y, moving = 1, 0, a[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            a[x + 5 * y], moving = _rotated(moving, (step + 1) * (step + 2) // 2), a[x + 5 * y]
        a = [a[n] ^ (~a[n - n % 5 + (n + 1) % 5] & a[n - n % 5 + (n + 2) % 5]) & _LANE for n in range(25)]
        for bit in range(7):
            a[0] ^= (register & 1) << ((1 << bit) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
    return a
