"""Reports are right to the row: what they say is what a plain count of the raw rows says, in any calendar."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.accounts import demographics
from models.accounts.about import TellAbout
from models.accounts.demographics import AGES, Demographics
from models.accounts.entities import Gender
from models.community.entities import FollowLevel
from models.community.follow_commands import SetFollow
from models.core.audience import Role
from models.core.errors import Invalid, NotFound
from models.core.ids import new_id
from models.core.types import from_microseconds
from models.video.analytics.calendar import beginning, spans, steps
from models.video.analytics.entities import Report, Step
from models.video.analytics.queries import MostReplayed, ReportOf
from models.video.commands import DescribeMedia, EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.entities import Privacy, Source
from models.video.targets import channel_target
from models.video.watch_commands import CountShare, RecordWatch
from tests.support.plain_counts import plain_retention, raw_rows
from tests.support.video_record import VideoRecord

SECOND = 1_000_000
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
LENGTH = 600 * SECOND


class Channel:
    """A channel with two videos, and people who watch them at any time."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        self.owner = record.person()
        self.space = channel_of(self.owner)
        self.people = [record.person() for _ in range(3)]
        self.videos = [self.video(n) for n in range(2)]

    def video(self, n: int) -> UUID:
        video = self.record.video(self.owner, f"Film {n}")
        self.record.did(self.owner, DescribeMedia, self.space, video_id=video, duration_us=LENGTH)
        self.record.did(self.owner, EditVideo, self.space, video_id=video, privacy=Privacy.PUBLIC)
        return video

    def watch(self, who: int, n: int, start: int, end: int, at: datetime, source: Source) -> None:
        self.record.clock.now = at
        self.record.did(
            self.people[who], RecordWatch, channel_id=self.space, video_id=self.videos[n],
            session_id=new_id(), start_us=start * SECOND, end_us=end * SECOND, position_us=0, source=source,
        )  # fmt: skip

    def report(self, since: date, until: date, zone: str, step: Step = Step.DAY,
               video: UUID | None = None) -> Report:  # fmt: skip
        return self.record.ask(
            ReportOf(actor=self.owner, channel_id=self.space, video_id=video, since=since, until=until,
                     zone=zone, step=step)
        )  # fmt: skip


moments = st.integers(0, 400 * 24 * 3600).map(
    lambda s: datetime(2025, 10, 1, tzinfo=UTC) + timedelta(seconds=s)
)
watchings = st.tuples(
    st.integers(0, 2), st.integers(0, 1), st.integers(0, 300), st.integers(300, 600), moments,
    st.sampled_from([Source.HOME, Source.LINK]),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(watchings, min_size=1, max_size=20), st.sampled_from(ZONES),
    st.dates(date(2025, 9, 20), date(2026, 11, 20)),
    st.integers(1, 200), st.sampled_from(list(Step)), st.booleans(),
)  # fmt: skip
def test_a_report_is_a_plain_count(
    shared_record: VideoRecord,
    watched: list[tuple[int, int, int, int, datetime, Source]],
    zone: str,
    since: date,
    days: int,
    step: Step,
    one: bool,
) -> None:
    channel = Channel(shared_record)
    for each in watched:
        channel.watch(*each)
    until = since + timedelta(days=days)
    video = channel.videos[0] if one else None
    report = channel.report(since, until, zone, step, video)
    for figures, first in ((report.now, since), (report.before, since - timedelta(days=days))):
        expected = plain(channel, first, first + timedelta(days=days), zone, step, video)
        said = (figures.views, figures.viewers, figures.watched_us, figures.whole_us)
        assert said == expected["figures"]
    expected = plain(channel, since, until, zone, step, video)
    assert {p.day: (p.views, p.watched_us) for p in report.series if p.views or p.watched_us} == expected[
        "series"
    ]
    assert {row.id: (row.views, row.watched_us) for row in report.videos} == expected["videos"]
    assert dict(report.sources) == expected["sources"]
    if video is not None and report.plays:
        assert list(report.plays) == expected["plays"]
    elif video is not None:
        assert not any(expected["plays"])


