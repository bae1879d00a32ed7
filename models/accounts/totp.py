"""Codes from an authenticator app: HOTP (RFC 4226) counted by the clock (RFC 6238), SHA-1, 6 digits, 30 s.

Those parameters are the only ones that every app understands.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from urllib.parse import quote, urlencode

STEP = 30  # seconds
DIGITS = 6
WINDOW = 1  # steps to either side that are taken too
_REMEMBERED = 20  # steps back for which a code that came too late is called that
ISSUER = "Nonet"


class Judged(Enum):
    """What a code turned out to be."""

    RIGHT = "right"
    USED = "used"
    EXPIRED = "expired"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A code's worth, and the step it belongs to (0 where it belongs to none)."""

    judged: Judged
    step: int = 0


def new_secret() -> bytes:
    """160 bits, as long as the hash (RFC 4226, 4, R6)."""
    return secrets.token_bytes(20)


def step_of(at: datetime) -> int:
    """The number of the time step that holds this instant."""
    return int(at.timestamp()) // STEP


def code_of(secret: bytes, step: int, *, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), algorithm)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def typed_code(text: str) -> str:
    """The digits of what was typed, of any script and however grouped; "" where it is no code."""
    plain = "".join(character for character in text if not (character.isspace() or character in "-\u2011"))
    if len(plain) != DIGITS or not all(character.isdecimal() for character in plain):
        return ""
    return "".join(str(unicodedata.decimal(character)) for character in plain)


def judge(secret: bytes, code: str, now: datetime, last_step: int = -1) -> Judgement:
    """Whether `code` is right now. Steps up to `last_step` are used up (RFC 6238, 5.2: accept once).

    All steps are compared in any case, so that the time it takes tells nothing.
    """
    present = step_of(now)
    steps = range(max(0, present - _REMEMBERED), present + WINDOW + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_of(secret, step), code)]
    window = [step for step in fitting if step >= present - WINDOW]
    fresh = [step for step in window if step > last_step]
    if fresh:
        return Judgement(Judged.RIGHT, fresh[0])
    if window:
        return Judgement(Judged.USED, window[-1])
    return Judgement(Judged.EXPIRED, fitting[-1]) if fitting else Judgement(Judged.WRONG)


def skew(secret: bytes, code: str, now: datetime) -> int | None:
    """By how many seconds the app's clock is ahead (below zero: behind), looked for within ten minutes.

    Only for setting it up: told to whoever guesses, it would say which codes are right later.
    """
    present = step_of(now)
    for distance in range(1, _REMEMBERED + 1):
        for step in (present - distance, present + distance):
            if step >= 0 and hmac.compare_digest(code_of(secret, step), code):
                return (step - present) * STEP
    return None


def written(secret: bytes) -> str:
    """The secret for typing it into an app: base 32 in groups of four."""
    text = b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, name: str) -> str:
    """The `otpauth://` address that the QR code holds (the Key Uri Format that all apps read)."""
    label = quote(f"{ISSUER}:{name}", safe="")
    fields = {
        "secret": b32encode(secret).decode().rstrip("="),
        "issuer": ISSUER,
        "algorithm": "SHA1",
        "digits": str(DIGITS),
        "period": str(STEP),
    }
    return f"otpauth://totp/{label}?{urlencode(fields)}"
