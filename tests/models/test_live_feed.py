"""The live feed through ccxt against an exchange on the loopback: what comes, faults of the line, the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.core.errors import Invalid
from models.trading.providers import live
from models.trading.providers.feed import BookReset, FeedEvent, FeedNote, OutsideBar, OutsideTrade, Trouble
from models.trading.providers.live import LiveFeed
from tests.support.captures import made_capture, messages_of
from tests.support.exchange_stub import Stub, stub_exchange

PAIR = "BTC/USDT"


def messages(lines: int = 40) -> list[dict[str, Any]]:
    return messages_of(made_capture(lines))


@pytest.fixture
def stub() -> Iterator[Stub]:
    with stub_exchange(messages(), pause_s=0.01) as made:
        yield made


class Listener:
    """Hears a feed on a thread of its own, until something is heard."""

    def __init__(self, feed: LiveFeed) -> None:
        self.feed = feed
        self.events: list[FeedEvent] = []
        self.error: Exception | None = None
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._listen, name="listener")
        self._thread.start()

    def _listen(self) -> None:
        try:
            for event in self.feed.events():
                with self._news:
                    self.events.append(event)
                    self._news.notify()
        except Exception as error:  # noqa: BLE001  it is what a test is about
            self.error = error
        with self._news:
            self._news.notify()

    def until(self, holds: Callable[[], object], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert self._thread.is_alive() and time.monotonic() < end, (self.error, self.events[-3:])
            with self._news:
                self._news.wait(0.05)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def close(self) -> None:
        self.feed.close()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def listen() -> Iterator[Callable[[LiveFeed], Listener]]:
    made: list[Listener] = []

    def begin(feed: LiveFeed) -> Listener:
        made.append(Listener(feed))
        return made[-1]

    yield begin
    for listener in made:
        listener.close()


def feed_of(stub: Stub, **options: Any) -> LiveFeed:
    return LiveFeed("binance", [PAIR], settings=stub.settings, patience=0.02, **options)


def _same_book(feed: LiveFeed, stub: Stub) -> bool:
    book = feed.book(PAIR)
    truth = {float(price): float(quantity) for price, quantity in stub.bids.items()}
    return {price / 1e8: quantity / 1e8 for price, quantity in book.bids.items()} == truth


def test_books_trades_and_bars_come(stub: Stub, listen: Callable[[LiveFeed], Listener]) -> None:
    feed = feed_of(stub, bars=60)
    listener = listen(feed)
    listener.until(lambda: stub.all_played.is_set() and _same_book(feed, stub))
    trades = [m["data"] for m in stub.messages if m.get("data", {}).get("e") == "trade"]
    heard = listener.of(OutsideTrade)
    assert [trade.number for trade in heard] == [trade["t"] for trade in trades]
    assert [trade.buyer_made for trade in heard] == [trade["m"] for trade in trades]
    assert {(trade.price, trade.quantity) for trade in heard} == {(60_000 * 10**8, 10**6)}
    assert feed.in_step(PAIR) and listener.of(BookReset)
    moments = [event.at for event in listener.events if not isinstance(event, OutsideBar)]
    assert moments == sorted(moments)
    listener.close()
    assert not [thread for thread in threading.enumerate() if "live feed" in thread.name]


def test_a_hole_in_the_stream_is_told_and_mended(listen: Callable[[LiveFeed], Listener]) -> None:
    played = messages(60)
    with stub_exchange(played, pause_s=0.02) as stub:
        deltas = [n for n, m in enumerate(played) if m.get("data", {}).get("e") == "depthUpdate"]
        stub.skip = {deltas[20]}
        feed = feed_of(stub)
        listener = listen(feed)
        listener.until(lambda: any(note.trouble is Trouble.GAP for note in listener.of(FeedNote)))
        listener.until(lambda: stub.all_played.is_set() and _same_book(feed, stub))
        assert stub.requests.count("depth") >= 2
        listener.close()


def test_a_line_that_breaks_is_told_and_tried_again(listen: Callable[[LiveFeed], Listener]) -> None:
    played = messages(60)
    with stub_exchange(played, pause_s=0.02) as stub:
        stub.refuse = 2
        stub.hang_up_at = {60}
        feed = feed_of(stub)
        listener = listen(feed)
        listener.until(lambda: len([n for n in listener.of(FeedNote) if n.trouble is Trouble.CUT]) >= 3)
        listener.until(lambda: stub.all_played.is_set() and _same_book(feed, stub))
        assert feed.in_step(PAIR)
        listener.close()


@pytest.mark.parametrize(
    ("exchange", "pair", "words"),
    [("nowhere", PAIR, "no exchange"), ("binance", "XXX/YYY", "does not trade")],
)
def test_what_there_is_not_says_so(
    stub: Stub, listen: Callable[[LiveFeed], Listener], exchange: str, pair: str, words: str
) -> None:
    listener = listen(LiveFeed(exchange, [pair], settings=stub.settings, patience=0.02))
    listener.until(lambda: listener.error is not None)
    assert isinstance(listener.error, Invalid) and words in str(listener.error)


def test_closed_before_it_begins_it_says_nothing() -> None:
    feed = LiveFeed("binance", [PAIR])
    feed.close()
    began = time.monotonic()
    assert list(feed.events()) == []
    assert time.monotonic() - began < 30


def test_an_exchange_without_streams_is_asked_in_turns(
    listen: Callable[[LiveFeed], Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_POLL_S", 0.02)
    with stub_exchange(messages(), pause_s=0.02) as stub:
        feed = LiveFeed("binance", [PAIR], settings=stub.asking, patience=0.02, bars=60)
        listener = listen(feed)
        listener.until(lambda: stub.all_played.is_set() and _same_book(feed, stub))
        trades = [m["data"] for m in stub.messages if m.get("data", {}).get("e") == "trade"]
        listener.until(lambda: len(listener.of(OutsideTrade)) == len(trades))
        heard = listener.of(OutsideTrade)
        assert [trade.number for trade in heard] == [trade["t"] for trade in trades], "each once, in order"
        assert [trade.buyer_made for trade in heard] == [trade["m"] for trade in trades]
        assert len(listener.of(OutsideBar)) == 1, "a bar that has not changed is told once"
        assert stub.requests.count("depth") > 3 and stub.requests.count("trades") > 3
        listener.close()


def test_asked_in_turns_a_fault_of_the_line_is_told(
    listen: Callable[[LiveFeed], Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_POLL_S", 0.02)
    with stub_exchange(messages(), pause_s=0.02) as stub:
        stub.refuse = 2
        feed = LiveFeed("binance", [PAIR], settings=stub.asking, patience=0.02)
        listener = listen(feed)
        listener.until(lambda: stub.all_played.is_set() and _same_book(feed, stub))
        assert len([note for note in listener.of(FeedNote) if note.trouble is Trouble.CUT]) >= 2
        listener.close()
