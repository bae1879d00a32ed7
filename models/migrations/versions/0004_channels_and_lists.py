"""Channels with a face, playlists, and what a history shows.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS: tuple[tuple[str, types.Words | types.Json | types.Instant, str | None], ...] = (
    ("handle", types.Words(), ""),
    ("banner", types.Words(), ""),
    ("picture", types.Words(), ""),
    ("links", types.Json(), "[]"),
    ("trashed_at", types.Instant(), None),
)


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "playlist",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("owner", types.Id(), nullable=False),
        sa.Column("channel_id", types.Id(), nullable=True),
        sa.Column("title", types.Words(), nullable=False),
        sa.Column("description", types.Words(), nullable=False),
        sa.Column("privacy", types.Words(), nullable=False),
        sa.Column("audience", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.Column("trashed_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_playlist")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_playlist_channel_id_audience"), ["channel_id", "audience"], unique=False
        )

    op.create_table(
        "playlist_invite",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("token", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_playlist_invite")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "playlist_item",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("channel_id", types.Id(), nullable=False),
        sa.Column("video_id", types.Id(), nullable=False),
        sa.Column("place", types.Whole(), nullable=False),
        sa.Column("added_by", types.Id(), nullable=False),
        sa.Column("added_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_playlist_item")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("playlist_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_playlist_item_space_id_place"), ["space_id", "place"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_playlist_item_video_id"), ["video_id"], unique=False)

    op.create_table(
        "video_announcement",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("video_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "video_id", name=op.f("pk_video_announcement")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("video_announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_video_announcement_at_space_id"), ["at", "space_id"], unique=False
        )

    op.create_table(
        "watch_hidden",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("session_id", types.Id(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("space_id", "session_id", name=op.f("pk_watch_hidden")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watch_settings",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("upload_channel", types.Id(), nullable=True),
        sa.Column("history_paused", types.Flag(), nullable=False),
        sa.Column("cleared_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_watch_settings")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for name, kind, default in _COLUMNS:
        op.add_column("channel", sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index(op.f("ix_channel_handle"), "channel", ["handle"], unique=False)
    op.execute(
        "INSERT INTO video_announcement (space_id, video_id, at) "
        "SELECT space_id, id, coalesce(published_at, added_at) FROM video WHERE audience = 'public'"
    )


def downgrade() -> None:
    """Take it back to the one before."""
    op.drop_index(op.f("ix_channel_handle"), table_name="channel")
    for name, _kind, _default in reversed(_COLUMNS):
        op.drop_column("channel", name)
    op.drop_table("watch_settings")
    op.drop_table("watch_hidden")
    with op.batch_alter_table("video_announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_video_announcement_at_space_id"))

    op.drop_table("video_announcement")
    with op.batch_alter_table("playlist_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_playlist_item_video_id"))
        batch_op.drop_index(batch_op.f("ix_playlist_item_space_id_place"))

    op.drop_table("playlist_item")
    op.drop_table("playlist_invite")
    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_playlist_channel_id_audience"))

    op.drop_table("playlist")
