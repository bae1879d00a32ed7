"""What is said about a target, as the asking person may see it: page by page, by key and never by count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from models.accounts.names import name_key
from models.accounts.people import names
from models.community import counts
from models.community.cards import cards, ended
from models.community.comments import OPEN_HEADS
from models.community.counts import Miscount
from models.community.entities import (
    CommentCard,
    Comments,
    CommentState,
    Cursor,
    Order,
    Person,
    Reaction,
    Talk,
)
from models.community.tables import Ban, Block, Comment, Draft, ReactionRow, Tally
from models.community.targets import Standing, Target, standing
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.text import tr

_RECENT = 500
_SHOWN, _HELD = CommentState.SHOWN.value, CommentState.HELD.value


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkAbout(Query[Talk]):
    """The counts of a target, and what the actor may do about it."""

    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage(Query[Comments]):
    """The heads of a target's threads in an order, the pinned one first; with `thread`, its answers, oldest
    first. `after` is where the page before ended."""

    target: Target
    order: Order = Order.TOP
    thread: UUID | None = None
    after: Cursor | None = None
    limit: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OneThread(Query[tuple[CommentCard, ...]]):
    """A comment that a link leads to: the head of its thread, then, where it is another, the comment."""

    target: Target
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft(Query[str]):
    """What the actor has begun to write at a place; empty where nothing."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleThere(Query[tuple[Person, ...]]):
    """Who has lately talked about a target and is called so, for a mention that is being typed."""

    target: Target
    begins: str = ""
    limit: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Liked(Query[tuple[Target, ...]]):
    """What the actor likes of a kind, the latest first."""

    kind: str
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedPeople(Query[tuple[Person, ...]]):
    """Whom the actor does not want to hear from, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueComments(Query[tuple[tuple[UUID, UUID], ...]]):
    """(space, comment) of what was deleted a day ago and still has its text."""

    limit: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounts(Query[tuple[Miscount, ...]]):
    """Every count that its rows do not bear out."""


@answers("community.talk.about", TalkAbout, audience=Audience.VISIBLE)
def talk_about(read: Read, query: TalkAbout) -> Talk:
    """NotFound where the actor may not see the target."""
    target = query.target
    found = standing(read, target, query.actor)
    kept = read.one(
        select(Tally).where(
            Tally.space_id == target.space_id, Tally.kind == target.kind, Tally.target_id == target.id
        )
    )
    liked = read.value(
        select(ReactionRow.liked).where(
            ReactionRow.space_id == target.space_id,
            ReactionRow.kind == target.kind,
            ReactionRow.target_id == target.id,
            ReactionRow.account_id == query.actor,
        )
    )
    open_here = kept is None or kept.comments_open
    return Talk(
        target=target,
        title=found.title,
        place=found.place,
        creator=found.creator,
        likes=0 if kept is None else kept.likes,
        dislikes=0 if kept is None else kept.dislikes,
        comments=0 if kept is None else kept.comments,
        mine=Reaction.NONE if liked is None else Reaction.LIKE if liked else Reaction.DISLIKE,
        closed=_closed(read, query, found, open_here),
        switched_on=open_here,
        moderates=found.moderates,
        waiting=_waiting(read, target) if found.moderates else 0,
    )


@answers("community.comment.page", CommentPage, audience=Audience.VISIBLE)
def comment_page(read: Read, query: CommentPage) -> Comments:
    """Held comments are there for who wrote them and for who moderates; nobody sees those they blocked."""
    target = query.target
    found = standing(read, target, query.actor)
    pinned = read.value(
        select(Tally.pinned).where(
            Tally.space_id == target.space_id, Tally.kind == target.kind, Tally.target_id == target.id
        )
    )
    if query.thread is None:
        rows, after = _heads(read, query, found, pinned)
    else:
        rows, after = _replies(read, query, found, query.thread)
    made = cards(read, rows, query.actor, creators={target: found.creator}, pinned=pinned)
    return Comments(made, after)


def _heads(
    read: Read, query: CommentPage, found: Standing, pinned: UUID | None
) -> tuple[list[Any], Cursor | None]:
    statement = _about(query.target).where(Comment.thread_id.is_(None), _seen(query.actor, found))
    first: list[Any] = []
    if pinned is not None:
        if query.after is None:
            first = list(read.rows(statement.where(Comment.id == pinned)))
        statement = statement.where(Comment.id != pinned)
    columns: list[Any] = [Comment.score, Comment.created_at, Comment.id][query.order is Order.NEWEST :]
    if query.after is not None:
        values = [query.after.score, query.after.at, query.after.id][-len(columns) :]
        key, last = ended(columns, values)
        statement = statement.where(key < last)
    statement = statement.order_by(*(column.desc() for column in columns)).limit(query.limit + 1)
    rows, after = _cut(list(read.rows(statement)), query.limit)
    return first + rows, after


def _replies(
    read: Read, query: CommentPage, found: Standing, thread: UUID
) -> tuple[list[Any], Cursor | None]:
    head = read.one(_about(query.target).where(Comment.id == thread, _seen(query.actor, found)))
    if head is None or (head.state not in OPEN_HEADS and not found.moderates):
        return [], None
    statement = _about(query.target).where(Comment.thread_id == thread, _seen(query.actor, found))
    if query.after is not None:
        key, last = ended([Comment.created_at, Comment.id], [query.after.at, query.after.id])
        statement = statement.where(key > last)
    statement = statement.order_by(Comment.created_at, Comment.id).limit(query.limit + 1)
    return _cut(list(read.rows(statement)), query.limit)


@answers("community.comment.one", OneThread, audience=Audience.VISIBLE)
def one_thread(read: Read, query: OneThread) -> tuple[CommentCard, ...]:
    """NotFound where the actor may not see it."""
    found = standing(read, query.target, query.actor)
    statement = _about(query.target).where(_seen(query.actor, found))
    comment = read.one(statement.where(Comment.id == query.comment_id))
    rows = [comment]
    if comment is not None and comment.thread_id is not None:
        head = read.one(statement.where(Comment.id == comment.thread_id))
        rows = [head, comment] if head is not None and head.state in OPEN_HEADS else [None]
    if None in rows:
        raise NotFound(tr("This comment does not exist any more."))
    return cards(read, rows, query.actor, creators={query.target: found.creator})


@answers("community.draft.kept", KeptDraft, audience=Audience.OWN)
def kept_draft(read: Read, query: KeptDraft) -> str:
    """The actor's own."""
    text = read.value(select(Draft.text).where(Draft.space_id == query.actor, Draft.place == query.place))
    return text or ""


