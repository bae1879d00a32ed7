"""The export as a job: first the rows as of one moment, then the media, last the manifest.

`Job EXPORT` takes `path` (the folder or zip file to make, which must not be there yet) and `zip` (true or
false). `Extent` says before how much room it takes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core import files
from models.core.audience import Role
from models.core.clock import utc_now
from models.core.context import Read
from models.core.errors import Conflict, Invalid, NotFound
from models.core.jobs import JobRun, job
from models.core.registry import Audience, Query, answers
from models.core.tables import Member, Space
from models.core.text import tr
from models.core.units import byte_size
from models.migrations import HEAD
from models.portable import manifest as manifests
from models.portable import naming, rows
from models.portable.manifest import File, Joined, Manifest, OwnSpace, Rows
from models.portable.target import FolderTarget, Target, ZipTarget, clear

EXPORT = "portable.export"

_PAGE = 1000
_README = "Read me.txt"
_SHARE_OF_MEDIA = 0.95

Take = Callable[[str, bytes], None]


class Snapshot(msgspec.Struct, frozen=True):
    """What a person owns at one moment, besides the rows: their spaces, and where each blob goes."""

    spaces: tuple[OwnSpace, ...]
    counts: dict[str, int]
    places: dict[str, str]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Query[Snapshot]):
    """All rows of the spaces that the actor owns, of one moment; `take` gets (table, line) for each."""

    take: Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent(Query[int]):
    """About how many bytes the export of the actor's things takes."""


@answers("portable.everything", Everything, audience=Audience.OWN)
def everything(read: Read, query: Everything) -> Snapshot:
    """Rows are handed on as they are read: there may be millions."""
    spaces = _spaces(read, query.actor)
    blobs: set[str] = set()
    counts: dict[str, int] = {}
    size = 0
    for name, cls in rows.tables().items():
        table: Any = cls.__table__
        own = select(table).where(table.c.space_id.in_([space.id for space in spaces]))
        found = own.order_by(*table.primary_key.columns).execution_options(yield_per=_PAGE)
        for row in read.connection.execute(found):
            plain = dict(row._mapping)
            line = rows.encode(plain)
            size += len(line)
            counts[name] = counts.get(name, 0) + 1
            blobs.update(rows.blobs_in(plain))
            query.take(name, line)
    places = naming.paths(blobs, naming.names(read, [space.id for space in spaces]))
    size += sum(BlobRef.of(blob).size for blob in blobs)
    return Snapshot(spaces, counts, places, size)


@answers("portable.extent", Extent, audience=Audience.OWN)
def extent(read: Read, query: Extent) -> int:
    """Reads all rows: it is asked before a person decides."""
    found: Snapshot = everything(read, Everything(actor=query.actor, take=lambda _table, _line: None))
    return found.size


def _spaces(read: Read, account: UUID) -> tuple[OwnSpace, ...]:
    own = select(Member.space_id).where(Member.account_id == account, Member.role >= int(Role.OWNER))
    members: dict[UUID, list[Joined]] = {}
    for row in read.rows(select(Member).where(Member.space_id.in_(own)).order_by(Member.account_id)):
        members.setdefault(row.space_id, []).append(Joined(row.account_id, row.role))
    found = read.rows(select(Space).where(Space.space_id.in_(own)).order_by(Space.space_id))
    return tuple(
        OwnSpace(row.space_id, row.kind, row.created_at, tuple(members[row.space_id])) for row in found
    )


