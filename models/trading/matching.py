"""Price-time matching for one trading pair: the best price trades first, at one price the longest waiting.

How it is built. Each side of the book is a heap of prices and a dict from price to level. A level is a ring
of orders, oldest first, closed by a head that is no order. An order that is taken out of its ring keeps its
own two links, so that putting it back is the same two assignments backwards (Knuth, "Dancing Links", 2000):
an undo journal needs no copies. A level that ran empty leaves the heap when it is met at the top of it, and
the dict when there are many and no journal could bring an order back.

Everything is an integer: prices in ticks, quantities in lots, numbers and owners as the caller counts them.
There is no clock, chance, float or order of a set in it: the same calls give the same trades everywhere.

The rules follow Binance's public documentation of its spot exchange: times in force, self-trade prevention,
a smaller quantity keeps the place in the queue, an iceberg whose visible part is used up goes to the back.
The public names here and in `models.trading.terms` are a contract: others build on them.

Speed. Without a mark no journal is kept. No garbage is left in cycles, so the caller may spare itself the
cyclic collector, which walks the whole book again and again (`gc.freeze()` after a book was restored).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import chain, islice
from operator import attrgetter

from models.trading.terms import Fill, Outcome, Prevention, SelfTrade, Side, Status, TimeInForce

__all__ = ["Book", "Fill", "Outcome", "Prevention", "Resting", "SelfTrade", "Side", "Status", "TimeInForce"]

_BUY, _GTC, _RESTED = Side.BUY, TimeInForce.GTC, Status.RESTED  # looking a member up is slow
_ANY_PRICE, _FEW_LEVELS = 1 << 64, 64  # no rank is above the one; empty levels may be as many as the other
_FIELDS = attrgetter("number", "owner", "side", "price", "left", "shown", "peak", "turn")


class Resting:
    """An order in the book; to be read, never written, by the caller.

    `left` is all that is available, of which `shown` is visible; an iceberg shows `peak` at most (0: it is
    none). At one price the lower `turn` has waited longer. It changes when a peak is refilled.
    """

    __slots__ = ("after", "before", "left", "number", "owner", "peak", "price", "shown", "side", "turn")
    before: Resting
    after: Resting

    def __init__(
        self, number: int, owner: int, side: Side, price: int, left: int, shown: int, peak: int, turn: int
    ) -> None:
        self.number, self.owner, self.side = number, owner, side
        self.price, self.turn = price, turn
        self.left, self.shown, self.peak = left, shown, peak


class _Half:
    """One side of the book. A rank is a price with a sign that makes the lowest rank the best price."""

    __slots__ = ("levels", "ranks", "room", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.levels: dict[int, Resting] = {}  # the heads, whose `turn` says whether the rank is in the heap
        self.ranks: list[int] = []  # the heap
        self.room = _FEW_LEVELS

    def top(self) -> Resting | None:
        """The head of the best level that has an order; the empty ones above it leave the heap."""
        while self.ranks:
            head = self.levels[self.ranks[0]]
            if head.after is not head:
                return head
            heappop(self.ranks)
            head.turn = 0
        return None

    def level(self, price: int) -> Resting:
        """The head of a level that is about to get its first order."""
        rank = price * self.sign
        head = self.levels.get(rank)
        if head is None:
            head = self.levels[rank] = Resting(0, 0, _BUY, price, 0, 0, 0, 0)
            head.before = head.after = head
        if not head.turn:
            heappush(self.ranks, rank)
            head.turn = 1
        return head

    def heads(self) -> Iterator[Resting]:
        """The levels that have an order, the best first."""
        listed = (self.levels[rank] for rank in sorted(self.ranks))
        return (head for head in listed if head.after is not head)

    def sweep(self) -> None:
        """Drop the empty levels when there are many: where the price moved on, nobody else would."""
        if len(self.levels) >= self.room:
            for rank, head in list(self.levels.items()):
                if head.after is head:
                    del self.levels[rank], head.before, head.after  # a ring of one is a cycle
            self.ranks = sorted(self.levels)
            self.room = _FEW_LEVELS + 2 * len(self.ranks)


class Book:
    """The orders of one trading pair. A wrong argument (a number twice, a price below 1) is a ValueError."""

    def __init__(self) -> None:
        self._bids, self._asks = _Half(-1), _Half(1)
        self._orders: dict[int, Resting] = {}
        self._journal: list[_Entry] | None = None
        self.turn = 0  # the last one that was given to an order

    # Orders come in

    def limit(
        self, number: int, owner: int, side: Side, price: int, quantity: int, *,
        tif: TimeInForce = TimeInForce.GTC, self_trade: SelfTrade = SelfTrade.NONE,
        post_only: bool = False, peak: int = 0,
    ) -> Outcome:  # fmt: skip
        """Trade up to `price`; the rest waits (GTC) or expires (IOC); or nothing at all happens (FOK).

        `post_only` refuses an order that would trade at once. `peak` above 0 shows at most so much. Both need
        GTC. FOK wants every lot traded: one that self-trade prevention takes off makes it not fillable.
        """
        if price < 1 or quantity < 1 or peak < 0 or number in self._orders:
            raise ValueError(f"order {number}: {quantity} lots at {price}, peak {peak}")
        if side == _BUY:
            own, other = self._bids, self._asks
        else:
            own, other = self._asks, self._bids
        taker = Outcome(quantity)
        reach = price * other.sign
        if tif is not _GTC and tif != _GTC:
            if post_only or peak:
                raise ValueError(f"order {number}: post-only and iceberg orders wait, so they are GTC")
            return self._at_once(taker, other, reach, owner, self_trade, whole=tif == TimeInForce.FOK)
        if other.ranks and other.ranks[0] <= reach:  # perhaps: that level may be empty
            if post_only and (head := other.top()) is not None and head.price * other.sign <= reach:
                taker.status = Status.WOULD_TAKE
                return taker
            self._match(taker, other, reach, owner, self_trade)
        if left := taker.left:
            shown = peak if 0 < peak < left else left
            self.turn += 1
            self._orders[number] = order = Resting(number, owner, side, price, left, shown, peak, self.turn)
            self._append(own, order)
            if self._journal is not None:
                self._journal.append((Book._undo_rest, order, 0, 0))
            taker.status = _RESTED
        return taker

    def market(
        self, number: int, owner: int, side: Side, quantity: int | None, *,
        self_trade: SelfTrade = SelfTrade.NONE, budget: int | None = None,
    ) -> Outcome:  # fmt: skip
        """Trade `quantity` lots at any price, or with `quantity` None as many whole lots as `budget` covers.

        A budget is what to spend (buy) or to earn (sell). It is used up when it covers no lot at the best
        price that is left.
        """
        size = quantity if budget is None else budget
        if size is None or size < 1 or (quantity is None) == (budget is None):
            raise ValueError(f"order {number}: {quantity} lots, budget {budget}")
        other = self._asks if side == _BUY else self._bids
        taker = Outcome(size)
        if other.top() is None:
            taker.status = Status.NO_LIQUIDITY
        elif budget is None:
            self._match(taker, other, _ANY_PRICE, owner, self_trade)
            if taker.left:
                taker.status = Status.EXPIRED
        else:
            self._spend(taker, other, owner, self_trade)
        return taker

    def cancel(self, number: int) -> Resting | None:
        """Take an order out and return it as it was; None when it is not in the book."""
        if (order := self._orders.get(number)) is not None:
            self._remove(order)
        return order

    def amend(self, number: int, quantity: int) -> bool:
        """Leave an order only `quantity` lots, in its place; an iceberg loses of its hidden part first.

        False, and nothing changes, when it has not more than that: else it must be cancelled and sent anew.
        """
        order = self._orders.get(number)
        if order is None or not 0 < quantity < order.left:
            return False
        self._resize(order, quantity, min(order.shown, quantity))
        return True

    # Looking at it

    @property
    def best_bid(self) -> int | None:
        return None if (head := self._bids.top()) is None else head.price

    @property
    def best_ask(self) -> int | None:
        return None if (head := self._asks.top()) is None else head.price

    def depth(self, side: Side, levels: int) -> list[tuple[int, int, int]]:
        """The best `levels` prices, each with the visible quantity and the number of orders."""
        rings = ((head.price, list(_ring(head))) for head in islice(self._half(side).heads(), levels))
        return [(price, sum(order.shown for order in ring), len(ring)) for price, ring in rings]

    def level(self, side: Side, price: int) -> tuple[int, int]:
        """The visible quantity and the number of orders at a price."""
        head = (half := self._half(side)).levels.get(price * half.sign)
        ring = [] if head is None else list(_ring(head))
        return sum(order.shown for order in ring), len(ring)

    def order(self, number: int) -> Resting | None:
        return self._orders.get(number)

    def orders(self) -> Iterator[Resting]:
        """All orders as they would trade: buys, then sells, the best price first, at one price the oldest."""
        for head in chain(self._bids.heads(), self._asks.heads()):
            yield from _ring(head)

    def hash(self) -> str:
        """The same for two books exactly when they hold the same orders in the same places."""
        lines = (b"%d %d %d %d %d %d %d\n" % _FIELDS(order)[:7] for order in self.orders())
        return hashlib.blake2b(b"".join(lines), digest_size=16).hexdigest()

    def restore(self, orders: Iterable[Resting], turn: int = 0) -> None:
        """Fill an empty book with orders of the record, in any order. `turn`: the last that was given."""
        if self._orders or self._journal is not None:
            raise ValueError("only an empty book without a mark can be restored")
        for mine in (Resting(*_FIELDS(order)) for order in sorted(orders, key=lambda order: order.turn)):
            self._append(self._half(mine.side), mine)
            self._orders[mine.number] = mine
            turn = max(turn, mine.turn)
        self.turn = turn

    # Taking back

    def mark(self) -> int:
        """A place to go back to. From the first mark to `release` every change is kept in a journal."""
        if self._journal is None:
            self._journal = []
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Make the book exactly what it was at `mark`, which stays valid, as do those before it."""
        if self._journal is None or not 0 <= mark <= len(self._journal):
            raise ValueError(f"there is no mark {mark}")
        while len(self._journal) > mark:
            undo, order, first, second = self._journal.pop()
            undo(self, order, first, second)

    def release(self) -> None:
        """Forget all marks, and how to undo."""
        self._journal = None
        self._bids.sweep()
        self._asks.sweep()

    # Matching

    def _match(self, taker: Outcome, half: _Half, reach: int, owner: int, self_trade: SelfTrade) -> None:
        """Trade with orders of `half` whose rank is not above `reach`, in their order, while any is left."""
        watched = owner if self_trade else None
        left, fills = taker.left, taker.fills
        orders, journal = self._orders, self._journal
        while left and (head := half.top()) is not None and head.price * half.sign <= reach:
            while left and (maker := head.after) is not head:
                if maker.owner == watched:
                    left = self._prevent(taker, maker, left, self_trade)
                    continue
                shown = maker.shown
                quantity = left if left < shown else shown
                left -= quantity
                rest = maker.left - quantity
                fills.append((maker.number, maker.price, quantity, rest))
                if not rest:  # as `_remove` does, but it is known to be the first of its ring
                    head.after = following = maker.after
                    following.before = head
                    del orders[maker.number]
                    if journal is not None:
                        journal.append((Book._undo_remove, maker, 0, 0))
                elif quantity < shown:
                    self._resize(maker, rest, shown - quantity)
                else:
                    self._resize(maker, rest, min(maker.peak, rest))
                    self._requeue(maker)
        taker.left = left

    def _prevent(self, taker: Outcome, maker: Resting, left: int, self_trade: SelfTrade) -> int:
        """Instead of a trade with oneself; what the taker has left."""
        lost = 0 if self_trade == SelfTrade.EXPIRE_MAKER else left
        gone = 0 if self_trade == SelfTrade.EXPIRE_TAKER else maker.left
        if self_trade == SelfTrade.DECREMENT:
            lost = gone = min(left, maker.left)
        rest = maker.left - gone
        taker.prevented.append(Prevention(maker.number, maker.price, lost, gone, rest))
        if not rest:
            self._remove(maker)
        elif gone:
            self._resize(maker, rest, min(maker.shown, rest))
        if lost == left:
            taker.status = Status.PREVENTED
        return left - lost

    def _at_once(
        self, taker: Outcome, half: _Half, reach: int, owner: int, self_trade: SelfTrade, *, whole: bool
    ) -> Outcome:
        """IOC, or FOK (`whole`): that one is tried, and undone where a lot did not trade."""
        quantity, kept = taker.left, self._journal is not None
        mark = self.mark() if whole else 0
        self._match(taker, half, reach, owner, self_trade)
        if taker.left:
            taker.status = Status.EXPIRED
        if whole and sum(fill[2] for fill in taker.fills) < quantity:
            self.rollback(mark)
            taker = Outcome(quantity, Status.NOT_FILLABLE)
        if not kept:
            self.release()
        return taker

    def _spend(self, taker: Outcome, half: _Half, owner: int, self_trade: SelfTrade) -> None:
        """Match level by level, with as many lots as are still covered there."""
        budget, head = taker.left, half.top()
        while head is not None and taker.status == Status.FILLED and (lots := budget // head.price):
            price, taker.left = head.price, lots
            self._match(taker, half, price * half.sign, owner, self_trade)
            budget -= (lots - taker.left) * price
            head = half.top()
        taker.left = budget
        if taker.status == Status.FILLED and (not taker.fills or (head is None and budget)):
            taker.status = Status.EXPIRED

    # The four changes there are, each with what undoes it

    def _half(self, side: Side) -> _Half:
        return self._bids if side == _BUY else self._asks

    def _append(self, half: _Half, order: Resting) -> None:
        """Link an order in at the back of its level."""
        head = half.levels.get(order.price * half.sign)
        if head is None or head.after is head:
            if head is None and self._journal is None:
                half.sweep()
            head = half.level(order.price)
        last = head.before
        order.before, order.after = last, head
        last.after = head.before = order

    def _undo_rest(self, order: Resting, _: int, __: int) -> None:
        order.before.after, order.after.before = order.after, order.before
        del self._orders[order.number]
        self.turn -= 1

    def _remove(self, order: Resting) -> None:
        order.before.after, order.after.before = order.after, order.before
        del self._orders[order.number]
        if self._journal is not None:
            self._journal.append((Book._undo_remove, order, 0, 0))

    def _undo_remove(self, order: Resting, _: int, __: int) -> None:
        order.before.after = order.after.before = order
        self._orders[order.number] = order
        if order.before is order.after:  # alone in its level, which may have left the heap
            self._half(order.side).level(order.price)

    def _resize(self, order: Resting, left: int, shown: int) -> None:
        if self._journal is not None:
            self._journal.append((Book._undo_resize, order, order.left, order.shown))
        order.left, order.shown = left, shown

    def _undo_resize(self, order: Resting, left: int, shown: int) -> None:
        order.left, order.shown = left, shown

    def _requeue(self, order: Resting) -> None:
        """From the front of its level to the back."""
        if self._journal is not None:
            self._journal.append((Book._undo_requeue, order, order.turn, 0))
        self.turn += 1
        order.turn = self.turn
        order.before.after, order.after.before = order.after, order.before
        self._append(self._half(order.side), order)

    def _undo_requeue(self, order: Resting, turn: int, _: int) -> None:
        head = order.after
        order.before.after, head.before = head, order.before
        order.before, order.after = head, head.after
        head.after.before = head.after = order
        order.turn = turn
        self.turn -= 1


_Entry = tuple[Callable[[Book, Resting, int, int], None], Resting, int, int]  # what undoes, and its arguments


def _ring(head: Resting) -> Iterator[Resting]:
    order = head.after
    while order is not head:
        yield order
        order = order.after
