"""The words of the matching engine: sides, times in force, and what becomes of an order that comes in."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Side(IntEnum):
    BUY = 1
    SELL = 2


class TimeInForce(IntEnum):
    """Good till cancelled, immediate or cancel, fill or kill. Good till date is GTC that the caller ends."""

    GTC = 1
    IOC = 2
    FOK = 3


class SelfTrade(IntEnum):
    """What happens where an order would trade with one of the same owner. The taker's choice counts."""

    NONE = 0
    EXPIRE_TAKER = 1
    EXPIRE_MAKER = 2
    EXPIRE_BOTH = 3
    DECREMENT = 4


class Status(IntEnum):
    """What became of an order that came in."""

    RESTED = 1  # all of it or what was left is in the book
    FILLED = 2  # nothing is left, and the last of it traded
    EXPIRED = 3  # what is left found nobody and was not to wait
    PREVENTED = 4  # nothing is left, and the last of it was taken by self-trade prevention
    WOULD_TAKE = 5  # post-only, refused; the book is as before
    NOT_FILLABLE = 6  # fill or kill, refused; the book is as before
    NO_LIQUIDITY = 7  # a market order that met nobody


Fill = tuple[int, int, int, int]
"""A trade: the maker's number, the price, the quantity, what the maker has left (0: it is gone).

A plain tuple, because there are so many of them.
"""


class Prevention(NamedTuple):
    """A trade that did not happen: what it took off the taker and off the maker, and what that has left."""

    maker: int
    price: int
    from_taker: int
    from_maker: int
    maker_left: int


class Outcome:
    """What an order that came in has done.

    `fills` and `prevented` come in the order in which they happened. `left` rests (RESTED) or found nobody:
    quantity - traded - prevented from the taker = left. Of a budget, `left` is the part that was not used.
    """

    __slots__ = ("fills", "left", "prevented", "status")

    def __init__(self, left: int, status: Status = Status.FILLED) -> None:
        self.status = status
        self.left = left
        self.fills: list[Fill] = []
        self.prevented: list[Prevention] = []
