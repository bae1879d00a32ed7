"""The import job run by hand: stopped at any step, with its store and its record looked at from outside."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID

from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef
from models.core.dispatcher import Verdict
from models.core.jobs import Stop
from models.core.registry import Command, Query
from models.video.commands import AddVideo, channel_of
from models.video.entities import VideoDetail
from models.video.jobs import import_video
from models.video.queries import BlobsInUse, LibraryPage
from tests.support.video_record import VideoRecord

C = TypeVar("C", bound=Command)


class Blobs(DiskStore):
    """The store, which may be stopped around each change."""

    def __init__(self, root: Path, step: Callable[[], None] = lambda: None) -> None:
        super().__init__(root, grace=timedelta(0))
        self.step = step

    def put_file(self, *arguments: Any, **named: Any) -> BlobRef:
        self.step()
        made = super().put_file(*arguments, **named)
        self.step()
        return made

    def put_bytes(self, data: bytes) -> BlobRef:
        self.step()
        return super().put_bytes(data)

    def adopt(self, *arguments: Any, **named: Any) -> BlobRef:
        self.step()
        made = super().adopt(*arguments, **named)
        self.step()
        return made


class Bench:
    """A person, a store, and a dropped file whose job is run by hand."""

    def __init__(self, record: VideoRecord, folder: Path, ada: UUID | None = None) -> None:
        self.record, self.folder = record, folder
        self.ada = ada or record.person()
        self.blobs = Blobs(folder / "blobs")
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.video = UUID(int=0)
        self.arguments: dict[str, Any] = {}

    @classmethod
    def of_film(cls, source: Path, folder: Path) -> Self:
        """On which a film has been made playable, without its original: once a process for all tests. Its
        record is to be closed."""
        film = _playable(source)
        there = Path(shutil.copytree(film.folder, folder / "bench"))
        bench = cls(VideoRecord(there, there / "record.db"), there, film.ada)
        bench.video = film.video
        return bench

    def drop(self, path: Path, *, keep_original: bool = True) -> UUID:
        made = self.record.did(
            self.ada, AddVideo, channel_of(self.ada), title=path.stem, path=str(path), size=1,
            keep_original=keep_original,
        )  # fmt: skip
        self.video = made.command_id
        self.arguments = {
            "path": str(path), "channel_id": str(channel_of(self.ada)), "video_id": str(self.video),
            "keep_original": keep_original,
        }  # fmt: skip
        return self.video

    def attempt(self, work: Callable[[Any], None] = import_video, **where: Any) -> Attempt:
        """Run the job as far as it comes."""
        attempt = Attempt(self, **where)
        self.blobs.step = attempt.step
        try:
            work(attempt)
        finally:
            self.blobs.step = lambda: None
        return attempt

    def detail(self) -> VideoDetail:
        return self.record.detail(self.ada, self.video)

    def used(self) -> set[str]:
        return {ref.name for ref in self.record.ask(BlobsInUse(actor=self.ada))}

    def stored(self) -> set[str]:
        return {ref.name for ref in self.blobs.refs()}

    def sweep(self) -> None:
        self.blobs.sweep(lambda: self.record.ask(BlobsInUse(actor=self.ada)))

    def assert_nothing_left(self) -> None:
        """No row, no file: as if it had never been dropped (the sweep is what deletes blobs)."""
        self.sweep()
        assert self.record.ask(LibraryPage(actor=self.ada)).total == 0
        assert self.record.sql("SELECT count(*) FROM rendition") == [(0,)]
        assert self.stored() == self.used() == set()
        assert not list((self.folder / "blobs" / "incoming").iterdir())
        assert not list(self.scratch.iterdir())


@dataclass(frozen=True)
class _Film:
    folder: Path
    ada: UUID
    video: UUID


@cache
def _playable(source: Path) -> _Film:
    folder = Path(tempfile.mkdtemp(dir=os.environ["HOME"]))
    record = VideoRecord(folder)
    bench = Bench(record, folder)
    bench.drop(source, keep_original=False)
    bench.attempt()
    record.close()
    shutil.rmtree(bench.scratch)
    return _Film(folder, bench.ada, bench.video)


class Attempt:
    """One run of the job; it is stopped at the step `stop_at`, or as soon as it looks in the `phase`."""

    def __init__(self, bench: Bench, *, stop_at: int = 0, phase: str = "") -> None:
        self.id = self.video = bench.video
        self.space_id = self.actor = bench.ada
        self.arguments: Mapping[str, Any] = bench.arguments
        self.scratch = bench.scratch
        self.steps = 0
        self.told: list[tuple[float | None, str, dict[str, Any]]] = []
        self._bench, self._stop_at, self._phase = bench, stop_at, phase

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._stop_at:
            raise Stop

    def progress(self, fraction: float | None, detail: str, **values: Any) -> None:
        if not self.told or self.told[-1][1].split()[0] != detail.split()[0]:
            self.step()
        self.told.append((fraction, detail, values))

    def stopping(self) -> bool:
        return False

    def check(self) -> None:
        if self._phase and self.told and self.told[-1][1].startswith(self._phase):
            raise Stop

    def submit(self, command: type[C], /, *, space_id: UUID | None = None, **fields: Any) -> Verdict:
        self.step()
        verdict = self._bench.record.send(self.actor, command, space_id, **fields)
        if verdict.error is not None:
            raise verdict.error
        self.step()
        return verdict

    def ask(self, query: Query[Any]) -> Any:
        return self._bench.record.ask(query)

    def service(self, name: str) -> Any:
        return {"blobs": self._bench.blobs}[name]
