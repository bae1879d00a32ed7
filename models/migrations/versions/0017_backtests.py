"""Backtests that people have run.

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "trading_backtest",
        sa.Column("space_id", types.Id(), nullable=False, autoincrement=False),
        sa.Column("id", types.Id(), nullable=False, autoincrement=False),
        sa.Column("strategy", types.Words(), nullable=False),
        sa.Column("recording", types.Words(), nullable=False),
        sa.Column("plan", types.Json(), nullable=False),
        sa.Column("report", types.Json(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_trading_backtest")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it back to the one before."""
    op.drop_table("trading_backtest")
