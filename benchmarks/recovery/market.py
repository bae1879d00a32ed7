"""The exchange that is killed: customers with wallets, three pairs, fee tiers, and what people do there."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import models.schema
from models.accounts.commands import RegisterAccount
from models.core.clock import utc_now
from models.core.database import write_engine
from models.core.dispatcher import Verdict
from models.core.ids import new_id
from models.core.registry import REGISTRY, Command
from models.core.retelling import retell
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.migrations import migrate
from models.trading.commands import (
    AddPair,
    AmendOrder,
    CancelAll,
    CancelOrder,
    CreateExchange,
    ExpireOrders,
    JoinExchange,
    PlaceList,
    PlaceOrder,
    SetFeeTiers,
    SetPairStatus,
    TellFills,
    UseDiscount,
)
from models.trading.entities import FeeTier, Filters, ListLeg, ListType, OrderType, PairStatus, Validity
from models.trading.markets import exchange_of

assert models.schema

PEOPLE = 6
MONEY = {"USDT": 10_000 * 10**8, "BTC": 10**8, "ETH": 20 * 10**8, "NNT": 10_000 * 10**8}
"""What the faucet gives in a day."""

PAIRS: dict[str, dict[str, Any]] = {
    "BTC/USDT": {"base": "BTC", "quote": "USDT", "tick": 1_000_000, "lot": 1_000},
    "ETH/BTC": {"base": "ETH", "quote": "BTC", "tick": 100, "lot": 1_000_000},
    "NNT/USDT": {"base": "NNT", "quote": "USDT", "tick": 10_000, "lot": 10_000_000},
}
MIDDLES = {"BTC/USDT": (6_400_000, 60), "ETH/BTC": (40_000, 20), "NNT/USDT": (5_000, 400)}
"""About what price (ticks) each is traded, and the most lots of an order."""

_RESTS = ("NEW", "PARTIALLY_FILLED", "PENDING_NEW")


@dataclass(frozen=True)
class Founded:
    """The exchange's space and its customers, of whom the first owns it."""

    space: UUID
    people: tuple[UUID, ...]


