"""Writing comments: begun, changed, deleted and brought back by who wrote them; pinned and hearted by who
looks after the target. All of it in the target's space, where the writer need not be a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models.community import comments, mentions
from models.community.comments import (
    DELETED,
    HELD,
    SHOWN,
    may_answer,
    may_write,
    one,
    seen,
    set_state,
    target_of,
)
from models.community.counts import tally
from models.community.entities import CommentState, Hold
from models.community.events import Happened, Happening, tell
from models.community.markup import excerpt
from models.community.tables import Ban, Comment, Draft, Tally
from models.community.targets import Standing, Target, standing
from models.community.wording import COMMENT_LENGTH, comment_text
from models.core.context import Context
from models.core.errors import Conflict, NotAllowed, NotFound
from models.core.registry import Command, Permission, handles
from models.core.text import tr

UNDO_FOR = timedelta(days=1)
"""How long the text of a deleted comment is kept, for its writer's undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteComment(Command):
    """Comment on a target of the command's space, or answer a comment; the comment's id is the command's."""

    kind: str
    target_id: UUID
    text: str
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditComment(Command):
    """Change what one's own comment says; others see that it was changed."""

    comment_id: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteComment(Command):
    """Delete one's own comment. A stub stays where it was answered."""

    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreComment(Command):
    """Bring one's own comment back that was just deleted."""

    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeComment(Command):
    """Wipe the text of a comment that was deleted a day ago, or all of it where nothing answers it."""

    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPinned(Command):
    """Put one comment of a target before all others; None for no comment."""

    kind: str
    target_id: UUID
    comment_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartComment(Command):
    """Show that who looks after the target likes a comment."""

    comment_id: UUID
    hearted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft(Command):
    """Keep a comment that was begun, in the person's own space; an empty one is forgotten."""

    place: str
    text: str


@handles("community.comment.write", WriteComment, permission=Permission.OUTSIDER)
def write_comment(ctx: Context, cmd: WriteComment) -> dict[str, str]:
    """Shown at once, or held for review by the rules of the space. Gives its state."""
    target = Target(cmd.kind, cmd.space_id, cmd.target_id)
    found = standing(ctx, target, cmd.actor)
    may_write(ctx, target, found)
    text = comment_text(cmd.text)
    parent = _answered(ctx, cmd, target)
    hold = comments.begins(ctx, text, found)
    spoken_of = mentions.find(ctx, text)
    comment = comments.add(
        ctx,
        space_id=cmd.space_id,
        id=cmd.id,
        kind=cmd.kind,
        target_id=cmd.target_id,
        thread_id=None if parent is None else parent.thread_id or parent.id,
        parent_id=None if parent is None else parent.id,
        author=cmd.actor,
        text=text,
        mentions=spoken_of,
        state=SHOWN if hold is Hold.NOTHING else HELD,
        held_for=hold.value,
    )
    ctx.undo_with(DeleteComment, comment_id=cmd.id)
    announce(ctx, comment, found)
    return {"state": comment.state}


@handles("community.comment.edit", EditComment, permission=Permission.OUTSIDER)
def edit_comment(ctx: Context, cmd: EditComment) -> dict[str, str]:
    """The rules of the space are asked again. Undo says it as it was."""
    comment, found = _own(ctx, cmd.comment_id)
    comments.not_banned(ctx)
    if comment.state not in (SHOWN, HELD):
        raise Conflict(tr("This comment cannot be changed any more."))
    text = comment_text(cmd.text)
    if text == comment.text:
        return {"state": comment.state}
    before = set(mentions.accounts(comment.mentions))
    spoken_of = mentions.find(ctx, text)
    hold = comments.begins(ctx, text, found)
    was_held = comment.state == HELD
    ctx.update(
        Comment,
        cmd.space_id,
        comment.id,
        text=text,
        mentions=spoken_of,
        edited_at=ctx.now,
        held_for=comment.held_for if was_held else hold.value,
    )
    ctx.undo_with(EditComment, comment_id=comment.id, text=comment.text)
    if hold is not Hold.NOTHING and not was_held:
        set_state(ctx, one(ctx, comment.id), HELD)
    now = one(ctx, comment.id)
    if now.state == SHOWN:
        _tell_mentioned(ctx, now, found, [p for p in mentions.accounts(spoken_of) if p not in before])
    return {"state": now.state}


@handles("community.comment.delete", DeleteComment, permission=Permission.OUTSIDER)
def delete_comment(ctx: Context, cmd: DeleteComment) -> None:
    """Gone for everybody at once; for a day it can be brought back."""
    comment, _ = _own(ctx, cmd.comment_id)
    if comment.state == DELETED:
        return
    if comment.state not in (SHOWN, HELD):
        raise Conflict(tr("This comment was removed already."))
    set_state(ctx, comment, DELETED)
    ctx.undo_with(RestoreComment, comment_id=comment.id)


@handles("community.comment.restore", RestoreComment, permission=Permission.OUTSIDER)
def restore_comment(ctx: Context, cmd: RestoreComment) -> None:
    """As it was, held where it was held; a person who is blocked by now stays unseen."""
    comment, _ = _own(ctx, cmd.comment_id)
    if comment.state != DELETED:
        return
    if not comment.text:
        raise Conflict(tr("This comment was deleted more than a day ago."))
    state = SHOWN if comment.held_for == Hold.NOTHING.value else HELD
    if ctx.get(Ban, cmd.space_id, comment.author) is not None:
        state = CommentState.BLOCKED.value
    set_state(ctx, comment, state)
    ctx.undo_with(DeleteComment, comment_id=comment.id)


