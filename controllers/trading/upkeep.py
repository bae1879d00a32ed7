"""What exchanges on this computer need done while Nonet runs, whether Trade is open or not: orders end on
their day, and people are told what was filled of theirs.

Nothing is asked again and again: the record says when the next order ends, and trades tell that there are
some.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from app.kernel.actor import NOBODY, Actor
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.trading.commands import ExpireOrders, TellFills
from models.trading.ends import NextEnd, NextEnds
from models.trading.entities import MarketMoved, OrdersChanged
from models.trading.telling import SOME

log = logging.getLogger(__name__)

LOOK_MS = 300
OWN_FILL_MS = 400
FILLS_MS = 5000
LONGEST_MS = 60_000
"""A timer does not count while the computer sleeps, so the clock is looked at again after that long."""


class Upkeep(QObject):
    """Acts for whoever is signed in; while nobody is, it waits. `now` is the clock."""

    def __init__(
        self, actor: Actor, parent: QObject | None = None, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(parent)
        self._actor, self._now = actor, now
        self._ends: tuple[NextEnd, ...] = ()
        self._traded: set[UUID] = set()
        self._look = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look.timeout.connect(self.look)
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._due)
        self._fills = QTimer(self, singleShot=True)
        self._fills.timeout.connect(self._tell_fills)
        actor.changed.connect(self._somebody)
        actor.gateway.happened.connect(self._happened)

    @Slot()
    def look(self) -> None:
        """Ask when the next order ends."""
        if self._actor.account != NOBODY:
            self._actor.ask(NextEnds, self._found, failed=self._failed)

    @Slot()
    def stop(self) -> None:
        """Begin nothing any more: Nonet closes."""
        for timer in (self._look, self._end, self._fills):
            timer.stop()
        self._actor.gateway.happened.disconnect(self._happened)

    def _found(self, ends: tuple[NextEnd, ...]) -> None:
        self._ends = ends
        self._due()

    @Slot()
    def _due(self) -> None:
        """End what is over, and wait for the next."""
        now = self._now()
        for space_id, at in self._ends:
            if at <= now and self._actor.account != NOBODY:
                self._actor.send(ExpireOrders, space_id=space_id, done=self._ended, failed=self._failed)
        self._ends = tuple(end for end in self._ends if end.at > now)
        if self._ends:
            left = (self._ends[0].at - now).total_seconds() * 1000
            self._end.start(max(1, min(LONGEST_MS, round(left) + 1)))
        else:
            self._end.stop()

    def _ended(self, _verdict: Verdict) -> None:
        self._look.start()

    @Slot(object)
    def _happened(self, event: object) -> None:
        if isinstance(event, MarketMoved):
            if event.trades:
                self._traded.add(event.space_id)
                self._tell_within(FILLS_MS)
        elif isinstance(event, OrdersChanged):
            mine = [done for owner, _, _, done in event.orders if owner == self._actor.account]
            if mine:
                self._look.start()
            if any(mine):
                self._traded.add(event.space_id)
                self._tell_within(OWN_FILL_MS)

    def _tell_within(self, wait_ms: int) -> None:
        if not self._fills.isActive() or self._fills.remainingTime() > wait_ms:
            self._fills.start(wait_ms)

    @Slot()
    def _tell_fills(self) -> None:
        if self._actor.account == NOBODY:
            return
        traded, self._traded = self._traded, set()
        for space_id in traded:
            told = partial(self._told, space_id)
            self._actor.send(TellFills, space_id=space_id, done=told, failed=self._failed)

    def _told(self, space_id: UUID, verdict: Verdict) -> None:
        """There were more trades than one command looks at."""
        if verdict.result == SOME:
            self._traded.add(space_id)
            self._tell_within(OWN_FILL_MS)

    @staticmethod
    def _failed(error: PersonError) -> None:
        """Nobody asked for it, so nobody is told; it is tried again with the next reason."""
        log.info("the exchange was not kept up: %s", error)

    @Slot()
    def _somebody(self) -> None:
        self._ends = ()
        self._end.stop()
        self.look()
