"""Notifications, in the space of the person they are for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import OWNERS
from models.core.declare import Mapped
from models.core.tables import STRICT, STRICT_WITH_ROWID, Base, key


class Notification(Base):
    """Something a person is told. What is told again under the same `topic` while it is unread joins it.

    `actors` are ids of accounts, the newest first, at most a few; `count` is how often it happened. `link` is
    a place (`nonet://…`). It is unread while `read_at` is empty and `at` is after the mark of `NoticeMarks`.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index(None, "space_id", "at", "id"),
        Index(None, "space_id", "topic", "at"),
        STRICT_WITH_ROWID,
    )
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    topic: Mapped[str]
    actors: Mapped[list[Any]]
    others: Mapped[int]
    count: Mapped[int]
    title: Mapped[str]
    excerpt: Mapped[str]
    link: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class NoticeMarks(Base):
    """Up to when a person has read, or cleared away, everything: one row, however many notifications."""

    __tablename__ = "notification_marks"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    read_to: Mapped[datetime]
    cleared_to: Mapped[datetime]
