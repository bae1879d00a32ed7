"""Second factors, recovery codes, profiles.

Revision 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "account_factor",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by_password", sa.LargeBinary(), nullable=False),
        sa.Column("by_recovery", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", types.Whole(), nullable=False),
        sa.Column("failures", types.Whole(), nullable=False),
        sa.Column("blocked_until", types.Instant(), nullable=True),
        sa.Column("enabled_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_account_factor")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_profile",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("picture", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_account_profile")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_recovery",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("code_hash", types.Words(), nullable=False),
        sa.Column("failures", types.Whole(), nullable=False),
        sa.Column("blocked_until", types.Instant(), nullable=True),
        sa.Column("made_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_account_recovery")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_spare_code",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_account_spare_code")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    for table in ("account_spare_code", "account_recovery", "account_profile", "account_factor"):
        op.drop_table(table)
