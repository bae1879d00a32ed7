"""Captions.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.video import search

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "caption",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("video_id", types.Id(), nullable=False),
        sa.Column("language", types.Words(), nullable=False),
        sa.Column("label", types.Words(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("file_name", types.Words(), nullable=False),
        sa.Column("blob", types.Words(), nullable=False),
        sa.Column("size", types.Whole(), nullable=False),
        sa.Column("cues", types.Whole(), nullable=False),
        sa.Column("made_at", types.Instant(), nullable=False),
        sa.Column("removed_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_caption")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("caption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caption_removed_at"), ["removed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_caption_space_id_video_id"), ["space_id", "video_id"], unique=False
        )

    op.create_table(
        "caption_text",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("lines", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_caption_text")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in search.CREATE_CAPTIONS:
            op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in search.DROP_CAPTIONS:
            op.execute(statement)
    op.drop_table("caption_text")
    with op.batch_alter_table("caption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_caption_space_id_video_id"))
        batch_op.drop_index(batch_op.f("ix_caption_removed_at"))

    op.drop_table("caption")
    video = sa.table("video", sa.column("has_captions", types.Flag()))
    op.execute(video.update().values(has_captions=False))
