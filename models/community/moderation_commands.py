"""Keeping a place fit to be in: reports, decisions, who may not comment, rules, and one's own blocks.

Every decision on what others wrote is written down with who, when and why, and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from models.accounts.people import looks_after_all, names
from models.community import words
from models.community.commands import announce
from models.community.comments import BLOCKED, HELD, SHOWN, decide, one, seen, set_state, target_of
from models.community.counts import tally
from models.community.entities import COMMENT, CommentState, Hold, Mode, Reason, Ruling
from models.community.tables import Ban, Block, Comment, Report, RuleSet, Tally
from models.community.targets import Target, look_at, standing
from models.community.wording import note
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Command, Permission, handles
from models.core.tables import Member
from models.core.text import tr

AT_ONCE = 500
"""Comments that one decision can be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTarget(Command):
    """Say what is wrong with a target or a comment; a second report by the same person replaces the first."""

    kind: str
    target_id: UUID
    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport(Command):
    """Take one's own report back."""

    kind: str
    target_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOnComments(Command):
    """Approve, hold or remove comments; what was reported about them is settled by it."""

    comment_ids: list[UUID]
    ruling: Ruling
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How a comment stood before a decision: its state, why it was held, and whose reports were open."""

    comment_id: UUID
    state: CommentState
    held_for: Hold
    reporters: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack(Command):
    """Take a decision back."""

    comments: list[Stood]


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissReports(Command):
    """Settle what was reported about a target (not a comment) and leave it as it is."""

    kind: str
    target_id: UUID
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BanPerson(Command):
    """Let somebody comment in the command's space no more, and hide what they have written there."""

    account_id: UUID
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftBan(Command):
    """Let somebody comment again, and show what was hidden by it."""

    account_id: UUID
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRules(Command):
    """Say which comments of a space are held for review; None stays as it is."""

    mode: Mode | None = None
    words: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenComments(Command):
    """Switch the comments of one target on or off."""

    kind: str
    target_id: UUID
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPerson(Command):
    """Hear no more from somebody, or again; in the person's own space."""

    account_id: UUID
    blocked: bool = True


@handles("community.report.make", ReportTarget, permission=Permission.OUTSIDER)
def report_target(ctx: Context, cmd: ReportTarget) -> None:
    """Only what one can see, and not one's own."""
    if cmd.kind == COMMENT:
        comment, _ = seen(ctx, cmd.target_id)
        maker = comment.author
    else:
        maker = standing(ctx, Target(cmd.kind, cmd.space_id, cmd.target_id), cmd.actor).creator
    if maker == cmd.actor:
        raise Conflict(tr("This is your own; there is nobody else to report."))
    values = {"reason": cmd.reason.value, "text": note(cmd.text), "at": ctx.now, "open": True}
    key = {"kind": cmd.kind, "target_id": cmd.target_id, "reporter": cmd.actor}
    if ctx.get(Report, cmd.space_id, *key.values()) is None:
        ctx.insert(Report, space_id=cmd.space_id, **key, **values)
    else:
        ctx.update(Report, cmd.space_id, *key.values(), **values)
    ctx.undo_with(WithdrawReport, kind=cmd.kind, target_id=cmd.target_id)


@handles("community.report.withdraw", WithdrawReport, permission=Permission.OUTSIDER)
def withdraw_report(ctx: Context, cmd: WithdrawReport) -> None:
    """Only the actor's own."""
    ctx.delete(Report, cmd.space_id, cmd.kind, cmd.target_id, cmd.actor)


@handles("community.comment.rule", RuleOnComments, permission=Permission.EDITOR)
def rule_on_comments(ctx: Context, cmd: RuleOnComments) -> dict[str, int]:
    """What its writer deleted meanwhile stays deleted. Gives how many comments were decided on."""
    states = {Ruling.APPROVED: SHOWN, Ruling.HELD: HELD, Ruling.REMOVED: CommentState.REMOVED.value}
    if cmd.ruling not in states or len(cmd.comment_ids) > AT_ONCE:
        raise Invalid(tr("This cannot be decided on comments."))
    why, before = note(cmd.why), []
    for comment_id in dict.fromkeys(cmd.comment_ids):
        comment = ctx.get(Comment, cmd.space_id, comment_id)
        if comment is None or comment.state == CommentState.DELETED.value:
            continue
        before.append(_stands(ctx, comment))
        _settle(ctx, COMMENT, comment_id)
        decide(ctx, cmd.ruling.value, comment.author, why, kind=COMMENT, about=comment_id)
        _rule(ctx, comment, states[cmd.ruling], cmd.ruling)
    if not before:
        raise NotFound(tr("These comments do not exist any more."))
    ctx.undo_with(PutBack, comments=before)
    return {"count": len(before)}


