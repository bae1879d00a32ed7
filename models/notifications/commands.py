"""Telling a person something, and what they do about it. All in the person's own space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context
from models.core.errors import Invalid, NotAllowed
from models.core.registry import Command, Permission, handles
from models.core.tables import FollowUp, Space
from models.core.text import tr
from models.notifications.tables import NoticeMarks, Notification

KEPT = timedelta(days=90)
SOME = 500
"""Rows that one sweep takes away."""

_ACTORS = 20  # kept, so that nobody counts twice; those before them are only counted
_LONGEST = 300
_LONGEST_LINK = 2000
_MOST = 1000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNotice(Command):
    """Tell the person of this space something that the actor did. What has the same `topic` joins what is
    still unread of it; "" stands alone."""

    kind: str
    title: str
    link: str = ""
    excerpt: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotices(Command):
    """Mark notifications as read, or (`read` False) as unread again."""

    ids: tuple[UUID, ...]
    read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAllNotices(Command):
    """All that there is now has been read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNotices(Command):
    """Take notifications out of the list, or (`removed` False) put them back."""

    ids: tuple[UUID, ...]
    removed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearNotices(Command):
    """Take all that there is now out of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMarks(Command):
    """Put the marks back to where they were: the inverse of reading or clearing all."""

    read_to: datetime
    cleared_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepNotices(Command):
    """Forget some of what is over: read long ago, cleared, or removed. The result is how many."""


@handles("notifications.notice.add", AddNotice, permission=Permission.OUTSIDER)
def add_notice(ctx: Context, cmd: AddNotice) -> None:
    """Nobody tells others anything by themselves: only what a command of theirs has caused is told."""
    if cmd.actor != cmd.space_id and not _is_caused(ctx, cmd):
        raise NotAllowed(tr("Only what happens is told to others."))
    if ctx.get(Space, cmd.space_id) is None:
        return  # who was to be told has gone meanwhile
    if not cmd.kind or len(cmd.kind) > _LONGEST or len(cmd.link) > _LONGEST_LINK:
        raise Invalid(tr("This is no notification."))
    actor = [] if cmd.actor == cmd.space_id else [str(cmd.actor)]
    if cmd.topic and _joined(ctx, cmd, actor):
        return
    ctx.insert(
        Notification,
        space_id=cmd.space_id,
        id=ctx.new_id(),
        kind=cmd.kind,
        topic=cmd.topic[:_LONGEST],
        actors=actor,
        others=0,
        count=1,
        title=_short(cmd.title),
        excerpt=_short(cmd.excerpt),
        link=cmd.link,
        at=ctx.now,
        read_at=None,
        removed_at=None,
    )


@handles("notifications.notice.read", ReadNotices, permission=Permission.OWNER)
def read_notices(ctx: Context, cmd: ReadNotices) -> None:
    """Undone by its opposite, for those that it changed."""
    _few(cmd.ids)
    changed = []
    for id_ in cmd.ids:
        row = ctx.get(Notification, cmd.space_id, id_)
        if row is not None and (row.read_at is None) is cmd.read:
            ctx.update(Notification, cmd.space_id, id_, read_at=ctx.now if cmd.read else None)
            changed.append(id_)
    if changed:
        ctx.undo_with(ReadNotices, ids=tuple(changed), read=not cmd.read)


@handles("notifications.notice.read_all", ReadAllNotices, permission=Permission.OWNER)
def read_all_notices(ctx: Context, cmd: ReadAllNotices) -> None:
    """Moves a mark: as quick for a million as for one."""
    read_to, cleared_to = marks_of(ctx, cmd.space_id)
    _mark(ctx, cmd.space_id, ctx.now, cleared_to)
    ctx.undo_with(SetMarks, read_to=read_to, cleared_to=cleared_to)


@handles("notifications.notice.remove", RemoveNotices, permission=Permission.OWNER)
def remove_notices(ctx: Context, cmd: RemoveNotices) -> None:
    """Undone by its opposite, while the sweep has not come by."""
    _few(cmd.ids)
    changed = []
    for id_ in cmd.ids:
        row = ctx.get(Notification, cmd.space_id, id_)
        if row is not None and (row.removed_at is None) is cmd.removed:
            ctx.update(Notification, cmd.space_id, id_, removed_at=ctx.now if cmd.removed else None)
            changed.append(id_)
    if changed:
        ctx.undo_with(RemoveNotices, ids=tuple(changed), removed=not cmd.removed)


@handles("notifications.notice.clear", ClearNotices, permission=Permission.OWNER)
def clear_notices(ctx: Context, cmd: ClearNotices) -> None:
    """Moves a mark, too; the sweep takes away what is behind it."""
    read_to, cleared_to = marks_of(ctx, cmd.space_id)
    _mark(ctx, cmd.space_id, read_to, ctx.now)
    ctx.undo_with(SetMarks, read_to=read_to, cleared_to=cleared_to)


@handles("notifications.marks.set", SetMarks, permission=Permission.OWNER)
def set_marks(ctx: Context, cmd: SetMarks) -> None:
    """Undone by what the marks were before."""
    read_to, cleared_to = marks_of(ctx, cmd.space_id)
    _mark(ctx, cmd.space_id, min(cmd.read_to, ctx.now), min(cmd.cleared_to, ctx.now))
    ctx.undo_with(SetMarks, read_to=read_to, cleared_to=cleared_to)


@handles("notifications.notice.sweep", SweepNotices, permission=Permission.OWNER)
def sweep_notices(ctx: Context, cmd: SweepNotices) -> int:
    """What was cleared or removed stays for a day, so that it can be taken back."""
    _, cleared_to = marks_of(ctx, cmd.space_id)
    yesterday = ctx.now - timedelta(days=1)
    before = max(ctx.now - KEPT, cleared_to) if cleared_to <= yesterday else ctx.now - KEPT
    mine = select(Notification.id).where(Notification.space_id == cmd.space_id)
    rows = ctx.rows(mine.where(Notification.at <= before).order_by(Notification.at).limit(SOME))
    if not rows:
        rows = ctx.rows(mine.where(Notification.removed_at <= yesterday).limit(SOME))
    for row in rows:
        ctx.delete(Notification, cmd.space_id, row.id)
    return len(rows)


def marks_of(ctx: Context, space_id: UUID) -> tuple[datetime, datetime]:
    """Up to when everything was read, and cleared away."""
    row = ctx.get(NoticeMarks, space_id)
    return (_NEVER, _NEVER) if row is None else (row.read_to, row.cleared_to)


def _mark(ctx: Context, space_id: UUID, read_to: datetime, cleared_to: datetime) -> None:
    if ctx.get(NoticeMarks, space_id) is None:
        ctx.insert(NoticeMarks, space_id=space_id, read_to=read_to, cleared_to=cleared_to)
    else:
        ctx.update(NoticeMarks, space_id, read_to=read_to, cleared_to=cleared_to)


def _joined(ctx: Context, cmd: AddNotice, actor: list[str]) -> bool:
    """Let it join what is unread of its topic; False where there is none."""
    read_to, cleared_to = marks_of(ctx, cmd.space_id)
    same = (
        Notification.space_id == cmd.space_id,
        Notification.topic == cmd.topic[:_LONGEST],
        Notification.at > max(read_to, cleared_to),
        Notification.kind == cmd.kind,
        Notification.read_at.is_(None),
        Notification.removed_at.is_(None),
    )
    found = ctx.rows(select(Notification.id).where(*same).order_by(Notification.at.desc()).limit(1))
    row = ctx.get(Notification, cmd.space_id, found[0].id) if found else None
    if row is None:
        return False
    known = [each for each in row.actors if each not in actor]
    actors = [*actor, *known]
    ctx.update(
        Notification,
        cmd.space_id,
        row.id,
        actors=actors[:_ACTORS],
        others=row.others + max(0, len(actors) - _ACTORS),
        count=row.count + 1,
        title=_short(cmd.title),
        excerpt=_short(cmd.excerpt),
        link=cmd.link,
        at=ctx.now,
    )
    return True


def _is_caused(ctx: Context, cmd: AddNotice) -> bool:
    """Whether a command has caused this one: then it is written down beside that, under this id."""
    return bool(ctx.rows(select(FollowUp.id).where(FollowUp.id == cmd.id).limit(1)))


def _few(ids: tuple[UUID, ...]) -> None:
    if len(ids) > _MOST:
        raise Invalid(tr("These are too many at once."), what_now=tr("Read or clear all instead."))


def _short(text: str) -> str:
    """One line, cut where it is long."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
