"""A record with a store, on which the jobs of export and import are run by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import insert, select

import models.video.examining  # how media are looked at
import models.video.naming  # noqa: F401  what files are called
from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef
from models.core.audience import Role
from models.core.dispatcher import Verdict
from models.core.ids import new_id
from models.core.jobs import JobRun, Stop
from models.core.registry import Command, Query
from models.core.tables import Base, Space
from models.portable import examining, rows
from models.portable.export import export
from models.portable.take_in import take_in
from models.video.commands import AddVideo, PublishVideo, channel_of
from models.video.tables import Channel
from tests.support.video_record import VideoRecord

C = TypeVar("C", bound=Command)
Dump = dict[str, list[dict[str, Any]]]


class Run:
    """One attempt at a job; it is stopped when it looks for the `stop_at`-th time."""

    def __init__(self, nonet: OneNonet, arguments: Mapping[str, Any], stop_at: int = 0) -> None:
        self.id, self.space_id, self.actor = new_id(), nonet.ada, nonet.ada
        self.arguments = arguments
        self.scratch = nonet.scratch
        self.told: list[str] = []
        self.looks = 0
        self._nonet, self._stop_at = nonet, stop_at

    def progress(self, fraction: float | None, detail: str, **values: Any) -> None:
        assert fraction is None or 0 <= fraction <= 1
        self.told.append(detail)

    def stopping(self) -> bool:
        return False

    def check(self) -> None:
        self.looks += 1
        if self.looks == self._stop_at:
            raise Stop

    def submit(self, command: type[C], /, *, space_id: UUID | None = None, **fields: Any) -> Verdict:
        verdict = self._nonet.record.send(self.actor, command, space_id, **fields)
        if verdict.error is not None:
            raise verdict.error
        return verdict

    def ask(self, query: Query[Any]) -> Any:
        return self._nonet.record.ask(query)

    def service(self, name: str) -> Any:
        return {"blobs": self._nonet.blobs}[name]


class OneNonet:
    """A Nonet with one person in it."""

    def __init__(self, folder: Path, ada: UUID | None = None) -> None:
        folder.mkdir()
        self.folder, self.ada = folder, ada or new_id()
        self.record = VideoRecord(folder)
        self.blobs = DiskStore(folder / "blobs")
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.space(self.ada, "person")

    def close(self) -> None:
        self.record.close()

    def space(self, space_id: UUID, kind: str, owner: UUID | None = None) -> None:
        """A space of somebody's."""
        now = self.record.clock()
        row = {"space_id": space_id, "kind": kind, "created_at": now, "change_number": 0}
        with self.record.connection.begin():
            self.record.connection.execute(insert(Space), [row])
        self.record.join(space_id, owner or self.ada, Role.OWNER)

    def put(self, table: type[Base], *some: dict[str, Any]) -> None:
        """Rows as they are."""
        if some:
            with self.record.connection.begin():
                self.record.connection.execute(insert(table), list(some))

    def _run(self, work: Callable[[JobRun], None], arguments: dict[str, Any], stop_at: int) -> Run:
        run = Run(self, arguments, stop_at)
        work(run)
        for path in sorted(self.scratch.rglob("*"), reverse=True):  # as the runner does at the end
            path.rmdir() if path.is_dir() else path.unlink()
        return run

    def export(self, path: Path, *, stop_at: int = 0) -> Run:
        return self._run(export, {"path": str(path), "zip": path.suffix == ".zip"}, stop_at)

    def take_in(self, path: Path, *, stop_at: int = 0, examined: bool = False) -> Run:
        """`examined` where the media are real, and to be looked at as in the application."""
        with ExitStack() as patches:
            if not examined:
                patches.enter_context(patch.dict(examining._examiners, clear=True))
            return self._run(take_in, {"path": str(path)}, stop_at)

    def dump(self) -> Dump:
        """Every row that a person takes along, whoever's it is, in an order of its own."""
        found: Dump = {}
        with self.record.connection.begin():
            for name, cls in rows.tables().items():
                got = self.record.connection.execute(select(cls.__table__)).all()
                plain = [msgspec.to_builtins(dict(row._mapping)) for row in got]
                found[name] = sorted(plain, key=lambda row: msgspec.json.encode(row, order="sorted"))
        return found

    def spaces(self) -> list[tuple[Any, ...]]:
        return self.record.sql(
            "SELECT s.space_id, kind, created_at, account_id, role FROM space s JOIN member USING (space_id)"
            " ORDER BY 1, 4"
        )

    def contents(self) -> dict[BlobRef, bytes]:
        """What is in the store."""
        return {ref: self.blobs.open_range(ref).read() for ref in self.blobs.refs()}


MEDIA = [b"a film", b"a picture", bytes(3_000_000)]
NAMES = [f"{sha256(data).hexdigest()}-{len(data)}" for data in MEDIA]


@pytest.fixture
def nonets(tmp_path: Path) -> Iterator[Callable[..., OneNonet]]:
    made: list[OneNonet] = []

    def make(ada: UUID | None = None) -> OneNonet:
        made.append(OneNonet(tmp_path / f"nonet{len(made)}", ada))
        return made[-1]

    yield make
    for each in made:
        each.close()


def furnish(nonet: OneNonet, title: str = "A walk", *, original: bool = True) -> None:
    """A channel with one film in it."""
    channel = channel_of(nonet.ada)
    refs = [nonet.blobs.put_bytes(data) for data in MEDIA]
    nonet.space(channel, "channel")
    now = datetime(2026, 3, 4, tzinfo=UTC)
    nonet.put(
        Channel,
        {"space_id": channel, "owner": nonet.ada, "name": "Ada: films", "about": "", "audience": "public",
         "created_at": now},
    )  # fmt: skip
    made = nonet.record.did(nonet.ada, AddVideo, channel, title=title, path="/films/walk.MKV", size=6)
    details = {"kind": "picture"}
    nonet.record.did(
        nonet.ada, PublishVideo, channel, video_id=made.command_id,
        renditions=[{"name": "720p", "blob": refs[2].name, "size": refs[2].size, "details": details}],
    )  # fmt: skip
    named = refs[0].name if original else ""
    nonet.record.sql("UPDATE video SET original = ?, poster = ? RETURNING 1", named, refs[1].name)
