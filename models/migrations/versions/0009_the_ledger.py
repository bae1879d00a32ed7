"""The ledger: accounts, transfers that are never changed, holds; the address book, withdrawals.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.ledger import triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    _account()
    _transfer()
    _hold()
    _outside()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in triggers.SQLITE if is_sqlite else triggers.POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in triggers.DROP_SQLITE if is_sqlite else triggers.DROP_POSTGRESQL:
        op.execute(statement)
    for table in ("ledger_withdrawal", "ledger_address", "ledger_hold", "ledger_transfer", "ledger_account"):
        op.drop_table(table)


def _account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("owner", types.Id(), nullable=True),
        sa.Column("asset", types.Words(), nullable=False),
        sa.Column("purpose", types.Words(), nullable=False),
        sa.Column("may_go_negative", types.Flag(), nullable=False),
        sa.Column("posted", types.Whole(), nullable=False),
        sa.Column("held", types.Whole(), nullable=False),
        sa.Column("incoming", types.Whole(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_ledger_account")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_account_owner_space_id", "ledger_account", ["owner", "space_id"])


def _transfer() -> None:
    op.create_table(
        "ledger_transfer",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("debit_id", types.Id(), nullable=False),
        sa.Column("credit_id", types.Id(), nullable=False),
        sa.Column("debit_owner", types.Id(), nullable=True),
        sa.Column("credit_owner", types.Id(), nullable=True),
        sa.Column("asset", types.Words(), nullable=False),
        sa.Column("amount", types.Whole(), nullable=False),
        sa.Column("code", types.Words(), nullable=False),
        sa.Column("hold_id", types.Id(), nullable=True),
        sa.Column("about", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_ledger_transfer")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for side in ("debit_id", "credit_id"):
        op.create_index(f"ix_ledger_transfer_space_id_{side}_at_amount", "ledger_transfer",
                        ["space_id", side, "at", "amount"])  # fmt: skip


def _hold() -> None:
    op.create_table(
        "ledger_hold",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("debit_id", types.Id(), nullable=False),
        sa.Column("credit_id", types.Id(), nullable=True),
        sa.Column("owner", types.Id(), nullable=True),
        sa.Column("asset", types.Words(), nullable=False),
        sa.Column("amount", types.Whole(), nullable=False),
        sa.Column("left", types.Whole(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("code", types.Words(), nullable=False),
        sa.Column("about", types.Words(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_ledger_hold")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for name, column, where in (
        ("ix_ledger_hold_pending", "debit_id", "state = 'pending'"),
        ("ix_ledger_hold_ending", "expires_at", "state = 'pending' AND expires_at IS NOT NULL"),
    ):
        condition = sa.text(where)
        op.create_index(name, "ledger_hold", ["space_id", column], sqlite_where=condition,
                        postgresql_where=condition)  # fmt: skip


def _outside() -> None:
    op.create_table(
        "ledger_address",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("network", types.Words(), nullable=False),
        sa.Column("label", types.Words(), nullable=False),
        sa.Column("address", types.Words(), nullable=False),
        sa.Column("added_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_ledger_address")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_withdrawal",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("asset", types.Words(), nullable=False),
        sa.Column("amount", types.Whole(), nullable=False),
        sa.Column("network", types.Words(), nullable=False),
        sa.Column("label", types.Words(), nullable=False),
        sa.Column("address", types.Words(), nullable=False),
        sa.Column("is_new", types.Flag(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.Column("decided_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_ledger_withdrawal")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_withdrawal_space_id_asked_at", "ledger_withdrawal", ["space_id", "asked_at"])