def _rule(ctx: Context, comment: Comment, state: str, ruling: Ruling) -> None:
    """A comment that others see for the first time is told of now."""
    if state == SHOWN and ctx.get(Ban, comment.space_id, comment.author) is not None:
        state = BLOCKED
    hold = {Ruling.APPROVED: Hold.NOTHING.value, Ruling.HELD: Hold.MODERATOR.value}
    was_held = comment.state == HELD
    now = set_state(ctx, comment, state, held_for=hold.get(ruling, comment.held_for))
    found = look_at(ctx, target_of(comment), comment.author)
    if was_held and state == SHOWN and found is not None:
        announce(ctx, now, found)


@handles("community.comment.put_back", PutBack, permission=Permission.EDITOR)
def put_back(ctx: Context, cmd: PutBack) -> None:
    """Each as it stood; this too is a decision."""
    for stood in cmd.comments[:AT_ONCE]:
        comment = ctx.get(Comment, cmd.space_id, stood.comment_id)
        if comment is None or CommentState.DELETED.value in (comment.state, stood.state.value):
            continue
        set_state(ctx, comment, stood.state.value, held_for=stood.held_for.value)
        for reporter in stood.reporters:
            if ctx.get(Report, cmd.space_id, COMMENT, comment.id, reporter) is not None:
                ctx.update(Report, cmd.space_id, COMMENT, comment.id, reporter, open=True)
        decide(ctx, Ruling.PUT_BACK.value, comment.author, "", kind=COMMENT, about=comment.id)


@handles("community.report.dismiss", DismissReports, permission=Permission.OUTSIDER)
def dismiss_reports(ctx: Context, cmd: DismissReports) -> None:
    """Nobody judges what is said against their own: moderators of the record do."""
    if cmd.kind == COMMENT or not looks_after_all(ctx, cmd.actor):
        raise NotAllowed(tr("Only moderators decide on this."))
    if not _settle(ctx, cmd.kind, cmd.target_id):
        return
    found = look_at(ctx, Target(cmd.kind, cmd.space_id, cmd.target_id), cmd.actor)
    maker = cmd.actor if found is None else found.creator
    decide(ctx, Ruling.DISMISSED.value, maker, note(cmd.why), kind=cmd.kind, about=cmd.target_id)


@handles("community.ban.set", BanPerson, permission=Permission.EDITOR)
def ban_person(ctx: Context, cmd: BanPerson) -> None:
    """What they wrote here is hidden with them; those who look after the place cannot be blocked from it."""
    member = ctx.get(Member, cmd.space_id, cmd.account_id)
    if cmd.account_id == cmd.actor or (member is not None and member.role >= Role.EDITOR):
        raise NotAllowed(tr("Who looks after this place cannot be blocked from it."))
    if ctx.get(Ban, cmd.space_id, cmd.account_id) is not None:
        return
    ctx.insert(Ban, space_id=cmd.space_id, account_id=cmd.account_id, at=ctx.now)
    for comment in _written(ctx, cmd.account_id, SHOWN, HELD):
        set_state(ctx, comment, BLOCKED)
        _settle(ctx, COMMENT, comment.id)
    decide(ctx, Ruling.BLOCKED.value, cmd.account_id, note(cmd.why), about=cmd.account_id)
    ctx.undo_with(LiftBan, account_id=cmd.account_id)


