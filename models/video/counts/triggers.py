"""Sums over views and watched stretches, kept true by triggers (docs/decisions/020).

Whatever inserts or deletes a raw row, a command, an undo or a repair, the sums follow in the same
transaction. A row counts while its video exists: a video that goes takes its share of all sums with it, and
one that comes back counts what there is. `REBUILD` makes all sums anew from the raw rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

QUARTER_US: Final = 900_000_000
BLOCK_US: Final = 30 * 86_400_000_000
PARTS: Final = 100
"""A video's retention is told for so many equal parts."""

TABLES: Final = ("watch_total", "video_total", "watch_quarter", "channel_quarter", "watch_retention")


def part_of(us: int, duration_us: int) -> int:
    """The first part whose middle is not before `us`, 0 to `PARTS`.

    A stretch plays the parts from that of its start up to, and without, that of its end: so stretches that
    meet play no part twice.
    """
    part = -((duration_us - 2 * PARTS * us) // (2 * duration_us))
    return min(max(part, 0), PARTS)


def _part(us: str) -> str:
    """`part_of` in SQL, where a division of whole numbers cuts towards zero."""
    doubled = f"({2 * PARTS} * {us} - v.duration_us)"
    return (
        f"min({PARTS}, CASE WHEN {doubled} <= 0 THEN 0"
        f" ELSE ({doubled} + 2 * v.duration_us - 1) / (2 * v.duration_us) END)"
    )


# Raw rows as (channel, video, at, views, watched): one that a trigger is told of, or those of a table.

_VIEWS = "SELECT space_id AS channel, video_id AS video, at, 1 AS views, 0 AS watched FROM video_view"
_EVENTS = (
    "SELECT channel_id AS channel, video_id AS video, at, 0 AS views, end_us - start_us AS watched"
    " FROM watch_event"
)
_STRETCHES = "SELECT channel_id AS channel, video_id AS video, at, start_us, end_us FROM watch_event"
_OF_NEW_VIDEO = " WHERE video_id = new.id AND {channel} = new.space_id"


def _view(row: str, sign: str) -> str:
    return (
        f"SELECT {row}.space_id AS channel, {row}.video_id AS video, {row}.at AS at,"
        f" {sign}1 AS views, 0 AS watched"
    )


def _event(row: str, sign: str) -> str:
    return (
        f"SELECT {row}.channel_id AS channel, {row}.video_id AS video, {row}.at AS at,"
        f" 0 AS views, {sign}({row}.end_us - {row}.start_us) AS watched"
    )


def _stretch(row: str) -> str:
    return (
        f"SELECT {row}.channel_id AS channel, {row}.video_id AS video, {row}.at AS at,"
        f" {row}.start_us AS start_us, {row}.end_us AS end_us"
    )


def _sums(rows: str) -> Iterator[str]:
    """Statements that add these rows to every sum over views and watched time."""
    quarter = f"at / {QUARTER_US}"
    for table, names, key in (
        ("video_total", "space_id, video_id", "channel, video"),
        ("watch_quarter", "space_id, video_id, quarter", f"channel, video, {quarter}"),
        ("channel_quarter", "space_id, quarter", f"channel, {quarter}"),
    ):
        yield (
            f"INSERT INTO {table} ({names}, views, watched_us)"
            f" SELECT {key}, sum(views), sum(watched) FROM ({rows}) WHERE true GROUP BY {key}"
            " ON CONFLICT DO UPDATE SET"
            " views = views + excluded.views, watched_us = watched_us + excluded.watched_us"
        )


def _retention(rows: str, sign: str = "+") -> str:
    """The statement that adds these stretches (or with `-` takes them away) where they begin and end."""
    opposite = "-" if sign == "+" else "+"
    edges = " UNION ALL ".join(
        f"SELECT r.channel, r.video, r.at / {BLOCK_US} AS block, {_part(f'r.{edge}')} AS part,"
        f" {step}1 AS step FROM ({rows}) AS r JOIN video AS v ON v.space_id = r.channel AND v.id = r.video"
        " WHERE v.duration_us > 0"
        for edge, step in (("start_us", sign), ("end_us", opposite))
    )
    return (
        "INSERT INTO watch_retention (space_id, video_id, block, part, delta)"
        f" SELECT channel, video, block, part, sum(step) FROM ({edges}) WHERE true"
        " GROUP BY channel, video, block, part HAVING sum(step) != 0"
        " ON CONFLICT DO UPDATE SET delta = delta + excluded.delta"
    )


def _trigger(name: str, when: str, *statements: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN\n    "
        + ";\n    ".join(statements)
        + ";\nEND"
    )


def _there(channel: str, video: str) -> str:
    return f"WHEN EXISTS (SELECT 1 FROM video WHERE space_id = {channel} AND id = {video})"


_TOTAL = (
    "INSERT INTO watch_total (space_id, video_id, channel_id, events, watched_us, last_at)"
    " VALUES (new.space_id, new.video_id, new.channel_id, 1, new.end_us - new.start_us, new.at)"
    " ON CONFLICT DO UPDATE SET events = events + 1, watched_us = watched_us + excluded.watched_us,"
    " last_at = max(last_at, excluded.last_at)"
)
_OF_OLD = "WHERE space_id = old.space_id AND video_id = old.video_id"
_RETENTION_OF_NEW = _retention(_STRETCHES + _OF_NEW_VIDEO.format(channel="channel_id"))

CREATE: Final = (
    _trigger(
        "count_view_insert",
        f"INSERT ON video_view {_there('new.space_id', 'new.video_id')}",
        *_sums(_view("new", "+")),
    ),
    _trigger(
        "count_view_delete",
        f"DELETE ON video_view {_there('old.space_id', 'old.video_id')}",
        *_sums(_view("old", "-")),
    ),
    _trigger("count_total_insert", "INSERT ON watch_event", _TOTAL),
    _trigger(
        "count_total_delete",
        "DELETE ON watch_event",
        "UPDATE watch_total SET events = events - 1, watched_us = watched_us - (old.end_us - old.start_us)"
        f" {_OF_OLD}",
        f"DELETE FROM watch_total {_OF_OLD} AND events = 0",
    ),
    _trigger(
        "count_event_insert",
        f"INSERT ON watch_event {_there('new.channel_id', 'new.video_id')}",
        *_sums(_event("new", "+")),
        _retention(_stretch("new")),
    ),
    _trigger(
        "count_event_delete",
        f"DELETE ON watch_event {_there('old.channel_id', 'old.video_id')}",
        *_sums(_event("old", "-")),
        _retention(_stretch("old"), "-"),
    ),
    _trigger(
        "count_video_insert",
        "INSERT ON video",
        *_sums(
            f"{_VIEWS}{_OF_NEW_VIDEO.format(channel='space_id')} UNION ALL"
            f" {_EVENTS}{_OF_NEW_VIDEO.format(channel='channel_id')}"
        ),
        _RETENTION_OF_NEW,
    ),
    _trigger(
        "count_video_delete",
        "DELETE ON video",
        "INSERT INTO channel_quarter (space_id, quarter, views, watched_us)"
        " SELECT space_id, quarter, -views, -watched_us FROM watch_quarter"
        " WHERE space_id = old.space_id AND video_id = old.id"
        " ON CONFLICT DO UPDATE SET"
        " views = views + excluded.views, watched_us = watched_us + excluded.watched_us",
        *(
            f"DELETE FROM {table} WHERE space_id = old.space_id AND video_id = old.id"
            for table in ("video_total", "watch_quarter", "watch_retention")
        ),
    ),
    _trigger(
        "count_video_length",
        "UPDATE OF duration_us ON video WHEN old.duration_us != new.duration_us",
        "DELETE FROM watch_retention WHERE space_id = new.space_id AND video_id = new.id",
        _RETENTION_OF_NEW,
    ),
)
"""What a migration runs on SQLite; again after a batch change of one of the tables, which drops them."""

DROP: Final = tuple(
    f"DROP TRIGGER IF EXISTS {name}"
    for name in (
        "count_view_insert", "count_view_delete", "count_total_insert", "count_total_delete",
        "count_event_insert", "count_event_delete", "count_video_insert", "count_video_delete",
        "count_video_length",
    )
)  # fmt: skip

REBUILD: Final = (
    *(f"DELETE FROM {table}" for table in TABLES),
    "INSERT INTO watch_total (space_id, video_id, channel_id, events, watched_us, last_at)"
    " SELECT space_id, video_id, min(channel_id), count(*), sum(end_us - start_us), max(at)"
    " FROM watch_event GROUP BY space_id, video_id",
    "INSERT INTO watch_quarter (space_id, video_id, quarter, views, watched_us)"
    f" SELECT channel, video, at / {QUARTER_US}, sum(views), sum(watched) FROM ("
    + " UNION ALL ".join(
        f"{rows} AS w WHERE EXISTS (SELECT 1 FROM video WHERE space_id = w.{channel} AND id = w.video_id)"
        for rows, channel in ((_VIEWS, "space_id"), (_EVENTS, "channel_id"))
    )
    + ") GROUP BY 1, 2, 3",
    *(
        f"INSERT INTO {table} ({names}, views, watched_us)"
        f" SELECT {names}, sum(views), sum(watched_us) FROM watch_quarter GROUP BY {names}"
        for table, names in (("video_total", "space_id, video_id"), ("channel_quarter", "space_id, quarter"))
    ),
    _retention(_STRETCHES),
)
