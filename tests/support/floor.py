"""An exchange on a migrated record: people who have joined it and have money, and what they do there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.core.context import Context
from models.core.dispatcher import Dispatcher, Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import REGISTRY, Command, Permission, Registry, complete, handles
from models.ledger import check, posting
from models.trading.commands import AddPair, CancelOrder, CreateExchange, JoinExchange, PlaceOrder
from models.trading.entities import Filters, OrderInfo, OrderType
from models.trading.market import Market
from models.trading.markets import exchange_of
from models.trading.own_queries import OneOrder
from tests.support.video_record import VideoRecord

WORLD = "world"
"""The purpose of the account that play money comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Command):
    """Give somebody money out of nothing, for tests alone."""

    account_id: UUID
    code: str
    amount: int


def grant(ctx: Context, cmd: Grant) -> None:
    """From the house, which may owe anything."""
    house = posting.open_account(ctx, None, cmd.code, WORLD, may_go_negative=True)
    purse = posting.open_account(ctx, cmd.account_id, cmd.code, "spot")
    posting.transfer(ctx, id=ctx.new_id(), debit=house, credit=purse, amount=cmd.amount, code="grant")


def registry() -> Registry:
    """Everything that is registered, and `Grant`."""
    complete()
    made = Registry()
    for command in REGISTRY.commands.values():
        made.add_command(command)
    for query in REGISTRY.queries.values():
        made.add_query(query)
    handles("toy.money.grant", Grant, permission=Permission.OUTSIDER, registry=made)(grant)
    return made


class Floor:
    """`record` is where it is; amounts are whole ticks, lots and units."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        record.dispatcher = Dispatcher(registry(), record.clock)
        self.owner = record.person()
        id_ = new_id()
        self.space = exchange_of(self.owner, id_)
        made = CreateExchange(
            id=id_, space_id=self.space, actor=self.owner, at=record.clock(), name="Exchange"
        )
        assert record.submit(made).ok

    def restart(self) -> None:
        """Nothing is left in memory."""
        self.record.dispatcher = Dispatcher(self.record.dispatcher.registry, self.record.clock)

    def pair(
        self, base: str = "BTC", quote: str = "USDT", tick: int = 1_000_000, lot: int = 1000, **fields: Any
    ) -> str:
        """BTC/USDT in cents and hundred-thousandths, a step of both worth 10 units, unless said otherwise."""
        filters = fields.pop("filters", Filters())
        fees = {"maker_ppm": 0, "taker_ppm": 0} | fields
        done = self.did(
            self.owner, AddPair, base=base, quote=quote, tick=tick, lot=lot, filters=filters, **fees
        )
        name: str = done.result
        return name

    def person(self, referrer: UUID | None = None, **money: int) -> UUID:
        """Somebody who has joined, with so much of each asset."""
        account = self.record.person()
        self.did(account, JoinExchange, referrer=referrer)
        for code, amount in money.items():
            self.did(account, Grant, account_id=account, code=code, amount=amount)
        return account

    def did(self, actor: UUID, kind: type[Command], /, **fields: Any) -> Verdict:
        return self.record.did(actor, kind, self.space, **fields)

    def refused(self, actor: UUID, kind: type[Command], /, **fields: Any) -> PersonError:
        return self.record.refused(actor, kind, self.space, **fields)

    # Orders

    def place(self, actor: UUID, side: str, quantity: int = 0, price: int = 0, **fields: Any) -> int:
        """Place an order on BTC/USDT, limit where it has a price; its number."""
        number: int = self.did(actor, PlaceOrder, **order(side, quantity, price, **fields)).result["number"]
        return number

    def cannot(self, actor: UUID, side: str, quantity: int = 0, price: int = 0, **fields: Any) -> PersonError:
        return self.refused(actor, PlaceOrder, **order(side, quantity, price, **fields))

    def cancel(self, actor: UUID, number: int) -> None:
        self.did(actor, CancelOrder, number=number)

    def order(self, owner: UUID, number: int) -> OrderInfo:
        found = self.record.ask(OneOrder(actor=owner, space_id=self.space, number=number))
        assert found is not None
        return found

    # Money

    def has(self, owner: UUID | None, code: str, purpose: str = "spot") -> tuple[int, int]:
        """(available, held) of an account."""
        rows = self.record.sql(
            "SELECT posted - held, held FROM ledger_account WHERE space_id = ? AND id = ?",
            self.space.bytes, posting.account_id(self.space, owner, code, purpose).bytes,
        )  # fmt: skip
        return (0, 0) if not rows else (rows[0][0], rows[0][1])

    def check(self) -> None:
        """The ledger is right, and memory is what a fresh one from the record would be."""
        with self.record.connection.begin():
            assert check.check(self.record.connection) == []
        assert self.memory() == self.fresh()

    def memory(self) -> str:
        """The hash of what the dispatcher has in memory (of the record, where it has nothing)."""
        kept = self.record.dispatcher.engines.kept.get((self.space, Market))
        if kept is None:
            return self.fresh()
        assert isinstance(kept, Market)
        return kept.hash()

    def fresh(self) -> str:
        from models.core.writes import Writes

        with self.record.connection.begin():
            return Market.load(Writes(self.record.connection), self.space).hash()


def order(side: str, quantity: int, price: int, **fields: Any) -> dict[str, Any]:
    """The fields of `PlaceOrder`."""
    kind = OrderType.LIMIT if price else OrderType.MARKET
    return {
        "pair": "BTC/USDT", "side": side, "kind": kind, "quantity": quantity, "price": price,
    } | fields  # fmt: skip


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = VideoRecord(tmp_path)
    yield Floor(made)
    made.close()
