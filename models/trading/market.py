"""The memory of an exchange: its books and open orders, customers and limits, made from the record.

It follows the record as every engine does (`models.core.engines`): whatever changes it keeps in a journal
what was before. Orders are changed here first; the desk of a command (`desk`) writes their rows from what has
changed at its end.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, ClassVar, Self
from uuid import UUID

from models.core.writes import Writes
from models.trading.order_lists import OrderList
from models.trading.orders import (
    CHANGING,
    FIXED,
    Line,
    Order,
    Person,
    Seconds,
    Terms,
    changing_of,
    put_back,
)

SOME = 500
"""Orders that one command ends at most: more would hold up everybody."""

MINUTE = 60
"""Seconds whose prices are kept."""

_Undo = tuple[Callable[..., object], tuple[Any, ...]]


class Market:
    """The engine of an exchange's space."""

    tables: ClassVar[frozenset[str]] = frozenset(
        (
            "exchange", "trading_pair", "trading_customer", "trading_order", "trading_order_list",
            "trading_trade", "trading_alert",
        )
    )  # fmt: skip

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.lines: dict[str, Line] = {}
        self.people: dict[UUID, Person] = {}
        self.orders: dict[int, Order] = {}
        self.lists: dict[int, OrderList] = {}
        self.houses: dict[tuple[str, str], UUID] = {}
        self.next_order = self.next_trade = self.next_list = self.next_person = 1
        self.touched: dict[int, tuple[Order, tuple[Any, ...]]] = {}
        """Orders that the command has changed, and what they were before it."""
        self._ends: list[tuple[int, int]] = []
        self._journal: list[_Undo] = []
        self._begun: set[str] = set()
        self._marked: set[str] = set()

    @classmethod
    def load(cls, writes: Writes, space_id: UUID) -> Self:
        """From the rows of the space, which must be an exchange's."""
        from models.trading.loading import fill, terms_of  # it builds on this

        market = cls(terms_of(writes, space_id))
        fill(market, writes, space_id)
        return market

    # Marks

    def mark(self) -> int:
        place = len(self._journal)
        counters = (self.next_order, self.next_trade, self.next_list, self.next_person)
        self._journal.append((self._count, counters))
        self._begun = set()
        self.touched = {}
        return place

    def rollback(self, mark: int) -> None:
        journal = self._journal
        while len(journal) > mark:
            undo, arguments = journal.pop()
            undo(*arguments)
        self._begun = set()
        self.touched = {}

    def release(self) -> None:
        self._journal = []
        for pair in self._marked:
            self.lines[pair].book.release()
            self.lines[pair].triggers.release()
        self._marked = set()

    def _count(self, order: int, trade: int, list_: int, person: int) -> None:
        self.next_order, self.next_trade, self.next_list, self.next_person = order, trade, list_, person

    # Anything

    def put(self, thing: Any, **values: Any) -> None:
        """Set attributes of the terms, a line or a person."""
        for name, value in values.items():
            self._journal.append((setattr, (thing, name, getattr(thing, name))))
            setattr(thing, name, value)

    def begin(self, line: Line) -> None:
        """To be called before anything of a line's book or prices changes."""
        if line.pair not in self._begun:
            self._begun.add(line.pair)
            self._marked.add(line.pair)
            marks = (line.book.mark(), line.triggers.mark())
            self._journal.append((_put_line_back, (line, marks, line.last, line.seconds)))

    # Pairs and people

    def add_line(self, line: Line) -> None:
        self.lines[line.pair] = line
        self._journal.append((self._drop_line, (line.pair,)))

    def _drop_line(self, pair: str) -> None:
        del self.lines[pair]
        self._marked.discard(pair)

    def add_person(self, person: Person) -> None:
        self.people[person.account_id] = person
        self.next_person = person.number + 1
        self._journal.append((self.people.pop, (person.account_id,)))

    # Orders

    def touch(self, order: Order) -> None:
        """To be called before an order changes."""
        if order.number not in self.touched:
            before = self.touched[order.number] = (order, changing_of(order))
            self._journal.append((put_back, before))

    def add(self, order: Order) -> None:
        """An order is open from now on."""
        self.restore(order)
        self._journal.append((self._remove, (order,)))

    def remove(self, order: Order) -> None:
        """An order has ended."""
        self._remove(order)
        self._journal.append((self.restore, (order,)))

    def restore(self, order: Order) -> None:
        """As `add`, without a way back: for loading, and for going back itself."""
        self.orders[order.number] = order
        self.people[order.owner].orders.setdefault(order.pair, {})[order.number] = order
        if order.expires_at is not None:
            heappush(self._ends, (order.expires_at, order.number))

    def _remove(self, order: Order) -> None:
        """Its entry among the ends stays until its time has come."""
        del self.orders[order.number]
        mine = self.people[order.owner].orders
        del mine[order.pair][order.number]
        if not mine[order.pair]:
            del mine[order.pair]

    def put_list(self, number: int, orders: OrderList | None) -> None:
        """How a list of orders stands; None when it is over."""
        self._journal.append((self._put_list, (number, self.lists.get(number))))
        self._put_list(number, orders)

    def _put_list(self, number: int, orders: OrderList | None) -> None:
        if orders is None:
            self.lists.pop(number, None)
        else:
            self.lists[number] = orders

    def due(self, now: int) -> list[Order]:
        """The open orders whose day has come, in the order in which it came; `SOME` at most."""
        found: list[Order] = []
        while self._ends and self._ends[0][0] <= now and len(found) < SOME:
            end = heappop(self._ends)
            self._journal.append((heappush, (self._ends, end)))
            order = self.orders.get(end[1])
            if order is not None and order.expires_at == end[0] and order not in found:
                found.append(order)
        return found

    # Prices and alerts

    def traded(self, line: Line, price: int, second: int) -> None:
        """A trade at this price; `begin` was called."""
        line.last = price
        seconds = line.seconds
        if seconds and seconds[-1][0] == second:
            _, low, high = seconds[-1]
            if not low <= price <= high:
                line.seconds = (*seconds[:-1], (second, min(low, price), max(high, price)))
        else:
            line.seconds = (*recent(seconds, second), (second, price, price))

    def add_alert(self, line: Line, above: bool, price: int, id_: UUID) -> None:
        alerts = line.above if above else line.below
        insort(alerts, (price, id_))
        self._journal.append((_take_out, (alerts, (price, id_))))

    def remove_alert(self, line: Line, above: bool, price: int, id_: UUID) -> None:
        alerts = line.above if above else line.below
        if _take_out(alerts, (price, id_)):
            self._journal.append((insort, (alerts, (price, id_))))

    # Looking at it

    def hash(self) -> str:
        """The same for two memories that will do the same from now on."""
        digest = hashlib.blake2b(digest_size=16)
        newest = max((person.window for person in self.people.values()), default=0)
        parts = (
            self.terms,
            (self.next_order, self.next_trade, self.next_list, self.next_person),
            [_line_state(line) for _, line in sorted(self.lines.items())],
            [_person_state(person, newest) for _, person in sorted(self.people.items())],
            [_order_state(order) for _, order in sorted(self.orders.items())],
            sorted((n, int(each.kind), each.active, each.pending) for n, each in self.lists.items()),
        )
        for part in parts:
            digest.update(repr(part).encode())
        return digest.hexdigest()