def found(record: Path) -> Founded:
    """Make the record; all of it happened two days ago, so that what was traded then counts for the tiers."""
    migrate(record)
    people = tuple(new_id() for _ in range(PEOPLE))
    first = new_id()
    space = exchange_of(people[0], first)
    at = utc_now() - timedelta(days=2)
    commands: list[Command] = [
        RegisterAccount(id=each, space_id=each, actor=each, at=at, name=f"Person {n}")
        for n, each in enumerate(people)
    ]
    founding = _Founding(space, people[0], at)
    commands += founding.commands(first)
    for n, each in enumerate(people[1:], 1):
        commands.append(founding.by(each, JoinExchange, referrer=people[0] if n % 2 else None))
    for each in people:
        for code, amount in MONEY.items():
            crossing = {"amount": amount // 10 * 9, "source": "funding", "target": "spot"}
            commands.append(founding.by(each, Deposit, space_id=each, asset=code, amount=amount))
            commands.append(
                founding.by(each, SendMoney, space_id=each, asset=code, target_space=space, **crossing)
            )
    engine = write_engine(record)
    with engine.connect() as connection:
        for part in (commands, founding.first_trades(people)):
            for verdict in retell(connection, part, REGISTRY).verdicts:
                assert verdict.ok, verdict
    engine.dispose()
    return Founded(space, people)


class _Founding:
    """Commands of the first day, each at its own moment."""

    def __init__(self, space: UUID, owner: UUID, at: datetime) -> None:
        self._space, self._owner, self._at = space, owner, at

    def by(self, actor: UUID, kind: type[Command], /, **fields: Any) -> Command:
        self._at += timedelta(seconds=1)
        said = {"id": new_id(), "space_id": self._space} | fields
        return kind(actor=actor, at=self._at, **said)

    def commands(self, first: UUID) -> list[Command]:
        """The exchange, its pairs and what they cost."""
        tiers = (FeeTier(0, 900, 1_000), FeeTier(10**8, 400, 700), FeeTier(10**13, 0, 100))
        whole = {"discount_asset": "NNT", "discount_ppm": 250_000, "referral_ppm": 200_000}
        made: list[Command] = [
            CreateExchange(id=first, space_id=self._space, actor=self._owner, at=self._at, name="Exchange")
        ]
        made += [self.by(self._owner, AddPair, filters=Filters(iceberg_parts=20), **pair)
                 for pair in PAIRS.values()]  # fmt: skip
        made.append(self.by(self._owner, SetFeeTiers, tiers=tiers, **whole))
        return made

    def first_trades(self, people: tuple[UUID, ...]) -> list[Command]:
        """One in each pair, so that everything has a price."""
        made = []
        for pair, (price, quantity) in MIDDLES.items():
            for side, actor in (("SELL", people[1]), ("BUY", people[2])):
                fields = {"pair": pair, "side": side, "quantity": quantity, "price": price}
                made.append(self.by(actor, PlaceOrder, kind=OrderType.LIMIT, **fields))
        return made


class Customer:
    """Somebody who trades without end; what they do next follows from the seed and from what they hear."""

    def __init__(self, market: Founded, account: UUID, chance: random.Random, open_: list[int]) -> None:
        self._market, self._account, self._chance = market, account, chance
        self._open = open_
        self._habits: tuple[tuple[int, Callable[[], Command]], ...] = (
            (30, self._limit), (10, self._at_market), (12, self._stop), (10, self._list),
            (10, self._amend), (12, self._cancel), (2, self._cancel_all), (4, self._deposit), (4, self._send),
            (3, self._bring_back), (2, self._discount), (3, self.expire), (1, self._tell),
            (2 if account == market.people[0] else 0, self._halt),
        )  # fmt: skip

    def next(self) -> Command:
        """The next thing they do."""
        weights = [weight for weight, _ in self._habits]
        return self._chance.choices(self._habits, weights)[0][1]()

    def hear(self, verdict: Verdict) -> None:
        """Remember what rests."""
        result = verdict.result
        for order in result.get("orders", [result]) if isinstance(result, dict) else ():
            if order["status"] in _RESTS and order["number"] not in self._open:
                self._open.append(order["number"])

    def _by(self, kind: type[Command], /, **fields: Any) -> Command:
        said = {"id": new_id(), "space_id": self._market.space} | fields
        return kind(actor=self._account, at=utc_now(), **said)

    def _pair(self) -> tuple[str, int, int]:
        """A pair, a price near its middle, and a quantity."""
        pair = self._chance.choice(list(MIDDLES))
        middle, most = MIDDLES[pair]
        away = int(self._chance.gauss(0, middle / 2_000))
        return pair, max(1, middle + away), self._chance.randint(1, most)

    def _place(self, **fields: Any) -> Command:
        modes = ("EXPIRE_MAKER", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH", "DECREMENT")
        return self._by(PlaceOrder, self_trade=self._chance.choice(modes), **fields)

    def _side(self) -> str:
        return self._chance.choice(("BUY", "SELL"))

    def _limit(self) -> Command:
        pair, price, quantity = self._pair()
        fields = {"pair": pair, "side": self._side(), "price": price, "quantity": quantity}
        kind = self._chance.choice((OrderType.LIMIT,) * 5 + (OrderType.LIMIT_MAKER,))
        fields["validity"] = Validity.GTC
        if kind is OrderType.LIMIT:
            fields["validity"] = self._chance.choice((Validity.GTC,) * 5 + tuple(Validity))
        if fields["validity"] is Validity.GTD:
            fields["expires_at"] = utc_now() + timedelta(milliseconds=self._chance.randrange(50, 3_000))
        if fields["validity"] is Validity.GTC and self._chance.random() < 0.2:
            fields["peak"] = max(1, quantity // 4)
        return self._place(kind=kind, **fields)

    def _at_market(self) -> Command:
        pair, price, quantity = self._pair()
        fields: dict[str, int] = {"quantity": quantity}
        if self._chance.random() < 0.4:
            unit = PAIRS[pair]["tick"] * PAIRS[pair]["lot"] // 10**8
            fields = {"budget": price * quantity * unit + self._chance.randrange(1_000)}
        return self._place(pair=pair, side=self._side(), kind=OrderType.MARKET, **fields)

    def _stop(self) -> Command:
        pair, price, quantity = self._pair()
        kind = self._chance.choice((OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT))
        fields: dict[str, Any] = {"stop_price": price}
        if kind is OrderType.STOP_LOSS_LIMIT:
            fields["price"] = price
        if self._chance.random() < 0.4:
            fields["trailing_bips"] = self._chance.choice((10, 10, 50))
            if self._chance.random() < 0.5:
                fields["stop_price"] = 0
        return self._place(pair=pair, side=self._side(), kind=kind, quantity=quantity, **fields)

    def _list(self) -> Command:
        pair, _, quantity = self._pair()
        middle = MIDDLES[pair][0]
        near, far = middle + middle // 800, middle - middle // 800
        kind = self._chance.choice(list(ListType))
        working = ListLeg("BUY", OrderType.LIMIT, quantity, price=middle)
        profit = ListLeg("SELL", OrderType.LIMIT_MAKER, quantity, price=near)
        loss = ListLeg("SELL", OrderType.STOP_LOSS, quantity, stop_price=far)
        if kind is ListType.OCO:
            legs: tuple[ListLeg, ...] = (profit, loss)
        else:
            legs = (working, profit) if kind is ListType.OTO else (working, profit, loss)
        return self._by(PlaceList, kind=kind, pair=pair, legs=legs)

    def _mine(self) -> int:
        return self._chance.choice(self._open) if self._open else 1

    def _amend(self) -> Command:
        fields = self._chance.choice(({"quantity": 1}, {"quantity": 5}, {"price": self._pair()[1]}))
        return self._by(AmendOrder, number=self._mine(), **fields)

    def _cancel(self) -> Command:
        number = self._mine()
        if number in self._open:
            self._open.remove(number)
        return self._by(CancelOrder, number=number)

    def _cancel_all(self) -> Command:
        return self._by(CancelAll, pair=self._chance.choice(("", *MIDDLES)))

    def _deposit(self) -> Command:
        code, most = self._chance.choice(list(MONEY.items()))
        return self._by(
            Deposit, space_id=self._account, asset=code, amount=most // self._chance.randrange(20, 200)
        )

    def _send(self) -> Command:
        code, most = self._chance.choice(list(MONEY.items()))
        whole = {"asset": code, "amount": most // self._chance.randrange(50, 500)}
        target = {"source": "funding", "target_space": self._market.space, "target": "spot"}
        return self._by(SendMoney, space_id=self._account, **whole, **target)

    def _bring_back(self) -> Command:
        code, most = self._chance.choice(list(MONEY.items()))
        whole = {"asset": code, "amount": most // self._chance.randrange(50, 500)}
        target = {"source": "spot", "target_space": self._account, "target": "funding"}
        return self._by(SendMoney, **whole, **target)

    def _discount(self) -> Command:
        return self._by(UseDiscount, use=self._chance.random() < 0.6)

    def expire(self) -> Command:
        """Say that time has passed."""
        return self._by(ExpireOrders)

    def _tell(self) -> Command:
        return self._by(TellFills)

    def _halt(self) -> Command:
        status = self._chance.choice((PairStatus.TRADING, PairStatus.TRADING, PairStatus.HALTED))
        return self._by(SetPairStatus, pair="ETH/BTC", status=status)