class _Export:
    """One attempt."""

    def __init__(self, run: JobRun) -> None:
        self.run = run
        self.path = Path(run.arguments["path"])
        self.is_zip = bool(run.arguments["zip"])
        self.blobs: BlobStore = run.service("blobs")
        self.written: dict[str, File] = {}
        self.missing: list[str] = []

    def __call__(self) -> None:
        if self.path.exists():
            raise Conflict(
                tr("“{name}” is there already.", name=files.shown_name(self.path)),
                what_now=tr("Choose another name."),
            )
        snapshot = self._snapshot()
        files.need_space(self.path.parent, self._still_needed(snapshot), name=self.path.name)
        target: Target = ZipTarget(self.path) if self.is_zip else FolderTarget(self.path)
        try:
            self._media(target, snapshot)
            tables = self._rows(target, snapshot)
            manifest = self._manifest(target, snapshot, tables)
            target.put(manifests.NAME, io.BytesIO(manifests.write(manifest)), self.run.check)
            target.finish(self.path)
        finally:
            if isinstance(target, ZipTarget):
                target.close()

    def _snapshot(self) -> Snapshot:
        """The rows, in the scratch folder: read once, so that a later attempt goes on with the same."""
        folder, note = self.run.scratch / "rows", self.run.scratch / "snapshot.json"
        if note.exists():
            return msgspec.json.decode(note.read_bytes(), type=Snapshot)
        self.run.progress(0.0, tr("Reading what is yours"))
        folder.mkdir(exist_ok=True)
        opened = {name: (folder / name).open("wb") for name in rows.tables()}
        try:
            snapshot: Snapshot = self.run.ask(
                Everything(actor=self.run.actor, take=lambda table, line: _write(opened[table], line))
            )
        finally:
            for file in opened.values():
                file.close()
        files.write_atomic(note, msgspec.json.encode(snapshot))
        return snapshot

    def _still_needed(self, snapshot: Snapshot) -> int:
        if self.is_zip:
            return snapshot.size
        begun = FolderTarget(self.path)
        blobs = {path: BlobRef.of(blob).size for blob, path in snapshot.places.items()}
        return snapshot.size - sum(size for path, size in blobs.items() if begun.has(path, size))

    def _media(self, target: Target, snapshot: Snapshot) -> None:
        total = sum(BlobRef.of(blob).size for blob in snapshot.places) or 1
        done = 0
        for blob, path in snapshot.places.items():
            ref = BlobRef.of(blob)
            self.run.check()
            self.run.progress(
                _SHARE_OF_MEDIA * done / total,
                tr("Copying {done} of {total}", done=byte_size(done), total=byte_size(total)),
            )
            self._blob(target, ref, path)
            done += ref.size

    def _blob(self, target: Target, ref: BlobRef, path: str) -> None:
        if target.has(path, ref.size):  # it had its name only once it was whole
            self.written[path] = File(path, ref.size, ref.sha256)
            return
        try:
            with self.blobs.lease(ref), self.blobs.open_range(ref) as content:
                file = target.put(path, content, self.run.check)
        except NotFound:
            self.missing.append(ref.name)
            return
        if file.blob != ref.name:
            raise Invalid(
                tr("A media file in Nonet's data is damaged: it would be exported as “{path}”.", path=path),
                what_now=tr("Restore it from a backup, or delete its video, then try again."),
            )
        self.written[path] = file

    def _rows(self, target: Target, snapshot: Snapshot) -> tuple[Rows, ...]:
        found = []
        for table, count in sorted(snapshot.counts.items()):
            path = f"data/rows/{table}.jsonl"
            with (self.run.scratch / "rows" / table).open("rb") as content:
                self.written[path] = target.put(path, content, self.run.check, packed=True)
            found.append(Rows(table, path, count))
        return tuple(found)

    def _manifest(self, target: Target, snapshot: Snapshot, tables: tuple[Rows, ...]) -> Manifest:
        self.written[_README] = target.put(_README, io.BytesIO(_readme().encode()), self.run.check)
        return Manifest(
            revision=HEAD,
            made_at=utc_now(),
            owner=self.run.actor,
            spaces=snapshot.spaces,
            tables=tables,
            files=tuple(self.written[path] for path in sorted(self.written)),
            missing=tuple(self.missing),
        )


def _write(file: Any, line: bytes) -> None:
    file.write(line)


def _readme() -> str:
    return tr(
        "This is everything one person owned in Nonet.\n\n"
        "The media are in folders that are named after what they belong to; the same files are known to "
        "Nonet by the list in {manifest}, with a checksum (SHA-256) for each. All that Nonet knows of them "
        "is in data/rows, a file for each kind of thing, one thing a line, as JSON.\n\n"
        "To bring it back, choose “Import…” in Nonet, or drop this folder or zip file on its window.\n",
        manifest=manifests.NAME,
    )


def abandon_export(run: JobRun) -> None:
    """Remove what was begun."""
    clear(Path(run.arguments["path"]))


@job(EXPORT, abandon=abandon_export)
def export(run: JobRun) -> None:
    """Write everything that the person owns to the folder or file they chose."""
    try:
        _Export(run)()
    except OSError as error:
        path = Path(run.arguments["path"])
        raise files.write_error(error, path.parent, name=path.name) from error