def plain(
    channel: Channel, since: date, until: date, zone: str, step: Step, video: UUID | None
) -> dict[str, Any]:
    """The same from the raw rows, one by one, by the local date of each."""
    raw, tz = raw_rows(channel.record), ZoneInfo(zone)

    def local(at: int) -> date:
        return from_microseconds(at).astimezone(tz).date()

    def mine(space: UUID, id_: UUID, at: int) -> bool:
        return space == channel.space and video in (None, id_) and since <= local(at) < until

    views = [row for row in raw.views if mine(row[0], row[1], row[3])]
    played = [row for row in raw.stretches if mine(row[1], row[2], row[6])]
    sums: dict[object, tuple[int, int]] = {}
    for _, id_, _, at, _ in views:
        for key in (begin_of(local(at), step), id_):
            sums[key] = (sums.get(key, (0, 0))[0] + 1, sums.get(key, (0, 0))[1])
    for _, _, id_, _, start, end, at in played:
        for key in (begin_of(local(at), step), id_):
            sums[key] = (sums.get(key, (0, 0))[0], sums.get(key, (0, 0))[1] + end - start)
    return {
        "figures": (
            len(views), len({row[2] for row in views}), sum(row[5] - row[4] for row in played),
            len(views) * LENGTH,
        ),
        "series": {key: both for key, both in sums.items() if isinstance(key, date) and any(both)},
        "videos": {key: both for key, both in sums.items() if isinstance(key, UUID) and any(both)},
        "sources": Counter(Source(row[4]) for row in views),
        "plays": plain_retention([(row[4], row[5]) for row in played], LENGTH),
    }  # fmt: skip


