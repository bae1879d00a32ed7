"""Spaces and membership: the one predicate that says which rows an actor may see."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, or_, select

from models.core.audience import Role
from models.core.tables import Base, Member


def member_of(
    space_id: SQLColumnExpression[UUID], actor: UUID | BindParameter[UUID], role: Role = Role.VIEWER
) -> ColumnElement[bool]:
    """True where `actor` has at least `role` in the space."""
    # Not correlated, so that SQLite looks the actor's few spaces up once and not once for every row.
    return space_id.in_(select(Member.space_id).where(Member.account_id == actor, Member.role >= int(role)))


def visible(table: type[Base], actor: UUID) -> ColumnElement[bool]:
    """True for the rows of `table` that `actor` may see; the same rule as `Rule.label` and `admits`."""
    rule = table.__audience__
    columns = table.__table__.c
    allowed = [member_of(columns.space_id, actor, rule.role)]
    if rule.column:
        allowed.insert(0, columns[rule.column].in_(sorted(rule.public)))
    return or_(*(columns[name] == actor for name in rule.people), *allowed)
