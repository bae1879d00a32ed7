"""Reading recorded streams: lines `<receive ns> <json>`, combined streams and snapshots as of Binance."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from models.trading.depth_book import Levels
from models.trading.providers.feed import (
    PLACES,
    BestPrices,
    BookDelta,
    FeedEvent,
    FeedNote,
    OutsideTrade,
    Trouble,
)
from models.trading.providers.stitching import Stitcher

QUOTES = ("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "USD", "TRY", "BRL", "GBP")
"""The coins that names of pairs, written together, end with."""

_NUMBER = re.compile(rf"(\d{{1,12}})(?:\.(\d{{1,{PLACES}}})0*)?", re.ASCII)
_MOST_REMEMBERED = 300_000
_SHOWN = 80


class _Data(msgspec.Struct):
    """A message of any of the streams; what one has depends on which it is. Names are Binance's."""

    e: str = ""
    s: str = ""
    U: int = 0
    u: int = 0
    pu: int = 0
    b: str | list[tuple[str, str]] = ""
    a: str | list[tuple[str, str]] | int = ""
    B: str = ""
    A: str = ""
    t: int = 0
    p: str = ""
    q: str = ""
    m: bool = False


class _Line(msgspec.Struct):
    stream: str = ""
    data: _Data | None = None
    last_update_id: int = msgspec.field(default=0, name="lastUpdateId")
    bids: list[tuple[str, str]] = []
    asks: list[tuple[str, str]] = []


class Units(dict[str, int]):
    """Decimal texts as whole 1e-8, each read once: prices and sizes recur. ValueError where one is none."""

    def __missing__(self, text: str) -> int:
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ValueError(f"no number of at most {PLACES} places: {text[:_SHOWN]}")
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[text] = units = int(match[1] + (match[2] or "").ljust(PLACES, "0"))
        return units


def pair_of(symbol: str) -> str:
    """ "BTC/USDT" of "BTCUSDT"; what ends with no known coin stays as it is."""
    for quote in QUOTES:
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return f"{symbol.removesuffix(quote)}/{quote}"
    return symbol


class CaptureReader:
    """Turns lines into events. A snapshot names no pair: it is of the last one that was spoken of."""

    def __init__(self) -> None:
        self.stitchers: dict[str, Stitcher] = {}
        self.at = 0
        self._pairs: dict[str, str] = {}
        self._last_trade: dict[str, int] = {}
        self._last_best: dict[str, int] = {}
        self._units = Units()
        self._decode = msgspec.json.Decoder(_Line).decode
        self._pair = ""

    def copy(self) -> CaptureReader:
        """One that goes on from here by itself; numbers that were read before are shared."""
        other = CaptureReader()
        other.stitchers = {pair: stitcher.copy() for pair, stitcher in self.stitchers.items()}
        other.at, other._pair, other._units = self.at, self._pair, self._units
        other._pairs = self._pairs.copy()
        other._last_trade, other._last_best = self._last_trade.copy(), self._last_best.copy()
        return other

    def stitcher(self, pair: str) -> Stitcher:
        """Where the book of a pair is kept."""
        if pair not in self.stitchers:
            self.stitchers[pair] = Stitcher(pair)
        return self.stitchers[pair]

    def read(self, line: bytes) -> Iterator[FeedEvent]:
        """The events of one line; one that cannot be read is a note."""
        moment, _, text = line.partition(b" ")
        try:
            at = int(moment)
            message = self._decode(text)
            events = list(self._events(message, max(at, self.at)))
        except (ValueError, msgspec.MsgspecError) as error:  # a Unicode error is a ValueError too
            beginning = line[:_SHOWN].decode("ascii", "replace").rstrip()
            yield FeedNote(self._pair, self.at, Trouble.GARBAGE, f"{error}: {beginning}")
            return
        if at < self.at:
            yield FeedNote(self._pair, self.at, Trouble.CLOCK, f"{self.at - at} ns back")
        self.at = max(at, self.at)
        yield from events

    def _events(self, message: _Line, at: int) -> Iterator[FeedEvent]:
        data = message.data
        if data is None:
            if not message.last_update_id:
                raise ValueError("neither a stream nor a snapshot")
            bids, asks = self._levels(message.bids), self._levels(message.asks)
            yield from self.stitcher(self._pair).snapshot(at, message.last_update_id, bids, asks)
            return
        pair = self._pairs.get(data.s)
        if pair is None:
            if not data.s:
                raise ValueError("no symbol")
            pair = self._pairs[data.s] = pair_of(data.s)
        self._pair = pair
        if data.e == "depthUpdate":
            yield from self.stitcher(pair).delta(self._delta(data, pair, at))
        elif data.e == "trade":
            yield from self._trade(data, pair, at)
        elif data.e == "bookTicker" or message.stream.endswith("@bookTicker"):
            yield from self._best(data, pair, at)
        else:
            raise ValueError(f"an unknown stream {message.stream[:_SHOWN]}")

    def _delta(self, data: _Data, pair: str, at: int) -> BookDelta:
        if not 0 < data.U <= data.u or not isinstance(data.b, list) or not isinstance(data.a, list):
            raise ValueError("no change of a book")
        return BookDelta(pair, at, data.U, data.u, data.pu, self._levels(data.b), self._levels(data.a))

    def _levels(self, levels: list[tuple[str, str]]) -> Levels:
        units = self._units
        read = tuple([(units[price], units[quantity]) for price, quantity in levels])
        if any(not price for price, _ in read):
            raise ValueError("a price of nothing")
        return read

    def _trade(self, data: _Data, pair: str, at: int) -> Iterator[FeedEvent]:
        price, quantity, last = self._units[data.p], self._units[data.q], self._last_trade.get(pair, 0)
        if data.t <= last:
            yield FeedNote(pair, at, Trouble.DUPLICATE, f"trade {data.t}, at {last} already")
            return
        if not price or not quantity:  # futures tell of trades for the insurance fund in this way
            raise ValueError("a trade of nothing")
        if last and data.t > last + 1:
            yield FeedNote(pair, at, Trouble.GAP, f"trades {last + 1} to {data.t - 1}")
        self._last_trade[pair] = data.t
        yield OutsideTrade(pair, at, data.t, price, quantity, data.m)

    def _best(self, data: _Data, pair: str, at: int) -> Iterator[FeedEvent]:
        if not isinstance(data.b, str) or not isinstance(data.a, str):
            raise ValueError("no best prices")
        units, last = self._units, self._last_best.get(pair, 0)
        if data.u < last:
            yield FeedNote(pair, at, Trouble.DUPLICATE, f"best prices {data.u}, at {last} already")
            return
        self._last_best[pair] = data.u
        yield BestPrices(pair, at, units[data.b], units[data.B], units[data.a], units[data.A])
