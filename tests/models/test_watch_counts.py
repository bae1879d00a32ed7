"""The sums over views and stretches: whatever is done, they are what a plain count of the raw rows says."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.accounts import erasing
from models.core.errors import NotFound
from models.core.ids import new_id
from models.video.commands import DescribeMedia, EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.counts import periods, triggers
from models.video.counts.triggers import PARTS, part_of
from models.video.entities import Privacy, Source
from models.video.watch_commands import RecordWatch
from tests.support.plain_counts import kept_sums, plain_retention, plain_sums
from tests.support.video_record import VideoRecord

SECOND = 1_000_000

stretches = st.tuples(st.integers(0, 700), st.integers(0, 700)).map(sorted)
steps = st.one_of(
    st.tuples(st.just("watch"), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3), stretches),
    st.tuples(st.just("length"), st.integers(0, 2), st.sampled_from([0, 1, 90, 600, 601])),
    st.tuples(st.just("purge"), st.integers(0, 2)),
    st.tuples(st.just("later"), st.integers(1, 60 * 24 * 40)),
    st.tuples(st.just("rebuild")),
)


class Play:
    """Two channels with videos, and three people who watch them."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        self.people = [record.person() for _ in range(3)]
        self.videos = [self.video(n) for n in range(3)]
        self.sessions: dict[tuple[int, int, int], UUID] = {}

    def video(self, n: int) -> tuple[UUID, UUID]:
        owner = self.people[n % 2]
        video = self.record.video(owner, f"Film {n}")
        space = channel_of(owner)
        self.record.did(owner, EditVideo, space, video_id=video, privacy=Privacy.PUBLIC)
        self.record.did(owner, DescribeMedia, space, video_id=video, duration_us=600 * SECOND)
        return owner, video

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("watch", who, n, session, (start, end)):
                owner, video = self.videos[n]
                self.record.did(
                    self.people[who], RecordWatch, channel_id=channel_of(owner), video_id=video,
                    session_id=self.sessions.setdefault((who, n, session), new_id()),
                    start_us=start * SECOND, end_us=end * SECOND, position_us=0, source=Source.SEARCH,
                )  # fmt: skip
            case ("length", n, seconds):
                owner, video = self.videos[n]
                self.record.did(
                    owner, DescribeMedia, channel_of(owner), video_id=video, duration_us=seconds * SECOND
                )
            case ("purge", n):
                owner, video = self.videos[n]
                self.record.did(owner, TrashVideo, channel_of(owner), video_id=video)
                self.record.did(owner, PurgeVideo, channel_of(owner), video_id=video)
                self.videos[n] = self.video(n)
                self.sessions.clear()
            case ("later", minutes):
                self.record.clock.turn(minutes=minutes)
            case ("rebuild",):
                for statement in (*triggers.REBUILD, *periods.REBUILD):
                    self.record.sql_done(statement)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25))
def test_whatever_is_watched_changed_or_deleted_the_sums_are_a_plain_count(
    shared_record: VideoRecord, done: list[tuple[Any, ...]]
) -> None:
    play = Play(shared_record)
    for step in done:
        play.do(step)
    assert kept_sums(shared_record) == plain_sums(shared_record)


def test_a_video_that_comes_back_counts_what_there_is(record: VideoRecord) -> None:
    play = Play(record)
    play.do(("watch", 0, 0, 0, (0, 300)))
    before = kept_sums(record)
    record.sql_done("CREATE TABLE kept AS SELECT * FROM video")
    record.sql_done("DELETE FROM video")
    assert not kept_sums(record)["channels"]
    record.sql_done("INSERT INTO video SELECT * FROM kept")
    assert kept_sums(record) == before


@pytest.mark.parametrize("limit", [1, 3, erasing.SOME])
def test_a_channel_that_is_taken_away_leaves_no_sum(record: VideoRecord, limit: int) -> None:
    """Table by table, whatever triggers make of it."""
    play = Play(record)
    for who, n in itertools.product(range(3), repeat=2):
        play.do(("watch", who, n, 0, (0, 300)))
        play.do(("later", 700))
    channel = channel_of(play.people[0])
    record.sql_done("UPDATE space SET kind = ? WHERE space_id = ?", erasing.GOING, channel.bytes)
    while erasing.some(record.connection, limit):
        pass
    for table in (*triggers.TABLES, *periods.TABLES, "video_catalogue", "video_catalogue_sum"):
        assert record.sql(f"SELECT * FROM {table} WHERE space_id = ?", channel.bytes) == [], table


@pytest.mark.parametrize("lost", periods.NAMES)
def test_a_planted_bug_is_seen(record: VideoRecord, lost: str) -> None:
    """Without one of the triggers for long periods, some sum is wrong."""
    play = Play(record)
    for who in (0, 1):
        play.do(("watch", who, 0, 0, (0, 300)))
    record.sql_done(f"DROP TRIGGER {lost}")
    play.do(("later", 20))
    play.do(("watch", 0, 0, 1, (0, 300)))
    play.do(("watch", 0, 0, 1, (300, 400)))
    if lost == "period_view_delete":
        record.sql_done("DELETE FROM video_view WHERE at = (SELECT min(at) FROM video_view)")
    elif lost not in ("period_quarter_insert", "period_view_insert"):
        record.sql_done("CREATE TABLE kept AS SELECT * FROM video")
        record.sql_done("DELETE FROM video")
        if lost == "period_video_insert":
            record.sql_done("INSERT INTO video SELECT * FROM kept")
    assert kept_sums(record) != plain_sums(record)


@given(st.integers(1, 10_000), st.integers(0, 12_000), st.integers(0, 12_000))
def test_the_parts_of_a_stretch_are_those_whose_middle_it_holds(length: int, one: int, other: int) -> None:
    start, end = sorted((one, other))
    played = range(part_of(start, length), part_of(end, length))
    assert [part in played for part in range(PARTS)] == [
        bool(times) for times in plain_retention([(start, end)], length)
    ]


def test_nobody_adds_to_a_video_that_they_may_not_see(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    video = record.video(ada)
    error = record.refused(
        eve, RecordWatch, channel_id=channel_of(ada), video_id=video, session_id=new_id(), start_us=0,
        end_us=10, position_us=10,
    )  # fmt: skip
    assert isinstance(error, NotFound)
    assert record.sql("SELECT count(*) FROM watch_event") == [(0,)]


@pytest.mark.parametrize("source", list(Source))
def test_where_a_view_came_from_is_kept(record: VideoRecord, source: Source) -> None:
    ada = record.person()
    video = record.video(ada)
    record.did(
        ada, RecordWatch, channel_id=channel_of(ada), video_id=video, session_id=new_id(), start_us=0,
        end_us=10, position_us=10, source=source,
    )  # fmt: skip
    assert record.sql("SELECT source FROM video_view") == [(source.value,)]
