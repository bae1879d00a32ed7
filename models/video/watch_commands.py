"""Commands on what a person watches and queues, in the person's own space."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from models.core.context import Context
from models.core.errors import Invalid, NotFound
from models.core.registry import Command, Permission, handles
from models.core.tables import Member
from models.core.text import tr
from models.video.entities import Repeat, Source
from models.video.tables import (
    HiddenSession,
    PlayQueue,
    QueueItem,
    Video,
    VideoShare,
    VideoView,
    WatchEvent,
    WatchPosition,
    WatchSettings,
)

GAP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWatch(Command):
    """A stretch that was played, and where the person is now. A session is one opening of the player."""

    channel_id: UUID
    video_id: UUID
    session_id: UUID
    start_us: int
    end_us: int
    position_us: int
    finished: bool = False
    source: Source = Source.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class CountShare(Command):
    """Somebody took the link of a video of this channel along."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView(Command):
    """Count one viewing in the channel; caused by the first stretch of a session."""

    video_id: UUID
    session_id: UUID
    source: Source = Source.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPosition(Command):
    """Take a video off "continue watching"."""

    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueue(Command):
    """Put a video at the end of the play queue, or right before another item; its id is the command's."""

    channel_id: UUID
    video_id: UUID
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveInQueue(Command):
    """Move an item right before another one, or to the end."""

    item_id: UUID
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dequeue(Command):
    """Take an item out of the play queue."""

    item_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearQueue(Command):
    """Empty the play queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueVideo:
    """An entry that was in the queue: its id and the video's."""

    id: UUID
    channel_id: UUID
    video_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillQueue(Command):
    """Put entries that were taken out together back at the end of the queue, in their order."""

    entries: list[QueueVideo]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQueueMode(Command):
    """How the play queue plays; None stays as it is."""

    auto_next: bool | None = None
    shuffle: bool | None = None
    repeat: Repeat | None = None


@handles("video.watch.record", RecordWatch, permission=Permission.OWNER)
def record_watch(ctx: Context, cmd: RecordWatch) -> None:
    """Append the event and keep the position; the first stretch of a session counts as one view."""
    if not 0 <= cmd.start_us <= cmd.end_us or cmd.position_us < 0:
        raise Invalid(tr("A watched stretch has to run forwards."))
    _check_seen(ctx, cmd.channel_id, cmd.video_id)
    if cmd.end_us > cmd.start_us:
        ctx.insert(
            WatchEvent,
            space_id=cmd.space_id,
            id=cmd.id,
            channel_id=cmd.channel_id,
            video_id=cmd.video_id,
            session_id=cmd.session_id,
            start_us=cmd.start_us,
            end_us=cmd.end_us,
            at=cmd.at,
        )
    _leave_out(ctx, cmd)
    position = ctx.get(WatchPosition, cmd.space_id, cmd.video_id)
    values = {
        "channel_id": cmd.channel_id,
        "position_us": cmd.position_us,
        "finished": cmd.finished,
        "session_id": cmd.session_id,
        "at": ctx.now,
    }
    if position is None:
        ctx.insert(WatchPosition, space_id=cmd.space_id, video_id=cmd.video_id, **values)
    else:
        ctx.update(WatchPosition, cmd.space_id, cmd.video_id, **values)
    if position is None or position.session_id != cmd.session_id:
        ctx.follow_up(
            CountView,
            space_id=cmd.channel_id,
            video_id=cmd.video_id,
            session_id=cmd.session_id,
            source=cmd.source,
        )


def _leave_out(ctx: Context, cmd: RecordWatch) -> None:
    """While the history is paused, what is watched is not in it."""
    chosen = ctx.get(WatchSettings, cmd.space_id)
    hidden = ctx.get(HiddenSession, cmd.space_id, cmd.session_id) is not None
    if chosen is not None and chosen.history_paused and not hidden:
        ctx.insert(HiddenSession, space_id=cmd.space_id, session_id=cmd.session_id)


@handles("video.view.count", CountView, permission=Permission.OUTSIDER)
def count_view(ctx: Context, cmd: CountView) -> None:
    """One row a session, for a video the viewer could see."""
    _check_seen(ctx, cmd.space_id, cmd.video_id)
    if ctx.get(VideoView, cmd.space_id, cmd.session_id) is None:
        ctx.insert(
            VideoView,
            space_id=cmd.space_id,
            id=cmd.session_id,
            video_id=cmd.video_id,
            viewer=cmd.actor,
            at=ctx.now,
            source=cmd.source.value,
        )


@handles("video.share.count", CountShare, permission=Permission.OUTSIDER)
def count_share(ctx: Context, cmd: CountShare) -> None:
    """For a video that the actor may see; one's own videos too, as their views are counted too."""
    _check_seen(ctx, cmd.space_id, cmd.video_id)
    ctx.insert(VideoShare, space_id=cmd.space_id, id=cmd.id, video_id=cmd.video_id, at=ctx.now)


def _check_seen(ctx: Context, channel_id: UUID, video_id: UUID) -> None:
    """Raise NotFound unless there is such a video and the actor may see it."""
    video = ctx.get(Video, channel_id, video_id)
    hidden = video is not None and video.audience == "members"
    if video is None or (hidden and ctx.get(Member, channel_id, ctx.actor) is None):
        raise NotFound(tr("This video no longer exists."))


@handles("video.watch.forget", ForgetPosition, permission=Permission.OWNER)
def forget_position(ctx: Context, cmd: ForgetPosition) -> None:
    """The events stay; only the place to go on from is forgotten."""
    ctx.delete(WatchPosition, cmd.space_id, cmd.video_id)


