"""Sums over views and watched stretches, corrections of recommendations, and where a view came from.

Revision 0003, after 0002.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.video.counts import triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WHOLE = ("views", "watched_us")


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.add_column("video_view", sa.Column("source", types.Words(), nullable=True))
    op.drop_index("ix_video_view_space_id_video_id", "video_view")
    op.create_index("ix_video_view_space_id_video_id_at_viewer_source", "video_view",
                    ["space_id", "video_id", "at", "viewer", "source"])  # fmt: skip
    op.create_index("ix_video_view_space_id_at_viewer_source", "video_view",
                    ["space_id", "at", "viewer", "source"])  # fmt: skip
    op.drop_index("ix_watch_event_video_id", "watch_event")
    op.create_index("ix_watch_event_video_id_at_start_us_end_us", "watch_event",
                    ["video_id", "at", "start_us", "end_us"])  # fmt: skip
    _sums()
    _taste()
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*triggers.CREATE, *triggers.REBUILD):
            op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in triggers.DROP:
            op.execute(statement)
    for table in ("taste", "taste_correction", *reversed(triggers.TABLES)):
        op.drop_table(table)
    op.drop_index("ix_watch_event_video_id_at_start_us_end_us", "watch_event")
    op.create_index("ix_watch_event_video_id", "watch_event", ["video_id"])
    op.drop_index("ix_video_view_space_id_at_viewer_source", "video_view")
    op.drop_index("ix_video_view_space_id_video_id_at_viewer_source", "video_view")
    op.create_index("ix_video_view_space_id_video_id", "video_view", ["space_id", "video_id"])
    op.drop_column("video_view", "source")


def _sums() -> None:
    ids = ("space_id", "video_id")
    _table(
        "watch_total",
        ids,
        ("channel_id", types.Id()),
        ("events", types.Whole()),
        ("watched_us", types.Whole()),
        ("last_at", types.Instant()),
    )
    op.create_index("ix_watch_total_space_id_last_at", "watch_total", ["space_id", "last_at"])
    op.create_index("ix_watch_total_video_id", "watch_total", ["video_id"])
    counted = [(name, types.Whole()) for name in _WHOLE]
    _table("video_total", ids, *counted)
    _table("watch_quarter", (*ids, "quarter"), *counted)
    _table("channel_quarter", ("space_id", "quarter"), *counted)
    _table("watch_retention", (*ids, "block", "part"), ("delta", types.Whole()))


def _taste() -> None:
    _table(
        "taste_correction",
        ("space_id", "id"),
        ("kind", types.Words()),
        ("channel_id", types.Id()),
        ("at", types.Instant()),
    )
    op.create_index("ix_taste_correction_id", "taste_correction", ["id"])
    _table("taste", ("space_id",), ("since", types.Instant()))


def _table(name: str, keys: tuple[str, ...], *columns: tuple[str, sa.types.TypeEngine[Any]]) -> None:
    """A STRICT table without row ids, as every one of the record."""
    op.create_table(
        name,
        *(
            sa.Column(column, types.Id() if column.endswith("id") else types.Whole(), autoincrement=False,
                      nullable=False)
            for column in keys
        ),
        *(sa.Column(column, kind, nullable=False) for column, kind in columns),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )  # fmt: skip
