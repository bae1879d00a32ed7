"""An exchange as one would write it down on paper: lists of orders and entries, and nothing kept besides.

A balance is the sum of all entries, and what is set aside follows from the orders that are open. Whoever is
refused has changed nothing, because each command works on a copy. Books are `reference_book`'s plain lists.
"""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from typing import Any

from models.trading.matching import SelfTrade, Side, Status, TimeInForce
from tests.support.plain_state import HOUSE, LATER, Order, Pair, Person, State, Trade
from tests.support.reference_book import Taker, Told

MINUTE = 60
AT_ANY_PRICE = ("MARKET", "STOP_LOSS", "TAKE_PROFIT")
TRADED, FILLED, TRIGGERED, ENDED = "traded", "filled", "triggered", "ended"
SLACK = 500


class Refused(Exception):
    """And nothing has changed."""


class PlainExchange:
    """`now` in seconds; people by number. Commands raise `Refused`."""

    def __init__(self, pairs: dict[str, Pair], people: list[Person], now: int) -> None:
        self.state = State(pairs, people, now=now)
        self._prices: list[int] = []
        self._events: deque[tuple[Order, str]] = deque()

    def do(self, command: str, *arguments: Any, **fields: Any) -> None:
        """One command, all of it or nothing."""
        before = deepcopy(self.state)
        self._prices, self._events = [], deque()
        try:
            getattr(self, command)(*arguments, **fields)
        except Refused:
            self.state = before
            raise

    # Placing

    def place(self, **fields: Any) -> None:
        order = Order(max(self.state.orders, default=0) + 1, **fields)
        self._may_trade(order.owner, order.pair)
        self.state.orders[order.number] = order
        self._enter(order)
        self._follow(order.pair)

    def place_list(self, owner: int, pair: str, kind: str, legs: list[dict[str, Any]]) -> None:
        self._may_trade(owner, pair)
        number, first = len(self.state.lists) + 1, max(self.state.orders, default=0) + 1
        orders = [Order(first + n, owner, pair, list=number, **leg) for n, leg in enumerate(legs)]
        self.state.orders |= {order.number: order for order in orders}
        self.state.lists[number] = (kind, [order.number for order in orders])
        works = orders if kind == "OCO" else orders[:1]
        for order in orders[len(works) :]:
            order.status = LATER
        last = self.state.last(pair)
        if kind == "OCO" and last:
            prices = sorted(order.stop_price or order.price for order in orders)
            loss = next(order for order in orders if order.kind.startswith("STOP_LOSS"))
            right_way = (loss.stop_price == prices[0]) is (loss.side == "SELL")
            if not (prices[0] < last < prices[1] and right_way):
                raise Refused
        for order in sorted(works, key=lambda each: each.waits):
            self._enter(order)
        self._follow(pair)

    def _may_trade(self, owner: int, pair: str) -> None:
        if self.state.halted or self.state.pairs[pair].halted or self.state.people[owner].stopped:
            raise Refused

    def _enter(self, order: Order) -> None:
        if order.waits and not self.state.last(order.pair) and not order.stop_price:
            raise Refused
        self._try(order)

    @staticmethod
    def _is_met(order: Order, last: int) -> bool:
        if not last or order.trailing_bips:
            return False
        return last >= order.stop_price if order.rises else last <= order.stop_price

    def _wait(self, order: Order) -> None:
        """From the last price on. A stop to buy at any price sets a little more aside, and pays no more."""
        last = self.state.last(order.pair)
        order.best = last if order.trailing_bips and not order.stop_price else 0
        if order.side == "BUY" and order.kind in AT_ANY_PRICE and not order.price:
            begins = order.stop_price or last
            order.price = -(-begins * (10_000 + order.trailing_bips) * (10_000 + SLACK) // 10_000**2)

    def _afford(self, order: Order) -> None:
        together = self.state.together(order)
        needs = max(self.state.needs(each) for each in together)
        if order.kind == "MARKET" and order.side == "BUY":
            needs = order.budget
        asset = self.state.asset(order)
        if self.state.available(order.owner, asset, but=together) < max(needs, 0):
            raise Refused

    # Trading

    def _match(self, order: Order) -> bool:
        """False: it was only to wait, and would have traded."""
        told = self._into_book(order)
        if told.status == Status.WOULD_TAKE:
            return False
        order.open = False  # what comes in holds nothing while it trades
        for number, price, quantity, left in told.fills:
            maker = self.state.orders[number]
            self._trade(order, maker, price, quantity)
            self._ended(maker, "PARTIALLY_FILLED" if left else "FILLED", not left)
            self._events.append((maker, TRADED if left else FILLED))
        for each in told.prevented:
            maker = self.state.orders[each.maker]
            order.prevented += each.from_taker
            maker.prevented += each.from_maker
            if not each.maker_left:
                self._ended(maker, "EXPIRED_IN_MATCH", True)
                self._events.append((maker, ENDED))
        rests = told.status == Status.RESTED
        order.open = rests
        order.status = {
            Status.RESTED: "PARTIALLY_FILLED" if order.executed else "NEW",
            Status.FILLED: "FILLED",
            Status.PREVENTED: "EXPIRED_IN_MATCH",
        }.get(told.status, "EXPIRED")
        if order.executed or not rests:
            self._events.append((order, TRADED if rests else FILLED if order.status == "FILLED" else ENDED))
        return True

    def _into_book(self, order: Order) -> Told:
        pair = self.state.pairs[order.pair]
        side, mode = Side[order.side], SelfTrade[order.self_trade]
        validity = TimeInForce["GTC" if order.validity == "GTD" else order.validity]
        price: int | None = order.price
        if order.kind in AT_ANY_PRICE:
            price, validity = order.price or None, TimeInForce.IOC
        size = order.budget // pair.unit if order.budget else order.left
        if not size:
            return Told(Status.EXPIRED, 0, [], [])
        return pair.book.submit(
            Taker(order.number, order.owner, side, price, size, mode, validity,
                  order.kind == "LIMIT_MAKER", order.peak, bool(order.budget))
        )  # fmt: skip

    def _trade(self, taker: Order, maker: Order, price: int, quantity: int) -> None:
        pair = self.state.pairs[taker.pair]
        base, turnover = quantity * pair.lot, price * quantity * pair.unit
        buyer, seller = (taker, maker) if taker.side == "BUY" else (maker, taker)
        bought = self.state.fee(buyer.owner, pair, pair.base, base, maker=buyer is maker)
        sold = self.state.fee(seller.owner, pair, pair.quote, turnover, maker=seller is maker)
        for payer, payee, code, amount, fee in (
            (seller, buyer, pair.base, base, bought), (buyer, seller, pair.quote, turnover, sold),
        ):  # fmt: skip
            if payer is taker and self._free(taker, code) < amount:
                raise Refused
            self.state.pay(payer.owner, payee.owner, code, amount)
            self.state.pay(payee.owner, HOUSE, fee[1], fee[0])
            referrer = self.state.people[payee.owner].referrer
            if referrer is not None:
                self.state.pay(HOUSE, referrer, fee[1], fee[0] * self.state.referral_ppm // 1_000_000)
        for order in (taker, maker):
            order.executed += quantity
            order.turnover += turnover
        people = (buyer.owner, seller.owner)
        self.state.trades.append(Trade(taker.pair, price, turnover, people, self.state.now))
        self._prices.append(price)

    def _free(self, taker: Order, code: str) -> int:
        return self.state.available(taker.owner, code, but=self.state.together(taker))

    def _ended(self, order: Order, status: str, ended: bool) -> None:
        order.status, order.open = status, not ended

    # What follows

    def _follow(self, name: str) -> None:
        """Prices set stops off, then lists go on, then what was set off comes in; until nothing is left."""
        fired: deque[Order] = deque()
        traded = False
        while True:
            traded = traded or bool(self._prices)
            if self._prices:
                fired += self._heard(name, self._prices.pop(0))
            elif self._events:
                self._list_goes_on(*self._events.popleft())
            elif traded and not self.state.pairs[name].halted and self._too_fast(name):
                self.state.pairs[name].halted = True
            elif fired:
                self._run(fired.popleft())
            else:
                return

    def _heard(self, pair: str, price: int) -> list[Order]:
        """Those whom this price sets off."""
        fired = [
            o for o in self.state.open(pair=pair) if o.waits and o.status != LATER and self._meets(o, price)
        ]
        for order in fired:
            order.triggered = True
            self._events.append((order, TRIGGERED))
        return fired

    @staticmethod
    def _meets(order: Order, price: int) -> bool:
        met = not order.stop_price or (
            price >= order.stop_price if order.rises else price <= order.stop_price
        )
        if not order.trailing_bips:
            return met
        if not order.best:
            order.best = price if met else 0
            return False
        order.best = (max if order.side == "SELL" else min)(order.best, price)
        return abs(order.best - price) * 10_000 >= order.best * order.trailing_bips

    def _too_fast(self, name: str) -> bool:
        mine = [trade for trade in self.state.trades if trade.pair == name]
        prices = [trade.price for trade in mine if trade.at > mine[-1].at - MINUTE]
        bips = self.state.pairs[name].breaker_bips
        return bool(bips) and max(prices) * 10_000 > min(prices) * (10_000 + bips)

    def _run(self, order: Order) -> None:
        if not order.open:
            return
        if self.state.pairs[order.pair].halted:
            order.triggered = False
            self._wait(order)
            return
        self._match(order)

    def _list_goes_on(self, order: Order, event: str) -> None:
        if order.list not in self.state.lists:
            return
        kind, numbers = self.state.lists[order.list]
        others = [each for n in numbers if (each := self.state.orders[n]).open and each is not order]
        pending = [each for each in others if each.status == LATER]
        if kind != "OCO" and order.number == numbers[0]:
            if event == FILLED:
                for each in pending:
                    each.status = "NEW"
                for each in pending:
                    if each.open:
                        self._place_later(each)
            elif event == ENDED:
                self._cancel(pending)
        else:
            self._cancel(others)

    def _place_later(self, order: Order) -> None:
        """Nobody is there to be asked: where it cannot be placed, it is over, and its list with it."""
        try:
            self._try(order)
        except Refused:
            self._ended(order, "REJECTED", True)
            self._list_goes_on(order, ENDED)

    def _try(self, order: Order) -> None:
        if order.waits:
            if self._is_met(order, self.state.last(order.pair)):
                raise Refused
            self._wait(order)
            self._afford(order)
            return
        self._afford(order)
        if not self._match(order):
            raise Refused

    # Ending

    def cancel(self, owner: int, number: int) -> None:
        self._give_up(self._own(owner, number), "CANCELED")

    def cancel_all(self, owner: int, pair: str = "") -> None:
        for order in self.state.open(owner, pair):
            if order.open:
                self._give_up(order, "CANCELED")

    def expire(self) -> None:
        for order in self.state.open():
            if order.expires_at is not None and order.expires_at <= self.state.now:
                self._give_up(order, "EXPIRED")

    def _own(self, owner: int, number: int) -> Order:
        order = self.state.orders.get(number)
        if order is None or not order.open or order.owner != owner:
            raise Refused
        return order

    def _give_up(self, order: Order, status: str) -> None:
        self._cancel([order], status)
        others = self.state.lists.get(order.list, ("", []))[1]
        self._cancel([self.state.orders[number] for number in others if self.state.orders[number].open])

    def _cancel(self, orders: list[Order], status: str = "CANCELED") -> None:
        for order in orders:
            self.state.pairs[order.pair].book.cancel(order.number)
            self._ended(order, status, True)

    # Changing

    def amend(self, owner: int, number: int, **wanted: int) -> None:
        order = self._own(owner, number)
        self._may_trade(owner, order.pair)
        changed = {name: value for name, value in wanted.items() if value and value != getattr(order, name)}
        if not changed:
            return
        self._may_change(order, changed)
        if changed.keys() == {"quantity"} and changed["quantity"] < order.quantity:
            order.quantity = changed["quantity"]
            self.state.pairs[order.pair].book.amend(number, order.left)
            return
        self.state.pairs[order.pair].book.cancel(number)
        if order.kind in AT_ANY_PRICE:
            order.price = 0
        for name, value in changed.items():
            setattr(order, name, value)
        self._enter(order)
        self._follow(order.pair)

    @staticmethod
    def _may_change(order: Order, changed: dict[str, int]) -> None:
        if order.status == LATER:
            raise Refused
        if "quantity" in changed and (order.list or changed["quantity"] <= order.executed + order.prevented):
            raise Refused
        if "price" in changed and order.kind in AT_ANY_PRICE:
            raise Refused
        if "stop_price" in changed and not (order.stop_price and order.waits):
            raise Refused

    # Money, and whoever runs it

    def receive(self, who: int, asset: str, amount: int) -> None:
        """From a wallet; `send` the other way."""
        self.state.entries.append((who, asset, amount))

    def send(self, who: int, asset: str, amount: int) -> None:
        if self.state.available(who, asset) < amount:
            raise Refused
        self.state.entries.append((who, asset, -amount))

    def stop(self, who: int, stopped: bool) -> None:
        self.state.people[who].stopped = stopped
        if stopped:
            self.cancel_all(who)

    def halt(self, halted: bool, cancel: bool) -> None:
        self.state.halted = halted
        for order in self.state.open() if halted and cancel else ():
            if order.open:
                self._give_up(order, "CANCELED")

    def halt_pair(self, pair: str, halted: bool) -> None:
        self.state.pairs[pair].halted = halted

    def use_discount(self, who: int, use: bool) -> None:
        self.state.people[who].discount = use
