"""The pairs that a person follows.

Revision 0015, after 0014.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NAME = "trading_watched_pair"


def upgrade() -> None:
    """Bring the database up to this revision."""
    key: dict[str, sa.types.TypeEngine[Any]] = {
        "space_id": types.Id(),
        "exchange_id": types.Id(),
        "pair": types.Words(),
    }
    op.create_table(
        _NAME,
        *(sa.Column(name, kind, nullable=False, autoincrement=False) for name, kind in key.items()),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{_NAME}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it back to the one before."""
    op.drop_table(_NAME)
