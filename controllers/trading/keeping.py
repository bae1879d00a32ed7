"""What whoever runs an exchange looks after: its rules, its customers, and what looks like abuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from controllers.trading.exchange import ExchangeDesk
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.registry import Command
from models.trading.commands import HaltExchange
from models.trading.customers import (
    Business,
    BusinessOf,
    CustomerInfo,
    Customers,
    Evidence,
    EvidenceOf,
    Rules,
    RulesOf,
    Suspicion,
    Suspicions,
)

TABLES = frozenset({"exchange", "trading_customer", "trading_suspicion"})
AGAIN_MS = 5000
"""How often what customers have open is looked at while somebody sees it."""


class Keeping(QObject):
    """Asks while somebody looks (`set_seen`), and only for the owner. `changed`: any of it is another.

    `failed` carries the `PersonError` of what could not be read.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._desk = actor, desk
        self.rules: Rules | None = None
        self.customers: tuple[CustomerInfo, ...] = ()
        self.suspicions: tuple[Suspicion, ...] = ()
        self._seen = False
        self._turns: dict[str, int] = {}
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_customers)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self.forget)
        desk.changed.connect(self.refresh)

    @property
    def reference(self) -> str:
        """The asset that volumes and limits are counted in."""
        exchange = self._desk.exchange
        return "" if exchange is None else exchange.reference

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        if seen:
            self.refresh()
            self._again.start()
        else:
            self._again.stop()

    @Slot()
    def forget(self) -> None:
        """Nothing of this exchange or person stays."""
        self.rules, self.customers, self.suspicions = None, (), ()
        self.changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        space_id = self._desk.space_id
        if self._seen and self._desk.runs and space_id is not None:
            self._actor.ask(RulesOf, self._into("rules"), failed=self._fail, space_id=space_id)
            self._actor.ask(Suspicions, self._into("suspicions"), failed=self._fail, space_id=space_id)
            self._ask_customers()

    @Slot()
    def _ask_customers(self) -> None:
        space_id = self._desk.space_id
        if self._desk.runs and space_id is not None:
            self._actor.ask(Customers, self._into("customers"), failed=self._fail, space_id=space_id)

    def _into(self, name: str) -> Callable[[object], None]:
        """Into this attribute, where nothing was asked for it since: no older answer may come last."""
        space_id = self._desk.space_id
        turn = self._turns[name] = self._turns.get(name, 0) + 1

        def take(answer: object) -> None:
            last = turn == self._turns[name] and self._desk.space_id == space_id
            if last and getattr(self, name) != answer:
                setattr(self, name, answer)
                self.changed.emit()

        return take

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if changes.tables & TABLES and self._desk.space_id in changes.spaces:
            self.refresh()

    # Doing

    def send(
        self,
        command: type[Command],
        /,
        *,
        done: Callable[[Verdict], None] | None = None,
        failed: Callable[[PersonError], None] | None = None,
        title: str = "",
        **fields: Any,
    ) -> None:
        """Send a command to the exchange; with a `title` it can be undone."""
        space_id = self._desk.space_id
        if space_id is not None:
            self._actor.send(command, space_id=space_id, done=done, failed=failed, title=title, **fields)

    def halt(
        self,
        *,
        cancel: bool,
        title: str,
        done: Callable[[], None],
        failed: Callable[[PersonError], None],
    ) -> None:
        """Halt the exchange; `cancel` ends all that rests, some at a time, until nothing is left."""

        def again(verdict: Verdict) -> None:
            if cancel and verdict.result:
                self.send(HaltExchange, cancel=True, done=again, failed=failed)
            else:
                done()

        self.send(HaltExchange, cancel=cancel, done=again, failed=failed, title=title)

    def business(
        self, done: Callable[[Business], None], *, pair: str = "", account_id: UUID | None = None
    ) -> None:
        """What is open of a pair, of a person, or in the whole exchange."""
        space_id = self._desk.space_id
        if space_id is not None:
            self._actor.ask(
                BusinessOf, done, failed=self._fail, space_id=space_id, pair=pair, account_id=account_id
            )

    def evidence(self, suspicion: Suspicion, done: Callable[[Evidence], None]) -> None:
        """What is behind a suspicion."""
        space_id = self._desk.space_id
        if space_id is not None:
            self._actor.ask(EvidenceOf, done, failed=self._fail, space_id=space_id, suspicion_id=suspicion.id)
