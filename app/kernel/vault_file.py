"""The encrypted file behind the vault: argon2id and AES-256-GCM, replaced whole or not at all.

Layout (big endian): magic 8 | version 1 | time cost 4 | memory KiB 4 | lanes 1 | salt 16 | passphrase
check 16 | nonce 12 | header checksum 8 | ciphertext and tag. The key derivation gives 48 bytes: the key and
the check, which tells a wrong passphrase from a damaged file. The header is authenticated with the rest.
"""

from __future__ import annotations

import hmac
import json
import os
import struct
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.core.errors import Invalid, Unavailable
from models.core.files import read_error, write_atomic, write_error
from models.core.text import tr

_MAGIC = b"NONETVLT"
_VERSION = 1
_HEADER = struct.Struct(">8sBIIB16s16s12s")
_CHECKSUM = 8
_LARGEST = 16 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Costs:
    """Of argon2id: passes, KiB of memory, lanes (RFC 9106, the low-memory profile)."""

    passes: int = 3
    memory: int = 65536
    lanes: int = 4

    def sane(self) -> bool:
        return 1 <= self.passes <= 100 and 8 * self.lanes <= self.memory <= 1 << 21 and 1 <= self.lanes <= 64


@dataclass(frozen=True, slots=True)
class Key:
    """What a passphrase became; kept in memory while the vault is open."""

    costs: Costs
    salt: bytes
    key: bytes
    check: bytes


def new_key(passphrase: str, costs: Costs) -> Key:
    """A key with a fresh salt. Takes about 0.15 s and `costs.memory` KiB."""
    return _derive(passphrase, costs, os.urandom(16))


def write(path: Path, secrets: dict[str, str], key: Key) -> None:
    """Replace the file. Raises Unavailable when the disk refuses; the old file is then unharmed."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    costs = key.costs
    header = _HEADER.pack(
        _MAGIC, _VERSION, costs.passes, costs.memory, costs.lanes, key.salt, key.check, nonce
    )
    header += sha256(header).digest()[:_CHECKSUM]
    sealed = AESGCM(key.key).encrypt(nonce, json.dumps(secrets).encode(), header)
    try:
        write_atomic(path, header + sealed)
    except OSError as error:
        raise write_error(error, path.parent, name=path.name, needed=len(header) + len(sealed)) from error


def read(path: Path, passphrase: str) -> tuple[dict[str, str], Key]:
    """The secrets and the key to write them again.

    Raises Invalid (field `passphrase`) for a wrong passphrase, Unavailable for a damaged or newer file.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header, sealed = _split(path)
    _magic, _version, passes, memory, lanes, salt, check, nonce = _HEADER.unpack(header[: _HEADER.size])
    costs = Costs(passes, memory, lanes)
    if not costs.sane():
        raise _damaged(path)
    key = _derive(passphrase, costs, salt)
    if not hmac.compare_digest(key.check, check):
        raise Invalid(
            tr("This is not the passphrase of the vault."),
            what_now=tr("Try again; mind the keyboard's language and capital letters."),
            field="passphrase",
        )
    try:
        secrets = json.loads(AESGCM(key.key).decrypt(nonce, sealed, header))
    except (InvalidTag, ValueError) as error:
        raise _damaged(path) from error
    return secrets, key


def _split(path: Path) -> tuple[bytes, bytes]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise read_error(error, path) from error
    size = _HEADER.size + _CHECKSUM
    if not data.startswith(_MAGIC) or len(data) < size + 16 or len(data) > _LARGEST:
        raise _damaged(path)
    if data[len(_MAGIC)] > _VERSION:
        raise Unavailable(
            tr("The vault was written by a newer version of Nonet."),
            what_now=tr("Start the newer version; this one leaves the vault as it is."),
        )
    header = data[:size]
    if sha256(header[: _HEADER.size]).digest()[:_CHECKSUM] != header[_HEADER.size :]:
        raise _damaged(path)
    return header, data[size:]


def _derive(passphrase: str, costs: Costs, salt: bytes) -> Key:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derived = Argon2id(
        salt=salt, length=48, iterations=costs.passes, lanes=costs.lanes, memory_cost=costs.memory
    ).derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))
    return Key(costs, salt, derived[:32], derived[32:])


def _damaged(path: Path) -> Unavailable:
    return Unavailable(
        tr("The vault file is damaged, so the secrets in it cannot be read."),
        what_now=tr(
            "Put “{name}” back from a copy of the data folder, or remove it to begin anew.", name=path.name
        ),
    )
