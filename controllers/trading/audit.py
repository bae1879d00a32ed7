"""An asset on the exchange down to its entries, and each of these up to the trade and order that made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from controllers.trading.exchange import ExchangeDesk
from models.core.errors import NotFound, PersonError
from models.core.text import tr
from models.ledger.audit import AuditOf
from models.ledger.entities import Audit, Cursor, StatementLine
from models.ledger.posting import account_id
from models.ledger.purposes import SPOT
from models.trading.entities import MyTrade, OrderInfo, OrdersChanged
from models.trading.own_queries import OneOrder, OrderFills, SomeTrades

SOON_MS = 300


@dataclass(frozen=True, slots=True)
class Cause:
    """An order with what it traded; `trade` is the one that is looked at, if it is one."""

    order: OrderInfo
    fills: tuple[MyTrade, ...]
    trade: MyTrade | None


def number_of(about: str, kind: str) -> int:
    """The number of the trade or the order that a transfer is about; 0 where it is about something else."""
    said, _, number = about.partition(":")
    return int(number) if said == kind and number.isdecimal() else 0


class AuditTrail(QObject):
    """`audit` is the newest page, None until it is known; `lines` are all that were asked for, newest first.

    `missing`: there never was anything of this asset. `trades` are those that the lines name, by number, as
    far as they are the person's own.
    """

    changed = Signal()
    failed = Signal(object)
    refused = Signal(object)

    def __init__(self, actor: Actor, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._desk = actor, desk
        self._seen = False
        self.asset = ""
        self._forget()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        actor.gateway.happened.connect(self._happened)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self._somebody_else)
        desk.changed.connect(self.refresh)

    def _forget(self) -> None:
        self.audit: Audit | None = None
        self.missing = False
        self.lines: tuple[StatementLine, ...] = ()
        self.trades: dict[int, MyTrade] = {}
        self._after: Cursor | None = None
        self._coming = False

    @property
    def assets(self) -> list[str]:
        """Everything that is traded on the exchange."""
        return sorted({code for pair in self._desk.pairs for code in (pair.base, pair.quote)})

    def show(self, asset: str) -> None:
        """Look at an asset."""
        if asset != self.asset:
            self._forget()
            self.asset = asset
            self.changed.emit()
            self.refresh()

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        if seen:
            self.refresh()
        else:
            self._soon.stop()

    @Slot()
    def refresh(self) -> None:
        """Ask for the newest page; older lines that are there stay below it, as entries never change."""
        self._ask(None)

    @Slot()
    def show_more(self) -> None:
        """Ask for older ones too."""
        if self._after is not None and not self._coming:
            self._ask(self._after)

    def _ask(self, after: Cursor | None) -> None:
        space = self._desk.space_id if self._desk.joined else None
        if space is None or not self.asset or not self._seen:
            return
        asset, self._coming = self.asset, True

        def take(audit: Audit) -> None:
            if asset == self.asset:
                self._coming = False
                self._take(audit, after)
                self._ask_trades(space)

        def fail(error: PersonError) -> None:
            if asset != self.asset:
                return
            self._coming = False
            if isinstance(error, NotFound):
                self.missing = True
                self.changed.emit()
            else:
                self.failed.emit(error)

        account = account_id(space, self._actor.account, asset, SPOT)
        self._actor.ask(AuditOf, take, failed=fail, account=account, after=after)

    def _take(self, audit: Audit, after: Cursor | None) -> None:
        self.missing = False
        if after is not None:
            self.lines, self._after = (*self.lines, *audit.lines), audit.after
        else:
            self.audit = audit
            last = audit.lines[-1].entry.id if audit.lines else None
            place = next((n for n, line in enumerate(self.lines) if line.entry.id == last), None)
            if place is None:
                self.lines, self._after = audit.lines, audit.after
            else:
                self.lines = (*audit.lines, *self.lines[place + 1 :])
        self.changed.emit()

    def _ask_trades(self, space: UUID) -> None:
        named = {number_of(line.entry.about, "trade") for line in self.lines} - {0}
        wanted = tuple(sorted(named - self.trades.keys()))

        def take(trades: tuple[MyTrade, ...]) -> None:
            new = {trade.number: trade for trade in trades}
            if new and self._desk.space_id == space:
                self.trades = self.trades | new
                self.changed.emit()

        if wanted:
            self._actor.ask(SomeTrades, take, failed=self.failed.emit, space_id=space, numbers=wanted)

    # What made it

    def ask_trade(self, number: int, take: Callable[[Cause], None]) -> None:
        """A trade of the person's, with the order that made it."""
        space = self._desk.space_id
        if space is None:
            return

        def found(trades: tuple[MyTrade, ...]) -> None:
            if trades:
                self.ask_order(trades[0].order, take, trades[0])
            else:
                self.refused.emit(NotFound(tr("You have no trade {number}.", number=number)))

        self._actor.ask(SomeTrades, found, failed=self.refused.emit, space_id=space, numbers=(number,))

    def ask_order(self, number: int, take: Callable[[Cause], None], trade: MyTrade | None = None) -> None:
        """An order of the person's, with what it traded."""
        space = self._desk.space_id
        if space is None:
            return

        def found(order: OrderInfo | None) -> None:
            if order is None:
                self.refused.emit(NotFound(tr("You have no order {number}.", number=number)))
                return
            self._actor.ask(
                OrderFills, lambda fills: take(Cause(order, fills, trade)), failed=self.refused.emit,
                space_id=space, number=number,
            )  # fmt: skip

        self._actor.ask(OneOrder, found, failed=self.refused.emit, space_id=space, number=number)

    # What changes elsewhere

    @Slot(object)
    def _happened(self, event: object) -> None:
        if isinstance(event, OrdersChanged) and any(who == self._actor.account for who, *_ in event.orders):
            self._refresh_soon()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        """Money that came from elsewhere: the exchange's own rows change with every trade of anybody."""
        if self._actor.account in changes.spaces and "ledger_account" in changes.tables:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        if self._seen and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _somebody_else(self) -> None:
        self._forget()
        self.asset = ""
        self.changed.emit()
