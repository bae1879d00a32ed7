"""Pauses that end by themselves: of a pair after its circuit breaker, and of a person's own trading.

Revision 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("trading_pair", "resumes_at", types.Instant()),
    ("trading_pair", "counts_from", types.Whole()),
    ("trading_customer", "stopped_until", types.Instant()),
)


def upgrade() -> None:
    """Bring the database up to this revision."""
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Take it back to the one before."""
    for table, name, _ in reversed(_COLUMNS):
        op.drop_column(table, name)