@handles("video.queue.add", Enqueue, permission=Permission.OWNER)
def enqueue(ctx: Context, cmd: Enqueue) -> None:
    """At the end unless a place is given."""
    place = _place(ctx, cmd.space_id, cmd.before)
    ctx.insert(
        QueueItem,
        space_id=cmd.space_id,
        id=cmd.id,
        channel_id=cmd.channel_id,
        video_id=cmd.video_id,
        place=place,
    )
    ctx.undo_with(Dequeue, item_id=cmd.id)


@handles("video.queue.move", MoveInQueue, permission=Permission.OWNER)
def move_in_queue(ctx: Context, cmd: MoveInQueue) -> None:
    """Only the moved item changes, unless there is no room between its new neighbours."""
    if ctx.get(QueueItem, cmd.space_id, cmd.item_id) is None:
        raise NotFound(tr("This video is no longer in the queue."))
    after = _after(ctx, cmd.space_id, cmd.item_id)
    if cmd.before == cmd.item_id:
        return
    ctx.update(QueueItem, cmd.space_id, cmd.item_id, place=_place(ctx, cmd.space_id, cmd.before))
    ctx.undo_with(MoveInQueue, item_id=cmd.item_id, before=after)


@handles("video.queue.remove", Dequeue, permission=Permission.OWNER)
def dequeue(ctx: Context, cmd: Dequeue) -> None:
    """Undo puts the video back where it was."""
    item = ctx.get(QueueItem, cmd.space_id, cmd.item_id)
    if item is None:
        return
    before = _after(ctx, cmd.space_id, cmd.item_id)
    ctx.delete(QueueItem, cmd.space_id, cmd.item_id)
    ctx.undo_with(Enqueue, channel_id=item.channel_id, video_id=item.video_id, before=before)


@handles("video.queue.clear", ClearQueue, permission=Permission.OWNER)
def clear_queue(ctx: Context, cmd: ClearQueue) -> None:
    """Take every item out; undo puts them back."""
    columns = (QueueItem.id, QueueItem.channel_id, QueueItem.video_id)
    rows = ctx.rows(select(*columns).where(QueueItem.space_id == cmd.space_id).order_by(QueueItem.place))
    for row in rows:
        ctx.delete(QueueItem, cmd.space_id, row.id)
    if rows:
        ctx.undo_with(RefillQueue, entries=[QueueVideo(**row._mapping) for row in rows])


@handles("video.queue.refill", RefillQueue, permission=Permission.OWNER)
def refill_queue(ctx: Context, cmd: RefillQueue) -> None:
    """What is there already stays where it is."""
    for entry in cmd.entries:
        if ctx.get(QueueItem, cmd.space_id, entry.id) is None:
            ctx.insert(
                QueueItem,
                space_id=cmd.space_id,
                id=entry.id,
                channel_id=entry.channel_id,
                video_id=entry.video_id,
                place=_place(ctx, cmd.space_id, None),
            )
    ctx.undo_with(ClearQueue)


@handles("video.queue.mode", SetQueueMode, permission=Permission.OWNER)
def set_queue_mode(ctx: Context, cmd: SetQueueMode) -> None:
    """Change what is given."""
    queue = _queue(ctx, cmd.space_id)
    before = {"auto_next": queue.auto_next, "shuffle": queue.shuffle, "repeat": Repeat(queue.repeat)}
    ctx.update(
        PlayQueue,
        cmd.space_id,
        auto_next=queue.auto_next if cmd.auto_next is None else cmd.auto_next,
        shuffle=queue.shuffle if cmd.shuffle is None else cmd.shuffle,
        repeat=queue.repeat if cmd.repeat is None else cmd.repeat.value,
    )
    ctx.undo_with(SetQueueMode, **before)


def _queue(ctx: Context, space_id: UUID) -> PlayQueue:
    queue = ctx.get(PlayQueue, space_id)
    if queue is not None:
        return queue
    return ctx.insert(
        PlayQueue,
        space_id=space_id,
        last_place=0,
        auto_next=True,
        shuffle=False,
        repeat=Repeat.NONE.value,
    )


def _place(ctx: Context, space_id: UUID, before: UUID | None) -> int:
    """A free place right before the item, or at the end. The end is kept in a row, not looked for."""
    target = None if before is None else ctx.get(QueueItem, space_id, before)
    if target is None:
        last = _queue(ctx, space_id).last_place + GAP
        ctx.update(PlayQueue, space_id, last_place=last)
        return last
    previous = ctx.rows(
        select(QueueItem.place)
        .where(QueueItem.space_id == space_id, QueueItem.place < target.place)
        .order_by(QueueItem.place.desc())
        .limit(1)
    )
    low = previous[0].place if previous else target.place - 2 * GAP
    if target.place - low < 2:
        _spread(ctx, space_id)
        return _place(ctx, space_id, before)
    return low + (target.place - low) // 2


def _spread(ctx: Context, space_id: UUID) -> None:
    """Give all items room again."""
    items = ctx.rows(select(QueueItem.id).where(QueueItem.space_id == space_id).order_by(QueueItem.place))
    for n, row in enumerate(items, 1):
        ctx.update(QueueItem, space_id, row.id, place=n * GAP)
    ctx.update(PlayQueue, space_id, last_place=len(items) * GAP)


def _after(ctx: Context, space_id: UUID, item_id: UUID) -> UUID | None:
    """The item that comes right after this one."""
    item = ctx.get(QueueItem, space_id, item_id)
    if item is None:
        return None
    following = ctx.rows(
        select(QueueItem.id)
        .where(QueueItem.space_id == space_id, QueueItem.place > item.place)
        .order_by(QueueItem.place)
        .limit(1)
    )
    return following[0].id if following else None
