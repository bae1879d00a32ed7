"""Sums for reports on long periods, kept true by triggers (docs/decisions/020): whole days instead of
quarters, where views came from, and who had been there before.

How many different people watched is no sum; but it is how many views of a period are their viewer's first
in it. So `viewer_visit` has for each view of a channel when the same person was there before: a count of the
period's views whose `before_at` lies outside it. `REBUILD` makes all anew, after that of `triggers`.
"""

from __future__ import annotations

from typing import Final

from models.video.counts.triggers import QUARTER_US

QUARTERS_OF_A_DAY: Final = 96
DAY_US: Final = QUARTERS_OF_A_DAY * QUARTER_US
TABLES: Final = ("watch_day", "source_day", "viewer_visit")


def _trigger(name: str, when: str, *statements: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN {'; '.join(statements)}; END"


# Days, from the quarters


def _day(views: str, watched: str) -> str:
    return (
        "INSERT INTO watch_day (space_id, video_id, day, views, watched_us)"
        f" VALUES (new.space_id, new.video_id, new.quarter / {QUARTERS_OF_A_DAY}, {views}, {watched})"
        " ON CONFLICT DO UPDATE SET"
        " views = views + excluded.views, watched_us = watched_us + excluded.watched_us"
    )


_OF_OLD_DAY = (
    f"WHERE space_id = old.space_id AND video_id = old.video_id AND day = old.quarter / {QUARTERS_OF_A_DAY}"
)
_DAY_GONE = (
    f"UPDATE watch_day SET views = views - old.views, watched_us = watched_us - old.watched_us {_OF_OLD_DAY}",
    f"DELETE FROM watch_day {_OF_OLD_DAY} AND views = 0 AND watched_us = 0",
)
"""What is gone already, as when a whole space is taken away table by table, is not to come back."""


# Where views came from


def _sources(where: str) -> str:
    return (
        "INSERT INTO source_day (space_id, day, source, views)"
        f" SELECT space_id, at / {DAY_US}, coalesce(source, ''), count(*) FROM video_view AS w"
        f" WHERE {where} GROUP BY 1, 2, 3 ON CONFLICT DO UPDATE SET views = views + excluded.views"
    )


_SOURCE = (
    "INSERT INTO source_day (space_id, day, source, views)"
    f" VALUES (new.space_id, new.at / {DAY_US}, coalesce(new.source, ''), 1)"
    " ON CONFLICT DO UPDATE SET views = views + 1"
)
_SOURCE_GONE = (
    "UPDATE source_day SET views = views - 1 WHERE space_id = old.space_id"
    f" AND day = old.at / {DAY_US} AND source = coalesce(old.source, '')"
)
_SOURCES_GONE = (
    "UPDATE source_day SET views = source_day.views - gone.views FROM ("
    f"SELECT at / {DAY_US} AS day, coalesce(source, '') AS source, count(*) AS views FROM video_view"
    " WHERE space_id = old.space_id AND video_id = old.id GROUP BY 1, 2) AS gone"
    " WHERE space_id = old.space_id AND source_day.day = gone.day AND source_day.source = gone.source"
)


# Who had been there before

_SAME = "space_id = new.space_id AND viewer = new.viewer"
_VISIT = (
    "INSERT INTO viewer_visit (space_id, at, id, viewer, before_at)"
    " SELECT new.space_id, new.at, new.id, new.viewer,"
    f" (SELECT max(at) FROM viewer_visit WHERE {_SAME} AND at <= new.at)",
    f"UPDATE viewer_visit SET before_at = new.at WHERE {_SAME} AND at > new.at"
    " AND (before_at IS NULL OR before_at < new.at)",
)


def _linked(space: str, viewers: str) -> str:
    """The statement that finds the visits before anew, for some viewers of a channel."""
    return (
        "UPDATE viewer_visit SET before_at = found.before_at FROM ("
        "SELECT at, id, lag(at) OVER (PARTITION BY viewer ORDER BY at, id) AS before_at"
        f" FROM viewer_visit WHERE space_id = {space} AND viewer IN ({viewers})) AS found"
        f" WHERE viewer_visit.space_id = {space} AND viewer_visit.at = found.at"
        " AND viewer_visit.id = found.id"
    )


def _viewers(row: str) -> str:
    return f"SELECT viewer FROM video_view WHERE space_id = {row}.space_id AND video_id = {row}.id"


def _there(row: str) -> str:
    return f"WHEN EXISTS (SELECT 1 FROM video WHERE space_id = {row}.space_id AND id = {row}.video_id)"


_OF_NEW = "w.space_id = new.space_id AND w.video_id = new.id"
CREATE: Final = (
    _trigger("period_quarter_insert", "INSERT ON watch_quarter", _day("new.views", "new.watched_us")),
    _trigger("period_quarter_update", "UPDATE OF views, watched_us ON watch_quarter",
             _day("new.views - old.views", "new.watched_us - old.watched_us")),
    _trigger("period_quarter_delete", "DELETE ON watch_quarter", *_DAY_GONE),
    _trigger("period_view_insert", f"INSERT ON video_view {_there('new')}", _SOURCE, *_VISIT),
    _trigger(
        "period_view_delete",
        f"DELETE ON video_view {_there('old')}",
        _SOURCE_GONE,
        "DELETE FROM viewer_visit WHERE space_id = old.space_id AND at = old.at AND id = old.id",
        _linked("old.space_id", "old.viewer"),
    ),
    _trigger(
        "period_video_insert",
        "INSERT ON video",
        _sources(_OF_NEW),
        "INSERT INTO viewer_visit (space_id, at, id, viewer)"
        f" SELECT space_id, at, id, viewer FROM video_view AS w WHERE {_OF_NEW}",
        _linked("new.space_id", _viewers("new")),
    ),
    _trigger(
        "period_video_delete",
        "DELETE ON video",
        _SOURCES_GONE,
        "DELETE FROM viewer_visit WHERE space_id = old.space_id AND (at, id) IN"
        " (SELECT at, id FROM video_view WHERE space_id = old.space_id AND video_id = old.id)",
        _linked("old.space_id", _viewers("old")),
    ),
)  # fmt: skip
"""What a migration runs on SQLite; again after a batch change of one of the tables, which drops them."""

NAMES: Final = (
    "period_quarter_insert", "period_quarter_update", "period_quarter_delete", "period_view_insert",
    "period_view_delete", "period_video_insert", "period_video_delete",
)  # fmt: skip
DROP: Final = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES)

_COUNTED: Final = "EXISTS (SELECT 1 FROM video WHERE space_id = w.space_id AND id = w.video_id)"
REBUILD: Final = (
    *(f"DELETE FROM {table}" for table in TABLES),
    "INSERT INTO watch_day (space_id, video_id, day, views, watched_us)"
    f" SELECT space_id, video_id, quarter / {QUARTERS_OF_A_DAY}, sum(views), sum(watched_us)"
    " FROM watch_quarter GROUP BY 1, 2, 3",
    _sources(_COUNTED),
    "INSERT INTO viewer_visit (space_id, at, id, viewer, before_at)"
    " SELECT space_id, at, id, viewer, lag(at) OVER (PARTITION BY space_id, viewer ORDER BY at, id)"
    f" FROM video_view AS w WHERE {_COUNTED} ORDER BY space_id, at, id",
)
