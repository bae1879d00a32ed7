"""Trade's part of the sample world: an exchange with five pairs and a month of trading behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from models.accounts.queries import MachineAccounts
from models.core.audience import Role
from models.core.ids import new_id
from models.core.text import tr
from models.core.types import to_microseconds
from models.ledger.assets import asset
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.ledger.purposes import FUNDING, SPOT
from models.ledger.queries import WalletOf
from models.sample.world import World, adds
from models.trading.admitting import AdmitParticipants, participant
from models.trading.commands import (
    AddPair,
    CancelAll,
    CancelOrder,
    CreateExchange,
    EditPair,
    JoinExchange,
    PlaceOrder,
    SetAlert,
)
from models.trading.entities import Filters, OrderType
from models.trading.markets import exchange_of
from models.trading.participants import PARTICIPANTS, Cancel, Crowd, Intent, Place
from models.trading.queries import Exchanges
from models.trading.rehearsal import SELF_TRADE, Rehearsal
from models.trading.terms_of_pair import PairScale
from models.trading.usual import usual_market

NAME = "Harbour Exchange"
TURNS = 1_500
"""How often somebody acts in that month, besides its last half hour: about 5,000 orders and cancellations."""

LAST_TURNS = 300
"""And in that half hour, so that the books are full when one comes."""

DAYS = 30
_SEED = 1
_STEP = 512
_BAND = Filters(
    price_up=2_000, price_down=2_000, max_orders=200, iceberg_parts=10, breaker_bips=1_000, breaker_pause=300
)
_FEES = {"maker_ppm": 800, "taker_ppm": 1_000}


PAIRS = (
    PairScale("BTC", "USDT", 1_000_000, 1_000),
    PairScale("ETH", "USDT", 1_000_000, 10_000),
    PairScale("SOL", "USDT", 100_000, 1_000_000),
    PairScale("ETH", "BTC", 100, 1_000_000),
    PairScale("NNT", "USDT", 10_000, 10_000_000),
)

_DEPOSITS = (
    ("USDT", 10_000, 34),
    ("USDT", 10_000, 33),
    ("USDT", 10_000, 31),
    ("BTC", 1, 32),
    ("SOL", 200, 32),
)
"""An asset, whole coins, days ago: what everybody brings, within the faucet's limits."""

_BOUGHT = (
    (0, "BTC/USDT", "BUY", 0.18), (1, "ETH/USDT", "BUY", 0.25), (2, "SOL/USDT", "BUY", 0.31),
    (0, "ETH/USDT", "BUY", 0.42), (1, "BTC/USDT", "BUY", 0.55), (2, "NNT/USDT", "BUY", 0.6),
    (0, "BTC/USDT", "SELL", 0.7), (2, "SOL/USDT", "SELL", 0.78), (1, "SOL/USDT", "SELL", 0.83),
    (0, "NNT/USDT", "BUY", 0.9), (2, "BTC/USDT", "BUY", 0.94), (1, "NNT/USDT", "BUY", 0.97),
)  # fmt: skip
"""What the people traded at market: who, where, which way, and how far into the month."""

_LEFT = (
    (0, "BTC/USDT", "BUY", 0.985), (0, "BTC/USDT", "SELL", 1.02), (1, "ETH/USDT", "BUY", 0.97),
    (1, "SOL/USDT", "SELL", 1.04), (2, "NNT/USDT", "BUY", 0.95), (2, "SOL/USDT", "BUY", 0.98),
)  # fmt: skip
"""What still rests: who, where, which way, and where of the last price."""

_ALERTS = ((0, "BTC/USDT", 1.03), (0, "BTC/USDT", 0.96), (1, "ETH/USDT", 1.05), (2, "SOL/USDT", 0.93))


def _remove(world: World, tell: Callable[[float, str], None]) -> None:
    """Send home what others have on the exchange; it goes with its owner."""
    tell(0.0, tr("Closing the sample exchange"))
    made_up = {person.id for person in world.people}
    theirs = [
        each.space_id
        for person in world.people
        for each in world.run.ask(Exchanges(actor=person.id))
        if each.role == Role.OWNER
    ]
    for account in world.run.ask(MachineAccounts(actor=world.run.actor)):
        if account.id in made_up:
            continue
        for space_id in theirs:
            _bring_home(world, space_id, account.id)


def _bring_home(world: World, space_id: UUID, owner: UUID) -> None:
    said: dict[str, Any] = {"space_id": space_id, "actor": owner, "at": world.today}
    lines = [line for line in world.run.ask(WalletOf(actor=owner)).lines if line.space_id == space_id]
    if not lines:
        return
    world.tell([CancelAll(id=new_id(), **said)])
    lines = [line for line in world.run.ask(WalletOf(actor=owner)).lines if line.space_id == space_id]
    world.tell(
        [
            SendMoney(
                id=new_id(), asset=line.asset, amount=line.available, source=line.purpose,
                target_space=owner, target=FUNDING, **said,
            )
            for line in lines
            if line.available > 0
        ]
    )  # fmt: skip


