"""Secrets in the record that have to be read again, sealed so that the file alone does not give them away.

What an authenticator app shares with us must be used for an HMAC, so it cannot be hashed. It is encrypted
under a key of its own, which is kept twice: wrapped by the password, and by the recovery code. Whoever has
neither reads nothing, and the vault is not needed to let somebody in.
"""

from __future__ import annotations

import secrets

_SALT = 16
_NONCE = 12


def new_key() -> bytes:
    """A key for `seal`."""
    return secrets.token_bytes(32)


def new_salt() -> bytes:
    """Salt for deriving a key from a password."""
    return secrets.token_bytes(_SALT)


def seal(key: bytes, secret: bytes, about: bytes) -> bytes:
    """AES-256-GCM, bound to `about`: the nonce, then the sealed secret."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes | None:
    """What was sealed; None where the key is another or it was tampered with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
    except (InvalidTag, ValueError):
        return None


def with_salt(salt: bytes, sealed: bytes) -> bytes:
    """The salt of the wrapping key in front of what it wraps."""
    return salt + sealed


def parted(wrapped: bytes) -> tuple[bytes, bytes]:
    """(salt, sealed) of `with_salt`."""
    return wrapped[:_SALT], wrapped[_SALT:]
