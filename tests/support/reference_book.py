"""The matching rules once more, slow and obvious: one plain list that is sorted for every single trade."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from models.trading.matching import Fill, Prevention, SelfTrade, Side, Status, TimeInForce


@dataclass
class Order:
    """An order of the list; the fields are those of `Resting`."""

    number: int
    owner: int
    side: Side
    price: int
    left: int
    shown: int
    peak: int
    turn: int


@dataclass
class Taker:
    """An order that comes in, for `limit` or (`price` None) `market`; with `budget` its size is an amount."""

    number: int
    owner: int
    side: Side
    price: int | None
    size: int
    self_trade: SelfTrade = SelfTrade.NONE
    tif: TimeInForce = TimeInForce.GTC
    post_only: bool = False
    peak: int = 0
    budget: bool = False


@dataclass
class Told:
    """What comes back, as in `Outcome`."""

    status: Status
    left: int
    fills: list[Fill]
    prevented: list[Prevention]


class ReferenceBook:
    """As `Book`, with copies of everything as its marks."""

    def __init__(self) -> None:
        self.list: list[Order] = []
        self.turn = 0
        self.marks: list[tuple[list[Order], int]] = []

    def submit(self, taker: Taker) -> Told:
        first = self._first(taker)
        if taker.post_only and first is not None:
            return Told(Status.WOULD_TAKE, taker.size, [], [])
        if taker.price is None and first is None:
            return Told(Status.NO_LIQUIDITY, taker.size, [], [])
        before = deepcopy(self.list), self.turn
        told = self._trade(taker)
        traded = sum(quantity for _, _, quantity, _ in told.fills)
        if taker.tif == TimeInForce.FOK and traded != taker.size:
            self.list, self.turn = before
            return Told(Status.NOT_FILLABLE, taker.size, [], [])
        if told.status == Status.EXPIRED and taker.price is not None and taker.tif == TimeInForce.GTC:
            self._rest(taker, told.left)
            told.status = Status.RESTED
        return told

    def cancel(self, number: int) -> Order | None:
        found = [order for order in self.list if order.number == number]
        self.list = [order for order in self.list if order.number != number]
        return found[0] if found else None

    def amend(self, number: int, quantity: int) -> bool:
        for order in self.list:
            if order.number == number and 1 <= quantity < order.left:
                order.left = quantity
                if order.shown > quantity:
                    order.shown = quantity
                return True
        return False

    def depth(self, side: Side, levels: int) -> list[tuple[int, int, int]]:
        mine = [order for order in self.orders() if order.side == side]
        prices = list(dict.fromkeys(order.price for order in mine))
        return [
            (
                price,
                sum(order.shown for order in mine if order.price == price),
                sum(1 for order in mine if order.price == price),
            )
            for price in prices[:levels]
        ]

    def orders(self) -> list[Order]:
        """Buys before sells, each as they would trade."""
        bids = [order for order in self.list if order.side == Side.BUY]
        asks = [order for order in self.list if order.side == Side.SELL]
        bids.sort(key=lambda order: (-order.price, order.turn))
        asks.sort(key=lambda order: (order.price, order.turn))
        return bids + asks

    def mark(self) -> int:
        self.marks.append((deepcopy(self.list), self.turn))
        return len(self.marks) - 1

    def rollback(self, mark: int) -> None:
        del self.marks[mark + 1 :]
        orders, self.turn = self.marks[mark]
        self.list = deepcopy(orders)

    def _first(self, taker: Taker) -> Order | None:
        """Whom the taker would trade with now."""
        for order in self.orders():
            crosses = taker.price is None or (
                order.price <= taker.price if taker.side == Side.BUY else order.price >= taker.price
            )
            if order.side != taker.side and crosses:
                return order
        return None

    def _trade(self, taker: Taker) -> Told:
        """One order after the other until nothing is left or nobody is there."""
        told = Told(Status.EXPIRED, taker.size, [], [])
        while told.left and (maker := self._first(taker)) is not None:
            unit = maker.price if taker.budget else 1
            lots = told.left // unit
            if not lots:  # the budget covers none
                if told.fills:
                    told.status = Status.FILLED
                return told
            if taker.self_trade and maker.owner == taker.owner:
                lost = self._prevent(taker, maker, lots, told)
                told.left -= lost * unit
                if lost == lots:
                    told.status = Status.PREVENTED
                    return told
            else:
                told.left -= self._fill(maker, lots, told) * unit
                if not told.left:
                    told.status = Status.FILLED
        return told

    def _fill(self, maker: Order, lots: int, told: Told) -> int:
        quantity = min(lots, maker.shown)
        maker.left -= quantity
        maker.shown -= quantity
        told.fills.append((maker.number, maker.price, quantity, maker.left))
        if not maker.left:
            self.list.remove(maker)
        elif not maker.shown:
            maker.shown = min(maker.peak, maker.left)
            self.turn += 1
            maker.turn = self.turn
        return quantity

    def _prevent(self, taker: Taker, maker: Order, lots: int, told: Told) -> int:
        from_taker, from_maker = {
            SelfTrade.EXPIRE_TAKER: (lots, 0),
            SelfTrade.EXPIRE_MAKER: (0, maker.left),
            SelfTrade.EXPIRE_BOTH: (lots, maker.left),
            SelfTrade.DECREMENT: (min(lots, maker.left), min(lots, maker.left)),
        }[taker.self_trade]
        maker.left -= from_maker
        maker.shown = min(maker.shown, maker.left)
        told.prevented.append(Prevention(maker.number, maker.price, from_taker, from_maker, maker.left))
        if not maker.left:
            self.list.remove(maker)
        return from_taker

    def _rest(self, taker: Taker, left: int) -> None:
        assert taker.price is not None
        shown = min(taker.peak, left) if taker.peak else left
        self.turn += 1
        self.list.append(
            Order(taker.number, taker.owner, taker.side, taker.price, left, shown, taker.peak, self.turn)
        )