@handles("community.ban.lift", LiftBan, permission=Permission.EDITOR)
def lift_ban(ctx: Context, cmd: LiftBan) -> None:
    """Comments are as they were: shown, or waiting for review."""
    if not ctx.delete(Ban, cmd.space_id, cmd.account_id):
        return
    for comment in _written(ctx, cmd.account_id, BLOCKED):
        set_state(ctx, comment, SHOWN if comment.held_for == Hold.NOTHING.value else HELD)
    decide(ctx, Ruling.UNBLOCKED.value, cmd.account_id, note(cmd.why), about=cmd.account_id)
    ctx.undo_with(BanPerson, account_id=cmd.account_id)


@handles("community.rules.set", SetRules, permission=Permission.EDITOR)
def set_rules(ctx: Context, cmd: SetRules) -> None:
    """For comments from now on."""
    row = ctx.get(RuleSet, cmd.space_id)
    mode = Mode.OPEN if row is None else Mode(row.mode)
    entries: list[str] = [] if row is None else list(row.words)
    values = {
        "mode": (cmd.mode or mode).value,
        "words": entries if cmd.words is None else words.clean_words(cmd.words),
    }
    if row is None:
        ctx.insert(RuleSet, space_id=cmd.space_id, **values)
    else:
        ctx.update(RuleSet, cmd.space_id, **values)
    if values != {"mode": mode.value, "words": entries}:
        decide(ctx, Ruling.RULES.value, cmd.actor, "", about=cmd.space_id)
        ctx.undo_with(SetRules, mode=mode, words=entries)


@handles("community.target.open", OpenComments, permission=Permission.OUTSIDER)
def open_comments(ctx: Context, cmd: OpenComments) -> None:
    """What was said stays; only nothing new can be said. For who looks after the target."""
    target = Target(cmd.kind, cmd.space_id, cmd.target_id)
    if not standing(ctx, target, cmd.actor).moderates:
        raise NotAllowed(tr("Only who looks after this can do that."))
    if tally(ctx, target).comments_open is cmd.open:
        return
    ctx.update(Tally, cmd.space_id, cmd.kind, cmd.target_id, comments_open=cmd.open)
    ctx.undo_with(OpenComments, kind=cmd.kind, target_id=cmd.target_id, open=not cmd.open)


@handles("community.person.block", BlockPerson, permission=Permission.OWNER)
def block_person(ctx: Context, cmd: BlockPerson) -> None:
    """The other one is not told, and finds out when they try to answer."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can say whom they do not want to hear from."))
    if cmd.account_id == cmd.actor:
        raise Invalid(tr("You cannot block yourself."))
    there = ctx.get(Block, cmd.space_id, cmd.account_id) is not None
    if there is cmd.blocked:
        return
    if cmd.blocked:
        if not names(ctx, [cmd.account_id]):
            raise NotFound(tr("This person is not here any more."))
        ctx.insert(Block, space_id=cmd.space_id, account_id=cmd.account_id, at=ctx.now)
    else:
        ctx.delete(Block, cmd.space_id, cmd.account_id)
    ctx.undo_with(BlockPerson, account_id=cmd.account_id, blocked=not cmd.blocked)


def _stands(ctx: Context, comment: Comment) -> Stood:
    return Stood(
        comment_id=comment.id,
        state=CommentState(comment.state),
        held_for=Hold(comment.held_for),
        reporters=_open_reports(ctx, COMMENT, comment.id),
    )


def _open_reports(ctx: Context, kind: str, target_id: UUID) -> list[UUID]:
    rows = select(Report.reporter).where(
        Report.space_id == ctx.command.space_id,
        Report.kind == kind,
        Report.target_id == target_id,
        Report.open.is_(True),
    )
    return [row.reporter for row in ctx.rows(rows)]


def _settle(ctx: Context, kind: str, target_id: UUID) -> bool:
    """Close the open reports of something; whether there were any."""
    reporters = _open_reports(ctx, kind, target_id)
    for reporter in reporters:
        ctx.update(Report, ctx.command.space_id, kind, target_id, reporter, open=False)
    return bool(reporters)


def _written(ctx: Context, account: UUID, *states: str) -> list[Comment]:
    """What a person wrote in the command's space."""
    rows = select(Comment.id).where(
        Comment.author == account, Comment.space_id == ctx.command.space_id, Comment.state.in_(states)
    )
    return [one(ctx, row.id) for row in ctx.rows(rows)]
