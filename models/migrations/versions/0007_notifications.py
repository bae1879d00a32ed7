"""Notifications.

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "notification",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("topic", types.Words(), nullable=False),
        sa.Column("actors", types.Json(), nullable=False),
        sa.Column("others", types.Whole(), nullable=False),
        sa.Column("count", types.Whole(), nullable=False),
        sa.Column("title", types.Words(), nullable=False),
        sa.Column("excerpt", types.Words(), nullable=False),
        sa.Column("link", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("read_at", types.Instant(), nullable=True),
        sa.Column("removed_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_notification")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_space_id_at_id"), ["space_id", "at", "id"])
        batch_op.create_index(batch_op.f("ix_notification_space_id_topic_at"), ["space_id", "topic", "at"])

    op.create_table(
        "notification_marks",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("read_to", types.Instant(), nullable=False),
        sa.Column("cleared_to", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_notification_marks")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_table("notification_marks")
    op.drop_table("notification")
