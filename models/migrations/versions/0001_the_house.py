"""The house.

Revision 0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types
from models.video import search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "account",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("name_key", types.Words(), nullable=False),
        sa.Column("role", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_account")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_name_key"), ["name_key"], unique=False)

    op.create_table(
        "account_credential",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("password_hash", types.Words(), nullable=False),
        sa.Column("failures", types.Whole(), nullable=False),
        sa.Column("blocked_until", types.Instant(), nullable=True),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_account_credential")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_session",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("used_at", types.Instant(), nullable=False),
        sa.Column("ended_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_account_session")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_token_hash"), ["token_hash"], unique=False)

    op.create_table(
        "change",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("number", types.Whole(), autoincrement=False, nullable=False),
        sa.Column("n", types.Whole(), autoincrement=False, nullable=False),
        sa.Column("command_id", types.Id(), nullable=False),
        sa.Column("row_table", types.Words(), nullable=False),
        sa.Column("audience", types.Words(), nullable=False),
        sa.Column("before", types.Words(), nullable=True),
        sa.Column("after", types.Words(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "number", "n", name=op.f("pk_change")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("owner", types.Id(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("about", types.Words(), nullable=False),
        sa.Column("audience", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_channel")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "command_log",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("version", types.Whole(), nullable=False),
        sa.Column("actor", types.Id(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("now", types.Instant(), nullable=False),
        sa.Column("number", types.Whole(), nullable=False),
        sa.Column("verdict", types.Words(), nullable=False),
        sa.Column("payload", types.Words(), nullable=False),
        sa.Column("outcome", types.Words(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_command_log")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow_up",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("version", types.Whole(), nullable=False),
        sa.Column("payload", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_follow_up")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("title", types.Words(), nullable=False),
        sa.Column("place", types.Words(), nullable=False),
        sa.Column("arguments", types.Json(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("attempts", types.Whole(), nullable=False),
        sa.Column("sentence", types.Words(), nullable=False),
        sa.Column("what_now", types.Words(), nullable=False),
        sa.Column("details", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_job")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_state_space_id_id"), ["state", "space_id", "id"], unique=False
        )

    op.create_table(
        "member",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("role", types.Whole(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "account_id", name=op.f("pk_member")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_member_account_id_space_id"), ["account_id", "space_id"], unique=False
        )

    op.create_table(
        "play_queue",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("last_place", types.Whole(), nullable=False),
        sa.Column("auto_next", types.Flag(), nullable=False),
        sa.Column("shuffle", types.Flag(), nullable=False),
        sa.Column("repeat", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_play_queue")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "queue_item",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("channel_id", types.Id(), nullable=False),
        sa.Column("video_id", types.Id(), nullable=False),
        sa.Column("place", types.Whole(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_queue_item")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_item_space_id_place"), ["space_id", "place"], unique=False)
        batch_op.create_index(batch_op.f("ix_queue_item_video_id"), ["video_id"], unique=False)

    op.create_table(
        "rendition",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("video_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("name", types.Words(), autoincrement=False, nullable=False),
        sa.Column("blob", types.Words(), nullable=False),
        sa.Column("size", types.Whole(), nullable=False),
        sa.Column("details", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "video_id", "name", name=op.f("pk_rendition")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "space",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("change_number", types.Whole(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_space")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "video",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("audience", types.Words(), nullable=False),
        sa.Column("privacy", types.Words(), nullable=False),
        sa.Column("title", types.Words(), nullable=False),
        sa.Column("description", types.Words(), nullable=False),
        sa.Column("tags", types.Json(), nullable=False),
        sa.Column("category", types.Words(), nullable=False),
        sa.Column("location", types.Words(), nullable=False),
        sa.Column("language", types.Words(), nullable=False),
        sa.Column("age_restricted", types.Flag(), nullable=False),
        sa.Column("file_name", types.Words(), nullable=False),
        sa.Column("added_at", types.Instant(), nullable=False),
        sa.Column("published_at", types.Instant(), nullable=True),
        sa.Column("trashed_at", types.Instant(), nullable=True),
        sa.Column("damaged", types.Flag(), nullable=False),
        sa.Column("duration_us", types.Whole(), nullable=False),
        sa.Column("size", types.Whole(), nullable=False),
        sa.Column("width", types.Whole(), nullable=False),
        sa.Column("height", types.Whole(), nullable=False),
        sa.Column("media", types.Json(), nullable=False),
        sa.Column("chapters", types.Json(), nullable=False),
        sa.Column("has_captions", types.Flag(), nullable=False),
        sa.Column("loudness", types.Real(), nullable=True),
        sa.Column("original", types.Words(), nullable=False),
        sa.Column("poster", types.Words(), nullable=False),
        sa.Column("posters", types.Json(), nullable=False),
        sa.Column("sheet", types.Json(), nullable=True),
        sa.Column("waveform", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_video")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_video_space_id_trashed_at_added_at"),
            ["space_id", "trashed_at", "added_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_video_trashed_at_added_at_id"), ["trashed_at", "added_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_video_trashed_at_audience_space_id"),
            ["trashed_at", "audience", "space_id"],
            unique=False,
        )

    op.create_table(
        "video_view",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("video_id", types.Id(), nullable=False),
        sa.Column("viewer", types.Id(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_video_view")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("video_view", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_video_view_space_id_video_id"), ["space_id", "video_id"], unique=False
        )

    op.create_table(
        "watch_event",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("channel_id", types.Id(), nullable=False),
        sa.Column("video_id", types.Id(), nullable=False),
        sa.Column("session_id", types.Id(), nullable=False),
        sa.Column("start_us", types.Whole(), nullable=False),
        sa.Column("end_us", types.Whole(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id", name=op.f("pk_watch_event")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("watch_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watch_event_space_id_video_id"), ["space_id", "video_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_watch_event_video_id"), ["video_id"], unique=False)

    op.create_table(
        "watch_position",
        sa.Column("space_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("video_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("channel_id", types.Id(), nullable=False),
        sa.Column("position_us", types.Whole(), nullable=False),
        sa.Column("finished", types.Flag(), nullable=False),
        sa.Column("session_id", types.Id(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "video_id", name=op.f("pk_watch_position")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("watch_position", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watch_position_space_id_finished_at"), ["space_id", "finished", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_watch_position_video_id"), ["video_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for statement in search.CREATE:
            op.execute(statement)


def downgrade() -> None:
    """Take it back to the one before."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in search.DROP:
            op.execute(statement)
    with op.batch_alter_table("watch_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_position_video_id"))
        batch_op.drop_index(batch_op.f("ix_watch_position_space_id_finished_at"))

    op.drop_table("watch_position")
    with op.batch_alter_table("watch_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_event_video_id"))
        batch_op.drop_index(batch_op.f("ix_watch_event_space_id_video_id"))

    op.drop_table("watch_event")
    with op.batch_alter_table("video_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_video_view_space_id_video_id"))

    op.drop_table("video_view")
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_video_trashed_at_audience_space_id"))
        batch_op.drop_index(batch_op.f("ix_video_trashed_at_added_at_id"))
        batch_op.drop_index(batch_op.f("ix_video_space_id_trashed_at_added_at"))

    op.drop_table("video")
    op.drop_table("space")
    op.drop_table("rendition")
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_queue_item_video_id"))
        batch_op.drop_index(batch_op.f("ix_queue_item_space_id_place"))

    op.drop_table("queue_item")
    op.drop_table("play_queue")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_account_id_space_id"))

    op.drop_table("member")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_space_id_id"))

    op.drop_table("job")
    op.drop_table("follow_up")
    op.drop_table("command_log")
    op.drop_table("channel")
    op.drop_table("change")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_token_hash"))

    op.drop_table("account_session")
    op.drop_table("account_credential")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_name_key"))

    op.drop_table("account")
