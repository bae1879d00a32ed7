"""Replay and paper trading through the gateway: what was recorded is what one trades against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from controllers.trading.live_prices import LivePrices
from controllers.trading.paper import LEVELS, PaperMarket
from controllers.trading.recorder import Recorder
from controllers.trading.replay import Replay
from models.core.errors import Invalid, NotAllowed, Unavailable
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.trading.commands import JoinExchange, PlaceOrder
from models.trading.entities import OrderStatus, OrderType, PairInfo
from models.trading.frames import Frame
from models.trading.own_queries import OneOrder, OpenOrders
from models.trading.paper import in_lots
from models.trading.providers.feed import OutsideTrade
from models.trading.providers.recorded import RecordedFeed
from models.trading.queries import DepthOf, Pairs, Tape
from models.trading.replay import MAX_SPEED
from tests.support.captures import START_NS, STEP_NS, made_capture, messages_of, write_capture
from tests.support.exchange_stub import stub_exchange
from tests.support.market_floor import MarketFloor, market_floor

assert market_floor

PAIR = "BTC/USDT"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return write_capture(tmp_path / "capture.gz", made_capture(80))


@pytest.fixture
def replay(qtbot: QtBot) -> Iterator[Replay]:
    made = Replay()
    yield made
    made.close()


@pytest.fixture
def recorder(qtbot: QtBot) -> Iterator[Recorder]:
    made = Recorder()
    yield made
    made.close()


class Seen:
    """What has come of a reading."""

    def __init__(self, reading: Replay | LivePrices) -> None:
        self.frames: list[Frame] = []
        reading.frame.connect(self.frames.append)

    @property
    def trades(self) -> list[int]:
        return [trade.number for frame in self.frames for trade in frame.trades]


def test_as_fast_as_it_goes_every_trade_is_seen_once(qtbot: QtBot, replay: Replay, capture: Path) -> None:
    seen = Seen(replay)
    replay.open(capture)
    qtbot.waitUntil(lambda: replay.span[0] > 0)
    assert replay.position == replay.span[0] == START_NS + STEP_NS  # before that, deltas wait
    replay.set_speed(MAX_SPEED)
    replay.play()
    qtbot.waitUntil(lambda: not replay.playing and len(seen.trades) == 80)
    feed = RecordedFeed(capture)
    expected = [event.number for event in feed.events() if isinstance(event, OutsideTrade)]
    assert seen.trades == expected
    last = seen.frames[-1]
    assert last.believed and (last.bids, last.asks) == feed.book(PAIR).top(100)
    assert replay.position == replay.span[1]


def test_a_jump_back_shows_the_book_of_then_and_no_old_trades(
    qtbot: QtBot, replay: Replay, capture: Path
) -> None:
    seen = Seen(replay)
    replay.open(capture)
    qtbot.waitUntil(lambda: replay.span[0] > 0)
    replay.set_speed(MAX_SPEED)
    replay.play()
    qtbot.waitUntil(lambda: not replay.playing and len(seen.trades) == 80)
    where = START_NS + 100 * STEP_NS
    seen.frames.clear()
    replay.seek(where)
    qtbot.waitUntil(lambda: bool(seen.frames))
    assert replay.position == where
    feed = RecordedFeed(capture)
    for event in feed.events():
        if event.at > where:
            break
        book = feed.book(PAIR).top(100)
    assert (seen.frames[-1].bids, seen.frames[-1].asks) == book
    assert not [number for number in seen.trades if number < 500 + 100 // 3]
    replay.seek(where + STEP_NS * 3)
    replay.set_speed(100.0)
    replay.play()
    qtbot.waitUntil(lambda: len(seen.trades) > 10)
    assert seen.trades == sorted(set(seen.trades))


def test_opened_anew_and_closed_at_any_time_nothing_is_left(
    qtbot: QtBot, replay: Replay, capture: Path
) -> None:
    for _ in range(5):
        replay.open(capture)
        replay.play()
    replay.close()
    assert not replay.busy and replay.span == (0, 0)
    replay.play()


def test_what_the_last_recording_told_is_not_taken_for_the_next(
    qtbot: QtBot, recorder: Recorder, capture: Path, tmp_path: Path
) -> None:
    rows = [f"{1_700_000_000 + 60 * n},{n + 10},{n + 12},{n + 9},{n + 11},1" for n in range(30)]
    (tmp_path / "eth-usdt.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows]))
    recorder.open(capture)
    qtbot.waitUntil(lambda: recorder.market.last > 0)
    late = Frame(PAIR, START_NS, False, (), (), (), (), ())
    recorder.replay.put(recorder.replay.life, (late,))  # read, and not looked at yet
    recorder.open(tmp_path / "eth-usdt.csv")
    assert recorder.market.pairs == []
    qtbot.waitUntil(lambda: recorder.market.last > 0)
    assert recorder.market.pairs == ["ETH/USDT"]


def test_what_cannot_be_replayed_says_why(qtbot: QtBot, replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    for path, kind in ((tmp_path / "nowhere", Unavailable), (tmp_path / "empty", Invalid)):
        failed = QSignalSpy(replay.failed)
        replay.open(path)
        qtbot.waitUntil(lambda failed=failed: failed.count() == 1)  # type: ignore[misc]
        assert isinstance(failed.at(0)[0], kind)


def test_live_prices_come_and_stop(qtbot: QtBot) -> None:
    live = LivePrices()
    seen = Seen(live)
    with stub_exchange(messages_of(made_capture(40)), pause_s=0.01) as stub:
        live.listen("binance", [PAIR], settings=stub.settings)
        qtbot.waitUntil(
            lambda: any(frame.bids for frame in seen.frames) and bool(seen.trades), timeout=40_000
        )
        live.close()
        assert not live.busy


# On paper


@pytest.fixture
def paper(market_floor: MarketFloor) -> Iterator[PaperMarket]:
    made = PaperMarket(market_floor.actor)
    yield made
    made.stop()


def pair_of(floor: MarketFloor) -> PairInfo:
    return next(
        each for each in floor.ask(Pairs(actor=floor.owner, space_id=floor.space)) if each.pair == PAIR
    )


def depth(floor: MarketFloor) -> tuple[dict[int, int], dict[int, int]]:
    found = floor.ask(DepthOf(actor=floor.owner, space_id=floor.space, pair=PAIR, levels=200))
    return {level.price: level.quantity for level in found.bids}, {
        level.price: level.quantity for level in found.asks
    }


def wanted(feed: RecordedFeed, pair: PairInfo) -> tuple[dict[int, int], dict[int, int]]:
    bids, asks = feed.book(PAIR).top(100)
    return in_lots(bids, "BUY", pair, LEVELS), in_lots(asks, "SELL", pair, LEVELS)


def test_a_recording_is_traded_on_paper(
    market_floor: MarketFloor, paper: PaperMarket, replay: Replay, capture: Path
) -> None:
    floor, pair = market_floor, pair_of(market_floor)
    owner, space = floor.owner, floor.space
    floor.did(owner, Deposit, space_id=owner, asset="USDT", amount=10_000 * 10**8)
    floor.did(
        owner, SendMoney, space_id=owner, asset="USDT", amount=9_000 * 10**8, source="funding",
        target_space=space, target="spot",
    )  # fmt: skip
    replay.frame.connect(paper.take)
    paper.start(pair, PAIR)
    replay.open(capture)
    floor.until(lambda: replay.span[0] > 0)
    replay.seek(START_NS + 120 * STEP_NS)
    feed = RecordedFeed(capture)
    for event in feed.events():
        if event.at > START_NS + 120 * STEP_NS:
            break
    floor.until(lambda: any(depth(floor)))
    replay.set_speed(MAX_SPEED)
    replay.play()
    floor.until(lambda: not replay.playing)
    for _ in feed.events():
        pass
    whole = RecordedFeed(capture)
    list(whole.events())
    floor.until(lambda: depth(floor) == wanted(whole, pair))
    assert floor.ask(Tape(actor=owner, space_id=space, pair=PAIR)), "trades outside are trades here"
    verdict = floor.did(
        owner, PlaceOrder, space_id=space, pair=PAIR, side="BUY", kind=OrderType.MARKET, quantity=1_000
    )
    best = min(wanted(whole, pair)[1])
    assert verdict.result["executed"] == 1_000 and verdict.result["turnover"] >= best * 1_000 * pair.unit
    floor.until(lambda: depth(floor) == wanted(whole, pair))  # the outside does not know of it
    paper.stop()
    floor.until(lambda: depth(floor) == ({}, {}))


def test_ones_own_order_is_filled_when_the_outside_comes_to_it(
    market_floor: MarketFloor, paper: PaperMarket
) -> None:
    floor, pair = market_floor, pair_of(market_floor)
    owner, space = floor.owner, floor.space
    floor.did(owner, Deposit, space_id=owner, asset="USDT", amount=10_000 * 10**8)
    floor.did(
        owner, SendMoney, space_id=owner, asset="USDT", amount=9_000 * 10**8, source="funding",
        target_space=space, target="spot",
    )  # fmt: skip
    paper.start(pair, PAIR)
    up = 10**8

    def frame(bid: int, ask: int, *trades: OutsideTrade, believed: bool = True) -> Frame:
        return Frame(PAIR, 1, believed, ((bid * up, up),), ((ask * up, up),), trades, (), ())

    paper.take(frame(60_000, 60_010))
    floor.until(lambda: depth(floor) == ({6_000_000: 100_000}, {6_001_000: 100_000}))
    placed = floor.did(
        owner, PlaceOrder, space_id=space, pair=PAIR, side="BUY", kind=OrderType.LIMIT, quantity=2_000,
        price=6_000_500,
    )  # fmt: skip
    number = placed.result["number"]
    paper.take(frame(60_000, 60_010, OutsideTrade(PAIR, 2, 1, 60_004 * up, up // 100, True)))

    def order() -> tuple[OrderStatus, int]:
        found = floor.ask(OneOrder(actor=owner, space_id=space, number=number))
        assert found is not None
        return found.status, found.executed

    floor.until(lambda: order() == (OrderStatus.PARTIALLY_FILLED, 1_000))
    paper.take(frame(60_000, 60_003))
    floor.until(lambda: order() == (OrderStatus.FILLED, 2_000))
    paper.take(frame(60_000, 60_003, believed=False))
    floor.until(lambda: depth(floor) == ({}, {}))
    assert floor.ask(OpenOrders(actor=owner, space_id=space)) == ()


def test_on_somebody_elses_exchange_nothing_is_mirrored(
    market_floor: MarketFloor, paper: PaperMarket
) -> None:
    pair = pair_of(market_floor)
    bea = market_floor.person("Bea")
    market_floor.did(bea, JoinExchange)
    market_floor.actor.become(bea)
    failed = QSignalSpy(paper.failed)
    paper.start(pair, PAIR)
    market_floor.until(lambda: failed.count() == 1)
    assert isinstance(failed.at(0)[0], NotAllowed) and not paper.running
