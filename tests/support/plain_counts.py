"""What the raw rows say, counted one by one: the measure for every sum that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tests.support.video_record import VideoRecord

QUARTER_US = 15 * 60 * 1_000_000
DAY_US = 24 * 60 * 60 * 1_000_000
BLOCK_US = 30 * 24 * 60 * 60 * 1_000_000


@dataclass
class Raw:
    """Raw rows of videos that exist. Views: channel, video, viewer, at, source; stretches: person, channel,
    video, session, start, end, at (microseconds)."""

    views: list[tuple[UUID, UUID, UUID, int, str | None]] = field(default_factory=list)
    stretches: list[tuple[UUID, UUID, UUID, UUID, int, int, int]] = field(default_factory=list)
    lengths: dict[tuple[UUID, UUID], int] = field(default_factory=dict)


def raw_rows(record: VideoRecord) -> Raw:
    lengths = {
        (UUID(bytes=space), UUID(bytes=id_)): length
        for space, id_, length in record.sql("SELECT space_id, id, duration_us FROM video")
    }
    views = [
        (UUID(bytes=c), UUID(bytes=v), UUID(bytes=p), at, source)
        for c, v, p, at, source in record.sql("SELECT space_id, video_id, viewer, at, source FROM video_view")
    ]
    columns = "space_id, channel_id, video_id, session_id, start_us, end_us, at"
    stretches = [
        (UUID(bytes=p), UUID(bytes=c), UUID(bytes=v), UUID(bytes=s), start, end, at)
        for p, c, v, s, start, end, at in record.sql(f"SELECT {columns} FROM watch_event")
    ]
    return Raw(
        [row for row in views if row[:2] in lengths],
        [row for row in stretches if row[1:3] in lengths],
        lengths,
    )


def plain_retention(stretches: Sequence[tuple[int, int]], length: int) -> list[int]:
    """How often each hundredth was played: the stretches that its middle lies in."""
    plays = []
    for part in range(100):
        middle = (2 * part + 1) * length  # in two-hundredths of a microsecond
        plays.append(sum(200 * start <= middle < 200 * end for start, end in stretches))
    return plays


def kept_sums(record: VideoRecord) -> dict[str, object]:
    """The sums as the tables have them, without those that are nothing."""
    zero = "WHERE views != 0 OR watched_us != 0"
    return {
        "videos": _as_dict(
            record.sql(f"SELECT space_id, video_id, views, watched_us FROM video_total {zero}")
        ),
        "quarters": _as_dict(
            record.sql(f"SELECT space_id, video_id, quarter, views, watched_us FROM watch_quarter {zero}")
        ),
        "channels": _as_dict(
            record.sql(f"SELECT space_id, quarter, views, watched_us FROM channel_quarter {zero}")
        ),
        "days": _as_dict(
            record.sql(f"SELECT space_id, video_id, day, views, watched_us FROM watch_day {zero}")
        ),
        "sources": {row[:-1]: row[-1] for row in record.sql("SELECT * FROM source_day WHERE views != 0")},
        "visits": sorted(record.sql("SELECT space_id, viewer, at, coalesce(before_at, 0) FROM viewer_visit")),
        "people": _as_dict(
            record.sql("SELECT space_id, video_id, events, watched_us FROM watch_total WHERE events != 0")
        ),
        "retention": {
            key: plays
            for key in set(record.sql("SELECT DISTINCT space_id, video_id, block FROM watch_retention"))
            if any(plays := _running(record, key))
        },
    }


def plain_sums(record: VideoRecord) -> dict[str, object]:
    """The same from the raw rows."""
    raw = raw_rows(record)
    views: dict[str, Counter[tuple[bytes | int, ...]]] = {n: Counter() for n in ("v", "q", "d", "c")}
    times: dict[str, Counter[tuple[bytes | int, ...]]] = {n: Counter() for n in ("v", "q", "d", "c")}
    for channel, video, _viewer, at, _source in raw.views:
        for name, key in _keys(channel, video, at):
            views[name][key] += 1
    blocks: dict[tuple[bytes, bytes, int], list[tuple[int, int]]] = {}
    for _person, channel, video, _session, start, end, at in raw.stretches:
        for name, key in _keys(channel, video, at):
            times[name][key] += end - start
        blocks.setdefault((channel.bytes, video.bytes, at // BLOCK_US), []).append((start, end))
    people: dict[tuple[bytes, bytes], tuple[int, int]] = {}
    for person, video, start, end in record.sql(
        "SELECT space_id, video_id, start_us, end_us FROM watch_event"
    ):
        events, us = people.get((person, video), (0, 0))
        people[person, video] = (events + 1, us + end - start)
    retention = {
        key: plays
        for key, stretches in blocks.items()
        if (length := raw.lengths[UUID(bytes=key[0]), UUID(bytes=key[1])])
        and any(plays := plain_retention(stretches, length))
    }
    joined = {
        title: {key: (views[n][key], times[n][key]) for key in views[n].keys() | times[n].keys()}
        for title, n in (("videos", "v"), ("quarters", "q"), ("days", "d"), ("channels", "c"))
    }
    sources = Counter((channel.bytes, at // DAY_US, source or "") for channel, _, _, at, source in raw.views)
    visits = _visits(raw)
    return {**joined, "people": people, "retention": retention, "sources": dict(sources), "visits": visits}


def _visits(raw: Raw) -> list[tuple[bytes, bytes, int, int]]:
    """Each view of a channel with the one that the same person had before (0: none)."""
    last: dict[tuple[bytes, bytes], int] = {}
    found = []
    for channel, _, viewer, at, _ in sorted(raw.views, key=lambda row: row[3]):
        who = (channel.bytes, viewer.bytes)
        found.append((*who, at, last.get(who, 0)))
        last[who] = at
    return sorted(found)


def _keys(channel: UUID, video: UUID, at: int) -> list[tuple[str, tuple[bytes | int, ...]]]:
    quarter = at // QUARTER_US
    return [
        ("v", (channel.bytes, video.bytes)),
        ("q", (channel.bytes, video.bytes, quarter)),
        ("d", (channel.bytes, video.bytes, at // DAY_US)),
        ("c", (channel.bytes, quarter)),
    ]


def _as_dict(rows: list[tuple[object, ...]]) -> dict[tuple[object, ...], tuple[object, ...]]:
    return {row[:-2]: row[-2:] for row in rows}


def _running(record: VideoRecord, key: tuple[object, ...]) -> list[int]:
    steps = dict(
        record.sql(
            "SELECT part, delta FROM watch_retention WHERE space_id = ? AND video_id = ? AND block = ?", *key
        )
    )
    plays, now = [], 0
    for part in range(100):
        now += steps.get(part, 0)
        plays.append(now)
    return plays
