"""Live prices of several exchanges: what is shown, the index, lines that break, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from controllers.trading.live_desk import LiveDesk, middle
from models.core.errors import Invalid
from models.trading.frames import Frame
from models.trading.providers.feed import OutsideTrade
from tests.support.captures import made_capture, messages_of
from tests.support.exchange_stub import Stub, stub_exchange

PAIR = "BTC/USDT"


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[LiveDesk]:
    made = LiveDesk()
    made.patience = 0.02
    yield made
    made.close()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with stub_exchange(messages_of(made_capture(60)), pause_s=0.02) as made:
        yield made


def test_one_is_shown_and_all_are_in_the_index(qtbot: QtBot, desk: LiveDesk, stub: Stub) -> None:
    desk.settings = lambda _: stub.settings
    desk.listen("binance", "btc-usdt", ["binanceus"])
    assert desk.listening and desk.pair == PAIR
    qtbot.waitUntil(lambda: desk.market.believed and desk.market.pair is not None, timeout=40_000)
    qtbot.waitUntil(
        lambda: desk.index is not None and set(desk.index.used) == {"binance", "binanceus"}, timeout=40_000
    )
    assert desk.index is not None and desk.reading is not None
    assert desk.reading.up
    assert abs(desk.index.price / 10**8 - 60_000) < 100
    desk.include("binanceus", False)
    assert desk.index is not None and desk.index.used == ("binance",)
    desk.include("binance", False)
    assert desk.listening, "the one that is shown stays"
    desk.hang_up()
    assert not desk.listening and desk.market.pair is None and desk.index is None


def test_a_line_that_is_down_says_why_and_is_tried_again(qtbot: QtBot, desk: LiveDesk, stub: Stub) -> None:
    stub.refuse = 3
    desk.settings = lambda _: stub.settings
    reasons: list[str] = []
    desk.changed.connect(lambda: reasons.append(desk.reading.reason if desk.reading else ""))
    desk.listen("binance", PAIR)
    qtbot.waitUntil(lambda: any(reasons), timeout=40_000)
    qtbot.waitUntil(lambda: desk.reading is not None and desk.reading.up, timeout=40_000)
    assert desk.reading is not None and desk.reading.reason == ""


def test_what_is_not_there_says_so(qtbot: QtBot, desk: LiveDesk, stub: Stub) -> None:
    with pytest.raises(Invalid):
        desk.listen("binance", "nonsense")
    assert not desk.listening
    desk.settings = lambda _: stub.settings
    desk.listen("binance", "ETH/BTC", ["nowhere"])
    qtbot.waitUntil(lambda: desk.error is not None and "nowhere" in desk.problems, timeout=40_000)
    assert "does not trade" in str(desk.error)
    desk.again()
    assert desk.error is None


def test_hanging_up_does_not_wait(qtbot: QtBot, desk: LiveDesk, stub: Stub) -> None:
    desk.settings = lambda _: stub.settings
    for _ in range(3):
        desk.listen("binance", PAIR)
        desk.hang_up()
    assert not desk.feeds


def test_the_middle_of_a_book_or_else_the_last_price() -> None:
    def frame(believed: bool, trades: tuple[OutsideTrade, ...] = ()) -> Frame:
        return Frame(PAIR, 1, believed, ((100, 5),), ((110, 5),), trades, (), ())

    assert middle(frame(True)) == 105
    assert middle(frame(False)) == 0
    assert middle(frame(False, (OutsideTrade(PAIR, 1, 1, 99, 5, True),))) == 99
