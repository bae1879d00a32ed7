"""The catalogue is kept true by triggers (docs/decisions/023), as the full-text index is.

A row of `video` is wide, and views and ratings lie elsewhere. So `video_catalogue` repeats of each video the
few fields that lists go by, under the number that the full-text index knows it by, and has an index for each
order that holds all of them: a page in the middle of 100,000 walks over a few bytes an entry.
`video_catalogue_sum` counts the catalogue by everything that people narrow it to, lengths cut to minutes, so
that how many there are is a sum of few rows. `REBUILD` makes both anew.
"""

from __future__ import annotations

from typing import Final

from models.community.rating import rating_of, when_rated
from models.video.catalogue.tables import MINUTE_US
from models.video.targets import VIDEO

_SUM_OF: Final = "{0}.space_id, {0}.audience, {0}.trashed, {1}, {0}.height, {0}.captions, {0}.category"
_SUM_COLUMNS: Final = "space_id, audience, trashed, duration_us, height, captions, category"
_FIELDS: Final = {
    "space_id": "{v}.space_id",
    "id": "{v}.id",
    "audience": "{v}.audience",
    "trashed": "{v}.trashed_at IS NOT NULL",
    "added_at": "{v}.added_at",
    "title": "lower({v}.title)",
    "duration_us": "{v}.duration_us",
    "height": "{v}.height",
    "captions": "{v}.has_captions",
    "category": "{v}.category",
}
_TAIL: Final = "space_id, audience, height, captions, category"


def _index(name: str, columns: str) -> str:
    return f"CREATE INDEX IF NOT EXISTS ix_video_catalogue_{name} ON video_catalogue ({columns})"


def _trigger(name: str, when: str, *statements: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN {'; '.join(statements)}; END"


def _summed(row: str) -> str:
    return _SUM_OF.format(row, f"{row}.duration_us / {MINUTE_US} * {MINUTE_US}")


_ADD = (
    f"INSERT INTO video_catalogue_sum ({_SUM_COLUMNS}, videos) VALUES ({_summed('new')}, 1)"
    " ON CONFLICT DO UPDATE SET videos = videos + 1"
)
_OLD_SUM = f"({_SUM_COLUMNS}) = ({_summed('old')})"
_TAKE = (
    f"UPDATE video_catalogue_sum SET videos = videos - 1 WHERE {_OLD_SUM}",
    f"DELETE FROM video_catalogue_sum WHERE {_OLD_SUM} AND videos = 0",
)
_PUT = (
    f"INSERT INTO video_catalogue (doc, {', '.join(_FIELDS)}, views, rating)"
    f" SELECT d.doc, {', '.join(_FIELDS.values()).format(v='v')},"
    " coalesce((SELECT views FROM video_total WHERE space_id = v.space_id AND video_id = v.id), 0),"
    f" {rating_of(VIDEO, 'v.space_id', 'v.id')}"
    " FROM video_doc AS d JOIN video AS v ON v.space_id = d.space_id AND v.id = d.id"
)
_DOC = "doc = (SELECT doc FROM video_doc WHERE space_id = {0}.space_id AND id = {0}.{1})"


def _viewed(name: str, when: str, row: str, views: str) -> str:
    return _trigger(
        name, when, f"UPDATE video_catalogue SET views = {views} WHERE {_DOC.format(row, 'video_id')}"
    )


CREATE: Final = (
    """CREATE TABLE IF NOT EXISTS video_catalogue (
        doc INTEGER PRIMARY KEY, space_id BLOB NOT NULL, id BLOB NOT NULL, audience TEXT NOT NULL,
        trashed INTEGER NOT NULL, added_at INTEGER NOT NULL, title TEXT NOT NULL,
        duration_us INTEGER NOT NULL, height INTEGER NOT NULL, captions INTEGER NOT NULL,
        category TEXT NOT NULL, views INTEGER NOT NULL, rating REAL NOT NULL) STRICT""",
    f"""CREATE TABLE IF NOT EXISTS video_catalogue_sum (
        space_id BLOB NOT NULL, audience TEXT NOT NULL, trashed INTEGER NOT NULL,
        duration_us INTEGER NOT NULL, height INTEGER NOT NULL, captions INTEGER NOT NULL,
        category TEXT NOT NULL, videos INTEGER NOT NULL, PRIMARY KEY ({_SUM_COLUMNS}))
        STRICT, WITHOUT ROWID""",
    _index("newest", f"trashed, added_at, doc, duration_us, {_TAIL}"),
    _index("title", f"trashed, title, doc, added_at, duration_us, {_TAIL}"),
    _index("length", f"trashed, duration_us, added_at, doc, {_TAIL}"),
    _index("views", f"trashed, views, added_at, doc, duration_us, {_TAIL}"),
    _index("rating", f"trashed, rating, added_at, doc, duration_us, {_TAIL}"),
    _index("channel", "space_id, trashed, added_at, doc"),
    _trigger("catalogue_video_insert", "INSERT ON video_doc", f"{_PUT} WHERE d.doc = new.doc"),
    _trigger("catalogue_video_delete", "DELETE ON video_doc",
             "DELETE FROM video_catalogue WHERE doc = old.doc"),
    _trigger(
        "catalogue_video_update",
        "UPDATE OF audience, trashed_at, added_at, title, duration_us, height, has_captions, category"
        " ON video",
        "UPDATE video_catalogue SET "
        + ", ".join(f"{name} = {value.format(v='new')}" for name, value in _FIELDS.items())
        + f" WHERE {_DOC.format('new', 'id')}",
    ),
    _viewed("catalogue_views_insert", "INSERT ON video_total", "new", "new.views"),
    _viewed("catalogue_views_update", "UPDATE OF views ON video_total WHEN new.views != old.views", "new",
            "new.views"),
    _viewed("catalogue_views_delete", "DELETE ON video_total", "old", "0"),
    *(
        _trigger(
            f"catalogue_{name}", when,
            f"UPDATE video_catalogue SET rating = {value} WHERE {_DOC.format(row, 'target_id')}",
        )
        for name, when, row, value in when_rated(VIDEO)
    ),
    _trigger("catalogue_sum_insert", "INSERT ON video_catalogue", _ADD),
    _trigger("catalogue_sum_delete", "DELETE ON video_catalogue", *_TAKE),
    _trigger("catalogue_sum_update", f"UPDATE OF {_SUM_COLUMNS} ON video_catalogue", *_TAKE, _ADD),
)  # fmt: skip
"""What a migration runs on SQLite, after the search's; again after a batch change of `video`, `video_total`
or the community's counts, which drops the triggers on it."""

REBUILD: Final = (
    "DELETE FROM video_catalogue",
    "DELETE FROM video_catalogue_sum",
    _PUT,
)

NAMES: Final = (
    "catalogue_video_insert", "catalogue_video_delete", "catalogue_video_update",
    "catalogue_views_insert", "catalogue_views_update", "catalogue_views_delete",
    *(f"catalogue_{name}" for name, *_ in when_rated(VIDEO)),
    "catalogue_sum_insert", "catalogue_sum_delete", "catalogue_sum_update",
)  # fmt: skip
DROP: Final = (
    *(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES),
    "DROP TABLE IF EXISTS video_catalogue",
    "DROP TABLE IF EXISTS video_catalogue_sum",
)