def begin_of(day: date, step: Step) -> date:
    while step is Step.WEEK and day.isoweekday() != 1:
        day -= timedelta(days=1)
    return date(day.year, day.month, 1) if step is Step.MONTH else day


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("UTC", date(2026, 3, 29), 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(zone: str, day: date, hours: float) -> None:
    found = list(spans(day, day + timedelta(days=1), ZoneInfo(zone)))
    assert sum(end - first for first, end, _ in found) == hours * 4
    assert found[0][0] * 900 == beginning(day, ZoneInfo(zone)).timestamp()
    for first, end, ahead in found:
        for number in (first, end - 1):
            assert (number + ahead) // 96 == (day - date(1970, 1, 1)).days


def test_what_is_watched_at_midnight_falls_on_the_day_of_who_asks(record: VideoRecord) -> None:
    channel = Channel(record)
    channel.watch(0, 0, 0, 10, datetime(2026, 6, 30, 22, 30, tzinfo=UTC), Source.HOME)
    berlin = channel.report(date(2026, 6, 30), date(2026, 7, 2), "Europe/Berlin")
    assert [point.views for point in berlin.series] == [0, 1]
    assert [point.views for point in channel.report(date(2026, 6, 30), date(2026, 7, 2), "UTC").series] == [
        1,
        0,
    ]
    months = channel.report(date(2026, 6, 1), date(2026, 8, 1), "Europe/Berlin", Step.MONTH)
    assert [(point.day, point.views) for point in months.series] == [
        (date(2026, 6, 1), 0),
        (date(2026, 7, 1), 1),
    ]


def test_averages_retention_and_who_watches_now(record: VideoRecord) -> None:
    channel = Channel(record)
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    channel.watch(0, 0, 0, 600, at, Source.SEARCH)
    channel.watch(1, 0, 0, 300, at, Source.SEARCH)
    report = channel.report(date(2026, 6, 1), date(2026, 6, 2), "UTC", video=channel.videos[0])
    assert report.now.average_us == 450 * SECOND
    assert report.now.average_share == 0.75
    assert report.retention == (1.0,) * 50 + (0.5,) * 50
    assert report.watching_now == 2
    assert report.sources == {Source.SEARCH: 2}
    record.clock.turn(minutes=5)
    assert channel.report(date(2026, 6, 1), date(2026, 6, 2), "UTC").watching_now == 0


def test_subscribers_of_the_period_are_told_of_the_channel(record: VideoRecord) -> None:
    channel = Channel(record)
    record.clock.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for who in channel.people[:2]:
        record.did(
            who, SetFollow, target=channel_target(channel.space), level=FollowLevel.ALL, following=True
        )
    assert channel.report(date(2026, 6, 1), date(2026, 6, 2), "UTC").now.subscribers == 2
    assert channel.report(date(2026, 6, 2), date(2026, 6, 3), "UTC").now.subscribers == 0


_TELLS = st.sampled_from(["follow", "leave", "share"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_TELLS, st.integers(0, 2), st.integers(0, 1), st.integers(0, 2000)), max_size=25),
    st.dates(date(2026, 6, 1), date(2026, 7, 10)), st.integers(1, 20),
)  # fmt: skip
def test_who_came_who_left_and_what_was_shared_is_a_plain_count(
    shared_record: VideoRecord, done: list[tuple[str, int, int, int]], since: date, days: int
) -> None:
    """Gained less lost is how many more subscribers there are at the end of the period."""
    channel, record = Channel(shared_record), shared_record
    target, now = channel_target(channel.space), datetime(2026, 6, 1, tzinfo=UTC)
    came: list[date] = []
    left: list[date] = []
    shared: list[tuple[date, int]] = []
    there: set[int] = set()
    for what, who, n, minutes in done:
        now += timedelta(minutes=minutes)
        record.clock.now, person, today = now, channel.people[who], now.date()
        if what == "share":
            record.did(person, CountShare, channel.space, video_id=channel.videos[n])
            shared.append((today, n))
            continue
        following = what == "follow"
        record.did(person, SetFollow, target=target, following=following)
        if (who in there) is not following:
            (came if following else left).append(today)
            there ^= {who}
    until = since + timedelta(days=days)
    report = channel.report(since, until, "UTC")
    for figures, first, end in ((report.now, since, until), (report.before, since - timedelta(days), since)):
        said = (figures.subscribers, figures.lost, figures.shares)
        inside = [
            sum(first <= day < end for day in each) for each in (came, left, [day for day, _ in shared])
        ]
        assert said == tuple(inside)
    of_one = channel.report(since, until, "UTC", video=channel.videos[0]).now
    assert of_one.shares == sum(since <= day < until and n == 0 for day, n in shared)
    assert (of_one.subscribers, of_one.lost) == (0, 0)


def test_a_private_video_is_shared_by_who_may_see_it_alone(record: VideoRecord) -> None:
    channel = Channel(record)
    video = channel.videos[0]
    record.did(channel.owner, EditVideo, channel.space, video_id=video, privacy=Privacy.PRIVATE)
    error = record.refused(channel.people[0], CountShare, channel.space, video_id=video)
    assert isinstance(error, NotFound)
    record.did(channel.owner, CountShare, channel.space, video_id=video)
    assert record.sql("SELECT count(*) FROM video_share") == [(1,)]
    for command in (TrashVideo, PurgeVideo):
        record.did(channel.owner, command, channel.space, video_id=video)
    assert record.sql("SELECT count(*) FROM video_share") == [(0,)]


Said = tuple[int | None, Gender | None, str]


def _told(channel: Channel, people: list[Said], at: datetime) -> None:
    """So many people who tell this of themselves, and watch the first video twice."""
    record = channel.record
    channel.people = []
    for year, gender, country in people:
        channel.people.append(record.person())
        record.did(channel.people[-1], TellAbout, birth_year=year, gender=gender, country=country)
        for minutes in (0, 30):
            channel.watch(len(channel.people) - 1, 0, 0, 60, at + timedelta(minutes=minutes), Source.HOME)


