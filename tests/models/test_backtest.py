"""Backtests: money that adds up, nothing known too early, and a stranger's file that cannot do harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.errors import Invalid, Unavailable
from models.core.sandbox import Limits
from models.trading.amounts import PPM
from models.trading.backtest import Backtest, Rules
from models.trading.backtests import Plan, backtest
from models.trading.providers.feed import FeedEvent, OutsideBar
from models.trading.providers.recorded import RecordedFeed
from models.trading.standing import Purse, Report, Sample, summary
from models.trading.strategies import Buy, Look, SeenBar, Sell, Wish, Withdraw
from models.trading.terms_of_pair import PairScale
from tests.support.captures import made_capture, write_capture

BTC = PairScale("BTC", "USDT", 1_000_000, 1_000)
MONEY = 100_000 * 10**8
TICK = 10**6


class Bars(RecordedFeed):
    """Made-up bars of a minute: (open, high, low, close) in ticks."""

    def __init__(self, *bars: tuple[int, int, int, int]) -> None:
        super().__init__(Path("bars"))
        self._made = bars

    def events(self) -> Iterator[FeedEvent]:
        for number, bar in enumerate(self._made):
            at = number * 60 * 10**9
            open_, high, low, close = (price * TICK for price in bar)
            yield OutsideBar("BTC/USDT", at, 60, open_, high, low, close, 10**8)


def rules(**values: Any) -> Rules:
    common: dict[str, Any] = {"pair": "BTC/USDT", "scale": BTC, "unit": BTC.unit, "money": MONEY}
    return Rules(**common | values)


def run(strategy: Any, feed: RecordedFeed, **values: Any) -> Report:
    return Backtest(rules(**values), strategy).run(feed)


class Script:
    """Does what it is told at each bar."""

    def __init__(self, *wishes: list[Wish]) -> None:
        self.wishes = list(wishes)
        self.looks: list[Look] = []

    def on_bar(self, bar: SeenBar, look: Look) -> Iterable[Wish]:
        self.looks.append(look)
        return self.wishes.pop(0) if self.wishes else []


def test_a_run_that_is_worked_out_by_hand() -> None:
    # Bought a tick over the first close, sold a tick under the second, a tenth of a percent each.
    script = Script([Buy(1_000)], [Sell(999)])
    report = run(script, Bars((100, 110, 90, 100), (100, 205, 100, 201)))
    unit = BTC.unit
    paid, got = 101 * 1_000 * unit, 200 * 999 * unit
    assert script.looks[1].coins == 999
    assert report.trades == 2 and report.maker_trades == 0
    assert report.gain == -paid + got - got // 1_000
    assert report.fees == paid // 1_000 + got // 1_000


def test_what_rests_is_filled_where_the_bar_went_through() -> None:
    script = Script([Buy(10, 95, "low"), Buy(10, 80, "lower")], [Withdraw("lower")], [])
    report = run(script, Bars((100, 101, 99, 100), (100, 101, 94, 100), (100, 100, 70, 100)), maker_ppm=0)
    assert (report.trades, report.maker_trades, report.bought) == (1, 1, 10)
    assert script.looks[1].open == {"lower": 10} and script.looks[2].open == {}
    assert report.gain == 10 * (100 - 95) * BTC.unit


def test_what_cannot_be_is_refused() -> None:
    half: Any = 1.5
    wishes: list[Any] = [Buy(10**9, 100_000), Sell(1), Buy(0), Buy(1, -3), Buy(half), "buy"]
    report = run(Script([*wishes]), Bars((100, 101, 99, 100), (100, 101, 99, 100)))
    assert report.refused == len(wishes) and report.trades == 0 and report.gain == 0


class Monkey:
    """Wants anything at any time."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def on_book(self, look: Look) -> Iterable[Wish]:
        assert look.money >= 0 and look.coins >= 0
        best = look.bids[0][0] if look.bids else 6_000_000
        quantity, price = self.chance.randrange(1, 3_000), best + self.chance.randrange(-500_000, 500_000)
        tag = self.chance.choice("abc")
        kind = Buy if self.chance.random() < 0.5 else Sell
        yield kind(quantity, self.chance.choice([0, price]), tag, self.chance.random() < 0.2)
        if self.chance.random() < 0.2:
            yield Withdraw(self.chance.choice(["", "a"]))

    def on_trade(self, trade: Any, look: Look) -> Iterable[Wish]:
        return self.on_book(look)


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_capture(tmp_path_factory.mktemp("captures") / "capture.gz", made_capture(80))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0, 750, 1_000]))
def test_nobody_spends_what_they_have_not(capture_of: Path, seed: int, ppm: int) -> None:
    test = Backtest(rules(coins=2_000, maker_ppm=ppm, taker_ppm=ppm, look_ns=1), Monkey(seed))
    report = test.run(RecordedFeed(capture_of))
    purse = test._purse
    assert purse.money >= 0 and purse.coins >= 0
    bought = report.bought * (PPM - ppm)
    assert purse._parts == (2_000 * PPM) + bought - report.sold * PPM
    resting = {order.number for order in test._book.orders() if order.owner == 1}
    assert resting == set(test._mine), "its open orders are those in the book"
    assert (
        run(Monkey(seed), RecordedFeed(capture_of), coins=2_000, maker_ppm=ppm, taker_ppm=ppm, look_ns=1)
        == report
    )


@pytest.fixture(scope="module")
def capture_of(capture: Path) -> Path:
    return capture


def test_the_figures() -> None:
    day = 86_400 * 10**9
    samples = [Sample(n * day, worth) for n, worth in enumerate([100, 110, 99, 108, 120])]
    report = summary(samples, Purse(0, 0, 1, 0, 0), 0)
    assert report.gain == 20
    assert report.drawdown == pytest.approx(0.1)
    # The returns are .1, -.1, .0909 and .1111: .0505 over .1007, times the root of 365.
    assert report.sharpe == pytest.approx(9.584, abs=0.001)
    assert summary([], Purse(0, 0, 1, 0, 0), 0).sharpe == 0


# A stranger's file

GOOD = """
from models.trading.strategies import Buy, Sell

import os

class Strategy:
    def on_book(self, look):
        print("hello")
        os.write(1, b"hello")
        if not look.coins:
            yield Buy(10)
        else:
            yield Sell(look.coins)
"""


def planned(folder: Path, capture: Path, code: str) -> Plan:
    path = folder / "strategy.py"
    path.write_text(code)
    return Plan(strategy=path, recording=capture, scale=BTC, money=MONEY)


def test_a_file_is_run_in_a_child(capture: Path, tmp_path: Path) -> None:
    report = backtest(planned(tmp_path, capture, GOOD))
    assert report.trades > 5 and report.fees > 0 and report.gain < 0
    assert report == backtest(planned(tmp_path, capture, GOOD)), "the same again"


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("x = 1", Invalid, "no class"),
        ("class Strategy:\n    def on_book(self, look):\n        return 1 / 0", Invalid, "ZeroDivisionError"),
        ("this is no python", Invalid, "SyntaxError"),
        ("while True: pass", Unavailable, "too long"),
        ("import os\nos.abort()", Unavailable, "crashed"),
    ],
)
def test_a_bad_file_ends_with_a_sentence(
    capture: Path, tmp_path: Path, code: str, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        backtest(planned(tmp_path, capture, code), limits=Limits(cpu_s=2, wall_s=20, memory=2 << 30))


def test_a_file_that_is_not_there(capture: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        backtest(Plan(strategy=tmp_path / "no.py", recording=capture, scale=BTC, money=1))
