"""Keeps a market alive while the window is open: sends what its simulated participants mean to do.

What they see is what everybody sees: books from snapshots and events, and their own orders from verdicts and
events. They act in turns; a turn may be several orders, and the next one waits until the rate allows it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from controllers.trading.house import House, Role
from models.core.clock import utc_now
from models.core.dispatcher import Status, Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import Command
from models.core.types import to_microseconds
from models.trading.admitting import AdmitParticipants, Participants, participant
from models.trading.commands import CancelOrder, PlaceOrder
from models.trading.depth_book import DepthBook
from models.trading.entities import (
    Depth,
    MarketMoved,
    OrderInfo,
    OrdersChanged,
    OrderStatus,
    PairInfo,
    PairStatus,
    TapeTrade,
)
from models.trading.own_queries import OpenOrders
from models.trading.participants import PARTICIPANTS, Cancel, Crowd, Intent, MarketState, OpenOrder
from models.trading.queries import DepthOf, Pairs, Tape
from models.trading.usual import usual_market

log = logging.getLogger(__name__)

GENTLE = 3.0
MOST = 200.0
"""Orders and cancellations a second."""

_BEAT_MS = 200
_QUICK_BEAT_MS = 40
_MOST_UNDER_WAY = 64
_LEVELS = 1000
_OPEN = frozenset({OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED, OrderStatus.PENDING_NEW})


@dataclass(slots=True)
class _Seen:
    """A pair as it is known. `missed`: what moved before the snapshot came; None once it is there."""

    pair: PairInfo
    book: DepthBook = field(default_factory=DepthBook)
    last: int = 0
    orders: dict[int, OpenOrder] = field(default_factory=dict)
    missed: list[MarketMoved] | None = field(default_factory=list)

    def take(self, event: MarketMoved) -> None:
        if self.missed is not None:
            self.missed.append(event)
            return
        if event.number <= self.book.update_id:
            return
        bids = [(price, shown) for side, price, shown, _ in event.levels if side == "BUY"]
        asks = [(price, shown) for side, price, shown, _ in event.levels if side == "SELL"]
        self.book.apply(event.number, bids, asks)
        if event.trades:
            self.last = event.trades[-1].price

    def state(self) -> MarketState:
        book = self.book
        return MarketState(self.last, book.best_bid, book.best_ask, tuple(self.orders.values()))


class MarketLife(QObject):
    """`changed`: it lives or does not. `failed` carries a `PersonError`: why it does not."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None, house: House | None = None) -> None:
        super().__init__(parent)
        self._actor, self._gateway = actor, actor.gateway
        self._house = house or House()
        self.space_id: UUID | None = None
        self.rate = GENTLE
        self.sent = 0
        self._seed: int | None = None
        self._life = 0
        self._waiting_for = 0
        self._crowd: Crowd | None = None
        self._seen: dict[str, _Seen] = {}
        self._gone: set[int] = set()
        self._under_way = 0
        self._due = 0.0
        self._acted = 0.0
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._act)
        self._gateway.happened.connect(self._happened)
        self._gateway.changed.connect(self._record_changed)

    @property
    def running(self) -> bool:
        """Whether the market lives, or is about to."""
        return self.space_id is not None

    def start(self, space_id: UUID, *, rate: float = GENTLE, seed: int | None = None) -> None:
        """Let the participants of this exchange act, `rate` times a second.

        They are let in first where they are not there, which is for the exchange's owner alone. All that they
        do follows from the seed (from the exchange and the moment where there is none) and what they see.
        """
        self.stop()
        try:
            self._house.take(space_id, Role.LIFE)
        except PersonError as error:
            self.failed.emit(error)
            return
        self.space_id, self._seed = space_id, seed
        self.set_rate(rate)
        self.changed.emit()
        life = self._life

        def found(there: tuple[UUID, ...]) -> None:
            if life != self._life:
                return
            if len(there) == len(PARTICIPANTS):
                self._look()
            else:
                self._actor.send(
                    AdmitParticipants, space_id=space_id, failed=lambda error: self._give_up(life, error),
                    done=lambda _: self._look() if life == self._life else None,
                )  # fmt: skip

        query = Participants(actor=participant(space_id, 0), space_id=space_id)
        self._gateway.ask(query, found, lambda error: self._give_up(life, error))

    def stop(self) -> None:
        """Let them rest; their orders stay in the book."""
        was_running = self.running
        self._life += 1
        self._beat.stop()
        self._house.leave(self.space_id, Role.LIFE)
        self.space_id, self._crowd = None, None
        self._seen, self._gone = {}, set()
        if was_running:
            self.changed.emit()

    def set_rate(self, rate: float) -> None:
        """Orders and cancellations a second, at most `MOST`."""
        self.rate = min(MOST, max(0.1, rate))
        self._beat.setInterval(_BEAT_MS if self.rate <= 20 else _QUICK_BEAT_MS)

    def _give_up(self, life: int, error: PersonError) -> None:
        if life == self._life:
            self.stop()
            self.failed.emit(error)

    # What they see

    def _look(self) -> None:
        """Ask for the pairs, and then for what there is in each."""
        life, space_id = self._life, self.space_id
        assert space_id is not None
        self._beat.stop()
        self._seen, self._gone = {}, set()

        def found(pairs: tuple[PairInfo, ...]) -> None:
            if life == self._life:
                self._look_at(pairs)

        query = Pairs(actor=participant(space_id, 0), space_id=space_id)
        self._gateway.ask(query, found, lambda error: self._give_up(life, error))

    def _look_at(self, pairs: tuple[PairInfo, ...]) -> None:
        life, space_id = self._life, self.space_id
        assert space_id is not None
        self._seen = {pair.pair: _Seen(pair) for pair in pairs}
        anybody = participant(space_id, 0)
        self._waiting_for = 2 * len(pairs) + len(PARTICIPANTS)

        def failed(error: PersonError) -> None:
            self._give_up(life, error)

        for name in self._seen:
            depth = DepthOf(actor=anybody, space_id=space_id, pair=name, levels=_LEVELS)
            self._gateway.ask(depth, lambda answer, at=name: self._take_depth(life, at, answer), failed)  # type: ignore[misc]
            tape = Tape(actor=anybody, space_id=space_id, pair=name, limit=1)
            self._gateway.ask(tape, lambda answer, at=name: self._take_tape(life, at, answer), failed)  # type: ignore[misc]
        for who in range(len(PARTICIPANTS)):
            orders = OpenOrders(actor=participant(space_id, who), space_id=space_id)
            self._gateway.ask(orders, lambda answer, at=who: self._take_orders(life, at, answer), failed)  # type: ignore[misc]

    def _take_depth(self, life: int, name: str, depth: Depth) -> None:
        if life != self._life:
            return
        seen = self._seen[name]
        seen.book.replace(
            depth.number,
            [(level.price, level.quantity) for level in depth.bids],
            [(level.price, level.quantity) for level in depth.asks],
        )
        missed, seen.missed = seen.missed or [], None
        for event in missed:
            seen.take(event)
        self._came()

    def _take_tape(self, life: int, name: str, trades: tuple[TapeTrade, ...]) -> None:
        if life == self._life:
            seen = self._seen[name]
            seen.last = seen.last or (trades[0].price if trades else 0)
            self._came()

    def _take_orders(self, life: int, who: int, orders: tuple[OrderInfo, ...]) -> None:
        if life != self._life:
            return
        for order in reversed(orders):
            if order.number not in self._gone and order.pair in self._seen:
                left = order.quantity - order.executed - order.prevented
                self._seen[order.pair].orders[order.number] = OpenOrder(
                    order.number, who, order.side, order.price, left
                )
        self._came()

    def _came(self) -> None:
        self._waiting_for -= 1
        if not self._waiting_for:
            self._begin()

    def _begin(self) -> None:
        assert self.space_id is not None
        lasts = {name: _price(seen) for name, seen in self._seen.items()}
        terms = usual_market({name: seen.pair for name, seen in self._seen.items()}, lasts)
        now = to_microseconds(utc_now())
        self._crowd = Crowd(self.space_id.int ^ now if self._seed is None else self._seed, terms)
        self._due, self._acted = 0.0, monotonic()
        if terms:
            self._beat.start()

    @Slot(object)
    def _happened(self, event: object) -> None:
        if isinstance(event, MarketMoved) and event.space_id == self.space_id and event.pair in self._seen:
            self._seen[event.pair].take(event)
        elif isinstance(event, OrdersChanged) and event.space_id == self.space_id:
            for _, number, status, _ in event.orders:
                if status not in _OPEN:
                    self._forget(number)

    def _forget(self, number: int) -> None:
        if self._crowd is None:  # it may still be among the open orders that were asked for
            self._gone.add(number)
        for seen in self._seen.values():
            if seen.orders.pop(number, None) is not None:
                return

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        """Another pair, or one that was halted: look again."""
        if "trading_pair" in changes.tables and self.space_id in changes.spaces and self._seen:
            self._crowd = None
            self._life += 1
            self._look()

    # What they do

    @Slot()
    def _act(self) -> None:
        """As many turns as the time since the last beat allows."""
        now = monotonic()
        self._due = min(self._due + (now - self._acted) * self.rate, max(1.0, self.rate / 2))
        self._acted = now
        if self._crowd is None:
            return
        moment = to_microseconds(utc_now())
        for _ in range(int(self._due * 3) + 1):  # a turn may come to nothing
            if self._due <= 0 or self._under_way >= _MOST_UNDER_WAY:
                return
            states = {name: seen.state() for name, seen in self._seen.items()}
            for intent in self._crowd.turn(moment, states):
                self._due -= 1
                self._send(intent)

    def _send(self, intent: Intent) -> None:
        assert self.space_id is not None
        common: dict[str, Any] = {
            "id": new_id(), "space_id": self.space_id, "actor": participant(self.space_id, intent.who),
            "at": utc_now(),
        }  # fmt: skip
        if isinstance(intent, Cancel):
            self._forget(intent.number)
            command: Command = CancelOrder(number=intent.number, **common)
        else:
            seen = self._seen[intent.pair]
            if seen.pair.status is not PairStatus.TRADING:
                return
            command = PlaceOrder(
                pair=intent.pair, side=intent.side, kind=intent.kind, quantity=intent.quantity,
                price=intent.price, validity=intent.validity, **common,
            )  # fmt: skip
        self._under_way += 1
        self.sent += 1
        life = self._life
        self._gateway.send(command, lambda verdict: self._done(life, intent, verdict))

    def _done(self, life: int, intent: Intent, verdict: Verdict) -> None:
        self._under_way -= 1
        if verdict.status is Status.FAILED and life == self._life:
            assert verdict.error is not None
            self._give_up(life, verdict.error)  # the record cannot be written: they are not to hammer at it
        elif not verdict.ok:
            log.debug("a participant was refused: %s", verdict.error)
        elif life == self._life and not isinstance(intent, Cancel):
            self._placed(intent, verdict.result)

    def _placed(self, intent: Intent, result: dict[str, int | str]) -> None:
        number, executed = int(result["number"]), int(result["executed"])
        if isinstance(intent, Cancel) or result["status"] not in _OPEN:
            return
        order = OpenOrder(number, intent.who, intent.side, intent.price, intent.quantity)
        self._seen[intent.pair].orders[number] = replace(order, left=order.left - executed)


def _price(seen: _Seen) -> int:
    """Where a pair stands: between its best prices, else where it was traded last, 0 for nowhere."""
    bid, ask = seen.book.best_bid, seen.book.best_ask
    return (bid + ask) // 2 if bid and ask else seen.last