@answers("community.people.there", PeopleThere, audience=Audience.VISIBLE)
def people_there(read: Read, query: PeopleThere) -> tuple[Person, ...]:
    """The creator and the writers of the newest comments; not everybody who has an account here."""
    found = standing(read, query.target, query.actor)
    recent = (
        _about(query.target, Comment.author)
        .where(Comment.state == _SHOWN, _not_blocked(query.actor))
        .order_by(Comment.created_at.desc())
        .limit(_RECENT)
    )
    there = dict.fromkeys([*(row.author for row in read.rows(recent)), found.creator])
    there.pop(query.actor, None)
    called = names(read, there)
    begins = name_key(query.begins)
    fitting = [Person(id_, called[id_]) for id_ in there if id_ in called]
    return tuple(p for p in fitting if name_key(p.name).startswith(begins))[: query.limit]


@answers("community.reaction.liked", Liked, audience=Audience.OWN)
def liked(read: Read, query: Liked) -> tuple[Target, ...]:
    """Also what cannot be seen any more: its domain leaves that out."""
    statement = (
        select(ReactionRow.kind, ReactionRow.space_id, ReactionRow.target_id)
        .where(
            ReactionRow.account_id == query.actor, ReactionRow.kind == query.kind, ReactionRow.liked.is_(True)
        )
        .order_by(ReactionRow.at.desc())
        .limit(query.limit)
    )
    return tuple(Target(row.kind, row.space_id, row.target_id) for row in read.rows(statement))


@answers("community.person.blocked", BlockedPeople, audience=Audience.OWN)
def blocked_people(read: Read, query: BlockedPeople) -> tuple[Person, ...]:
    """By name."""
    ids = [row.account_id for row in read.rows(select(Block).where(Block.space_id == query.actor))]
    called = names(read, ids)
    people = [Person(id_, called.get(id_, "")) for id_ in ids]
    return tuple(sorted(people, key=lambda person: (name_key(person.name), person.id)))


@answers("community.comment.due", DueComments, audience=Audience.MACHINE)
def due_comments(read: Read, query: DueComments) -> tuple[tuple[UUID, UUID], ...]:
    """For the daily sweep."""
    from models.community.commands import UNDO_FOR

    statement = (
        select(Comment.space_id, Comment.id)
        .where(
            Comment.state == CommentState.DELETED.value,
            Comment.changed_at <= read.now - UNDO_FOR,
            Comment.text != "",
        )
        .limit(query.limit)
    )
    return tuple((row.space_id, row.id) for row in read.rows(statement))


@answers("community.counts.check", CheckCounts, audience=Audience.MACHINE)
def check_counts(read: Read, _query: CheckCounts) -> tuple[Miscount, ...]:
    """Nothing, unless there is a bug."""
    return tuple(counts.check(read))


def _about(target: Target, *columns: Any) -> Select[Any]:
    return select(*(columns or (Comment,))).where(
        Comment.space_id == target.space_id, Comment.kind == target.kind, Comment.target_id == target.id
    )


def _seen(actor: UUID, found: Standing) -> ColumnElement[bool]:
    """The comments that the actor sees: what is shown, the stubs of what was answered, and what waits."""
    waits = Comment.state == _HELD
    stub = and_(Comment.state == CommentState.DELETED.value, Comment.replies > 0)
    mine = waits if found.moderates else and_(waits, Comment.author == actor)
    return and_(or_(Comment.state == _SHOWN, stub, mine), _not_blocked(actor))


def _not_blocked(actor: UUID) -> ColumnElement[bool]:
    return Comment.author.not_in(select(Block.account_id).where(Block.space_id == actor))


def _cut(rows: list[Any], limit: int) -> tuple[list[Any], Cursor | None]:
    """One row more was asked for than is shown, to know whether there is more."""
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], Cursor(last.score, last.created_at, last.id)


def _closed(read: Read, query: TalkAbout, found: Standing, open_here: bool) -> str:
    if not (open_here and found.comments_open) and not found.moderates:
        return tr("Comments are switched off here.")
    ban = select(Ban.account_id).where(Ban.space_id == query.target.space_id, Ban.account_id == query.actor)
    if read.one(ban) is not None:
        return tr("You cannot comment here: its owner has blocked you.")
    return ""


def _waiting(read: Read, target: Target) -> int:
    held = (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.space_id == target.space_id,
            Comment.state == _HELD,
            Comment.kind == target.kind,
            Comment.target_id == target.id,
        )
    )
    return int(read.value(held))