@adds(removes=_remove)
def add_exchange(world: World, tell: Callable[[float, str], None]) -> None:
    """Open it, bring the people and their money in, and play a month through."""
    tell(0.0, tr("Opening an exchange"))
    space_id = _open(world)
    _pay_in(world, space_id)
    begins = world.today - timedelta(days=DAYS)
    stage = _Stage(world, space_id)
    moments = _moments()
    for number, at in enumerate(moments):
        if number % _STEP == 0:
            world.flush()
            tell(number / len(moments), tr("Trading through the month"))
        when = begins + timedelta(microseconds=at)
        stage.turn(when, (number + 1) / len(moments))
    now = world.today - timedelta(minutes=1)
    for scale in PAIRS:  # only now: over a month this thin, prices leap
        world.say(
            world.people[0].id, EditPair, now, space_id=space_id, pair=scale.pair, filters=_BAND, **_FEES
        )
    stage.leave_orders(now)
    world.flush()


def _open(world: World) -> UUID:
    owner, opened = world.people[0].id, world.today - timedelta(days=DAYS + 5)
    id_ = world.next_id()
    space_id = exchange_of(owner, id_)
    world.say_again(CreateExchange, id_, owner, opened, space_id=space_id, name=NAME)
    for scale in PAIRS:
        world.say(
            owner, AddPair, opened, space_id=space_id, base=scale.base, quote=scale.quote, tick=scale.tick,
            lot=scale.lot, **_FEES,
        )  # fmt: skip
    world.say(owner, AdmitParticipants, opened, space_id=space_id)
    for person in world.people[1:]:
        world.say(person.id, JoinExchange, opened + timedelta(hours=3), space_id=space_id)
    world.flush()
    return space_id


def _pay_in(world: World, space_id: UUID) -> None:
    for code, coins, days in _DEPOSITS:
        amount = coins * 10 ** asset(code).decimals
        for number, person in enumerate(world.people):
            at = world.today - timedelta(days=days, minutes=7 * number)
            world.say(person.id, Deposit, at, asset=code, amount=amount)
            world.say(
                person.id, SendMoney, at + timedelta(minutes=2), asset=code, amount=amount * 4 // 5,
                source=FUNDING, target_space=space_id, target=SPOT,
            )  # fmt: skip
    world.flush()


def _moments() -> list[int]:
    """When somebody acts, in microseconds of the month: the nearer to its end, the more."""
    chance = Random(_SEED)
    whole = to_us(timedelta(days=DAYS)) - to_us(timedelta(minutes=2))
    month = [round(whole * (1 - (1 - chance.random()) ** 3)) for _ in range(TURNS)]
    last = [whole - chance.randrange(to_us(timedelta(minutes=30))) for _ in range(LAST_TURNS)]
    return sorted(month + last)


def to_us(span: timedelta) -> int:
    """A span in microseconds."""
    return span // timedelta(microseconds=1)


class _Stage:
    """Plays the month through in memory, and says each of its orders to the record, at its moment."""

    def __init__(self, world: World, space_id: UUID) -> None:
        self._world, self._space_id = world, space_id
        market = usual_market({scale.pair: scale for scale in PAIRS}, {})
        self._terms = {terms.pair: terms for terms in market}
        self._crowd = Crowd(_SEED, market)
        self._rehearsal = Rehearsal(self._terms)
        self._bought = list(_BOUGHT)
        self._begins = to_microseconds(world.today - timedelta(days=DAYS))

    def turn(self, when: datetime, gone: float) -> None:
        """The next participant acts, and whoever of the people wanted to when so much is gone (0–1)."""
        states = self._rehearsal.states()
        for intent in self._crowd.turn(to_microseconds(when) - self._begins, states):
            self._say(intent, when)
        while self._bought and self._bought[0][3] <= gone:
            who, pair, side, _ = self._bought.pop(0)
            size = self._terms[pair].size * (2 if side == "BUY" else 1)
            self._say(Place(self._number(who), pair, side, OrderType.MARKET, size, 0), when)

    def leave_orders(self, when: datetime) -> None:
        """What the people have open today, and what they want to be told of."""
        lasts = {pair: state.last for pair, state in self._rehearsal.states().items()}
        for who, pair, side, where in _LEFT:
            price = round(lasts[pair] * where)
            self._say(
                Place(self._number(who), pair, side, OrderType.LIMIT, self._terms[pair].size, price), when
            )
        for who, pair, where in _ALERTS:
            self._world.say(
                self._world.people[who].id, SetAlert, when, space_id=self._space_id, pair=pair,
                price=round(lasts[pair] * where), above=where > 1,
            )  # fmt: skip

    @staticmethod
    def _number(person: int) -> int:
        """What stands for one of the people among the participants."""
        return len(PARTICIPANTS) + person

    def _who(self, number: int) -> UUID:
        if number < len(PARTICIPANTS):
            return participant(self._space_id, number)
        return self._world.people[number - len(PARTICIPANTS)].id

    def _say(self, intent: Intent, when: datetime) -> None:
        self._rehearsal.do(intent)
        who = self._who(intent.who)
        if isinstance(intent, Cancel):
            self._world.say(who, CancelOrder, when, space_id=self._space_id, number=intent.number)
            return
        self._world.say(
            who, PlaceOrder, when, space_id=self._space_id, pair=intent.pair, side=intent.side,
            kind=intent.kind, quantity=intent.quantity, price=intent.price, validity=intent.validity,
            self_trade=SELF_TRADE,
        )  # fmt: skip