@handles("community.comment.purge", PurgeComment, permission=Permission.OUTSIDER)
def purge_comment(ctx: Context, cmd: PurgeComment) -> None:
    """Allowed to anybody, because it does only what is due. A stub goes with its last answer."""
    comment = ctx.get(Comment, cmd.space_id, cmd.comment_id)
    if comment is None or comment.state != DELETED or comment.changed_at > ctx.now - UNDO_FOR:
        return
    if comments.is_answered(ctx, comment):
        comments.make_stub(ctx, comment)
        return
    comments.delete(ctx, comment)
    head = None if comment.thread_id is None else ctx.get(Comment, cmd.space_id, comment.thread_id)
    if head is not None and head.state == DELETED and not head.text and not comments.is_answered(ctx, head):
        comments.delete(ctx, head)


@handles("community.comment.pin", SetPinned, permission=Permission.OUTSIDER)
def set_pinned(ctx: Context, cmd: SetPinned) -> None:
    """One a target; undo brings the one before back."""
    target = Target(cmd.kind, cmd.space_id, cmd.target_id)
    _moderates(standing(ctx, target, cmd.actor))
    if cmd.comment_id is not None:
        comment, _ = seen(ctx, cmd.comment_id)
        if target_of(comment) != target or comment.thread_id is not None:
            raise NotFound(tr("Only a comment on this itself can be pinned, not an answer."))
    before = tally(ctx, target).pinned
    ctx.update(Tally, cmd.space_id, cmd.kind, cmd.target_id, pinned=cmd.comment_id)
    ctx.undo_with(SetPinned, kind=cmd.kind, target_id=cmd.target_id, comment_id=before)


@handles("community.comment.heart", HeartComment, permission=Permission.OUTSIDER)
def heart_comment(ctx: Context, cmd: HeartComment) -> None:
    """Its writer hears of it."""
    comment, found = seen(ctx, cmd.comment_id)
    _moderates(found)
    if comment.hearted is cmd.hearted:
        return
    ctx.update(Comment, cmd.space_id, comment.id, hearted=cmd.hearted)
    ctx.undo_with(HeartComment, comment_id=comment.id, hearted=not cmd.hearted)
    if cmd.hearted:
        _tell(ctx, Happened.HEART, comment.author, comment, found)


@handles("community.draft.keep", KeepDraft, permission=Permission.OWNER)
def keep_draft(ctx: Context, cmd: KeepDraft) -> None:
    """As it was typed, be it too long: nothing that was written is lost."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can keep what they have begun to write."))
    text = cmd.text.encode("utf-8", "replace").decode()[: 4 * COMMENT_LENGTH]
    row = ctx.get(Draft, cmd.space_id, cmd.place)
    if not text.strip():
        ctx.delete(Draft, cmd.space_id, cmd.place)
    elif row is None:
        ctx.insert(Draft, space_id=cmd.space_id, place=cmd.place, text=text, at=ctx.now)
    else:
        ctx.update(Draft, cmd.space_id, cmd.place, text=text, at=ctx.now)


def announce(ctx: Context, comment: Comment, found: Standing) -> None:
    """Tell those whom a comment concerns, each of one thing: who is answered, mentioned, or made the target.

    What is held is told to the target's creator alone, and to the others when it is approved.
    """
    if comment.state != SHOWN:
        _tell(ctx, Happened.HELD, found.creator, comment, found)
        return
    told = {comment.author}
    parent = None if comment.parent_id is None else ctx.get(Comment, comment.space_id, comment.parent_id)
    if parent is not None and parent.author not in told:
        told.add(parent.author)
        _tell(ctx, Happened.REPLY, parent.author, comment, found)
    spoken_of = [person for person in mentions.accounts(comment.mentions) if person not in told]
    _tell_mentioned(ctx, comment, found, spoken_of)
    if found.creator not in told | set(spoken_of):
        _tell(ctx, Happened.COMMENT, found.creator, comment, found)


def _tell_mentioned(ctx: Context, comment: Comment, found: Standing, people: list[UUID]) -> None:
    """Nobody hears of what they may not see."""
    for person in people:
        if person != comment.author and _may_see(ctx, comment, person):
            _tell(ctx, Happened.MENTION, person, comment, found)


def _may_see(ctx: Context, comment: Comment, person: UUID) -> bool:
    try:
        standing(ctx, target_of(comment), person)
    except NotFound:
        return False
    return True


def _tell(ctx: Context, kind: Happened, person: UUID, comment: Comment, found: Standing) -> None:
    actor = ctx.actor if kind is Happened.HEART else comment.author
    happening = Happening(
        kind, person, actor, target_of(comment), found.title, f"{found.place}?c={comment.id}",
        excerpt(comment.text), comment.id,
    )  # fmt: skip
    tell(ctx, happening)


def _answered(ctx: Context, cmd: WriteComment, target: Target) -> Comment | None:
    """The comment that is answered."""
    if cmd.parent_id is None:
        return None
    parent, _ = seen(ctx, cmd.parent_id)
    if target_of(parent) != target:
        raise NotFound(tr("This comment does not exist any more."))
    may_answer(ctx, parent.author)
    may_answer(ctx, comments.head_of(ctx, parent).author)
    return parent


def _own(ctx: Context, comment_id: UUID) -> tuple[Comment, Standing]:
    """A comment by the actor on something they may see."""
    comment = one(ctx, comment_id)
    if comment.author != ctx.actor:
        raise NotAllowed(tr("Only who wrote a comment can change it."))
    return comment, standing(ctx, target_of(comment), ctx.actor)


def _moderates(found: Standing) -> None:
    if not found.moderates:
        raise NotAllowed(tr("Only who looks after this can do that."))
