"""What waits for a decision, what was decided, and the rules: for who looks after a space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from models.accounts.people import looks_after_all, names
from models.community.cards import cards, ended
from models.community.entities import (
    COMMENT,
    Case,
    Cases,
    CommentState,
    Complaint,
    Cursor,
    DecisionCard,
    Mode,
    Person,
    Reason,
    Rules,
    Ruling,
    Tab,
    Waiting,
)
from models.community.markup import excerpt
from models.community.tables import Ban, Comment, Decision, Report, RuleSet
from models.community.targets import Standing, Target, look_at
from models.core.audience import Role
from models.core.context import Read
from models.core.errors import NotAllowed
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of
from models.core.text import tr
from models.core.types import Id

_WORDS = 5
"""How many of the reporters' own words a case shows."""

_DECIDED = (CommentState.REMOVED.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationPage(Query[Cases]):
    """What waits in the spaces that the actor looks after; with `space_id`, in that one alone."""

    tab: Tab
    space_id: UUID | None = None
    after: Cursor | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class HowMuchWaits(Query[Waiting]):
    """How many comments wait for the actor's decision, for a dot and a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLog(Query[tuple[DecisionCard, ...]]):
    """What was decided in the spaces that the actor looks after, newest first."""

    space_id: UUID | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOf(Query[Rules]):
    """The rules of a space that the actor looks after."""

    space_id: UUID


@answers("community.moderation.page", ModerationPage, audience=Audience.VISIBLE)
def moderation_page(read: Read, query: ModerationPage) -> Cases:
    """Comments by their time; reported targets come first, and only to moderators of the record."""
    statement = select(Comment).where(_mine(Comment.space_id, query), _on(query.tab))
    if query.after is not None:
        key, last_one = ended([Comment.created_at, Comment.id], [query.after.at, query.after.id])
        statement = statement.where(key < last_one)
    newest = (Comment.created_at.desc(), Comment.id.desc())
    rows = list(read.rows(statement.order_by(*newest).limit(query.limit + 1)))
    more, rows = len(rows) > query.limit, rows[: query.limit]
    cases = _cases(read, rows, query.actor)
    if query.tab is Tab.REPORTED and query.after is None and looks_after_all(read, query.actor):
        cases = [*_targets(read, query.actor), *cases]
    last = rows[-1] if rows else None
    after = Cursor(last.score, last.created_at, last.id) if more and last is not None else None
    return Cases(tuple(cases), after)


@answers("community.moderation.waiting", HowMuchWaits, audience=Audience.VISIBLE)
def how_much_waits(read: Read, query: HowMuchWaits) -> Waiting:
    """In all the spaces that the actor looks after."""
    everywhere = ModerationPage(actor=query.actor, tab=Tab.HELD)
    counted = [
        read.value(
            select(func.count()).select_from(Comment).where(_mine(Comment.space_id, everywhere), _on(tab))
        )
        for tab in (Tab.HELD, Tab.REPORTED)
    ]
    targets = len(_targets(read, query.actor)) if looks_after_all(read, query.actor) else 0
    return Waiting(int(counted[0]), int(counted[1]) + targets)


@answers("community.moderation.log", DecisionLog, audience=Audience.VISIBLE)
def decision_log(read: Read, query: DecisionLog) -> tuple[DecisionCard, ...]:
    """With the names of today, and the words of comments that are still there."""
    everywhere = ModerationPage(actor=query.actor, tab=Tab.HELD, space_id=query.space_id)
    statement = (
        select(Decision, Comment.text)
        .outerjoin(Comment, and_(Comment.space_id == Decision.space_id, Comment.id == Decision.target_id))
        .where(_mine(Decision.space_id, everywhere))
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(query.limit)
    )
    rows = read.rows(statement)
    called = names(read, {row.actor for row in rows} | {row.account_id for row in rows})
    return tuple(
        DecisionCard(
            id=row.id,
            space_id=row.space_id,
            ruling=Ruling(row.ruling),
            actor=called.get(row.actor, ""),
            about=called.get(row.account_id, ""),
            at=row.at,
            why=row.why,
            excerpt=excerpt(row.text or ""),
        )
        for row in rows
    )


@answers("community.rules.of", RulesOf, audience=Audience.VISIBLE)
def rules_of(read: Read, query: RulesOf) -> Rules:
    """NotAllowed for anybody else: whoever knows the words can write around them."""
    space_id = query.space_id
    if read.one(select(1).where(member_of(literal(space_id, Id()), query.actor, Role.EDITOR))) is None:
        raise NotAllowed(tr("Only who looks after this place can see its rules."))
    row = read.one(select(RuleSet).where(RuleSet.space_id == space_id))
    ids = [ban.account_id for ban in read.rows(select(Ban).where(Ban.space_id == space_id))]
    called = names(read, ids)
    banned = sorted((Person(id_, called.get(id_, "")) for id_ in ids), key=lambda p: (p.name, p.id))
    if row is None:
        return Rules(space_id, Mode.OPEN, (), tuple(banned))
    return Rules(space_id, Mode(row.mode), tuple(row.words), tuple(banned))


def _mine(space_id: Any, query: ModerationPage) -> ColumnElement[bool]:
    """The spaces that the actor looks after."""
    mine = member_of(space_id, query.actor, Role.EDITOR)
    return mine if query.space_id is None else and_(mine, space_id == query.space_id)


def _on(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.HELD:
        return Comment.state == CommentState.HELD.value
    if tab is Tab.REMOVED:
        return Comment.state.in_(_DECIDED)
    reported = select(Report.target_id).where(
        Report.space_id == Comment.space_id,
        Report.open.is_(True),
        Report.kind == COMMENT,
        Report.target_id == Comment.id,
    )
    return and_(Comment.state == CommentState.SHOWN.value, reported.exists())


def _cases(read: Read, rows: Sequence[Any], actor: UUID) -> list[Case]:
    """Comments with what they are about and what was reported about them."""
    standings: dict[Target, Standing | None] = {}
    for row in rows:
        target = Target(row.kind, row.space_id, row.target_id)
        if target not in standings:
            standings[target] = look_at(read, target, actor)
    creators = {target: found.creator for target, found in standings.items() if found is not None}
    made = cards(read, rows, actor, creators=creators)
    complaints = _complaints(read, [(card.target.space_id, COMMENT, card.id) for card in made])
    cases = []
    for card in made:
        found = standings[card.target]
        title, place = ("", "") if found is None else (found.title, f"{found.place}?c={card.id}")
        said = complaints.get((card.target.space_id, COMMENT, card.id), Complaint((), ()))
        cases.append(Case(card.target, title, place, card, said))
    return cases


def _targets(read: Read, actor: UUID) -> list[Case]:
    """Targets, not comments, that were reported anywhere in the record."""
    statement = (
        select(Report.space_id, Report.kind, Report.target_id)
        .where(Report.open.is_(True), Report.kind != COMMENT)
        .group_by(Report.space_id, Report.kind, Report.target_id)
        .order_by(func.max(Report.at).desc())
        .limit(200)
    )
    found = [(row.space_id, row.kind, row.target_id) for row in read.rows(statement)]
    complaints = _complaints(read, found)
    cases = []
    for space_id, kind, id_ in found:
        target = Target(kind, space_id, id_)
        stands = look_at(read, target, actor)
        title, place = ("", "") if stands is None else (stands.title, stands.place)
        cases.append(Case(target, title, place, None, complaints[space_id, kind, id_]))
    return cases


def _complaints(
    read: Read, about: Sequence[tuple[UUID, str, UUID]]
) -> dict[tuple[UUID, str, UUID], Complaint]:
    """Open reports by what they are about, the most frequent reason first."""
    reasons: dict[tuple[UUID, str, UUID], Counter[Reason]] = {}
    said: dict[tuple[UUID, str, UUID], list[str]] = {}
    for start in range(0, len(about), 300):
        part = about[start : start + 300]
        conditions = or_(
            *(
                and_(Report.space_id == space_id, Report.kind == kind, Report.target_id == id_)
                for space_id, kind, id_ in part
            )
        )
        for row in read.rows(select(Report).where(Report.open.is_(True), conditions).order_by(Report.at)):
            key = (row.space_id, row.kind, row.target_id)
            reasons.setdefault(key, Counter())[Reason(row.reason)] += 1
            if row.text:
                said.setdefault(key, []).append(row.text)
    return {
        key: Complaint(tuple(counted.most_common()), tuple(said.get(key, [])[:_WORDS]))
        for key, counted in reasons.items()
    }
