"""One command at work on an exchange: its memory, what it changes there, and the rows that come of it.

Orders are changed in memory, through the desk; `finish` writes the rows of those that have changed and tells
the world what moved.
"""

from __future__ import annotations

from collections import deque
from uuid import UUID

from models.core.context import Context
from models.core.tables import Space
from models.core.types import from_microseconds, to_microseconds
from models.ledger.posting import account_id
from models.ledger.purposes import PAPER, SPOT
from models.ledger.sheet import Sheet
from models.trading.entities import MarketMoved, OrdersChanged, OrderStatus, TapeTrade
from models.trading.market import Market
from models.trading.order_lists import Event
from models.trading.orders import CHANGING, COLUMNS, SIDES, Line, Order, Person, changing_of, columns_of
from models.trading.refusals import no_exchange, no_pair, not_joined
from models.trading.tables import Exchange, OrderRow


class Desk:
    """`NotFound` where the command's space is no exchange.

    `prices` and `events` are what has yet to be told to stops and to lists (`aftermath`).
    """

    __slots__ = (
        "_ledger", "ctx", "events", "fresh", "levels", "market", "now", "prices", "space_id", "trades",
    )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.space_id = ctx.command.space_id
        if ctx.get(Exchange, self.space_id) is None:
            raise no_exchange()
        self.market = ctx.engine(Market)
        self._ledger: Sheet | None = None
        self.now = to_microseconds(ctx.now)
        self.fresh: dict[int, Order] = {}
        self.levels: dict[str, dict[tuple[str, int], None]] = {}
        self.trades: dict[str, list[TapeTrade]] = {}
        self.prices: deque[int] = deque()
        self.events: deque[tuple[Order, Event]] = deque()

    @property
    def on_paper(self) -> bool:
        """Whether nothing here is real."""
        exchange = self.ctx.get(Exchange, self.space_id)
        return exchange is not None and exchange.audience == PAPER

    @property
    def ledger(self) -> Sheet:
        """Where money moves. A command that uses it moves none by `posting`, which would not be seen here."""
        if self._ledger is None:
            self._ledger = Sheet(self.ctx)
        return self._ledger

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

    def purse(self, owner: UUID, code: str) -> UUID:
        """The spot account of a customer."""
        purses = self.market.people[owner].purses
        return purses.get(code) or purses.setdefault(code, account_id(self.space_id, owner, code, SPOT))

    def house(self, code: str, purpose: str) -> UUID:
        """An account of the exchange's own."""
        houses = self.market.houses
        where = (code, purpose)
        return houses.get(where) or houses.setdefault(where, account_id(self.space_id, None, code, purpose))

    # Orders

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
        if self._ledger is not None:
            self._ledger.finish()
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
        if changing_of(order) == before:
            return
        order.changed_at = self.ctx.now
        owner = {"owner": order.owner}
        old, new = (owner | dict(zip(CHANGING, each, strict=True)) for each in (before, changing_of(order)))
        self.ctx.patch(OrderRow, self.space_id, order.number, before=old, after=new)

    def _insert(self, order: Order) -> None:
        self._place(order)
        values = dict(zip(COLUMNS, columns_of(order), strict=True))
        values["expires_at"] = None if order.expires_at is None else from_microseconds(order.expires_at)
        values["space_id"], values["at"] = self.space_id, self.ctx.now
        self.ctx.add(OrderRow, values)

    def _moved(self, pair: str) -> MarketMoved:
        space = self.ctx.get(Space, self.space_id)
        assert space is not None
        book = self.market.lines[pair].book
        levels = tuple(
            (side, price, *book.level(SIDES[side], price)) for side, price in self.levels.get(pair, ())
        )
        trades = tuple(self.trades.get(pair, ()))
        return MarketMoved(self.space_id, pair, space.change_number + 1, levels, trades)
