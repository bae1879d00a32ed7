"""Tables of the community. What is said about a target lives in the target's space.

None of it is labelled public: whether others see a comment is for the target's domain to say at the moment
of the question (see `targets`), and a private video's talk must not go out under a label from before.
What a person follows, blocks and has begun to write is in the person's own space.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import EDITORS, MEMBERS, OWNERS
from models.core.declare import Mapped
from models.core.tables import STRICT, STRICT_WITH_ROWID, Base, key

_IX = "ix_community_comment"


class Tally(Base):
    """The counts of a target, kept with the rows they count (`counts.check` proves them).

    `pinned` is the comment that comes first; `comments_open` is what who looks after the target says.
    """

    __tablename__ = "community_tally"
    __table_args__ = STRICT
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    kind: Mapped[str] = key()
    target_id: Mapped[UUID] = key()
    likes: Mapped[int]
    dislikes: Mapped[int]
    comments: Mapped[int]
    followers: Mapped[int]
    comments_open: Mapped[bool]
    pinned: Mapped[UUID | None]


class Comment(Base):
    """A comment, or an answer to one. `thread_id` is the comment at the head of its thread.

    `replies` counts the shown answers of a head; `score` orders by what people made of it. Mentions are
    [start, end, account] in characters of `text`.
    """

    __tablename__ = "community_comment"
    __table_args__ = (
        Index(f"{_IX}_top", "space_id", "kind", "target_id", "thread_id", "score", "created_at", "id"),
        Index(f"{_IX}_newest", "space_id", "kind", "target_id", "thread_id", "created_at", "id"),
        Index(f"{_IX}_waiting", "space_id", "state", "created_at", "id"),
        Index(None, "author", "space_id"),
        Index(None, "state", "changed_at"),
        STRICT_WITH_ROWID,
    )
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    target_id: Mapped[UUID]
    thread_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None]
    author: Mapped[UUID]
    text: Mapped[str]
    mentions: Mapped[list[Any]]
    state: Mapped[str]
    held_for: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    likes: Mapped[int]
    dislikes: Mapped[int]
    replies: Mapped[int]
    score: Mapped[int]
    hearted: Mapped[bool]


class ReactionRow(Base):
    """What one person thinks of a target or a comment; no row: nothing."""

    __tablename__ = "community_reaction"
    __table_args__ = (Index(None, "account_id", "kind", "at"), STRICT)
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    kind: Mapped[str] = key()
    target_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    liked: Mapped[bool]
    at: Mapped[datetime]


class FollowRow(Base):
    """Something that a person follows, in the person's own space."""

    __tablename__ = "community_follow"
    __table_args__ = (Index(None, "space_id", "kind", "at"), STRICT)
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    kind: Mapped[str] = key()
    target_space: Mapped[UUID] = key()
    target_id: Mapped[UUID] = key()
    level: Mapped[str]
    at: Mapped[datetime]


class Follower(Base):
    """Somebody who follows a target, in the target's space."""

    __tablename__ = "community_follower"
    __table_args__ = (Index(None, "account_id", "space_id"), STRICT)
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    kind: Mapped[str] = key()
    target_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    level: Mapped[str]
    at: Mapped[datetime]


class Departure(Base):
    """Somebody left a target that they had followed; whom, nobody needs to know any more. Append-only."""

    __tablename__ = "community_departure"
    __table_args__ = (Index(None, "space_id", "kind", "target_id", "at"), STRICT)
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    target_id: Mapped[UUID]
    followed_at: Mapped[datetime]
    at: Mapped[datetime]


class Report(Base):
    """One person's report of a target or a comment, until somebody has decided on it."""

    __tablename__ = "community_report"
    __table_args__ = (
        Index(None, "space_id", "open", "kind", "target_id"),
        Index(None, "reporter", "space_id"),
        STRICT,
    )
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    kind: Mapped[str] = key()
    target_id: Mapped[UUID] = key()
    reporter: Mapped[UUID] = key()
    reason: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    open: Mapped[bool]


class Block(Base):
    """Somebody whom a person does not want to hear from, in the person's own space."""

    __tablename__ = "community_block"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    at: Mapped[datetime]


class Ban(Base):
    """Somebody who may not comment in a space any more."""

    __tablename__ = "community_ban"
    __table_args__ = STRICT
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    at: Mapped[datetime]


class RuleSet(Base):
    """Which comments of a space are held for review; no row: none."""

    __tablename__ = "community_rules"
    __table_args__ = STRICT
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    mode: Mapped[str]
    words: Mapped[list[Any]]


class Decision(Base):
    """What somebody who moderates decided, about whom, when and why; append-only."""

    __tablename__ = "community_decision"
    __table_args__ = (Index(None, "space_id", "at", "id"), STRICT)
    __audience__ = EDITORS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    target_id: Mapped[UUID]
    account_id: Mapped[UUID]
    ruling: Mapped[str]
    actor: Mapped[UUID]
    at: Mapped[datetime]
    why: Mapped[str]


class Draft(Base):
    """A comment that was begun and not sent; `place` says where it belongs."""

    __tablename__ = "community_draft"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    place: Mapped[str] = key()
    text: Mapped[str]
    at: Mapped[datetime]
