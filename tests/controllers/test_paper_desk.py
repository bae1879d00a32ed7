"""Trading on paper has a place and money of its own, and the house serves one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from controllers.trading.exchange import ExchangeDesk
from controllers.trading.house import House
from controllers.trading.market_life import MarketLife
from controllers.trading.outside_market import OutsideMarket
from controllers.trading.paper import PaperMarket
from controllers.trading.paper_desk import PaperDesk
from controllers.trading.replay import Replay
from models.core.clock import utc_now
from models.core.errors import Conflict, Invalid, NotAllowed
from models.core.ids import new_id
from models.ledger.crossing import SendMoney
from models.ledger.queries import WalletOf
from models.trading.commands import JoinExchange, PlaceOrder
from models.trading.entities import OrderType
from models.trading.paper_account import COINS, FillPaper, OpenPaper, paper_space
from models.trading.queries import DepthOf, Exchanges, Pairs
from models.trading.replay import MAX_SPEED
from models.trading.reports import Holdings
from tests.support.captures import made_capture, write_capture
from tests.support.market_floor import MarketFloor, market_floor

assert market_floor


def available(floor: MarketFloor, code: str) -> int:
    space = paper_space(floor.owner)
    found = floor.ask(Holdings(actor=floor.owner, space_id=space))
    return next((each.available for each in found if each.asset == code), 0)


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Replay, OutsideMarket]]:
    """A recording that has been played to its end."""
    replay, market = Replay(), OutsideMarket()
    replay.frame.connect(market.take)
    replay.open(write_capture(tmp_path / "capture.gz", made_capture(80)))
    qtbot.waitUntil(lambda: replay.span[0] > 0)
    replay.set_speed(MAX_SPEED)
    replay.play()
    qtbot.waitUntil(lambda: not replay.playing and market.booked and market.believed)
    yield replay, market
    replay.close()


@pytest.fixture
def desk(market_floor: MarketFloor) -> Iterator[PaperDesk]:
    made = PaperDesk(market_floor.actor, House())
    yield made
    made.end()


def test_it_has_a_place_and_money_of_its_own(
    market_floor: MarketFloor, desk: PaperDesk, shown: tuple[Replay, OutsideMarket]
) -> None:
    floor, owner = market_floor, market_floor.owner
    replay, market = shown
    desk.again_wanted.connect(replay.tell_again)
    desk.begin(market, replay)
    assert desk.beginning
    floor.until(lambda: desk.pair is not None)
    space = paper_space(owner)
    assert desk.pair is not None and desk.pair.space_id == space == desk.space_id
    floor.until(lambda: available(floor, "USDT") == COINS * 10**8)
    depth = DepthOf(actor=owner, space_id=space, pair="BTC/USDT", levels=50)
    floor.until(lambda: bool(floor.ask(depth).asks))
    best = floor.ask(depth).asks[0].price
    assert best == market.book.best_ask
    floor.did(
        owner, PlaceOrder, space_id=space, pair="BTC/USDT", side="BUY", kind=OrderType.MARKET, quantity=1_000
    )
    assert available(floor, "BTC") > 0
    wallet = floor.ask(WalletOf(actor=owner))
    assert str(space) not in repr(wallet) and wallet == floor.ask(WalletOf(actor=floor.person("Bea")))
    desk.fill()
    floor.until(lambda: available(floor, "USDT") == COINS * 10**8)
    desk.end()
    assert desk.pair is None and desk.source is None


def test_money_on_paper_stays_there_and_nobody_else_comes(market_floor: MarketFloor) -> None:
    floor, owner = market_floor, market_floor.owner
    space = paper_space(owner)
    floor.did(owner, OpenPaper, space_id=space)
    assert floor.did(owner, OpenPaper, space_id=space).result is False
    bea = floor.person("Bea")
    refused = (
        SendMoney(id=new_id(), space_id=space, actor=owner, at=utc_now(), asset="USDT", amount=1,
                  source="spot", target_space=owner, target="funding"),
        JoinExchange(id=new_id(), space_id=space, actor=bea, at=utc_now()),
        OpenPaper(id=new_id(), space_id=space, actor=bea, at=utc_now()),
        FillPaper(id=new_id(), space_id=floor.space, actor=owner, at=utc_now()),
    )  # fmt: skip
    for command in refused:
        assert not floor.gateway.submit(command).result(10).ok, command
    assert space not in {each.space_id for each in floor.ask(Exchanges(actor=bea))}
    exchange = ExchangeDesk(floor.actor)
    exchange.refresh()
    floor.until(lambda: exchange.ready)
    assert exchange.space_id == floor.space


def test_without_a_book_there_is_nothing_to_trade_against(market_floor: MarketFloor, desk: PaperDesk) -> None:
    failed = QSignalSpy(desk.failed)
    replay = Replay()
    desk.begin(OutsideMarket(), replay)
    assert isinstance(failed.at(0)[0], Invalid) and desk.source is None
    replay.close()


def test_a_market_lives_or_mirrors_never_both(market_floor: MarketFloor) -> None:
    floor = market_floor
    pair = floor.ask(Pairs(actor=floor.owner, space_id=floor.space))[0]
    house = House()
    life, paper = MarketLife(floor.actor, None, house), PaperMarket(floor.actor, None, house)
    no_paper, no_life = QSignalSpy(paper.failed), QSignalSpy(life.failed)
    life.start(floor.space)
    paper.start(pair, pair.pair)
    assert isinstance(no_paper.at(0)[0], Conflict) and not paper.running and life.running
    assert no_paper.at(0)[0].what_now == "Let them rest first."
    life.stop()
    paper.start(pair, pair.pair)
    life.start(floor.space)
    assert isinstance(no_life.at(0)[0], Conflict) and not life.running and paper.running
    paper.stop()
    life.start(floor.space)
    assert life.running
    life.stop()


def test_nobody_else_fills_it_up(market_floor: MarketFloor) -> None:
    floor = market_floor
    space = paper_space(floor.owner)
    floor.did(floor.owner, OpenPaper, space_id=space)
    bea = floor.person("Bea")
    verdict = floor.gateway.submit(FillPaper(id=new_id(), space_id=space, actor=bea, at=utc_now())).result(10)
    assert isinstance(verdict.error, NotAllowed)
