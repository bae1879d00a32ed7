"""The list of a person's notifications, and how many are unread. Everything answers to its owner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.notifications.entities import NoticePage, Told, Unread
from models.notifications.tables import NoticeMarks, Notification

PAGE = 100
MOST_UNREAD = 1000
"""More unread ones than these are not counted: no badge shows more."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeList(Query[NoticePage]):
    """A page of the actor's notifications, newest first, without those of the kinds in `hidden`."""

    first: int = 0
    limit: int = PAGE
    unread_only: bool = False
    kinds: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadNotices(Query[Unread]):
    """How many unread notifications of the actor's there are, without those of the kinds in `hidden`."""

    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotices(Query[tuple[Told, ...]]):
    """The actor's unread notifications since a moment, oldest first, at most a few."""

    since: datetime
    limit: int = 20


@answers("notifications.notice.list", NoticeList, audience=Audience.OWN)
def notice_list(read: Read, query: NoticeList) -> NoticePage:
    """By the time of the last happening."""
    read_to, cleared_to = _marks(read, query.actor)
    wanted = [_there(query.actor, cleared_to)]
    if query.unread_only:
        wanted.append(_unread(read_to))
    if query.kinds:
        wanted.append(Notification.kind.in_(query.kinds))
    if query.hidden:
        wanted.append(Notification.kind.not_in(query.hidden))
    total = read.value(select(func.count()).select_from(Notification).where(*wanted))
    rows = read.rows(
        select(Notification)
        .where(*wanted)
        .order_by(Notification.at.desc(), Notification.id.desc())
        .limit(query.limit)
        .offset(query.first)
    )
    return NoticePage(tuple(_told(row, read_to) for row in rows), query.first, total)


@answers("notifications.notice.unread", UnreadNotices, audience=Audience.OWN)
def unread_notices(read: Read, query: UnreadNotices) -> Unread:
    """Counted up to `MOST_UNREAD`."""
    read_to, cleared_to = _marks(read, query.actor)
    wanted = [_there(query.actor, max(read_to, cleared_to)), Notification.read_at.is_(None)]
    if query.hidden:
        wanted.append(Notification.kind.not_in(query.hidden))
    some = (
        select(Notification.kind, Notification.at)
        .where(*wanted)
        .order_by(Notification.at.desc())
        .limit(MOST_UNREAD)
        .subquery()
    )
    counted = read.rows(
        select(some.c.kind, func.count().label("times"), func.max(some.c.at).label("at")).group_by(
            some.c.kind
        )
    )
    return Unread({row.kind: row.times for row in counted}, max((row.at for row in counted), default=None))


@answers("notifications.notice.new", NewNotices, audience=Audience.OWN)
def new_notices(read: Read, query: NewNotices) -> tuple[Told, ...]:
    """For the desktop: what came while the person looked elsewhere."""
    read_to, cleared_to = _marks(read, query.actor)
    wanted = (
        _there(query.actor, max(read_to, cleared_to, query.since)),
        Notification.read_at.is_(None),
    )
    newest = select(Notification).where(*wanted).order_by(Notification.at.desc()).limit(query.limit)
    return tuple(_told(row, read_to) for row in reversed(read.rows(newest)))


def _there(actor: UUID, after: datetime) -> ColumnElement[bool]:
    return and_(Notification.space_id == actor, Notification.at > after, Notification.removed_at.is_(None))


def _unread(read_to: datetime) -> ColumnElement[bool]:
    return and_(Notification.read_at.is_(None), Notification.at > read_to)


def _marks(read: Read, actor: UUID) -> tuple[datetime, datetime]:
    row = read.one(select(NoticeMarks.read_to, NoticeMarks.cleared_to).where(NoticeMarks.space_id == actor))
    return (_NEVER, _NEVER) if row is None else (row.read_to, row.cleared_to)


def _told(row: Any, read_to: datetime) -> Told:
    return Told(
        id=row.id,
        kind=row.kind,
        actors=tuple(UUID(each) for each in row.actors),
        others=row.others,
        count=row.count,
        title=row.title,
        excerpt=row.excerpt,
        link=row.link,
        at=row.at,
        unread=row.read_at is None and row.at > read_to,
    )
