"""The catalogue's tables, which triggers keep (see `triggers`): like the full-text index, they are SQLite's
own and not declared with the others."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnClause, column, table

from models.core.types import Flag, Id, Instant, Whole, Words

MINUTE_US: Final = 60_000_000


def _shared() -> tuple[ColumnClause[Any], ...]:
    return (
        column("space_id", Id),
        column("audience", Words),
        column("trashed", Flag),
        column("duration_us", Whole),
        column("height", Whole),
        column("captions", Flag),
        column("category", Words),
    )


CATALOGUE: Final = table(
    "video_catalogue", column("doc"), column("id", Id), column("added_at", Instant), column("title", Words),
    column("views", Whole), column("rating"), *_shared(),
)  # fmt: skip
"""A row a video: `doc` is its number in the full-text index, `title` in small letters, as titles sort."""

SUMS: Final = table("video_catalogue_sum", column("videos"), *_shared())
"""How many videos there are of each kind; `duration_us` is cut to whole minutes."""
