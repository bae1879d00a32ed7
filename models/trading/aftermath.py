"""What trades set off, until nothing more follows: stops, orders of a list, a halt of the pair, alerts.

A stop that is set off trades, and what it trades may set off more. It ends, because each is set off once. The
order is always the same: first every stop that waited hears of all trades, one by one, so that none hears of
what was traded before it was placed; then the lists go on; then what was set off comes in, by the trades and
the numbers.
"""

from __future__ import annotations

from collections import deque

from models.core.text import mark
from models.trading import alerts, lists, stops
from models.trading.amounts import BIPS
from models.trading.desk import Desk
from models.trading.ending import take_out
from models.trading.entering import match
from models.trading.entities import PairStatus
from models.trading.markets import halt
from models.trading.order_lists import Event
from models.trading.orders import Line, Order


def follow(desk: Desk, line: Line) -> None:
    """After an order has come in, or has ended."""
    fired: deque[Order] = deque()
    while True:
        if desk.prices and line.triggers:
            _tell(desk, line, desk.prices.popleft(), fired)
        elif desk.prices:
            desk.prices.clear()
        elif desk.events:
            order, event = desk.events.popleft()
            lists.tell(desk, line, order, event)
        elif line.pair in desk.trades and line.status == PairStatus.TRADING and breaks(line):
            halt(desk, line, mark("The price moved too fast."), line.filters.breaker_pause)
        elif fired:
            _run(desk, line, fired.popleft())
        else:
            break
    if line.above or line.below:
        prices = [trade.price for trade in desk.trades.get(line.pair, ())]
        if prices:
            alerts.fire(desk, line, min(prices), max(prices))


def _tell(desk: Desk, line: Line, price: int, fired: deque[Order]) -> None:
    for order in stops.told_price(desk, line, price):
        fired.append(order)
        if order.list_number:
            desk.events.append((order, Event.TRIGGERED))


def _run(desk: Desk, line: Line, order: Order) -> None:
    """An order that was set off becomes what it was to be; meanwhile its list may have ended it."""
    if not order.open:
        return
    if line.status != PairStatus.TRADING:
        stops.wait_again(desk, line, order)
        return
    take_out(desk, line, order)
    match(desk, line, order)


def breaks(line: Line) -> bool:
    """The circuit breaker: whether the price has moved further within a minute than the pair allows."""
    band = line.filters.breaker_bips
    if not band or not line.seconds:
        return False
    low, high = min(each[1] for each in line.seconds), max(each[2] for each in line.seconds)
    return high * BIPS > low * (BIPS + band)
