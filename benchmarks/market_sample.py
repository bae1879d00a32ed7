"""A record with one exchange and people who have money in it, for benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from models import migrations
from models.core.audience import Role
from models.core.context import Context
from models.core.database import Connection, write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive
from models.core.registry import REGISTRY, Command, Permission, Registry, complete, handles
from models.core.tables import Member, Space
from models.ledger import posting
from models.trading.commands import AddPair, CreateExchange, JoinExchange
from models.trading.markets import exchange_of

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
_ROOT = UUID("01930000-0000-7000-8000-00000000beef")
MONEY = {"BTC": 10**4 * 10**8, "USDT": 10**8 * 10**8}


@dataclass(frozen=True)
class Sample:
    """The exchange's space, and its customers."""

    space: UUID
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endow(Command):
    """Play money for people, out of nothing."""

    people: tuple[UUID, ...]


def _endow(ctx: Context, cmd: Endow) -> None:
    """From the house, which may owe anything."""
    for code, amount in MONEY.items():
        house = posting.open_account(ctx, None, code, "world", may_go_negative=True)
        for person in cmd.people:
            purse = posting.open_account(ctx, person, code, "spot")
            posting.transfer(ctx, id=ctx.new_id(), debit=house, credit=purse, amount=amount, code="grant")


def make_market(path: Path, people: int) -> Sample:
    """BTC/USDT with fees of a thousandth; everybody has the same money."""
    migrations.migrate(path)
    accounts = tuple(derive(_ROOT, n + 1) for n in range(people))
    id_ = derive(_ROOT, 0)
    space = exchange_of(accounts[0], id_)
    engine = write_engine(path)
    with engine.connect() as connection:
        _persons(connection, accounts)
        by: dict[str, Any] = {"space_id": space, "at": AT}
        commands: list[Command] = [
            CreateExchange(id=id_, actor=accounts[0], name="Exchange", **by),
            AddPair(
                id=derive(id_, 1), actor=accounts[0], base="BTC", quote="USDT", tick=1_000_000, lot=1000, **by
            ),
            *(JoinExchange(id=derive(id_, 10 + n), actor=each, **by) for n, each in enumerate(accounts)),
            Endow(id=derive(id_, 2), actor=accounts[0], people=accounts, **by),
        ]
        for verdict in Dispatcher(_registry(), clock=lambda: AT).dispatch(connection, commands).verdicts:
            assert verdict.ok, verdict
    engine.dispose()
    return Sample(space, accounts)


def _persons(connection: Connection, accounts: tuple[UUID, ...]) -> None:
    with connection.begin():
        for each in accounts:
            space = {"space_id": each, "kind": "person", "created_at": AT, "change_number": 0}
            connection.execute(insert(Space), [space])
            member = {"space_id": each, "account_id": each, "role": int(Role.OWNER)}
            connection.execute(insert(Member), [member])


def _registry() -> Registry:
    complete()
    made = Registry()
    for entry in REGISTRY.commands.values():
        made.add_command(entry)
    handles("bench.money.endow", Endow, permission=Permission.OWNER, registry=made)(_endow)
    return made
