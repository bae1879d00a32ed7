"""A tiny domain for tests of the core, with tables and a registry of its own.

Its one command is a script of steps, so that Hypothesis can write any handler it likes: changes, looks into
the database in the middle, follow-ups, and every way in which a handler can go wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, MetaData, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped

from models.core.audience import MEMBERS, Role, Rule
from models.core.context import Context, Read
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import derive
from models.core.registry import Audience, Command, Permission, Query, Registry, answers, handles
from models.core.spaces import visible
from models.core.tables import STRICT, Base, key
from models.core.writes import Writes

REGISTRY = Registry()

OWNER, VIEWER, STRANGER = (derive(UUID(int=1 << 120), n) for n in range(3))
SPACES = tuple(derive(UUID(int=2 << 120), n) for n in range(2))
NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)
RECEIVED = 0
SUM = 9
TAKEN = "taken"


class ToyBase(Base):
    """Tables that no other test sees."""

    __abstract__ = True
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)


class Tally(ToyBase):
    """A number to count with: a lost or doubled command shows."""

    __tablename__ = "toy_tally"
    __table_args__ = STRICT
    __audience__ = Rule(Role.VIEWER, column="shown", public=frozenset({"all"}))

    space_id: Mapped[UUID] = key()
    k: Mapped[int] = key()
    n: Mapped[int]
    shown: Mapped[str]
    at: Mapped[datetime]


class Picky(ToyBase):
    """A table whose faults show only when it is written."""

    __tablename__ = "toy_picky"
    __table_args__ = (
        UniqueConstraint("space_id", "label"),
        CheckConstraint("n >= 0", name="n_not_negative"),
        STRICT,
    )
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    label: Mapped[str]
    n: Mapped[int]
    data: Mapped[dict[str, Any]]


TABLES = (Tally, Picky)


class Abacus:
    """An engine: the tallies of a space in memory, with a journal of what they were before."""

    tables: ClassVar[frozenset[str]] = frozenset({"toy_tally"})

    def __init__(self, tallies: dict[int, int]) -> None:
        self.tallies = tallies
        self.journal: list[tuple[int, int | None]] = []

    @classmethod
    def load(cls, writes: Writes, space_id: UUID) -> Self:
        return cls(_tallies(writes, space_id))

    def mark(self) -> int:
        return len(self.journal)

    def rollback(self, mark: int) -> None:
        while len(self.journal) > mark:
            k, before = self.journal.pop()
            self.tallies.pop(k, None)
            if before is not None:
                self.tallies[k] = before

    def release(self) -> None:
        self.journal.clear()

    def put(self, k: int, n: int | None) -> None:
        self.journal.append((k, self.tallies.pop(k, None)))
        if n is not None:
            self.tallies[k] = n


def _tallies(rows: Writes | Context, space_id: UUID) -> dict[int, int]:
    statement = select(Tally.k, Tally.n).where(Tally.space_id == space_id)
    return {row.k: row.n for row in rows.rows(statement)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Command):
    """Do these steps, one after the other."""

    steps: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive(Command):
    """What `send` causes in the other space; 13 is refused there."""

    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies(Query[dict[int, int]]):
    """All tallies that the actor may see, by key, of one space."""

    space_id: UUID


@answers("toy.tallies", Tallies, audience=Audience.VISIBLE, registry=REGISTRY)
def tallies(read: Read, query: Tallies) -> dict[int, int]:
    """Their numbers."""
    seen = select(Tally.k, Tally.n).where(Tally.space_id == query.space_id, visible(Tally, query.actor))
    return {row.k: row.n for row in read.rows(seen)}


@handles("toy.work", Work, permission=Permission.EDITOR, registry=REGISTRY)
def work(ctx: Context, cmd: Work) -> int:
    """Returns how many steps there were."""
    if _counts(cmd):
        assert ctx.engine(Abacus).tallies == _tallies(ctx, cmd.space_id), "memory does not follow the record"
    for step in cmd.steps:
        _STEPS[step[0]](ctx, cmd, *step[1:])
    return len(cmd.steps)


@handles("toy.receive", Receive, permission=Permission.OUTSIDER, registry=REGISTRY)
def receive(ctx: Context, cmd: Receive) -> None:
    """Add what came to the tally for it."""
    if cmd.n == 13:
        raise Invalid("Not thirteen.", field="n")
    _add(ctx, cmd, RECEIVED, cmd.n)


def _counts(cmd: Command) -> bool:
    """Whether this command works with memory, which it must then keep up with all it does."""
    return isinstance(cmd, Work) and any(step[0] == "count" for step in cmd.steps)


def _add(ctx: Context, cmd: Command, k: int, n: int) -> None:
    row = ctx.get(Tally, cmd.space_id, k)
    if row is None:
        ctx.insert(Tally, space_id=cmd.space_id, k=k, n=n, shown="us", at=ctx.now)
    else:
        n += row.n
        ctx.update(Tally, cmd.space_id, k, n=n)
    if _counts(cmd):
        ctx.engine(Abacus).put(k, n)


def _drop(ctx: Context, cmd: Command, k: int) -> None:
    if not ctx.delete(Tally, cmd.space_id, k):
        raise Conflict("It is gone.", what_now="Look again.")
    if _counts(cmd):
        ctx.engine(Abacus).put(k, None)


def _show(ctx: Context, cmd: Command, k: int, shown: str) -> None:
    if ctx.get(Tally, cmd.space_id, k) is not None:
        ctx.update(Tally, cmd.space_id, k, shown=shown)


def _sum(ctx: Context, cmd: Command) -> None:
    """Look into the database, which must show what is only buffered as yet."""
    ours = select(func.coalesce(func.sum(Tally.n), 0)).where(
        Tally.space_id == cmd.space_id, Tally.k.not_in([RECEIVED, SUM])
    )
    total = int(ctx.rows(ours)[0][0])
    row = ctx.get(Tally, cmd.space_id, SUM)
    _add(ctx, cmd, SUM, total - (0 if row is None else row.n))


def _send(ctx: Context, cmd: Command, n: int) -> None:
    ctx.follow_up(Receive, space_id=SPACES[1 - SPACES.index(cmd.space_id)], n=n)


_SPOILT: dict[str, dict[str, Any]] = {
    "check": {"n": -1},
    "unique": {"label": TAKEN},
    "overflow": {"n": 1 << 63},
    "type": {"n": 1.5},
    "empty": {"label": None},
    "surrogate": {"label": "\udc80"},
}


def _spoil(ctx: Context, cmd: Command, how: str) -> None:
    row_id = ctx.new_id()
    values = {"label": str(row_id), "n": 1, "data": {}} | _SPOILT[how]
    ctx.insert(Picky, space_id=cmd.space_id, id=row_id, **values)


def _hide(ctx: Context, cmd: Command, how: str) -> None:
    """Spoil it, have it written, and keep quiet about the error."""
    _spoil(ctx, cmd, how)
    try:
        _sum(ctx, cmd)
    except Exception as error:  # noqa: BLE001  just what a handler must not get away with
        assert error is not None


def _swap(ctx: Context, cmd: Command) -> None:
    """Another row takes the name of the one that goes: they meet where the order of writing is wrong."""
    one, other = (derive(cmd.space_id, n) for n in range(2))
    if ctx.delete(Picky, cmd.space_id, one):
        one, other = other, one
    else:
        ctx.delete(Picky, cmd.space_id, other)
    ctx.insert(Picky, space_id=cmd.space_id, id=one, label="swapped", n=0, data={"by": [1, {}]})


def _refuse(ctx: Context, cmd: Command) -> None:
    raise Invalid("No.", what_now="Say yes.", field="answer")


def _forbid(ctx: Context, cmd: Command) -> None:
    raise NotAllowed("Not you.")


def _crash(ctx: Context, cmd: Command) -> None:
    raise ZeroDivisionError("a bug")


_STEPS: dict[str, Any] = {
    "add": _add,
    "count": _add,
    "drop": _drop,
    "show": _show,
    "sum": _sum,
    "send": _send,
    "spoil": _spoil,
    "hide": _hide,
    "swap": _swap,
    "refuse": _refuse,
    "forbid": _forbid,
    "crash": _crash,
}
