"""Trading on paper: an outside market mirrored on an exchange here, by two participants of the house.

What comes of a feed is gathered; a few times a second the house first repeats the trades outside, and when
that is decided makes its own orders the levels outside. While a round is under way the next one waits. The
house acts as the first two of the simulated participants, so a market does not live and mirror at once: who
was there first stays (`House`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from controllers.trading.house import House, Role
from models.core.clock import utc_now
from models.core.dispatcher import Status, Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import Command
from models.trading.admitting import AdmitParticipants, participant
from models.trading.commands import AmendOrder, CancelAll, CancelOrder, PlaceOrder
from models.trading.entities import OrdersChanged, OrderStatus, PairInfo
from models.trading.frames import Frame
from models.trading.paper import MAKER, TAKER, HouseBook, HouseIntent, Shrink, in_lots, repeat
from models.trading.participants import Cancel, Place
from models.trading.providers.feed import OutsideTrade

log = logging.getLogger(__name__)

ROUND_MS = 250
LEVELS = 15
_MOST_TRADES = 200
_LONGEST_REST = 40
"""Rounds that are left out after refusals, at most: ten seconds."""

_OPEN = frozenset({OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED})


class PaperMarket(QObject):
    """Mirrors one outside pair on one here. `changed`: it runs or not; `failed` carries a `PersonError`."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None, house: House | None = None) -> None:
        super().__init__(parent)
        self._actor, self._gateway = actor, actor.gateway
        self._claims = house or House()
        self.pair: PairInfo | None = None
        self._outside = ""
        self._ready = False
        self._house = HouseBook("")
        self._sizes: dict[int, tuple[int, int]] = {}
        self._trades: list[OutsideTrade] = []
        self._levels: tuple[dict[int, int], dict[int, int]] | None = None
        self._under_way = self._refused = self._rest = self._resting = 0
        self._sent = False
        self._life = 0
        self._round = QTimer(self, interval=ROUND_MS)
        self._round.timeout.connect(self._act)
        self._gateway.happened.connect(self._happened)

    @property
    def running(self) -> bool:
        """Whether a market is mirrored."""
        return self.pair is not None

    def start(self, pair: PairInfo, outside: str) -> None:
        """Mirror the outside pair of this name on the pair, whose exchange must be the person's own."""
        self.stop()
        try:
            self._claims.take(pair.space_id, Role.PAPER)
        except PersonError as error:
            self.failed.emit(error)
            return
        self.pair, self._outside, self._house = pair, outside, HouseBook(pair.pair)
        self.changed.emit()
        life = self._life

        def clean(_: Verdict) -> None:
            """Nothing may be left of an earlier time: what the house has there is not known any more."""
            if life == self._life:
                for who in (MAKER, TAKER):
                    self._send(who, CancelAll, pair=pair.pair)
                self._ready = True
                self._round.start()

        def refused(error: PersonError) -> None:
            if life == self._life:
                self.stop()
                self.failed.emit(error)

        self._actor.send(AdmitParticipants, space_id=pair.space_id, done=clean, failed=refused)

    def stop(self) -> None:
        """Mirror nothing any more, and take the house's orders away."""
        if self.pair is None:
            return
        self._round.stop()
        if self._ready:
            self._send(MAKER, CancelAll, pair=self.pair.pair)
        self._life += 1
        self._claims.leave(self.pair.space_id, Role.PAPER)
        self.pair, self._ready, self._levels = None, False, None
        self._sizes, self._trades = {}, []
        self._under_way = self._refused = self._rest = self._resting = 0
        self.changed.emit()

    @Slot(object)
    def take(self, frame: Frame) -> None:
        """What has come of the feed. A book that is not to be believed is no book: the house steps back."""
        if self.pair is None or frame.pair != self._outside:
            return
        self._trades = [*self._trades, *frame.trades][-_MOST_TRADES:]
        bids, asks = (frame.bids, frame.asks) if frame.believed else ((), ())
        self._levels = (
            in_lots(bids, "BUY", self.pair, LEVELS), in_lots(asks, "SELL", self.pair, LEVELS),
        )  # fmt: skip

    # Rounds

    @Slot()
    def _act(self) -> None:
        if self._under_way or self.pair is None:
            return
        if self._resting:
            self._resting -= 1
            return
        if self._sent and not self._refused:
            self._rest = 0
        self._sent = False
        if self._refused:  # not to hammer at what is refused: ever longer, until a round goes through
            self._resting = self._rest = min(2 * self._rest + 1, _LONGEST_REST)
            self._refused = 0
            return
        intents: Iterable[HouseIntent]
        if self._trades:
            trades, self._trades = self._trades, []
            intents = list(repeat(trades, self.pair.pair, self.pair))
        elif self._levels is not None:
            intents = list(self._house.differences(*self._levels))
        else:
            return
        for intent in intents:
            self._do(intent)

    def _do(self, intent: HouseIntent) -> None:
        if isinstance(intent, Cancel):
            self._send(intent.who, CancelOrder, intent, number=intent.number)
        elif isinstance(intent, Shrink):
            size, executed = self._sizes.get(intent.number, (0, 0))
            if size:
                self._sizes[intent.number] = (executed + intent.quantity, executed)
                quantity = executed + intent.quantity
                self._send(intent.who, AmendOrder, intent, number=intent.number, quantity=quantity)
        else:
            self._send(
                intent.who, PlaceOrder, intent, pair=intent.pair, side=intent.side, kind=intent.kind,
                quantity=intent.quantity, price=intent.price, validity=intent.validity,
            )  # fmt: skip

    def _send(
        self, who: int, kind: type[Command], intent: HouseIntent | None = None, /, **fields: Any
    ) -> None:
        assert self.pair is not None
        space_id: UUID = self.pair.space_id
        command = kind(
            id=new_id(), space_id=space_id, actor=participant(space_id, who), at=utc_now(), **fields
        )
        self._under_way += 1
        self._sent = True
        life = self._life
        self._gateway.send(command, lambda verdict: self._done(life, intent, verdict))

    def _done(self, life: int, intent: HouseIntent | None, verdict: Verdict) -> None:
        if life != self._life:
            return
        self._under_way -= 1
        if verdict.status is Status.FAILED:
            error = verdict.error
            self.stop()
            self.failed.emit(error)
        elif isinstance(intent, Cancel):
            self._forget(intent.number)
        elif not verdict.ok:
            self._refused += 1
            log.debug("the house was refused: %s", verdict.error)
        elif isinstance(intent, Shrink):
            self._house.changed(intent.number, intent.quantity)
        elif isinstance(intent, Place) and verdict.result["status"] in _OPEN and intent.who == MAKER:
            number, executed = int(verdict.result["number"]), int(verdict.result["executed"])
            self._sizes[number] = (intent.quantity, executed)
            self._house.placed(number, intent.side, intent.price, intent.quantity - executed)

    @Slot(object)
    def _happened(self, event: object) -> None:
        """Somebody has taken of the house's orders, or cancelled them."""
        if not isinstance(event, OrdersChanged) or self.pair is None or event.space_id != self.pair.space_id:
            return
        for _, number, status, executed in event.orders:
            if number not in self._sizes:
                continue
            if status not in _OPEN:
                self._forget(number)
            else:
                size, _ = self._sizes[number]
                self._sizes[number] = (size, executed)
                self._house.changed(number, size - executed)

    def _forget(self, number: int) -> None:
        self._house.gone(number)
        self._sizes.pop(number, None)
