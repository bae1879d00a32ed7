"""What trades set off, until nothing more follows: stops, a halt of the pair, alerts.

A stop that fires trades, and what it trades may fire more. It ends, because each stop fires once; the order
is always the same: by the trades, and for one trade as `triggers` says.
"""

from __future__ import annotations

from models.core.text import mark
from models.trading import alerts
from models.trading.amounts import BIPS
from models.trading.desk import Desk
from models.trading.entities import PairStatus
from models.trading.markets import set_status
from models.trading.orders import Line


def follow(desk: Desk, line: Line) -> None:
    """After an order has come in."""
    trades = desk.trades.get(line.pair)
    if not trades:
        return
    if line.above or line.below:
        prices = [trade.price for trade in trades]
        alerts.fire(desk, line, min(prices), max(prices))


def breaks(line: Line) -> bool:
    """Whether the price has moved further within a minute than the pair allows."""
    band = line.filters.breaker_bips
    if not band or not line.seconds:
        return False
    low, high = min(each[1] for each in line.seconds), max(each[2] for each in line.seconds)
    return high * BIPS > low * (BIPS + band)


def halt(desk: Desk, line: Line) -> None:
    """The circuit breaker: what has traded stays, nothing more does until the pair is opened again."""
    set_status(desk, line.pair, PairStatus.HALTED, mark("The price moved too fast."))
