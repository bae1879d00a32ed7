"""Shares, those who follow no longer, and what people tell about themselves.

Revision 0014, after 0013.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    _table(
        "community_departure", 2,
        space_id=types.Id(), id=types.Id(), kind=types.Words(), target_id=types.Id(),
        followed_at=types.Instant(), at=types.Instant(),
    )  # fmt: skip
    op.create_index("ix_community_departure_space_id_kind_target_id_at", "community_departure",
                    ["space_id", "kind", "target_id", "at"])  # fmt: skip
    _table("video_share", 2, space_id=types.Id(), id=types.Id(), video_id=types.Id(), at=types.Instant())
    op.create_index("ix_video_share_space_id_at_video_id", "video_share", ["space_id", "at", "video_id"])
    op.create_index("ix_video_share_video_id", "video_share", ["video_id"])
    _table("account_about", 1, space_id=types.Id(), birth_year=types.Whole(), gender=types.Words(),
           country=types.Words())  # fmt: skip


def downgrade() -> None:
    """Take it back to the one before."""
    for table in ("account_about", "video_share", "community_departure"):
        op.drop_table(table)


def _table(name: str, keys: int, **columns: sa.types.TypeEngine[Any]) -> None:
    """Its first columns are the key."""
    key = list(columns)[:keys]
    op.create_table(
        name,
        *(
            sa.Column(column, kind, nullable=column == "birth_year", autoincrement=False)
            if column in key
            else sa.Column(column, kind, nullable=column == "birth_year")
            for column, kind in columns.items()
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
