"""The tables that every domain stands on: spaces, members, the command log, the change stream, jobs.

`space_id` leads every key (docs/decisions): the space is the unit of permission, of ordering and of sharding.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, MetaData

from models.core.audience import MEMBERS, OWNERS, Role, Rule
from models.core.declare import Declared, Mapped, mapped_column
from models.core.types import Flag, Id, Instant, Json, Real, Whole, Words

STRICT = {"sqlite_strict": True, "sqlite_with_rowid": False}
STRICT_WITH_ROWID = {"sqlite_strict": True}

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(Declared):
    """The record: every table that is true, in one history of migrations."""

    metadata = MetaData(naming_convention=_NAMES)
    column_types: ClassVar[dict[str, Any]] = {
        "UUID": Id,
        "str": Words,
        "bytes": LargeBinary,
        "bool": Flag,
        "int": Whole,
        "float": Real,
        "datetime": Instant,
        "dict[str, Any]": Json,
        "list[Any]": Json,
    }
    __audience__: ClassVar[Rule]
    __portable__: ClassVar[bool] = True
    """Whether its rows go with their owner (see `models.portable`). Not: secrets, what is kept by triggers,
    and what belongs to this installation."""


def key() -> Any:
    """A column of the primary key; keys come with the command and are never counted up."""
    return mapped_column(primary_key=True, autoincrement=False)


class Space(Base):
    """A person's own things, a channel, an exchange, …: what has members, an order of changes and a home."""

    __tablename__ = "space"
    __table_args__ = STRICT
    __audience__ = MEMBERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    kind: Mapped[str]
    created_at: Mapped[datetime]
    change_number: Mapped[int]


class Member(Base):
    """What an account may do in a space (`role` as in `Role`)."""

    __tablename__ = "member"
    __table_args__ = (Index(None, "account_id", "space_id"), STRICT)
    __audience__ = MEMBERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = key()
    role: Mapped[int]


class CommandLog(Base):
    """Every command that was decided, with its verdict: de-duplication, audit and replay in one."""

    __tablename__ = "command_log"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    name: Mapped[str]
    version: Mapped[int]
    actor: Mapped[UUID]
    at: Mapped[datetime]
    now: Mapped[datetime]
    number: Mapped[int]
    verdict: Mapped[str]
    payload: Mapped[str]
    outcome: Mapped[str | None]


class Change(Base):
    """The change stream of a space: what a command did to its rows.

    `rows` is a list of [table, audience, image from before, image from after] (see `models.core.changes`):
    one row a command, since it is written for every change that anybody makes.
    """

    __tablename__ = "change"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    number: Mapped[int] = key()
    command_id: Mapped[UUID]
    rows: Mapped[str]


class FollowUp(Base):
    """A command that another one caused in another space and that has yet to run there."""

    __tablename__ = "follow_up"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    name: Mapped[str]
    version: Mapped[int]
    payload: Mapped[str]


class Job(Base):
    """Long work that somebody asked for; its progress is not kept here but in the cache file."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "state", "space_id", "id"), STRICT)
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    title: Mapped[str]
    place: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    sentence: Mapped[str]
    what_now: Mapped[str]
    details: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


__all__ = ["Base", "Change", "CommandLog", "FollowUp", "Job", "Member", "Role", "Space", "key"]
