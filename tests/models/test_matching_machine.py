"""Orders of every kind in any order: the book does what a plain list does, and finds back to every mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.trading import matching
from models.trading.matching import Book, Outcome, Resting, SelfTrade, Side, TimeInForce
from tests.support.reference_book import Order, ReferenceBook, Taker

owners = st.integers(0, 2)
sides = st.sampled_from(Side)
prices = st.integers(1, 4)
quantities = st.integers(1, 12)
self_trades = st.sampled_from([SelfTrade.NONE, *SelfTrade])  # every other order is one without


class Trading(RuleBasedStateMachine):
    """The book beside the plain list; and what was wanted, traded and prevented of each order."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.plain = ReferenceBook()
        self.number = 0
        self.wanted: dict[int, int] = {}
        self.marks: list[tuple[int, int, str, dict[int, int]]] = []

    # What comes in

    @rule(
        owner=owners, side=sides, price=prices, quantity=quantities, self_trade=self_trades,
        tif=st.sampled_from([TimeInForce.GTC, *TimeInForce]),
    )  # fmt: skip
    def limit(
        self, owner: int, side: Side, price: int, quantity: int, self_trade: SelfTrade, tif: TimeInForce
    ) -> None:
        self._submit(Taker(self._next(), owner, side, price, quantity, self_trade, tif))

    @rule(
        owner=owners, side=sides, price=prices, quantity=quantities, self_trade=self_trades,
        post_only=st.booleans(), peak=st.integers(0, 4),
    )  # fmt: skip
    def waiting(self, owner: int, side: Side, price: int, quantity: int, **kind: Any) -> None:
        self._submit(Taker(self._next(), owner, side, price, quantity, **kind))

    @rule(owner=owners, side=sides, size=st.integers(1, 40), self_trade=self_trades, budget=st.booleans())
    def market(self, owner: int, side: Side, size: int, self_trade: SelfTrade, budget: bool) -> None:
        self._submit(Taker(self._next(), owner, side, None, size, self_trade, budget=budget))

    @precondition(lambda self: self.number)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, self.number))
        gone, plain = self.book.cancel(number), self.plain.cancel(number)
        assert (gone is None) is (plain is None)
        assert gone is None or plain is None or _fields(gone) == _fields(plain)
        self.wanted.pop(number, None)

    @rule(owner=owners)
    def cancel_all(self, owner: int) -> None:
        for order in [order for order in self.plain.list if order.owner == owner]:
            self.book.cancel(order.number)
            self.plain.cancel(order.number)
            del self.wanted[order.number]

    @precondition(lambda self: self.plain.list)
    @rule(quantity=quantities, data=st.data())
    def amend(self, quantity: int, data: st.DataObject) -> None:
        order = self.plain.list[data.draw(st.integers(0, len(self.plain.list) - 1))]
        before = order.left
        assert self.book.amend(order.number, quantity) is self.plain.amend(order.number, quantity)
        self.wanted[order.number] -= before - order.left

    # What is taken back

    @rule()
    def mark(self) -> None:
        state = dict(self.wanted)
        self.marks.append((self.book.mark(), self.plain.mark(), self.book.hash(), state))

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def rollback(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.marks) - 1))
        del self.marks[place + 1 :]
        mark, plain, digest, wanted = self.marks[place]
        self.book.rollback(mark)
        self.plain.rollback(plain)
        self.wanted = dict(wanted)
        assert self.book.hash() == digest

    @rule(owner=owners, side=sides, size=quantities, self_trade=self_trades)
    def think_better_of_it(self, owner: int, side: Side, size: int, self_trade: SelfTrade) -> None:
        """Trade, and take it back at once."""
        before, mark = self.book.hash(), self.book.mark()
        send(self.book, Taker(self._next(), owner, side, None, size, self_trade))
        self.book.rollback(mark)
        assert self.book.hash() == before

    @rule(ends=st.booleans())
    def release(self, ends: bool) -> None:
        """And perhaps a new process, with nothing but the orders as the record gives them."""
        self.book.release()
        self.plain.marks.clear()
        self.marks.clear()
        if ends:
            again = Book()
            again.restore(sorted(map(_again, self.book.orders()), key=lambda o: o.number), self.book.turn)
            assert again.hash() == self.book.hash()
            self.book = again

    # What must hold

    @invariant()
    def the_book_is_the_plain_list(self) -> None:
        mine = list(self.book.orders())
        assert [_fields(order) for order in mine] == [_fields(order) for order in self.plain.orders()]
        assert self.book.turn == self.plain.turn
        for side in Side:
            assert self.book.depth(side, 3) == self.plain.depth(side, 3)
        best = [self.plain.depth(side, 1) for side in Side]
        assert [self.book.best_bid, self.book.best_ask] == [b[0][0] if b else None for b in best]
        assert all(self.book.order(order.number) is order for order in mine)
        assert {number: order.left for order in mine if (number := order.number)} == self.wanted

    @invariant()
    def nobody_is_left_who_would_trade(self) -> None:
        bid, ask = self.book.best_bid, self.book.best_ask
        assert bid is None or ask is None or bid < ask

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _submit(self, taker: Taker) -> None:
        mine, told = send(self.book, taker), self.plain.submit(taker)
        assert (mine.status, mine.left) == (told.status, told.left)
        assert list(mine.fills) == told.fills
        assert list(mine.prevented) == told.prevented
        if not taker.budget:
            executed = sum(fill[2] for fill in mine.fills)
            assert taker.size - executed - sum(p.from_taker for p in mine.prevented) == mine.left
        for number, _, quantity, _ in mine.fills:
            self._less(number, quantity)
        for prevention in mine.prevented:
            self._less(prevention.maker, prevention.from_maker)
        if self.book.order(taker.number) is not None:
            self.wanted[taker.number] = mine.left

    def _less(self, number: int, quantity: int) -> None:
        """Original - executed - prevented = available."""
        self.wanted[number] -= quantity
        if not self.wanted[number]:
            del self.wanted[number]


