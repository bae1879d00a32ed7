"""Sums for reports on long periods: by days, by where views came from, and who had been there before.

Revision 0013, after 0012.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.video.counts import periods

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    _table(
        "watch_day", {"space_id": types.Id(), "video_id": types.Id(), "day": types.Whole()},
        views=types.Whole(), watched_us=types.Whole(),
    )  # fmt: skip
    _table(
        "source_day", {"space_id": types.Id(), "day": types.Whole(), "source": types.Words()},
        views=types.Whole(),
    )  # fmt: skip
    _table(
        "viewer_visit", {"space_id": types.Id(), "at": types.Instant(), "id": types.Id()},
        viewer=types.Id(), before_at=types.Instant(),
    )  # fmt: skip
    op.create_index("ix_viewer_visit_space_id_viewer_at", "viewer_visit", ["space_id", "viewer", "at"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*periods.CREATE, *periods.REBUILD):
            op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in periods.DROP:
            op.execute(statement)
    for table in reversed(periods.TABLES):
        op.drop_table(table)


def _table(name: str, keys: dict[str, sa.types.TypeEngine[Any]], **columns: sa.types.TypeEngine[Any]) -> None:
    op.create_table(
        name,
        *(sa.Column(key, kind, autoincrement=False, nullable=False) for key, kind in keys.items()),
        *(sa.Column(column, kind, nullable=column == "before_at") for column, kind in columns.items()),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
