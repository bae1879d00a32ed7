"""What is dropped: refused at once with a sentence, or planned and begun."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from controllers.video import importer
from controllers.video.importer import plan
from controllers.video.titles import title_of
from models.core.jobs import JobList
from models.video.entities import IMPORT
from models.video.queries import LibraryPage
from tests.support.video_world import World


def _file(path: Path, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("garden-tour_4k.final.mov", "Garden tour 4k final"),
        ("2026-11-22 18.30.mp4", "2026-11-22 18.30"),
        ("____.mp4", "____.mp4"),
        ("VID_20261122.mp4", "VID 20261122"),
        (".mp4", "Mp4"),
        ("Sourdough, start to finish.webm", "Sourdough, start to finish"),
    ],
)
def test_titles_are_readable(name: str, title: str) -> None:
    assert title_of(PurePath(name)) == title


def test_folders_are_searched_for_videos_without_going_in_circles(tmp_path: Path) -> None:
    folder = tmp_path / "films"
    _file(folder / "one.mp4", 100)
    _file(folder / "deep" / "two.MKV", 50)
    _file(folder / "notes.txt")
    _file(folder / ".hidden" / "three.mp4")
    (folder / "deep" / "loop").symlink_to(folder)
    (folder / "again.mp4").symlink_to(folder / "one.mp4")
    made = plan([folder], tmp_path, keep_original=False)
    assert sorted(file.size for file in made.files) == [50, 100]
    assert made.problems == []
    assert made.needed == round(150 * importer.SHARE_MADE)
    kept = plan([folder], tmp_path, keep_original=True)
    assert kept.needed > made.needed


def test_a_dropped_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    dropped = QUrl.fromLocalFile(str(_file(tmp_path / "no ending %41")))
    made = plan([dropped.toString(QUrl.ComponentFormattingOption.FullyEncoded)], tmp_path, keep_original=True)
    assert [file.path.name for file in made.files] == ["no ending %41"]


def test_each_problem_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    os.mkfifo(tmp_path / "pipe")
    empty = _file(tmp_path / "empty.mp4", 0)
    places: list[str | Path] = [
        tmp_path / "void",
        tmp_path / "pipe",
        empty,
        tmp_path / "gone.mp4",
        "https://example.org/a.mp4",
    ]
    made = plan(places, tmp_path, keep_original=True)
    assert made.files == []
    assert len(made.problems) == 5
    void, pipe, nothing, gone, web = made.problems
    assert "no videos in the folder" in void and "void" in void
    assert "not a file with content" in pipe
    assert nothing == "“empty.mp4” is empty."
    assert "not there any more" in gone
    assert "not a file on this computer" in web


def test_adding_makes_videos_and_their_jobs(world: World, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [_file(tmp_path / f"clip_{n}.mp4") for n in range(2)]
    with qtbot.waitSignal(world.parts.importer.added) as told:
        world.parts.importer.add([*paths, tmp_path / "gone.mp4"])
    assert len(told.args[0]) == 2
    qtbot.waitUntil(lambda: len(world.gateway.ask_now(JobList(actor=world.account))) == 2)
    jobs = world.gateway.ask_now(JobList(actor=world.account))
    assert {job.kind for job in jobs} == {IMPORT}
    page = world.gateway.ask_now(LibraryPage(actor=world.account))
    assert {card.title for card in page.cards} == {"Clip 0", "Clip 1"}
    texts = [notice.text for notice in world.notices.history]
    assert any("gone.mp4" in text for text in texts)
    assert any("2 videos" in text and "free" in text for text in texts)


def test_what_cannot_fit_is_refused(
    world: World, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("controllers.video.importer.shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    world.parts.importer.add([_file(tmp_path / "big.mp4", 5000)])
    qtbot.waitUntil(lambda: bool(world.notices.history))
    assert "not enough space" in world.notices.history[0].text
    assert world.gateway.ask_now(JobList(actor=world.account)) == []