def send(book: Book, taker: Taker) -> Outcome:
    if taker.price is None:
        quantity, budget = (None, taker.size) if taker.budget else (taker.size, None)
        return book.market(
            taker.number, taker.owner, taker.side, quantity, self_trade=taker.self_trade, budget=budget
        )
    return book.limit(
        taker.number, taker.owner, taker.side, taker.price, taker.size,
        tif=taker.tif, self_trade=taker.self_trade, post_only=taker.post_only, peak=taker.peak,
    )  # fmt: skip


def _fields(order: Resting | Order) -> tuple[int, ...]:
    return (
        order.number, order.owner, order.side, order.price,
        order.left, order.shown, order.peak, order.turn,
    )  # fmt: skip


def _again(order: Resting) -> Resting:
    number, owner, side, *rest = _fields(order)
    return Resting(number, owner, Side(side), *rest)


def run(examples: int, steps: int = 30) -> None:
    run_state_machine_as_test(
        Trading,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


def test_any_flow_of_orders_trades_as_the_plain_list_does() -> None:
    run(100)


def test_so_does_a_book_that_drops_empty_levels_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_FEW_LEVELS", 0)
    run(100)


def _nothing(*_: object) -> None: ...


def _as_it_was(book: Book, order: Resting, turn: int, _: int) -> None:
    order.turn = turn
    book.turn -= 1


def _relinks_only(book: Any, order: Resting, _: int, __: int) -> None:
    order.before.after = order.after.before = order
    book._orders[order.number] = order


def _loses_the_place(book: Any, number: int, quantity: int) -> bool:
    done = _amend(book, number, quantity)
    if done:
        book._requeue(book.order(number))
    return done


def _grows(book: Any, number: int, quantity: int) -> bool:
    order = book.order(number)
    if order is None:
        return False
    book._resize(order, quantity, min(order.shown, quantity))
    return True


def _hides_first(book: Any, order: Resting, left: int, shown: int) -> None:
    _resize(book, order, left, min(shown, max(1, left // 2)))


def _spares_the_maker(book: Any, taker: Outcome, maker: Resting, left: int, self_trade: SelfTrade) -> int:
    expire_taker = SelfTrade.EXPIRE_TAKER if self_trade == SelfTrade.DECREMENT else self_trade
    return _prevent(book, taker, maker, left, expire_taker)


def _one_level(book: Any, taker: Outcome, half: Any, owner: int, self_trade: SelfTrade) -> None:
    lots = taker.left // half.top().price
    taker.left, budget = lots, taker.left
    book._match(taker, half, 1 << 64, owner, self_trade)
    taker.left = budget - sum(price * quantity for _, price, quantity, _ in taker.fills)


def _keeps_what_it_tried(book: Any, *arguments: Any, whole: bool) -> Outcome:
    return _at_once(book, *arguments, whole=False)


def _forgets_the_rank(half: Any, price: int) -> Resting:
    ranks = list(half.ranks)
    head: Resting = _level(half, price)
    half.ranks = ranks or half.ranks
    return head


def _sweeps_too_much(half: Any) -> None:
    half.levels = {half.ranks[0]: half.levels[half.ranks[0]]} if half.ranks else {}
    half.ranks = list(half.levels)


_amend, _resize = Book.amend, Book._resize
_prevent: Callable[..., int] = Book._prevent
_at_once: Callable[..., Outcome] = Book._at_once
_level: Callable[..., Resting] = matching._Half.level


@pytest.mark.parametrize(
    ("owner", "name", "planted"),
    [
        (Book, "_requeue", _nothing),
        (Book, "_undo_requeue", _as_it_was),
        (Book, "_undo_resize", _nothing),
        (Book, "_undo_remove", _relinks_only),
        (Book, "amend", _loses_the_place),
        (Book, "amend", _grows),
        (Book, "_resize", _hides_first),
        (Book, "_prevent", _spares_the_maker),
        (Book, "_spend", _one_level),
        (Book, "_at_once", _keeps_what_it_tried),
        (Book, "rollback", _nothing),
        (matching._Half, "level", _forgets_the_rank),
        (matching._Half, "sweep", _sweeps_too_much),
    ],
)
def test_a_planted_bug_is_found(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, planted: object
) -> None:
    monkeypatch.setattr(owner, name, planted)
    with pytest.raises((AssertionError, KeyError, AttributeError)):
        run(600)
