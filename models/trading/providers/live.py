"""A feed out of a public exchange, through ccxt: books, trades and bars by WebSocket, or by asking in turns.

ccxt knows each exchange's own way of keeping a book right and follows it; what comes here are whole books
(the best `LEVELS` of each side) a few times a second. Only public data: there are no keys. ccxt and all that
comes with it (aiohttp) is imported when a feed is first listened to, on the feed's own thread: that takes
more than half a second and some 60 MB.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from models.core.errors import Invalid, Unavailable
from models.core.text import tr
from models.trading.depth_book import DepthBook, Levels
from models.trading.providers.feed import (
    ONE,
    BookReset,
    FeedEvent,
    FeedNote,
    OutsideBar,
    OutsideTrade,
    Trouble,
)

log = logging.getLogger(__name__)

LEVELS = 100
_APART_NS = 100_000_000
"""Between two books of a pair: nobody looks at more than ten a second."""
_POLL_S = 2.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 30.0
_MOST_WAITING = 10_000
_END = object()


class LiveFeed:
    """Market data of an exchange by its ccxt id ("binance", "kraken"). Iterated once.

    `settings` are ccxt's own for an exchange (a proxy, another address); `bars` an interval in seconds whose
    bars are wanted too (0: none); `patience` multiplies the waits before it tries again.
    """

    def __init__(
        self, exchange: str, pairs: Sequence[str], *, settings: Mapping[str, Any] | None = None,
        bars: int = 0, patience: float = 1.0,
    ) -> None:  # fmt: skip
        self.name = exchange
        self._pairs = tuple(pairs)
        self._settings = dict(settings or {})
        self._bar_seconds = bars
        self._patience = patience
        self._books = {pair: DepthBook() for pair in self._pairs}
        self._told: queue.Queue[Any] = queue.Queue(_MOST_WAITING)
        self._closed = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._last_at = 0
        self._dropped = False

    # The feed

    def pairs(self) -> tuple[str, ...]:
        """The pairs that were asked for."""
        return self._pairs

    def book(self, pair: str) -> DepthBook:
        """The best levels as of the last event; `update_id` is 0 while it is not to be believed."""
        return self._books[pair]

    def in_step(self, pair: str) -> bool:
        """Whether the book is there and the line is up."""
        return self._books[pair].update_id > 0

    def events(self) -> Iterator[FeedEvent]:
        """What comes, until it is closed. Raises Invalid for an exchange or pair that there is not, and
        Unavailable where the exchange does not answer at all any more for another reason than the network."""
        worker = threading.Thread(target=self._work, name=f"live feed of {self.name}")
        worker.start()
        try:
            while (told := self._told.get()) is not _END:
                if isinstance(told, Exception):
                    raise told
                yield self._take(told)
        finally:
            self.close()
            worker.join()

    def close(self) -> None:
        """End `events`."""
        self._closed.set()
        loop, main = self._loop, self._main
        if loop is not None and main is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself just now
                loop.call_soon_threadsafe(main.cancel)

    def _take(self, event: FeedEvent) -> FeedEvent:
        if isinstance(event, BookReset):
            self._books[event.pair].replace(event.update_id, event.bids, event.asks)
        elif isinstance(event, FeedNote) and event.trouble in (Trouble.CUT, Trouble.GAP):
            for pair in self._pairs:
                if event.pair in ("", pair):
                    self._books[pair].replace(0, (), ())
        return event

    # On its own thread

    def _work(self) -> None:
        end: Any = _END
        try:
            asyncio.run(self._run())
        except asyncio.CancelledError:
            log.debug("the live feed of %s was closed", self.name)
        except (Invalid, Unavailable) as error:
            end = error
        except Exception as error:
            log.exception("the live feed of %s ended", self.name)
            reason = str(error)[:200]
            end = Unavailable(
                tr("{exchange} cannot be listened to: {reason}", exchange=self.name, reason=reason)
            )
        while True:  # the end must be heard, whatever else waits
            try:
                self._told.put_nowait(end)
                return
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._told.get_nowait()

    async def _run(self) -> None:
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        if self._closed.is_set():
            return
        exchange, errors = _exchange(self.name, self._settings)
        try:
            await self._patiently("", errors, exchange.load_markets)
            missing = [pair for pair in self._pairs if pair not in exchange.markets]
            if missing:
                raise Invalid(
                    tr("{exchange} does not trade {pairs}.", exchange=self.name, pairs=", ".join(missing))
                )
            async with asyncio.TaskGroup() as tasks:
                for pair in self._pairs:
                    for stream in self._streams(exchange, pair):
                        tasks.create_task(self._listen(pair, errors, stream))
        except ExceptionGroup as group:  # what the first of them ended with ended all
            raise group.exceptions[0] from group
        finally:
            await exchange.close()

    def _streams(self, exchange: Any, pair: str) -> Iterator[Callable[[], Awaitable[None]]]:
        """What is to be done again and again for a pair."""
        yield _Books(self, exchange, pair).once
        yield _Trades(self, exchange, pair).once
        if self._bar_seconds:
            yield _Bars(self, exchange, pair, self._bar_seconds).once

    async def _listen(self, pair: str, errors: Any, once: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._patiently(pair, errors, once)

    async def _patiently(self, pair: str, errors: Any, once: Callable[[], Awaitable[Any]]) -> None:
        """Do it, after a fault of the line or a hole in the stream again, ever later."""
        wait = _FIRST_WAIT_S
        while True:
            try:
                await once()
                return
            except errors.ChecksumError as error:  # ccxt's word for an update that does not follow
                self.tell(FeedNote(pair, self.now(), Trouble.GAP, str(error)[:200]))
            except errors.NetworkError as error:
                self.tell(FeedNote(pair, self.now(), Trouble.CUT, str(error)[:200]))
            except errors.NotSupported as error:
                raise Unavailable(
                    tr(
                        "{exchange} does not offer this: {reason}",
                        exchange=self.name,
                        reason=str(error)[:200],
                    )
                ) from error
            await asyncio.sleep(wait * self._patience)
            wait = min(2 * wait, _LONGEST_WAIT_S)

    def now(self) -> int:
        """The moment, which never goes back."""
        self._last_at = max(self._last_at, time.time_ns())
        return self._last_at

    def tell(self, event: FeedEvent) -> None:
        """Hand something to whoever iterates. Where they do not keep up, books are left out and trades lost,
        which is told as a gap as soon as there is room."""
        if self._dropped and self._told.qsize() < _MOST_WAITING // 2:
            self._dropped = False
            self._told.put_nowait(FeedNote(event.pair, event.at, Trouble.GAP, "not listened to fast enough"))
        try:
            self._told.put_nowait(event)
        except queue.Full:
            self._dropped = True


class _Books:
    """The book of a pair, at most every so often and only where it has changed."""

    def __init__(self, feed: LiveFeed, exchange: Any, pair: str) -> None:
        self._feed, self._exchange, self._pair = feed, exchange, pair
        self._streamed = bool(exchange.has.get("watchOrderBook"))
        self._due = 0
        self._number = 0
        self._last: tuple[Levels, Levels] = ((), ())

    async def once(self) -> None:
        if self._streamed:
            book = await self._exchange.watch_order_book(self._pair)
        else:
            book = await self._exchange.fetch_order_book(self._pair, LEVELS)
            await asyncio.sleep(_POLL_S)
        now = self._feed.now()
        if now < self._due:
            await asyncio.sleep((self._due - now) / 1e9)  # ccxt goes on with the book meanwhile
        levels = _levels(book["bids"][:LEVELS]), _levels(book["asks"][:LEVELS])
        if levels != self._last:
            self._last = levels
            self._number = max(self._number + 1, int(book.get("nonce") or 0))
            now = self._feed.now()
            self._due = now + _APART_NS
            self._feed.tell(BookReset(self._pair, now, self._number, *levels))


class _Trades:
    """Each trade of a pair once."""

    def __init__(self, feed: LiveFeed, exchange: Any, pair: str) -> None:
        self._feed, self._exchange, self._pair = feed, exchange, pair
        self._streamed = bool(exchange.has.get("watchTrades"))
        self._seen: dict[str, None] = {}
        self._number = 0

    async def once(self) -> None:
        if self._streamed:
            trades = await self._exchange.watch_trades(self._pair)
        else:
            trades = await self._exchange.fetch_trades(self._pair)
            await asyncio.sleep(_POLL_S)
        for trade in trades:
            key = str(
                trade["id"] or f"{trade['timestamp']} {trade['price']} {trade['amount']} {trade['side']}"
            )
            if key in self._seen:
                continue
            self._seen[key] = None
            if len(self._seen) > _MOST_WAITING:
                del self._seen[next(iter(self._seen))]
            self._tell(trade)

    def _tell(self, trade: Mapping[str, Any]) -> None:
        given = str(trade["id"] or "")
        self._number = int(given) if given.isdecimal() and len(given) < 19 else self._number + 1
        price, quantity = _units(trade["price"]), _units(trade["amount"])
        if price and quantity:
            self._feed.tell(
                OutsideTrade(
                    self._pair, self._feed.now(), self._number, price, quantity, trade["side"] == "sell"
                )
            )


class _Bars:
    """The bars of a pair, told again whenever they change."""

    def __init__(self, feed: LiveFeed, exchange: Any, pair: str, seconds: int) -> None:
        self._feed, self._exchange, self._pair, self._seconds = feed, exchange, pair, seconds
        frames = {exchange.parse_timeframe(name): name for name in exchange.timeframes or {}}
        if seconds not in frames:
            raise Unavailable(
                tr("{exchange} has no bars of {seconds} seconds.", exchange=feed.name, seconds=seconds)
            )
        self._frame = frames[seconds]
        self._streamed = bool(exchange.has.get("watchOHLCV"))
        self._last: list[Any] = []

    async def once(self) -> None:
        if self._streamed:
            rows = await self._exchange.watch_ohlcv(self._pair, self._frame)
        else:
            rows = await self._exchange.fetch_ohlcv(self._pair, self._frame, None, 10)
            await asyncio.sleep(_POLL_S)
        rows = [list(row) for row in rows]
        for row in rows:
            if row not in self._last:
                at, *values = row
                bar = OutsideBar(self._pair, int(at) * 1_000_000, self._seconds, *map(_units, values))
                self._feed.tell(bar)
        self._last = rows


def _exchange(name: str, settings: Mapping[str, Any]) -> tuple[Any, Any]:
    """An exchange of ccxt, the streaming kind where there is one, and where its errors are."""
    import ccxt.pro as streaming
    from ccxt import async_support as asking
    from ccxt.base import errors

    kind = getattr(streaming, name, None) if name in streaming.exchanges else None
    kind = kind or (getattr(asking, name, None) if name in asking.exchanges else None)
    if kind is None:
        raise Invalid(tr("There is no exchange “{name}”.", name=name[:40]), field="exchange")
    return kind({"enableRateLimit": True, "newUpdates": True} | dict(settings)), errors


def _levels(levels: Sequence[Sequence[float]]) -> Levels:
    read = ((_units(level[0]), _units(level[1])) for level in levels)
    return tuple((price, quantity) for price, quantity in read if price and quantity)


def _units(number: float | None) -> int:
    """Whole 1e-8 of what ccxt has as the nearest float: its shortest text is the exchange's own."""
    return 0 if number is None else int(Decimal(str(number)) * ONE)
