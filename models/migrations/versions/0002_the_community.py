"""The community.

Revision 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "community_ban",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "account_id", name=op.f("pk_community_ban")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "community_block",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "account_id", name=op.f("pk_community_block")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "community_comment",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("target_id", types.Id(), nullable=False),
        sa.Column("thread_id", types.Id(), nullable=True),
        sa.Column("parent_id", types.Id(), nullable=True),
        sa.Column("author", types.Id(), nullable=False),
        sa.Column("text", types.Words(), nullable=False),
        sa.Column("mentions", types.Json(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("held_for", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("edited_at", types.Instant(), nullable=True),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.Column("likes", types.Whole(), nullable=False),
        sa.Column("dislikes", types.Whole(), nullable=False),
        sa.Column("replies", types.Whole(), nullable=False),
        sa.Column("score", types.Whole(), nullable=False),
        sa.Column("hearted", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_community_comment")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("community_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_comment_author_space_id"), ["author", "space_id"], unique=False
        )
        batch_op.create_index(
            "ix_community_comment_newest",
            ["space_id", "kind", "target_id", "thread_id", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_community_comment_state_changed_at"), ["state", "changed_at"], unique=False
        )
        batch_op.create_index(
            "ix_community_comment_top",
            ["space_id", "kind", "target_id", "thread_id", "score", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_community_comment_waiting", ["space_id", "state", "created_at", "id"], unique=False
        )

    op.create_table(
        "community_decision",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("target_id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("ruling", types.Words(), nullable=False),
        sa.Column("actor", types.Id(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("why", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_community_decision")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_decision_space_id_at_id"), ["space_id", "at", "id"], unique=False
        )

    op.create_table(
        "community_draft",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("place", types.Words(), autoincrement=False, nullable=False),
        sa.Column("text", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "place", name=op.f("pk_community_draft")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "community_follow",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), autoincrement=False, nullable=False),
        sa.Column("target_space", types.Id(), autoincrement=False, nullable=False),
        sa.Column("target_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("level", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "space_id", "kind", "target_space", "target_id", name=op.f("pk_community_follow")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community_follow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_follow_space_id_kind_at"), ["space_id", "kind", "at"], unique=False
        )

    op.create_table(
        "community_follower",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), autoincrement=False, nullable=False),
        sa.Column("target_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("level", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "space_id", "kind", "target_id", "account_id", name=op.f("pk_community_follower")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community_follower", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_follower_account_id_space_id"), ["account_id", "space_id"], unique=False
        )

    op.create_table(
        "community_reaction",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), autoincrement=False, nullable=False),
        sa.Column("target_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("liked", types.Flag(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "space_id", "kind", "target_id", "account_id", name=op.f("pk_community_reaction")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community_reaction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_reaction_account_id_kind_at"), ["account_id", "kind", "at"], unique=False
        )

    op.create_table(
        "community_report",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), autoincrement=False, nullable=False),
        sa.Column("target_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("reporter", types.Id(), autoincrement=False, nullable=False),
        sa.Column("reason", types.Words(), nullable=False),
        sa.Column("text", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("open", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint(
            "space_id", "kind", "target_id", "reporter", name=op.f("pk_community_report")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("community_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_report_reporter_space_id"), ["reporter", "space_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_community_report_space_id_open_kind_target_id"),
            ["space_id", "open", "kind", "target_id"],
            unique=False,
        )

    op.create_table(
        "community_rules",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("mode", types.Words(), nullable=False),
        sa.Column("words", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_community_rules")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "community_tally",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), autoincrement=False, nullable=False),
        sa.Column("target_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("likes", types.Whole(), nullable=False),
        sa.Column("dislikes", types.Whole(), nullable=False),
        sa.Column("comments", types.Whole(), nullable=False),
        sa.Column("followers", types.Whole(), nullable=False),
        sa.Column("comments_open", types.Flag(), nullable=False),
        sa.Column("pinned", types.Id(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "kind", "target_id", name=op.f("pk_community_tally")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take it back to the one before."""
    op.drop_table("community_tally")
    op.drop_table("community_rules")
    with op.batch_alter_table("community_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_report_space_id_open_kind_target_id"))
        batch_op.drop_index(batch_op.f("ix_community_report_reporter_space_id"))

    op.drop_table("community_report")
    with op.batch_alter_table("community_reaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_reaction_account_id_kind_at"))

    op.drop_table("community_reaction")
    with op.batch_alter_table("community_follower", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_follower_account_id_space_id"))

    op.drop_table("community_follower")
    with op.batch_alter_table("community_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_follow_space_id_kind_at"))

    op.drop_table("community_follow")
    op.drop_table("community_draft")
    with op.batch_alter_table("community_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_decision_space_id_at_id"))

    op.drop_table("community_decision")
    with op.batch_alter_table("community_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_community_comment_waiting")
        batch_op.drop_index("ix_community_comment_top")
        batch_op.drop_index(batch_op.f("ix_community_comment_state_changed_at"))
        batch_op.drop_index("ix_community_comment_newest")
        batch_op.drop_index(batch_op.f("ix_community_comment_author_space_id"))

    op.drop_table("community_comment")
    op.drop_table("community_block")
    op.drop_table("community_ban")
