"""A channel's report over ten million watched stretches, and whether it is right to the row.

A year is made up: channels of very different size, sessions of about twenty stretches of ten seconds each,
more of them in the evening. They are written in bulk, the sums are made from them as a repair would
(`triggers.REBUILD`), and the triggers that keep them stand for the reports of the day. `ours` is the 95th
percentile of a channel's report in milliseconds over many channels, periods and time zones; `peer` counts the
same from the raw rows, one SQL statement a figure. `wrong` counts figures in which the two differ.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import models.schema
from benchmarks.harness import Row
from models import migrations
from models.core.database import read_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive
from models.video.analytics.calendar import beginning
from models.video.analytics.entities import Report, Step
from models.video.analytics.queries import ReportOf
from models.video.counts import periods, triggers
from models.video.entities import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Times = NDArray[np.int64]

assert models.schema

EVENTS = 10_000_000
CHANNELS, VIDEOS = 30, 25
A_SESSION = 20
STRETCH_US = 10_000_000
LENGTH_US = 600_000_000
YEAR = (date(2025, 11, 1), date(2026, 11, 1))
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")
REPORTS = 60
_OWNER = UUID("019a0000-0000-7000-8000-000000000001")
_CHUNK = 25_000
_INDICES = (
    "watch_event_space_id_video_id",
    "watch_event_video_id_at_start_us_end_us",
    "video_view_space_id_video_id_at_viewer_source",
    "video_view_space_id_at_viewer_source",
)


@dataclass(frozen=True)
class Plan:
    """Sessions in the order of their people: (video, person, begin, stretches), numbers and microseconds."""

    video: Times
    person: Times
    at: Times
    stretches: Times


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--events", type=int, default=EVENTS, help="how many watched stretches to make up")


def rows(events: int = EVENTS) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "record.db")
        start = time.perf_counter()
        made = make(path, events)
        took = time.perf_counter() - start
        yield _measure(path, made, took)


def _measure(path: Path, made: int, took: float) -> Row:
    engine = read_engine(path, 1)
    dispatcher = Dispatcher(clock=lambda: datetime(2026, 11, 1, tzinfo=UTC))
    chance = random.Random(3)
    ours: list[float] = []
    peers: list[float] = []
    wrong = 0
    try:
        with engine.connect() as connection:
            for n in range(REPORTS):
                asked = _question(n, chance)
                start = time.perf_counter()
                report = dispatcher.ask(connection, asked)
                ours.append((time.perf_counter() - start) * 1000)
                if n % 10 == 0:
                    start = time.perf_counter()
                    with connection.begin():
                        wrong += _differences(connection.exec_driver_sql, asked, report)
                    peers.append((time.perf_counter() - start) * 1000)
    finally:
        engine.dispose()
    mine, peer = sorted(ours)[int(len(ours) * 0.95)], sorted(peers)[len(peers) // 2]
    return Row(
        name="analytics_report",
        ours=round(mine, 2),
        peer=round(peer, 2),
        peer_name="counting the raw rows (median)",
        ratio=round(peer / mine, 1),
        unit="ms, p95",
        detail=f"{made} watched stretches in {CHANNELS} channels; {REPORTS} reports on channels and videos",
        extra={
            "wrong": wrong,
            "p50_ms": round(sorted(ours)[len(ours) // 2], 2),
            "max_ms": round(max(ours), 2),
            "made_in_s": round(took, 1),
            "disk_mb": sum(each.stat().st_size for each in path.parent.iterdir()) // 1_000_000,
        },
    )


def _question(n: int, chance: random.Random) -> ReportOf:
    """The largest channel and the whole year first, then any."""
    channel = 0 if n % 3 == 0 else chance.randrange(CHANNELS)
    days = (365, 28, 90, 7)[n % 4]
    until = YEAR[1] - timedelta(days=0 if days == 365 else chance.randrange(180))
    return ReportOf(
        actor=_OWNER,
        channel_id=_channel(channel),
        video_id=_video(channel, chance.randrange(VIDEOS)) if n % 5 == 4 else None,
        since=until - timedelta(days=days),
        until=until,
        zone=ZONES[n % len(ZONES)],
        step=(Step.DAY, Step.WEEK, Step.MONTH)[n % 3],
    )


# Making


def _channel(number: int) -> UUID:
    return derive(_OWNER, 100 + number)


def _video(channel: int, number: int) -> UUID:
    return derive(_channel(channel), 100 + number)


def plan(events: int) -> Plan:
    """Who watches what and when: always the same. Popularity falls off as 1 / rank (Zipf)."""
    import numpy as np

    chance = np.random.default_rng(20240601)
    sessions = max(1, events // A_SESSION)
    weight = np.array([1 / (1 + c) / (1 + v) for c in range(CHANNELS) for v in range(VIDEOS)])
    video = chance.choice(len(weight), sessions, p=weight / weight.sum())
    person = chance.integers(max(1, sessions // 12), size=sessions)
    begin = int(datetime(*YEAR[0].timetuple()[:3], tzinfo=UTC).timestamp())
    days = chance.integers((YEAR[1] - YEAR[0]).days, size=sessions)
    hour = np.clip(chance.normal(19.0, 4.0, sessions), 0, 23.9)
    at = ((begin + days * 86_400 + hour * 3600) * 1_000_000).astype(np.int64)
    stretches = chance.integers(1, 2 * A_SESSION, sessions)
    order = np.lexsort((at, person))
    return Plan(video[order], person[order], at[order], stretches[order])


def make(path: Path, events: int) -> int:
    """A record with that many stretches, give or take a session; how many there are."""
    migrations.migrate(path)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        indices = _put_away(connection)
        connection.execute("BEGIN")
        _put_channels(connection)
        made = _put_events(connection, plan(events))
        rebuild = (*triggers.REBUILD, *periods.REBUILD)
        for statement in (*indices, *rebuild, *triggers.CREATE, *periods.CREATE):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
    return made


def _put_away(connection: sqlite3.Connection) -> list[str]:
    """Indices and triggers are quicker made at the end than kept; gives how the indices are made."""
    for statement in (*triggers.DROP, *periods.DROP):
        connection.execute(statement)
    made = []
    for name in _INDICES:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (f"ix_{name}",)).fetchone()
        made.append(str(found[0]))
        connection.execute(f"DROP INDEX ix_{name}")
    return made


def _put_channels(connection: sqlite3.Connection) -> None:
    now = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    for channel in range(CHANNELS):
        space = _channel(channel).bytes
        _insert(connection, "space", space_id=space, kind="channel", created_at=now, change_number=0)
        _insert(connection, "member", space_id=space, account_id=_OWNER.bytes, role=30)
        _insert(connection, "channel", space_id=space, owner=_OWNER.bytes, name=f"Channel {channel}",
                audience="public", created_at=now)  # fmt: skip
        for number in range(VIDEOS):
            _insert(connection, "video", space_id=space, id=_video(channel, number).bytes, state="ready",
                    audience="public", privacy="public", title=f"Film {channel}.{number}", added_at=now,
                    published_at=now, duration_us=LENGTH_US)  # fmt: skip


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """A row; what is not given and may not be empty is zero or empty, as its type has it."""
    empty: dict[str, object] = {"INTEGER": 0, "TEXT": "", "BLOB": b"", "REAL": 0.0}
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    for _, name, kind, required, _, _ in columns:
        if required and name not in values:
            values[name] = "[]" if name in ("tags", "chapters", "posters", "links") else empty[kind]
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def _put_events(connection: sqlite3.Connection, planned: Plan) -> int:
    """In the order of their keys, so that every page is written once."""
    videos = [(_channel(c).bytes, _video(c, v).bytes) for c in range(CHANNELS) for v in range(VIDEOS)]
    sources = ("library", "search", "home", "up_next", "link", None)
    made = 0
    for first in range(0, len(planned.video), _CHUNK):
        part = slice(first, first + _CHUNK)
        sessions = list(
            zip(planned.video[part].tolist(), planned.person[part].tolist(), planned.at[part].tolist(),
                planned.stretches[part].tolist(), strict=True)
        )  # fmt: skip
        events = list(_events(sessions, first, videos))
        connection.executemany("INSERT INTO watch_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", events)
        connection.executemany(
            "INSERT INTO video_view (space_id, id, video_id, viewer, at, source) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    videos[video][0],
                    _id(first + n, 2),
                    videos[video][1],
                    _id(person, 3),
                    at,
                    sources[(first + n) % 6],
                )
                for n, (video, person, at, _) in enumerate(sessions)
            ],
        )
        made += len(events)
    return made


def _id(number: int, kind: int) -> bytes:
    return kind.to_bytes(2, "big") + number.to_bytes(14, "big")


def _events(
    sessions: Sequence[tuple[int, int, int, int]], first: int, videos: Sequence[tuple[bytes, bytes]]
) -> Iterator[tuple[object, ...]]:
    """Each session from the start of its video (every third from its middle), stretch after stretch."""
    for n, (video, person, at, stretches) in enumerate(sessions, first):
        space, id_ = videos[video]
        viewer, session = _id(person, 3), _id(n, 2)
        start = LENGTH_US // 2 if n % 3 == 0 else 0
        prefix = n.to_bytes(12, "big")
        for k in range(stretches):
            begun = (start + k * STRETCH_US) % LENGTH_US
            yield (
                viewer, prefix + k.to_bytes(4, "big"), space, id_, session, begun, begun + STRETCH_US,
                at + k * STRETCH_US,
            )  # fmt: skip


# The plain count


def _differences(run: Callable[..., object], asked: ReportOf, report: Report) -> int:
    """How many figures the raw rows say otherwise."""
    zone = ZoneInfo(asked.zone)
    since, until = (int(beginning(day, zone).timestamp() * 1_000_000) for day in (asked.since, asked.until))
    of_video = "" if asked.video_id is None else f" AND video_id = x'{asked.video_id.hex}'"
    when = f"at >= {since} AND at < {until}{of_video}"
    channel = f"x'{asked.channel_id.hex}'"

    def counted(statement: str) -> dict[object, int]:
        found = run(statement)
        return {row[0]: row[1] for row in found}  # type: ignore[attr-defined]

    mine = f"FROM video_view WHERE space_id = {channel} AND {when}"
    views = counted(f"SELECT video_id, count(*) {mine} GROUP BY 1")
    viewers = counted(f"SELECT 1, count(DISTINCT viewer) {mine}")
    watched = counted(
        "SELECT video_id, sum(end_us - start_us) FROM watch_event"
        f" WHERE +channel_id = {channel} AND {when} GROUP BY 1"
    )
    days = counted(f"SELECT at / 900000000, count(*) {mine} GROUP BY 1")
    sources = counted(f"SELECT coalesce(source, 'unknown'), count(*) {mine} GROUP BY 1")
    back = asked.since - (asked.until - asked.since)
    earlier = int(beginning(back, zone).timestamp() * 1_000_000)
    past = f"FROM video_view WHERE space_id = {channel} AND at >= {earlier} AND at < {since}{of_video}"
    before = counted(f"SELECT count(*), count(DISTINCT viewer) {past}")
    checks = [
        report.now.views == sum(views.values()),
        report.now.viewers == viewers[1],
        report.now.watched_us == sum(watched.values()),
        {row.id.bytes: row.views for row in report.videos if row.views} == views,
        {row.id.bytes: row.watched_us for row in report.videos if row.watched_us} == watched,
        report.sources == {Source(name): count for name, count in sources.items()},
        {report.before.views: report.before.viewers} == before,
        {p.day: p.views for p in report.series if p.views} == _by_step(days, zone, asked.step),
    ]
    return checks.count(False)


def _by_step(quarters: dict[object, int], zone: ZoneInfo, step: Step) -> dict[date, int]:
    found: dict[date, int] = {}
    for number, views in quarters.items():
        assert isinstance(number, int)
        day = datetime.fromtimestamp(number * 900, UTC).astimezone(zone).date()
        if step is Step.WEEK:
            day -= timedelta(days=day.weekday())
        elif step is Step.MONTH:
            day = day.replace(day=1)
        found[day] = found.get(day, 0) + views
    return found
