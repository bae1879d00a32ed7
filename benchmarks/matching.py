"""How many messages a second the matching engine takes, and that it says the same as slower books.

`full`: a seeded flow of a million messages, 70 % limit orders near a wandering mid price, 20 % cancels of
orders that are open or past, 10 % market orders; without marks, and with Python's collector of cycles put
aside, as the engine's docstring advises. `per_second` is the median of three runs; in `journal_per_second`
every 256 messages are a run with a mark before and a release after. The ratio is to the reference book of the
tests, a plain list that is sorted for every trade, rate against rate on the beginning of the flow, where the
trades are the same. `trades_hash` is over all trades of a longer part, the same in three processes with
different seeds of Python's own hashes.

`peer`: the same against lightmatchingengine, on what it can do: limit orders, and cancels of orders that are
still open (it lets what is left of a market order rest at price 0, and fails on cancelling a filled order).
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from benchmarks.harness import Row, alternate, wall_seconds
from models.trading.matching import Book, Fill, Side
from tests.support.reference_book import ReferenceBook, Taker

MESSAGES, SEED = 1_000_000, 20
_BEGINNING, _LONGER = 2_000, 200_000
_PEER_MESSAGES = 100_000
_RUN = 256
_HASH_SEEDS = ("0", "1", "random")
_PEER = "lightmatchingengine"


class Message(NamedTuple):
    """A limit order, without a price a market order, and without a quantity the cancelling of `number`."""

    number: int
    owner: int
    side: Side
    price: int
    quantity: int


def flow(count: int, *, markets: bool = True) -> list[Message]:
    """Always the same; the numbers count up. Without `markets` these are limit orders too."""
    chance = random.Random(SEED)
    mid, made = 50_000, []
    for number in range(1, count + 1):
        what, side = chance.random(), Side.BUY if chance.random() < 0.5 else Side.SELL
        distance = int(chance.expovariate(0.1)) - 2
        mid += chance.choice((-1, 0, 0, 0, 0, 0, 0, 1))
        owner, quantity = chance.randrange(1_000), chance.randint(1, 100)
        price = mid - distance if side == Side.BUY else mid + distance
        if 0.7 <= what < 0.9:
            made.append(Message(chance.randint(1, number), owner, side, 0, 0))
        elif what >= 0.9 and markets:
            made.append(Message(number, owner, side, 0, quantity))
        else:
            made.append(Message(number, owner, side, price, quantity))
    return made


def rows() -> Iterator[Row]:
    yield _full()
    if importlib.util.find_spec(_PEER) is None:
        raise SystemExit(f"{_PEER} is not installed: the row `peer` needs the development requirements")
    yield _against_the_peer()


def _full() -> Row:
    messages = flow(MESSAGES)
    beginning = messages[:_BEGINNING]
    plain, journalled = alternate(
        lambda: len(messages) / _seconds(lambda: _drive(messages)),
        lambda: len(messages) / _seconds(lambda: _drive(messages, run=_RUN)),
    )
    ours, reference = alternate(
        lambda: len(beginning) / _seconds(lambda: _drive(beginning)),
        lambda: len(beginning) / _seconds(lambda: _drive_reference(beginning)),
    )
    same = trades_hash(_trades_of_ours(beginning)) == trades_hash(_drive_reference(beginning))
    digests = {seed: _digest_in_a_child(seed) for seed in _HASH_SEEDS}
    if not same or len(set(digests.values())) > 1:
        raise SystemExit(f"the trades differ: like the reference {same}, by hash seed {digests}")
    book, trades = _drive(messages)
    return Row(
        name="matching_full", ours=round(ours), peer=round(reference), ratio=round(ours / reference, 1),
        peer_name=f"reference book, first {_BEGINNING:,} messages", unit="messages/s",
        extra={
            "messages": len(messages), "per_second": round(plain), "journal_per_second": round(journalled),
            "trades": trades, "resting": sum(1 for _ in book.orders()), "book_hash": book.hash(),
            "trades_hash": digests["0"], "trades_hash_messages": _LONGER,
            "same_for_hash_seeds": ", ".join(digests), "same_as_reference": "yes",
            "same_as_reference_messages": _BEGINNING,
        },
    )  # fmt: skip


def _against_the_peer() -> Row:
    messages = _open_cancels(flow(_PEER_MESSAGES, markets=False))
    theirs: list[tuple[int, int, int]] = []
    _drive_peer(messages, theirs)
    if trades_hash(theirs) != trades_hash(_trades_of_ours(messages)):
        raise SystemExit(f"the trades differ from those of {_PEER}")
    own, peer = alternate(
        lambda: len(messages) / _seconds(lambda: _drive(messages)),
        lambda: len(messages) / _seconds(lambda: _drive_peer(messages)),
    )
    return Row(
        name="matching_peer", ours=round(own), peer=round(peer), ratio=round(own / peer, 2), peer_name=_PEER,
        unit="messages/s", detail="limit orders, and cancels of orders that are open",
        extra={"messages": len(messages), "trades": len(theirs), "same_trades": "yes"},
    )  # fmt: skip


def trades_hash(trades: Sequence[tuple[int, int, int]]) -> str:
    """Of (maker, price, quantity)."""
    lines = b"".join(b"%d %d %d\n" % trade for trade in trades)
    return hashlib.blake2b(lines, digest_size=8).hexdigest()


# Driving the books


def _seconds(work: Callable[[], object]) -> float:
    with _no_collector():
        return wall_seconds(work)


@contextmanager
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _drive(messages: Sequence[Message], run: int = 0, seen: list[Fill] | None = None) -> tuple[Book, int]:
    """The book afterwards, and how many trades there were; with `run`, marks and releases as often."""
    book, trades = Book(), 0
    limit, market, cancel = book.limit, book.market, book.cancel
    for place, (number, owner, side, price, quantity) in enumerate(messages):
        if run and not place % run:
            book.release()
            book.mark()
        if not quantity:
            cancel(number)
            continue
        if price:
            fills = limit(number, owner, side, price, quantity).fills
        else:
            fills = market(number, owner, side, quantity).fills
        trades += len(fills)
        if seen is not None:
            seen += fills
    return book, trades


def _trades_of_ours(messages: Sequence[Message]) -> list[tuple[int, int, int]]:
    seen: list[Fill] = []
    _drive(messages, seen=seen)
    return [fill[:3] for fill in seen]


def _drive_reference(messages: Sequence[Message]) -> list[tuple[int, int, int]]:
    book, seen = ReferenceBook(), []
    for number, owner, side, price, quantity in messages:
        if quantity:
            seen += book.submit(Taker(number, owner, side, price or None, quantity)).fills
        else:
            book.cancel(number)
    return [fill[:3] for fill in seen]


def _drive_peer(messages: Sequence[Message], seen: list[tuple[int, int, int]] | None = None) -> None:
    """It numbers the orders itself, by counting, and tells each trade once for either side."""
    engine = importlib.import_module(f"{_PEER}.{_PEER}").LightMatchingEngine()
    numbers: list[int] = []
    its_numbers: dict[int, int] = {}
    for number, _owner, side, price, quantity in messages:
        if not quantity:
            engine.cancel_order(its_numbers[number], "pair")
            continue
        numbers.append(number)
        its_numbers[number] = len(numbers)
        order, trades = engine.add_order("pair", price, quantity, side)
        if seen is not None:
            makers = (trade for trade in trades if trade.order_id != order.order_id)
            seen += [(numbers[t.order_id - 1], t.trade_price, t.trade_qty) for t in makers]


def _open_cancels(messages: Sequence[Message]) -> list[Message]:
    """Without the cancels of orders that are not open."""
    book, kept = Book(), []
    for message in messages:
        if message.quantity:
            book.limit(*message)
        elif book.cancel(message.number) is None:
            continue
        kept.append(message)
    return kept


def _digest_in_a_child(seed: str) -> str:
    code = "from benchmarks import matching as m; print(m.trades_hash(m._trades_of_ours(m.flow(m._LONGER))))"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
