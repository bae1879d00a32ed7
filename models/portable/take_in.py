"""The import as a job: everything is looked through first, then the media are taken, last the rows.

`Job IMPORT` takes `path`, of a folder or a zip file. Nothing is changed before all of it is known to be
whole; the rows then go through commands, and those that are here already stay as they are. What was exported
by another account becomes the importer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core import files
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Invalid, NotAllowed
from models.core.jobs import JobRun, job
from models.core.registry import Command, Permission, handles
from models.core.tables import Base, Member, Space
from models.core.text import tr
from models.core.units import byte_size
from models.portable import manifest as manifests
from models.portable import rows
from models.portable.examining import examiner
from models.portable.manifest import File, Manifest, OwnSpace, Rows
from models.portable.rehearsal import Rehearsal
from models.portable.source import Source, copy, opened

IMPORT = "portable.import"

_AT_ONCE = 500  # rows a command: the writer is kept for some milliseconds
_LOOKED, _TAKEN = 0.1, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpace(Command):
    """Have a space as it was exported, if it is not there; its owner is the actor."""

    kind: str
    created_at: datetime
    members: list[tuple[UUID, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRows(Command):
    """Add those rows of a table that are not there yet; returns how many were added."""

    table: str
    rows: list[dict[str, Any]]


@handles("portable.space.open", OpenSpace, permission=Permission.OUTSIDER)
def open_space(ctx: Context, cmd: OpenSpace) -> None:
    """A space that is here stays as it is; one of somebody else's is not touched."""
    if ctx.get(Space, cmd.space_id) is not None:
        member = ctx.get(Member, cmd.space_id, cmd.actor)
        if member is None or member.role < int(Role.OWNER):
            raise NotAllowed(
                tr("A part of this export belongs to somebody else in this Nonet."),
                what_now=tr("Sign in as the person it belongs to, and import it there."),
            )
        return
    if cmd.kind == "person":
        raise NotAllowed(tr("An import does not make accounts."))
    ctx.insert(Space, space_id=cmd.space_id, kind=cmd.kind, created_at=cmd.created_at, change_number=0)
    for account_id, role in {**dict(cmd.members), cmd.actor: int(Role.OWNER)}.items():
        ctx.insert(Member, space_id=cmd.space_id, account_id=account_id, role=int(Role(role)))


@handles("portable.rows.take", TakeRows, permission=Permission.OWNER, redacted=frozenset({"rows"}))
def take_rows(ctx: Context, cmd: TakeRows) -> int:
    """What is here already is newer or the same: it stays."""
    cls = rows.tables().get(cmd.table)
    if cls is None:
        raise Invalid(tr("This version of Nonet keeps nothing called {table}.", table=cmd.table))
    added = 0
    for plain in cmd.rows:
        values = rows.values(cls, plain)
        if ctx.get(cls, *rows.key(cls, values)) is None:
            ctx.insert(cls, **values)
            added += 1
    return added


