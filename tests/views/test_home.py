"""Home: the greeting, what needs the person, cards that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from controllers.home.greeting import greeting, summary, today
from models.core.jobs import State
from tests.support.video_world import World
from views.home.page import HomePage
from views.video.home_cards import VideoOnHome
from views.widgets.home_card import NeedRow

NOW = datetime(2026, 11, 22, 14, 5)


@pytest.mark.parametrize(
    ("hour", "text"),
    [
        (4, "Good night"),
        (5, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good night"),
    ],
)
def test_the_greeting_knows_the_time(hour: int, text: str) -> None:
    assert greeting("Mara Aalto", NOW.replace(hour=hour)) == f"{text}, Mara"
    assert greeting("", NOW.replace(hour=hour)) == text


def test_the_date_and_the_count_in_words() -> None:
    assert today(NOW) == "Sunday 22 November"
    assert summary(3) == "Three things need you; everything else can wait."
    assert summary(12).startswith("12 things")
    assert summary(0) == "Nothing needs you."


@pytest.fixture
def video(world: World) -> VideoOnHome:
    return VideoOnHome(
        world.actor, world.parts.uploads, world.parts.thumbnails, lambda: world.parts.recommender
    )


@pytest.fixture
def page(video: VideoOnHome, qtbot: QtBot) -> Iterator[HomePage]:
    made = HomePage([video], lambda: "Mara Aalto", lambda: NOW)
    made.resize(1368, 800)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_a_fresh_home_says_the_one_thing_to_do(page: HomePage, qtbot: QtBot) -> None:
    assert page.empty.isVisible() and not page.needs.isVisible()
    assert page.empty.button is not None
    with qtbot.waitSignal(page.add_asked):
        qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.dropped) as dropped:
        page.drop([QUrl.fromLocalFile("/films/a b.mp4")])
    assert dropped.args == [["file:///films/a%20b.mp4"]]


def test_cards_show_what_there_is(page: HomePage, video: VideoOnHome, world: World, qtbot: QtBot) -> None:
    ids = world.add_examples()
    qtbot.waitUntil(lambda: video.watching.isVisible() and video.new.isVisible())
    assert not page.empty.isVisible() and not video.jobs.isVisible()
    assert video.watching.rows[0].card.title == "Building a telescope mount"
    assert video.watching.remark.text() == "29 min left"
    with qtbot.waitSignal(video.open_video) as opened:
        qtbot.mouseClick(video.watching.rows[0], Qt.MouseButton.LeftButton)
    assert opened.args[1] == ids[0]


def test_failed_jobs_and_new_uploads_need_the_person(
    page: HomePage, video: VideoOnHome, world: World, qtbot: QtBot
) -> None:
    world.start_job("bad.avi", None, State.RUNNING, State.FAILED, sentence="It ends too early.")
    job = world.start_job("tour.mov", None, State.RUNNING)
    qtbot.waitUntil(lambda: len(page.needs.findChildren(NeedRow)) == 2)
    rows = page.needs.findChildren(NeedRow)
    assert [row.need.strong for row in rows] == ["bad.avi", "tour.mov"]
    assert "Two things need you" in page.summary.text()
    with qtbot.waitSignal(video.jobs_asked):
        qtbot.mouseClick(rows[0].button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(video.edit_video):
        qtbot.mouseClick(rows[1].button, Qt.MouseButton.LeftButton)
    world.runner.tell(job, 0.62, "Encoding", speed=1.4, left_s=180)
    assert video.jobs.remark.text() == "62 %"
    assert video.jobs.lines[0].detail.text() == "Encoding · 1.4× · 3 min left"
    assert page.needs.findChildren(NeedRow) == rows  # progress moves nothing under the mouse
