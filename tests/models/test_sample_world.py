"""The sample world: told twice it is there once, told of the past it happened then, removed it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import models.sample.jobs as sample_jobs
from models.accounts import erasing
from models.accounts.commands import RegisterAccount
from models.accounts.service import DOOR
from models.blobs.disk import DiskStore
from models.core.dispatcher import Outcome, Verdict
from models.core.ids import new_id
from models.core.jobs import Stop
from models.core.registry import REGISTRY, Command, Query
from models.core.retelling import RETELL, retell
from models.sample.people import people
from models.sample.queries import SampleState, SampleWorld
from models.video import sample, sample_films
from models.video.queries import LibraryPage
from tests.support.video_record import VideoRecord

TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Run:
    """The job by hand; it is stopped at the moment `stop_at` of looking whether it should."""

    def __init__(self, record: VideoRecord, loader: UUID, folder: Path, stop_at: int = 0) -> None:
        self.id, self.actor, self.space_id = new_id(), loader, loader
        self.arguments: Mapping[str, Any] = {"today": TODAY.isoformat()}
        self.scratch = folder / "scratch"
        self.scratch.mkdir(exist_ok=True)
        self.told: list[tuple[float | None, str]] = []
        self.looks = 0
        self._stop_at, self._record = stop_at, record
        self._blobs = DiskStore(folder / "blobs")

    def progress(self, fraction: float | None, detail: str, **_values: Any) -> None:
        self.told.append((fraction, detail))

    def stopping(self) -> bool:
        return False

    def check(self) -> None:
        self.looks += 1
        if self.looks == self._stop_at:
            raise Stop

    def ask(self, query: Query[Any]) -> Any:
        return self._record.ask(query)

    def submit(self, command: type[Command], /, **_fields: Any) -> Verdict:
        raise AssertionError(f"{command.__name__} is not for the one who loads")

    def service(self, name: str) -> Any:
        return {"blobs": self._blobs, RETELL: self._retell, DOOR: self}[name]

    def leave(self, account_id: UUID, password: str | None) -> None:
        erasing.begin(self._record.connection, account_id, password)

    def erase_some(self) -> bool:
        return erasing.some(self._record.connection)

    def _retell(self, commands: list[Command]) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        future.set_result(retell(self._record.connection, commands, REGISTRY))
        return future


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three films instead of nine, of a few seconds, and nothing of other domains."""
    from dataclasses import replace

    films = [
        replace(film, drawn=replace(film.drawn, seconds=3, size=(160, 90), chapters=()))
        for film in (sample_films.FILMS[0], sample_films.FILMS[3], sample_films.FILMS[6])
    ]
    lists = [replace(told, films=(0, 2)) for told in sample_films.PLAYLISTS]
    monkeypatch.setattr(sample, "FILMS", tuple(films))
    monkeypatch.setattr(sample, "PLAYLISTS", tuple(lists))
    monkeypatch.setattr(sample_jobs, "PARTS", [(sample.add_films, sample._remove)])


def counts(record: VideoRecord) -> dict[str, int]:
    tables = (
        "video",
        "rendition",
        "video_view",
        "watch_event",
        "playlist_item",
        "community_follow",
        "community_comment",
        "caption",
    )
    return {table: record.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


@pytest.mark.usefixtures("few")
def test_it_is_told_in_the_past_and_only_once(record: VideoRecord, tmp_path: Path) -> None:
    loader = record.person()
    run = Run(record, loader, tmp_path)
    sample_jobs.load(run)
    assert record.ask(SampleWorld(actor=loader)) == SampleState(loaded=True, busy=False)
    page = record.ask(LibraryPage(actor=loader))
    assert page.total == 3
    assert {(TODAY - card.added_at).days for card in page.cards} == {118, 110, 100}
    assert all(card.views > 5 for card in page.cards)
    first, last = record.sql("SELECT min(at), max(at) FROM watch_event")[0]
    assert last < TODAY.timestamp() * 1e6 and last - first > timedelta(days=60).total_seconds() * 1e6
    before = counts(record)
    assert before["playlist_item"] == 6 and before["community_follow"] == 6
    sample_jobs.load(Run(record, loader, tmp_path))
    assert counts(record) == before
    assert run.told[-1][0] is not None and 0.8 < run.told[-1][0] <= 1


@pytest.mark.usefixtures("few")
def test_stopped_anywhere_it_goes_on_and_comes_to_the_same(record: VideoRecord, tmp_path: Path) -> None:
    loader, other = record.person(), record.person("Bea")
    whole = tmp_path / "whole"
    whole.mkdir()
    sample_jobs.load(Run(record, other, whole))
    expected = counts(record)
    stopped = 0
    for stop_at in range(2, 400, 5):
        try:
            sample_jobs.load(Run(record, loader, tmp_path, stop_at))
            break
        except Stop:
            stopped += 1
    assert stopped > 3
    assert counts(record) == {table: 2 * count for table, count in expected.items()}


@pytest.mark.usefixtures("few")
def test_removed_it_leaves_what_others_made(record: VideoRecord, tmp_path: Path) -> None:
    loader, first = record.person(), new_id()
    record.did(first, RegisterAccount, first, name="Ada")  # who looks after the record
    sample_jobs.load(Run(record, loader, tmp_path))
    assert {person.name for person in people(loader)} <= {
        row[0] for row in record.sql("SELECT name FROM account")
    }
    sample_jobs.remove(Run(record, loader, tmp_path))
    assert record.ask(LibraryPage(actor=loader)).total == 0
    assert counts(record) == dict.fromkeys(counts(record), 0)
    assert record.ask(SampleWorld(actor=loader)) == SampleState(loaded=False, busy=False)
    again = Run(record, loader, tmp_path)
    again.arguments = {"today": (TODAY + timedelta(days=1)).isoformat()}
    sample_jobs.load(again)
    assert record.ask(LibraryPage(actor=loader)).total == 3, "it can be loaded once more"
