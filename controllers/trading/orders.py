"""One's own side of an exchange: open orders, history, trades, what one has; and what is done to orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeKind, Notices
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.text import tr
from models.trading.commands import AmendOrder, CancelAll, CancelOrder, RemoveAlert, SetAlert
from models.trading.entities import Holding, MyTrade, OrderInfo, OrdersChanged, PriceAlert
from models.trading.own_queries import Alerts, MyTrades, OpenOrders, OrderHistory

TABLES = frozenset({"trading_alert", "trading_customer"})
SOON_MS = 150
PAGE = 200


class MyOrders(QObject):
    """What the person has on the exchange. `changed` tells that any of it is another.

    History and trades are asked for page by page (`more_history`, `more_trades`).
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices
        self.space_id: UUID | None = None
        self.open: tuple[OrderInfo, ...] = ()
        self.history: tuple[OrderInfo, ...] = ()
        self.trades: tuple[MyTrade, ...] = ()
        self.holdings: tuple[Holding, ...] = ()
        self.alerts: tuple[PriceAlert, ...] = ()
        self._more = {"history": False, "trades": False}
        self._asking: set[str] = set()
        self._seen = False
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._refresh)
        actor.gateway.happened.connect(self._happened)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self._somebody_else)

    def belong_to(self, space_id: UUID | None) -> None:
        """Show what the person has on this exchange."""
        if space_id != self.space_id:
            self._forget()
            self.space_id = space_id
            self._refresh()

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        if seen and self._stale:
            self._refresh()
        elif not seen:
            self._soon.stop()

    def available(self, asset: str) -> int:
        """What may be spent of an asset, in its smallest units."""
        return next((each.available for each in self.holdings if each.asset == asset), 0)

    # Asking

    @Slot()
    def _refresh(self) -> None:
        if self.space_id is None or not self._seen:
            self._stale = True
            return
        self._stale = False
        from models.trading.reports import Holdings

        space_id = self.space_id
        ask = self._actor.ask
        ask(OpenOrders, self._into("open"), failed=self._fail, space_id=space_id)
        ask(Holdings, self._into("holdings"), failed=self._fail, space_id=space_id)
        ask(Alerts, self._into("alerts"), failed=self._fail, space_id=space_id)
        ask(OrderHistory, self._first_page("history"), failed=self._fail, space_id=space_id, limit=PAGE)
        ask(MyTrades, self._first_page("trades"), failed=self._fail, space_id=space_id, limit=PAGE)

    def _into(self, name: str) -> Callable[[tuple[object, ...]], None]:
        space_id = self.space_id

        def take(answer: tuple[object, ...]) -> None:
            if self.space_id == space_id and getattr(self, name) != answer:
                setattr(self, name, answer)
                self.changed.emit()

        return take

    def _first_page(self, name: str) -> Callable[[tuple[OrderInfo | MyTrade, ...]], None]:
        """Newest rows first; older ones that are there already stay below them."""
        space_id = self.space_id

        def take(answer: tuple[OrderInfo | MyTrade, ...]) -> None:
            if self.space_id != space_id:
                return
            there: tuple[OrderInfo | MyTrade, ...] = getattr(self, name)
            oldest = answer[-1].number if answer else 0
            rest = tuple(each for each in there if each.number < oldest)
            if not rest:
                self._more[name] = len(answer) == PAGE
            if there != answer + rest:
                setattr(self, name, answer + rest)
                self.changed.emit()

        return take

    def has_more(self, name: str) -> bool:
        """Whether there are, or may be, older rows of the "history" or the "trades"."""
        return self._more[name] or name in self._asking

    def more_history(self) -> None:
        """Ask for older orders."""
        if self._more["history"] and self.history and self.space_id is not None:
            self._more["history"] = False
            self._asking.add("history")
            self._actor.ask(
                OrderHistory, self._next_page("history"), failed=self._fail, space_id=self.space_id,
                before=self.history[-1].number, limit=PAGE,
            )  # fmt: skip

    def more_trades(self) -> None:
        """Ask for older trades."""
        if self._more["trades"] and self.trades and self.space_id is not None:
            self._more["trades"] = False
            self._asking.add("trades")
            self._actor.ask(
                MyTrades, self._next_page("trades"), failed=self._fail, space_id=self.space_id,
                before=self.trades[-1].number, limit=PAGE,
            )  # fmt: skip

    def _next_page(self, name: str) -> Callable[[tuple[OrderInfo | MyTrade, ...]], None]:
        space_id = self.space_id

        def take(answer: tuple[OrderInfo | MyTrade, ...]) -> None:
            self._asking.discard(name)
            if self.space_id == space_id:
                self._more[name] = len(answer) == PAGE
                setattr(self, name, getattr(self, name) + answer)
                self.changed.emit()

        return take

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    # What is done to orders

    def cancel(self, number: int) -> None:
        """Take an order back."""
        if self.space_id is not None:
            self._actor.send(CancelOrder, space_id=self.space_id, number=number, failed=self._tell)

    def cancel_all(self, pair: str = "") -> None:
        """Take all orders back, of one pair or of all."""
        if self.space_id is not None:
            self._actor.send(CancelAll, space_id=self.space_id, pair=pair, done=self._cancelled,
                             failed=self._tell)  # fmt: skip

    def amend(self, number: int, *, quantity: int = 0, price: int = 0, stop_price: int = 0) -> None:
        """Change an order; it goes to the back of the queue unless it only gets smaller."""
        if self.space_id is None:
            return
        order = next((each for each in self.open if each.number == number), None)
        kept = order is not None and keeps_place(order, quantity, price, stop_price)
        waits = order is None or in_queue(order)

        def changed(_verdict: Verdict) -> None:
            self._notices.post(amended_text(number, kept=kept, waits=waits), NoticeKind.SUCCESS,
                               source="trade", key="trade.amended")  # fmt: skip

        self._actor.send(AmendOrder, space_id=self.space_id, number=number, quantity=quantity,
                         price=price, stop_price=stop_price, done=changed, failed=self._refused)  # fmt: skip

    def set_alert(self, pair: str, price: int, *, above: bool, note: str = "") -> None:
        """Be told once when the price gets there."""
        if self.space_id is not None:
            self._actor.send(SetAlert, space_id=self.space_id, pair=pair, price=price, above=above, note=note,
                             failed=self._tell)  # fmt: skip

    def forget_alerts(self, ids: Iterable[UUID]) -> None:
        """Be told no more."""
        if self.space_id is not None:
            for id_ in ids:
                self._actor.send(RemoveAlert, space_id=self.space_id, alert_id=id_, failed=self._tell)

    def _cancelled(self, verdict: Verdict) -> None:
        count = verdict.result["cancelled"] if isinstance(verdict.result, dict) else verdict.result
        text = (
            tr("1 order was cancelled.") if count == 1 else tr("{count} orders were cancelled.", count=count)
        )
        self._notices.post(text, NoticeKind.SUCCESS, source="trade", key="trade.cancelled")

    def _refused(self, error: PersonError) -> None:
        """What was moved on the screen goes back to where it is."""
        self._tell(error)
        self.changed.emit()

    def _tell(self, error: PersonError) -> None:
        self._notices.error(error, source="trade")

    # What changes elsewhere

    @Slot(object)
    def _happened(self, event: object) -> None:
        if isinstance(event, OrdersChanged) and any(
            owner == self._actor.account for owner, *_ in event.orders
        ):
            self._refresh_soon()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        """The exchange's own rows change with every trade of anybody: one's own are told by events."""
        own_money = self._actor.account in changes.spaces and "ledger_account" in changes.tables
        if own_money or (self.space_id in changes.spaces and changes.tables & TABLES):
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        self._stale = True
        if self._seen and not self._soon.isActive():
            self._soon.start()

    def _forget(self) -> None:
        self._soon.stop()
        self.open, self.history, self.trades, self.holdings, self.alerts = (), (), (), (), ()
        self._more = {"history": False, "trades": False}
        self._asking.clear()
        self._stale = True
        self.changed.emit()

    @Slot()
    def _somebody_else(self) -> None:
        self.space_id = None
        self._forget()


def in_queue(order: OrderInfo) -> bool:
    """Whether an order has a place in the queue of its price; what waits for another price has none yet."""
    return not (order.stop_price or order.trailing_bips)


def keeps_place(order: OrderInfo, quantity: int, price: int, stop_price: int) -> bool:
    """Whether an order stays where it is in the queue: it gets smaller, and nothing else changes."""
    others = price not in (0, order.price) or stop_price not in (0, order.stop_price)
    return not others and quantity <= order.quantity


def amended_text(number: int, *, kept: bool, waits: bool) -> str:
    """What became of an order's place; `waits`: it has one."""
    if not waits:
        return tr("Order {number} is changed.", number=number)
    if kept:
        return tr("Order {number} is changed, and keeps its place in the queue.", number=number)
    return tr("Order {number} is changed, and is the last of the queue at its price.", number=number)
