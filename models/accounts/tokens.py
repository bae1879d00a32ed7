"""Opaque session tokens and recovery codes; only their SHA-256 is kept (both are too random to guess)."""

from __future__ import annotations

import secrets
from hashlib import sha256

from models.core.errors import Invalid
from models.core.text import tr

PREFIX = "nonet_"  # makes a leaked token recognisable; the log hides what begins so
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_CODE_LENGTH = 24  # characters of 5 bits: 120 bits, and one more that checks them
_SPARE_LENGTH = 14  # 70 bits, and one character that checks them
SPARE_CODES = 10
_GROUP = 5
_LOOK_ALIKE = str.maketrans("OIL", "011")


def new_token() -> str:
    """A token of 32 random bytes, shown once; keep `digest(token)`."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored and looked up (32 bytes). For tokens and normalised codes, never for passwords."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_recovery_code() -> str:
    """A code to write down, in five groups of five: `7K2QX-…`; keep a hash of `normalise(code)`."""
    return _new_code(_CODE_LENGTH)


def new_spare_codes() -> tuple[str, ...]:
    """Ten codes of three groups of five; keep `digest(normalise_spare(code))` of each."""
    return tuple(_new_code(_SPARE_LENGTH) for _ in range(SPARE_CODES))


def normalise(code: str) -> str:
    """The code as typed by a person → its 25 characters: any case, spaces, hyphens, O for 0, I and L for 1.

    Raises Invalid (field `code`) for one that is incomplete or mistyped.
    """
    plain, length = _plain(code), _CODE_LENGTH + 1
    if len(plain) != length:
        raise Invalid(
            tr(
                "A recovery code has {length} letters and digits; this has {count}.",
                length=length,
                count=len(plain),
            ),
            what_now=tr("Type the whole code as it was shown, with or without the hyphens."),
            field="code",
        )
    if not _checks(plain):
        raise Invalid(
            tr("This is not a recovery code: one of its characters is mistyped."),
            what_now=tr("Compare it with what you wrote down."),
            field="code",
        )
    return plain


def normalise_spare(code: str) -> str:
    """A spare code as typed → its 15 characters; "" where it is none."""
    plain = _plain(code)
    return plain if len(plain) == _SPARE_LENGTH + 1 and _checks(plain) else ""


def _new_code(length: int) -> str:
    code = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    code += _check_character(code)
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum()).translate(_LOOK_ALIKE)


def _checks(plain: str) -> bool:
    return not set(plain) - set(_ALPHABET) and _check_character(plain[:-1]) == plain[-1]


def _check_character(code: str) -> str:
    """Weights are odd, so that they have inverses mod 32: every single mistyped character is noticed."""
    total = sum((2 * place + 1) * _ALPHABET.find(character) for place, character in enumerate(code))
    return _ALPHABET[total % len(_ALPHABET)]
