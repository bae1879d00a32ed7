"""The backtests that a person has run: kept, listed, looked at and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from models.core.context import Context, Read
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.registry import Audience, Authority, Command, Permission, Query, answers, handles
from models.core.text import tr
from models.trading.standing import Report
from models.trading.tables import BacktestRow

MOST = 500
"""Runs of a person."""

_NAME = 120
_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBacktest(Command):
    """Put a run on the person's list; its id is the command's. `plan` and `report` are plain data."""

    strategy: str
    recording: str
    plan: dict[str, Any]
    report: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveBacktest(Command):
    """Take a run off the list."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked: the pair with its ticks and lots, money (quote units) and fees (millionths) to
    begin with, and the part of the recording (ns; 0: no bound)."""

    base: str
    quote: str
    tick: int
    lot: int
    money: int
    maker_ppm: int
    taker_ppm: int
    since: int = 0
    until: int = 0

    @property
    def pair(self) -> str:
        return f"{self.base}/{self.quote}"


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run on the list: the figures people compare by."""

    id: UUID
    strategy: str
    recording: str
    asked: Asked
    at: datetime
    trades: int
    gain: int
    drawdown: float
    sharpe: float


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run with all that came of it."""

    id: UUID
    strategy: str
    recording: str
    asked: Asked
    at: datetime
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtests(Query[tuple[RunLine, ...]]):
    """The actor's own runs, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRun(Query[RunInfo]):
    """One of the actor's own runs; NotFound where there is none."""

    run_id: UUID


@handles("trading.backtest.keep", KeepBacktest, permission=Permission.OWNER, authority=Authority.DECIDED)
def keep_backtest(ctx: Context, cmd: KeepBacktest) -> None:
    """Refused where it is not what a run is, or too much: it comes from a child that runs foreign code."""
    if cmd.space_id != ctx.actor:
        raise NotAllowed(tr("Backtests are a person's own."))
    try:
        msgspec.convert(cmd.report, Report)
        msgspec.convert(cmd.plan, Asked)
    except msgspec.ValidationError as error:
        raise Invalid(tr("This is no backtest."), what_now=str(error)) from error
    if len(msgspec.json.encode(cmd.report)) > _BYTES:
        raise Invalid(tr("This backtest is too large to be kept."))
    mine = select(func.count()).where(BacktestRow.space_id == cmd.space_id)
    if ctx.rows(mine)[0][0] >= MOST:
        raise Conflict(tr("These are too many backtests."), what_now=tr("Remove some of them first."))
    ctx.insert(
        BacktestRow, space_id=cmd.space_id, id=cmd.id, strategy=cmd.strategy[:_NAME],
        recording=cmd.recording[:_NAME], plan=cmd.plan, report=cmd.report, at=ctx.now,
    )  # fmt: skip


@handles("trading.backtest.remove", RemoveBacktest, permission=Permission.OWNER, authority=Authority.DECIDED)
def remove_backtest(ctx: Context, cmd: RemoveBacktest) -> None:
    """Undone by keeping it again, as a new one."""
    row = ctx.get(BacktestRow, cmd.space_id, cmd.run_id)
    if row is None:
        raise NotFound(tr("This backtest is not on your list."))
    ctx.delete(BacktestRow, cmd.space_id, row.id)
    ctx.undo_with(
        KeepBacktest, strategy=row.strategy, recording=row.recording, plan=row.plan, report=row.report
    )


@answers("trading.backtest.list", Backtests, audience=Audience.OWN)
def backtests(read: Read, query: Backtests) -> tuple[RunLine, ...]:
    """Runs of the actor's own space."""
    mine = select(BacktestRow).where(BacktestRow.space_id == query.actor)
    rows = read.rows(mine.order_by(BacktestRow.at.desc(), BacktestRow.id.desc()))
    return tuple(
        RunLine(
            row.id, row.strategy, row.recording, msgspec.convert(row.plan, Asked), row.at,
            row.report["trades"], row.report["gain"], row.report["drawdown"], row.report["sharpe"],
        )
        for row in rows
    )  # fmt: skip


@answers("trading.backtest.one", BacktestRun, audience=Audience.OWN)
def backtest_run(read: Read, query: BacktestRun) -> RunInfo:
    """With its curve and its trades."""
    rows = read.rows(
        select(BacktestRow).where(BacktestRow.space_id == query.actor, BacktestRow.id == query.run_id)
    )
    if not rows:
        raise NotFound(tr("This backtest is not on your list."))
    row = rows[0]
    return RunInfo(
        row.id, row.strategy, row.recording, msgspec.convert(row.plan, Asked), row.at,
        msgspec.convert(row.report, Report),
    )  # fmt: skip
