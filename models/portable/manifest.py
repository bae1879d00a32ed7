"""The manifest: what an export holds, and the refusals of one that cannot be taken in."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

import msgspec

from models.core.audience import Role
from models.core.errors import Invalid
from models.core.text import tr
from models.migrations import HEAD

NAME = "nonet-export.json"
FORMAT = "nonet-export"
VERSION = 1
LARGEST = 256 << 20  # bytes of a manifest: a million files

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REVISION = re.compile(r"\d{4}")


class File(msgspec.Struct, frozen=True):
    """A file of the export. `path` is relative, with `/` between its parts."""

    path: str
    size: int
    sha256: str

    @property
    def blob(self) -> str:
        """The name rows know it by, where it is one."""
        return f"{self.sha256}-{self.size}"


class Joined(msgspec.Struct, frozen=True):
    """A member of a space, and the role (as in `Role`)."""

    account_id: UUID
    role: int


class OwnSpace(msgspec.Struct, frozen=True):
    """A space that the person owns."""

    id: UUID
    kind: str
    created_at: datetime
    members: tuple[Joined, ...]


class Rows(msgspec.Struct, frozen=True):
    """The rows of a table, in a file of the export."""

    table: str
    path: str
    count: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that an export holds. `missing` are blobs that rows name and that were not there any more."""

    format: str = FORMAT
    version: int = VERSION
    revision: str
    made_at: datetime
    owner: UUID
    spaces: tuple[OwnSpace, ...]
    tables: tuple[Rows, ...]
    files: tuple[File, ...]
    missing: tuple[str, ...] = ()


class _Sealed(msgspec.Struct, frozen=True):
    sha256: str
    manifest: msgspec.Raw


class _Heading(msgspec.Struct, frozen=True):
    format: str = ""
    version: int = 0
    revision: str = ""


def write(manifest: Manifest) -> bytes:
    """As it is in the file, with a checksum over itself."""
    body = msgspec.json.encode(manifest)
    return msgspec.json.encode(_Sealed(sha256(body).hexdigest(), msgspec.Raw(body)))


def read(data: bytes) -> Manifest:
    """The manifest, if it is whole, ours, of a version known here, and names only places within itself.

    Raises Invalid.
    """
    try:
        sealed = msgspec.json.decode(data, type=_Sealed)
        heading = msgspec.json.decode(sealed.manifest, type=_Heading)
    except msgspec.ValidationError as error:
        raise not_ours() from error
    except msgspec.DecodeError as error:
        raise cut_off() from error
    if heading.format != FORMAT or not _REVISION.fullmatch(heading.revision):
        raise not_ours()
    if heading.version > VERSION or heading.revision > HEAD:
        raise Invalid(
            tr("This export was made by a newer version of Nonet, which this one cannot read."),
            what_now=tr("Update Nonet, then import it again."),
        )
    if sha256(sealed.manifest).hexdigest() != sealed.sha256:
        raise damaged(NAME)
    try:
        manifest = msgspec.json.decode(sealed.manifest, type=Manifest)
    except msgspec.DecodeError as error:
        raise not_ours() from error
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    seen: set[str] = set()
    for file in manifest.files:
        if not is_safe(file.path):
            raise Invalid(
                tr(
                    "The export names a file outside of itself (“{path}”), so it was not touched.",
                    path=file.path,
                ),
                what_now=tr("Do not trust where it came from."),
            )
        if file.path.casefold() in seen or file.size < 0 or not _SHA256.fullmatch(file.sha256):
            raise not_ours()
        seen.add(file.path.casefold())
    known = {file.path for file in manifest.files}
    people = [space for space in manifest.spaces if space.kind == "person"]
    if [space.id for space in people] != [manifest.owner] or {NAME} & known:
        raise not_ours()
    if any(rows.path not in known for rows in manifest.tables):
        raise not_ours()
    roles = {member.role for space in manifest.spaces for member in space.members}
    if roles - {int(role) for role in Role}:
        raise not_ours()
    if len({space.id for space in manifest.spaces}) < len(manifest.spaces):
        raise not_ours()


def is_safe(path: str) -> bool:
    """Whether a path stays where it is put, on every system."""
    parts = path.split("/")
    return (
        0 < len(path) <= 1000
        and not any(
            part in ("", ".", "..") or part != part.strip(" ") or part.endswith(".") for part in parts
        )
        and not any(character in '\\:*?"<>|' or unicodedata.category(character) == "Cc" for character in path)
        and str(PurePosixPath(path)) == path
    )


def not_ours() -> Invalid:
    return Invalid(
        tr("This is not an export of Nonet."),
        what_now=tr("Choose the folder or zip file that “Export everything I own” made."),
    )


def cut_off() -> Invalid:
    return Invalid(
        tr("This export is cut off: a part of it is missing."),
        what_now=tr("Nothing was changed. Copy it again, or export again where it came from."),
    )


def damaged(name: str) -> Invalid:
    return Invalid(
        tr("“{name}” in the export is damaged: it is not what was exported.", name=name),
        what_now=tr("Nothing was changed. Copy the export again, or export again where it came from."),
    )