class _Import:
    """One attempt at one export."""

    def __init__(self, run: JobRun, source: Source, manifest: Manifest) -> None:
        self.run, self.source, self.manifest = run, source, manifest
        self.blobs: BlobStore = run.service("blobs")
        self.spaces = {self._own_id(space.id): space for space in manifest.spaces}
        self.known = {file.blob for file in manifest.files} | set(manifest.missing)
        self.named: set[str] = set()
        self.files = {file.path: file for file in manifest.files}

    def __call__(self) -> None:
        self.run.progress(0.0, tr("Looking through the export"))
        with closing(Rehearsal(self.run.scratch)) as rehearsal:
            for entry in self.manifest.tables:
                self._look_through(entry, rehearsal)
        before = self._here_before()
        self._media()
        self._examine(before)
        self.run.check()  # from here on it is done to its end: there is no half of it
        added, here = self._take()
        told = tr("{added} things were added, {here} were here already", added=added, here=here)
        self.run.progress(1.0, told, added=added, here=here)

    def _own_id(self, space_id: UUID) -> UUID:
        """What belonged to the exporting account belongs to the importing one."""
        return self.run.actor if space_id == self.manifest.owner else space_id

    def _look_through(self, entry: Rows, rehearsal: Rehearsal) -> None:
        """Keep a table's rows in the scratch folder once every one of them is known to be right."""
        cls = rows.tables().get(entry.table)
        if cls is None:
            raise rows.broken()
        copy(self.source, self.files[entry.path], self._kept(entry), self.run.check)
        count = 0
        found = self._rows(entry)
        while lot := list(islice(found, _AT_ONCE)):
            self.run.check()
            rehearsal.add(cls, [self._looked_at(cls, plain) for plain in lot])
            count += len(lot)
        if count != entry.count:
            raise manifests.cut_off()

    def _looked_at(self, cls: type[Base], plain: rows.Plain) -> rows.Plain:
        values = rows.values(cls, plain)
        named = set(rows.blobs_in(plain))
        if values["space_id"] not in self.spaces or named - self.known:
            raise rows.broken()
        self.named |= named
        return values

    def _kept(self, entry: Rows) -> Path:
        return self.run.scratch / f"{entry.table}.jsonl"

    def _rows(self, entry: Rows) -> Iterator[rows.Plain]:
        old, new = str(self.manifest.owner), str(self.run.actor)
        with self._kept(entry).open("rb") as file:
            for line in file:
                plain = rows.decode(line)
                yield plain if old == new else rows.swapped(plain, old, new)

    def _media(self) -> None:
        wanted = [file for file in self.manifest.files if file.blob in self.named]
        new = [file for file in wanted if not self.blobs.exists(BlobRef.of(file.blob))]
        total = sum(file.size for file in new)
        files.need_space(self.run.scratch, total, name=Path(self.run.arguments["path"]).name)
        done = 0
        for file in new:
            self.run.check()
            self.run.progress(
                _LOOKED + (_TAKEN - _LOOKED) * done / (total or 1),
                tr("Copying {done} of {total}", done=byte_size(done), total=byte_size(total)),
            )
            self._blob(file)
            done += file.size

    def _here_before(self) -> frozenset[str]:
        """The blobs that were in the store before this import, however often it was begun."""
        note = self.run.scratch / "here.json"
        if not note.exists():
            here = [blob for blob in sorted(self.named) if self.blobs.exists(BlobRef.of(blob))]
            files.write_atomic(note, msgspec.json.encode(here))
        return frozenset(msgspec.json.decode(note.read_bytes(), type=list[str]))

    def _examine(self, known: frozenset[str]) -> None:
        """Have each domain look at the files that came in, before a row names one."""
        note = self.run.scratch / "examined"
        done = set(known) | set(self.manifest.missing)
        done.update(note.read_text().split() if note.exists() else ())
        for entry in self.manifest.tables:
            found = examiner(entry.table)
            if found is None:
                continue
            names, examine = found
            for plain in self._rows(entry):
                self.run.check()
                new = [blob for blob in names(plain) if blob in self.named and blob not in done]
                if new:
                    self.run.progress(_TAKEN, tr("Looking at what came in"))
                    with ExitStack() as leases:
                        paths = [leases.enter_context(self.blobs.lease(BlobRef.of(blob))) for blob in new]
                        examine(paths, self.run.check)
                    done.update(new)
                    with note.open("a") as file:
                        file.write(" ".join((*new, "")))

    def _blob(self, file: File) -> None:
        part = self.run.scratch / "media.part"
        copy(self.source, file, part, self.run.check)
        self.blobs.adopt(part, check=self.run.check)

    def _take(self) -> tuple[int, int]:
        self.run.progress(_TAKEN, tr("Adding it to your data"))
        for space_id, space in self.spaces.items():
            self.run.submit(
                OpenSpace,
                space_id=space_id,
                kind=space.kind,
                created_at=space.created_at,
                members=self._members(space),
            )
        added = count = 0
        for entry in self.manifest.tables:
            for space_id, some in self._runs(entry):
                verdict = self.run.submit(TakeRows, space_id=space_id, table=entry.table, rows=some)
                added += int(verdict.result or 0)
                count += len(some)
        return added, count - added

    def _members(self, space: OwnSpace) -> list[tuple[UUID, int]]:
        return [(self._own_id(member.account_id), member.role) for member in space.members]

    def _runs(self, entry: Rows) -> Iterator[tuple[UUID, list[rows.Plain]]]:
        """The rows of a table, some at a time, each lot of one space."""
        found = self._rows(entry)
        while lot := list(islice(found, _AT_ONCE)):
            by_space: dict[UUID, list[rows.Plain]] = {}
            for plain in lot:
                by_space.setdefault(UUID(plain["space_id"]), []).append(plain)
            yield from by_space.items()


@job(IMPORT)
def take_in(run: JobRun) -> None:
    """Take in an export, or refuse it in a sentence and leave everything as it was."""
    path = Path(run.arguments["path"])
    with opened(path) as (source, manifest):
        try:
            _Import(run, source, manifest)()
        except OSError as error:
            raise files.write_error(error, run.scratch, name=path.name) from error
