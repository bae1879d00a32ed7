"""The strategies that come with Nonet, and the one in the manual: each runs, and does what it says."""

from __future__ import annotations

import re
from math import sin
from pathlib import Path

import pytest

from app.kernel.resources import manual
from models.trading.backtests import Plan, backtest
from models.trading.standing import Report
from models.trading.strategy_files import NAMES, built_in, title_of, words_of
from models.trading.terms_of_pair import PairScale
from tests.support.captures import START_NS, STEP_NS, made_capture, write_capture

BTC = PairScale("BTC", "USDT", 1_000_000, 1_000)


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a day of minutes that go up and down."""
    path = tmp_path_factory.mktemp("bars") / "waves.csv"
    lines = ["time,open,high,low,close,volume"]
    close = 60_000.0
    for n in range(720):
        before, close = close, 60_000 + 900 * sin(n / 40) + 120 * sin(n / 3)
        high, low = max(before, close) + 5, min(before, close) - 5
        lines.append(f"{1_700_000_000 + 60 * n},{before:.2f},{high:.2f},{low:.2f},{close:.2f},12.5")
    path.write_text("\n".join(lines))
    return path


def run(strategy: Path, recording: Path, **more: int) -> Report:
    return backtest(Plan(strategy=strategy, recording=recording, scale=BTC, money=10_000 * 10**8, **more))


@pytest.mark.parametrize("name", NAMES)
def test_each_trades_on_bars(name: str, waves: Path) -> None:
    report = run(built_in(name), waves)
    assert report.trades > 0 and report.refused <= report.trades // 10
    assert len(report.deals) == min(report.trades, 2_000) and report.equity[0].price
    if name == "hold":
        assert report.trades == 1 and report.gain / 10**12 == pytest.approx(report.held, abs=0.02)
    assert title_of(name) and words_of(name)


def test_the_market_maker_rests_in_a_capture(tmp_path: Path) -> None:
    report = run(built_in("quotes"), write_capture(tmp_path / "capture.gz", made_capture(200)))
    assert report.trades == report.maker_trades


def test_only_the_period_is_played(tmp_path: Path) -> None:
    capture = write_capture(tmp_path / "capture.gz", made_capture(120))
    since, until = START_NS + 100 * STEP_NS, START_NS + 200 * STEP_NS
    report = run(built_in("hold"), capture, since=since, until=until)
    assert since <= report.equity[0].at and report.equity[-1].at <= until and report.trades == 1


def test_the_example_in_the_manual_runs(waves: Path, tmp_path: Path) -> None:
    page = manual("strategies.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "example.py"
    path.write_text(code)
    report = run(path, waves)
    assert report.trades >= 4 and report.bought >= report.sold > 0
