"""What lists of videos go by, narrow and in every order, with counts of it; kept by triggers.

Revision 0012, after 0011.
"""

from __future__ import annotations

from alembic import op

from models.video.catalogue import triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.drop_index("ix_video_trashed_at_audience_space_id", "video")
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*triggers.CREATE, *triggers.REBUILD):
            op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in triggers.DROP:
            op.execute(statement)
    op.create_index("ix_video_trashed_at_audience_space_id", "video", ["trashed_at", "audience", "space_id"])