def recent(seconds: Seconds, second: int) -> Seconds:
    """Those of the minute that ends with `second`."""
    first = next((n for n, each in enumerate(seconds) if each[0] > second - MINUTE), len(seconds))
    return seconds[first:]


def _put_line_back(line: Line, marks: tuple[int, int], last: int, seconds: Seconds) -> None:
    line.book.rollback(marks[0])
    line.triggers.rollback(marks[1])
    line.last, line.seconds = last, seconds


def _take_out(alerts: list[tuple[int, UUID]], alert: tuple[int, UUID]) -> bool:
    place = bisect_left(alerts, alert)
    there = place < len(alerts) and alerts[place] == alert
    if there:
        del alerts[place]
    return there


def _line_state(line: Line) -> tuple[Any, ...]:
    fixed = (line.pair, line.base, line.quote, line.tick, line.lot, line.unit, line.status, line.filters)
    waits = (line.triggers.waiting(), line.above, line.below)
    prices = (line.last, line.seconds, line.resumes_at)
    return (*fixed, line.maker_ppm, line.taker_ppm, line.book.hash(), *waits, *prices)


def _person_state(person: Person, newest: int) -> tuple[Any, ...]:
    placed = person.placed if person.window == newest else 0
    flags = (person.discount, person.stopped, person.stopped_until, person.blocked)
    return (person.account_id, person.number, person.referrer, *flags, person.max_notional, placed)


def _order_state(order: Order) -> tuple[Any, ...]:
    """Without the turn: only who comes before whom counts, and the book says that."""
    return tuple(getattr(order, name) for name in (*FIXED, *CHANGING) if name != "turn")
