"""What a feed of market data offers: books, trades, best prices and bars of pairs elsewhere, as typed events.

Prices are whole 1e-8 of the quote coin for one base coin, quantities whole 1e-8 of the base coin, moments
nanoseconds since 1970 at which this machine (or whoever recorded it) heard of it; they never go back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from models.trading.depth_book import DepthBook, Levels

PLACES = 8
ONE = 10**PLACES


class Trouble(StrEnum):
    """What can be wrong with what comes in. None of them passes silently."""

    GARBAGE = "garbage"  # not readable; passed over
    DUPLICATE = "duplicate"  # heard before; passed over
    GAP = "gap"  # something is missing: from here on the book is not to be believed
    LATE = "late"  # what was missing has come after all; the book is whole again
    CROSSED = "crossed"  # the book contradicts itself: it is dropped
    OLD_SNAPSHOT = "old snapshot"  # ends before the stream begins, so it is of no use
    RESYNCED = "resynced"  # the book is right again, from a snapshot
    CLOCK = "clock"  # the time went back; counted as the moment before
    CUT = "cut"  # the recording ends in the middle, or the line is down


@dataclass(frozen=True, slots=True)
class BookReset:
    """The whole book, best first or in no order; what was known of it before is void."""

    pair: str
    at: int
    update_id: int
    bids: Levels
    asks: Levels


@dataclass(frozen=True, slots=True)
class BookDelta:
    """New quantities of levels, 0 for one that is gone: the updates `first` to `last`.

    `previous` is the last id of the delta before, where the source says so (futures); 0 otherwise.
    """

    pair: str
    at: int
    first: int
    last: int
    previous: int
    bids: Levels
    asks: Levels


@dataclass(frozen=True, slots=True)
class OutsideTrade:
    """A trade elsewhere. `buyer_made`: the buyer had rested."""

    pair: str
    at: int
    number: int
    price: int
    quantity: int
    buyer_made: bool


@dataclass(frozen=True, slots=True)
class BestPrices:
    """The best bid and ask and what stands there."""

    pair: str
    at: int
    bid: int
    bid_quantity: int
    ask: int
    ask_quantity: int


@dataclass(frozen=True, slots=True)
class OutsideBar:
    """What was traded in the `seconds` from `at` on."""

    pair: str
    at: int
    seconds: int
    open: int
    high: int
    low: int
    close: int
    volume: int


@dataclass(frozen=True, slots=True)
class FeedNote:
    """Something about the feed itself; `detail` is for logs and tests (ids, the beginning of a line)."""

    pair: str
    at: int
    trouble: Trouble
    detail: str


FeedEvent = BookReset | BookDelta | OutsideTrade | BestPrices | OutsideBar | FeedNote


class MarketFeed(Protocol):
    """Market data of some pairs. Iterated on one thread, which may be made to wait."""

    name: str

    def pairs(self) -> tuple[str, ...]:
        """The pairs that are known to be in it so far, as "BASE/QUOTE"."""
        ...

    def book(self, pair: str) -> DepthBook:
        """The book as of the last event; to be read on the thread that iterates. Not to be changed."""
        ...

    def in_step(self, pair: str) -> bool:
        """Whether the book is right: a snapshot has come and nothing is missing since."""
        ...

    def events(self) -> Iterator[FeedEvent]:
        """Everything from here on in the order of its moments; ends with the recording, or when closed.

        The book has the event in it already. Raises Unavailable where there is nothing to read.
        """
        ...

    def close(self) -> None:
        """End `events`; from any thread, any number of times."""
        ...
