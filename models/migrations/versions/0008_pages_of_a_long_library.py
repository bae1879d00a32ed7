"""An index that finds a page of the library by itself, with who may see it.

Revision 0008, after 0007.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.drop_index("ix_video_trashed_at_added_at_id", "video")
    op.create_index("ix_video_trashed_at_added_at_id_space_id_audience", "video",
                    ["trashed_at", "added_at", "id", "space_id", "audience"])  # fmt: skip


def downgrade() -> None:
    """Take it back to the one before."""
    op.drop_index("ix_video_trashed_at_added_at_id_space_id_audience", "video")
    op.create_index("ix_video_trashed_at_added_at_id", "video", ["trashed_at", "added_at", "id"])
