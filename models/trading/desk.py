"""One command at work on an exchange: its memory, what it changes there, and the rows that come of it.

Orders are changed in memory, through the desk; `finish` writes the rows of those that have changed and tells
the world what moved.
"""

from __future__ import annotations

from uuid import UUID

from models.core.context import Context
from models.core.tables import Space
from models.core.types import from_microseconds, to_microseconds
from models.trading.entities import MarketMoved, OrdersChanged, OrderStatus, TapeTrade
from models.trading.market import Market
from models.trading.orders import CHANGING, FIXED, SIDES, Line, Order, Person, changing_of
from models.trading.refusals import no_exchange, no_pair, not_joined
from models.trading.tables import Exchange, OrderRow


class Desk:
    """`NotFound` where the command's space is no exchange."""

    __slots__ = ("ctx", "fresh", "levels", "market", "now", "space_id", "trades")

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.space_id = ctx.command.space_id
        if ctx.get(Exchange, self.space_id) is None:
            raise no_exchange()
        self.market = ctx.engine(Market)
        self.now = to_microseconds(ctx.now)
        self.fresh: dict[int, Order] = {}
        self.levels: dict[str, dict[tuple[str, int], None]] = {}
        self.trades: dict[str, list[TapeTrade]] = {}

    def person(self, account: UUID | None = None) -> Person:
        """The customer who acts (or another one)."""
        found = self.market.people.get(account or self.ctx.actor)
        if found is None:
            raise not_joined()
        return found

    def line(self, pair: str) -> Line:
        """The pair of this name."""
        found = self.market.lines.get(pair)
        if found is None:
            raise no_pair(pair)
        return found

    # Orders

    def open(self, order: Order) -> None:
        """A new order that is going to stay."""
        self.market.add(order)

    def moved(self, order: Order, price: int) -> None:
        """What rests at this price on the order's side has changed."""
        self.levels.setdefault(order.pair, {})[order.side, price] = None

    def end(self, order: Order, status: OrderStatus, reason: str = "") -> None:
        """An order is over. What it holds is for the caller to give back."""
        self.market.touch(order)
        order.status, order.open, order.shown, order.reason = status.value, False, 0, reason
        if order.number in self.market.orders:
            self.market.remove(order)

    # The end of the command

    def finish(self) -> None:
        """Write what has changed, and tell it."""
        touched = [each for number, each in self.market.touched.items() if number not in self.fresh]
        for order, before in touched:
            self._update(order, before)
        for order in self.fresh.values():
            self._insert(order)
        changed = [order for order, _ in touched]
        changed += self.fresh.values()
        if changed:
            told = tuple((o.owner, o.number, OrderStatus(o.status), o.executed) for o in changed)
            self.ctx.emit(OrdersChanged(self.space_id, told))
        for pair in sorted({*self.levels, *self.trades}):
            self.ctx.emit(self._moved(pair))

    def _place(self, order: Order) -> None:
        """Where it stands in the book now, if it does."""
        there = self.market.lines[order.pair].book.order(order.number) if order.open else None
        if there is None:
            order.shown = 0
        else:
            order.shown, order.turn = there.shown, there.turn

    def _update(self, order: Order, before: tuple[object, ...]) -> None:
        self._place(order)
        now = changing_of(order)
        changed = {name: new for name, new, old in zip(CHANGING, now, before, strict=True) if new != old}
        if changed:
            self.ctx.update(OrderRow, self.space_id, order.number, changed_at=self.ctx.now, **changed)

    def _insert(self, order: Order) -> None:
        self._place(order)
        values = {name: getattr(order, name) for name in (*FIXED, *CHANGING)}
        values["expires_at"] = None if order.expires_at is None else from_microseconds(order.expires_at)
        now = self.ctx.now
        self.ctx.insert(OrderRow, space_id=self.space_id, at=now, changed_at=now, **values)

    def _moved(self, pair: str) -> MarketMoved:
        space = self.ctx.get(Space, self.space_id)
        assert space is not None
        book = self.market.lines[pair].book
        levels = tuple(
            (side, price, *book.level(SIDES[side], price)) for side, price in self.levels.get(pair, ())
        )
        trades = tuple(self.trades.get(pair, ()))
        return MarketMoved(self.space_id, pair, space.change_number + 1, levels, trades)