_SAID = st.tuples(
    st.sampled_from([None, 1950, 1990, 1991, 2010]), st.sampled_from([None, *Gender]),
    st.sampled_from(["", "DE", "IN"]),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_SAID, max_size=16), st.booleans())
def test_viewers_are_told_of_in_groups_that_are_large_enough(
    shared_record: VideoRecord, people: list[Said], one: bool
) -> None:
    channel = Channel(shared_record)
    _told(channel, people, datetime(2026, 6, 1, 12, tzinfo=UTC))
    video = channel.videos[0] if one else None
    who = channel.report(date(2026, 6, 1), date(2026, 6, 2), "UTC", video=video).who
    assert who == expected_groups(people, 2026)
    assert not channel.report(date(2026, 6, 2), date(2026, 6, 3), "UTC", video=video).who.told


def expected_groups(people: list[Said], year: int) -> Demographics:
    ages = Counter(
        next(group for group in AGES if group[0] <= year - born <= (group[1] or 200))
        for born, _, _ in people
        if born is not None
    )
    genders = Counter(gender for _, gender, _ in people if gender is not None)
    countries = Counter(country for _, _, country in people if country)
    return Demographics(
        {group: n for group, n in ages.items() if n >= 5},
        {group: n for group, n in genders.items() if n >= 5},
        {group: n for group, n in countries.items() if n >= 5},
    )


def test_a_planted_group_of_four_is_seen(record: VideoRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = Channel(record)
    people: list[Said] = [(1990, Gender.WOMAN, "DE")] * 4
    _told(channel, people, datetime(2026, 6, 1, 12, tzinfo=UTC))

    def said() -> Demographics:
        return channel.report(date(2026, 6, 1), date(2026, 6, 2), "UTC").who

    assert said() == expected_groups(people, 2026) == Demographics()
    monkeypatch.setattr(demographics, "LEAST", 4)
    assert said() != expected_groups(people, 2026)


def test_only_an_owner_reads_reports_and_only_of_what_is_a_period(record: VideoRecord) -> None:
    channel = Channel(record)
    asked = {"channel_id": channel.space, "since": date(2026, 6, 1), "until": date(2026, 6, 2)}
    editor = record.person()
    record.join(channel.space, editor, Role.EDITOR)
    for who in (channel.people[0], editor):
        with pytest.raises(NotFound):
            record.ask(ReportOf(actor=who, **asked))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        record.ask(ReportOf(actor=channel.owner, video_id=new_id(), **asked))  # type: ignore[arg-type]
    for wrong in ({"until": date(2026, 6, 1)}, {"zone": "Nowhere/Land"}, {"until": date(2099, 1, 1)}):
        with pytest.raises(Invalid):
            record.ask(ReportOf(actor=channel.owner, **{**asked, **wrong}))  # type: ignore[arg-type]


def test_the_most_replayed_part_is_told_to_who_may_see_the_video_once_enough_have(
    record: VideoRecord,
) -> None:
    channel = Channel(record)
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    video = channel.videos[0]
    asked = MostReplayed(actor=channel.people[0], space_id=channel.space, video_id=video)
    for who in range(2):
        channel.watch(who, 0, 60, 120, at, Source.HOME)
    assert record.ask(asked) == ()
    channel.watch(2, 0, 0, 90, at, Source.HOME)
    plays = record.ask(asked)
    assert plays[:20] == (1,) * 10 + (3,) * 5 + (2,) * 5
    record.did(channel.owner, EditVideo, channel.space, video_id=video, privacy=Privacy.PRIVATE)
    assert record.ask(asked) == ()


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 500), st.sampled_from(list(Step)))
def test_steps_cover_the_period_without_a_gap(since: date, days: int, step: Step) -> None:
    until = since + timedelta(days=days)
    found = steps(since, until, step)
    assert found[0] <= since < until
    assert [begin_of(since + timedelta(days=n), step) for n in range(days)] == sorted(
        begin_of(since + timedelta(days=n), step) for n in range(days)
    )
    assert set(found) == {begin_of(since + timedelta(days=n), step) for n in range(days)}
